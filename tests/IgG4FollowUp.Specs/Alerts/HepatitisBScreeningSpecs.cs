using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Patients;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Alerts;

public sealed class HepatitisBScreeningSpecs
{
    private const string Screening = "hepatitis-b-before-b-cell-depletion";

    [Theory]
    [InlineData(SparingAgent.Rituximab)]
    [InlineData(SparingAgent.Obinutuzumab)]
    [InlineData(SparingAgent.Inebilizumab)]
    public void b_cell_depletion_without_either_test_on_record_is_told_as_not_on_record(SparingAgent agent)
    {
        var finding = When.Fires(Screening, Chart(Begun(1, "2024-05-01", agent)), "2024-05-01");
        finding.Sentence.ShouldEndWith("from 2024-05-01 on; HBsAg is not on record, and anti-HBc is not on record.");
        finding.Sentence.ShouldNotContain("tested");
        (finding.Urgency, finding.RestsOn[0].EntryId).ShouldBe((Urgency.Soon, Id(1)));
    }

    [Fact]
    public void an_infusion_that_is_only_planned_is_early_enough_to_ask() => When.Fires(
        Screening,
        Chart(
            new PlanMade
            {
                EntryId = Id(1),
                PlannedOn = Date("2024-05-01"),
                What = PlannedKind.Infusion,
                Agent = SparingAgent.Rituximab,
                DueOn = Date("2024-06-01"),
            }),
        "2024-05-01").Sentence.ShouldStartWith("An infusion of rituximab is planned for 2024-06-01; HBsAg is not on record");

    [Fact]
    public void both_tests_with_a_finding_settle_it_whenever_they_were_done() => When.Silent(
        Screening,
        Chart(
            Begun(1, "2024-05-01"), Tested(2, "2023", SafetyCheck.HepatitisBSurfaceAntigen, SafetyFinding.Negative),
            Tested(3, "2024-05-20", SafetyCheck.HepatitisBCoreAntibody, SafetyFinding.Positive)),
        "2024-06-01", because: "not-on-record");

    [Fact]
    public void one_of_the_two_is_not_enough() => When.Fires(
        Screening, Chart(Begun(1, "2024-05-01"), Tested(2, "2024-04-01", SafetyCheck.HepatitisBSurfaceAntigen, SafetyFinding.Negative)),
        "2024-06-01").Sentence.ShouldEndWith("; anti-HBc is not on record.");

    [Fact]
    public void a_test_without_a_finding_settles_nothing_and_is_told_as_recorded() => When.Fires(
        Screening,
        Chart(
            Begun(1, "2024-05-01"),
            Tested(2, "2024-04-01", SafetyCheck.HepatitisBSurfaceAntigen, null) with { Missing = MissingReason.Refused },
            Tested(3, "2024-04-01", SafetyCheck.HepatitisBCoreAntibody, SafetyFinding.Indeterminate)),
        "2024-06-01").Sentence.ShouldEndWith("; HBsAg is recorded as refused, and anti-HBc is recorded as indeterminate.");

    [Fact]
    public void an_agent_for_another_disease_depletes_b_cells_all_the_same() => When.Fires(
        Screening, Chart(Begun(1, "2024-05-01") with { Indication = Indication.Other }), "2024-06-01");

    [Fact]
    public void an_agent_that_depletes_no_b_cells_is_not_asked_about() => When.Silent(
        Screening, Chart(Begun(1, "2024-05-01", SparingAgent.Azathioprine)), "2024-06-01", because: "b-cell-depletion");

    [Fact]
    public void two_years_after_the_last_dose_it_is_over()
    {
        var chart = Chart(
            Begun(1, "2022-05-01"), new AgentAdministered { EntryId = Id(2), TreatmentId = Id(1), GivenOn = Date("2022-11-01") });
        When.Fires(Screening, chart, "2024-10-31").LookAgainOn.ShouldBe(Day("2024-11-01"));
        When.Silent(Screening, chart, "2024-11-01", because: "still-at-risk");
    }

    [Fact]
    public void a_dose_without_a_date_is_not_taken_for_an_old_one() =>
        When.Fires(Screening, Chart(Begun(1, "not-reported")), "2024-10-31");

    private static SparingAgentStarted Begun(int id, string on, SparingAgent agent = SparingAgent.Rituximab) =>
        new() { EntryId = Id(id), StartedOn = Date(on), Agent = agent };

    private static SafetyChecked Tested(int id, string on, SafetyCheck what, SafetyFinding? finding) =>
        new() { EntryId = Id(id), CheckedOn = Date(on), What = what, Result = finding };
}
