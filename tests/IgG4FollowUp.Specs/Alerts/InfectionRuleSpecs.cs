using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Patients;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Alerts;

/// <summary>What is found or asked for about infections before and under treatment, hepatitis B screening apart.</summary>
public sealed class InfectionRuleSpecs
{
    private const string Prophylaxis = "hepatitis-b-prophylaxis-missing";
    private const string Checks = "b-cell-depletion-checks-missing";

    [Theory]
    [InlineData(SafetyCheck.HepatitisBSurfaceAntigen, "HBsAg")]
    [InlineData(SafetyCheck.HepatitisBCoreAntibody, "anti-HBc")]
    public void hepatitis_b_that_was_found_asks_for_antiviral_prophylaxis_under_b_cell_depletion(SafetyCheck test, string word)
    {
        var chart = Chart(Begun(1, "2024-05-01"), Tested(2, "2024-04-01", test));
        var finding = When.Fires(Prophylaxis, chart, "2024-05-01");
        finding.Sentence.ShouldBe(
            $"B cells were depleted by rituximab from 2024-05-01 on, {word} was found on 2024-04-01, and antiviral prophylaxis is not on "
            + "record.");
        finding.Urgency.ShouldBe(Urgency.Soon);
        When.Fires(Prophylaxis, chart, "2026-05-01").LookAgainOn.ShouldBe(Day("2026-05-02"));
        When.Silent(Prophylaxis, chart, "2026-05-02", because: "still-at-risk");
    }

    [Fact]
    public void antiviral_prophylaxis_settles_it_until_it_is_stopped()
    {
        object[] entries = [Begun(1, "2024-05-01"), Tested(2, "2024-04-01", SafetyCheck.HepatitisBSurfaceAntigen)];
        When.Silent(Prophylaxis, Chart([.. entries, Prevented(3, "2024-04-20")]), "2024-06-01", because: "not-on-record");
        var stopped = Chart([.. entries, Prevented(3, "2024-04-20") with { StoppedOn = Date("2024-10-01") }]);
        When.Silent(Prophylaxis, stopped, "2024-10-01", because: "not-on-record").HoldsFrom.ShouldBe(Day("2024-10-02"));
        When.Fires(Prophylaxis, stopped, "2024-10-02").Sentence.ShouldEndWith("is recorded as stopped on 2024-10-01.");
    }

    [Fact]
    public void of_anti_hbc_alone_a_recent_dna_says_as_much_and_of_hbsag_it_does_not()
    {
        var dna = Tested(3, "2024-05-10", SafetyCheck.HepatitisBDna, SafetyFinding.Negative);
        var core = Chart(Begun(1, "2024-05-01"), Tested(2, "2024-04-01", SafetyCheck.HepatitisBCoreAntibody), dna);
        When.Silent(Prophylaxis, core, "2024-08-09", because: "not-on-record").HoldsFrom.ShouldBe(Day("2024-08-10"));
        When.Fires(Prophylaxis, core, "2024-08-10");
        When.Fires(
            Prophylaxis, Chart(Begun(1, "2024-05-01"), Tested(2, "2024-04-01", SafetyCheck.HepatitisBSurfaceAntigen), dna), "2024-05-11");
    }

    [Fact]
    public void hbsag_asks_for_it_under_a_long_dose_of_glucocorticoid_and_anti_hbc_does_not()
    {
        var hbsag = Chart(Started(1, "2024-03-01", 10), Tested(2, "2024-02-01", SafetyCheck.HepatitisBSurfaceAntigen));
        When.Silent(Prophylaxis, hbsag, "2024-03-28", because: "still-at-risk").HoldsFrom.ShouldBe(Day("2024-03-29"));
        When.Fires(Prophylaxis, hbsag, "2024-03-29").Sentence.ShouldStartWith(
            "10 mg of prednisone a day or more were given for more than 28 days from 2024-03-01 on, HBsAg was found on 2024-02-01");
        When.Silent(
            Prophylaxis, Chart(Started(1, "2024-03-01", 9.5m), Tested(2, "2024-02-01", SafetyCheck.HepatitisBSurfaceAntigen)),
            "2024-03-29", because: "dose-reached");
        When.Silent(
            Prophylaxis, Chart(Started(1, "2024-03-01", 40), Tested(2, "2024-02-01", SafetyCheck.HepatitisBCoreAntibody)),
            "2024-03-29", because: "hbsag-found");
    }

    [Fact]
    public void the_last_finding_of_a_test_counts_and_one_without_a_finding_changes_nothing()
    {
        var found = Tested(2, "2023-04-01", SafetyCheck.HepatitisBSurfaceAntigen);
        When.Silent(
            Prophylaxis,
            Chart(Begun(1, "2024-05-01"), found, Tested(3, "2024-04-01", SafetyCheck.HepatitisBSurfaceAntigen, SafetyFinding.Negative)),
            "2024-05-01", because: "hepatitis-b-found");
        When.Fires(
            Prophylaxis,
            Chart(
                Begun(1, "2024-05-01"), found,
                Tested(3, "2024-04-01", SafetyCheck.HepatitisBSurfaceAntigen, SafetyFinding.Indeterminate)),
            "2024-05-01");
    }

    [Fact]
    public void hepatitis_b_without_such_a_treatment_asks_nothing() => When.Silent(
        Prophylaxis, Chart(Tested(2, "2024-04-01", SafetyCheck.HepatitisBSurfaceAntigen)), "2024-05-01", because: "b-cell-depletion");

    [Fact]
    public void what_is_missing_before_b_cell_depletion_is_one_line()
    {
        var finding = When.Fires(Checks, Chart(Begun(1, "2024-05-01")), "2024-05-01");
        finding.Sentence.ShouldBe(
            "B cells were depleted by rituximab from 2024-05-01 on; a test for tuberculosis is not on record, and a vaccination against "
            + "pneumococci is not on record.");
        finding.Urgency.ShouldBe(Urgency.Routine);
        When.Silent(Checks, Chart(Begun(1, "2024-05-01")), "2025-01-31", because: "still-asked");
    }

    [Fact]
    public void it_is_asked_while_the_infusion_is_only_planned() => When.Fires(
        Checks,
        Chart(
            new PlanMade
            {
                EntryId = Id(1),
                PlannedOn = Date("2024-05-01"),
                What = PlannedKind.Infusion,
                Agent = SparingAgent.Obinutuzumab,
                DueOn = Date("2024-06-01"),
            }),
        "2024-05-01").Sentence.ShouldStartWith("An infusion of obinutuzumab is planned for 2024-06-01; a test");

    [Fact]
    public void a_test_with_a_finding_and_the_vaccination_settle_it()
    {
        var vaccinated = new PreventionGiven { EntryId = Id(2), StartedOn = Date("2020"), What = Prevention.PneumococcalVaccination };
        When.Silent(
            Checks, Chart(Begun(1, "2024-05-01"), vaccinated, Tested(3, "2024-04-01", SafetyCheck.TuberculosisTest)), "2024-05-01",
            because: "not-on-record");
        When.Fires(
            Checks,
            Chart(
                Begun(1, "2024-05-01"), vaccinated,
                Tested(3, "2024-04-01", SafetyCheck.TuberculosisTest, finding: null) with { Missing = MissingReason.Refused }),
            "2024-05-01").Sentence.ShouldEndWith("; a test for tuberculosis is recorded as refused.");
    }

    private static SparingAgentStarted Begun(int id, string on) =>
        new() { EntryId = Id(id), StartedOn = Date(on), Agent = SparingAgent.Rituximab };

    private static PreventionGiven Prevented(int id, string on) =>
        new() { EntryId = Id(id), StartedOn = Date(on), What = Prevention.AntiviralProphylaxis };

    private static SafetyChecked Tested(int id, string on, SafetyCheck what, SafetyFinding? finding = SafetyFinding.Positive) =>
        new() { EntryId = Id(id), CheckedOn = Date(on), What = what, Result = finding };
}
