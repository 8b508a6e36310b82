namespace IgG4FollowUp.Domain.Neurology;

/// <summary>
/// Which grades get a star because a tagged value was involved. The standard asks for the mark without saying when a tag
/// is involved; these rules reproduce the marks of the reference implementation (npm isncsci 2.0.6).
/// </summary>
internal readonly record struct GradeStars(bool A, bool B, bool C, bool D, bool E)
{
    public static GradeStars Of(
        IsncsciExamination examination,
        PossibleValues<InjuryCompleteness> completeness,
        PossibleValues<CordLevel> injuryLevel,
        BothSides<PossibleValues<CordLevel>> motorLevels)
    {
        var noContraction = examination.VoluntaryAnalContraction == AnorectalFinding.No;
        var byTaggedMuscle = noContraction
            && (FirstFunctionIsTaggedZero(examination, BodySide.Right, motorLevels.Right.First)
                || FirstFunctionIsTaggedZero(examination, BodySide.Left, motorLevels.Left.First));
        var paralysisByTags = noContraction
            && (ParalysisRestsOnTags(examination, BodySide.Right, motorLevels.Right)
                || ParalysisRestsOnTags(examination, BodySide.Left, motorLevels.Left));
        bool c = false, d = true;
        foreach (var level in injuryLevel)
        {
            if (level == CordLevel.INT)
                continue;
            var count = CountBelow(examination, level);
            if (2 * (count.Sure + count.Normal) < count.Muscles)
                c |= 2 * (count.Sure + count.Normal + count.Doubtful) >= count.Muscles;
            if (2 * (count.Sure + count.Normal + count.Doubtful + count.NotTestable) >= count.Muscles)
                d &= 2 * (count.Sure + count.NotTestable) < count.Muscles;
        }

        return new(
            completeness.IsStarred(InjuryCompleteness.C),
            SacralSparing.RestsOnTags(examination) || paralysisByTags,
            byTaggedMuscle || c || !MayBeCWithoutTags(examination.WithoutTags()),
            byTaggedMuscle || d,
            injuryLevel.IsStarred(CordLevel.INT));
    }

    private static bool MayBeCWithoutTags(IsncsciExamination untagged)
    {
        foreach (var level in LevelWalk.Injury(untagged))
        {
            var count = CountBelow(untagged, level);
            if (level != CordLevel.INT && 2 * count.Sure < count.Muscles)
                return true;
        }

        return false;
    }

    // The first muscle with function far below the most rostral motor level: grade 0 that counts as normal by its tag?
    private static bool FirstFunctionIsTaggedZero(IsncsciExamination examination, BodySide side, CordLevel motorLevel)
    {
        foreach (var level in CordLevels.KeyMuscles)
        {
            var grade = examination.Muscle(side, level);
            if (!IsFarBelow(level, motorLevel) || (grade.Code == 0 && examination.LowestNonKeyMuscle(side) != level))
                continue;
            return grade.IsZeroTreatedAsNormal;
        }

        return false;
    }

    // Whether the absence of function far below any of the motor levels depends on how a tagged 0 is taken.
    private static bool ParalysisRestsOnTags(IsncsciExamination examination, BodySide side, PossibleValues<CordLevel> motorLevels)
    {
        foreach (var motorLevel in motorLevels)
        {
            foreach (var level in CordLevels.KeyMuscles)
            {
                if (!IsFarBelow(level, motorLevel))
                    continue;
                var grade = examination.Muscle(side, level);
                if (examination.LowestNonKeyMuscle(side) == level)
                    break;
                if (grade.IsTaggedZero || grade.IsZeroTreatedAsNormal)
                    return true;
                if (grade.Low > 0)
                    break;
            }
        }

        return false;
    }

    private static bool IsFarBelow(CordLevel level, CordLevel motorLevel) => (int)level >= (int)motorLevel + ImpairmentScale.FarBelow;

    private static (int Muscles, int Sure, int Normal, int Doubtful, int NotTestable) CountBelow(
        IsncsciExamination examination, CordLevel injuryLevel)
    {
        var count = (Muscles: 0, Sure: 0, Normal: 0, Doubtful: 0, NotTestable: 0);
        foreach (var level in CordLevels.KeyMuscles)
        {
            if (level <= injuryLevel)
                continue;
            foreach (var side in (ReadOnlySpan<BodySide>)[BodySide.Right, BodySide.Left])
            {
                var grade = examination.Muscle(side, level);
                count.Muscles++;
                if (grade.IsPlainNotTestable || grade.IsTaggedNotTestable)
                    count.NotTestable++;
                else if (grade.IsTreatedAsNormalBelowThree)
                    count.Normal++;
                else if (grade.IsTaggedBelowThree)
                    count.Doubtful++;
                else if (!grade.IsBelowThree)
                    count.Sure++;
            }
        }

        return count;
    }
}
