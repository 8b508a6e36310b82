using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Patients;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Alerts;

public sealed class SuspectedRecurrenceSpecs
{
    private const string Open = "suspected-recurrence-open";

    [Fact]
    public void what_was_suspected_is_asked_about_after_four_weeks()
    {
        When.Silent(Open, Chart(Seen(1, "2024-05-01", RecurrenceAssessment.Suspected)), "2024-05-29", because: "limit-passed");
        var finding = When.Fires(Open, Chart(Seen(1, "2024-05-01", RecurrenceAssessment.Suspected)), "2024-05-30");
        (finding.EpisodeKey, finding.Urgency).ShouldBe((Id(1).ToString("N"), Urgency.Soon));
    }

    [Theory]
    [InlineData(RecurrenceAssessment.None)]
    [InlineData(RecurrenceAssessment.Confirmed)]
    public void a_later_visit_that_decides_settles_it(RecurrenceAssessment later) => When.Silent(
        Open, Chart(Seen(1, "2024-05-01", RecurrenceAssessment.Suspected), Seen(2, "2024-06-15", later)), "2024-07-01",
        because: "not-settled");

    [Fact]
    public void a_recurrence_on_record_settles_it() => When.Silent(
        Open, Chart(Seen(1, "2024-05-01", RecurrenceAssessment.Suspected), Recurred(2, "2024-05-01")), "2024-07-01",
        because: "not-settled");

    [Fact]
    public void suspecting_it_again_or_saying_nothing_settles_nothing() => When.Fires(
        Open,
        Chart(Seen(1, "2024-05-01", RecurrenceAssessment.Suspected), Seen(2, "2024-05-20", RecurrenceAssessment.Suspected),
            Visited(3, "2024-06-01")), "2024-06-02")
        .EpisodeKey.ShouldBe(Id(1).ToString("N"));

    [Fact]
    public void a_visit_that_may_have_come_before_settles_nothing() => When.Fires(
        Open, Chart(Seen(1, "2024-05-10", RecurrenceAssessment.Suspected), Seen(2, "2024-05", RecurrenceAssessment.None)), "2024-07-01");

    [Fact]
    public void without_a_suspicion_the_rule_says_so() =>
        When.Silent(Open, Chart(Visited(1, "2024-05-01")), "2024-07-01", because: "suspected");

    private static VisitLogged Seen(int id, string on, RecurrenceAssessment assessment) =>
        Visited(id, on) with { RecurrenceAssessment = assessment };
}
