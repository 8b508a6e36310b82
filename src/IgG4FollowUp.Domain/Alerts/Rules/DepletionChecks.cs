using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>
/// An antibody that depletes B cells is planned or acts, for whatever disease, and a test for tuberculosis or a vaccination against
/// pneumococci is not on record. Both are asked for together, so that one start of treatment is one line. Hepatitis B and immunoglobulins
/// have rules of their own.
/// </summary>
internal static class DepletionChecks
{
    public static AlertRule Rule { get; } = new(
        "b-cell-depletion-checks-missing", 1,
        "House default after EULAR 2022 (Fragoulis, Ann Rheum Dis, abstract), tuberculosis is looked for before biological treatment, and "
            + "EULAR 2019 (Furer, Ann Rheum Dis 79:39, abstract), pneumococcal vaccination, preferably before immunosuppression; that it "
            + "comes 4 weeks before B cells are depleted is quoted from memory and not applied.",
        SourceMark.Published)
    {
        Read = input => [Read(input)],
    };

    private static Candidate Read(RuleInput input)
    {
        var (reading, days) = (input.Reading, input.Settings.DepletionChecksDays);
        var depletion = BCellDepletion.Of(input);
        if (!depletion.IsOnRecord)
            return Candidate.NotApplicable(input, "b-cell-depletion", $"No agent that depletes B cells is on record or planned.");
        var tested = reading.SafetyChecks.FindLast(check => check.What == SafetyCheck.TuberculosisTest);
        var isTested = reading.SafetyChecks.Exists(check => check is { What: SafetyCheck.TuberculosisTest, Result: not null });
        var isVaccinated = reading.Preventions.Exists(prevention => prevention.What == Prevention.PneumococcalVaccination);
        return new("b-cell-depletion",
        [
            Condition.Of(
                input, "not-on-record", $"A test for tuberculosis and a vaccination against pneumococci are on record.",
                !(isTested && isVaccinated)),
            Condition.Of(
                input, "still-asked", $"{days} days after the last dose of {RuleText.Iso(depletion.LastDose)} have passed.",
                depletion.Within(days)),
        ])
        {
            Told = today => new($"{depletion.Words}; {string.Join(", and ", Missing())}.")
            {
                RestsOn = depletion.RestsOn(planned: 1),
                Thresholds = [ThresholdTable.Of(nameof(ClinicSettings.DepletionChecksDays))],
                Counterfactuals = () =>
                [
                    new WithEntries(
                        [
                            new SafetyChecked
                            {
                                EntryId = input.NewId("tuberculosis-test"), CheckedOn = RuleText.Date(today),
                                What = SafetyCheck.TuberculosisTest, Result = SafetyFinding.Negative,
                            },
                            new PreventionGiven
                            {
                                EntryId = input.NewId("pneumococcal-vaccination"), StartedOn = RuleText.Date(today),
                                What = Prevention.PneumococcalVaccination,
                            },
                        ],
                        "both were on record"),
                    .. depletion.FewerDays(ThresholdTable.Of(nameof(ClinicSettings.DepletionChecksDays)), today),
                ],
            },
        };

        IEnumerable<string> Missing()
        {
            if (!isTested)
                yield return tested?.Missing is { } reason
                    ? $"a test for tuberculosis is recorded as {RuleText.Spoken(reason)}"
                    : "a test for tuberculosis is not on record";
            if (!isVaccinated) yield return "a vaccination against pneumococci is not on record";
        }
    }
}
