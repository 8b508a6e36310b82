using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Recurrence;

public sealed class EscalationSpecs
{
    private static readonly SurgeryPerformed Operated = Operated(1, "2020-01-01") with { Procedures = [Procedure.Laminectomy] };

    [Fact]
    public void the_first_glucocorticoid_months_after_surgery_alone_is_an_escalation_and_within_the_plan_it_is_not()
    {
        Escalated(Operated, Started(2, "2020-09-28", 40m)).ShouldBe([2]);
        Escalated(Operated, Started(2, "2020-03-31", 40m)).ShouldBeEmpty("the ninetieth day belongs to the plan");
        Escalated(Operated, Started(2, "2020-04-01", 40m)).ShouldBe([2]);
        Of("treatment-escalation/1", Operated, Started(2, "2020-09-28", 40m)).ShouldBeEmpty();
    }

    [Fact]
    public void an_agent_added_after_the_plan_is_an_escalation()
    {
        Escalated(Started(1, "2020-01-01", 40m), Agent(2, "2020-12-01", SparingAgent.Rituximab)).ShouldBe([2]);
        Escalated(Started(1, "2020-01-01", 40m), Agent(2, "2020-02-01", SparingAgent.Rituximab)).ShouldBeEmpty();
        Escalated(Started(1, "2020-01-01", 40m), Agent(2, "2020-12-01", SparingAgent.Methotrexate) with { Indication = Indication.Other })
            .ShouldBeEmpty();
    }

    [Fact]
    public void the_next_course_of_an_agent_still_in_effect_is_maintenance_and_one_after_it_wore_off_is_an_escalation()
    {
        Escalated(Agent(1, "2020-01-01", SparingAgent.Rituximab), Agent(2, "2020-07-01", SparingAgent.Rituximab)).ShouldBeEmpty();
        Escalated(Agent(1, "2020-01-01", SparingAgent.Rituximab), Agent(2, "2020-10-02", SparingAgent.Rituximab)).ShouldBe([2]);
    }

    [Fact]
    public void an_infusion_of_the_same_treatment_is_maintenance_while_the_last_one_acts_and_after_it_wore_off_an_escalation()
    {
        Escalated(Agent(1, "2020-01-01", SparingAgent.Rituximab), Infused(2, 1, "2020-01-15"), Infused(3, 1, "2020-07-15")).ShouldBeEmpty();
        Escalated(Agent(1, "2020-01-01", SparingAgent.Rituximab), Infused(2, 1, "2020-01-15"), Infused(3, 1, "2020-10-15")).ShouldBeEmpty();
        Escalated(Agent(1, "2020-01-01", SparingAgent.Rituximab), Infused(2, 1, "2020-01-15"), Infused(3, 1, "2022-03-01"),
            Infused(4, 1, "2022-03-15")).ShouldBe([3]);
        Escalated(
            Agent(1, "2020-01-01", SparingAgent.Rituximab) with { Indication = Indication.Other }, Infused(2, 1, "2020-01-15"),
            Infused(3, 1, "2022-03-01")).ShouldBeEmpty();
    }

    private static AgentAdministered Infused(int id, int treatment, string on) =>
        new() { EntryId = Id(id), TreatmentId = Id(treatment), GivenOn = Date(on) };

    [Fact]
    public void an_agent_in_place_of_one_not_tolerated_is_no_escalation_and_in_place_of_one_without_effect_it_is()
    {
        foreach (var (reason, expected) in new[] { (StopReason.AdverseEffect, Array.Empty<int>()), (StopReason.Ineffective, [3]) })
        {
            Escalated(
                Agent(1, "2020-01-01", SparingAgent.Azathioprine),
                new SparingAgentStopped { EntryId = Id(2), TreatmentId = Id(1), LastDoseOn = Date("2020-12-20"), Reason = reason },
                Agent(3, "2021-01-10", SparingAgent.Mycophenolate)).ShouldBe(expected);
        }
    }

    [Fact]
    public void a_further_operation_after_the_plan_is_an_escalation_and_a_biopsy_is_none()
    {
        Escalated(Operated, Operated with { EntryId = Id(2), PerformedOn = Date("2020-12-01") }).ShouldBe([2]);
        Escalated(Operated, Operated with { EntryId = Id(2), PerformedOn = Date("2020-12-01"), Procedures = [Procedure.Biopsy] })
            .ShouldBeEmpty();
        Escalated(Operated, Operated with { EntryId = Id(2), PerformedOn = Date("2020-01-06") })
            .ShouldBeEmpty("a second stage belongs to the plan");
    }

    [Fact]
    public void glucocorticoid_resumed_after_a_pause_counts_at_any_dose_and_a_missed_week_does_not()
    {
        object[] stopped = [Started(1, "2020-01-01", 40m), Changed(2, 1, "2020-04-01", 2.5m), Stopped(3, 1, "2020-09-01")];
        Escalated([.. stopped, Started(4, "2020-12-01", 2.5m)]).ShouldBe([4]);
        Escalated([.. stopped, Started(4, "2020-09-09", 2.5m)]).ShouldBeEmpty();
        Escalated([.. stopped, Started(4, "2020-12-01", 2.5m) with { Indication = Indication.Other }]).ShouldBeEmpty();
    }

    [Fact]
    public void a_dose_raised_on_the_taper_counts_within_the_plan_too_and_within_the_induction_it_does_not()
    {
        Escalated(Started(1, "2020-01-01", 40m), Changed(2, 1, "2020-02-01", 20m), Changed(3, 1, "2020-03-15", 40m)).ShouldBe([3]);
        Escalated(Started(1, "2020-01-01", 30m), Changed(2, 1, "2020-01-20", 60m)).ShouldBeEmpty();
        Escalated(Started(1, "2020-01-01", 40m), Changed(2, 1, "2020-04-01", 5m), Changed(3, 1, "2020-07-01", 7.5m))
            .ShouldBeEmpty("less than five milligrams more is an adjustment");
    }

    [Fact]
    public void partial_dates_that_may_lie_within_the_plan_are_no_escalation() =>
        Escalated(Operated, Agent(2, "2020", SparingAgent.Rituximab), Started(3, "2020-03", 40m)).ShouldBeEmpty();

    private static int[] Escalated(params object[] events) => Of(RecurrenceDefinition.TreatmentEscalation.Id, events);

    // Numbers of the entries at which treatment was escalated.
    private static int[] Of(string definition, params object[] events) =>
    [
        .. RecurrenceTimeline.Of(Chart(events), RecurrenceDefinition.Find(definition)!).Episodes.SelectMany(episode => episode.Entries)
            .Select(entry => Enumerable.Range(1, 20).Single(number => Id(number) == entry)),
    ];

    private static SparingAgentStarted Agent(int id, string on, SparingAgent agent) =>
        new() { EntryId = Id(id), StartedOn = Date(on), Agent = agent };
}
