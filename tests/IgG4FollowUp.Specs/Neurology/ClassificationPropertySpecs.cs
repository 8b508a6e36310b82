using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using IgG4FollowUp.Domain.Neurology;

namespace IgG4FollowUp.Specs.Neurology;

public partial class ClassificationPropertySpecs
{
    private static readonly Config _config = Config.QuickThrowOnFailure.WithMaxTest(100);

    [Fact]
    public void raising_any_single_score_never_worsens_completeness_nor_lowers_a_total() =>
        Prop.ForAll(ExaminationGenerators.Any, static e =>
        {
            var before = IsncsciClassification.Of(e);
            foreach (var raised in Raised(e))
            {
                var after = IsncsciClassification.Of(raised);
                // Complete may only become impossible and incomplete may only become possible.
                (after.Completeness.Contains(InjuryCompleteness.C) && !before.Completeness.Contains(InjuryCompleteness.C)).ShouldBeFalse();
                (before.Completeness.Contains(InjuryCompleteness.I) && !after.Completeness.Contains(InjuryCompleteness.I)).ShouldBeFalse();
                foreach (var (lower, higher) in Totals(before).Zip(Totals(after)))
                    (lower > higher).ShouldBeFalse();
            }
        }).Check(_config.WithMaxTest(8));

    [Fact]
    public void swapping_the_sides_swaps_the_sides() =>
        Prop.ForAll(ExaminationGenerators.Any, static e =>
        {
            var c = IsncsciClassification.Of(e);
            var mirrored = IsncsciClassification.Of(Mirrored(e));
            Mirrored(mirrored.Examination).ShouldBe(e);
            mirrored.ShouldBe(c with
            {
                Examination = Mirrored(e),
                Totals = new(c.Totals.Left, c.Totals.Right),
                SensoryLevel = new(c.SensoryLevel.Left, c.SensoryLevel.Right),
                MotorLevel = new(c.MotorLevel.Left, c.MotorLevel.Right),
                SensoryZone = new(c.SensoryZone.Left, c.SensoryZone.Right),
                MotorZone = new(c.MotorZone.Left, c.MotorZone.Right),
            });
        }).Check(_config.WithMaxTest(300));

    // The text names each side.
    private static IsncsciExamination Mirrored(IsncsciExamination examination) => IsncsciText.Parse(
        Side().Replace(examination.ToString(), side => side.Value == "-R" ? "-L" : "-R"));

    [GeneratedRegex("-[RL]", RegexOptions.None, 1000)]
    private static partial Regex Side();

    [Fact]
    public void an_examination_without_nt_has_one_value_for_every_result() =>
        Prop.ForAll(ExaminationGenerators.Testable, static e =>
        {
            e.ToString().ShouldNotContain("NT");
            IsncsciClassification.Of(e).IsDetermined.ShouldBeTrue();
        }).Check(_config.WithMaxTest(300));

    [Fact]
    public void each_value_given_for_an_nt_leads_into_the_set_that_was_announced() =>
        Prop.ForAll(ExaminationGenerators.Any, Gen.Choose(0, int.MaxValue).ToArbitrary(), static (e, seed) =>
        {
            var announced = Results(IsncsciClassification.Of(e));
            var random = new Random(seed);
            for (var i = 0; i < 6; i++)
            {
                var completed = Completions.One(e, random);
                foreach (var (set, value) in announced.Zip(Results(IsncsciClassification.Of(completed))))
                    value.Split(',').ShouldBeSubsetOf(set.Split(','), IsncsciText.Print(completed));
            }
        }).Check(_config);

    [Fact]
    public void the_announced_set_is_exactly_what_the_completions_give() =>
        Prop.ForAll(ExaminationGenerators.WithFewNotTestable, static e => ShouldBeTheUnionOfItsCompletions(e))
            .Check(_config.WithMaxTest(100));

    [Fact]
    public void a_tagged_value_stands_for_the_values_it_may_hide() =>
        Prop.ForAll(ExaminationGenerators.WithTags, static e => ShouldBeTheUnionOfItsCompletions(e)).Check(_config.WithMaxTest(100));

    [Fact]
    public void print_and_parse_are_inverse() =>
        Prop.ForAll(ExaminationGenerators.Any, static e =>
        {
            IsncsciText.Parse(IsncsciText.Print(e)).ShouldBe(e);
            IsncsciText.Parse(IsncsciText.Print(e)).GetHashCode().ShouldBe(e.GetHashCode());
        }).Check(_config);

    private static void ShouldBeTheUnionOfItsCompletions(IsncsciExamination e)
    {
        var union = new SortedSet<string>[11];
        foreach (var completed in Completions.All(e))
        {
            var results = Results(IsncsciClassification.Of(completed));
            for (var i = 0; i < results.Length; i++)
                (union[i] ??= []).Add(results[i]);
        }

        Results(IsncsciClassification.Of(e)).Select(set => string.Join(',', set.Split(',').Order(StringComparer.Ordinal)))
            .ShouldBe(union.Select(set => string.Join(',', set.Order(StringComparer.Ordinal))), IsncsciText.Print(e));
    }

    private static IEnumerable<IsncsciExamination> Raised(IsncsciExamination e)
    {
        foreach (var side in Enum.GetValues<BodySide>())
        {
            foreach (var modality in Enum.GetValues<SensoryModality>())
            {
                for (var level = CordLevel.C2; level <= CordLevel.S4_5; level++)
                {
                    if (e.Sensation(side, modality, level) is { Tag: NonSciTag.None, Value: { } score and < 2 })
                        yield return e.With(side, modality, level, ExaminationGenerators.Score($"{score + 1}"));
                }
            }

            foreach (var level in CordLevels.KeyMuscles.ToArray())
            {
                if (e.Muscle(side, level) is { Tag: NonSciTag.None, Value: { } grade and < 5 })
                    yield return e.With(side, level, MuscleGrade.Of(grade + 1));
            }
        }

        if (e.VoluntaryAnalContraction == AnorectalFinding.No)
            yield return e.WithVoluntaryAnalContraction(AnorectalFinding.Yes);
        if (e.DeepAnalPressure == AnorectalFinding.No)
            yield return e.WithDeepAnalPressure(AnorectalFinding.Yes);
    }

    private static int?[] Totals(IsncsciClassification c) =>
        [c.Totals.UpperExtremity, c.Totals.LowerExtremity, c.Totals.LightTouch, c.Totals.PinPrick, c.Totals.Right.Motor,
            c.Totals.Left.Motor];

    private static string[] Results(IsncsciClassification c) => [.. OracleFile.Actual(c)[..11].Select(text => text.Replace("*", ""))];
}
