using System.Collections.Frozen;
using System.Text.Json;
using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Patients;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events.Aggregation;
using Wolverine;

namespace IgG4FollowUp.Api.Alerts;

/// <summary>An alert as folded from its stream. Live, because its view is the row that <see cref="AlertStore"/> writes with every event.</summary>
public sealed partial class AlertProjection : SingleStreamProjection<Alert, Guid>
{
    public override Alert? Evolve(Alert? snapshot, Guid id, IEvent e) => Alert.Fold(snapshot, id, e.Data);
}

/// <summary>How alerts are stored: one stream each, and a row of the inbox in the same transaction.</summary>
public static class AlertStore
{
    private const string Upsert = $"""
        insert into {AlertTables.Alerts} (tenant_id, alert_id, patient_id, rule, priority, raised_at, closed, acknowledged, snoozed_until, assigned_to, data)
        select ?, r.id, r.patient, r.rule, r.priority, r.raised, r.closed, r.acknowledged, r.snoozed, r.assigned, r.data
        from jsonb_to_recordset(cast(? as jsonb)) as r(
          id uuid, patient uuid, rule varchar, priority smallint, raised timestamptz, closed boolean, acknowledged boolean, snoozed date, assigned varchar, data jsonb)
        on conflict (tenant_id, alert_id) do update set
          priority = excluded.priority, raised_at = excluded.raised_at, closed = excluded.closed, acknowledged = excluded.acknowledged,
          snoozed_until = excluded.snoozed_until, assigned_to = excluded.assigned_to, data = excluded.data
        """;

    /// <summary>Stored names of the events of an alert and of a clinic's thresholds. Names are storage: they stay when a class is renamed.</summary>
    public static FrozenDictionary<string, Type> EventTypes { get; } = new Dictionary<string, Type>
    {
        ["alert_raised"] = typeof(AlertRaised),
        ["alert_restated"] = typeof(AlertRestated),
        ["alert_reopened"] = typeof(AlertReopened),
        ["alert_acknowledged"] = typeof(AlertAcknowledged),
        ["alert_snoozed"] = typeof(AlertSnoozed),
        ["alert_assigned"] = typeof(AlertAssigned),
        ["alert_escalated"] = typeof(AlertEscalated),
        ["alert_closed"] = typeof(AlertClosed),
        ["alert_closed_by_state"] = typeof(AlertClosedByState),
        ["alert_settings_changed"] = typeof(AlertSettingsChanged),
    }.ToFrozenDictionary();

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
        foreach (var (name, type) in EventTypes) options.Events.MapEventType(type, name);
        options.Projections.Add(new AlertProjection(), ProjectionLifecycle.Live);
        options.Projections.Add(new ClinicAlertSettingsProjection(), ProjectionLifecycle.Inline);
    }

    /// <summary>Queues events, rows and messages of a review into a session. Nothing happens before the session is saved.</summary>
    public static async Task RecordAsync(
        IDocumentSession session, IMessageBus bus, IReadOnlyList<AlertChange> changes, AlertSettings settings, TimeProvider time)
    {
        if (changes.Count == 0) return;
        foreach (var change in changes)
        {
            // The version makes a simultaneous change by a person a conflict, which is then decided again.
            if (change.Before is { } before) session.Events.Append(change.AlertId, before.Version + 1, change.Happened);
            else session.Events.StartStream<Alert>(change.AlertId, change.Happened);
        }

        SaveRows(session, changes.Select(change => change.After));
        foreach (var change in changes) await TellAsync(bus, change, settings, time);
    }

    /// <summary>Queues what a person did to an alert into the session that fetched its stream.</summary>
    public static async Task<Alert> RecordAsync(
        IDocumentSession session, IMessageBus bus, IEventStream<Alert> stream, object happened, AlertSettings settings, TimeProvider time)
    {
        var change = new AlertChange(stream.Id, stream.Aggregate, happened);
        stream.AppendOne(happened);
        SaveRows(session, [change.After]);
        await TellAsync(bus, change, settings, time);
        return change.After;
    }

    /// <summary>Where an alert stands in the inbox: the more urgent and the more often escalated, the earlier.</summary>
    public static short PriorityOf(Alert alert) => (short)(((Urgency.Urgent - alert.Finding.Urgency) * (Alert.HighestLevel + 1)) + Alert.HighestLevel - alert.Level);

    private static void SaveRows(IDocumentSession session, IEnumerable<Alert> alerts) =>
        session.QueueSqlCommand(Upsert, session.TenantId, JsonSerializer.Serialize(alerts.Select(alert => new
        {
            id = alert.Id,
            patient = alert.PatientId,
            rule = alert.Finding.Rule,
            priority = PriorityOf(alert),
            raised = alert.RaisedAt,
            closed = alert.Closed is not null,
            acknowledged = alert.Acknowledged is not null,
            snoozed = alert.SnoozedUntil,
            assigned = alert.AssignedTo,
            data = alert,
        }), EntryText.Options));

    private static async Task TellAsync(IMessageBus bus, AlertChange change, AlertSettings settings, TimeProvider time)
    {
        var now = time.Instant();
        var after = change.After;
        await bus.PublishAsync(new AlertChanged(Domain.NameBasedId.Of($"alert-change/{after.Id:N}/{after.Version}"), after.Id, Kinds[change.Happened.GetType()], now));
        if (change.Happened is (AlertRaised or AlertReopened or AlertEscalated or AlertSnoozed) && after.EscalatesAt(settings, time.StartOf) is { } at)
            await bus.ScheduleAsync(new EscalateAlert(after.Id), at - now);
    }

    /// <summary>What others are told of an event; null when it is no event of an alert.</summary>
    public static string? KindOf(Type happened) => Kinds.GetValueOrDefault(happened);
}
