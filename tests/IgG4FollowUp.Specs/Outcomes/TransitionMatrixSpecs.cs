using FsCheck;
using FsCheck.Fluent;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Statistics;
using static IgG4FollowUp.Domain.Neurology.AsiaGrade;

namespace IgG4FollowUp.Specs.Outcomes;

public sealed class TransitionMatrixSpecs
{
    private static readonly Arbitrary<GradePair[]> People = (
        from baseline in Gen.Choose(0, 5)
        from followUp in Gen.Choose(0, 10)
        select Pair(baseline, followUp)).ArrayOf().ToArbitrary();

    [Fact]
    public void rows_sum_to_n_and_all_rows_to_everyone() => Prop.ForAll(People, people =>
    {
        var matrix = TransitionMatrix.Of(people);
        matrix.Subjects.ShouldBe(people.Length);
        matrix.Rows.Length.ShouldBe(6);
        foreach (var row in matrix.Rows)
        {
            row.Subjects.ShouldBe(people.Count(p => p.Baseline == row.Baseline));
            (row.Graded.Sum() + row.Ungraded.Sum()).ShouldBe(row.Subjects);
        }

        var pairs = people.Where(p => p.Baseline is not null && p.FollowUp is not null).ToArray();
        (matrix.Improved.Count + matrix.Unchanged.Count + matrix.Worsened.Count).ShouldBe(pairs.Length);
        matrix.Improved.Denominator.ShouldBe(pairs.Count(p => p.Baseline != E));
        matrix.Worsened.Denominator.ShouldBe(pairs.Count(p => p.Baseline != A));
        matrix.Unchanged.Denominator.ShouldBe(pairs.Length);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void everyone_stands_in_one_cell()
    {
        var matrix = TransitionMatrix.Of(
        [
            GradePair.Graded(C, D), GradePair.Graded(C, D), GradePair.Graded(C, C), GradePair.Graded(D, B),
            GradePair.Ungraded(C, MissingGradeReason.NotYetDue), GradePair.Ungraded(C, MissingGradeReason.Died),
            GradePair.Ungraded(D, MissingGradeReason.Lost), GradePair.Graded(null, E),
        ]);
        matrix.Rows[(int)C].ShouldSatisfyAllConditions(
            row => row.Subjects.ShouldBe(5),
            row => row.Graded.ShouldBe([0, 0, 1, 2, 0]),
            row => row.Ungraded.ShouldBe([1, 0, 0, 0, 0, 1]));
        matrix.Rows[(int)D].Graded.ShouldBe([0, 1, 0, 0, 0]);
        matrix.Rows[5].ShouldSatisfyAllConditions(
            row => row.Baseline.ShouldBeNull(),
            row => row.Graded.ShouldBe([0, 0, 0, 0, 1]));
        matrix.Improved.ShouldBe(new Proportion(2, 4));
        matrix.Unchanged.ShouldBe(new Proportion(1, 4));
        matrix.Worsened.ShouldBe(new Proportion(1, 4));
    }

    [Fact]
    public void grade_e_cannot_improve_and_grade_a_cannot_worsen()
    {
        var matrix = TransitionMatrix.Of(
            [GradePair.Graded(E, E), GradePair.Graded(A, A), GradePair.Graded(A, B), GradePair.Graded(C, D), GradePair.Graded(E, D)]);
        matrix.Improved.ShouldBe(new Proportion(2, 3));
        matrix.Worsened.ShouldBe(new Proportion(1, 3));
        matrix.Unchanged.ShouldBe(new Proportion(2, 5));
    }

    [Fact]
    public void conversion_from_complete_and_from_motor_complete_are_endpoints_of_their_own()
    {
        var matrix = TransitionMatrix.Of(
            [GradePair.Graded(A, A), GradePair.Graded(A, B), GradePair.Graded(A, C), GradePair.Graded(B, D), GradePair.Graded(C, E)]);
        matrix.CompleteToIncomplete.ShouldBe(new Proportion(2, 3));
        matrix.ToMotorIncomplete.ShouldBe(new Proportion(2, 4));
    }

    private static GradePair Pair(int baseline, int followUp)
    {
        AsiaGrade? from = baseline == 5 ? null : (AsiaGrade)baseline;
        return followUp < 5 ? GradePair.Graded(from, (AsiaGrade)followUp) : GradePair.Ungraded(from, (MissingGradeReason)(followUp - 5));
    }
}
