using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Alerts;

public sealed class PostOperativeCheckSpecs
{
    private const string Missing = "post-operative-check-missing";

    [Fact]
    public void an_examination_is_asked_for_after_two_weeks_and_an_mri_after_eight()
    {
        var chart = Chart(Graded(1, "2024-05-01", AsiaGrade.C), Imaged(2, "2024-05-01"), Operated(3, "2024-05-01"));
        When.Silent(Missing, chart, "2024-05-15", because: "limit-passed").HoldsFrom.ShouldBe(Day("2024-05-16"));
        When.Fires(Missing, chart, "2024-05-16").Sentence.ShouldBe(
            "The operation was on 2024-05-01, and 14 days later no neurological examination after it is on record.");
        When.Asked(Missing, chart, "2024-06-27").Select(finding => finding.EpisodeKey)
            .ShouldBe([$"examination:{Id(3):N}", $"mri:{Id(3):N}"]);
    }

    [Fact]
    public void both_after_the_operation_settle_it() => When.Silent(
        Missing, Chart(Operated(1, "2024-05-01"), Graded(2, "2024-05-02", AsiaGrade.C), Imaged(3, "2024-06-01")), "2024-12-01",
        because: "none-on-record");

    [Fact]
    public void what_may_have_come_after_it_is_taken_for_it() => When.Silent(
        Missing, Chart(Operated(1, "2024-05-20"), Graded(2, "2024-05", AsiaGrade.C), Imaged(3, "not-reported")), "2024-12-01",
        because: "none-on-record");

    [Fact]
    public void a_second_operation_asks_again() => When.Asked(
        Missing, Chart(Operated(1, "2024-05-01"), Graded(2, "2024-05-02", AsiaGrade.C), Imaged(3, "2024-06-01"), Operated(4, "2024-07-01")),
        "2024-12-01").Length.ShouldBe(2);

    [Fact]
    public void a_biopsy_is_no_operation_here() => When.Silent(
        Missing, Chart(Operated(1, "2024-05-01") with { Procedures = [Procedure.Biopsy] }), "2024-12-01", because: "operated");
}
