using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>
/// A recurrence that a clinician confirmed at a visit and that no entry of its own records: how it showed itself is not reported. Until it
/// is ruled out at a visit or recorded as resolved, a later visit speaks of the same one, and so does a later entry; more than the days
/// within which signs belong together later, only while nothing was seen quiet in between.
/// </summary>
internal static class ConfirmedSigns
{
    public static IEnumerable<Sign> Find(RecurrenceReading view)
    {
        if (view.ConfirmedVisits.Count == 0) yield break;
        var kinds = RecordedSigns.Unspecified(view.Settings);
        List<ClinicalEntry> known = [.. view.Reading.Recurrences, .. view.ConfirmedVisits];
        known.Sort(ClinicalOrder.Compare);
        var recorded = new HashSet<Guid>();
        var recordedOn = new HashSet<ClinicalDate>();
        foreach (var recurrence in view.Reading.Recurrences)
        {
            recorded.Add(recurrence.EntryId);
            recordedOn.Add(recurrence.DetectedOn);
        }

        // Of what kind what each visit confirms is told.
        var kindOf = new Dictionary<Guid, SignOf>();
        foreach (var visit in view.ConfirmedVisits)
        {
            var by = visit.VisitedOn.Span();
            var former = Former(view, known, by);
            if (former is RecurrenceRecorded || visit.Recorded.Any(recorded.Contains)
                || (visit.VisitedOn.IsReported && recordedOn.Contains(visit.VisitedOn))) continue;
            var seen = former is null && view.Settings.DiagnosisGoesOnUntilQuiet ? Seen(view, by) : null;
            var of = seen?.Of ?? (former is null ? SignOf.Recurrence : kindOf.GetValueOrDefault(former.EntryId));
            kindOf[visit.EntryId] = of;
            yield return new Sign(kinds, by, RecordedSigns.LastFree(view, kinds, by), visit.EntryId)
            {
                ConfirmedAtVisit = true,
                Continues = former?.EntryId ?? seen?.EntryId,
                Of = of,
                ConfirmedBy = Confirmations.Clinician,
            };
        }
    }

    // The last worsening that an examination or a study told before, while nothing was seen quiet since: what is confirmed is that one, and
    // in disease that was never quiet it is progression.
    private static Sign? Seen(RecurrenceReading view, DaySpan by)
    {
        Sign? last = null;
        foreach (var sign in view.Course.Clinical.Concat(view.Course.Radiological))
        {
            if (sign.DisprovedOn is null && sign.By.IsCertainlyBefore(by)
                && !(last?.By.Earliest > sign.By.Earliest)) last = sign;
        }

        return last is { } seen && !view.FreeVisits.AnyBetween(seen.By, by) && !view.QuietStudies.AnyBetween(seen.By, by)
            && !view.Course.QuietExaminations.AnyBetween(seen.By, by, static quiet => quiet.Day)
                ? seen
                : null;
    }

    /// <summary>The last visit that confirmed the recurrence which an entry records later; null when there is none.</summary>
    public static VisitLogged? GoingOn(RecurrenceReading view, RecurrenceRecorded recorded)
    {
        var by = recorded.DetectedOn.Span();
        if (!by.HasBounds() || view.ConfirmedVisits.LastBefore(by) is not { } visit) return null;
        var since = visit.VisitedOn.Span();
        var ended = view.FreeVisits.AnyBetween(since, by) || HasQuieted(view, since, by)
            || (recorded.LastKnownFreeOn is { IsReported: true } free
                && since.IsCertainlyBefore(free.Span()) && free.IsCertainlyBefore(recorded.DetectedOn))
            // What an entry records of that time may have come under control since, or be another one.
            || view.Reading.Recurrences.Exists(other => other.EntryId != recorded.EntryId && other.DetectedOn.IsReported
                && !other.DetectedOn.Span().IsCertainlyBefore(since) && ClinicalOrder.Compare(other, recorded) < 0);
        return ended ? null : visit;
    }

    // Whether something was seen quiet so long after a diagnosis that what is diagnosed later is not the same any more.
    private static bool HasQuieted(RecurrenceReading view, DaySpan since, DaySpan by) =>
        by.Earliest.DayNumber - since.Latest.DayNumber > view.Settings.MergeWithinDays
        && (view.QuietStudies.AnyBetween(since, by)
            || view.Course.QuietExaminations.AnyBetween(since, by, static quiet => quiet.Day));

    // The last one that certainly came before and had not ended by then.
    private static ClinicalEntry? Former(RecurrenceReading view, List<ClinicalEntry> known, DaySpan by)
    {
        var free = view.FreeVisitBefore(by);
        for (var i = known.CountBefore(by.Earliest) - 1; i >= 0; i--)
        {
            var (other, day) = (known[i], known[i].Date);
            // A visit ruled out all that certainly came before it.
            if (free is { } visit && DaySpans.Shift(day.Earliest, ClinicalSearch.LongestDate) < visit.Earliest) return null;
            if (day.Latest < by.Earliest && !(day.Latest < free?.Earliest) && !IsResolvedBefore(view, other, by)
                && !(view.Settings.DiagnosisGoesOnUntilQuiet && day.IsReported && HasQuieted(view, day.Span(), by))) return other;
        }

        return null;
    }

    private static bool IsResolvedBefore(RecurrenceReading view, ClinicalEntry former, DaySpan by) =>
        view.Reading.ResolutionsOf[former.EntryId].Any(end => end.ResolvedOn.IsReported && end.ResolvedOn.Span().IsCertainlyBefore(by));
}
