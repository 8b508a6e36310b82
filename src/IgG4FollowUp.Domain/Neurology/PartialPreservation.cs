using Levels = IgG4FollowUp.Domain.Neurology.PossibleValues<IgG4FollowUp.Domain.Neurology.CordLevel>;

namespace IgG4FollowUp.Domain.Neurology;

/// <summary>
/// The zones of partial preservation of the 2019 edition: the sensory zone of a side where deep anal pressure and S4-5
/// sensation of that side are absent, the motor zone where voluntary anal contraction is absent, otherwise NA.
/// Source: ISNCSCI, 8th edition (2019). The part that non-key muscles play, and stars, follow npm isncsci 2.0.6.
/// </summary>
/// <remarks>
/// One departure: the library never stars C1 as a sensory zone. Here C1 is starred like every other level when a tagged value had to be
/// passed to reach it, since the zone rests on that value all the same; the standard marks whatever does.
/// </remarks>
internal static class PartialPreservation
{
    public static Levels Sensory(IsncsciExamination examination, BodySide side)
    {
        var touch = examination.SensoryCells(side, SensoryModality.LightTouch);
        var prick = examination.SensoryCells(side, SensoryModality.PinPrick);
        var sacral = (SensoryScore.FromCode(touch[^1]).Possible, SensoryScore.FromCode(prick[^1]).Possible);
        var notApplicable = default(Levels).With(CordLevel.NA);
        if (examination.DeepAnalPressure == AnorectalFinding.Yes || (sacral.Item1 & 1) == 0 || (sacral.Item2 & 1) == 0)
            return notApplicable;
        var mayNotApply = examination.DeepAnalPressure == AnorectalFinding.NT || sacral != (1, 1);
        var levels = mayNotApply ? notApplicable : default;
        var star = false;
        for (var level = CordLevel.S3; level >= CordLevel.C2; level--)
        {
            SensoryScore a = SensoryScore.FromCode(touch[level - CordLevel.C2]), b = SensoryScore.FromCode(prick[level - CordLevel.C2]);
            if ((a.Possible & 1) == 0 || (b.Possible & 1) == 0)
                return levels.With(level, star);
            if (a.Possible == 1 && b.Possible == 1)
                continue;
            star |= a.Value is not null && b.Value is not null;
            levels = levels.With(level, star);
        }

        return levels.With(CordLevel.C1, star);
    }

    public static Levels Motor(
        IsncsciExamination examination, BodySide side, SideView right, SideView left, Levels motorLevel, bool starFromNormal)
    {
        Levels plain = default;
        if (examination.VoluntaryAnalContraction != AnorectalFinding.No)
            plain = plain.With(CordLevel.NA);
        if (examination.VoluntaryAnalContraction == AnorectalFinding.Yes)
            return plain;
        var mayBeComplete = SacralSparing.Of(examination).Contains(InjuryCompleteness.C);
        var maySpareSensation = SacralSparing.MaySpareSensation(examination);
        foreach (ref readonly var stop in MotorStop.All.AsSpan())
        {
            var view = side == BodySide.Right ? right : left;
            if (!stop.Narrow(ref view))
                continue;
            for (var lowest = LowestPossible(view, stop.Level); ; lowest = LowestPossible(view, stop.Level, lowest))
            {
                var zone = lowest < 0 ? stop.Level : (int)CordLevels.KeyMuscles[lowest];
                var found = view;
                if (!EndFunctionAt(ref found, stop.Level, lowest))
                {
                    if (lowest < 0)
                        break;
                    continue;
                }

                var (nonKey, otherwise) = view.NonKeyMuscle < zone + ImpairmentScale.FarBelow
                    ? (false, true)
                    : NonKeyMuscleDecides(side, found, right, left, mayBeComplete, maySpareSensation);
                if (nonKey)
                    plain = plain.With((CordLevel)view.NonKeyMuscle);
                if (otherwise)
                    plain = plain.With((CordLevel)zone);
                if (lowest < 0)
                    break;
            }
        }

        return examination.HasTags ? WithStars(plain, examination, side, motorLevel, starFromNormal) : plain;
    }

    // The non-key muscle is the zone when the grade is C; the set of zones has both when the grade may be C or another.
    private static (bool NonKey, bool Otherwise) NonKeyMuscleDecides(
        BodySide side, SideView found, SideView right, SideView left, bool mayBeComplete, bool maySpareSensation)
    {
        if (!maySpareSensation)
            return (false, true);
        var (c, d) = side == BodySide.Right
            ? ImpairmentScale.Motor(found, left, mayContract: false, maySpareSensation: true)
            : ImpairmentScale.Motor(right, found, mayContract: false, maySpareSensation: true);
        return (c, d || mayBeComplete);
    }

    // The next key muscle below the motor level, going up, that may be the lowest one with function; -1 when none is left.
    private static int LowestPossible(SideView view, int motorLevel, int above = CordLevels.KeyMuscleCount)
    {
        for (var muscle = above - 1; muscle >= SideView.FirstMuscleFrom(motorLevel + 1); muscle--)
        {
            if (view.High[muscle] > 0)
                return muscle;
        }

        return -1;
    }

    private static bool EndFunctionAt(ref SideView view, int motorLevel, int lowest)
    {
        var from = lowest < 0 ? SideView.FirstMuscleFrom(motorLevel + 1) : lowest + 1;
        for (var muscle = from; muscle < CordLevels.KeyMuscleCount; muscle++)
        {
            if (!view.RequireGrade(muscle, 0, 0))
                return false;
        }

        return lowest < 0 || view.RequireGrade(lowest, 1, 5);
    }

    private static Levels WithStars(Levels plain, IsncsciExamination examination, BodySide side, Levels motorLevel, bool starFromNormal)
    {
        Levels levels = default;
        foreach (var level in plain)
        {
            var star = level switch
            {
                CordLevel.NA or CordLevel.C1 => level == CordLevel.C1 && level == motorLevel.First && starFromNormal,
                _ when level.HasKeyMuscle() => examination.Muscle(side, level) is { IsTaggedZero: true } or { IsZeroTreatedAsNormal: true },
                _ => (level == motorLevel.First && starFromNormal)
                    || examination.Sensation(side, SensoryModality.LightTouch, level).IsTreatedAsNormal
                    || examination.Sensation(side, SensoryModality.PinPrick, level).IsTreatedAsNormal,
            };
            levels = levels.With(level, star);
        }

        return levels;
    }
}
