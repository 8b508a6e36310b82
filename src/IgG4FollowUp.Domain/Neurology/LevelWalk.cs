using Levels = IgG4FollowUp.Domain.Neurology.PossibleValues<IgG4FollowUp.Domain.Neurology.CordLevel>;

namespace IgG4FollowUp.Domain.Neurology;

/// <summary>
/// The walks from C1 downwards that give the levels. A walk ends where something is abnormal for certain; where something
/// may be abnormal it notes the level and goes on. It carries whether a value that counts as normal only by its tag was
/// passed: levels noted afterwards get a star, as the reference implementation (npm isncsci 2.0.6) gives it, since the
/// standard does not say which results a tag marks.
/// </summary>
internal static class LevelWalk
{
    private enum Outcome
    {
        Passes,
        MayStop,
        Stops,
    }

    private readonly record struct Look(Outcome Outcome, bool Tagged);

    public static Levels Sensory(IsncsciExamination examination, BodySide side)
    {
        Levels levels = default;
        var touch = examination.SensoryCells(side, SensoryModality.LightTouch);
        var prick = examination.SensoryCells(side, SensoryModality.PinPrick);
        var star = false;
        for (var level = CordLevel.C2; level <= CordLevel.S4_5; level++)
        {
            if (EndsAtSensation(LookAt(touch, prick, level), level, ref levels, ref star))
                return levels;
        }

        return levels.With(CordLevel.INT, star);
    }

    /// <summary>The motor level of a side.</summary>
    /// <param name="examination">The examination.</param>
    /// <param name="side">The side.</param>
    /// <param name="starFromNormal">Whether the most rostral level has its star from values that count as normal by their tag.</param>
    public static Levels Motor(IsncsciExamination examination, BodySide side, out bool starFromNormal)
    {
        var touch = examination.SensoryCells(side, SensoryModality.LightTouch);
        var prick = examination.SensoryCells(side, SensoryModality.PinPrick);
        var muscles = examination.MotorCells(side);
        Levels levels = default;
        bool star = false, pending = false, doubtful = false, afterNotTestable = false;
        starFromNormal = false;
        for (var level = CordLevel.C2; level <= CordLevel.S4_5; level++)
        {
            starFromNormal = levels.Count == 0 ? star : starFromNormal;
            var muscle = level.KeyMuscleIndex();
            if (muscle < 0)
            {
                var judgedBefore = level is CordLevel.T2 or CordLevel.S2;
                if (!judgedBefore && EndsAtSensation(LookAt(touch, prick, level), level, ref levels, ref star))
                    return levels;
                continue;
            }

            var grade = MuscleGrade.FromCode(muscles[muscle]);
            if (grade.IsBelowThree)
                return levels.With(level - 1, star);
            if (grade.MayBeTaggedBelowThree)
                return levels.With(level - 1, star || doubtful).With(level, star: true);
            if (grade.IsPlainNotTestable)
                levels = levels.With(level - 1, star || doubtful);
            star |= pending;
            if (grade.IsThreeOrFour)
                return levels.With(level, star);
            if (grade.IsPlainNotTestable)
                levels = levels.With(level, star);
            var last = level is CordLevel.T1 or CordLevel.S1;
            // A tagged 0 to 2 would have ended the walk above; a tagged 3, 4 or NT would not, so it stars later levels only.
            var decisive = grade.IsTreatedAsNormalBelowThree && (last || !afterNotTestable);
            star |= decisive;
            pending = grade.IsTreatedAsNormal && !decisive;
            doubtful = pending && grade.IsTreatedAsNormalBelowThree;
            afterNotTestable = grade.IsPlainNotTestable && !last;
            if (last && EndsAtGroup(touch, prick, level, ref levels, ref star))
                return levels;
            star |= last && pending;
            pending &= !last;
            doubtful &= !last;
        }

        if (examination.VoluntaryAnalContraction != AnorectalFinding.Yes)
            levels = levels.With(CordLevel.S3, star);
        return examination.VoluntaryAnalContraction == AnorectalFinding.No ? levels : levels.With(CordLevel.INT, star);
    }

    public static Levels Injury(IsncsciExamination examination)
    {
        Levels levels = default;
        var star = false;
        var pending = false;
        (bool Right, bool Left) afterNotTestable = default;
        for (var level = CordLevel.C2; level <= CordLevel.S4_5; level++)
        {
            var right = LookAt(examination, BodySide.Right, level);
            var left = LookAt(examination, BodySide.Left, level);
            if (right.Outcome == Outcome.Stops || left.Outcome == Outcome.Stops)
            {
                var bothTagged = right == left && right.Tagged && !level.HasKeyMuscle() && level is not CordLevel.T2 and not CordLevel.S2;
                return levels.With(level - 1, star || bothTagged);
            }

            if (right.Outcome == Outcome.MayStop || left.Outcome == Outcome.MayStop)
                levels = levels.With(level - 1, star);
            if (!level.HasKeyMuscle())
            {
                star |= pending || right.Tagged || left.Tagged;
                pending = false;
                afterNotTestable = default;
                continue;
            }

            var a = examination.Muscle(BodySide.Right, level);
            var b = examination.Muscle(BodySide.Left, level);
            if (a.IsBelowThree || b.IsBelowThree)
                return levels.With(level - 1, star);
            var taggedLow = a.MayBeTaggedBelowThree || b.MayBeTaggedBelowThree;
            if (taggedLow || a.IsPlainNotTestable || b.IsPlainNotTestable)
                levels = levels.With(level - 1, star);
            star |= pending || right.Tagged || left.Tagged;
            var decisive = (a.IsTreatedAsNormalBelowThree && !afterNotTestable.Right)
                || (b.IsTreatedAsNormalBelowThree && !afterNotTestable.Left);
            if (taggedLow || a.IsThreeOrFour || b.IsThreeOrFour)
            {
                var bothEnd = taggedLow && MayEndHere(examination, BodySide.Right, level) && MayEndHere(examination, BodySide.Left, level);
                return levels.With(level, star || decisive || bothEnd);
            }

            star |= decisive;
            if (a.IsPlainNotTestable || b.IsPlainNotTestable)
                levels = levels.With(level, star);
            pending = a.IsTreatedAsNormal || b.IsTreatedAsNormal;
            afterNotTestable = (a.IsPlainNotTestable, b.IsPlainNotTestable);
        }

        return levels.With(CordLevel.INT, star);
    }

    private static bool EndsAtSensation(Look look, CordLevel level, ref Levels levels, ref bool star)
    {
        if (look.Outcome == Outcome.Stops)
            levels = levels.With(level - 1, star || look.Tagged);
        else if (look.Outcome == Outcome.MayStop)
            levels = levels.With(level - 1, star);
        star |= look.Tagged;
        return look.Outcome == Outcome.Stops;
    }

    // The motor level passes T1 and S1 only when sensation is normal in the segments of the key muscles and the one below.
    private static bool EndsAtGroup(ReadOnlySpan<byte> touch, ReadOnlySpan<byte> prick, CordLevel level, ref Levels levels, ref bool star)
    {
        var from = (level == CordLevel.T1 ? CordLevel.C5 : CordLevel.L2) - CordLevel.C2;
        var to = level + 1 - CordLevel.C2;
        bool abnormal = false, notTestable = false, treated = false;
        for (var i = from; i <= to; i++)
        {
            SensoryScore a = SensoryScore.FromCode(touch[i]), b = SensoryScore.FromCode(prick[i]);
            abnormal |= a.IsAltered || b.IsAltered || a.IsTaggedNotTestable || b.IsTaggedNotTestable;
            notTestable |= a.IsPlainNotTestable || b.IsPlainNotTestable;
            treated |= a.IsTreatedAsNormal || b.IsTreatedAsNormal;
        }

        if (abnormal || notTestable)
            levels = levels.With(level, star);
        star |= treated && !notTestable;
        return abnormal;
    }

    private static bool MayEndHere(IsncsciExamination examination, BodySide side, CordLevel level)
    {
        var grade = examination.Muscle(side, level);
        if (grade.Code != MuscleGrade.Normal.Code && !grade.IsTreatedAsNormal)
            return true;
        if (level is CordLevel.T1 or CordLevel.S1)
            return false;
        var next = examination.Muscle(side, level + 1);
        return next.IsBelowThree || next.MayBeTaggedBelowThree || next.IsPlainNotTestable;
    }

    private static Look LookAt(IsncsciExamination examination, BodySide side, CordLevel level) => LookAt(
        examination.SensoryCells(side, SensoryModality.LightTouch), examination.SensoryCells(side, SensoryModality.PinPrick), level);

    private static Look LookAt(ReadOnlySpan<byte> touch, ReadOnlySpan<byte> prick, CordLevel level)
    {
        var a = SensoryScore.FromCode(touch[level - CordLevel.C2]);
        var b = SensoryScore.FromCode(prick[level - CordLevel.C2]);
        if (a.IsAltered || b.IsAltered)
            return new(Outcome.Stops, Tagged: false);
        if (a.IsTaggedNotTestable || b.IsTaggedNotTestable)
            return new(Outcome.Stops, Tagged: true);
        return a.IsPlainNotTestable || b.IsPlainNotTestable
            ? new(Outcome.MayStop, a.IsTreatedAsNormalWithScore || b.IsTreatedAsNormalWithScore)
            : new(Outcome.Passes, a.IsTreatedAsNormal || b.IsTreatedAsNormal);
    }
}
