using System.Collections.Immutable;
using IgG4FollowUp.Domain.Calendar;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// An antibody that depletes B cells is planned or was given, for whatever disease, and a finding of HBsAg or anti-HBc is not on record. It
/// says nothing of whether the patient was tested. A test of whatever date counts, one without a finding does not.
/// </summary>
internal static class HepatitisBScreening
{
    public static AlertRule Rule { get; } = new(
        "hepatitis-b-before-b-cell-depletion", 1,
        "House default after the boxed warning of the rituximab label (FDA 2013), HBsAg and anti-HBc before the first dose, and EULAR 2022 "
            + "(Fragoulis, Ann Rheum Dis), hepatitis B status before treatment. Obinutuzumab and inebilizumab are held alike.",
        SourceMark.Published)
    {
        Read = input => [Read(input)],
    };

    private static Candidate Read(RuleInput input)
    {
        var (reading, settings) = (input.Reading, input.Settings);
        var given = reading.AgentStarts.FindAll(start => AgentWindow.DepletesBCells(start.Agent));
        var planned = StandingPlans.Contacts(reading.Dates.Plans, settings).Where(plan =>
            plan is { Open: true, What: PlannedKind.Infusion, Agent: { } agent } && AgentWindow.DepletesBCells(agent)).ToList();
        if (given.Count == 0 && planned.Count == 0)
            return Candidate.NotApplicable(input, "b-cell-depletion", $"No agent that depletes B cells is on record or planned.");
        var last = given.Count == 0 ? DateOnly.MinValue : LastDose(reading, given);
        var tests = new[] { SafetyCheck.HepatitisBSurfaceAntigen, SafetyCheck.HepatitisBCoreAntibody };
        var missing = tests.Where(test =>
            !reading.SafetyChecks.Exists(check => check.What == test && HasFinding(check))).ToImmutableArray();
        var recorded = reading.SafetyChecks.FindAll(check => missing.Contains(check.What));
        return new("b-cell-depletion",
        [
            Condition.Of(input, "not-on-record", $"HBsAg and anti-HBc are on record.", !missing.IsEmpty),
            Condition.Of(
                input, "still-at-risk",
                $"{settings.HepatitisBAfterLastDoseDays} days after the last dose of {RuleText.Iso(last)} have passed.",
                planned.Count > 0
                    ? DayWindow.Always
                    : new DayWindow(DateOnly.MinValue, DaySpans.Shift(last, settings.HepatitisBAfterLastDoseDays + 1))),
        ])
        {
            Urgency = Urgency.Soon,
            Told = today => new(
                $"{Depletion(given, planned.FirstOrDefault())}; "
                + $"{string.Join(", and ", missing.Select(test => NotOnRecord(test, recorded)))}.")
            {
                RestsOn =
                [
                    .. given.Select(start =>
                        new Evidence(EvidenceKind.SparingAgent, start.EntryId, start.StartedOn, StoredName.Of(start.Agent))),
                    .. planned.Select(plan =>
                        new Evidence(EvidenceKind.DueDay, plan.StatedBy, RuleText.Date(plan.DueOn), RuleText.Iso(plan.DueOn))),
                    .. recorded.Select(check =>
                        new Evidence(EvidenceKind.SafetyCheck, check.EntryId, check.CheckedOn, $"{Word(check.What)}: {Outcome(check)}")),
                ],
                Thresholds = [ThresholdTable.Of(nameof(ClinicSettings.HepatitisBAfterLastDoseDays))],
                Counterfactuals = () =>
                [
                    new WithEntries(
                        [
                            .. missing.Select(test => new SafetyChecked
                            {
                                EntryId = input.NewId(StoredName.Of(test)), CheckedOn = RuleText.Date(today), What = test,
                                Result = SafetyFinding.Negative,
                            }),
                        ],
                        $"{string.Join(" and ", missing.Select(Word))} were on record"),
                    .. planned.Count > 0 || last == DateOnly.MaxValue ? Array.Empty<Counterfactual>() :
                    [
                        OtherThreshold.Of(
                            ThresholdTable.Of(nameof(ClinicSettings.HepatitisBAfterLastDoseDays)), today.DayNumber - last.DayNumber - 1),
                    ],
                ],
            },
        };
    }

    /// <summary>The last day on which any of some treatments may have been given.</summary>
    public static DateOnly LastDose(ChartReading reading, List<SparingAgentStarted> given)
    {
        var last = DateOnly.MinValue;
        foreach (var start in given)
        {
            Take(start.StartedOn);
            foreach (var dose in reading.AdministrationsOf[start.EntryId]) Take(dose.GivenOn);
            if (reading.AgentEnds.TryGetValue(start.EntryId, out var stop) && stop.LastDoseOn.IsReported) Take(stop.LastDoseOn);
        }

        return last;

        void Take(ClinicalDate day)
        {
            if (day.Latest > last) last = day.Latest;
        }
    }

    private static bool HasFinding(SafetyChecked check) => check.Result is SafetyFinding.Positive or SafetyFinding.Negative;

    /// <summary>That B cells were depleted, or that it is planned, in words.</summary>
    public static string Depletion(List<SparingAgentStarted> given, PlannedContact? planned) => given.Count > 0
        ? $"B cells were depleted by {StoredName.Of(given[^1].Agent)} from {given[^1].StartedOn} on"
        : $"An infusion of {StoredName.Of(planned!.Agent!.Value)} is planned for {RuleText.Iso(planned.DueOn)}";

    private static string NotOnRecord(SafetyCheck test, List<SafetyChecked> recorded) =>
        recorded.FindLast(check => check.What == test) is { } check
            ? $"{Word(test)} is recorded as {Outcome(check)}"
            : $"{Word(test)} is not on record";

    private static string Word(SafetyCheck test) => test == SafetyCheck.HepatitisBSurfaceAntigen ? "HBsAg" : "anti-HBc";

    private static string Outcome(SafetyChecked check) =>
        check.Result is { } result ? StoredName.Of(result) : RuleText.Spoken(check.Missing ?? MissingReason.NotReported);
}
