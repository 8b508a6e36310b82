using IgG4FollowUp.Domain.Patients;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Alerts;

public sealed class NextInfusionSpecs
{
    private const string Next = "next-infusion-unplanned";

    private static readonly SparingAgentStarted Begun =
        new() { EntryId = Id(1), StartedOn = Date("2024-01-01"), Agent = SparingAgent.Rituximab };

    private static readonly AgentAdministered Second = new() { EntryId = Id(2), TreatmentId = Id(1), GivenOn = Date("2024-01-15") };

    [Fact]
    public void six_months_after_the_last_dose_without_a_plan_it_is_told()
    {
        When.Silent(Next, Chart(Begun, Second), "2024-07-16", because: "limit-passed").HoldsFrom.ShouldBe(Day("2024-07-17"));
        var finding = When.Fires(Next, Chart(Begun, Second), "2024-07-17");
        finding.Sentence.ShouldBe(
            "The last dose of rituximab on record is of 2024-01-15; 183 days later neither a further dose, nor a plan for one, nor a stop "
            + "is on record.");
        finding.EpisodeKey.ShouldBe(Id(2).ToString("N"));
    }

    [Fact]
    public void a_plan_a_stop_or_a_further_dose_silences_it()
    {
        var plan = new PlanMade
        {
            EntryId = Id(3),
            PlannedOn = Date("2024-02-01"),
            What = PlannedKind.Infusion,
            Agent = SparingAgent.Rituximab,
            DueOn = Date("2024-08-01"),
        };
        When.Silent(Next, Chart(Begun, Second, plan), "2024-07-17", because: "nothing-planned");
        When.Silent(Next, Chart(Begun, Second, plan), "2025-07-17", because: "nothing-planned");
        When.Silent(
            Next, Chart(Begun, Second, new SparingAgentStopped { EntryId = Id(3), TreatmentId = Id(1), LastDoseOn = Date("2024-01-15") }),
            "2024-07-17", because: "not-stopped");
        When.Silent(
            Next, Chart(Begun, Second, new AgentAdministered { EntryId = Id(3), TreatmentId = Id(1), GivenOn = Date("2024-07-10") }),
            "2024-07-17", because: "limit-passed");
    }

    [Fact]
    public void an_agent_for_another_disease_or_one_that_is_taken_steadily_has_no_next_infusion_here()
    {
        When.Silent(Next, Chart(Begun with { Indication = Indication.Other }), "2024-09-01", because: "infused");
        When.Silent(Next, Chart(Begun with { Agent = SparingAgent.Azathioprine }), "2024-09-01", because: "infused");
    }

    [Fact]
    public void a_dose_without_a_date_tells_nothing_of_time() =>
        When.Silent(Next, Chart(Begun with { StartedOn = Date("not-reported") }), "2024-09-01", because: "limit-passed");
}
