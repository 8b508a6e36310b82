using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>
/// Treatment of this disease resumed, raised or added to. What is begun within the initial plan is that plan; after it the first
/// glucocorticoid, an agent that was not in effect, begun or given again, more of an agent in the same time, and a further operation are
/// escalations. A dose of glucocorticoid that is raised after the induction counts within the plan too, since it had been lower. An agent
/// that takes the place of one not tolerated is none, whether the stop or an adverse event says so; nor is a dose that follows the body
/// weight, or that is raised within the first weeks of an agent, which is how it is begun.
/// Where doses or dates leave it open, it is not called one.
/// </summary>
internal static class EscalationSigns
{
    public static IEnumerable<Sign> Find(RecurrenceReading view)
    {
        if (view.Treatment is not { } begun || !begun.HasBounds() || view.Settings.InitialPlanDays is not { } planDays) yield break;
        var planned = DaySpans.Shift(begun.Latest, planDays);
        foreach (var entry in view.Reading.TreatmentEntries)
        {
            if (!entry.Date.IsReported) continue;
            var by = entry.Date.Span();
            var escalates = entry switch
            {
                SteroidCourseStarted or SteroidDoseChanged => IsForThisDisease(view.Reading, entry) && IsMore(view, by, planned),
                SparingAgentStarted { Indication: not Indication.Other } start => by.Earliest > planned && IsAdded(view, start),
                AgentAdministered => by.Earliest > planned
                    && (view.Reading.Treatments.Resumes(entry) || IsIntensified(view, entry)),
                AgentDoseChanged => by.Earliest > planned && IsIntensified(view, entry),
                SurgeryPerformed surgery => by.Earliest > planned && surgery.IsTreatment(),
                _ => false,
            };
            // A change of treatment is dated by itself: it lies between the day before and its own day.
            if (escalates && view.Counts(entry)) yield return new(RecurrenceSigns.TreatmentEscalation, by, by.Shift(-1), entry.EntryId);
        }
    }

    private static bool IsMore(RecurrenceReading view, DaySpan by, DateOnly planned)
    {
        if (view.DiseaseExposure.FirstStart is not { } first || !first.HasBounds()) return false;
        if (first.Latest >= by.Earliest) return by.Earliest > planned;
        if (by.Earliest <= DaySpans.Shift(first.Latest, view.Settings.InductionDays)) return false;
        var lookBack = new DaySpan(DaySpans.Shift(by.Earliest, -view.Settings.EscalationLookBackDays), DaySpans.Shift(by.Earliest, -1));
        if (view.DiseaseExposure.Dose.Over(lookBack).AtMost is not { } highest) return false;
        var dose = view.DiseaseExposure.DoseOn(by.Latest).AtLeast;
        return highest == Fraction.Zero ? dose > Fraction.Zero : dose - highest >= Fraction.Of(view.Settings.EscalationMgPerDay);
    }

    private static bool IsAdded(RecurrenceReading view, SparingAgentStarted start)
    {
        var by = start.StartedOn.Span();
        foreach (var other in view.Reading.AgentStarts)
        {
            if (other.EntryId == start.EntryId || other.Indication == Indication.Other
                || !other.StartedOn.IsCertainlyBefore(start.StartedOn)) continue;
            var stop = view.Reading.AgentEnds.GetValueOrDefault(other.EntryId);
            if (other.Agent == start.Agent && MayBeInEffect(view.Reading, other, stop, by)) return false;
            if (other.Agent != start.Agent && IsReplaced(view, other.Agent, stop, by)) return false;
        }

        return true;
    }

    private static bool IsIntensified(RecurrenceReading view, ClinicalEntry entry) =>
        view.Settings.TitrationDays is { } days && DiseaseTreatments.Intensifies(view.Reading, entry, days);

    private static bool MayBeInEffect(ChartReading reading, SparingAgentStarted start, SparingAgentStopped? stop, DaySpan by)
    {
        var window = AgentWindow.Of(start.Agent);
        if (stop is null && !window.GivenInCourses) return true;
        var given = reading.AdministrationsOf[start.EntryId].Where(given => given.GivenOn.Earliest < by.Latest).LastOrDefault();
        var last = (stop?.LastDoseOn ?? given?.GivenOn ?? start.StartedOn).Span();
        return !last.HasBounds() || DaySpans.Shift(last.Latest, window.AtMost) >= by.Earliest;
    }

    private static bool IsReplaced(RecurrenceReading view, SparingAgent agent, SparingAgentStopped? stop, DaySpan by) =>
        stop is not null && stop.LastDoseOn.IsReported
        && stop.LastDoseOn.Latest >= DaySpans.Shift(by.Earliest, -view.Settings.ReplacementWithinDays)
        && (stop.Reason is StopReason.AdverseEffect or StopReason.PatientDecision
            || (view.Settings.AdverseEventTellsWhy && stop.Reason is StopReason.SwitchedDrug or StopReason.Other or null
                && WasNotTolerated(view, agent, stop.LastDoseOn)));

    // That one drug was changed for another does not say why: an adverse event for which the agent was stopped does.
    private static bool WasNotTolerated(RecurrenceReading view, SparingAgent agent, ClinicalDate stopped) =>
        view.Chart.Of<AdverseEventReported>().Any(reported => reported.Action == AdverseEventAction.Stopped
            && reported.SuspectedAgents?.Contains(agent) == true && reported.StartedOn.IsReported
            && !reported.StartedOn.IsCertainlyAfter(stopped)
            && reported.StartedOn.Latest >= DaySpans.Shift(stopped.Earliest, -view.Settings.ReplacementWithinDays));

    private static bool IsForThisDisease(ChartReading reading, ClinicalEntry entry) => entry switch
    {
        SteroidCourseStarted start => reading.DiseaseCourses.ContainsKey(start.EntryId),
        SteroidDoseChanged change => reading.DiseaseCourses.ContainsKey(change.CourseId),
        _ => false,
    };
}
