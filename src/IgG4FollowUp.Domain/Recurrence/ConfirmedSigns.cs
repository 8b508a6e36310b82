using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>
/// A recurrence that a clinician confirmed at a visit and that no entry of its own records: how it showed itself is not reported. Until it
/// is ruled out at a visit or recorded as resolved, a later visit speaks of the same one.
/// </summary>
internal static class ConfirmedSigns
{
    public static IEnumerable<Sign> Find(ChartView view)
    {
        if (view.ConfirmedVisits.Count == 0) yield break;
        var kinds = RecordedSigns.Unspecified(view.Settings);
        List<ClinicalEntry> known = [.. view.Reading.Recurrences, .. view.ConfirmedVisits];
        known.Sort(ClinicalOrder.Compare);
        foreach (var visit in view.ConfirmedVisits)
        {
            var by = visit.VisitedOn.Span();
            var former = known.FindLast(other => other.Date.IsCertainlyBefore(visit.VisitedOn) && !EndedBefore(view, other, by));
            if (former is RecurrenceRecorded || known.Exists(other => other is RecurrenceRecorded && IsOf(visit, other))) continue;
            yield return new Sign(kinds, by, RecordedSigns.LastFree(view, kinds, by), visit.EntryId)
            {
                ConfirmedAtVisit = true,
                Continues = former?.EntryId,
                ConfirmedBy = Confirmations.Clinician,
            };
        }
    }

    private static bool IsOf(VisitLogged visit, ClinicalEntry recorded) =>
        visit.Recorded.Contains(recorded.EntryId) || (visit.VisitedOn.IsReported && recorded.Date == visit.VisitedOn);

    private static bool EndedBefore(ChartView view, ClinicalEntry former, DaySpan by) =>
        view.Reading.ResolutionsOf[former.EntryId].Any(end => end.ResolvedOn.IsReported && end.ResolvedOn.Span().IsCertainlyBefore(by))
        || view.FreeVisits.AnyBetween(former.Date.Span(), by);
}
