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
        var imaged = reading.DatedStudies is [.., var study] && study.ImagedOn.Earliest >= since;
        var planned = Planned(reading.Visits, since);
        var from = planned?.NextMriPlannedOn is { } day
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
                    .. planned?.NextMriPlannedOn is { } on
                        ? new[] { new Evidence(EvidenceKind.DueDay, planned.EntryId, RuleText.Date(on), "MRI planned") }
                        : [],
                ],
                Thresholds =
                    [ThresholdTable.Of(nameof(ClinicSettings.MaintenanceMgPerDay)),
                        planned is null
                            ? ThresholdTable.Of(nameof(ClinicSettings.PlanMriWithinDays))
                            : ThresholdTable.Of(nameof(ClinicSettings.MriGraceDays))],
                Counterfactuals =
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

    /// <summary>The visit that plans the last study from a day on, the first of several; null when none does.</summary>
    private static VisitLogged? Planned(List<VisitLogged> visits, DateOnly since)
    {
        VisitLogged? planned = null;
        foreach (var visit in visits)
        {
            if (visit.NextMriPlannedOn >= since && !(visit.NextMriPlannedOn <= planned?.NextMriPlannedOn)) planned = visit;
        }

        return planned;
    }

    private static string Waiting(ClinicSettings settings, DateOnly since, VisitLogged? planned) => planned is null
        ? $"There is time to plan one until {settings.PlanMriWithinDays} days after {RuleText.Iso(since)}."
        : $"One is planned for {RuleText.Iso(planned.NextMriPlannedOn!.Value)}, with {settings.MriGraceDays} days of grace.";

    private static string Fell(DateOnly since, DoseRange last) => last.AtMost == Fraction.Zero
        ? $"Systemic glucocorticoid was stopped on {RuleText.Iso(since)}"
        : $"Since {RuleText.Iso(since)} systemic glucocorticoid has been below maintenance "
            + $"(at most {RuleText.Mg(last.AtMost!.Value)} mg of prednisone a day)";

    private static string Missing(VisitLogged? planned) => planned is null
        ? "no MRI is on record or planned."
        : $"the MRI planned for {RuleText.Iso(planned.NextMriPlannedOn!.Value)} is not on record.";
}
