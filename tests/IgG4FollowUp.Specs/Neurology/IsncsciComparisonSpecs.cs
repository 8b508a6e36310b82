using IgG4FollowUp.Domain.Neurology;

namespace IgG4FollowUp.Specs.Neurology;

public class IsncsciComparisonSpecs
{
    private static readonly IsncsciExamination _sensoryIncomplete = IsncsciText.Parse("""
        LT-R 2222222 222222222222 11000 0000; LT-L 2222222 222222222222 11000 0000
        PP-R 2222222 222222222222 11000 0000; PP-L 2222222 222222222222 11000 0000
        M-R 55555 10000; M-L 55555 31000; VAC No; DAP Yes
        """);

    private static readonly IsncsciClassification _b = IsncsciClassification.Of(_sensoryIncomplete);

    [Fact]
    public void recovery_from_b_to_d_is_two_grades_with_what_was_gained()
    {
        var later = _sensoryIncomplete
            .WithVoluntaryAnalContraction(AnorectalFinding.Yes)
            .With(BodySide.Right, SensoryModality.PinPrick, CordLevel.L1, SensoryScore.Normal)
            .With(BodySide.Right, SensoryModality.LightTouch, CordLevel.L1, SensoryScore.Normal);
        foreach (var level in (CordLevel[])[CordLevel.L2, CordLevel.L3, CordLevel.L4])
            later = later.With(BodySide.Right, level, MuscleGrade.Of(4)).With(BodySide.Left, level, MuscleGrade.Of(3));

        var comparison = new IsncsciComparison(_b, IsncsciClassification.Of(later));

        comparison.IsComparable.ShouldBeTrue();
        comparison.Reasons.ShouldBeEmpty();
        comparison.GradeSteps.ShouldBe(2);
        comparison.LowerExtremity.Points.ShouldBe(21 - 5);
        comparison.LightTouch.Points.ShouldBe(1);
        comparison.UpperExtremity.Points.ShouldBe(0);
        comparison.SensoryLevel.Right.Segments.ShouldBe(1);
        comparison.SensoryLevel.Left.Segments.ShouldBe(0);
        comparison.MotorLevel.Right.Segments.ShouldBe(2);
        comparison.NeurologicalLevel.Segments.ShouldBe(0);
    }

    [Fact]
    public void loss_is_negative()
    {
        var later = IsncsciClassification.Of(_sensoryIncomplete
            .WithDeepAnalPressure(AnorectalFinding.No)
            .With(BodySide.Left, SensoryModality.PinPrick, CordLevel.T8, SensoryScore.Absent));

        var comparison = new IsncsciComparison(_b, later);

        comparison.GradeSteps.ShouldBe(-1);
        comparison.PinPrick.Points.ShouldBe(-2);
        comparison.SensoryLevel.Left.Segments.ShouldBe(-5);
        comparison.NeurologicalLevel.Segments.ShouldBe(-5);
    }

    [Fact]
    public void what_could_not_be_tested_is_not_compared_and_is_named()
    {
        var later = IsncsciClassification.Of(_sensoryIncomplete.With(BodySide.Right, CordLevel.S1, MuscleGrade.NotTestable));

        var comparison = new IsncsciComparison(_b, later);

        comparison.IsComparable.ShouldBeFalse();
        comparison.LowerExtremity.Points.ShouldBeNull();
        comparison.UpperExtremity.Points.ShouldBe(0);
        comparison.GradeSteps.ShouldBeNull();
        comparison.Reasons.ShouldBe(
        [
            "In the later examination the grade is not determined (B,C).",
            "In the later examination LEMS is not determined (ND).",
        ]);
    }

    [Fact]
    public void results_of_another_edition_are_not_compared()
    {
        var comparison = new IsncsciComparison(_b with { Edition = (IsncsciEdition)2011 }, _b);

        comparison.IsComparable.ShouldBeFalse();
        comparison.GradeSteps.ShouldBeNull();
    }

    [Fact]
    public void intact_is_one_segment_below_s3()
    {
        var s3 = IsncsciClassification.Of(
            IsncsciExamination.AllNormal.With(BodySide.Right, SensoryModality.LightTouch, CordLevel.S4_5, SensoryScore.Altered));

        new IsncsciComparison(s3, IsncsciClassification.Of(IsncsciExamination.AllNormal)).SensoryLevel.Right.Segments.ShouldBe(1);
    }
}
