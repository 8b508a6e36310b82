using IgG4FollowUp.Domain.Calendar;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using IgG4FollowUp.Specs.Alerts;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Calendar;

/// <summary>
/// Where no visit states the next one: 28 days while the disease is active, 84 during a taper or above the maintenance dose, else 182.
/// House defaults after the visits of NCT05974683 in weeks 4, 12, 24, 36 and 52.
/// </summary>
public sealed class VisitIntervalSpecs
{
    private static readonly ClinicSettings House = ClinicSettings.HouseDefault;

    [Fact]
    public void a_patient_of_whom_nothing_else_is_known_comes_after_the_usual_interval() => DueAfter(182, Visited(1, "2024-03-01"));

    [Theory]
    [InlineData("2024-03-01", 28)]
    [InlineData("2024-05-23", 28)]
    [InlineData("2024-05-24", 84)]
    public void for_twelve_weeks_after_the_start_of_treatment_the_disease_is_active(string visited, int days) =>
        DueAfter(days, Started(1, "2024-03-01", 40), Visited(2, visited));

    [Fact]
    public void an_operation_after_the_last_visit_brings_the_next_one_forward()
    {
        Due(Visited(1, "2024-03-01"), Operated(2, "2024-04-01")).ShouldBe(Day("2024-04-29"));
        Due(Visited(1, "2024-03-01"), Operated(2, "2024-08-25")).ShouldBe(Day("2024-08-30"));
    }

    [Fact]
    public void treatment_of_another_disease_changes_nothing() =>
        DueAfter(182, Started(1, "2024-02-20", 40) with { Indication = Indication.Other }, Visited(2, "2024-03-01"));

    [Theory]
    [InlineData(5.5, 84)]
    [InlineData(5, 182)]
    public void above_the_maintenance_dose_a_patient_comes_as_during_a_taper(double mg, int days) =>
        DueAfter(days, Started(1, "2022-01-01", (decimal)mg), Visited(2, "2024-03-01"));

    [Theory]
    [InlineData("2024-02-03", 84)]
    [InlineData("2024-02-02", 182)]
    public void four_weeks_after_a_step_down_a_taper_is_over(string reduced, int days) =>
        DueAfter(days, Started(1, "2022-01-01", 5), Changed(2, 1, reduced, 2.5m), Visited(3, "2024-03-01"));

    [Fact]
    public void a_stop_of_maintenance_is_a_step_down() =>
        DueAfter(84, Started(1, "2022-01-01", 2.5m), Stopped(2, 1, "2024-02-20"), Visited(3, "2024-03-01"));

    [Fact]
    public void an_open_recurrence_is_active_disease_until_it_is_under_control()
    {
        DueAfter(28, Recurred(1, "2024-02-01"), Visited(2, "2024-03-01"));
        DueAfter(182, Recurred(1, "2024-02-01"), Resolved(3, 1, "2024-02-20"), Visited(2, "2024-03-01"));
    }

    [Fact]
    public void a_suspected_recurrence_is_active_disease_until_it_is_ruled_out()
    {
        var suspected = Visited(1, "2024-02-01") with { RecurrenceAssessment = RecurrenceAssessment.Suspected };
        DueAfter(28, suspected, Visited(2, "2024-03-01"));
        DueAfter(182, suspected, Visited(2, "2024-03-01") with { RecurrenceAssessment = RecurrenceAssessment.None });
    }

    [Fact]
    public void a_worse_deficit_is_active_disease_until_the_patient_is_back_before_treatment_too()
    {
        object[] worse = [Graded(1, "2024-01-10", AsiaGrade.D), Graded(2, "2024-02-01", AsiaGrade.C)];
        DueAfter(28, [.. worse, Visited(4, "2024-03-01")]);
        DueAfter(182, [.. worse, Graded(3, "2024-02-20", AsiaGrade.D), Visited(4, "2024-03-01")]);
    }

    [Fact]
    public void what_was_suspected_or_lost_is_active_disease_until_the_recurrence_is_under_control_and_no_other_is_open()
    {
        object[] worse =
        [
            Graded(1, "2024-01-10", AsiaGrade.D), Graded(2, "2024-02-01", AsiaGrade.C),
            Visited(3, "2024-02-01") with { RecurrenceAssessment = RecurrenceAssessment.Suspected }, Recurred(4, "2024-02-02"),
        ];
        DueAfter(28, [.. worse, Visited(9, "2024-03-01")]);
        DueAfter(182, [.. worse, Resolved(5, 4, "2024-02-20"), Visited(9, "2024-03-01")]);
        DueAfter(28, [.. worse, Resolved(5, 4, "2024-02-20"), Recurred(6, "2024-02-10"), Visited(9, "2024-03-01")]);
    }

    [Theory]
    [InlineData("2025-01-30", 28)]
    [InlineData("2025-01-31", 182)]
    public void what_nobody_settled_within_a_year_no_longer_shortens_the_interval(string visited, int days) =>
        DueAfter(days, Recurred(1, "2024-02-01"), Visited(2, visited));

    [Fact]
    public void a_stated_day_wins_however_the_patient_is() =>
        Due(Started(1, "2024-03-01", 40), Visited(2, "2024-03-01", due: "2024-06-01"), Operated(3, "2024-03-10"))
            .ShouldBe(Day("2024-06-01"));

    [Fact]
    public void no_state_lets_a_patient_wait_longer_than_the_clinics_usual_interval() =>
        FollowUpCalendar.Of(Chart(Started(1, "2024-03-01", 40), Visited(2, "2024-03-01")), House with { VisitIntervalDays = 14 })
            .Single(planned => planned.Open && planned.What == PlannedKind.Visit).DueOn.ShouldBe(Day("2024-03-15"));

    [Fact]
    public void treatment_known_to_the_year_calls_no_visit_overdue_that_may_have_been_in_time() =>
        DueAfter(182, Started(1, "2024", 5), Visited(2, "2024-03-01"));

    [Fact]
    public void the_rule_names_the_interval_and_where_it_comes_from()
    {
        var finding = When.Fires("visit-overdue", Chart(Started(1, "2024-03-01", 40), Visited(2, "2024-03-01")), "2024-04-13");
        finding.Sentence.ShouldContain("was due on 2024-03-29 by the clinic's interval for active disease");
        var interval = finding.Thresholds.Single(threshold => threshold.Name == "visit-interval-active");
        (interval.Value, interval.Mark).ShouldBe((28, SourceMark.Published));
        interval.Source.ShouldContain("NCT05974683");
        When.Fires("visit-overdue", Chart(Started(1, "2022-01-01", 20), Visited(2, "2024-03-01")), "2024-06-08")
            .Thresholds.Select(threshold => threshold.Name)
            .ShouldBe(["visit-interval", "visit-interval-taper", "maintenance", "taper-step", "visit-grace"]);
    }

    [Fact]
    public void the_second_house_defaults_know_one_interval() =>
        FollowUpCalendar.Of(Chart(Started(1, "2024-03-01", 40), Visited(2, "2024-03-01")), ClinicSettings.SecondHouseDefault)
            .Single(planned => planned.Open && planned.What == PlannedKind.Visit).DueOn.ShouldBe(Day("2024-08-30"));

    private static void DueAfter(int days, params object[] events)
    {
        var chart = Chart(events);
        Due(events).ShouldBe(chart.Of<VisitLogged>().Last().VisitedOn.Latest.AddDays(days));
    }

    private static DateOnly Due(params object[] events) =>
        FollowUpCalendar.Of(Chart(events)).Single(planned => planned.Open && planned.What == PlannedKind.Visit).DueOn;
}
