using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// Systemic glucocorticoid for this disease stopped or certainly below maintenance, and neither an MRI since then nor one planned. A planned study that did not
/// take place in time counts as none.
/// </summary>
internal static class SteroidWithdrawal
{
    public static AlertRule Rule { get; } = new(
        "steroid-low-without-mri", 2,
        "House default: relapse follows withdrawal (Levraut 2019, 42.1 % of pachymeningitis after steroid was stopped; Masamune 2017), so the spine is looked at.",
        SourceMark.Published)
    {
        ForetellsRecurrence = true,
        Read = view => [Read(view)],
    };

    private static Candidate Read(AlertView view)
    {
        var steps = view.DiseaseDose.Steps;
        var limit = Fraction.Of(view.Settings.MaintenanceMgPerDay);
        var first = steps.Length;
        while (first > 0 && steps[first - 1].Dose.AtMost is { } most && most < limit) first--;
        if (first == 0 || first == steps.Length)
            return Candidate.Lacking("stopped-or-below-maintenance", "No fall of a systemic dose from maintenance or above to certainly less is on record.");
        var (since, last) = (steps[first].From, steps[^1].Dose);
        // A study that may have come before the fall is not one after it.
        var imaged = view.Studies.Exists(study => study.ImagedOn.Earliest >= since);
        var planned = view.Chart.Of<VisitLogged>().Where(visit => visit.NextMriPlannedOn >= since).MaxBy(visit => visit.NextMriPlannedOn);
        var from = planned?.NextMriPlannedOn is { } day
            ? AlertView.Plus(day, view.Settings.MriGraceDays + 1)
            : AlertView.Plus(since, view.Settings.PlanMriWithinDays + 1);
        var fell = last.AtMost == Fraction.Zero
            ? $"Systemic glucocorticoid was stopped on {AlertView.Iso(since)}"
            : $"Since {AlertView.Iso(since)} systemic glucocorticoid has been below maintenance (at most {AlertView.Mg(last.AtMost!.Value)} mg of prednisone a day)";
        return new(AlertView.Iso(since),
        [
            Condition.Of("no-mri-since", $"A study since {AlertView.Iso(since)} is on record.", !imaged),
            new("time-to-plan-passed", planned is null
                ? $"There is time to plan one until {view.Settings.PlanMriWithinDays} days after {AlertView.Iso(since)}."
                : $"One is planned for {AlertView.Iso(planned.NextMriPlannedOn!.Value)}, with {view.Settings.MriGraceDays} days of grace.", DayWindow.Since(from)),
        ])
        {
            Urgency = Urgency.Soon,
            Sentence = $"{fell}, and " + (planned is null ? "no MRI is on record or planned." : $"the MRI planned for {AlertView.Iso(planned.NextMriPlannedOn!.Value)} is not on record."),
            RestsOn =
            [
                .. steps[(first - 1)..].Where(step => step.From != DateOnly.MinValue).Select(step => new Evidence(
                    EvidenceKind.DailyDose, EntryId: null, AlertView.Date(step.From), step.Dose.AtMost is { } mg ? AlertView.Mg(mg) : "not determinable")),
                .. planned is null ? [] : new[] { new Evidence(EvidenceKind.DueDay, planned.EntryId, AlertView.Date(planned.NextMriPlannedOn!.Value), "MRI planned") },
            ],
            Thresholds = [AlertThresholds.Maintenance, planned is null ? AlertThresholds.PlanMriWithin : AlertThresholds.MriGrace],
            Otherwise = today =>
            [
                new WithEntry(
                    new LesionImaged { EntryId = view.NewId("study"), ImagedOn = AlertView.Date(today), LesionPresent = false }, $"a study of {AlertView.Iso(today)} were on record"),
                new WithEntry(
                    new VisitLogged { EntryId = view.NewId("plan"), VisitedOn = AlertView.Date(today), NextMriPlannedOn = AlertView.Plus(today, 1) },
                    $"an MRI were planned for {AlertView.Iso(AlertView.Plus(today, 1))}"),
            ],
        };
    }
}
