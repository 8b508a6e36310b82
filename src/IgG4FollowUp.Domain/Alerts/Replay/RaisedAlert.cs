using System.Collections.Immutable;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Recurrence;

namespace IgG4FollowUp.Domain.Alerts.Replay;

/// <summary>A recurrence under the composite definition in the record as known at the end.</summary>
/// <param name="DetectedOn">R of the interval (L, R] in which it happened: the first day on which it can have been detected.</param>
/// <param name="Entries">Entries that it rests on.</param>
internal sealed record ConfirmedRecurrence(DateOnly DetectedOn, ImmutableArray<Guid> Entries)
{
    public static ImmutableArray<ConfirmedRecurrence> Of(RecurrenceTimeline timeline) =>
    [
        .. timeline.Episodes.Where(episode => episode.Interval.By.HasBounds())
            .Select(episode => new ConfirmedRecurrence(episode.Interval.By.Earliest, episode.Entries)),
    ];
}

/// <summary>What became of an alert.</summary>
internal enum RaisingOutcome
{
    /// <summary>It rests on an entry by which a recurrence was detected, or was raised on that day.</summary>
    AtDetection,

    /// <summary>A recurrence was detected within the horizon.</summary>
    Foretold,

    /// <summary>The patient was followed for the whole horizon, and no recurrence was detected.</summary>
    FalseAlarm,

    /// <summary>The patient was not followed for long enough to tell.</summary>
    NotJudged,
}

/// <summary>An alert being raised, for the first time or again.</summary>
internal sealed record RaisedAlert(Guid AlertId, string Rule, DateOnly On, ImmutableArray<Guid> RestsOn)
{
    public static List<RaisedAlert> Of(AlertReplay replay)
    {
        var raisings = new List<RaisedAlert>();
        foreach (var (id, _, happened) in replay.Changes)
        {
            if (happened is AlertRaised raised) raisings.Add(Of(id, raised.Finding, raised.On));
            else if (happened is AlertReopened reopened) raisings.Add(Of(id, reopened.Finding, reopened.On));
        }

        return raisings;
    }

    /// <param name="recurrences">The patient's confirmed recurrences.</param>
    /// <param name="followedTo">Last day on which the patient is known to have been in contact; null when no date is reported.</param>
    /// <param name="horizon">Days after the alert.</param>
    public RaisingOutcome Outcome(ImmutableArray<ConfirmedRecurrence> recurrences, DateOnly? followedTo, int horizon)
    {
        var foretold = false;
        foreach (var recurrence in recurrences)
        {
            var days = recurrence.DetectedOn.DayNumber - On.DayNumber;
            if (days == 0 || RestsOn.Any(entry => recurrence.Entries.Contains(entry))) return RaisingOutcome.AtDetection;
            foretold |= days > 0 && days <= horizon;
        }

        return foretold ? RaisingOutcome.Foretold
            : followedTo?.DayNumber - On.DayNumber >= horizon ? RaisingOutcome.FalseAlarm
            : RaisingOutcome.NotJudged;
    }

    private static RaisedAlert Of(Guid id, Finding finding, DateOnly on) =>
        new(id, finding.Rule, on, [.. finding.RestsOn.Select(evidence => evidence.EntryId).OfType<Guid>()]);
}
