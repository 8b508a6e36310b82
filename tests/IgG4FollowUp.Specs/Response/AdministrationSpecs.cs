using IgG4FollowUp.Domain.Calendar;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Response;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Response;

public sealed class AdministrationSpecs
{
    private static readonly SparingAgentStarted Rituximab = Start(1, "2020-01-01", SparingAgent.Rituximab);

    [Theory]
    [InlineData("2020-01-16", Determination.Yes)]
    [InlineData("2020-07-16", Determination.Yes)]
    [InlineData("2020-09-01", Determination.NotDeterminable)]
    [InlineData("2020-10-15", Determination.NotDeterminable)]
    [InlineData("2020-10-16", Determination.No)]
    [InlineData("2025-01-16", Determination.No)]
    public void rituximab_acts_for_six_to_nine_months_after_the_last_infusion(string day, Determination acts) =>
        On(SparingAgent.Rituximab, day, Rituximab, Infused(2, 1, "2020-01-15")).ShouldBe(acts);

    [Fact]
    public void between_courses_that_lie_years_apart_it_does_not_act()
    {
        object[] events = [Rituximab, Infused(2, 1, "2020-01-15"), Infused(3, 1, "2023-01-01"), Infused(4, 1, "2023-06-01")];
        On(SparingAgent.Rituximab, "2021-06-01", events).ShouldBe(Determination.No);
        On(SparingAgent.Rituximab, "2023-05-31", events).ShouldBe(Determination.Yes);
        On(SparingAgent.Rituximab, "2023-11-30", events).ShouldBe(Determination.Yes);
        DiseaseTreatments.Of(Chart(events)).Agents.Select(use => (use.From.Earliest, use.Until.Latest)).ShouldBe(
            [(Day("2020-01-01"), Day("2020-10-15")), (Day("2023-01-01"), Day("2024-03-01"))]);
    }

    [Fact]
    public void what_is_counted_is_treatment_of_this_disease_each_once()
    {
        var treatments = DiseaseTreatments.Of(Chart(
            Rituximab, Infused(2, 1, "2020-01-15"), Infused(3, 1, "2023-01-01"), Start(4, "2021-01-01", SparingAgent.Methotrexate) with
            {
                Indication = Indication.Other,
            },
            Started(5, "2020-01-01", 40), Started(6, "2022-01-01", 20) with { Indication = Indication.Other },
            Operated(7, "2020-01-02") with { Procedures = [Procedure.Laminectomy] },
            Operated(8, "2019-12-01") with { Procedures = [Procedure.Biopsy] }));
        (treatments.SparingAgents, treatments.SteroidCourses, treatments.Surgeries).ShouldBe((1, 1, 1));
    }

    [Fact]
    public void where_only_the_first_and_the_last_day_are_on_record_the_infusions_between_them_are_not() =>
        On(SparingAgent.Rituximab, "2021-06-01", Rituximab, Ended(2, 1, "2023-01-01")).ShouldBe(Determination.Yes);

    [Fact]
    public void where_vague_dates_may_put_infusions_further_apart_than_it_acts_nothing_says_that_it_acts_between_them()
    {
        object[] events = [Rituximab, Infused(2, 1, "2021"), Infused(3, 1, "2022-06-01"), Infused(4, 1, "2022-06-15")];
        On(SparingAgent.Rituximab, "2020-07-02", events).ShouldBe(Determination.Yes);
        On(SparingAgent.Rituximab, "2020-12-01", events).ShouldBe(Determination.No);
        On(SparingAgent.Rituximab, "2021-03-01", events).ShouldBe(Determination.NotDeterminable);
        On(SparingAgent.Rituximab, "2022-05-31", events).ShouldBe(Determination.NotDeterminable);
        On(SparingAgent.Rituximab, "2022-06-10", events).ShouldBe(Determination.Yes);
        On(SparingAgent.Rituximab, "2022-12-15", events).ShouldBe(Determination.Yes);
        On(SparingAgent.Rituximab, "2022-12-16", events).ShouldBe(Determination.NotDeterminable);
        // At whichever end of March it was given, it acts until June.
        On(SparingAgent.Rituximab, "2021-03-20", Rituximab, Infused(2, 1, "2020-09"), Infused(3, 1, "2021-03"))
            .ShouldBe(Determination.Yes);
        // What lies between two that are near each other changes nothing, however vague its date.
        On(SparingAgent.Rituximab, "2020-09-25", Rituximab, Infused(2, 1, "2020"), Infused(3, 1, "2020-09-30"))
            .ShouldBe(Determination.Yes);
    }

    [Fact]
    public void maintained_is_who_was_treated_whatever_days_of_infusions_are_meant()
    {
        object[] events = [Rituximab, Infused(2, 1, "2021"), Infused(3, 1, "2022-06-01"), Visited(5, "2023-01-01")];
        var chart = Chart(events);
        Maintenance.Of(chart, DiseaseTreatments.Of(chart), FollowUpPeriod.Of(chart)).Select(at => (at.Months, at.State)).ShouldBe(
        [
            (6, MaintenanceState.Maintained), (12, MaintenanceState.NotMaintained), (24, MaintenanceState.NotDeterminable),
        ]);
    }

    [Fact]
    public void what_is_taken_steadily_is_in_use_whatever_doses_are_on_record() =>
        On(SparingAgent.Azathioprine, "2022-01-01", Start(1, "2020-01-01", SparingAgent.Azathioprine),
            new AgentDoseChanged
            {
                EntryId = Id(2),
                TreatmentId = Id(1),
                ChangedOn = Date("2020-03-01"),
                Dose = new(150, AgentDoseUnit.Mg, DoseFrequency.Daily),
            }).ShouldBe(Determination.Yes);

    [Fact]
    public void an_infusion_that_was_planned_is_kept_by_one_of_the_same_agent()
    {
        object[] events =
        [
            Rituximab, Start(2, "2020-01-01", SparingAgent.Obinutuzumab),
            new PlanMade
            {
                EntryId = Id(3),
                PlannedOn = Date("2020-01-01"),
                What = PlannedKind.Infusion,
                DueOn = Date("2020-07"),
                Agent = SparingAgent.Rituximab,
            },
        ];
        Kept([.. events, Infused(4, 2, "2020-07-04")]).ShouldBeNull();
        Kept([.. events, Infused(4, 1, "2020-07-04")]).ShouldBe(Id(4));
    }

    [Fact]
    public void nothing_is_given_of_a_treatment_after_its_last_dose()
    {
        Wrong(Rituximab, Ended(2, 1, "2020-01-15"), Infused(3, 1, "2020-01-15")).ShouldBeEmpty();
        Wrong(Rituximab, Ended(2, 1, "2020-01-15"), Infused(3, 1, "2020-01-16")).ShouldBe(["givenOn treatment-stopped"]);
        Wrong(Rituximab, Ended(2, 1, "2020-01-15"), Infused(3, 1, "2020-01")).ShouldBeEmpty();
        Wrong(Rituximab, Infused(3, 1, "2019-12-31")).ShouldBe(["givenOn date-before-start"]);
        Wrong(Infused(3, 1, "2019-12-31")).ShouldBe(["treatmentId entry-unknown"]);
    }

    private static SparingAgentStarted Start(int id, string on, SparingAgent agent) =>
        new() { EntryId = Id(id), StartedOn = Date(on), Agent = agent };

    private static AgentAdministered Infused(int id, int treatment, string on) =>
        new() { EntryId = Id(id), TreatmentId = Id(treatment), GivenOn = Date(on) };

    private static SparingAgentStopped Ended(int id, int treatment, string on) =>
        new() { EntryId = Id(id), TreatmentId = Id(treatment), LastDoseOn = Date(on) };

    private static Determination On(SparingAgent agent, string day, params IEnumerable<object> events) =>
        DiseaseTreatments.Of(Chart(events)).On(agent, new(Day(day), Day(day)));

    private static Guid? Kept(IEnumerable<object> events) =>
        FollowUpCalendar.Of(Chart(events)).Single(planned => planned.What == PlannedKind.Infusion).KeptBy;

    private static string[] Wrong(params IEnumerable<object> events) =>
        [.. ChartRules.Contradictions(Chart(events), Today).Select(wrong => $"{wrong.Member} {wrong.Code}")];
}
