using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>
/// As escalation was first defined: glucocorticoid restarted, or its dose raised above everything taken in the weeks before. The dose is
/// that of all systemic courses together, so moving from one drug to another is no escalation. Where doses or dates leave it open, it is
/// not called one.
/// </summary>
internal static class DoseEscalationSigns
{
    public static IEnumerable<Sign> Find(RecurrenceReading view)
    {
        if (view.Exposure.FirstStart is not { } first || first.Latest == DateOnly.MaxValue) yield break;
        var endOfInduction = DaySpans.Shift(first.Latest, view.Settings.InductionDays);
        var step = Fraction.Of(view.Settings.EscalationMgPerDay);
        foreach (var entry in view.Chart.Entries)
        {
            if (!IsForThisDisease(view.Reading, entry) || entry.Date.Earliest <= endOfInduction) continue;
            var by = entry.Date.Span();
            var before =
                view.Exposure.Dose.Over(
                    new(DaySpans.Shift(by.Earliest, -view.Settings.EscalationLookBackDays), DaySpans.Shift(by.Earliest, -1)));
            if (before.AtMost is not { } highest || view.Exposure.DoseOn(by.Latest).AtLeast - highest < step || !view.Counts(entry))
                continue;
            // A change of dose is dated by itself: it lies between the day before and its own day.
            yield return new Sign(RecurrenceSigns.TreatmentEscalation, by, by.Shift(-1), entry.EntryId);
        }
    }

    private static bool IsForThisDisease(ChartReading reading, ClinicalEntry entry) => entry switch
    {
        SteroidCourseStarted start => reading.DiseaseCourses.ContainsKey(start.EntryId),
        SteroidDoseChanged change => reading.DiseaseCourses.ContainsKey(change.CourseId),
        _ => false,
    };
}
