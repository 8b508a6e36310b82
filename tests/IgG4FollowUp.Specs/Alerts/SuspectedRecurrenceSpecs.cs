using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
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

    [Theory]
    [InlineData(LesionChange.Larger, "2024-05-20", true, "an MRI shows it")]
    [InlineData(LesionChange.Unchanged, "2024-05-20", false, "the MRI shows nothing")]
    [InlineData(LesionChange.Larger, "2024-04-20", false, "the MRI was done before")]
    public void a_recurrence_that_a_later_mri_shows_settles_it(LesionChange change, string imagedOn, bool settles, string because)
    {
        var chart = Chart(
            Started(1, "2023-01-10", 40m), Imaged(2, "2023-06-01") with { ChangeSincePrior = LesionChange.Smaller },
            Seen(3, "2024-05-01", RecurrenceAssessment.Suspected), Imaged(4, imagedOn) with { ChangeSincePrior = change });
        if (settles) When.Silent(Open, chart, "2024-07-01", because: "not-settled");
        else When.Fires(Open, chart, "2024-07-01").EpisodeKey.ShouldBe(Id(3).ToString("N"), because);
        QuietCourse.Of(new ChartReading(chart)).Intervals[0].EndIsSuspected.ShouldBe(!settles && imagedOn == "2024-05-20", because);
    }

    [Theory]
    [InlineData(AsiaGrade.C, true)]
    [InlineData(AsiaGrade.D, false)]
    public void a_second_examination_that_confirms_the_deficit_settles_it(AsiaGrade second, bool settles)
    {
        var chart = Chart(
            Started(1, "2023-01-10", 40m), Graded(2, "2023-06-01", AsiaGrade.D), Graded(3, "2023-12-01", AsiaGrade.D),
            Graded(4, "2024-04-28", AsiaGrade.C), Seen(5, "2024-05-01", RecurrenceAssessment.Suspected),
            Graded(6, "2024-06-01", second));
        if (settles) When.Silent(Open, chart, "2024-07-01", because: "not-settled");
        else When.Fires(Open, chart, "2024-07-01");
    }

    [Fact]
    public void what_worsened_soon_after_treatment_began_settles_nothing() => When.Fires(
        Open,
        Chart(
            Imaged(1, "2024-04-25"), Started(2, "2024-04-28", 40m), Seen(3, "2024-05-01", RecurrenceAssessment.Suspected),
            Imaged(4, "2024-05-10") with { ChangeSincePrior = LesionChange.Larger }), "2024-07-01");

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
