namespace IgG4FollowUp.Domain.Neurology;

/// <summary>
/// The classification of one examination. Where parts were not testable each result is the exact set of values that some
/// completion of the missing parts gives; a result with one value is determined, and only such a result enters outcome
/// analysis. ISNCSCI was made for traumatic injury: say so where results are compared with trauma data.
/// Source: ISNCSCI, 8th edition (2019).
/// </summary>
/// <param name="Examination">What was examined.</param>
/// <param name="Edition">The edition whose rules were applied.</param>
/// <param name="Totals">Motor and sensory totals.</param>
/// <param name="SensoryLevel">The most caudal segment with normal sensation, per side.</param>
/// <param name="MotorLevel">The most caudal key muscle of at least 3 with everything above normal, per side.</param>
/// <param name="NeurologicalLevel">The neurological level of injury: one for both sides.</param>
/// <param name="Completeness">Complete or incomplete.</param>
/// <param name="Grade">The ASIA Impairment Scale. E presumes an earlier deficit, which an examination does not show.</param>
/// <param name="SensoryZone">Sensory zone of partial preservation, per side.</param>
/// <param name="MotorZone">Motor zone of partial preservation, per side.</param>
public sealed record IsncsciClassification(
    IsncsciExamination Examination,
    IsncsciEdition Edition,
    IsncsciTotals Totals,
    BothSides<PossibleValues<CordLevel>> SensoryLevel,
    BothSides<PossibleValues<CordLevel>> MotorLevel,
    PossibleValues<CordLevel> NeurologicalLevel,
    PossibleValues<InjuryCompleteness> Completeness,
    PossibleValues<AsiaGrade> Grade,
    BothSides<PossibleValues<CordLevel>> SensoryZone,
    BothSides<PossibleValues<CordLevel>> MotorZone)
{
    /// <summary>Whether every result has exactly one value and every total could be added.</summary>
    public bool IsDetermined =>
        SensoryLevel is { Right.IsDetermined: true, Left.IsDetermined: true }
        && MotorLevel is { Right.IsDetermined: true, Left.IsDetermined: true }
        && NeurologicalLevel.IsDetermined && Completeness.IsDetermined && Grade.IsDetermined
        && SensoryZone is { Right.IsDetermined: true, Left.IsDetermined: true }
        && MotorZone is { Right.IsDetermined: true, Left.IsDetermined: true }
        && Totals is { UpperExtremity: not null, LowerExtremity: not null, LightTouch: not null, PinPrick: not null };

    /// <summary>Classifies an examination by the 2019 edition.</summary>
    /// <param name="examination">The examination.</param>
    public static IsncsciClassification Of(IsncsciExamination examination)
    {
        var right = SideView.Of(examination, BodySide.Right);
        var left = SideView.Of(examination, BodySide.Left);
        var motor = new BothSides<PossibleValues<CordLevel>>(
            LevelWalk.Motor(examination, BodySide.Right, out var starRight),
            LevelWalk.Motor(examination, BodySide.Left, out var starLeft));
        var injury = LevelWalk.Injury(examination);
        var completeness = SacralSparing.Of(examination);
        return new(
            examination,
            IsncsciEdition.Isncsci2019,
            IsncsciTotals.Of(examination),
            new(LevelWalk.Sensory(examination, BodySide.Right), LevelWalk.Sensory(examination, BodySide.Left)),
            motor,
            injury,
            completeness,
            ImpairmentScale.Of(examination, right, left, completeness, injury, motor),
            new(PartialPreservation.Sensory(examination, BodySide.Right), PartialPreservation.Sensory(examination, BodySide.Left)),
            new(
                PartialPreservation.Motor(examination, BodySide.Right, right, left, motor.Right, starRight),
                PartialPreservation.Motor(examination, BodySide.Left, right, left, motor.Left, starLeft)));
    }
}
