using IgG4FollowUp.Domain.Calendar;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// Every glucocorticoid course and every steroid-sparing agent for this disease is recorded as stopped, the effect of the last infusion
/// has worn off, and no infusion, dose or other treatment is planned. It says so for a year, since who stays well without treatment is
/// closed by a person.
/// </summary>
internal static class TreatmentStopped
{
    public static AlertRule Rule { get; } = new(
        "treatment-stopped-without-plan", 1,
        "House default after Yang 2023, that long-term maintenance should be ensured, and Masamune 2017, relapse at 3 years in 11 of 19 "
            + "after a stop and 7 of 30 on maintenance (autoimmune pancreatitis). The days are house choices.",
        SourceMark.Published)
    {
        Read = input => [Read(input)],
    };

    private static Candidate Read(RuleInput input)
    {
        var (reading, settings) = (input.Reading, input.Settings);
        var agents = reading.AgentStarts.FindAll(start => start.Indication != Indication.Other);
        var steroid = reading.DiseaseExposure;
        if (agents.Count == 0 && steroid.Systemic.IsEmpty)
            return Candidate.NotApplicable(input, "drug-given", $"No drug for this disease is on record.");
        if (agents.Exists(start => !reading.AgentEnds.ContainsKey(start.EntryId))
            || steroid.Systemic.Any(course => course.EndedBy != CourseEnd.Stopped))
            return Candidate.NotApplicable(input, "all-stopped", $"A drug for this disease is not recorded as stopped.");
        var since = Since(reading);
        var planned = reading.OpenPlans(settings)
            .Exists(plan => plan.What is PlannedKind.Infusion or PlannedKind.Taper or PlannedKind.Other);
        var days = settings.PlanAfterStopDays;
        return new(RuleText.Iso(since),
        [
            Condition.Of(input, "stop-dated", $"When a drug was stopped is not reported.", since != DateOnly.MaxValue),
            Condition.Of(input, "nothing-planned", $"Treatment is planned.", !planned),
            Condition.Of(
                input, "limit-passed",
                $"Nothing has been in use since {RuleText.Iso(since)}; asked after {days} days and for "
                    + $"{settings.ActiveUnsettledDays} days.",
                new DayWindow(DaySpans.Shift(since, days + 1), DaySpans.Shift(since, days + 1 + settings.ActiveUnsettledDays))),
        ])
        {
            Urgency = Urgency.Soon,
            Told = today => new(
                $"{Stopped(agents, steroid)} since {RuleText.Iso(since)}, and no treatment is planned.")
            {
                RestsOn =
                [
                    .. reading.CourseStops.Where(stop => reading.DiseaseCourses.ContainsKey(stop.CourseId)).Select(stop =>
                        new Evidence(EvidenceKind.DailyDose, stop.EntryId, stop.LastDoseOn, "0")),
                    .. agents.Select(start => (start.Agent, Stop: reading.AgentEnds[start.EntryId])).Select(end =>
                        new Evidence(EvidenceKind.SparingAgent, end.Stop.EntryId, end.Stop.LastDoseOn, StoredName.Of(end.Agent))),
                ],
                Thresholds =
                    ThresholdTable.Of(nameof(ClinicSettings.PlanAfterStopDays), nameof(ClinicSettings.ActiveUnsettledDays)),
                Counterfactuals = () =>
                [
                    new WithEntry(
                        new SparingAgentStarted
                        {
                            EntryId = input.NewId("sparing"), StartedOn = RuleText.Date(today), Agent = SparingAgent.Other,
                        },
                        $"an agent begun on {RuleText.Iso(today)} were on record"),
                    OtherThreshold.Of(
                        ThresholdTable.Of(nameof(ClinicSettings.PlanAfterStopDays)), today.DayNumber - since.DayNumber),
                ],
            },
        };
    }

    // The first day without any of them; an infusion acts for its window.
    private static DateOnly Since(ChartReading reading)
    {
        var last = reading.DiseaseExposure.LastStop?.Latest ?? DateOnly.MinValue;
        foreach (var use in reading.Treatments.Agents)
        {
            if (use.Until.Latest > last) last = use.Until.Latest;
        }

        return DaySpans.Shift(last, 1);
    }

    private static string Stopped(List<SparingAgentStarted> agents, SteroidExposure steroid) =>
        agents.Count == 0 ? "Glucocorticoid is stopped, and no drug has been in use"
        : steroid.Systemic.IsEmpty ? "The steroid-sparing agent is stopped, and no drug has been in use"
        : "Neither glucocorticoid nor steroid-sparing agent has been in use";
}
