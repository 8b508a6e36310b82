using IgG4FollowUp.Domain.Dates;

namespace IgG4FollowUp.Domain.Patients;

/// <summary>What follows from visits and from the end of follow-up.</summary>
internal static class FollowUpFacts
{
    public static void Add(FactBook facts, PatientChart chart, TimelineSettings settings)
    {
        var (visits, ends) = (new List<VisitLogged>(), new List<FollowUpEnded>());
        var end = chart.End;
        ClinicalDate? enrolled = null;
        FollowUpEnded? lastEnd = null;
        foreach (var entry in chart.Entries)
        {
            switch (entry)
            {
                case PatientEnrolled:
                    enrolled = entry.Date;
                    break;
                case VisitLogged visit:
                    visits.Add(visit);
                    break;
                case FollowUpEnded closed:
                    ends.Add(closed);
                    lastEnd = closed;
                    facts.Add(new FollowUpClosed(closed.Reason, FactBook.Days(enrolled, closed.EndedOn), ReferenceEquals(closed, end))
                    {
                        RestsOn = [closed.EntryId, .. ReferenceEquals(closed, end) ? [] : Lifting(chart, closed)],
                    });
                    break;
                case FollowUpResumed resumed when lastEnd is not null:
                    facts.Add(new FollowUpGap(FactBook.Days(lastEnd.EndedOn, resumed.ResumedOn)) { RestsOn = [resumed.EntryId, lastEnd.EntryId] });
                    break;
            }
        }

        for (var i = 0; i < visits.Count; i++)
        {
            if (visits[i].NextVisitDueOn is not { Year: >= 1900 and <= 2200 } due) continue;
            var next = i + 1 < visits.Count ? visits[i + 1] : null;
            facts.Due.Add((ClinicalDate.On(due), Due(visits[i], due, next, ends, settings.VisitGraceDays)));
        }

        facts.Due.Sort(static (left, right) => left.Date.CompareTo(right.Date));
    }

    // What keeps an end from being in force: a death, or what was recorded of follow-up after it.
    private static IEnumerable<Guid> Lifting(PatientChart chart, FollowUpEnded closed) => chart.Entries
        .Where(entry => entry != closed && (entry == chart.Death
            || (entry is FollowUpEnded or FollowUpResumed && ClinicalOrder.Compare(entry, closed) > 0)))
        .Select(entry => entry.EntryId);

    private static VisitDue Due(VisitLogged visit, DateOnly due, VisitLogged? next, List<FollowUpEnded> ends, int grace)
    {
        var limit = due.AddDays(grace);
        var kept = next is not null && next.VisitedOn.Latest <= limit;
        var ended = kept ? null : ends.Find(end => end.EndedOn.Latest < due && end.EndedOn.Earliest >= visit.VisitedOn.Earliest);
        var outcome = kept ? VisitDueOutcome.Kept
            : ended is not null ? VisitDueOutcome.Lifted
            : next is null ? VisitDueOutcome.Open
            : next.VisitedOn.Earliest > limit ? VisitDueOutcome.Missed
            : VisitDueOutcome.NotDeterminable;
        var late = next is not null && ended is null ? FactBook.Days(ClinicalDate.On(due), next.VisitedOn) : null;
        return new(due, outcome, late, grace)
        {
            // That the next visit did not keep it is part of its being lifted.
            RestsOn = [.. new ClinicalEntry?[] { visit, ended, next }.OfType<ClinicalEntry>().Select(entry => entry.EntryId)],
        };
    }
}
