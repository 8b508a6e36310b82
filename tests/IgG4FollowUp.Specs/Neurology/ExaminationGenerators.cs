using FsCheck;
using FsCheck.Fluent;
using IgG4FollowUp.Domain.Neurology;

namespace IgG4FollowUp.Specs.Neurology;

/// <summary>
/// Examinations as a lesion leaves them: normal above a level, a zone of change, little or nothing below, sometimes with
/// sacral sparing. Where a property asks for it some cells are then made NT or tagged.
/// </summary>
internal static class ExaminationGenerators
{
    private static readonly BodySide[] _sides = [BodySide.Right, BodySide.Left];

    public static Arbitrary<IsncsciExamination> Testable { get; } = Lesion().ToArbitrary();

    public static Arbitrary<IsncsciExamination> WithFewNotTestable { get; } = Spoilt(3, tags: false).ToArbitrary();

    public static Arbitrary<IsncsciExamination> WithTags { get; } = Spoilt(3, tags: true).ToArbitrary();

    public static Arbitrary<IsncsciExamination> Any { get; } = Gen.OneOf(Lesion(), Spoilt(60, tags: false), Spoilt(20, tags: true))
        .ToArbitrary();

    private static Gen<IsncsciExamination> Lesion() =>
        from level in Gen.Choose(2, 31)
        from spared in Gen.Elements(true, false)
        from right in Side(level, spared)
        from left in Side(level, spared)
        from contraction in Gen.Elements(AnorectalFinding.Yes, AnorectalFinding.No, AnorectalFinding.No)
        from pressure in Gen.Elements(AnorectalFinding.Yes, AnorectalFinding.No, AnorectalFinding.No)
        select Build(right, left).WithVoluntaryAnalContraction(contraction).WithDeepAnalPressure(pressure);

    private static Gen<(int[] Sensation, int[] Muscles, CordLevel? NonKey)> Side(int level, bool spared) =>
        from sensory in Gen.Choose(level - 2, level + 2)
        from motor in Gen.Choose(level - 2, level + 2)
        from zone in Gen.Choose(0, 7)
        from legs in Gen.Elements(true, false)
        from scores in Gen.ArrayOf(Gen.Elements(0, 0, 1, 2), 56)
        from grades in Gen.ArrayOf(Gen.Choose(0, 5), 10)
        from nonKey in Gen.Frequency((5, Gen.Constant<CordLevel?>(null)),
            (1, Gen.Elements(CordLevels.KeyMuscles.ToArray()).Select(l => (CordLevel?)l)))
        select (
            scores.Select((score, i) => ((i % 28) + 2) switch
            {
                var segment when segment < sensory => 2,
                var segment when segment < sensory + zone || (spared && segment >= (int)CordLevel.S2) => score,
                _ => score == 1 && legs ? 1 : 0,
            }).ToArray(),
            grades.Select((grade, i) =>
                (int)CordLevels.KeyMuscles[i] < motor ? 5 : legs || (int)CordLevels.KeyMuscles[i] < motor + zone ? grade : 0).ToArray(),
            nonKey);

    private static IsncsciExamination Build(
        (int[] Sensation, int[] Muscles, CordLevel? NonKey) right, (int[] Sensation, int[] Muscles, CordLevel? NonKey) left)
    {
        var e = IsncsciExamination.AllNormal;
        foreach (var side in _sides)
        {
            var values = side == BodySide.Right ? right : left;
            for (var i = 0; i < 56; i++)
                e = e.With(side, (SensoryModality)(i / 28), (CordLevel)((i % 28) + 2), Score($"{values.Sensation[i]}"));

            for (var i = 0; i < 10; i++)
                e = e.With(side, CordLevels.KeyMuscles[i], MuscleGrade.Of(values.Muscles[i]));
            e = e.WithLowestNonKeyMuscle(side, values.NonKey);
        }

        return e;
    }

    private static Gen<IsncsciExamination> Spoilt(int most, bool tags) =>
        from e in Lesion()
        from count in Gen.Choose(1, most)
        from cells in Gen.ArrayOf(Cell(tags), count)
        select cells.Aggregate(e, static (spoilt, change) => change(spoilt));

    private static Gen<Func<IsncsciExamination, IsncsciExamination>> Cell(bool tags)
    {
        var scores = Gen.Elements(tags ? ["NT", "0*", "1*", "NT*", "0**", "1**", "NT**"] : new[] { "NT" });
        var grades = Gen.Elements(tags ? ["NT", "0*", "2*", "4*", "NT*", "0**", "3**", "NT**"] : new[] { "NT" });
        var sensation =
            from side in Gen.Elements(_sides)
            from modality in Gen.Elements(SensoryModality.LightTouch, SensoryModality.PinPrick)
            from level in Gen.Frequency((1, Gen.Constant((int)CordLevel.S4_5)), (3, Gen.Choose((int)CordLevel.C2, (int)CordLevel.S4_5)))
            from text in scores
            select new Func<IsncsciExamination, IsncsciExamination>(e => e.With(side, modality, (CordLevel)level, Score(text)));
        var muscle =
            from side in Gen.Elements(_sides)
            from level in Gen.Elements(CordLevels.KeyMuscles.ToArray())
            from text in grades
            select new Func<IsncsciExamination, IsncsciExamination>(e => e.With(side, level, Grade(text)));
        var anorectal = Gen.Elements<Func<IsncsciExamination, IsncsciExamination>>(
            e => e.WithVoluntaryAnalContraction(AnorectalFinding.NT), e => e.WithDeepAnalPressure(AnorectalFinding.NT));
        return Gen.Frequency((5, sensation), (4, muscle), (1, anorectal));
    }

    public static SensoryScore Score(string text) => SensoryScore.TryParse(text, out var score) ? score : throw new FormatException(text);

    public static MuscleGrade Grade(string text) => MuscleGrade.TryParse(text, out var grade) ? grade : throw new FormatException(text);
}
