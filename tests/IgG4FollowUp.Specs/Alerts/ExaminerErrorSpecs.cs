using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Alerts;

/// <summary>What examiners differ by is neither an alert for today nor a recurrence, whatever follows from it by rule.</summary>
public sealed class ExaminerErrorSpecs
{
    private const string Worse = "neurological-worsening";
    private const string Level = "level-ascending";

    private static readonly ClinicalEntry[] Intact =
        [Started(1, "2023-01-01", 5m), Examined(2, "2023-06-01", Normal), Examined(3, "2024-01-01", Normal)];

    private static IsncsciExamination Normal => IsncsciExamination.AllNormal;

    public static TheoryData<string, IsncsciExamination> Slips => new()
    {
        { "a point in the arms", Normal.With(BodySide.Right, CordLevel.C6, MuscleGrade.Of(4)) },
        { "a point in the legs", Normal.With(BodySide.Left, CordLevel.L3, MuscleGrade.Of(4)) },
        { "a point in each of two", Weaker(CordLevel.L3, 4) },
        { "a dermatome", Altered(Normal, CordLevel.T7, CordLevel.T7) },
    };

    [Theory]
    [MemberData(nameof(Slips))]
    public void one_point_that_parts_normal_from_not_normal_is_told_by_nothing_however_often_it_is_seen(
        string what, IsncsciExamination seen)
    {
        IsncsciClassification.Of(seen).Grade.Single.ShouldBe(AsiaGrade.D);
        var chart = Chart([.. Intact, Examined(4, "2024-06-01", seen), Examined(5, "2024-07-01", seen)]);
        foreach (var rule in new[] { Worse, Level }) When.Asked(rule, chart, "2024-07-02").ShouldBeEmpty(what);
        CourseEvents.Of(new(chart)).ShouldBeEmpty(what);
        QuietCourse.Of(new ChartReading(chart)).Intervals.ShouldHaveSingleItem().EndedOn.ShouldBeNull(what);
    }

    public static TheoryData<string, IsncsciExamination> Losses => new()
    {
        { "sensation from T6 down", Altered(Normal, CordLevel.T7, CordLevel.S3) },
        { "four dermatomes of one side", Altered(Normal, CordLevel.T7, CordLevel.T10, BodySide.Right) },
        { "two grades of one muscle", Normal.With(BodySide.Right, CordLevel.L3, MuscleGrade.Of(3)) },
        { "deep anal pressure", Altered(Normal.WithDeepAnalPressure(AnorectalFinding.No), CordLevel.S4_5, CordLevel.S4_5) },
    };

    [Theory]
    [MemberData(nameof(Losses))]
    public void more_than_examiners_differ_by_is_a_worse_grade_and_a_recurrence_once_it_is_seen_again(string what, IsncsciExamination seen)
    {
        ClinicalEntry[] once = [.. Intact, Examined(4, "2024-06-01", seen)];
        When.Asked(Worse, Chart(once), "2024-06-02").ShouldContain(finding => finding.EpisodeKey == $"ais:{Id(4):N}", what);
        CourseEvents.Of(new(Chart(once))).ShouldHaveSingleItem().IsSuspected.ShouldBeTrue(what);
        var again = Chart([.. once, Examined(5, "2024-07-01", seen)]);
        When.Asked(Worse, again, "2024-07-02")[0].Urgency.ShouldBe(Urgency.Urgent, what);
        CourseEvents.Of(new(again)).ShouldHaveSingleItem().IsSuspected.ShouldBeFalse(what);
    }

    [Fact]
    public void a_grade_that_follows_from_little_more_is_for_today_once_a_second_examination_agrees_or_much_was_lost()
    {
        var little = Normal.With(BodySide.Right, CordLevel.L3, MuscleGrade.Of(4)).With(BodySide.Left, CordLevel.L3, MuscleGrade.Of(4))
            .With(BodySide.Right, CordLevel.L4, MuscleGrade.Of(4)).With(BodySide.Left, CordLevel.L4, MuscleGrade.Of(4));
        var one = Fallen(Chart([.. Intact, Examined(4, "2024-06-01", little)]), "2024-06-02");
        (one.Urgency, one.Sentence.EndsWith("it rests on one reading.", StringComparison.Ordinal)).ShouldBe((Urgency.Soon, true));
        Fallen(Chart([.. Intact, Examined(4, "2024-06-01", little), Examined(5, "2024-06-20", little)]), "2024-06-21").Urgency
            .ShouldBe(Urgency.Urgent);
        Fallen(Chart([.. Intact, Examined(4, "2024-06-01", Weaker(CordLevel.L3, 1))]), "2024-06-02").Urgency.ShouldBe(Urgency.Urgent);

        static Finding Fallen(PatientChart chart, string on) =>
            When.Asked(Worse, chart, on).Single(finding => finding.EpisodeKey == $"ais:{Id(4):N}");
    }

    [Fact]
    public void a_grade_of_c_for_one_of_d_needs_more_than_the_one_muscle_that_parts_them()
    {
        // Half of the key muscles below T12 move against gravity, or one fewer than half.
        var half = Legs(CordLevel.L4);
        var fewer = half.With(BodySide.Right, CordLevel.L4, MuscleGrade.Of(2));
        (IsncsciClassification.Of(half).Grade.Single, IsncsciClassification.Of(fewer).Grade.Single)
            .ShouldBe((AsiaGrade.D, AsiaGrade.C));
        ClinicalEntry[] events = [Started(1, "2023-01-01", 5m), Examined(2, "2023-06-01", half), Examined(3, "2024-01-01", half),
            Examined(4, "2024-06-01", fewer), Examined(5, "2024-07-01", fewer)];
        When.Asked(Worse, Chart(events), "2024-07-02").ShouldBeEmpty();
        CourseEvents.Of(new(Chart(events))).ShouldBeEmpty();
    }

    [Fact]
    public void a_level_ascends_with_dermatomes_in_a_row_and_with_no_single_one()
    {
        var from = Altered(Normal, CordLevel.T10, CordLevel.S3);
        // Where no muscle can be tested the motor level is that of sensation.
        Then(Altered(from, CordLevel.T8, CordLevel.T9)).Select(finding => finding.Sentence).ShouldBe(
            [
                "The motor level by the whole examination ascended: T9 on 2024-01-01, T7 on 2024-06-01.",
                "The sensory level by the whole examination ascended: T9 on 2024-01-01, T7 on 2024-06-01.",
            ]);
        Then(Altered(from, CordLevel.T3, CordLevel.T3)).ShouldBeEmpty("T3 was read otherwise, and T4 to T9 are normal");

        Finding[] Then(IsncsciExamination seen) =>
            When.Asked(Level, Chart(Examined(1, "2024-01-01", from), Examined(2, "2024-06-01", seen)), "2024-06-02");
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(5, 4)]
    [InlineData(5, 3)]
    [InlineData(4, 4)]
    public void the_error_of_measurement_makes_at_most_one_urgent_finding_of_all_rules_in_fifty_examinations(int arms, int legs)
    {
        // Standard deviation of the strength of each of the twenty muscles: 0.4 grades, about 1.5 points of UEMS and of LEMS.
        const int patients = 100, examinations = 10;
        var random = new Random(7);
        var urgent = 0;
        for (var patient = 0; patient < patients; patient++)
        {
            var (entries, told) = (new List<ClinicalEntry> { Started(100, "2023-12-01", 5m) }, new HashSet<string>());
            for (var n = 1; n <= examinations; n++)
            {
                entries.Add(Examined(n, $"2024-{n:00}-01", Measured(random, arms, legs)));
                told.UnionWith(AlertRules.Evaluate(Chart([.. entries]), Day($"2024-{n:00}-02")).Findings
                    .Where(finding => finding.Urgency == Urgency.Urgent).Select(finding => $"{finding.Rule} {finding.EpisodeKey}"));
            }

            urgent += told.Count;
        }

        (urgent * 10.0 / (patients * examinations)).ShouldBeLessThanOrEqualTo(0.2);
    }

    [Theory]
    [InlineData(5, 4)]
    [InlineData(4, 4)]
    public void nor_does_it_make_more_than_one_recurrence_in_forty_examinations(int arms, int legs)
    {
        const int patients = 100, examinations = 10;
        var random = new Random(7);
        var counted = 0;
        for (var patient = 0; patient < patients; patient++)
        {
            var entries = new List<ClinicalEntry> { Started(100, "2023-12-01", 5m) };
            for (var n = 1; n <= examinations; n++) entries.Add(Examined(n, $"2024-{n:00}-01", Measured(random, arms, legs)));
            counted += CourseEvents.Of(new(Chart([.. entries]))).Count(told => !told.IsSuspected);
        }

        (counted * 40).ShouldBeLessThanOrEqualTo(patients * examinations);
    }

    [Fact]
    public void what_one_examination_alone_has_found_to_be_better_is_no_level_from_which_a_second_one_confirms_a_fall()
    {
        IsSuspected(4, 4, 5, 4, 4).ShouldBe(true, "four points more were found once");
        IsSuspected(4, 5, 5, 4, 4).ShouldBe(false, "two examinations had found them");
        IsSuspected(3, 3, 5, 4, 4).ShouldBe(false, "eight points more are more than an error");
        IsSuspected(4, 4, 5, 3, 3).ShouldBe(false, "it is worse than what two examinations had found");

        // Strength of four muscles of the legs at each examination.
        static bool? IsSuspected(params int[] strengths) => CourseEvents.Of(new(Chart([
            Started(100, "2023-12-01", 5m),
            .. strengths.Select((strength, i) => Examined(i + 1, $"2024-{i + 1:00}-01",
                Altered(Weaker(CordLevel.L3, strength).With(BodySide.Right, CordLevel.L4, MuscleGrade.Of(strength))
                    .With(BodySide.Left, CordLevel.L4, MuscleGrade.Of(strength)), CordLevel.T7, CordLevel.S3))),
        ]))).ShouldHaveSingleItem().IsSuspected;
    }

    private static IsncsciExamination Measured(Random random, int arms, int legs)
    {
        var examination = Normal;
        for (var muscle = 0; muscle < CordLevels.KeyMuscleCount; muscle++)
        {
            foreach (var side in new[] { BodySide.Right, BodySide.Left })
            {
                var error = 0.4 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
                var strength = Math.Clamp((int)Math.Round((muscle < 5 ? arms : legs) + error), 0, 5);
                examination = examination.With(side, CordLevels.KeyMuscles[muscle], MuscleGrade.Of(strength));
            }
        }

        return examination;
    }

    // Both sides of one muscle.
    private static IsncsciExamination Weaker(CordLevel level, int strength) =>
        Normal.With(BodySide.Right, level, MuscleGrade.Of(strength)).With(BodySide.Left, level, MuscleGrade.Of(strength));

    // Strength 3 in the legs down to a level and on its right side, and 2 in the others; sensation altered from L1 down.
    private static IsncsciExamination Legs(CordLevel last)
    {
        var examination = Altered(Normal, CordLevel.L1, CordLevel.S3);
        foreach (var level in CordLevels.KeyMuscles[5..])
        {
            examination = examination.With(BodySide.Right, level, MuscleGrade.Of(level <= last ? 3 : 2))
                .With(BodySide.Left, level, MuscleGrade.Of(level < last ? 3 : 2));
        }

        return examination;
    }

    private static IsncsciExamination Altered(IsncsciExamination examination, CordLevel first, CordLevel last, BodySide? of = null)
    {
        for (var level = first; level <= last; level++)
        {
            foreach (var side in new[] { BodySide.Right, BodySide.Left })
            {
                if (of is { } one && one != side) continue;
                examination = examination.With(side, SensoryModality.LightTouch, level, SensoryScore.Altered)
                    .With(side, SensoryModality.PinPrick, level, SensoryScore.Altered);
            }
        }

        return examination;
    }

    private static AsiaGradeRecorded Examined(int id, string on, IsncsciExamination examination) =>
        Graded(id, on, grade: null) with { Examination = examination };
}
