using IgG4FollowUp.Domain.Calendar;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using IgG4FollowUp.Domain.Therapy;

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
        var given = reading.AgentStarts.FindAll(start => AgentWindow.DepletesBCells(start.Agent));
        var planned = StandingPlans.Contacts(reading.Dates.Plans, input.Settings).FirstOrDefault(plan =>
            plan is { Open: true, What: PlannedKind.Infusion, Agent: { } agent } && AgentWindow.DepletesBCells(agent));
        if (given.Count == 0 && planned is null)
            return Candidate.NotApplicable(input, "b-cell-depletion", $"No agent that depletes B cells is on record or planned.");
        var last = given.Count == 0 ? DateOnly.MinValue : HepatitisBScreening.LastDose(reading, given);
        var tested = reading.SafetyChecks.FindLast(check => check.What == SafetyCheck.TuberculosisTest);
        var isTested = reading.SafetyChecks.Exists(check => check is { What: SafetyCheck.TuberculosisTest, Result: not null });
        var isVaccinated = reading.Preventions.Exists(prevention => prevention.What == Prevention.PneumococcalVaccination);
        return new("b-cell-depletion",
        [
            Condition.Of(
                input, "not-on-record", $"A test for tuberculosis and a vaccination against pneumococci are on record.",
                !(isTested && isVaccinated)),
            Condition.Of(
                input, "still-asked", $"{days} days after the last dose of {RuleText.Iso(last)} have passed.",
                planned is not null ? DayWindow.Always : new DayWindow(DateOnly.MinValue, DaySpans.Shift(last, days + 1))),
        ])
        {
            Told = today => new(
                $"{HepatitisBScreening.Depletion(given, planned)}; {string.Join(", and ", Missing())}.")
            {
                RestsOn =
                [
                    .. given.Select(start =>
                        new Evidence(EvidenceKind.SparingAgent, start.EntryId, start.StartedOn, StoredName.Of(start.Agent))),
                    .. planned is null
                        ? Array.Empty<Evidence>()
                        : [new(EvidenceKind.DueDay, planned.StatedBy, RuleText.Date(planned.DueOn), RuleText.Iso(planned.DueOn))],
                ],
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
                    .. planned is not null || last == DateOnly.MaxValue
                        ? Array.Empty<Counterfactual>()
                        :
                        [
                            OtherThreshold.Of(
                                ThresholdTable.Of(nameof(ClinicSettings.DepletionChecksDays)), today.DayNumber - last.DayNumber - 1),
                        ],
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
