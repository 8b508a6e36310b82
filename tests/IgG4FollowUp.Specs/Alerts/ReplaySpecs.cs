using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Alerts.Replay;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using static IgG4FollowUp.Specs.Alerts.Replayed;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Alerts;

public sealed class ReplaySpecs
{
    [Fact]
    public void a_visit_that_did_not_take_place_is_raised_at_midnight_in_the_clinic_and_closed_by_being_logged()
    {
        RecordedEvent[] history =
        [
            .. On("2024-01-01", Enrolled()),
            .. On("2024-02-01", Visited(1, "2024-02-01", due: "2024-05-01")),
            .. On("2024-06-03", Visited(2, "2024-05-30", due: "2024-12-01")),
        ];
        Story(Of(history, "2024-09-01"), "visit-overdue").ShouldBe(["2024-05-16 00:00 AlertRaised", "2024-06-03 10:00 AlertClosedByState"]);
        Story(Of(history, "2024-06-02"), "visit-overdue").ShouldBe(["2024-05-16 00:00 AlertRaised"]);
        Story(Of(history, "2024-05-15"), "visit-overdue").ShouldBeEmpty();
    }

    [Fact]
    public void what_is_recorded_late_is_not_known_before()
    {
        var grades = On("2024-02-01", Enrolled(), Graded(1, "2024-02-01", AsiaGrade.D));
        Story(Of([.. grades, .. On("2024-08-01", Graded(2, "2024-05-01", AsiaGrade.B))], "2024-12-01"), "neurological-worsening")
            .ShouldBe(["2024-08-01 10:00 AlertRaised"]);
    }

    [Fact]
    public void a_correction_closes_what_the_slip_raised_and_another_slip_raises_it_again()
    {
        RecordedEvent[] history =
        [
            .. On("2024-02-01", Enrolled(), Graded(1, "2024-02-01", AsiaGrade.D)),
            .. On("2024-05-01", Graded(2, "2024-05-01", AsiaGrade.B)),
            .. On("2024-05-02", new EntryCorrected(Id(2), Graded(2, "2024-05-01", AsiaGrade.D), "a slip")),
            .. On("2024-05-03", new EntryCorrected(Id(2), Graded(2, "2024-05-01", AsiaGrade.C), "no slip after all")),
        ];
        Story(Of(history, "2024-06-01"), "neurological-worsening")
            .ShouldBe(["2024-05-01 10:00 AlertRaised", "2024-05-02 10:00 AlertClosedByState", "2024-05-03 10:00 AlertReopened"]);
    }

    [Fact]
    public void what_is_recorded_together_is_judged_together()
    {
        RecordedEvent[] history =
        [
            .. On("2024-02-01", Enrolled(), Graded(1, "2024-02-01", AsiaGrade.D)),
            .. On("2024-05-01", Graded(2, "2024-04-28", AsiaGrade.B), Graded(3, "2024-05-01", AsiaGrade.D)),
        ];
        Story(Of(history, "2024-06-01"), "neurological-worsening").ShouldBeEmpty();
        Story(Of([.. history[..3], .. On("2024-05-02", history[3].Event)], "2024-06-01"), "neurological-worsening")
            .ShouldBe(["2024-05-01 10:00 AlertRaised", "2024-05-02 10:00 AlertClosedByState"]);
    }

    [Fact]
    public void an_event_with_an_earlier_time_than_the_one_before_it_is_known_with_that_one()
    {
        RecordedEvent[] history =
        [
            .. On("2024-02-01", Enrolled(), Graded(1, "2024-02-01", AsiaGrade.D)),
            .. On("2024-05-01", Visited(2, "2024-05-01")),
            .. On("2024-04-01", Graded(3, "2024-04-01", AsiaGrade.B)),
        ];
        Story(Of(history, "2024-06-01"), "neurological-worsening").ShouldBe(["2024-05-01 10:00 AlertRaised"]);
    }

    [Fact]
    public void thresholds_that_change_are_applied_from_their_instant_on()
    {
        RecordedEvent[] history = [.. On("2024-01-01", Enrolled()), .. On("2024-02-01", Visited(1, "2024-02-01", due: "2024-05-01"))];
        SettingsFrom[] settings =
        [
            new(At("2020-01-01"), ClinicSettings.HouseDefault with { VisitGraceDays = 60 }),
            new(At("2024-06-01"), ClinicSettings.HouseDefault with { VisitGraceDays = 7, Version = 2 }),
            new(At("2024-07-01"), ClinicSettings.HouseDefault with { VisitGraceDays = 90, Version = 3 }),
        ];
        var replay = AlertReplay.Of(Patient, history, settings, Days, At("2024-12-01"));
        Story(replay, "visit-overdue")
            .ShouldBe(["2024-06-01 10:00 AlertRaised", "2024-07-01 10:00 AlertClosedByState", "2024-07-31 00:00 AlertReopened"]);
        replay.Changes.Select(change => change.Event).OfType<AlertReopened>().Where(reopened => reopened.Finding.Rule == "visit-overdue")
            .ShouldHaveSingleItem().Settings.ShouldBe("house-default/3");
    }

    [Fact]
    public void thresholds_that_changed_before_the_record_began_cause_no_review()
    {
        SettingsFrom[] settings = [new(At("2020-01-01"), ClinicSettings.HouseDefault),
            new(At("2021-01-01"), ClinicSettings.HouseDefault with { Version = 2 })];
        var replay = AlertReplay.Of(Patient, [.. On("2024-01-01", Enrolled())], settings, Days, At("2024-01-02"));
        replay.Reviews.ShouldBe(1);
        AlertReplay.Of(Patient, [], settings, Days, At("2024-01-02")).Reviews.ShouldBe(0);
    }
}
