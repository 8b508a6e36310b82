namespace IgG4FollowUp.Domain.Neurology;

/// <summary>Why an injury is complete or not, and why it has its grade.</summary>
internal static class GradeExplanation
{
    private static readonly BodySide[] _sides = [BodySide.Right, BodySide.Left];

    public static IsncsciReason Completeness(IsncsciClassification c)
    {
        var e = c.Examination;
        var clauses = new Clauses(c.Completeness.IsDetermined);
        foreach (var value in c.Completeness)
        {
            if (value == InjuryCompleteness.C)
                clauses.Add("complete", "no function is preserved in S4-5", Sacral(e, static _ => true));
            else
                clauses.Add("incomplete", "function is preserved in S4-5", [.. Contraction(e), .. SacralSensation(e)]);
        }

        return clauses.Reason("completeness", c.Completeness.ToString(), e, _sides);
    }

    public static IsncsciReason Grade(IsncsciClassification c)
    {
        var e = c.Examination;
        var clauses = new Clauses(c.Grade.IsDetermined);
        foreach (var grade in c.Grade)
        {
            switch (grade)
            {
                case AsiaGrade.A:
                    clauses.Add("A", "the injury is complete", Sacral(e, static _ => true));
                    break;
                case AsiaGrade.B:
                    clauses.Add(
                        "B",
                        "sensation is preserved in S4-5 without voluntary anal contraction, "
                            + "and no motor function is more than three levels below the motor level of its side",
                        [
                            IsncsciCell.Contraction(e),
                            .. SacralSensation(e),
                            .. FarBelow(c, static grade => grade.Low == 0 && grade.High > 0),
                        ]);
                    break;
                case AsiaGrade.E:
                    clauses.Add("E", "everything is normal; the grade presumes an earlier deficit", [IsncsciCell.Contraction(e)]);
                    break;
                default:
                    clauses.Add(grade.ToString(), $"{MotorIncomplete(e)}, and {Half(c, grade)}", MotorCells(c));
                    break;
            }
        }

        return clauses.Reason("ASIA impairment scale", c.Grade.ToString(), e, _sides);
    }

    private static string MotorIncomplete(IsncsciExamination e) => e.VoluntaryAnalContraction switch
    {
        AnorectalFinding.Yes => "voluntary anal contraction is present",
        AnorectalFinding.No => "with sensation in S4-5 there is motor function more than three levels below the motor level of its side",
        _ => "there is voluntary anal contraction, "
            + "or sensation in S4-5 with motor function more than three levels below the motor level of its side",
    };

    private static string Half(IsncsciClassification c, AsiaGrade grade)
    {
        int muscles = 0, fewest = 0, most = 0;
        var level = c.NeurologicalLevel.First;
        foreach (var side in _sides)
        {
            var view = SideView.Of(c.Examination, side);
            var range = view.AntigravityBelow((int)level);
            fewest += range.Fewest;
            most += range.Most;
            muscles += CordLevels.KeyMuscleCount - SideView.FirstMuscleFrom((int)level + 1);
        }

        var share = grade == AsiaGrade.D ? "at least half" : "fewer than half";
        if (!c.NeurologicalLevel.IsDetermined)
            return $"{share} of the key muscles below the neurological level ({c.NeurologicalLevel}) are at least 3";
        if (muscles == 0)
            return $"there is no key muscle below {level.Notation()}";
        var count = fewest == most ? $"{fewest}" : $"{fewest} to {most}";
        return $"{count} of the {muscles} key muscles below {level.Notation()} are at least 3, {share}";
    }

    private static IEnumerable<IsncsciCell> MotorCells(IsncsciClassification c) => c.Examination.VoluntaryAnalContraction switch
    {
        AnorectalFinding.Yes => [IsncsciCell.Contraction(c.Examination), .. Counted(c)],
        _ =>
        [
            IsncsciCell.Contraction(c.Examination),
            .. SacralSensation(c.Examination),
            .. FarBelow(c, static grade => grade.High > 0),
            .. Counted(c),
        ],
    };

    private static IEnumerable<IsncsciCell> Counted(IsncsciClassification c) =>
        from side in _sides
        from level in CordLevels.KeyMuscles.ToArray()
        where level > c.NeurologicalLevel.First && c.Examination.Muscle(side, level).High >= 3
        select IsncsciCell.Muscle(c.Examination, side, level);

    private static IEnumerable<IsncsciCell> FarBelow(IsncsciClassification c, Func<MuscleGrade, bool> which)
    {
        foreach (var side in _sides)
        {
            var from = (int)c.MotorLevel[side].First + ImpairmentScale.FarBelow;
            foreach (var level in CordLevels.KeyMuscles.ToArray())
            {
                if ((int)level >= from && which(c.Examination.Muscle(side, level)))
                    yield return IsncsciCell.Muscle(c.Examination, side, level);
            }

            if (c.Examination.LowestNonKeyMuscle(side) is { } nonKey && (int)nonKey >= from)
                yield return IsncsciCell.NonKeyMuscle(side, nonKey);
        }
    }

    private static IEnumerable<IsncsciCell> Contraction(IsncsciExamination e) =>
        e.VoluntaryAnalContraction == AnorectalFinding.No ? [] : [IsncsciCell.Contraction(e)];

    private static IEnumerable<IsncsciCell> SacralSensation(IsncsciExamination e) =>
        Sacral(e, static score => (score.Possible & 0b110) != 0)
            .Where(cell => cell.Line is not "VAC" && !(cell.Line is "DAP" && e.DeepAnalPressure == AnorectalFinding.No));

    private static IEnumerable<IsncsciCell> Sacral(IsncsciExamination e, Func<SensoryScore, bool> which) =>
    [
        IsncsciCell.Contraction(e),
        IsncsciCell.Pressure(e),
        .. _sides.SelectMany(side => IsncsciExplanation.Sensations(e, side, CordLevel.S4_5, which)),
    ];
}
