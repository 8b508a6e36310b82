using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Neurology;

namespace IgG4FollowUp.Domain.Outcomes;

/// <summary>A grade and when it was assessed.</summary>
/// <param name="On">When, between bounds for partial dates.</param>
/// <param name="Grade">The grade.</param>
public readonly record struct DatedGrade(DaySpan On, AsiaGrade Grade);

/// <summary>A patient's grades over time, as far as a grade at a set time asks for them.</summary>
/// <param name="Baseline">The grade at baseline; null when none was recorded.</param>
/// <param name="FollowUp">Grades certainly after it and by the same method, in clinical order.</param>
/// <param name="EndedBy">How follow-up ended.</param>
/// <param name="LastContact">When the patient was last known to be followed; null when nothing says.</param>
public sealed record GradeCourse(DatedGrade? Baseline, IReadOnlyList<DatedGrade> FollowUp, ObservationEnd EndedBy, DaySpan? LastContact);

/// <summary>The grade at a set time after the baseline, or why there is none, so that everyone appears in a transition matrix.</summary>
public static class GradeAt
{
    /// <summary>Pairs the baseline with the grade nearest to a set time within a window; of two equally near the earlier one.</summary>
    /// <param name="course">The patient's grades.</param>
    /// <param name="days">Days after the baseline, such as 365.</param>
    /// <param name="windowDays">Days of tolerance on either side; a house choice, since no visit window is published.</param>
    /// <param name="today">Day on which one asks: it parts those not yet due from those missed.</param>
    /// <exception cref="ArgumentOutOfRangeException">The days are not above 0, or the window is not from 0 to below the days.</exception>
    public static GradePair Of(GradeCourse course, int days, int windowDays, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(course);
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(windowDays);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(windowDays, days);
        if (course.Baseline is not { } baseline)
            return GradePair.Ungraded(null, Reason(course.EndedBy) ?? MissingGradeReason.Missed);
        var near = course.FollowUp.Where(InWindow).ToList();
        return near.Count == 0
            ? GradePair.Ungraded(baseline.Grade, Why(course, baseline, days + windowDays, today))
            : GradePair.Graded(baseline.Grade, near.MinBy(grade => Math.Abs(After(grade).AtLeast - days)).Grade);

        DayCount After(DatedGrade grade) => DaySpans.Days(baseline.On, grade.On);
        bool InWindow(DatedGrade grade) =>
            After(grade) is { AtMost: { } most } after && after.AtLeast >= days - windowDays && most <= days + windowDays;
    }

    private static MissingGradeReason Why(GradeCourse course, DatedGrade baseline, int closes, DateOnly today)
    {
        if (Reason(course.EndedBy) is { } reason)
            return course.LastContact is { } end && DaySpans.Days(baseline.On, end).AtLeast > closes ? MissingGradeReason.Missed : reason;
        return DaySpans.Days(baseline.On, new DaySpan(today, today)).AtLeast <= closes
            ? MissingGradeReason.NotYetDue
            : MissingGradeReason.Missed;
    }

    private static MissingGradeReason? Reason(ObservationEnd end) => end switch
    {
        ObservationEnd.Death => MissingGradeReason.Died,
        ObservationEnd.Lost => MissingGradeReason.Lost,
        ObservationEnd.Withdrew => MissingGradeReason.Withdrew,
        ObservationEnd.Transferred => MissingGradeReason.Transferred,
        _ => null,
    };
}
