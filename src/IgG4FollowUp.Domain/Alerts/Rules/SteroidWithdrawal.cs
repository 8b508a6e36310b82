using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// Systemic glucocorticoid for this disease stopped or certainly below maintenance, and neither an MRI since then nor one planned. A
/// planned study that did not take place in time counts as none.
/// </summary>
internal static class SteroidWithdrawal
{
    public static AlertRule Rule { get; } = new(
        "steroid-low-without-mri", 2,
        "House default: relapse follows withdrawal (Levraut 2019, 42.1 % of pachymeningitis after steroid was stopped; Masamune 2017), so "
            + "the spine is looked at.",
        SourceMark.Published)
    {
        PredictsRecurrence = true,
        Read = input => [Read(input)],
    };

    private static Candidate Read(RuleInput input)
    {
        var (reading, settings) = (input.Reading, input.Settings);
        var steps = reading.DiseaseExposure.Dose.Steps;
        var limit = Fraction.Of(settings.MaintenanceMgPerDay);
        var first = steps.Length;
        while (first > 0 && steps[first - 1].Dose.AtMost is { } most && most < limit) first--;
        if (first == 0 || first == steps.Length)
        {
            return Candidate.NotApplicable(
                input, "stopped-or-below-maintenance",
                $"No fall of a systemic dose from maintenance or above to certainly less is on record.");
        }

        var (since, last) = (steps[first].From, steps[^1].Dose);
        // A study that may have come before the fall is not one after it.
        var imaged = reading.SpinalStudies.Exists(study =>
            study.ImagedOn.IsReported && study.ImagedOn.Earliest >= since && LesionGrowth.LooksAtTheLesion(reading, study));
        var planned = Planned(reading, since);
        var from = planned is { Day: var day }
            ? DaySpans.Shift(day, settings.MriGraceDays + 1)
            : DaySpans.Shift(since, settings.PlanMriWithinDays + 1);
        return new(RuleText.Iso(since),
        [
            Condition.Of(input, "no-mri-since", $"A study since {RuleText.Iso(since)} is on record.", !imaged),
            Condition.Of(input, "time-to-plan-passed", $"{Waiting(settings, since, planned)}", DayWindow.Since(from)),
        ])
        {
            Urgency = Urgency.Soon,
            Told = today => new($"{Fell(since, last)}, and {Missing(planned)}")
            {
                RestsOn =
                [
                    .. steps[(first - 1)..].Where(step => step.From != DateOnly.MinValue).Select(step => new Evidence(
                        EvidenceKind.DailyDose, EntryId: null, RuleText.Date(step.From),
                        step.Dose.AtMost is { } mg ? RuleText.Mg(mg) : "not determinable")),
                    .. planned is { } plan
                        ? new[] { new Evidence(EvidenceKind.DueDay, plan.EntryId, RuleText.Date(plan.Day), "MRI planned") }
                        : [],
                ],
                Thresholds =
                    [ThresholdTable.Of(nameof(ClinicSettings.MaintenanceMgPerDay)),
                        planned is null
                            ? ThresholdTable.Of(nameof(ClinicSettings.PlanMriWithinDays))
                            : ThresholdTable.Of(nameof(ClinicSettings.MriGraceDays))],
                Counterfactuals = () =>
                [
                    new WithEntry(
                        new LesionImaged { EntryId = input.NewId("study"), ImagedOn = RuleText.Date(today), LesionPresent = false },
                        $"a study of {RuleText.Iso(today)} were on record"),
                    new WithEntry(
                        new VisitLogged
                        {
                            EntryId = input.NewId("plan"), VisitedOn = RuleText.Date(today), NextMriPlannedOn = DaySpans.Shift(today, 1),
                        },
                        $"an MRI were planned for {RuleText.Iso(DaySpans.Shift(today, 1))}"),
                ],
            },
        };
    }

    /// <summary>The last study that is planned from a day on, and where; the first of several entries that do.</summary>
    private static (DateOnly Day, Guid EntryId)? Planned(ChartReading reading, DateOnly since)
    {
        (DateOnly Day, Guid EntryId)? planned = null;
        foreach (var visit in reading.Visits) Take(visit.NextMriPlannedOn, visit.EntryId);
        foreach (var plan in reading.Plans)
        {
            if (plan is { What: PlannedKind.Mri, DueOn: { IsReported: true } due } && Stands(plan)) Take(due.Latest, plan.EntryId);
        }

        return planned;

        void Take(DateOnly? day, Guid entryId)
        {
            if (day is { } on && on >= since && !(on <= planned?.Day)) planned = (on, entryId);
        }

        bool Stands(PlanMade plan) =>
            !reading.Plans.Exists(later => later.Replaces == plan.EntryId)
            && !reading.PlanOutcomes.Exists(outcome => outcome.PlanId == plan.EntryId);
    }

    private static string Waiting(ClinicSettings settings, DateOnly since, (DateOnly Day, Guid EntryId)? planned) => planned is null
        ? $"There is time to plan one until {settings.PlanMriWithinDays} days after {RuleText.Iso(since)}."
        : $"One is planned for {RuleText.Iso(planned.Value.Day)}, with {settings.MriGraceDays} days of grace.";

    private static string Fell(DateOnly since, DoseRange last) => last.AtMost == Fraction.Zero
        ? $"Systemic glucocorticoid was stopped on {RuleText.Iso(since)}"
        : $"Since {RuleText.Iso(since)} systemic glucocorticoid has been below maintenance "
            + $"(at most {RuleText.Mg(last.AtMost!.Value)} mg of prednisone a day)";

    private static string Missing((DateOnly Day, Guid EntryId)? planned) => planned is null
        ? "no MRI is on record or planned."
        : $"the MRI planned for {RuleText.Iso(planned.Value.Day)} is not on record.";
}
