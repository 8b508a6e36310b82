using System.Collections.Immutable;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Domain.Outcomes;

/// <summary>Why a person has no grade at the follow-up in question.</summary>
public enum MissingGradeReason
{
    /// <summary>The follow-up visit is not due yet.</summary>
    NotYetDue,

    /// <summary>The visit was due and did not happen, or gave no grade; the person is still followed.</summary>
    Missed,

    /// <summary>Lost to follow-up.</summary>
    Lost,

    /// <summary>Withdrew from follow-up.</summary>
    Withdrew,

    /// <summary>Transferred to another centre.</summary>
    Transferred,

    /// <summary>Died before the visit.</summary>
    Died,
}

/// <summary>One person's grades: at baseline, and at follow-up or why there is none.</summary>
public readonly record struct GradePair
{
    private GradePair(AsiaGrade? baseline, AsiaGrade? followUp, MissingGradeReason? reason) =>
        (Baseline, FollowUp, Reason) = (baseline, followUp, reason);

    /// <summary>Grade at baseline; null when none was recorded.</summary>
    public AsiaGrade? Baseline { get; }

    /// <summary>Grade at follow-up; null when there is none, and then <see cref="Reason"/> says why.</summary>
    public AsiaGrade? FollowUp { get; }

    /// <summary>Why there is no grade at follow-up; null when there is one.</summary>
    public MissingGradeReason? Reason { get; }

    /// <summary>A person examined at follow-up.</summary>
    /// <param name="baseline">Grade at baseline; null when none was recorded.</param>
    /// <param name="followUp">Grade at follow-up, by the same method as at baseline: entered and derived grades do not pair.</param>
    public static GradePair Graded(AsiaGrade? baseline, AsiaGrade followUp) => new(baseline, followUp, null);

    /// <summary>A person without a grade at follow-up.</summary>
    /// <param name="baseline">Grade at baseline; null when none was recorded.</param>
    /// <param name="reason">Why there is none.</param>
    public static GradePair Ungraded(AsiaGrade? baseline, MissingGradeReason reason) => new(baseline, null, reason);
}

/// <summary>The people of one baseline grade.</summary>
/// <param name="Baseline">The grade at baseline; null for the row of those without one.</param>
/// <param name="Subjects">n of the row: always the sum of <paramref name="Graded"/> and <paramref name="Ungraded"/>.</param>
/// <param name="Graded">How many have each grade at follow-up, in the order A to E.</param>
/// <param name="Ungraded">How many have none, in the order of <see cref="MissingGradeReason"/>.</param>
public sealed record TransitionRow(AsiaGrade? Baseline, int Subjects, ImmutableArray<int> Graded, ImmutableArray<int> Ungraded);

/// <summary>
/// Baseline against follow-up AIS grade, with everyone accounted for: those without a grade at follow-up stand in a column
/// that says why, those without one at baseline in a row of their own, so rows sum to n and the rows sum to everyone.
/// </summary>
/// <remarks>
/// Improvement by at least one grade is the usual definition (DeVivo 2007; SCIRE). Grade E cannot improve and grade A cannot
/// worsen, so they stand outside the matching denominators. A proportion uses only people with both grades.
/// </remarks>
public sealed class TransitionMatrix
{
    private static readonly AsiaGrade[] Grades = Enum.GetValues<AsiaGrade>();
    private static readonly MissingGradeReason[] Reasons = Enum.GetValues<MissingGradeReason>();

    private TransitionMatrix(ImmutableArray<TransitionRow> rows) => Rows = rows;

    /// <summary>Rows for A to E, in this order, and a last row for those without a grade at baseline.</summary>
    public ImmutableArray<TransitionRow> Rows { get; }

    /// <summary>Number of people in all rows.</summary>
    public int Subjects => Rows.Sum(r => r.Subjects);

    /// <summary>At least one grade better, among those paired whose baseline is not E.</summary>
    public Proportion Improved => Share((from, to) => to > from, from => from != AsiaGrade.E);

    /// <summary>At least one grade worse, among those paired whose baseline is not A.</summary>
    public Proportion Worsened => Share((from, to) => to < from, from => from != AsiaGrade.A);

    /// <summary>The same grade, among all paired.</summary>
    public Proportion Unchanged => Share((from, to) => to == from, _ => true);

    /// <summary>From complete (A) to incomplete (B to E), among those paired whose baseline is A.</summary>
    public Proportion CompleteToIncomplete => Share((_, to) => to > AsiaGrade.A, from => from == AsiaGrade.A);

    /// <summary>From motor complete (A or B) to motor incomplete (C to E), among those paired whose baseline is A or B.</summary>
    public Proportion ToMotorIncomplete => Share((_, to) => to > AsiaGrade.B, from => from <= AsiaGrade.B);

    /// <summary>Counts people.</summary>
    /// <param name="people">One pair per person.</param>
    public static TransitionMatrix Of(IEnumerable<GradePair> people)
    {
        var graded = new int[Grades.Length + 1, Grades.Length];
        var ungraded = new int[Grades.Length + 1, Reasons.Length];
        foreach (var person in people)
        {
            var row = person.Baseline is { } baseline ? (int)baseline : Grades.Length;
            if (person.FollowUp is { } followUp)
                graded[row, (int)followUp]++;
            else
                ungraded[row, (int)(person.Reason ?? MissingGradeReason.Missed)]++;
        }

        return new TransitionMatrix([.. Enumerable.Range(0, Grades.Length + 1).Select(row =>
        {
            ImmutableArray<int> with = [.. Grades.Select(g => graded[row, (int)g])];
            ImmutableArray<int> without = [.. Reasons.Select(r => ungraded[row, (int)r])];
            return new TransitionRow(row < Grades.Length ? Grades[row] : null, with.Sum() + without.Sum(), with, without);
        })]);
    }

    private Proportion Share(Func<AsiaGrade, AsiaGrade, bool> counted, Func<AsiaGrade, bool> able) =>
        new(Count((from, to) => able(from) && counted(from, to)), Count((from, _) => able(from)));

    private int Count(Func<AsiaGrade, AsiaGrade, bool> counted) =>
        Rows.Where(r => r.Baseline is not null)
            .Sum(r => Grades.Where(to => counted(r.Baseline!.Value, to)).Sum(to => r.Graded[(int)to]));
}
