namespace IgG4FollowUp.Domain.Neurology;

/// <summary>
/// Completeness: complete means no voluntary anal contraction, no deep anal pressure and no sensation at S4-5 on either side.
/// Source: ISNCSCI, 8th edition (2019). Stars as the reference implementation gives them (npm isncsci 2.0.6).
/// </summary>
internal static class SacralSparing
{
    public static PossibleValues<InjuryCompleteness> Of(IsncsciExamination examination)
    {
        var tested = examination is { VoluntaryAnalContraction: AnorectalFinding.No, DeepAnalPressure: AnorectalFinding.No };
        var mayBeComplete = examination.VoluntaryAnalContraction != AnorectalFinding.Yes
            && examination.DeepAnalPressure != AnorectalFinding.Yes
            && MayBeAbsent(examination);
        var mayBeIncomplete = examination.VoluntaryAnalContraction != AnorectalFinding.No || MaySpareSensation(examination);
        // Zeros tagged in both ways do not star the result: the one counts as normal, and the other is beside the point.
        var byTagAlone = tested && OnlyTaggedZeros(examination)
            && (mayBeComplete || !AnyAtS45(examination, static score => score.Tag == NonSciTag.NotNormal));
        PossibleValues<InjuryCompleteness> values = default;
        if (mayBeComplete)
            values = values.With(InjuryCompleteness.C, byTagAlone);
        return mayBeIncomplete ? values.With(InjuryCompleteness.I, byTagAlone) : values;
    }

    /// <summary>Whether sensation may be preserved in the lowest sacral segments.</summary>
    public static bool MaySpareSensation(IsncsciExamination examination) =>
        examination.DeepAnalPressure != AnorectalFinding.No || AnyAtS45(examination, static score => (score.Possible & 0b110) != 0);

    /// <summary>Whether sparing rests on tags alone: no deep anal pressure, only zeros at S4-5, and one of them tagged.</summary>
    public static bool RestsOnTags(IsncsciExamination examination) =>
        examination.DeepAnalPressure == AnorectalFinding.No && OnlyTaggedZeros(examination);

    private static bool MayBeAbsent(IsncsciExamination examination) =>
        !AnyAtS45(examination, static score => (score.Possible & 0b001) == 0);

    private static bool OnlyTaggedZeros(IsncsciExamination examination) =>
        !AnyAtS45(examination, static score => score.Value != 0)
        && AnyAtS45(examination, static score => score.Tag != NonSciTag.None);

    private static bool AnyAtS45(IsncsciExamination examination, Func<SensoryScore, bool> condition) =>
        condition(examination.Sensation(BodySide.Right, SensoryModality.LightTouch, CordLevel.S4_5))
        || condition(examination.Sensation(BodySide.Right, SensoryModality.PinPrick, CordLevel.S4_5))
        || condition(examination.Sensation(BodySide.Left, SensoryModality.LightTouch, CordLevel.S4_5))
        || condition(examination.Sensation(BodySide.Left, SensoryModality.PinPrick, CordLevel.S4_5));
}
