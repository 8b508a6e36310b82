using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Outcomes;

/// <summary>The grade at a set time after the baseline, or why there is none, so that everyone appears in a transition matrix.</summary>
public static class GradeAt
{
    /// <summary>Pairs the baseline with the grade nearest to a set time within a window; of two equally near the earlier one.</summary>
    /// <param name="outcome">The patient's outcome.</param>
    /// <param name="days">Days after the baseline, such as 365.</param>
    /// <param name="windowDays">Days of tolerance on either side; a house choice, since no visit window is published.</param>
    /// <param name="today">Day on which one asks: it parts those not yet due from those missed.</param>
    /// <exception cref="ArgumentOutOfRangeException">The days are not above 0, or the window is not from 0 to below the days.</exception>
    public static GradePair Of(OutcomeTimeline outcome, int days, int windowDays, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(windowDays);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(windowDays, days);
        if (outcome.Baseline is not { } baseline) return GradePair.Ungraded(null, Reason(outcome.EndedBy) ?? NoGradeBecause.Missed);
        var nearest = outcome.FollowUp.Where(InWindow).MinBy(grade => Math.Abs(After(grade).AtLeast - days));
        return nearest is null
            ? GradePair.Ungraded(baseline.Grade, Why(outcome, baseline, days + windowDays, today))
            : GradePair.Graded(baseline.Grade, nearest.Grade);

        DayCount After(AssessedGrade grade) => DaySpans.Days(baseline.AssessedOn, grade.AssessedOn);
        bool InWindow(AssessedGrade grade) => After(grade) is { AtMost: { } most } after && after.AtLeast >= days - windowDays && most <= days + windowDays;
    }

    private static NoGradeBecause Why(OutcomeTimeline outcome, AssessedGrade baseline, int closes, DateOnly today)
    {
        if (Reason(outcome.EndedBy) is { } reason)
            return outcome.LastContact is { } end && DaySpans.Days(baseline.AssessedOn, end).AtLeast > closes ? NoGradeBecause.Missed : reason;
        return DaySpans.Days(baseline.AssessedOn, new DaySpan(today, today)).AtLeast <= closes ? NoGradeBecause.NotYetDue : NoGradeBecause.Missed;
    }

    private static NoGradeBecause? Reason(ObservationEnd end) => end switch
    {
        ObservationEnd.Death => NoGradeBecause.Died,
        ObservationEnd.Lost => NoGradeBecause.Lost,
        ObservationEnd.Withdrew => NoGradeBecause.Withdrew,
        ObservationEnd.Transferred => NoGradeBecause.Transferred,
        _ => null,
    };
}
