namespace IgG4FollowUp.Domain.Neurology;

/// <summary>Why a zone of partial preservation reaches where it does.</summary>
internal static class ZoneExplanation
{
    public static IsncsciReason Sensory(IsncsciClassification c, BodySide side)
    {
        var e = c.Examination;
        var zone = c.SensoryZone[side];
        var clauses = new Clauses(zone.IsDetermined);
        foreach (var level in zone)
        {
            switch (level)
            {
                case CordLevel.NA:
                    List<IsncsciCell> pressure = e.DeepAnalPressure == AnorectalFinding.No ? [] : [IsncsciCell.Pressure(e)];
                    clauses.Add(
                        "NA",
                        "deep anal pressure or sensation of this side in S4-5 is preserved",
                        [.. pressure, .. Present(e, side, CordLevel.S4_5)]);
                    break;
                case CordLevel.C1:
                    clauses.Add("C1", "no dermatome below has any sensation", []);
                    break;
                default:
                    clauses.Add(
                        level.Notation(),
                        "this is the most caudal dermatome with any sensation, S4-5 having none",
                        Present(e, side, level));
                    break;
            }
        }

        return clauses.Reason($"sensory zone of partial preservation {IsncsciExplanation.Name(side)}", zone.ToString(), e, side);
    }

    public static IsncsciReason Motor(IsncsciClassification c, BodySide side)
    {
        var e = c.Examination;
        var zone = c.MotorZone[side];
        var clauses = new Clauses(zone.IsDetermined);
        foreach (var level in zone)
        {
            var (rule, cells) = MotorRule(c, side, level);
            clauses.Add(level.Notation(), rule, [IsncsciCell.Contraction(e), .. cells]);
        }

        return clauses.Reason($"motor zone of partial preservation {IsncsciExplanation.Name(side)}", zone.ToString(), e, side);
    }

    private static (string Rule, IsncsciCell[] Cells) MotorRule(IsncsciClassification c, BodySide side, CordLevel level)
    {
        var e = c.Examination;
        if (level == CordLevel.NA)
            return ("voluntary anal contraction is present", []);
        if (level.HasKeyMuscle() && level > c.MotorLevel[side].First && e.Muscle(side, level).High > 0)
            return ("this is the most caudal key muscle with any function", [IsncsciCell.Muscle(e, side, level)]);
        if (e.LowestNonKeyMuscle(side) == level && !c.MotorLevel[side].Contains(level))
        {
            return (
                "the grade is C and motor function of a non-key muscle is more than three levels below every other",
                [IsncsciCell.NonKeyMuscle(side, level)]);
        }

        return ("this is the motor level and no key muscle below it has any function", []);
    }

    private static List<IsncsciCell> Present(IsncsciExamination e, BodySide side, CordLevel level) =>
        IsncsciExplanation.Sensations(e, side, level, static score => (score.Possible & 0b110) != 0);
}

/// <summary>How the totals were added, or why they could not be.</summary>
internal static class TotalExplanation
{
    public static IEnumerable<IsncsciReason> All(IsncsciClassification c)
    {
        var e = c.Examination;
        IsncsciSideTotals right = c.Totals.Right, left = c.Totals.Left;
        yield return Total("UEMS", right.UpperExtremity, left.UpperExtremity, [.. Muscles(e, static level => level <= CordLevel.T1)]);
        yield return Total("LEMS", right.LowerExtremity, left.LowerExtremity, [.. Muscles(e, static level => level > CordLevel.T1)]);
        yield return Total("light touch total", right.LightTouch, left.LightTouch, [.. Sensations(e, SensoryModality.LightTouch)]);
        yield return Total("pin prick total", right.PinPrick, left.PinPrick, [.. Sensations(e, SensoryModality.PinPrick)]);
    }

    private static IsncsciReason Total(string result, int? right, int? left, List<IsncsciCell> notTestable) => right + left is { } sum
        ? new(result, sum.ToString(), $"{sum} because right is {right} and left is {left}.", [])
        : new(result, "ND", $"ND because not everything could be tested ({string.Join(", ", notTestable)}).", notTestable);

    private static IEnumerable<IsncsciCell> Muscles(IsncsciExamination e, Func<CordLevel, bool> which) =>
        from side in (BodySide[])[BodySide.Right, BodySide.Left]
        from level in CordLevels.KeyMuscles.ToArray()
        where which(level) && e.Muscle(side, level).Value is null
        select IsncsciCell.Muscle(e, side, level);

    private static IEnumerable<IsncsciCell> Sensations(IsncsciExamination e, SensoryModality modality) =>
        from side in (BodySide[])[BodySide.Right, BodySide.Left]
        from level in Enumerable.Range((int)CordLevel.C2, CordLevels.DermatomeCount).Select(i => (CordLevel)i)
        where e.Sensation(side, modality, level).Value is null
        select IsncsciCell.Sensation(e, side, modality, level);
}
