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
    public void as_much_again_is_a_finding_of_its_own_and_is_over_where_the_level_is_back_at_the_first_one()
    {
        object[] twice = [Asked(1, "2024-02-01", "T12"), Asked(2, "2024-05-01", "T10"), Asked(3, "2024-08-01", "T3")];
        var finding = When.Fires(Level, Chart(twice), "2024-08-01");
        (finding.Sentence, finding.EpisodeKey, finding.Urgency).ShouldBe(
            ("The sensory level ascended: T12 on 2024-02-01, T3 on 2024-08-01.", $"asked-sensory:{Id(3):N}", Urgency.Urgent));
        When.Fires(Level, Chart([.. twice, Asked(4, "2024-09-01", "T10")]), "2024-09-01").EpisodeKey.ShouldBe($"asked-sensory:{Id(3):N}");
        When.Silent(Level, Chart([.. twice, Asked(4, "2024-09-01", "T12")]), "2024-09-01", because: "asked-sensory-not-back");
        // One more level is the same finding.
        When.Fires(Level, Chart([.. twice[..2], Asked(3, "2024-08-01", "T9")]), "2024-08-01").EpisodeKey
            .ShouldBe($"asked-sensory:{Id(2):N}");
    }

    [Fact]
    public void dermatomes_that_were_read_otherwise_here_and_there_are_no_ascent()
    {
        AsiaGradeRecorded Slipped(int id, string on, params string[] altered) => Examined(id, on, altered.Aggregate(
            IsncsciText.Parse(To("T5").ToString()),
            (examination, level) => examination.With(
                BodySide.Right, SensoryModality.LightTouch, Enum.Parse<CordLevel>(level), SensoryScore.Altered)));
        var before = Examined(1, "2024-02-01", To("T5"));
        When.Asked(Level, Chart(before, Slipped(2, "2024-05-01", "C5", "C6")), "2024-05-01").ShouldBeEmpty();
        When.Asked(Level, Chart(before, Slipped(2, "2024-05-01", "T4", "T5")), "2024-05-01").ShouldNotBeEmpty();
        When.Asked(Level, Chart(before, Examined(2, "2024-05-01", To("C8"))), "2024-05-01").ShouldNotBeEmpty();
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
    public void what_another_look_finds_no_higher_than_before_shows_that_it_is_back()
    {
        object[] ascended = [Asked(1, "2024-02-01", "T10"), Asked(2, "2024-05-01", "T6")];
        object[] normals = [Graded(3, "2024-07-01", AsiaGrade.E), Examined(3, "2024-07-01", IsncsciExamination.AllNormal)];
        foreach (var normal in normals)
            When.Silent(Level, Chart([.. ascended, normal]), "2024-07-01", because: "asked-sensory-not-back");
        When.Silent(Level, Chart([.. ascended, Examined(3, "2024-07-01", To("T12"))]), "2024-07-01", because: "asked-sensory-not-back");
        When.Fires(Level, Chart([.. ascended, Examined(3, "2024-07-01", To("T9"))]), "2024-07-01");
        When.Fires(Level, Chart([.. ascended, Graded(3, "2024-07-01", AsiaGrade.D)]), "2024-07-01");
        When.Fires(Level, Chart([.. ascended, Graded(3, "2024-04-01", AsiaGrade.E)]), "2024-07-01");
        When.Fires(Level, Chart([.. ascended, Graded(3, "2024", AsiaGrade.E)]), "2024-07-01");

        object[] examined = [Examined(1, "2024-02-01", To("T12")), Examined(2, "2024-05-01", To("T9"))];
        Kinds().ShouldBe(["motor", "sensory"]);
        Kinds(Asked(3, "2024-06-01", "T11")).ShouldBe(["motor", "sensory"]);
        Kinds(Asked(3, "2024-06-01", "T12")).ShouldBe(["motor"], "nobody asked for strength");
        Kinds(Graded(3, "2024-06-01", AsiaGrade.E)).ShouldBeEmpty();

        IEnumerable<string> Kinds(params object[] later) =>
            When.Asked(Level, Chart([.. examined, .. later]), "2024-07-01").Select(found => found.EpisodeKey.Split(':')[0]);
    }

    [Fact]
    public void a_level_that_ascends_again_after_it_was_back_is_another_finding() => When.Fires(
        Level,
        Chart(
            Asked(1, "2024-02-01", "T10"), Asked(2, "2024-05-01", "T6"), Graded(3, "2024-07-01", AsiaGrade.E),
            Asked(4, "2024-09-01", "T6")),
        "2024-09-01").EpisodeKey.ShouldBe($"asked-sensory:{Id(4):N}");

    [Fact]
    public void a_vague_level_is_the_lowest_of_those_that_certainly_came_after_it()
    {
        object[] levels = [Asked(1, "2024-01", "T12"), Asked(2, "2024-01-10", "T10"), Asked(3, "2024-01-20", "T9")];
        When.Silent(Level, Chart(levels), "2024-03-01", because: "asked-sensory-ascended");
        When.Fires(Level, Chart([.. levels, Asked(4, "2024-02-01", "T10")]), "2024-03-01").Sentence
            .ShouldBe("The sensory level ascended: T12 on 2024-01, T10 on 2024-02-01.");
    }

    private static AsiaGradeRecorded Examined(int id, string on, IsncsciExamination examination) =>
        new() { EntryId = Id(id), AssessedOn = Date(on), Examination = examination };

    // Sensation is normal down to a level and lost below it; strength is whole.
    private static IsncsciExamination To(string level)
    {
        var normal = (int)Enum.Parse<CordLevel>(level) - (int)CordLevel.C2 + 1;
        var row = string.Concat(Enumerable.Range(0, 28).Select(i => (i is 7 or 19 or 24 ? " " : "") + (i < normal ? '2' : '1')));
        return IsncsciText.Parse(
            $"LT-R {row}; LT-L {row}; PP-R {row}; PP-L {row}; M-R 55555 55555; M-L 55555 55555; VAC Yes; DAP Yes");
    }

    [Fact]
    public void a_clinic_may_ask_for_more_levels() => When.Silent(
        Level, Chart(Asked(1, "2024-02-01", "T10"), Asked(2, "2024-05-01", "T6")), "2024-05-01", because: "asked-sensory-ascended",
        ClinicSettings.HouseDefault with { LevelsUp = 5 });

    private static StatusAssessed Asked(int id, string on, string level) =>
        new() { EntryId = Id(id), AssessedOn = Date(on), SensoryLevel = level };
}
