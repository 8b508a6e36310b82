using System.Collections.Immutable;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;

namespace IgG4FollowUp.Domain.Alerts;

/// <summary>One event that a review adds to an alert.</summary>
/// <param name="AlertId">The alert.</param>
/// <param name="Before">The alert before it; null when it is raised.</param>
/// <param name="Event">The event.</param>
public sealed record AlertChange(Guid AlertId, Alert? Before, object Event)
{
    /// <summary>The alert with the event.</summary>
    public Alert After => Alert.Fold(Before, AlertId, Event)
        ?? throw new InvalidOperationException($"{Event.GetType().Name} is no event of an alert.");
}

/// <summary>
/// Compares what the rules find in a chart with the alerts on record. Pure: live evaluation, the daily sweep and a simulation take the same
/// decisions. Reviewing what was just reviewed changes nothing.
/// </summary>
/// <param name="Changes">What to record, in the order of findings, then what is gone in order of identity.</param>
/// <param name="Standing">How many findings stand.</param>
/// <param name="Suppressed">How many of them have no open alert because a person closed it.</param>
/// <param name="LookAgainOn">First later day on which time alone changes any verdict; null when it never does.</param>
public sealed record AlertReview(ImmutableArray<AlertChange> Changes, int Standing, int Suppressed, DateOnly? LookAgainOn)
{
    /// <summary>Reviews a patient.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="known">Every alert of the patient on record, closed ones too.</param>
    /// <param name="today">The day in the clinic.</param>
    /// <param name="now">The instant.</param>
    /// <param name="settings">The clinic's thresholds.</param>
    public static AlertReview Of(PatientChart chart, IReadOnlyCollection<Alert> known, DateOnly today, DateTimeOffset now,
        ClinicSettings settings)
    {
        ArgumentNullException.ThrowIfNull(chart);
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(settings);
        var reading = new ChartReading(chart);
        var evaluation = AlertRules.Evaluate(reading, today, settings);
        var before = known.ToDictionary(alert => alert.Id);
        var changes = ImmutableArray.CreateBuilder<AlertChange>();
        var found = new HashSet<Guid>();
        var suppressed = 0;
        foreach (var finding in evaluation.Findings)
        {
            var id = Alert.IdOf(chart.Id, finding);
            if (!found.Add(id)) continue;
            object? happened = before.GetValueOrDefault(id) switch
            {
                null => new AlertRaised(chart.Id, finding.InFull(), today, now, settings.Id, chart.EventCount),
                { Closed: { By: null } } => new AlertReopened(finding.InFull(), today, now, settings.Id, chart.EventCount),
                { Closed: null } open when !open.Finding.SaysTheSameAs(finding) =>
                    new AlertRestated(finding.InFull(), today, now, settings.Id, chart.EventCount),
                _ => null,
            };
            if (happened is not null) changes.Add(new(id, before.GetValueOrDefault(id), happened));
            else if (before[id].Closed is not null) suppressed++;
        }

        foreach (var gone in known.Where(alert => alert.Closed is null && !found.Contains(alert.Id)).OrderBy(alert => alert.Id))
            changes.Add(new(gone.Id, gone, new AlertClosedByState(today, now, Because(gone, reading, today, settings), chart.EventCount)));
        return new(changes.ToImmutable(), found.Count, suppressed, evaluation.LookAgainOn);
    }

    /// <summary>Adds the escalations that are due once the changes have been made, and tells when to look again.</summary>
    /// <param name="known">Every alert of the patient on record.</param>
    /// <param name="now">The instant.</param>
    /// <param name="settings">The clinic's thresholds.</param>
    /// <param name="startOf">The instant at which a day begins in the clinic.</param>
    /// <returns>The review, and the first later instant at which time alone changes a verdict or escalates an
    /// alert; null when it never does.</returns>
    public (AlertReview Review, DateTimeOffset? LookAgainAt) WithEscalations(
        IReadOnlyCollection<Alert> known, DateTimeOffset now, ClinicSettings settings, Func<DateOnly, DateTimeOffset> startOf)
    {
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(startOf);
        var alerts = known.ToDictionary(alert => alert.Id);
        foreach (var change in Changes) alerts[change.AlertId] = change.After;
        var changes = Changes.ToBuilder();
        var next = LookAgainOn is { } day ? startOf(day) : (DateTimeOffset?)null;
        foreach (var alert in alerts.Values.OrderBy(alert => alert.Id))
        {
            var at = alert.EscalatesAt(settings, startOf);
            if (at <= now)
            {
                var escalated = new AlertChange(alert.Id, alert, new AlertEscalated(now, alert.Level + 1));
                changes.Add(escalated);
                at = escalated.After.EscalatesAt(settings, startOf);
            }

            if (at is { } instant && (next is null || instant < next)) next = instant;
        }

        return (this with { Changes = changes.ToImmutable() }, next);
    }

    private static IReadOnlyList<string> Because(Alert gone, ChartReading reading, DateOnly today, ClinicSettings settings)
    {
        if (AlertRules.Find(gone.Finding.Rule) is not { } rule) return ["The rule is no longer in use."];
        var silence = AlertRules.WhyNot(rule, reading, today, settings);
        return silence.Fires ? ["The rule now speaks of another episode."] : [.. silence.Failed.Select(condition => condition.Words)];
    }
}
