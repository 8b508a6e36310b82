using IgG4FollowUp.Domain.Calendar;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Calendar;

/// <summary>House defaults: a visit each 182 days with 14 days of grace, an MRI after 91, 182 and 365 days with 28.</summary>
public sealed class FollowUpCalendarSpecs
{
    private static readonly VisitLogged March = Visited(1, "2024-03-01", due: "2024-06-01");

    [Theory]
    [InlineData("2024-05-17", PlannedState.Upcoming, null)]
    [InlineData("2024-05-18", PlannedState.Due, null)]
    [InlineData("2024-06-15", PlannedState.Due, null)]
    [InlineData("2024-06-16", PlannedState.Overdue, 15)]
    [InlineData("2027-06-16", PlannedState.Overdue, 1110)]
    public void a_planned_visit_is_upcoming_then_due_within_its_window_then_overdue(string today, PlannedState state, int? daysOverdue)
    {
        var visit = Visits(March).ShouldHaveSingleItem();
        (visit.DueOn, visit.From, visit.To, visit.StatedBy, visit.After)
            .ShouldBe((Day("2024-06-01"), Day("2024-05-18"), Day("2024-06-15"), Id(1), Id(1)));
        visit.StateOn(Day(today)).ShouldBe(state);
        visit.DaysOverdue(Day(today)).ShouldBe(daysOverdue);
    }

    [Theory]
    [InlineData("2024-05-18", PlannedState.Kept)]
    [InlineData("2024-06-15", PlannedState.Kept)]
    [InlineData("2024-06-16", PlannedState.Missed)]
    public void a_visit_on_the_first_or_last_day_of_the_window_keeps_it_and_one_after_it_leaves_it_missed(string visited,
        PlannedState state)
    {
        var planned = Visits(March, Visited(2, visited, due: "2024-12-01"));
        planned.Length.ShouldBe(2);
        planned[0].StateOn(Day("2024-06-20")).ShouldBe(state);
        (planned[0].KeptBy, planned[0].KeptOn).ShouldBe(state == PlannedState.Kept ? (Id(2), Date(visited)) : (null, null));
        planned[1].DueOn.ShouldBe(Day("2024-12-01"));
    }

    [Fact]
    public void a_visit_before_the_window_that_plans_anew_replaces_the_plan() =>
        Visits(March, Visited(2, "2024-05-17", due: "2024-08-01")).ShouldHaveSingleItem().DueOn.ShouldBe(Day("2024-08-01"));

    [Fact]
    public void a_visit_before_the_window_that_plans_nothing_leaves_the_plan()
    {
        var visit = Visits(March, Visited(2, "2024-05-17")).ShouldHaveSingleItem();
        (visit.DueOn, visit.StatedBy, visit.After).ShouldBe((Day("2024-06-01"), Id(1), Id(2)));
    }

    [Fact]
    public void a_visit_within_the_window_that_plans_nothing_keeps_it_and_the_clinics_interval_counts_from_then()
    {
        var planned = Visits(March, Visited(2, "2024-05-30"));
        planned[0].KeptBy.ShouldBe(Id(2));
        (planned[1].DueOn, planned[1].StatedBy).ShouldBe((Day("2024-11-28"), null));
        When(planned[1], "2024-06-20").ShouldBe(PlannedState.Upcoming);
    }

    [Fact]
    public void an_enrolled_patient_is_due_after_the_clinics_interval()
    {
        var visit = Visits().ShouldHaveSingleItem();
        (visit.DueOn, visit.After).ShouldBe((Day("2024-07-01"), Id(0)));
        FollowUpCalendar.Of(Chart(), ClinicSettings.HouseDefault with { VisitIntervalDays = 30, VisitGraceDays = 3 }).ShouldHaveSingleItem()
            .ShouldBe(visit with { DueOn = Day("2024-01-31"), From = Day("2024-01-28"), To = Day("2024-02-03") });
    }

    [Theory]
    [InlineData("2024-06", PlannedState.Kept)]
    [InlineData("2024-05", PlannedState.Kept)]
    [InlineData("2024-07", PlannedState.Missed)]
    public void a_visit_known_to_the_month_keeps_what_it_may_have_kept(string visited, PlannedState state) =>
        When(Visits(March, Visited(2, visited, due: "2024-12-01"))[0], "2024-08-01").ShouldBe(state);

    [Fact]
    public void a_visit_without_a_date_keeps_nothing() =>
        When(Visits(March, Visited(2, "not-reported")).ShouldHaveSingleItem(), "2024-06-16").ShouldBe(PlannedState.Overdue);

    [Fact]
    public void a_visit_entered_years_late_keeps_what_it_kept_then()
    {
        object[] known = [March, Visited(3, "2024-12-03", due: "2025-06-01")];
        When(Visits(known)[0], "2025-01-01").ShouldBe(PlannedState.Missed);
        var late = Visits([.. known, Visited(2, "2024-06-03", due: "2024-12-01")]);
        late.Select(visit => (visit.DueOn, visit.KeptBy))
            .ShouldBe([(Day("2024-06-01"), Id(2)), (Day("2024-12-01"), Id(3)), (Day("2025-06-01"), null)]);
    }

    [Fact]
    public void a_corrected_due_day_moves_the_plan_and_a_retracted_visit_opens_it_again()
    {
        Visits(March, new EntryCorrected(Id(1), Visited(1, "2024-03-01", due: "2024-09-01"), "a slip")).ShouldHaveSingleItem().DueOn
            .ShouldBe(Day("2024-09-01"));
        Visits(March, Visited(2, "2024-06-01", due: "2024-12-01"), new EntryRetracted(Id(2), RetractionReason.WrongPatient, null))
            .ShouldHaveSingleItem().Open.ShouldBeTrue();
    }

    [Theory]
    [InlineData(FollowUpEndReason.Died)]
    [InlineData(FollowUpEndReason.Lost)]
    [InlineData(FollowUpEndReason.Transferred)]
    [InlineData(FollowUpEndReason.Withdrew)]
    public void the_end_of_follow_up_lifts_what_was_due_and_leaves_what_was_missed(FollowUpEndReason reason)
    {
        Visits(March, Ended(2, "2024-06-15", reason)).ShouldBeEmpty();
        When(Visits(March, Ended(2, "2024-06-16", reason)).ShouldHaveSingleItem(), "2024-06-20").ShouldBe(PlannedState.Missed);
        Visits(March, Visited(2, "2024-06-01", due: "2024-12-01"), Ended(3, "2024-09-01", reason)).ShouldHaveSingleItem().KeptBy
            .ShouldBe(Id(2));
    }

    [Fact]
    public void a_resumption_of_follow_up_starts_anew() =>
        Visits(March, Ended(2, "2024-04-01", FollowUpEndReason.Lost), Resumed(3, "2025-01-01")).ShouldHaveSingleItem().DueOn
            .ShouldBe(Day("2025-07-02"));

    [Fact]
    public void a_patient_from_a_publication_has_no_calendar()
    {
        var published = PatientChart.FoldAll(Patient,
            [Enrolled() with { Origin = DataOrigin.Published, Citation = "A paper" }, March, Imaged(2, "2024-03-01")])!;
        FollowUpCalendar.Of(published).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("2024-08-29", PlannedState.Due)]
    [InlineData("2024-08-30", PlannedState.Overdue)]
    [InlineData("2024-07-04", PlannedState.Due)]
    [InlineData("2024-07-03", PlannedState.Upcoming)]
    public void a_planned_study_has_its_own_grace(string today, PlannedState state) =>
        When(Studies(Imaged(1, "2024-01-30"), Visited(3, "2024-02-01") with { NextMriPlannedOn = Day("2024-08-01") })
            .ShouldHaveSingleItem(), today).ShouldBe(state);

    [Theory]
    [InlineData("2024-07-03", null)]
    [InlineData("2024-07-04", PlannedState.Kept)]
    [InlineData("2024-08-29", PlannedState.Kept)]
    [InlineData("2024-08-30", PlannedState.Missed)]
    public void a_study_keeps_its_plan_from_the_first_to_the_last_day_of_the_window(string imaged, PlannedState? state)
    {
        var planned = Studies(Imaged(1, "2024-01-30"), Visited(3, "2024-02-01") with { NextMriPlannedOn = Day("2024-08-01") },
            Imaged(4, imaged));
        if (state is null) planned.ShouldHaveSingleItem().Open.ShouldBeTrue();
        else (planned[0].DueOn, planned[0].StateOn(Day("2024-09-01"))).ShouldBe((Day("2024-08-01"), state.Value));
    }

    [Fact]
    public void a_plan_that_a_study_answers_early_is_not_called_overdue_later() =>
        Alerts.When.Silent(
            "mri-overdue",
            Chart(Imaged(1, "2024-01-30"), Visited(3, "2024-02-01") with { NextMriPlannedOn = Day("2024-08-01") }, Imaged(4, "2024-07-30")),
            "2024-08-30", because: "limit-passed");

    [Fact]
    public void a_study_planned_at_the_visit_of_the_last_one_is_still_to_come() =>
        Studies(Imaged(1, "2024-01-30"), Visited(3, "2024-01-30") with { NextMriPlannedOn = Day("2024-02-10") })
            .ShouldHaveSingleItem().DueOn.ShouldBe(Day("2024-02-10"));

    [Fact]
    public void studies_follow_the_schedule_from_the_start_of_treatment_and_anew_from_a_recurrence()
    {
        object[] first = [Imaged(1, "2024-01-30"), Started(2, "2024-02-01", 40), Imaged(3, "2024-05-02"), Imaged(4, "2024-08-01")];
        Studies(first).Select(study => (study.DueOn, study.KeptBy))
            .ShouldBe([(Day("2024-05-02"), Id(3)), (Day("2024-08-01"), Id(4)), (Day("2025-01-31"), null)]);
        Studies([.. first, Recurred(5, "2024-10-01")])[^1].DueOn.ShouldBe(Day("2024-12-31"));
    }

    [Fact]
    public void a_year_of_watching_before_the_treatment_had_its_own_yearly_study() =>
        Studies(Imaged(1, "2021-01-10"), Imaged(2, "2023-02-01"), Started(3, "2023-03-01", 40))[0].ShouldBe(
            new PlannedContact
            {
                What = PlannedKind.Mri,
                DueOn = Day("2022-01-10"),
                From = Day("2021-12-13"),
                To = Day("2022-02-07"),
                After = Id(1),
                Missed = true,
            });

    [Fact]
    public void without_any_study_none_is_overdue() => Studies(March).ShouldBeEmpty();

    private static PlannedState When(PlannedContact planned, string today) => planned.StateOn(Day(today));

    private static PlannedContact[] Visits(params IEnumerable<object> events) => Planned(PlannedKind.Visit, events);

    private static PlannedContact[] Studies(params IEnumerable<object> events) => Planned(PlannedKind.Mri, events);

    private static PlannedContact[] Planned(PlannedKind what, IEnumerable<object> events) =>
        [.. FollowUpCalendar.Of(Chart(events)).Where(planned => planned.What == what)];
}
