using IgG4FollowUp.Domain.Calendar;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// Something that the clinic itself planned is not on record: an infusion, an operation, a laboratory test, an examination, a step of a
/// taper or whatever else. Visits and studies have rules of their own.
/// </summary>
internal static class PlanOverdue
{
    public static AlertRule Rule { get; } = new(
        "plan-overdue", 1, "House default: the plan is the clinic's own, and only the days of grace are chosen.", SourceMark.HouseDefault)
    {
        Read = Read,
    };

    private static IEnumerable<Candidate> Read(RuleInput input)
    {
        var open = input.Reading.OpenPlans(input.Settings);
        return open.Count == 0
            ? [Candidate.NotApplicable(input, "planned", $"Nothing that is planned besides visits and studies is open.")]
            : open.Select(planned => (Planned: planned, Window: Window(planned))).Where(one => !input.IsOver(one.Window))
                .Select(one => Of(input, one.Planned, one.Window));
    }

    // A step of a taper is asked for until the next one stands in its place.
    private static DayWindow Window(PlannedContact planned) =>
        new(DaySpans.Shift(planned.To, 1), planned.GivesWayOn ?? DateOnly.MaxValue);

    private static Candidate Of(RuleInput input, PlannedContact planned, DayWindow window)
    {
        var (due, planId) = (planned.DueOn, planned.StatedBy!.Value);
        return new($"{planId:N}:{RuleText.Iso(due)}",
        [
            Condition.Of(
                input, "limit-passed",
                $"{Words(planned)} is planned for {RuleText.Iso(due)}, with {input.Settings.PlanGraceDays} days of grace.",
                window),
        ])
        {
            Urgency = planned.What is PlannedKind.Infusion or PlannedKind.Operation ? Urgency.Soon : Urgency.Routine,
            Told = today => new($"{Words(planned)} was planned for {RuleText.Iso(due)} and is not on record.")
            {
                RestsOn = [new(EvidenceKind.DueDay, planId, RuleText.Date(due), RuleText.Iso(due))],
                Thresholds = [ThresholdTable.Of(nameof(ClinicSettings.PlanGraceDays))],
                Counterfactuals = () =>
                [
                    new WithEntry(
                        new PlanSettled
                        {
                            EntryId = input.NewId("outcome"),
                            PlanId = planId,
                            SettledOn = RuleText.Date(today),
                            Outcome = PlanOutcome.GivenUp,
                        },
                        $"it were given up on {RuleText.Iso(today)}"),
                    OtherThreshold.Of(ThresholdTable.Of(nameof(ClinicSettings.PlanGraceDays)), today.DayNumber - due.DayNumber),
                ],
            },
        };
    }

    private static string Words(PlannedContact planned) => planned.What switch
    {
        PlannedKind.Infusion => $"An infusion of {StoredName.Of(planned.Agent!.Value)}",
        PlannedKind.Operation => "An operation",
        PlannedKind.Laboratory => planned.Analyte is { } analyte ? $"A test of {StoredName.Of(analyte)}" : "A laboratory test",
        PlannedKind.Examination => "An examination",
        PlannedKind.Taper => FormattableString.Invariant($"A dose of {planned.DailyDoseMg} mg/day"),
        _ => "Something",
    };
}
