using System.Collections.Immutable;
using IgG4FollowUp.Domain.Calendar;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Timelines;

/// <summary>What follows from visits and from the end of follow-up.</summary>
internal static class FollowUpFacts
{
    public static void Add(
        TimelineFacts facts, ChartReading reading, TimelineSettings settings, ImmutableArray<PlannedContact> calendar)
    {
        var (chart, visits, end, ends) = (reading.Chart, reading.Visits, reading.End, new List<ClinicalEntry>());
        ClinicalDate? enrolled = null;
        FollowUpEnded? lastEnd = null;
        foreach (var entry in chart.Entries)
        {
            switch (entry)
            {
                case PatientEnrolled:
                    enrolled = entry.Date;
                    break;
                case FollowUpEnded closed:
                    ends.Add(closed);
                    lastEnd = closed;
                    facts.Add(new FollowUpClosed(closed.Reason, TimelineFacts.Days(enrolled, closed.EndedOn), ReferenceEquals(closed, end))
                    {
                        RestsOn = [closed.EntryId, .. ReferenceEquals(closed, end) ? [] : Lifting(chart, closed)],
                    });
                    break;
                case FollowUpResumed resumed:
                    ends.Add(resumed);
                    if (lastEnd is null) break;
                    facts.Add(new FollowUpGap(TimelineFacts.Days(lastEnd.EndedOn, resumed.ResumedOn))
                    {
                        RestsOn = [resumed.EntryId, lastEnd.EntryId],
                    });
                    break;
            }
        }

        var planned = calendar
            .Where(contact => contact.What == PlannedKind.Visit && contact.StatedBy is not null)
            .ToDictionary(contact => (contact.StatedBy!.Value, contact.DueOn));
        List<ClinicalEntry> others =
            [.. reading.Plans.Where(plan => plan.What == PlannedKind.Visit), .. reading.Plans.Count == 0 ? [] : reading.PlanOutcomes];
        // Whoever withdrew consent to follow-up is not waited for.
        others.AddRange(chart.Entries.Where(entry => ConsentStates.SpeaksOf(entry, ConsentPurpose.FollowUp)));
        var withdrawn = reading is { End: null, FollowUpConsent: { IsGiven: false } against } ? against.Since : (ClinicalDate?)null;
        for (var i = 0; i < visits.Count; i++)
        {
            if (visits[i].NextVisitDueOn is not { Year: >= 1900 and <= 2200 } due) continue;
            facts.Due.Add(
                (ClinicalDate.On(due),
                    Due(
                        visits, i, due, planned.GetValueOrDefault((visits[i].EntryId, due)), ends, withdrawn, others,
                        settings.FollowUp.VisitGraceDays)));
        }
    }

    // What keeps an end from being in force: a death, or what was recorded of follow-up after it.
    private static IEnumerable<Guid> Lifting(PatientChart chart, FollowUpEnded closed) => chart.Entries
        .Where(entry => entry != closed && (entry == chart.Death
            || (entry is FollowUpEnded or FollowUpResumed && ClinicalOrder.Compare(entry, closed) > 0)))
        .Select(entry => entry.EntryId);

    // What became of it is read from the calendar, which the rule about overdue visits shares; here it is only told.
    private static VisitDue Due(List<VisitLogged> visits, int stating, DateOnly due, PlannedContact? planned, List<ClinicalEntry> ends,
        ClinicalDate? withdrawn, List<ClinicalEntry> others, int grace)
    {
        var visit = visits[stating];
        var limit = due.AddDays(grace);
        var kept = planned?.KeptBy is { } by ? visits.Find(other => other.EntryId == by) : null;
        var late = planned is { Missed: true } ? visits.Skip(stating + 1).FirstOrDefault(other => other.VisitedOn.Earliest > limit) : null;
        var ended = kept is not null || late is not null ? null
            : ends.OfType<FollowUpEnded>().FirstOrDefault(end => planned is null && IsWithin(end.EndedOn));
        var outcome = ended is not null || (planned is null && withdrawn is { } since && IsWithin(since)) ? VisitDueOutcome.Lifted
            : planned is null ? VisitDueOutcome.Replaced
            : kept is null ? planned.Missed ? VisitDueOutcome.Late : VisitDueOutcome.Open
            : kept.VisitedOn.Latest <= limit ? VisitDueOutcome.Kept
            : VisitDueOutcome.NotDeterminable;
        var answer = kept ?? late;
        return new(due, outcome, answer is null ? null : TimelineFacts.Days(ClinicalDate.On(due), answer.VisitedOn), grace)
        {
            MissedFrom = planned is { Open: true } ? planned.To.AddDays(1) : null,
            // Any visit up to the end of its window may have kept or replaced it, any later plan too, any end of follow-up lifted it, any
            // resumption let it stand.
            RestsOn =
            [
                .. new ClinicalEntry?[] { visit, ended, answer }.OfType<ClinicalEntry>()
                    .Concat(visits.Where(other => other.VisitedOn.Latest >= visit.VisitedOn.Earliest && other.VisitedOn.Earliest <= limit))
                    .Concat(ends).Concat(others).Select(entry => entry.EntryId).Distinct(),
            ],
        };

        bool IsWithin(ClinicalDate ended) => ended.Earliest >= visit.VisitedOn.Earliest && ended.Earliest <= limit;
    }
}
