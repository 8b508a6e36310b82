using System.Text.Json;
using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using IgG4FollowUp.Domain.Timelines;

namespace IgG4FollowUp.Api.Patients;

/// <summary>An alert as a write would change it.</summary>
/// <param name="AlertId">The alert.</param>
/// <param name="Finding">What was found.</param>
public sealed record AlertEffect(Guid AlertId, Finding Finding)
{
    /// <summary>What the record would say instead; empty unless it would be closed.</summary>
    public IReadOnlyList<string> Because { get; init; } = [];
}

/// <summary>What a write would do to a patient's record and to what follows from it. What is due anyway is not told.</summary>
public sealed record WriteEffect
{
    /// <summary>Entries as they would be recorded, or as they would be after a correction.</summary>
    public required IReadOnlyList<ClinicalEntry> Entries { get; init; }

    /// <summary>Alerts that would be raised.</summary>
    public required IReadOnlyList<AlertEffect> Raised { get; init; }

    /// <summary>Open alerts that would say something else.</summary>
    public required IReadOnlyList<AlertEffect> Restated { get; init; }

    /// <summary>Open alerts that would be closed, since what they speak of would be gone.</summary>
    public required IReadOnlyList<AlertEffect> Closed { get; init; }

    /// <summary>Facts that would follow from the record, in the order of the timeline.</summary>
    public required IReadOnlyList<TimelineItem> Derived { get; init; }

    /// <summary>Facts that would no longer follow from it.</summary>
    public required IReadOnlyList<TimelineItem> NoLonger { get; init; }

    /// <summary>Compares a record with what it would be. Pure.</summary>
    /// <param name="patientId">The patient.</param>
    /// <param name="before">The chart; null of who would be enrolled.</param>
    /// <param name="events">The events that would be appended.</param>
    /// <param name="known">The patient's alerts on record.</param>
    /// <param name="settings">The clinic's thresholds.</param>
    /// <param name="today">Today in the clinic.</param>
    /// <param name="now">The instant.</param>
    public static WriteEffect Of(
        Guid patientId, PatientChart? before, IReadOnlyList<object> events, IReadOnlyList<Alert> known, ClinicSettings settings,
        DateOnly today, DateTimeOffset now)
    {
        var after = events.Aggregate(before, (chart, happened) => PatientChart.Fold(chart, patientId, happened))!;
        // What would change by itself, since nobody has looked yet, is no effect of the write.
        var standing = known.ToDictionary(alert => alert.Id);
        if (before is not null)
        {
            foreach (var change in AlertReview.Of(before, known, today, now, settings).Changes) standing[change.AlertId] = change.After;
        }

        var changes = AlertReview.Of(after, standing.Values, today, now, settings).Changes;
        var (former, facts) = (before is null ? [] : Facts(before, settings), Facts(after, settings));
        var (was, willBe) = (former.Select(fact => fact.Text).ToHashSet(), facts.Select(fact => fact.Text).ToHashSet());
        return new()
        {
            Entries = [.. events.Select(EntryOf).OfType<ClinicalEntry>()],
            Raised = [.. changes.Where(change => change.Event is AlertRaised or AlertReopened).Select(Told)],
            Restated = [.. changes.Where(change => change.Event is AlertRestated).Select(Told)],
            Closed = [.. changes.Where(change => change.Event is AlertClosedByState).Select(Told)],
            Derived = [.. facts.Where(fact => !was.Contains(fact.Text)).Select(fact => fact.Item)],
            NoLonger = [.. former.Where(fact => !willBe.Contains(fact.Text)).Select(fact => fact.Item)],
        };
    }

    private static ClinicalEntry? EntryOf(object happened) => happened switch
    {
        ClinicalEntry entry => entry,
        EntryCorrected corrected => corrected.Replacement,
        _ => null,
    };

    private static AlertEffect Told(AlertChange change) => new(change.AlertId, change.After.Finding)
    {
        Because = change.Event is AlertClosedByState closed ? closed.Because : [],
    };

    private static List<(TimelineItem Item, string Text)> Facts(PatientChart chart, ClinicSettings settings) =>
    [
        .. Timeline.Of(chart, new() { FollowUp = settings }).Items.Where(item => item.Status == TimelineStatus.Derived)
            .Select(item => (item, JsonSerializer.Serialize(item, EntryJson.Options))),
    ];
}
