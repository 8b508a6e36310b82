using System.Collections.Immutable;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;

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

    private static readonly ImmutableArray<SafetyCheck> Tests = [SafetyCheck.HepatitisBSurfaceAntigen, SafetyCheck.HepatitisBCoreAntibody];

    private static Candidate Read(RuleInput input)
    {
        var (reading, settings) = (input.Reading, input.Settings);
        var depletion = BCellDepletion.Of(input);
        if (!depletion.IsOnRecord)
            return Candidate.NotApplicable(input, "b-cell-depletion", $"No agent that depletes B cells is on record or planned.");
        var missing = Tests.RemoveAll(test => reading.SafetyChecks.Exists(check => check.What == test && HasFinding(check)));
        return new("b-cell-depletion",
        [
            Condition.Of(input, "not-on-record", $"HBsAg and anti-HBc are on record.", !missing.IsEmpty),
            Condition.Of(
                input, "still-at-risk",
                $"{settings.HepatitisBAfterLastDoseDays} days after the last dose of {RuleText.Iso(depletion.LastDose)} have passed.",
                depletion.Within(settings.HepatitisBAfterLastDoseDays)),
        ])
        {
            Urgency = Urgency.Soon,
            Told = today => new(
                $"{depletion.Words}; {string.Join(", and ", missing.Select(test => NotOnRecord(test, reading.SafetyChecks)))}.")
            {
                RestsOn =
                [
                    .. depletion.RestsOn(depletion.Planned.Count),
                    .. reading.SafetyChecks.Where(check => missing.Contains(check.What)).Select(check =>
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
                    .. depletion.FewerDays(ThresholdTable.Of(nameof(ClinicSettings.HepatitisBAfterLastDoseDays)), today),
                ],
            },
        };
    }

    private static bool HasFinding(SafetyChecked check) => check.Result is SafetyFinding.Positive or SafetyFinding.Negative;

    private static string NotOnRecord(SafetyCheck test, List<SafetyChecked> checks) =>
        checks.FindLast(check => check.What == test) is { } check
            ? $"{Word(test)} is recorded as {Outcome(check)}"
            : $"{Word(test)} is not on record";

    private static string Word(SafetyCheck test) => test == SafetyCheck.HepatitisBSurfaceAntigen ? "HBsAg" : "anti-HBc";

    private static string Outcome(SafetyChecked check) =>
        check.Result is { } result ? StoredName.Of(result) : RuleText.Spoken(check.Missing ?? MissingReason.NotReported);
}
