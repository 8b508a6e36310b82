using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Alerts;

public sealed class VisitRuleSpecs
{
    private const string Overdue = "visit-overdue";
    private const string Lost = "ask-whether-lost";

    private static readonly PatientChart Due = Chart(Visited(1, "2024-03-01", due: "2024-06-01"));

    [Fact]
    public void a_visit_is_overdue_on_the_day_after_its_grace()
    {
        When.Silent(Overdue, Due, "2024-06-15", because: "limit-passed").HoldsFrom.ShouldBe(Day("2024-06-16"));
        var finding = When.Fires(Overdue, Due, "2024-06-16");
        finding.HeldFrom.ShouldBe(Day("2024-06-16"));
        finding.EpisodeKey.ShouldBe($"{Id(1):N}:2024-06-01");
        finding.RestsOn.Select(fact => fact.EntryId).ShouldBe([Id(1), Id(1)]);
        finding.Thresholds.ShouldHaveSingleItem().Value.ShouldBe(14);
    }

    [Fact]
    public void one_asks_whether_the_patient_is_lost_only_much_later()
    {
        When.Silent(Lost, Due, "2024-11-30", because: "limit-passed");
        When.Fires(Lost, Due, "2024-12-01").Urgency.ShouldBe(Urgency.Soon);
        When.Fires(Overdue, Due, "2024-12-01");
    }

    [Fact]
    public void the_next_day_to_look_is_the_day_on_which_it_becomes_overdue() =>
        AlertRules.Evaluate(
            Chart(Visited(1, "2024-03-01", due: "2024-06-01"), Graded(2, "2024-03-01", AsiaGrade.D), Imaged(3, "2024-03-01")),
            Day("2024-03-02"))
            .LookAgainOn.ShouldBe(Day("2024-06-16"));

    [Fact]
    public void another_clinic_waits_longer() =>
        When.Silent(Overdue, Due, "2024-06-30", because: "limit-passed", ClinicSettings.HouseDefault with { VisitGraceDays = 30 });

    [Fact]
    public void a_visit_logged_late_closes_it() =>
        When.Silent(Overdue, Chart(Visited(1, "2024-03-01", due: "2024-06-01"), Visited(2, "2024-06-20", due: "2024-12-20")), "2024-07-01",
            because: "limit-passed");

    [Fact]
    public void a_later_visit_without_a_due_day_leaves_the_one_that_lies_ahead() =>
        When.Fires(Overdue, Chart(Visited(1, "2024-03-01", due: "2024-06-01"), Visited(2, "2024-04-01")),
            "2024-06-16").RestsOn[1].EntryId.ShouldBe(Id(1));

    [Fact]
    public void without_any_due_day_the_clinics_interval_counts()
    {
        var chart = Chart(Visited(1, "2024-03-01"));
        When.Silent(Overdue, chart, "2024-09-13", because: "limit-passed");
        When.Fires(Overdue, chart, "2024-09-14").Thresholds.Select(threshold => threshold.Name).ShouldBe(["visit-interval", "visit-grace"]);
    }

    [Fact]
    public void a_patient_never_seen_again_after_enrolment_is_noticed()
    {
        When.Silent(Overdue, Chart(), "2024-07-15", because: "limit-passed");
        When.Fires(Overdue, Chart(), "2024-07-16").RestsOn[0].Kind.ShouldBe(EvidenceKind.Enrolment);
    }

    [Fact]
    public void a_visit_known_to_the_month_counts_as_late_as_it_can_have_been()
    {
        When.Silent(Overdue, Chart(Visited(1, "2024-03")), "2024-10-13", because: "limit-passed");
        When.Fires(Overdue, Chart(Visited(1, "2024-03")), "2024-10-14");
    }

    [Fact]
    public void a_visit_without_a_date_moves_nothing() =>
        When.Fires(Overdue, Chart(Visited(1, "2024-03-01", due: "2024-06-01"), Visited(2, "not-reported")), "2024-06-16");

    [Fact]
    public void a_due_day_corrected_late_is_another_episode()
    {
        var corrected = PatientChart.Fold(Due, Patient, new EntryCorrected(Id(1), Visited(1, "2024-03-01", due: "2024-09-01"), "a slip"));
        When.Silent(Overdue, corrected, "2024-06-16", because: "limit-passed");
        When.Fires(Overdue, corrected, "2024-09-16").EpisodeKey.ShouldBe($"{Id(1):N}:2024-09-01");
    }

    [Theory]
    [InlineData(FollowUpEndReason.Died)]
    [InlineData(FollowUpEndReason.Withdrew)]
    [InlineData(FollowUpEndReason.Transferred)]
    [InlineData(FollowUpEndReason.Lost)]
    public void nothing_is_due_after_the_end_of_follow_up(FollowUpEndReason reason)
    {
        var chart = Chart(Visited(1, "2024-03-01", due: "2024-06-01"), Ended(2, "2024-04-01", reason));
        When.Silent(Overdue, chart, "2025-06-16", because: "under-follow-up");
        AlertRules.Evaluate(chart, Day("2025-06-16")).ShouldBeEquivalentTo(new AlertEvaluation([], null));
    }

    [Fact]
    public void the_end_of_follow_up_lifts_what_was_due_and_its_resumption_starts_anew()
    {
        var chart = Chart(Visited(1, "2024-03-01", due: "2024-06-01"), Ended(2, "2024-04-01", FollowUpEndReason.Lost),
            Resumed(3, "2025-01-01"));
        When.Silent(Overdue, chart, "2025-07-16", because: "limit-passed");
        When.Fires(Overdue, chart, "2025-07-17");
    }

    [Fact]
    public void a_patient_from_a_publication_is_nobodys_to_follow()
    {
        var published = PatientChart.FoldAll(Patient, [Enrolled() with { Origin = DataOrigin.Published, Citation = "A paper" }])!;
        When.Silent(Overdue, published, "2026-01-01", because: "followed-by-a-clinic");
    }

    [Fact]
    public void an_enrolment_without_a_date_makes_nothing_due()
    {
        var chart = PatientChart.FoldAll(Patient, [Enrolled("not-reported")])!;
        When.Silent(Overdue, chart, "2026-01-01", because: "due-day-known");
        When.Silent("baseline-missing", chart, "2026-01-01", because: "enrolment-dated");
    }
}
