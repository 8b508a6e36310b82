using System.Collections.Immutable;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;

namespace IgG4FollowUp.Domain.Alerts.Replay;

/// <summary>Thresholds that applied from an instant on.</summary>
/// <param name="From">The instant.</param>
/// <param name="Settings">The thresholds.</param>
public sealed record SettingsFrom(DateTimeOffset From, ClinicSettings Settings)
{
    /// <summary>One set of thresholds all along.</summary>
    /// <param name="settings">The thresholds.</param>
    public static ImmutableArray<SettingsFrom> Always(ClinicSettings settings) => [new(DateTimeOffset.MinValue, settings)];
}

/// <summary>Days in the clinic.</summary>
/// <param name="DayOf">The day that an instant belongs to.</param>
/// <param name="StartOf">The instant at which a day begins.</param>
public sealed record LocalDays(Func<DateTimeOffset, DateOnly> DayOf, Func<DateOnly, DateTimeOffset> StartOf);

/// <summary>
/// The alerts that a patient's record would have led to, reviewed as it is in live use: whenever something was recorded, whenever the
/// thresholds changed, and on each day on which time alone changes a verdict. At each instant only what had been recorded by then is known.
/// What persons did to alerts is no part of it: nobody acknowledges, puts off or closes, so every alert ends by the state of the record.
/// </summary>
/// <param name="Changes">What would have been recorded about alerts, in order.</param>
/// <param name="Reviews">How often the patient was looked at.</param>
public sealed record AlertReplay(ImmutableArray<AlertChange> Changes, int Reviews)
{
    /// <summary>Replays one patient.</summary>
    /// <param name="patientId">The patient.</param>
    /// <param name="history">The patient's stream in order. An event with an earlier time than the one before
    /// it became known with that one.</param>
    /// <param name="settings">Thresholds in ascending order of their instants; the first apply also before their instant.</param>
    /// <param name="days">Days in the clinic.</param>
    /// <param name="until">The last instant that is replayed.</param>
    /// <exception cref="ArgumentException">There are no thresholds.</exception>
    public static AlertReplay Of(
        Guid patientId, IReadOnlyList<RecordedEvent> history, IReadOnlyList<SettingsFrom> settings, LocalDays days, DateTimeOffset until)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(days);
        if (settings.Count == 0) throw new ArgumentException("Thresholds are needed.", nameof(settings));
        var changes = ImmutableArray.CreateBuilder<AlertChange>();
        var alerts = new Dictionary<Guid, Alert>();
        PatientChart? chart = null;
        DateTimeOffset? timer = null;
        int known = 0, applied = 0, reviews = 0;
        while (true)
        {
            DateTimeOffset? next = known < history.Count ? history[known].RecordedAt : null;
            if (timer < next || next is null) next = timer;
            if (chart is not null && applied + 1 < settings.Count && (next is null || settings[applied + 1].From < next))
                next = settings[applied + 1].From;
            if (next is not { } now || now > until) return new(changes.ToImmutable(), reviews);

            // Everything that became known at one instant is judged together, as the events of one transaction are.
            for (; known < history.Count && history[known].RecordedAt <= now; known++)
                chart = PatientChart.Fold(chart, patientId, history[known].Event);
            while (applied + 1 < settings.Count && settings[applied + 1].From <= now) applied++;
            var review = AlertReview.Of(chart!, alerts.Values, days.DayOf(now), now, settings[applied].Settings);
            reviews++;
            foreach (var change in review.Changes)
            {
                alerts[change.AlertId] = change.After;
                changes.Add(change);
            }

            timer = review.LookAgainOn is { } day ? days.StartOf(day) : null;
        }
    }
}
