using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Specs.Alerts;
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

    [Theory]
    [InlineData(StopReason.SwitchedDrug, "2020-12-10", AdverseEventAction.Stopped, SparingAgent.Azathioprine, false)]
    [InlineData(null, "2020-12-10", AdverseEventAction.Stopped, SparingAgent.Azathioprine, false)]
    [InlineData(StopReason.SwitchedDrug, null, AdverseEventAction.Stopped, SparingAgent.Azathioprine, true)]
    [InlineData(StopReason.SwitchedDrug, "2020-12-10", AdverseEventAction.None, SparingAgent.Azathioprine, true)]
    [InlineData(StopReason.SwitchedDrug, "2020-12-10", AdverseEventAction.Stopped, SparingAgent.Methotrexate, true)]
    [InlineData(StopReason.SwitchedDrug, "2020-03-10", AdverseEventAction.Stopped, SparingAgent.Azathioprine, true)]
    [InlineData(StopReason.SwitchedDrug, "2021-01-05", AdverseEventAction.Stopped, SparingAgent.Azathioprine, true)]
    [InlineData(StopReason.Ineffective, "2020-12-10", AdverseEventAction.Stopped, SparingAgent.Azathioprine, true)]
    public void a_switch_of_drugs_tells_no_reason_and_an_adverse_event_for_which_the_first_was_stopped_tells_it(
        StopReason? reason, string? harmed, AdverseEventAction action, SparingAgent suspected, bool escalated)
    {
        object[] switched =
        [
            Agent(1, "2020-01-01", SparingAgent.Azathioprine),
            new SparingAgentStopped { EntryId = Id(2), TreatmentId = Id(1), LastDoseOn = Date("2020-12-20"), Reason = reason },
            Agent(3, "2021-01-10", SparingAgent.Mycophenolate),
        ];
        if (harmed is { } on)
        {
            switched =
            [
                .. switched,
                new AdverseEventReported
                {
                    EntryId = Id(4),
                    StartedOn = Date(on),
                    Term = AdverseEventTerm.LiverInjury,
                    SuspectedAgents = [suspected],
                    Action = action,
                },
            ];
        }

        Escalated(switched).ShouldBe(escalated ? [3] : []);
        Of("treatment-escalation/2", switched).ShouldBe([3]);
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

    [Theory]
    [InlineData(100, 150, true)]
    [InlineData(100, 100, false)]
    [InlineData(150, 100, false)]
    public void more_of_an_agent_after_the_plan_is_an_escalation(int before, int after, bool escalated) =>
        Escalated(Azathioprine(before), Dosed(2, "2020-09-01", Mg(after))).ShouldBe(escalated ? [2] : []);

    [Fact]
    public void a_shorter_interval_is_more_and_the_same_in_smaller_parts_is_not()
    {
        var abatacept = Agent(1, "2020-01-01", SparingAgent.Abatacept) with { Dose = Mg(500, DoseFrequency.Monthly) };
        Escalated(abatacept, Dosed(2, "2020-09-01", Mg(500, DoseFrequency.EveryTwoWeeks))).ShouldBe([2]);
        Escalated(abatacept, Dosed(2, "2020-09-01", Mg(250, DoseFrequency.EveryTwoWeeks))).ShouldBeEmpty();
        Escalated(abatacept, Dosed(2, "2020-09-01", new(1000, AgentDoseUnit.Mg))).ShouldBeEmpty("nobody says how often");
        Of("treatment-escalation/2", abatacept, Dosed(2, "2020-09-01", Mg(500, DoseFrequency.EveryTwoWeeks))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("2020-06-01", "2020-08-24", false)]
    [InlineData("2020-06-01", "2020-08-25", true)]
    [InlineData("2020-01-01", "2020-03-31", false)]
    [InlineData("2020-01-01", "2020-04-01", true)]
    public void an_agent_that_is_begun_step_by_step_is_no_escalation(string begun, string raised, bool escalated)
    {
        var start = Azathioprine(50) with { EntryId = Id(2), StartedOn = Date(begun) };
        Escalated(Operated, start, Dosed(3, raised, Mg(100, DoseFrequency.Daily), 2)).Contains(3).ShouldBe(escalated);
    }

    [Fact]
    public void a_dose_that_follows_the_body_weight_is_no_escalation()
    {
        StatusAssessed Weighed(int id, string on, decimal kg) => new() { EntryId = Id(id), AssessedOn = Date(on), WeightKg = kg };
        ClinicalEntry[] events = [Weighed(3, "2019-12-30", 70), Azathioprine(140), Dosed(2, "2021-01-01", Mg(160))];
        Escalated([.. events]).ShouldBe([2]);
        Escalated([.. events, Weighed(4, "2020-12-30", 80)]).ShouldBeEmpty();
        Escalated([.. events, Weighed(4, "2020-12-30", 75)]).ShouldBe([2]);
        var byWeight = Azathioprine(2) with { Dose = new(2, AgentDoseUnit.MgPerKg, DoseFrequency.Daily) };
        Escalated(byWeight, Dosed(2, "2021-01-01", new(2.5m, AgentDoseUnit.MgPerKg, DoseFrequency.Daily))).ShouldBe([2]);
        Escalated(byWeight, Dosed(2, "2021-01-01", Mg(160))).ShouldBeEmpty("nobody was weighed");
        Escalated(byWeight, Weighed(4, "2020-12-30", 80), Dosed(2, "2021-01-01", Mg(160))).ShouldBeEmpty();
        Escalated(byWeight, Weighed(4, "2020-12-30", 80), Dosed(2, "2021-01-01", Mg(200))).ShouldBe([2]);
    }

    [Fact]
    public void a_larger_infusion_than_the_last_one_is_an_escalation()
    {
        var rituximab = Agent(1, "2020-01-01", SparingAgent.Rituximab) with { Dose = new(500, AgentDoseUnit.Mg) };
        AgentAdministered Given(int id, string on, decimal mg) => Infused(id, 1, on) with { Dose = new(mg, AgentDoseUnit.Mg) };
        Escalated(rituximab, Given(2, "2020-07-01", 500), Given(3, "2021-01-01", 1000), Given(4, "2021-01-15", 1000)).ShouldBe([3]);
        Escalated(rituximab, Given(2, "2020-01-15", 1000)).ShouldBeEmpty();
    }

    [Fact]
    public void an_agent_for_another_disease_and_a_vague_change_are_no_escalation()
    {
        Escalated(Azathioprine(100) with { Indication = Indication.Other }, Dosed(2, "2020-09-01", Mg(150))).ShouldBeEmpty();
        Escalated(Azathioprine(100), Dosed(2, "2020", Mg(150))).ShouldBeEmpty();
        Escalated(Azathioprine(100), Dosed(2, "2020-09-01", Mg(150)), Dosed(3, "2020-09", Mg(175)))
            .ShouldBeEmpty("which of them came first is open");
    }

    [Fact]
    public void more_of_an_agent_is_a_change_of_treatment_after_a_recurrence()
    {
        ClinicalEntry[] events = [Azathioprine(100), Recurred(3, "2020-12-01")];
        When.Fires("recurrence-without-treatment-change", Chart(events), "2021-02-01");
        When.Silent("recurrence-without-treatment-change", Chart([.. events, Dosed(2, "2020-12-05", Mg(150))]), "2021-02-01",
            because: "no-change-of-treatment");
        When.Fires("recurrence-without-treatment-change", Chart([.. events, Dosed(2, "2020-12-05", Mg(75))]), "2021-02-01");
    }

    private static SparingAgentStarted Azathioprine(decimal mg) =>
        Agent(1, "2020-01-01", SparingAgent.Azathioprine) with { Dose = Mg(mg, DoseFrequency.Daily) };

    private static AgentDose Mg(decimal mg, DoseFrequency frequency = DoseFrequency.Daily) => new(mg, AgentDoseUnit.Mg, frequency);

    private static AgentDoseChanged Dosed(int id, string on, AgentDose dose, int treatment = 1) =>
        new() { EntryId = Id(id), TreatmentId = Id(treatment), ChangedOn = Date(on), Dose = dose };

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
