using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Alerts.Replay;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using IgG4FollowUp.Statistics;
using static IgG4FollowUp.Specs.Alerts.Replayed;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Alerts;

/// <summary>Small histories whose figures can be worked out by hand.</summary>
public sealed class SimulationSpecs
{
    // Steroid stopped on 1 March 2024 without an MRI: by the house defaults the alert is raised fifteen days later, on 17 March.
    private static readonly RecordedEvent[] Withdrawn =
    [
        .. On("2024-01-01", Enrolled("2023-12-20"), Started(1, "2024-01-01", 40), Imaged(2, "2023-12-20")),
        .. On("2024-03-02", Stopped(3, 1, "2024-03-01")),
    ];

    [Fact]
    public void an_alert_that_a_recurrence_followed_precedes_it_by_the_days_between()
    {
        var report = Simulated([[.. Withdrawn, .. On("2024-06-20", Recurred(4, "2024-06-15", free: "2024-05-01"))]]);
        report.Recurrences.ShouldBe(new(Counted: 1, BeforeTheRecord: 0, Undated: 0));
        var rule = Rule(report, "steroid-low-without-mri");
        rule.Alerts.ShouldBe(1);
        rule.PatientsAlerted.ShouldBe(new Proportion(1, 1));
        rule.Accuracy!.Preceded.ShouldBe(new Proportion(1, 1));
        rule.Accuracy.Missed.ShouldBe(new Proportion(0, 1));
        rule.Accuracy.LeadDays.Days!.Value.ShouldBe([90]);
        rule.Accuracy.Foretold.ShouldBe(new Proportion(1, 1));
        rule.Accuracy.FalseAlarms.ShouldBe(new Proportion(0, 1));
        report.AnyRule.Preceded.ShouldBe(new Proportion(1, 1));
        Rule(report, "serum-igg4-rise").Accuracy!.Missed.ShouldBe(new Proportion(1, 1));
    }

    [Theory]
    [InlineData("2024-03-18", 1)]
    [InlineData("2024-09-13", 180)]
    [InlineData("2024-03-17", null)]
    [InlineData("2024-09-14", null)]
    public void the_look_back_window_reaches_from_the_day_before_the_recurrence_to_its_last_day(string detected, int? lead)
    {
        var rule = Rule(Simulated([[.. Withdrawn, .. On("2024-10-20", Recurred(4, detected))]]), "steroid-low-without-mri");
        rule.Accuracy!.LeadDays.Days!.Value.ShouldBe(lead is { } days ? [days] : []);
        rule.Accuracy.Preceded.ShouldBe(new Proportion(lead is null ? 0 : 1, 1));
    }

    [Fact]
    public void windows_are_those_that_were_asked_for()
    {
        RecordedEvent[] history = [.. Withdrawn, .. On("2024-10-20", Recurred(4, "2024-09-20"))];
        Simulated([history], ask => ask with { LookBackDays = 187 }).AnyRule.Preceded.ShouldBe(new Proportion(1, 1));
        Simulated([history], ask => ask with { LookBackDays = 186 }).AnyRule.Preceded.ShouldBe(new Proportion(0, 1));
        Simulated([history], ask => ask with { HorizonDays = 187 }).AnyRule.FalseAlarms.ShouldBe(new Proportion(0, 1));
        Simulated([history], ask => ask with { HorizonDays = 186 }).AnyRule.FalseAlarms.ShouldBe(new Proportion(1, 1));
        Simulated([history], ask => ask with { HorizonDays = 187 }).Definitions.HorizonDays.ShouldBe(187);
    }

    [Theory]
    [InlineData("2024-09-13", 1, 0)]
    [InlineData("2024-09-12", 0, 1)]
    public void an_alert_is_a_false_alarm_only_when_the_patient_was_followed_for_the_whole_horizon(string lastSeen, int falseAlarms,
        int notJudged)
    {
        var accuracy = Rule(Simulated([[.. Withdrawn, .. On("2024-10-20", Visited(4, lastSeen))]]), "steroid-low-without-mri").Accuracy!;
        accuracy.FalseAlarms.ShouldBe(new Proportion(falseAlarms, falseAlarms));
        accuracy.NotJudged.ShouldBe(notJudged);
        accuracy.Preceded.Share.ShouldBeNull();
    }

    [Fact]
    public void an_alert_by_which_a_recurrence_was_detected_is_neither_a_warning_nor_a_false_alarm()
    {
        var report = Simulated(
        [
            [
                .. On("2024-01-01", Enrolled(), Graded(1, "2024-01-01", AsiaGrade.D), Started(2, "2024-01-02", 40)),
                .. On("2024-03-02", Graded(3, "2024-03-01", AsiaGrade.D)),
                .. On("2024-05-10", Graded(4, "2024-05-01", AsiaGrade.B)),
                .. On("2024-05-20", Graded(5, "2024-05-20", AsiaGrade.B)),
                .. On("2025-06-01", Visited(6, "2025-06-01")),
            ],
        ]);
        var accuracy = Rule(report, "neurological-worsening").Accuracy!;
        accuracy.AtDetection.ShouldBe(new Proportion(1, 1));
        accuracy.FalseAlarms.ShouldBe(new Proportion(0, 1));
        accuracy.Missed.ShouldBe(new Proportion(1, 1));
        accuracy.MissedButSeenAtDetection.ShouldBe(new Proportion(1, 1));
        Rule(report, "serum-igg4-rise").Accuracy!.MissedButSeenAtDetection.ShouldBe(new Proportion(0, 1));
    }

    [Fact]
    public void a_recurrence_from_before_the_record_could_not_be_preceded_and_one_without_a_date_cannot_be_placed()
    {
        var report = Simulated(
        [
            [.. On("2024-03-01", Enrolled("2023-01-01"), Recurred(1, "2023-06-01"), Resolved(2, 1, "2023-07-01")),
                .. On("2024-10-20", Recurred(3, "2024-10-20"))],
            [.. On("2024-03-01", Enrolled()), .. On("2024-04-01", Recurred(1, "2024") with { DetectedOn = ClinicalDate.NotReported })],
        ]);
        report.Recurrences.ShouldBe(new(Counted: 1, BeforeTheRecord: 1, Undated: 1));
        report.Patients.ShouldBe(2);
    }

    [Fact]
    public void a_recurrence_that_is_only_recorded_later_judges_alerts_and_raises_none()
    {
        RecordedEvent[] history = [.. Withdrawn, .. On("2025-03-01", Recurred(4, "2024-05-16"))];
        var early = Simulated([history], ask => ask with { Until = Day("2024-12-31") });
        Rule(early, "steroid-low-without-mri").Accuracy!.LeadDays.Days!.Value.ShouldBe([60]);
        Rule(early, "recurrence-without-treatment-change").Alerts.ShouldBe(0);
        Rule(Simulated([history]), "recurrence-without-treatment-change").Alerts.ShouldBe(1);
    }

    [Fact]
    public void a_partial_date_of_detection_counts_from_its_first_day()
    {
        var rule = Rule(Simulated([[.. Withdrawn, .. On("2024-10-20", Recurred(4, "2024-05"))]]), "steroid-low-without-mri");
        rule.Accuracy!.LeadDays.Days!.Value.ShouldBe([45]);
    }

    [Fact]
    public void lead_times_are_summarised_by_quartiles_and_listed_while_they_are_few()
    {
        RecordedEvent[][] histories =
            [.. new[] { "2024-03-27", "2024-04-06", "2024-04-26", "2024-06-25" }.Select(day =>
                (RecordedEvent[])[.. Withdrawn, .. On("2024-10-20", Recurred(4, day))])];
        var lead = Rule(Simulated(histories), "steroid-low-without-mri").Accuracy!.LeadDays;
        lead.ShouldBe(new(4, 10, 17.5, 30, 55, 100, lead.Days));
        lead.Days!.Value.ShouldBe([10, 20, 40, 100]);
        Rule(Simulated(Enumerable.Repeat(histories[0], 21)), "steroid-low-without-mri").Accuracy!.LeadDays
            .ShouldBe(new(21, 10, 10, 10, 10, 10, null));
    }

    [Fact]
    public void alerts_are_counted_by_month_in_the_clinic_and_only_within_the_period()
    {
        // Due on 15 May and 16 June with 14 days of grace: raised as 30 May and 1 July begin in the clinic, which is still June in UTC.
        RecordedEvent[] history =
        [
            .. On("2024-01-01", Enrolled(), Visited(1, "2024-01-01", due: "2024-05-15")),
            .. On("2024-06-03", Visited(2, "2024-06-03", due: "2024-06-16")),
        ];
        var rule = Rule(Simulated([history], ask => ask with { From = Day("2024-05-01"), Until = Day("2024-07-31") }), "visit-overdue");
        rule.Months.ShouldBe([new("2024-05", 1), new("2024-06", 0), new("2024-07", 1)]);
        rule.Alerts.ShouldBe(2);
        rule.AlertsPerMonth!.Value.ShouldBe(2 * 30.4375 / 92, 0.0001);
        rule.Accuracy.ShouldBeNull();
        Rule(Simulated([history], ask => ask with { From = Day("2024-05-31"), Until = Day("2024-06-30") }), "visit-overdue").Alerts
            .ShouldBe(0);
    }

    [Fact]
    public void without_a_first_day_the_period_begins_with_the_first_record()
    {
        var report = Simulated([[.. On("2024-03-01", Enrolled())], [.. On("2024-02-10", Enrolled())]]);
        report.From.ShouldBe(Day("2024-02-10"));
        report.Rules[0].Months[0].Month.ShouldBe("2024-02");
        var empty = Simulated([]);
        empty.From.ShouldBeNull();
        empty.Rules.ShouldAllBe(rule => rule.Alerts == 0 && rule.Months.IsEmpty && rule.AlertsPerMonth == null);
    }

    [Fact]
    public void the_difference_to_the_live_thresholds_says_which_alerts_are_gained_lost_and_moved()
    {
        RecordedEvent[][] histories =
        [
            // Seen twenty days late: overdue by fourteen days of grace, not by thirty.
            [.. On("2024-01-01", Enrolled(), Visited(1, "2024-01-01", due: "2024-05-01")),
                .. On("2024-05-21", Visited(2, "2024-05-21", due: "2026-05-01"))],
            // Never seen again: overdue under both, sixteen days later under the simulated ones.
            [.. On("2024-01-01", Enrolled(), Visited(1, "2024-01-01", due: "2024-05-01"))],
        ];
        var looser = Rule(Simulated(histories, ask => ask with { Simulated = ClinicSettings.HouseDefault with { VisitGraceDays = 30 } }),
            "visit-overdue");
        looser.Difference.ShouldBe(new(OnlyLive: 1, OnlySimulated: 0, Both: 1, Earlier: 0, Later: 1, MedianDaysMoved: 16));
        var stricter = Rule(
            Simulated(histories, ask => ask with { Live = SettingsFrom.Always(ClinicSettings.HouseDefault with { VisitGraceDays = 30 }) }),
            "visit-overdue");
        stricter.Difference.ShouldBe(new(OnlyLive: 0, OnlySimulated: 1, Both: 1, Earlier: 1, Later: 0, MedianDaysMoved: -16));
    }

    [Fact]
    public void nothing_after_the_moment_of_asking_is_replayed()
    {
        RecordedEvent[] history = [.. On("2024-01-01", Enrolled(), Visited(1, "2024-01-01", due: "2024-05-01"))];
        Rule(Simulated([history], ask => ask with { Now = At("2024-05-15") }), "visit-overdue").Alerts.ShouldBe(0);
        Rule(Simulated([history], ask => ask with { Now = At("2024-05-16") }), "visit-overdue").Alerts.ShouldBe(1);
    }

    [Fact]
    public void only_rules_that_speak_of_returning_disease_are_held_against_recurrences() =>
        Simulated([]).Rules.Where(rule => rule.Accuracy is not null).Select(rule => rule.Rule).ShouldBe(
            ["red-flag/1", "level-ascending/1", "neurological-worsening/4", "new-or-larger-lesion/2", "steroid-low-without-mri/2",
                "steroid-dependence/2",
                "serum-igg4-rise/3"]);

    [Fact]
    public void the_burden_is_the_alerts_over_the_patient_years_in_which_a_rule_could_fire()
    {
        RecordedEvent[][] histories =
        [
            // 1 January to 30 December 2024 are 365 days, and 200 days of the second patient's record lie in the period.
            [.. On("2023-06-01", Enrolled(), Visited(1, "2023-06-01", due: "2024-02-01"))],
            [.. On("2024-06-14", Enrolled(), Visited(1, "2024-06-14", due: "2025-12-01"))],
        ];
        var report = Simulated(histories, ask => ask with { From = Day("2024-01-01"), Until = Day("2024-12-30") });
        var overdue = Rule(report, "visit-overdue");
        overdue.Burden.ShouldBe(new(1, Math.Round(565 / 365.25, 4), Math.Round(365.25 / 565, 4)));
        report.Burden.Alerts.ShouldBe(report.Rules.Sum(rule => rule.Alerts));
        report.Burden.PatientYears.ShouldBe(1.5469);
    }

    [Theory]
    [InlineData(FollowUpEndReason.Died, 100, 100)]
    [InlineData(FollowUpEndReason.Lost, 100, 366)]
    public void time_after_the_end_of_follow_up_was_recorded_is_no_time_of_a_rule_that_it_silences(
        FollowUpEndReason reason, int underFollowUp, int lostIncluded)
    {
        // Recorded on 10 April 2024, after the first hundred days of the year.
        RecordedEvent[] history =
        [
            .. On("2024-01-01", Enrolled()),
            .. On("2024-04-10", Ended(1, "2024-03-01", reason)),
        ];
        var report = Simulated([history], ask => ask with { Until = Day("2024-12-31") });
        foreach (var rule in report.Rules)
        {
            rule.Burden.PatientYears.ShouldBe(
                Math.Round((AlertRules.Find(rule.Rule.Split('/')[0])!.AppliesToLostPatients ? lostIncluded : underFollowUp) / 365.25, 4));
        }
    }

    [Fact]
    public void without_patients_there_is_no_rate_of_alerts() =>
        Simulated([]).Burden.ShouldBe(new(0, 0, AlertsPerPatientYear: null));

    private static SimulationReport Simulated(IEnumerable<RecordedEvent[]> histories,
        Func<SimulationQuestion, SimulationQuestion>? ask = null)
    {
        var question = new SimulationQuestion
        {
            Simulated = ClinicSettings.HouseDefault,
            Live = SettingsFrom.Always(ClinicSettings.HouseDefault),
            Until = Day("2025-12-31"),
            Now = At("2026-01-01"),
        };
        var simulation = new AlertSimulation(ask?.Invoke(question) ?? question, Days);
        foreach (var history in histories) simulation.Add(Patient, history);
        return simulation.Report();
    }

    private static RuleReport Rule(SimulationReport report, string name) =>
        report.Rules.Single(rule => rule.Rule.StartsWith(name + "/", StringComparison.Ordinal));
}
