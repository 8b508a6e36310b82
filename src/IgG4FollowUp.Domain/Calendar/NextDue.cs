using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Settings;

namespace IgG4FollowUp.Domain.Calendar;

/// <summary>
/// The one thing of its kind that is due next. The alert rules and the calendar both ask here, so that neither can call overdue what the
/// other does not.
/// </summary>
/// <param name="On">The day.</param>
/// <param name="StatedBy">The visit or plan that states it; null when it follows from the clinic's intervals.</param>
/// <param name="Last">The last contact or study, after which it is due; the plan itself where there is none.</param>
internal sealed record NextDue(DateOnly On, Guid? StatedBy, FollowUpDate Last)
{
    /// <summary>How the patient is, by which the interval to a visit goes where none is stated.</summary>
    public DiseaseState State { get; init; }

    /// <summary>
    /// The day that the last visit or a later plan states; else one that was stated earlier and still lies ahead of the last visit; else
    /// the clinic's interval for the state of the disease, after the last visit, the enrolment or the resumption of follow-up, and after a
    /// later treatment or worsening the interval of active disease where that ends first. A day before the visit that states it says
    /// nothing, and the end of follow-up lifts what was due. A visit within the grace before a stated day is the visit of that day, only
    /// early.
    /// </summary>
    /// <param name="marks">Dated entries up to some moment, in clinical order.</param>
    /// <param name="dates">All dates of the patient.</param>
    /// <param name="settings">The clinic's intervals.</param>
    /// <returns>Null while there is neither visit nor enrolment nor resumption with a date.</returns>
    public static NextDue? Visit(ReadOnlySpan<FollowUpDate> marks, FollowUpDates dates, ClinicSettings settings)
    {
        FollowUpDate? last = null;
        DateOnly? lifted = null;
        foreach (var mark in marks)
        {
            if (mark.Kind is FollowUpDateKind.Visit or FollowUpDateKind.Enrolment or FollowUpDateKind.Resumption) last = mark;
            if (mark.Kind == FollowUpDateKind.Resumption && (lifted is null || mark.On.Earliest > lifted)) lifted = mark.On.Earliest;
        }

        if (last is null) return null;
        var reached = last.Kind == FollowUpDateKind.Visit ? DaySpans.Shift(last.On.Latest, settings.VisitGraceDays) : last.On.Latest;
        if (Stated(
            marks, mark => mark.NextVisit,
            (mark, due) => !(lifted > mark.On.Earliest) && due > mark.On.Earliest && (ReferenceEquals(mark, last) || due > reached))
            is var (day, by)) return new(day, by.EntryId, last);

        var (seen, course) = (last.On.Latest, dates.Course);
        var state = course.StateOn(
            seen,
            new(settings.ActiveAfterTreatmentDays, settings.ActiveUnsettledDays, settings.MaintenanceMgPerDay, settings.TaperStepDays));
        var (next, sooner) = (DaySpans.Shift(seen, Interval(state, settings)), Interval(DiseaseState.Active, settings));
        return course.ActiveAgainAfter(seen) is { } again && DaySpans.Shift(again, sooner) < next
            ? new(DaySpans.Shift(again, sooner), null, last) { State = DiseaseState.Active }
            : new(next, null, last) { State = state };
    }

    /// <summary>
    /// The study planned last, at a visit or by a plan of its own, where the last study does not answer it, else the next of the schedule
    /// counted from the start of treatment or the last recorded recurrence, else the usual interval after the last study. A study within
    /// the grace before its day is that day's study, only taken early.
    /// </summary>
    /// <param name="marks">Dated entries up to some moment, in clinical order.</param>
    /// <param name="treatment">Start of treatment, as far as it is known at that moment.</param>
    /// <param name="settings">The clinic's intervals.</param>
    /// <returns>
    /// Without any study only what a plan of its own gives, else null: a baseline is missing, and no surveillance has begun.
    /// </returns>
    public static NextDue? Study(ReadOnlySpan<FollowUpDate> marks, DaySpan? treatment, ClinicSettings settings)
    {
        FollowUpDate? last = null;
        DateOnly? recurred = null;
        foreach (var mark in marks)
        {
            if (mark.Kind == FollowUpDateKind.Study
                && (last is null || (mark.On.Latest, mark.EntryId).CompareTo((last.On.Latest, last.EntryId)) > 0)) last = mark;
            if (mark.Kind == FollowUpDateKind.Recurrence && (recurred is null || mark.On.Latest > recurred)) recurred = mark.On.Latest;
        }

        if (last is null)
        {
            return Stated(marks, mark => mark.Kind == FollowUpDateKind.Plan ? mark.NextStudy : null, (_, _) => true) is var (first, plan)
                ? new(first, plan.EntryId, plan)
                : null;
        }

        var done = last.On.Latest;
        var reached = DaySpans.Shift(done, settings.MriGraceDays);
        // A plan made before the study is answered by it within the grace; one made at the study or later speaks of the next.
        if (Stated(
            marks, mark => mark.NextStudy,
            (mark, planned) => planned > (mark.On.Latest < last.On.Earliest ? reached : done))
            is var (day, by)) return new(day, by.EntryId, last);

        var start = treatment?.Latest;
        if ((start > recurred ? start : recurred ?? start) is { } anchor)
        {
            foreach (var days in new[] { settings.FirstMriDays, settings.SecondMriDays, settings.MriIntervalDays }.Order())
            {
                var scheduled = DaySpans.Shift(anchor, days);
                if (scheduled > reached) return new(scheduled, null, last);
            }
        }

        return new(DaySpans.Shift(done, settings.MriIntervalDays), null, last);
    }

    // The last word that still stands; of several plans of which none takes the place of another, the first to come due.
    private static (DateOnly Day, FollowUpDate By)? Stated(
        ReadOnlySpan<FollowUpDate> marks, Func<FollowUpDate, DateOnly?> day, Func<FollowUpDate, DateOnly, bool> stands)
    {
        (DateOnly Day, FollowUpDate By)? found = null;
        HashSet<Guid>? lifted = null;
        // A vague date may put what lifts a plan before it.
        foreach (var mark in marks)
        {
            if (mark.Lifts is { } former) (lifted ??= []).Add(former);
        }

        for (var i = marks.Length - 1; i >= 0; i--)
        {
            var mark = marks[i];
            if (day(mark) is not { } due || lifted?.Contains(mark.EntryId) == true || !stands(mark, due)) continue;
            if (found?.By is { } by && !(mark.Kind == FollowUpDateKind.Plan && by.Kind == FollowUpDateKind.Plan)) break;
            if (!(found?.Day <= due)) found = (due, mark);
        }

        return found;
    }

    private static int Interval(DiseaseState state, ClinicSettings settings) => Math.Min(settings.VisitIntervalDays, state switch
    {
        DiseaseState.Active => settings.ActiveVisitIntervalDays,
        DiseaseState.Tapering => settings.TaperVisitIntervalDays,
        _ => settings.VisitIntervalDays,
    });
}
