using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Calendar;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using IgG4FollowUp.Domain.Timelines;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Calendar;

public sealed class PlanSpecs
{
    private static readonly PlanMade Infusion = Plan(1, PlannedKind.Infusion, "2024-09-01") with { Agent = SparingAgent.Rituximab };

    [Theory]
    [InlineData("2024-08-17", PlannedState.Upcoming)]
    [InlineData("2024-08-18", PlannedState.Due)]
    [InlineData("2024-09-15", PlannedState.Due)]
    [InlineData("2024-09-16", PlannedState.Overdue)]
    public void what_is_planned_becomes_due_and_overdue_by_the_clinics_days_of_grace(string today, PlannedState state) =>
        Only(Infusion).StateOn(Day(today)).ShouldBe(state);

    [Fact]
    public void a_plan_for_a_month_is_due_by_its_last_day_and_may_be_kept_from_its_first_on()
    {
        var planned = Only(Infusion with { DueOn = Date("2024-09") });
        (planned.From, planned.DueOn, planned.To).ShouldBe((Day("2024-08-18"), Day("2024-09-30"), Day("2024-10-14")));
    }

    [Fact]
    public void an_infusion_of_the_agent_keeps_it_and_of_another_does_not()
    {
        Only(Infusion, Agent(2, "2024-09-03", SparingAgent.Rituximab)).KeptBy.ShouldBe(Id(2));
        Only(Infusion, Agent(2, "2024-09-03", SparingAgent.Azathioprine)).KeptBy.ShouldBeNull();
        Only(Infusion, Agent(2, "2024-10-03", SparingAgent.Rituximab)).Missed.ShouldBeTrue();
    }

    [Fact]
    public void the_first_infusion_keeps_no_plan_for_the_second_that_was_made_on_its_day()
    {
        var (second, first) = (
            Infusion with { PlannedOn = Date("2024-08-20"), DueOn = Date("2024-09-03") }, Agent(2, "2024-08-20", SparingAgent.Rituximab));
        var given = new AgentAdministered { EntryId = Id(3), TreatmentId = Id(2), GivenOn = Date("2024-09-03") };
        Only(second, first).KeptBy.ShouldBeNull();
        Only(second, first, given).ShouldSatisfyAllConditions(
            planned => planned.KeptBy.ShouldBe(Id(3)), planned => planned.KeptOn.ShouldBe(Date("2024-09-03")));
        Only(second with { DueOn = Date("2024-08-20") }, first).KeptBy.ShouldBe(Id(2));
        Only(second with { PlannedOn = Date("2024-08-19") }, first).KeptBy.ShouldBe(Id(2), "brought forward");
    }

    [Fact]
    public void one_operation_keeps_one_plan()
    {
        object[] plans = [Plan(1, PlannedKind.Operation, "2024-09-01"), Plan(2, PlannedKind.Operation, "2024-09-10")];
        Planned([.. plans, Operated(3, "2024-09-05")]).Select(planned => planned.KeptBy).ShouldBe([Id(3), null]);
        Planned([.. plans, Operated(3, "2024-09-05"), Operated(4, "2024-09-06")]).Select(planned => planned.KeptBy)
            .ShouldBe([Id(3), Id(4)]);
    }

    [Fact]
    public void a_test_of_what_was_planned_keeps_a_laboratory_test()
    {
        var plan = Plan(1, PlannedKind.Laboratory, "2024-09-01") with { Analyte = Analyte.SerumIgG4 };
        Only(plan, IgG4(2, "2024-09-02", "210 mg/dL")).KeptBy.ShouldBe(Id(2));
        Only(plan with { Analyte = Analyte.CReactiveProtein }, IgG4(2, "2024-09-02", "210 mg/dL")).KeptBy.ShouldBeNull();
        Only(plan with { Analyte = null }, IgG4(2, "2024-09-02", "210 mg/dL")).KeptBy.ShouldBe(Id(2));
    }

    [Fact]
    public void what_no_entry_shows_is_said_to_be_done_or_given_up()
    {
        var eyes = Plan(1, PlannedKind.Other, "2024-09-01") with { Description = "eye examination" };
        Only(eyes, Settled(2, 1, "2024-09-03", PlanOutcome.Done)).KeptBy.ShouldBe(Id(2));
        Planned(eyes, Settled(2, 1, "2024-08-30", PlanOutcome.GivenUp)).ShouldBeEmpty();
        Only(eyes, Settled(2, 1, "2024-10-30", PlanOutcome.GivenUp)).Missed.ShouldBeTrue();
        Fates(eyes, Settled(2, 1, "2024-08-30", PlanOutcome.GivenUp)).ShouldBe([PlanFate.GivenUp]);
    }

    [Fact]
    public void what_is_said_to_be_done_is_done_however_early_and_wherever()
    {
        Only(Infusion, Settled(2, 1, "2024-07-01", PlanOutcome.Done)).KeptOn.ShouldBe(Date("2024-07-01"));
        Only(Infusion, Settled(2, 1, "not-reported", PlanOutcome.Done)).KeptBy.ShouldBe(Id(2));
        foreach (var what in new[] { PlannedKind.Visit, PlannedKind.Mri })
        {
            object[] early = [Plan(1, what, "2024-09-01"), Settled(2, 1, "2024-07-01", PlanOutcome.Done)];
            object[] late = [Plan(1, what, "2024-09-01"), Settled(2, 1, "2024-11-01", PlanOutcome.Done)];
            FollowUpCalendar.Of(Chart(early)).Single(planned => planned.StatedBy == Id(1)).KeptOn.ShouldBe(Date("2024-07-01"));
            FollowUpCalendar.Of(Chart(late)).Single(planned => planned.StatedBy == Id(1)).Missed.ShouldBeTrue();
            Fates(early).ShouldBe([PlanFate.Kept]);
            Fates(late).ShouldBe([PlanFate.Late]);
            Fates(Plan(1, what, "2024-09-01"), Settled(2, 1, "2024", PlanOutcome.Done)).ShouldBe([PlanFate.Kept]);
            Fates(Plan(1, what, "2024-09-01"), Settled(2, 1, "2024", PlanOutcome.GivenUp)).ShouldBe([PlanFate.GivenUp]);
        }
    }

    [Fact]
    public void a_later_plan_moves_an_earlier_one()
    {
        object[] events =
        [
            Infusion, Infusion with { EntryId = Id(2), PlannedOn = Date("2024-08-20"), DueOn = Date("2024-09-20"), Replaces = Id(1) },
        ];
        Only(events).DueOn.ShouldBe(Day("2024-09-20"));
        Fates(events).ShouldBe([PlanFate.Moved, PlanFate.Open]);
    }

    [Fact]
    public void an_end_of_follow_up_lifts_what_was_planned_and_a_resumption_does_not_bring_it_back()
    {
        object[] events = [Infusion, Ended(2, "2024-08-01", FollowUpEndReason.Lost)];
        Planned(events).ShouldBeEmpty();
        Planned([.. events, Resumed(3, "2024-08-20")]).ShouldBeEmpty();
        Fates([.. events, Resumed(3, "2024-08-20")]).ShouldBe([PlanFate.Lifted]);
        Fates(Plan(1, PlannedKind.Visit, "2024-11-21"), Resumed(3, "2024-08-20")).ShouldBe([PlanFate.Lifted]);
        Only(Infusion, Ended(2, "2024-12-01", FollowUpEndReason.Lost)).Missed.ShouldBeTrue();
    }

    [Fact]
    public void a_visit_may_state_the_next_one_and_a_study_for_one_day_beside_a_plan()
    {
        var visit = Visited(2, "2024-03-01", due: "2024-06-01") with { NextMriPlannedOn = Day("2024-06-01") };
        Due(visit, Plan(3, PlannedKind.Mri, "2024-06-01", on: "2024-03-01")).ShouldHaveSingleItem().What.ShouldBe(PlannedKind.Mri);
        Due(Infusion, visit).ShouldHaveSingleItem().What.ShouldBe(PlannedKind.Infusion);
    }

    [Fact]
    public void what_was_planned_for_whoever_withdraws_from_follow_up_is_lifted()
    {
        object[] events = [Infusion, Plan(2, PlannedKind.Visit, "2024-11-21"), Withdrawn(3, "2024-08-01")];
        Planned(events).ShouldBeEmpty();
        Fates(events).ShouldBe([PlanFate.Lifted, PlanFate.Lifted]);
    }

    [Fact]
    public void a_visit_planned_by_telephone_moves_the_one_that_the_last_visit_stated()
    {
        object[] events = [Visited(1, "2024-03-01", due: "2024-06-01"), Plan(2, PlannedKind.Visit, "2024-07-01", on: "2024-05-20")];
        Open(PlannedKind.Visit, events).DueOn.ShouldBe(Day("2024-07-01"));
        Open(PlannedKind.Visit, [.. events, Settled(3, 2, "2024-05-25", PlanOutcome.GivenUp)]).DueOn.ShouldBe(Day("2024-06-01"));
        Overdue("visit-overdue", "2024-07-10", events).ShouldBeFalse();
        Overdue("visit-overdue", "2024-07-16", events).ShouldBeTrue();
    }

    [Fact]
    public void of_several_visits_planned_at_once_the_first_is_due_first()
    {
        object[] events =
        [
            Visited(1, "2024-03-01"), Plan(2, PlannedKind.Visit, "2024-06-01", on: "2024-03-01"),
            Plan(3, PlannedKind.Visit, "2024-04-01", on: "2024-03-01"), Plan(4, PlannedKind.Visit, "2024-05-01", on: "2024-03-01"),
        ];
        Open(PlannedKind.Visit, events).DueOn.ShouldBe(Day("2024-04-01"));
        Fates(events).ShouldBe([PlanFate.Open, PlanFate.Waiting, PlanFate.Waiting]);
        Open(PlannedKind.Visit, [.. events, Visited(5, "2024-04-02")]).DueOn.ShouldBe(Day("2024-05-01"));
    }

    [Fact]
    public void a_plan_that_takes_the_place_of_no_other_leaves_the_one_before_it_due()
    {
        foreach (var what in new[] { PlannedKind.Visit, PlannedKind.Mri })
        {
            object[] events = [Imaged(1, "2024-01-15"), Plan(2, what, "2024-06-01", on: "2024-02-01"), Plan(3, what, "2024-12-01")];
            Open(what, events).DueOn.ShouldBe(Day("2024-06-01"));
            Open(what, [.. events, Visited(4, "2024-06-02"), Imaged(5, "2024-06-02")]).DueOn.ShouldBe(Day("2024-12-01"));
        }
    }

    [Fact]
    public void a_first_study_that_is_planned_is_due_although_none_is_on_record()
    {
        var plan = Plan(1, PlannedKind.Mri, "2024-09-01");
        Open(PlannedKind.Mri, plan).DueOn.ShouldBe(Day("2024-09-01"));
        Overdue("mri-overdue", "2024-09-30", plan).ShouldBeTrue();
        Overdue("mri-overdue", "2024-09-30", plan, Imaged(2, "2024-09-10")).ShouldBeFalse();
    }

    [Fact]
    public void each_step_of_a_taper_is_kept_by_the_dose_that_it_plans()
    {
        object[] events =
        [
            Started(1, "2024-03-15", 40), Taper(2, "2024-03-15", ("2024-04-12", 35), ("2024-04-26", 30), ("2024-05-10", 0)),
            Changed(3, 1, "2024-04-13", 35), Changed(4, 1, "2024-05-01", 30),
        ];
        Planned(events).Select(planned => (planned.DailyDoseMg, planned.KeptBy)).ShouldBe([(35, Id(3)), (30, Id(4)), (0, null)]);
        Planned([.. events, Stopped(5, 1, "2024-05-09")])[2].KeptBy.ShouldBe(Id(5));
    }

    [Fact]
    public void of_steps_that_were_not_taken_only_the_last_one_that_has_come_is_overdue()
    {
        object[] events =
            [Started(1, "2024-03-15", 40), Taper(2, "2024-03-15", ("2024-04-12", 35), ("2024-05-12", 30), ("2024-06-01", 25))];
        States("2024-04-27").ShouldBe([PlannedState.Overdue, PlannedState.Upcoming, PlannedState.Upcoming]);
        States("2024-05-12").ShouldBe([PlannedState.Missed, PlannedState.Due, PlannedState.Upcoming]);
        States("2024-07-01").ShouldBe([PlannedState.Missed, PlannedState.Missed, PlannedState.Overdue]);
        Overdue("plan-overdue", "2024-07-01", events).ShouldBeTrue();

        PlannedState[] States(string today) => [.. Planned(events).Select(planned => planned.StateOn(Day(today)))];
    }

    [Fact]
    public void the_timeline_tells_what_was_taken_beside_what_was_planned_once_the_patient_was_heard_of()
    {
        object[] events = [Started(1, "2024-03-15", 40), Taper(2, "2024-03-15", ("2024-04-12", 35), ("2024-05-12", 30))];
        Due([.. events, Visited(3, "2024-04-20")]).Select(due => (due.PlannedMgPerDay, due.TakenMgPerDay, due.DeviationMgPerDay)).ShouldBe(
        [
            (35, new MgRange(40, 40), new MgRange(5, 5)),
            (30, null, null),
        ]);
    }

    [Fact]
    public void the_calendar_tells_it_too()
    {
        object[] events = [Started(1, "2024-03-15", 40), Taper(2, "2024-03-15", ("2024-04-12", 35), ("2024-05-12", 30))];
        Planned(events).ShouldAllBe(step => step.Taken == null);
        Planned([.. events, Visited(3, "2024-04-20")]).Where(step => step.What == PlannedKind.Taper).Select(step => step.Taken)
            .ShouldBe([new DoseTaken(40, 40, 5, 5), null]);
    }

    [Fact]
    public void a_visit_given_up_on_an_unknown_day_is_not_due_and_one_planned_on_an_unknown_day_is_refused()
    {
        object[] events =
        [
            Visited(1, "2024-03-01", due: "2024-06-01"), Plan(2, PlannedKind.Visit, "2024-07-01", on: "2024-05-20"),
            Settled(3, 2, "not-reported", PlanOutcome.GivenUp),
        ];
        Open(PlannedKind.Visit, events).DueOn.ShouldBe(Day("2024-06-01"));
        Fates(events).ShouldBe([PlanFate.GivenUp]);
        Wrong(Infusion with { PlannedOn = ClinicalDate.NotReported }).ShouldBe(["plannedOn plan-incomplete"]);
    }

    [Fact]
    public void a_plan_moved_twice_of_which_the_middle_one_was_taken_back_stands_as_before()
    {
        var moved = Infusion with { EntryId = Id(2), PlannedOn = Date("2024-08-01"), DueOn = Date("2024-10-01"), Replaces = Id(1) };
        object[] events = [Infusion, moved, new EntryRetracted(Id(2), RetractionReason.EnteredInError, null)];
        Only(events).DueOn.ShouldBe(Day("2024-09-01"));
        Only([.. events, Settled(3, 1, "2024-09-01", PlanOutcome.Done)]).KeptBy.ShouldBe(Id(3));
    }

    [Fact]
    public void a_plan_neither_treats_nor_shows_that_the_patient_was_followed()
    {
        var chart = Chart(Enrolled("2024-01-01"), Infusion with { PlannedOn = Date("2024-08-01") });
        chart.LastContact.ShouldBe(Date("2024-01-01"));
        Domain.Course.FollowUpPeriod.Of(chart).End!.Value.Latest.ShouldBe(Day("2024-01-01"));
    }

    [Fact]
    public void what_a_plan_says_must_fit_what_is_planned()
    {
        Wrong(Infusion).ShouldBeEmpty();
        Wrong(Infusion with { Agent = null }).ShouldBe(["agent plan-incomplete"]);
        Wrong(Infusion with { DueOn = null }).ShouldBe(["dueOn plan-incomplete"]);
        Wrong(Infusion with { DueOn = ClinicalDate.NotReported }).ShouldBe(["dueOn plan-incomplete"]);
        Wrong(Infusion with { DueOn = Date("2024-02-29") }).ShouldBe(["dueOn due-before-plan"]);
        Wrong(Infusion with { DueOn = Date("2024-03") }).ShouldBeEmpty();
        Wrong(Infusion with { Drug = Glucocorticoid.Prednisone }).ShouldBe(["drug plan-incomplete"]);
        Wrong(Infusion with { Steps = [new(Day("2024-04-01"), 5)] }).ShouldBe(["steps plan-incomplete"]);
        Wrong(Infusion with { Analyte = Analyte.SerumIgG4 }).ShouldBe(["analyte plan-incomplete"]);
        Wrong(Plan(1, PlannedKind.Operation, "2024-09-01") with { Agent = SparingAgent.Rituximab }).ShouldBe(["agent plan-incomplete"]);
        Wrong(Plan(1, PlannedKind.Other, "2024-09-01") with { Description = " " }).ShouldBe(["description plan-incomplete"]);
        Wrong(Taper(1, "2024-03-01", ("2024-03-01", 5))).ShouldBeEmpty();
        Wrong(Taper(1, "2024-03-01", ("2024-02-29", 5))).ShouldBe(["steps steps-out-of-order"]);
        Wrong(Taper(1, "2024-03-01", ("2024-04-01", 5), ("2024-04-01", 4))).ShouldBe(["steps steps-out-of-order"]);
        Wrong(Taper(1, "2024-03-01", ("2201-04-01", 5))).ShouldBe(["steps date-out-of-range"]);
        Wrong(Taper(1, "2024-03-01") with { Steps = null }).ShouldBe(["steps plan-incomplete"]);
        Wrong(Taper(1, "2024-03-01", ("2024-04-01", 5)) with { Drug = null }).ShouldBe(["drug plan-incomplete"]);
    }

    [Fact]
    public void a_plan_replaces_one_for_the_same_that_was_made_before_and_not_in_a_circle()
    {
        Wrong(Infusion, Plan(2, PlannedKind.Operation, "2024-09-01") with { Replaces = Id(1) }).ShouldBe(["replaces plan-for-another"]);
        Wrong(Infusion, Infusion with { EntryId = Id(2), Agent = SparingAgent.Obexelimab, Replaces = Id(1) })
            .ShouldBe(["replaces plan-for-another"]);
        Wrong(Infusion, Infusion with { EntryId = Id(2), PlannedOn = Date("2024-02-01"), Replaces = Id(1) })
            .ShouldBe(["plannedOn date-before-start"]);
        Wrong(Infusion with { Replaces = Id(2) }, Infusion with { EntryId = Id(2), Replaces = Id(1) })
            .ShouldBe(["replaces plan-in-circle", "replaces plan-in-circle"]);
        Wrong(Infusion with { Replaces = Id(1) }).ShouldBe(["replaces plan-in-circle"]);
    }

    [Fact]
    public void a_taper_is_not_said_to_be_done_and_what_was_done_was_not_given_up()
    {
        object[] taper = [Taper(1, "2024-03-01", ("2024-04-01", 5))];
        Wrong([.. taper, Settled(2, 1, "2024-04-01", PlanOutcome.Done)]).ShouldBe(["outcome taper-done"]);
        Wrong([.. taper, Settled(2, 1, "2024-04-01", PlanOutcome.GivenUp)]).ShouldBeEmpty();
        Wrong(Infusion, Settled(2, 1, "2024-09-01", PlanOutcome.Done) with { Reason = GivenUpReason.Refused })
            .ShouldBe(["reason done-and-given-up"]);
    }

    private static PlanMade Plan(int id, PlannedKind what, string due, string on = "2024-03-01") =>
        new() { EntryId = Id(id), PlannedOn = Date(on), What = what, DueOn = Date(due) };

    private static PlanMade Taper(int id, string on, params (string From, decimal Mg)[] steps) => new()
    {
        EntryId = Id(id),
        PlannedOn = Date(on),
        What = PlannedKind.Taper,
        Drug = Glucocorticoid.Prednisone,
        Steps = [.. steps.Select(step => new TaperStep(Day(step.From), step.Mg))],
    };

    private static PlanSettled Settled(int id, int plan, string on, PlanOutcome outcome) =>
        new() { EntryId = Id(id), PlanId = Id(plan), SettledOn = Date(on), Outcome = outcome };

    private static SparingAgentStarted Agent(int id, string on, SparingAgent agent) =>
        new() { EntryId = Id(id), StartedOn = Date(on), Agent = agent };

    private static PlannedContact[] Planned(params IEnumerable<object> events) =>
        [.. FollowUpCalendar.Of(Chart(events)).Where(planned => planned.What is not (PlannedKind.Visit or PlannedKind.Mri))];

    private static PlannedContact Only(params IEnumerable<object> events) => Planned(events).ShouldHaveSingleItem();

    private static PlannedContact Open(PlannedKind what, params IEnumerable<object> events) =>
        FollowUpCalendar.OpenOf(FollowUpDates.Of(Chart(events)), ClinicSettings.HouseDefault).Single(planned => planned.What == what);

    private static bool Overdue(string rule, string today, params IEnumerable<object> events) =>
        AlertRules.Evaluate(Chart(events), Day(today)).Findings.Any(finding => finding.Rule == rule);

    private static PlanDue[] Due(params IEnumerable<object> events) =>
        [.. Timeline.Of(Chart(events)).Items.Select(item => item.Fact).OfType<PlanDue>()];

    private static PlanFate[] Fates(params IEnumerable<object> events) => [.. Due(events).Select(due => due.Fate)];

    private static string[] Wrong(params IEnumerable<object> events) =>
        [.. ChartRules.Contradictions(Chart(events), Today).Select(wrong => $"{wrong.Member} {wrong.Code}")];
}
