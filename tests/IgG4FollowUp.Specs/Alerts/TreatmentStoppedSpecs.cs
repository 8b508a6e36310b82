using IgG4FollowUp.Domain.Patients;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Alerts;

public sealed class TreatmentStoppedSpecs
{
    private const string Unplanned = "treatment-stopped-without-plan";

    private static readonly object[] Both =
        [Started(1, "2023-03-01", 40), Stopped(2, 1, "2024-03-01"), Begun(3, "2023-03-01"), AgentStopped(4, 3, "2024-05-01")];

    [Fact]
    public void when_both_are_stopped_and_nothing_is_planned_it_is_told_two_weeks_later()
    {
        When.Silent(Unplanned, Chart(Both), "2024-05-16", because: "limit-passed").HoldsFrom.ShouldBe(Day("2024-05-17"));
        var finding = When.Fires(Unplanned, Chart(Both), "2024-05-17");
        finding.Sentence.ShouldBe(
            "Neither glucocorticoid nor steroid-sparing agent has been in use since 2024-05-02, and no treatment is planned.");
        finding.RestsOn.Select(fact => fact.EntryId).ShouldBe([Id(2), Id(4)]);
    }

    [Fact]
    public void while_one_of_them_goes_on_nothing_is_told()
    {
        When.Silent(Unplanned, Chart(Both[..3]), "2024-08-01", because: "all-stopped");
        When.Silent(Unplanned, Chart([Both[0], .. Both[2..]]), "2024-08-01", because: "all-stopped");
    }

    [Fact]
    public void an_infusion_acts_after_the_last_one()
    {
        object[] infused = [Started(1, "2023-03-01", 40), Stopped(2, 1, "2024-03-01"),
            Begun(3, "2023-03-01", SparingAgent.Rituximab), AgentStopped(4, 3, "2024-05-01")];
        When.Silent(Unplanned, Chart(infused), "2025-01-30", because: "limit-passed");
        When.Fires(Unplanned, Chart(infused), "2025-02-15");
    }

    [Theory]
    [InlineData(PlannedKind.Infusion)]
    [InlineData(PlannedKind.Other)]
    public void a_planned_treatment_silences_it(PlannedKind what) => When.Silent(
        Unplanned,
        Chart([.. Both, new PlanMade
        {
            EntryId = Id(5), PlannedOn = Date("2024-05-01"), What = what, DueOn = Date("2024-09-01"), Description = "what is agreed",
            Agent = what == PlannedKind.Infusion ? SparingAgent.Rituximab : null,
        }]),
        "2024-06-01", because: "nothing-planned");

    [Fact]
    public void a_planned_visit_or_test_is_no_treatment() => When.Fires(
        Unplanned,
        Chart([.. Both, Visited(5, "2024-05-02", due: "2024-11-01"), new PlanMade
        {
            EntryId = Id(6), PlannedOn = Date("2024-05-01"), What = PlannedKind.Laboratory, DueOn = Date("2024-09-01"),
        }]),
        "2024-06-01");

    [Fact]
    public void a_stop_without_a_date_leaves_open_since_when() => When.Silent(
        Unplanned, Chart(Started(1, "2023-03-01", 40), Stopped(2, 1, "not-reported")), "2024-06-01", because: "stop-dated");

    [Fact]
    public void a_drug_for_another_disease_neither_raises_nor_silences_it()
    {
        var other = Started(5, "2024-01-01", 10) with { Indication = Indication.Other };
        When.Fires(Unplanned, Chart([.. Both, other]), "2024-06-01");
        When.Silent(Unplanned, Chart(other, Stopped(6, 5, "2024-03-01")), "2024-06-01", because: "drug-given");
    }

    private static SparingAgentStarted Begun(int id, string on, SparingAgent agent = SparingAgent.Azathioprine) =>
        new() { EntryId = Id(id), StartedOn = Date(on), Agent = agent };

    private static SparingAgentStopped AgentStopped(int id, int treatment, string on) =>
        new() { EntryId = Id(id), TreatmentId = Id(treatment), LastDoseOn = Date(on) };
}
