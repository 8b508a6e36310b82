namespace IgG4FollowUp.Domain.Neurology;

/// <summary>
/// The ASIA Impairment Scale as the exact set of grades that the cells allow. The cells that a grade rests on overlap (a
/// muscle may end the walk to a level, prove motor function and count towards the half), so each way of ending at an
/// injury level is imposed on the cells before the rest is asked; no combination of values is enumerated.
/// </summary>
internal static class ImpairmentScale
{
    /// <summary>Functional "more than three levels below": four segments.</summary>
    public const int FarBelow = 4;

    public static PossibleValues<AsiaGrade> Of(
        IsncsciExamination examination,
        SideView right,
        SideView left,
        PossibleValues<InjuryCompleteness> completeness,
        PossibleValues<CordLevel> injuryLevel,
        BothSides<PossibleValues<CordLevel>> motorLevels)
    {
        var mayContract = examination.VoluntaryAnalContraction != AnorectalFinding.No;
        var mayNotContract = examination.VoluntaryAnalContraction != AnorectalFinding.Yes;
        var maySpareSensation = SacralSparing.MaySpareSensation(examination);
        var motor = Motor(right, left, mayContract, mayNotContract && maySpareSensation);
        var stars = examination.HasTags ? GradeStars.Of(examination, completeness, injuryLevel, motorLevels) : default;
        PossibleValues<AsiaGrade> grades = default;
        if (completeness.Contains(InjuryCompleteness.C))
            grades = grades.With(AsiaGrade.A, stars.A);
        if (mayNotContract && maySpareSensation && MayBeParalysedFarBelow(right) && MayBeParalysedFarBelow(left))
            grades = grades.With(AsiaGrade.B, stars.B);
        if (motor.C)
            grades = grades.With(AsiaGrade.C, stars.C);
        if (motor.D)
            grades = grades.With(AsiaGrade.D, stars.D);
        if (mayContract && injuryLevel.Contains(CordLevel.INT))
            grades = grades.With(AsiaGrade.E, stars.E);
        return grades;
    }

    /// <summary>Whether C and D are possible for the cells of the two sides.</summary>
    /// <param name="right">The right side.</param>
    /// <param name="left">The left side.</param>
    /// <param name="mayContract">Voluntary anal contraction may be present: motor incomplete by itself.</param>
    /// <param name="maySpareSensation">It may be absent with sensory sacral sparing: motor function far below decides.</param>
    public static (bool C, bool D) Motor(SideView right, SideView left, bool mayContract, bool maySpareSensation)
    {
        bool c = false, d = false;
        foreach (ref readonly var stop in InjuryStop.All.AsSpan())
        {
            SideView a = right, b = left;
            if (!stop.Narrow(ref a, ref b))
                continue;
            var half = stop.MusclesBelow;
            if (mayContract)
                Count(a.AntigravityBelow(stop.Level), b.AntigravityBelow(stop.Level), half, ref c, ref d);
            if (maySpareSensation)
            {
                if (MovingFarBelow(a, stop.Level) is { } movingRight)
                    Count(movingRight, b.AntigravityBelow(stop.Level), half, ref c, ref d);
                if (MovingFarBelow(b, stop.Level) is { } movingLeft)
                    Count(a.AntigravityBelow(stop.Level), movingLeft, half, ref c, ref d);
            }

            if (c && d)
                break;
        }

        return (c, d);
    }

    // D from half of the muscles on; without any muscle below the level, every motor incomplete injury is D.
    private static void Count((int Fewest, int Most) a, (int Fewest, int Most) b, int half, ref bool c, ref bool d)
    {
        c |= 2 * (a.Fewest + b.Fewest) < half;
        d |= 2 * (a.Most + b.Most) >= half;
    }

    private static (int Fewest, int Most)? MovingFarBelow(SideView side, int injuryLevel)
    {
        (int Fewest, int Most)? range = null;
        foreach (ref readonly var stop in MotorStop.All.AsSpan())
        {
            var view = side;
            if (!stop.Narrow(ref view) || !view.CanMoveFrom(stop.Level + FarBelow))
                continue;
            // Function of 1 or 2 proves motor function without counting towards the half, so proving it costs nothing.
            var (fewest, most) = view.AntigravityBelow(injuryLevel);
            range = range is { } known ? (Math.Min(known.Fewest, fewest), Math.Max(known.Most, most)) : (fewest, most);
        }

        return range;
    }

    private static bool MayBeParalysedFarBelow(SideView side)
    {
        foreach (ref readonly var stop in MotorStop.All.AsSpan())
        {
            var view = side;
            if (stop.Narrow(ref view) && view.CanBeParalysedFrom(stop.Level + FarBelow))
                return true;
        }

        return false;
    }
}
