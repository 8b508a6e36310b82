using System.Collections.Frozen;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Alerts;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events.Aggregation;

namespace IgG4FollowUp.Api.Alerts;

/// <summary>
/// An alert as folded from its stream. Inline, because the inbox and the next review must see what the last one recorded.
/// </summary>
public sealed partial class AlertProjection : SingleStreamProjection<Alert, Guid>
{
    public AlertProjection()
    {
        foreach (var type in EventNames.OfAlerts.Values) IncludeType(type);
    }

    public override Alert? Evolve(Alert? snapshot, Guid id, IEvent e) => Alert.Fold(snapshot, id, e.Data);
}

/// <summary>How alerts are stored: one stream each, and the alert itself as a document beside it.</summary>
public static class AlertStore
{
    private static readonly FrozenDictionary<Type, string> Kinds = new Dictionary<Type, string>
    {
        [typeof(AlertRaised)] = AlertChanged.Raised,
        [typeof(AlertRestated)] = AlertChanged.Restated,
        [typeof(AlertReopened)] = AlertChanged.Reopened,
        [typeof(AlertAcknowledged)] = AlertChanged.Acknowledged,
        [typeof(AlertSnoozed)] = AlertChanged.Snoozed,
        [typeof(AlertAssigned)] = AlertChanged.Assigned,
        [typeof(AlertEscalated)] = AlertChanged.Escalated,
        [typeof(AlertClosed)] = AlertChanged.Closed,
        [typeof(AlertClosedByState)] = AlertChanged.Closed,
    }.ToFrozenDictionary();

    public static void Configure(StoreOptions options)
    {
        options.Projections.Add(new AlertProjection(), ProjectionLifecycle.Inline);
        options.Projections.Add(new ClinicAlertSettingsProjection(), ProjectionLifecycle.Inline);
        SweepRecord.Configure(options);
        options.Columns<Alert>(
            nameof(Alert.PatientId), nameof(Alert.Rule), nameof(Alert.Priority), nameof(Alert.RaisedAt), nameof(Alert.IsClosed),
            nameof(Alert.IsAcknowledged),
            nameof(Alert.SnoozedUntil), nameof(Alert.AssignedTo));
        options.Schema.For<Alert>()
            .StartIndexesByTenantId()
            .Index(alert => alert.PatientId)
            .Index(
                [alert => alert.Priority, alert => alert.RaisedAt, alert => alert.Id],
                index => (index.Name, index.Predicate) = ("alert_inbox", "not is_closed"));
    }

    /// <summary>Queues the events of changes into a session. Nothing happens before the session is saved.</summary>
    public static void Append(IDocumentSession session, IEnumerable<AlertChange> changes)
    {
        foreach (var alert in changes.GroupBy(change => change.AlertId))
        {
            var events = alert.Select(change => change.Event).ToArray();
            // The version makes a simultaneous change by a person a conflict, which is then decided again.
            if (alert.First().Before is { } before) session.Events.Append(alert.Key, before.Version + events.Length, events);
            else session.Events.StartStream<Alert>(alert.Key, events);
        }
    }

    /// <summary>What others are told of changes, in their order.</summary>
    public static AlertsChanged NewsOf(IEnumerable<AlertChange> changes, DateTimeOffset now) =>
        new([.. changes.Select(change => new AlertChanged(
        NameBasedId.Of($"alert-change/{change.AlertId:N}/{change.After.Version}"), change.AlertId, Kinds[change.Event.GetType()],
            now))]);

    /// <summary>What others are told of an event; null when it is no event of an alert.</summary>
    public static string? KindOf(Type happened) => Kinds.GetValueOrDefault(happened);
}
