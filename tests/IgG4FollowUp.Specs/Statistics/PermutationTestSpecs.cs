using FsCheck;
using FsCheck.Fluent;
using IgG4FollowUp.Specs.Statistics.Oracle;
using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Specs.Statistics;

/// <summary>Two hundred random data sets against R's coin package, see generate-permutation-oracle.R, and laws.</summary>
public sealed class PermutationTestSpecs
{
    private static readonly Arbitrary<(int Score, int Group)[]> Samples =
        Gen.Choose(-3, 9).Zip(Gen.Choose(0, 2)).ArrayOf(7).ToArbitrary();

    [Fact]
    public void log_rank_statistics_and_exact_p_values_agree_with_r()
    {
        var sets = OracleFile.Lines("permutation-oracle.jsonl").Select(OracleFile.Read<OraclePermutation>).ToArray();
        sets.Length.ShouldBe(200);
        sets.Count(s => s.ExactP is not null).ShouldBe(160);
        foreach (var (set, id) in sets.Select((s, i) => (s, i + 1)))
        {
            var where = $"data set {id} ({set.Kind})";
            var subjects = set.Time.Select((t, i) => new SurvivalTime(t, set.Event[i] == 1)).ToArray();
            var test = PermutationTest.LogRank(subjects, set.Group, seed: 1, most: set.ExactP is null ? 1 : PermutationTest.DefaultMost);
            test.Asymptotic.ChiSquare.ShouldBe(set.ChiSquare, 1e-8 * Math.Max(1, set.ChiSquare), where);
            test.IsExact.ShouldBe(set.ExactP is not null, where);
            if (set.ExactP is { } p)
                test.PValue.ShouldBe(p, 1e-8, where);
        }
    }

    [Fact]
    public void the_names_of_groups_and_the_order_of_rows_change_nothing() => ForAll((scores, groups) =>
    {
        int[] renamed = [2, 0, 1];
        foreach (var most in new[] { 10, 100_000 })
        {
            var test = PermutationTest.Of(scores, groups, 5, most);
            PermutationTest.Of([.. scores.Reverse()], [.. groups.Reverse()], 5, most).PValue.ShouldBe(test.PValue, 1e-12);
            if (test.IsExact)
                PermutationTest.Of(scores, [.. groups.Select(g => renamed[g])], 5, most).PValue.ShouldBe(test.PValue, 1e-12);
        }
    });

    [Fact]
    public void other_units_and_origins_of_the_scores_change_nothing() => ForAll((scores, groups) =>
    {
        var test = PermutationTest.Of(scores, groups, 5);
        var other = PermutationTest.Of([.. scores.Select(s => 100 - (3 * s))], groups, 5);
        other.PValue.ShouldBe(test.PValue, 1e-12);
        other.Asymptotic.ChiSquare.ShouldBe(test.Asymptotic.ChiSquare, 1e-8);
    });

    [Fact]
    public void an_exact_p_is_the_average_over_all_allocations_of_being_as_extreme()
    {
        // 1, 2, 3, 10 in two pairs: of six ways, {3, 10} and its mirror image are the most extreme.
        var test = PermutationTest.Of([1, 2, 3, 10], [0, 0, 1, 1], seed: 1);
        test.Allocations.ShouldBe(6);
        test.IsExact.ShouldBeTrue();
        test.PValue.ShouldBe(2 / 6.0, 1e-12);
    }

    [Fact]
    public void drawn_allocations_come_near_the_exact_p_and_a_seed_repeats_them()
    {
        var scores = Enumerable.Range(0, 14).Select(i => Math.Sqrt(i)).ToArray();
        int[] groups = [0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 1, 1, 0, 1];
        var exact = PermutationTest.Of(scores, groups, 1);
        var drawn = PermutationTest.Of(scores, groups, 1, most: 3000);
        exact.IsExact.ShouldBeTrue();
        drawn.IsExact.ShouldBeFalse();
        drawn.Allocations.ShouldBe(3001);
        drawn.PValue.ShouldBe(exact.PValue, 4 * Math.Sqrt(0.25 / 3000));
        PermutationTest.Of(scores, groups, 1, most: 3000).PValue.ShouldBe(drawn.PValue);
    }

    [Fact]
    public void nothing_differs_in_one_group_or_among_equal_scores_and_late_entry_is_refused()
    {
        PermutationTest.Of([1, 2, 3], [1, 1, 1], 1).PValue.ShouldBe(1);
        PermutationTest.Of([0.1, 0.1, 0.1], [0, 1, 1], 1).Asymptotic.PValue.ShouldBeNull();
        PermutationTest.Of([], [], 1).PValue.ShouldBe(1);
        SurvivalTime[] late = [new SurvivalTime(2, true, 1)];
        Should.Throw<ArgumentException>(() => PermutationTest.LogRank(late, [0], 1));
    }

    private static void ForAll(Action<double[], int[]> law) => Prop.ForAll(
        Samples, sample => law([.. sample.Select(s => (double)s.Score)], [.. sample.Select(s => s.Group)])).Hold();

    private sealed record OraclePermutation(string Kind, double[] Time, int[] Event, int[] Group, double ChiSquare, double? ExactP);
}
