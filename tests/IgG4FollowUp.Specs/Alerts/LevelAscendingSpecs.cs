using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Alerts;

public sealed class LevelAscendingSpecs
{
    private const string Level = "level-ascending";

    [Fact]
    public void a_sensory_level_that_ascends_is_for_today()
    {
        var finding = When.Fires(Level, Chart(Asked(1, "2024-02-01", "T10"), Asked(2, "2024-05-01", "T6")), "2024-05-01");
        finding.Sentence.ShouldBe("The sensory level ascended: T10 on 2024-02-01, T6 on 2024-05-01.");
        (finding.Urgency, finding.EpisodeKey).ShouldBe((Urgency.Urgent, $"asked-sensory:{Id(2):N}"));
    }

    [Theory]
    [InlineData("T9", false)]
    [InlineData("T8", true)]
    [InlineData("T12", false)]
    [InlineData("C8", true)]
    public void one_level_lies_within_error(string level, bool fires)
    {
        var chart = Chart(Asked(1, "2024-02-01", "T10"), Asked(2, "2024-05-01", level));
        When.Asked(Level, chart, "2024-05-01").Length.ShouldBe(fires ? 1 : 0);
        if (!fires) When.Silent(Level, chart, "2024-05-01", because: "asked-sensory-ascended");
    }

    [Fact]
    public void a_slow_ascent_is_held_against_the_lowest_level_and_not_the_one_before() => When.Fires(
        Level, Chart(Asked(1, "2024-02-01", "T10"), Asked(2, "2024-03-01", "T9"), Asked(3, "2024-04-01", "T8")), "2024-04-01")
        .Sentence.ShouldBe("The sensory level ascended: T10 on 2024-02-01, T8 on 2024-04-01.");

    [Fact]
    public void a_normal_level_is_the_lowest_there_is() =>
        When.Fires(Level, Chart(Asked(1, "2024-02-01", "S4-5"), Asked(2, "2024-05-01", "L1")), "2024-05-01");

    [Fact]
    public void it_stands_until_the_level_is_back()
    {
        object[] ascended = [Asked(1, "2024-02-01", "T10"), Asked(2, "2024-05-01", "T6"), Asked(3, "2024-06-01", "T5")];
        When.Fires(Level, Chart(ascended), "2024-07-01").Sentence.ShouldEndWith("T6 on 2024-05-01, and T5 on 2024-06-01.");
        When.Silent(Level, Chart([.. ascended, Asked(4, "2024-07-01", "T9")]), "2024-07-01", because: "asked-sensory-not-back");
        When.Silent(
            Level, Chart([.. ascended, Recurred(5, "2024-05-01"), Resolved(6, 5, "2024-08-01")]), "2024-08-01", because: "not-settled");
    }

    [Fact]
    public void levels_whose_order_no_date_tells_are_not_compared()
    {
        When.Silent(
            Level, Chart(Asked(1, "not-reported", "T10"), Asked(2, "2024-05-01", "T6")), "2024-05-01", because: "asked-sensory-twice");
        When.Silent(Level, Chart(Asked(1, "2024", "T10"), Asked(2, "2024-05-01", "T6")), "2024-05-01", because: "asked-sensory-ascended");
    }

    [Fact]
    public void an_examination_is_held_against_examinations_alone()
    {
        var intact = new AsiaGradeRecorded
        {
            EntryId = Id(1),
            AssessedOn = Date("2024-02-01"),
            Examination = IsncsciExamination.AllNormal,
        };
        When.Silent(Level, Chart(intact, Asked(2, "2024-05-01", "T6")), "2024-05-01", because: "sensory-twice");
        var worse = intact with
        {
            EntryId = Id(2),
            AssessedOn = Date("2024-05-01"),
            Examination = IsncsciText.Parse(
                "LT-R 2222222 222222222222 11111 1111; LT-L 2222222 222222222222 11111 1111; PP-R 2222222 222222222222 11111 1111; "
                + "PP-L 2222222 222222222222 11111 1111; M-R 55555 44444; M-L 55555 44444; VAC Yes; DAP Yes"),
        };
        var findings = When.Asked(Level, Chart(intact, worse), "2024-05-01");
        findings.Select(found => found.EpisodeKey).ShouldBe([$"motor:{Id(2):N}", $"sensory:{Id(2):N}"]);
        findings[1].Sentence.ShouldBe("The sensory level by the whole examination ascended: INT on 2024-02-01, T12 on 2024-05-01.");
    }

    [Fact]
    public void a_clinic_may_ask_for_more_levels() => When.Silent(
        Level, Chart(Asked(1, "2024-02-01", "T10"), Asked(2, "2024-05-01", "T6")), "2024-05-01", because: "asked-sensory-ascended",
        ClinicSettings.HouseDefault with { LevelsUp = 5 });

    private static StatusAssessed Asked(int id, string on, string level) =>
        new() { EntryId = Id(id), AssessedOn = Date(on), SensoryLevel = level };
}
