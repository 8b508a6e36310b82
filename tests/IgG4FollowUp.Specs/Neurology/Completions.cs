using IgG4FollowUp.Domain.Neurology;

namespace IgG4FollowUp.Specs.Neurology;

/// <summary>The examinations that values for the NT cells make of one; a tagged value stands for the values it may hide.</summary>
internal static class Completions
{
    private static readonly string[] _scores = ["0", "1", "2"];
    private static readonly string[] _grades = ["0", "1", "2", "3", "4", "5"];

    public static IReadOnlyList<IReadOnlyList<Func<IsncsciExamination, IsncsciExamination>>> Choices(IsncsciExamination e)
    {
        var choices = new List<IReadOnlyList<Func<IsncsciExamination, IsncsciExamination>>>();
        foreach (var side in Enum.GetValues<BodySide>())
        {
            foreach (var modality in Enum.GetValues<SensoryModality>())
            {
                for (var level = CordLevel.C2; level <= CordLevel.S4_5; level++)
                {
                    var at = level;
                    var score = e.Sensation(side, modality, at);
                    if (score.Value is null || score.Tag != NonSciTag.None)
                        choices.Add(
                            [.. Hidden(score)
                                .Select(text =>
                                    new Func<IsncsciExamination, IsncsciExamination>(x =>
                                        x.With(side, modality, at, ExaminationGenerators.Score(text))))]);
                }
            }

            foreach (var level in CordLevels.KeyMuscles.ToArray())
            {
                var grade = e.Muscle(side, level);
                if (grade.Value is null || grade.Tag != NonSciTag.None)
                    choices.Add(
                        [.. Hidden(grade)
                            .Select(text =>
                                new Func<IsncsciExamination, IsncsciExamination>(x =>
                                    x.With(side, level, ExaminationGenerators.Grade(text))))]);
            }
        }

        if (e.VoluntaryAnalContraction == AnorectalFinding.NT)
            choices.Add(
                [x => x.WithVoluntaryAnalContraction(AnorectalFinding.No), x => x.WithVoluntaryAnalContraction(AnorectalFinding.Yes)]);
        if (e.DeepAnalPressure == AnorectalFinding.NT)
            choices.Add([x => x.WithDeepAnalPressure(AnorectalFinding.No), x => x.WithDeepAnalPressure(AnorectalFinding.Yes)]);
        return choices;
    }

    public static IEnumerable<IsncsciExamination> All(IsncsciExamination e) =>
        Choices(e).Aggregate<IReadOnlyList<Func<IsncsciExamination, IsncsciExamination>>, IEnumerable<IsncsciExamination>>(
            [e], static (all, cell) => all.SelectMany(x => cell, static (x, change) => change(x)));

    public static IsncsciExamination One(IsncsciExamination e, Random random) =>
        Choices(e).Aggregate(e, (x, cell) => cell[random.Next(cell.Count)](x));

    // One star: not normal, so at best just below normal. Two stars: normal.
    private static IEnumerable<string> Hidden(SensoryScore score) => score.Tag switch
    {
        NonSciTag.Normal => ["2"],
        NonSciTag.NotNormal => _scores[(score.Value ?? 0)..2],
        _ => _scores,
    };

    private static IEnumerable<string> Hidden(MuscleGrade grade) => grade.Tag switch
    {
        NonSciTag.Normal => ["5"],
        NonSciTag.NotNormal => _grades[(grade.Value ?? 0)..5],
        _ => _grades,
    };
}
