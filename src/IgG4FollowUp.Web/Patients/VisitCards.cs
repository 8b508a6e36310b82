using System.Collections.Immutable;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Timelines;

namespace IgG4FollowUp.Web.Patients;

/// <summary>What belongs together on the page: a visit with all that was recorded at it, or what lies between visits on one date.</summary>
/// <param name="Visit">The visit; null between visits.</param>
/// <param name="Date">When.</param>
/// <param name="Entries">Entries that hold or held, in clinical order.</param>
/// <param name="Facts">What follows from them.</param>
public sealed record VisitCard(
    VisitLogged? Visit, ClinicalDate Date, ImmutableArray<TimelineItem> Entries, ImmutableArray<TimelineItem> Facts)
{
    /// <summary>Where links lead to it.</summary>
    public string Id => $"card-{Visit?.EntryId ?? Entries[0].Entry!.EntryId:N}{(Visit is null && Entries[0].Revision > 1 ? "-2" : "")}";

    /// <summary>The cards of a timeline, the latest first.</summary>
    public static IReadOnlyList<VisitCard> Of(Timeline timeline)
    {
        ArgumentNullException.ThrowIfNull(timeline);
        var visitOf = new Dictionary<Guid, VisitLogged>();
        var dateOf = timeline.Items.Where(item => item.Status == TimelineStatus.Current)
            .ToDictionary(item => item.Entry!.EntryId, item => item.Date);
        var onDay = new Dictionary<ClinicalDate, VisitLogged?>();
        foreach (var visit in timeline.Items.Where(item => item.Status == TimelineStatus.Current).Select(item => item.Entry)
            .OfType<VisitLogged>())
        {
            visitOf[visit.EntryId] = visit;
            // Of two visits on one day neither has what was recorded beside them.
            onDay[visit.VisitedOn] = onDay.ContainsKey(visit.VisitedOn) ? null : visit;
            foreach (var recorded in visit.Recorded) visitOf[recorded] = visit;
        }

        return
        [
            .. timeline.Items
                .GroupBy(item => (Visit: VisitOf(item), Date: VisitOf(item)?.VisitedOn ?? DateOf(item)))
                .Select(group => new VisitCard(
                    group.Key.Visit, group.Key.Date, [.. group.Where(item => item.Entry is not null)],
                    [.. group.Where(item => item.Fact is not null)]))
                .OrderByDescending(card => card.Date).ThenBy(card => card.Visit is null),
        ];

        VisitLogged? VisitOf(TimelineItem item) =>
            visitOf.GetValueOrDefault(EntryOf(item))
                ?? (DateOf(item) is { Precision: DatePrecision.Day } day ? onDay.GetValueOrDefault(day) : null);

        // What was due stands with the entry that said so, whatever its own day.
        ClinicalDate DateOf(TimelineItem item) => dateOf.TryGetValue(EntryOf(item), out var date) ? date : item.Date;

        static Guid EntryOf(TimelineItem item) => item.Entry?.EntryId ?? item.Fact!.RestsOn[0];
    }

    /// <summary>The card with entries of one kind alone, and what follows from them; null when it has none.</summary>
    public VisitCard? Only(string kind)
    {
        var entries = Entries.RemoveAll(item => EntryKinds.Of(item.Entry!).Tag != kind);
        if (entries.IsEmpty) return null;
        var kept = entries.Select(item => item.Entry!.EntryId).ToHashSet();
        return this with { Entries = entries, Facts = Facts.RemoveAll(item => !kept.Contains(item.Fact!.RestsOn[0])) };
    }
}
