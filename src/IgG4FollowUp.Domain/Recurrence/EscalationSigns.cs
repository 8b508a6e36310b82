using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>
/// Glucocorticoid restarted, or its dose raised above everything taken in the weeks before. The dose is that of all systemic courses
/// together, so moving from one drug to another is no escalation. Where doses or dates leave it open, it is not called one.
/// </summary>
internal static class EscalationSigns
{
    public static IEnumerable<Sign> Find(ChartView view)
    {
        if (view.Exposure.FirstStart is not { } first || first.Latest == DateOnly.MaxValue) yield break;
        var endOfInduction = DaySpans.Shift(first.Latest, view.Settings.InductionDays);
        var step = Fraction.Of(view.Settings.EscalationMgPerDay);
        foreach (var entry in view.Chart.Entries)
        {
            if (!IsForThisDisease(view.Chart, entry) || entry.Date.Earliest <= endOfInduction) continue;
            var by = entry.Date.Span();
            var before = view.Exposure.Dose.Over(new(DaySpans.Shift(by.Earliest, -view.Settings.EscalationLookBackDays), DaySpans.Shift(by.Earliest, -1)));
            if (before.AtMost is not { } highest || view.Exposure.DoseOn(by.Latest).AtLeast - highest < step || !view.Counts(entry)) continue;
            // A change of dose is dated by itself: it lies between the day before and its own day.
            yield return new Sign(RecurrenceSigns.TreatmentEscalation, by, by.Shift(-1), entry.EntryId);
        }
    }

    private static bool IsForThisDisease(PatientChart chart, ClinicalEntry entry) => entry switch
    {
        SteroidCourseStarted start => IsSystemicForThisDisease(start),
        SteroidDoseChanged change => chart.Find(change.CourseId) is SteroidCourseStarted start && IsSystemicForThisDisease(start),
        _ => false,
    };

    private static bool IsSystemicForThisDisease(SteroidCourseStarted start) =>
        SteroidCourse.IsSystemic(start.Route) && start.Indication != Indication.Other;

    /// <summary>Lowest and highest dose over some days.</summary>
    internal static DoseRange Over(this DoseSteps dose, DaySpan days)
    {
        var range = dose.On(days.Earliest);
        foreach (var step in dose.Steps)
        {
            if (step.From <= days.Earliest) continue;
            if (step.From > days.Latest) break;
            range = new(
                step.Dose.AtLeast < range.AtLeast ? step.Dose.AtLeast : range.AtLeast,
                step.Dose.AtMost is { } most && range.AtMost is { } highest ? (most > highest ? most : highest) : null);
        }

        return range;
    }
}
