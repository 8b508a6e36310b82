using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>A worse deficit than at the last comparable examination that certainly came before: see <see cref="Deficits"/>.</summary>
internal static class ClinicalSigns
{
    public static IEnumerable<Sign> Find(RecurrenceReading view)
    {
        var found = new HashSet<Guid>();
        foreach (var (entry, _, worseThan) in view.Examinations)
        {
            if (worseThan.IsEmpty || !view.Counts(entry)) continue;
            found.Add(entry.EntryId);
            var by = entry.AssessedOn.Span();
            // Of several earlier examinations the earliest makes the widest interval.
            var free = worseThan.MinBy(former => former.AssessedOn.Earliest)!.AssessedOn.Span();
            yield return new Sign(RecurrenceSigns.Clinical, by, view.FreeVisitBefore(by) is { } visit ? DaySpans.Last(free, visit) : free,
                entry.EntryId)
            {
                Continues = worseThan.LastOrDefault(former => found.Contains(former.EntryId))?.EntryId,
            };
        }
    }

    /// <summary>Last time the patient was certainly not worse before some days: an examination that was not worse, or a visit.</summary>
    public static DaySpan? LastFree(RecurrenceReading view, DaySpan by)
    {
        var free = view.FreeVisitBefore(by);
        if (view.Stable.LastBefore(by) is not { } examined) return free;
        return free is { } visit ? DaySpans.Last(visit, examined.AssessedOn.Span()) : examined.AssessedOn.Span();
    }
}
