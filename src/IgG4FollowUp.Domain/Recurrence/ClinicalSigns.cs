using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>A worse deficit: the AIS grade is lower than at the last examination that certainly came before.</summary>
internal static class ClinicalSigns
{
    public static IEnumerable<Sign> Find(ChartView view)
    {
        var found = new HashSet<Guid>();
        for (var i = 1; i < view.Grades.Count; i++)
        {
            var (entry, grade) = view.Grades[i];
            var former = i - 1;
            while (former >= 0 && !view.Grades[former].Entry.AssessedOn.IsCertainlyBefore(entry.AssessedOn)) former--;
            if (former < 0) continue;
            var (formerEntry, formerGrade) = view.Grades[former];
            if (formerGrade - grade < view.Settings.AisGradesDown || !view.Counts(entry)) continue;
            found.Add(entry.EntryId);
            var by = entry.AssessedOn.Span();
            var free = formerEntry.AssessedOn.Span();
            yield return new Sign(RecurrenceSigns.Clinical, by, view.FreeVisitBefore(by) is { } visit ? DaySpans.Last(free, visit) : free, entry.EntryId)
            {
                Continues = found.Contains(formerEntry.EntryId) ? formerEntry.EntryId : null,
            };
        }
    }

    /// <summary>Last time the patient was certainly not worse before some days: an examination that was not worse, or a visit.</summary>
    public static DaySpan? LastFree(ChartView view, DaySpan by)
    {
        var free = view.FreeVisitBefore(by);
        for (var i = view.Grades.Count - 1; i >= 0; i--)
        {
            var date = view.Grades[i].Entry.AssessedOn;
            if (date.Latest >= by.Earliest || (i > 0 && view.Grades[i].Grade < view.Grades[i - 1].Grade)) continue;
            return free is { } visit ? DaySpans.Last(visit, date.Span()) : date.Span();
        }

        return free;
    }
}
