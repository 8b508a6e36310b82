using System.Collections.Immutable;

namespace IgG4FollowUp.Statistics;

/// <summary>Whether groups differ in a score, by what other allocations of the same scores to groups would have shown.</summary>
/// <param name="Deviations">Per group, the sum of its scores less what its size would lead to expect.</param>
/// <param name="Asymptotic">The statistic with its chi-square limit; compare <paramref name="PValue"/>.</param>
/// <param name="PValue">The share of allocations with at least this statistic; 1 when the scores do not differ.</param>
/// <param name="Allocations">Allocations looked at.</param>
/// <param name="IsExact">
/// True when these were all there are; false when drawn at random, the observed one counted among them (Phipson and Smyth,
/// Stat Appl Genet Mol Biol 2010;9:39).
/// </param>
public sealed record PermutationResult(
    ImmutableArray<double> Deviations, ChiSquareTest Asymptotic, double PValue, long Allocations, bool IsExact);

/// <summary>
/// Permutation tests of groups by scores: the statistic is (n − 1)/Σ(a − ā)² · Σ over groups of (deviation²/size), which has
/// its own exact distribution given the scores, however small or heavily censored the groups are.
/// </summary>
/// <remarks>
/// Strasser and Weber, Math Methods Stat 1999;8:220-50, as R's <c>coin</c>. Valid when, without a difference, any allocation
/// was as likely as any other: that asks for the same censoring in all groups.
/// </remarks>
public static class PermutationTest
{
    /// <summary>All allocations are looked at when there are no more than this many, unless another number is given.</summary>
    public const int DefaultMost = 100_000;

    // Sums in another order differ by rounding; so much less still counts as equal.
    private const double Rounding = 1e-9;

    /// <summary>The log-rank test by permutation, from the scores event − Λ(t) with the Nelson-Aalen estimate of all.</summary>
    /// <param name="subjects">Observed from time zero; delayed entry has no such test.</param>
    /// <param name="groups">The group of each subject: 0, 1, …</param>
    /// <param name="seed">Of the random allocations.</param>
    /// <param name="most">The largest number of allocations, 1 or more.</param>
    /// <exception cref="ArgumentException">Invalid times or codes, or somebody entered late.</exception>
    public static PermutationResult LogRank(
        ReadOnlySpan<SurvivalTime> subjects, ReadOnlySpan<int> groups, int seed, int most = DefaultMost)
    {
        var curve = KaplanMeier.Estimate(subjects);
        var hazards = new Dictionary<double, double>();
        double hazard = 0;
        foreach (var point in curve.Points)
            hazards.Add(point.Time, hazard += point.Events / (double)point.AtRisk);
        var scores = new double[subjects.Length];
        for (var i = 0; i < scores.Length; i++)
        {
            if (!double.IsNegativeInfinity(subjects[i].Entry))
                throw new ArgumentException("People who entered late cannot change places with others.", nameof(subjects));
            scores[i] = (subjects[i].IsEvent ? 1 : 0) - hazards[subjects[i].Time];
        }

        return Of(scores, groups, seed, most);
    }

    /// <summary>
    /// The generalised log-rank test of interval-censored times, from the scores of Peto and Peto (J R Stat Soc A
    /// 1972;135:185-207): (S(L) ln S(L) − S(R) ln S(R)) / (S(L) − S(R)) with the Turnbull estimate of all.
    /// </summary>
    /// <param name="intervals">In any order.</param>
    /// <param name="groups">The group of each interval: 0, 1, …</param>
    /// <param name="seed">Of the random allocations.</param>
    /// <param name="most">The largest number of allocations, 1 or more.</param>
    /// <exception cref="ArgumentException">Invalid intervals or codes.</exception>
    public static PermutationResult LogRank(
        ReadOnlySpan<CensoredInterval> intervals, ReadOnlySpan<int> groups, int seed, int most = DefaultMost) =>
        Of(Turnbull.LogRankScores(intervals), groups, seed, most);

    /// <summary>Tests any scores.</summary>
    /// <param name="scores">One finite score per subject.</param>
    /// <param name="groups">The group of each subject: 0, 1, …</param>
    /// <param name="seed">Of the random allocations: the same gives the same p.</param>
    /// <param name="most">The largest number of allocations, 1 or more.</param>
    /// <exception cref="ArgumentException">Not one group and one finite score per subject, or a negative code.</exception>
    public static PermutationResult Of(ReadOnlySpan<double> scores, ReadOnlySpan<int> groups, int seed, int most = DefaultMost)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        if (scores.Length != groups.Length)
            throw new ArgumentException("Every score has one group.", nameof(groups));
        var sizes = new int[groups.IsEmpty ? 0 : Max(groups) + 1];
        double mean = 0, squares = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            if (!double.IsFinite(scores[i]))
                throw new ArgumentException($"A score is a finite number, not {scores[i]}.", nameof(scores));
            sizes[groups[i]]++;
            mean += scores[i] / scores.Length;
        }

        var centred = scores.ToArray();
        for (var i = 0; i < centred.Length; i++)
            squares += (centred[i] -= mean) * centred[i];
        var deviations = Sums(centred, groups, sizes.Length);
        var degrees = sizes.Count(n => n > 0) - 1;
        if (degrees < 1 || squares <= Rounding * Rounding * centred.Length * (1 + (mean * mean)))
            return new PermutationResult([.. deviations], default, 1, 1, IsExact: true);

        var observed = Statistic(deviations, sizes);
        var least = observed - (Rounding * Math.Max(observed, squares / centred.Length));
        var (hits, all, exact) = CountAllocations(sizes) is { } count && count <= most
            ? (Enumerate(centred, sizes, least), count, true) : (Draw(centred, groups, sizes, least, seed, most) + 1, most + 1L, false);
        return new PermutationResult(
            [.. deviations], new ChiSquareTest(observed * (centred.Length - 1) / squares, degrees), hits / (double)all, all, exact);
    }

    private static double[] Sums(double[] scores, ReadOnlySpan<int> groups, int count)
    {
        var sums = new double[count];
        for (var i = 0; i < scores.Length; i++)
            sums[groups[i]] += scores[i];
        return sums;
    }

    private static double Statistic(double[] deviations, int[] sizes)
    {
        double sum = 0;
        for (var g = 0; g < sizes.Length; g++)
            sum += sizes[g] == 0 ? 0 : deviations[g] * deviations[g] / sizes[g];
        return sum;
    }

    /// <summary>n! / Π size!; null when that is beyond counting.</summary>
    private static long? CountAllocations(int[] sizes)
    {
        double count = 1;
        var n = 0;
        foreach (var size in sizes)
        {
            for (var k = 1; k <= size; k++)
                count = Math.Round(count * ++n / k);
        }

        return count < 1e15 ? (long)count : null;
    }

    private static long Enumerate(double[] scores, int[] sizes, double least)
    {
        var left = (int[])sizes.Clone();
        var sums = new double[sizes.Length];
        return From(0);

        long From(int subject)
        {
            if (subject == scores.Length)
                return Statistic(sums, sizes) >= least ? 1 : 0;
            long hits = 0;
            for (var g = 0; g < sizes.Length; g++)
            {
                if (left[g] == 0)
                    continue;
                var before = sums[g];
                left[g]--;
                sums[g] += scores[subject];
                hits += From(subject + 1);
                sums[g] = before;
                left[g]++;
            }

            return hits;
        }
    }

    private static long Draw(double[] scores, ReadOnlySpan<int> groups, int[] sizes, double least, int seed, int draws)
    {
        // In order of score and group, so that the order of rows does not change what a seed draws.
        var shuffled = (double[])scores.Clone();
        var sorted = groups.ToArray();
        Array.Sort(shuffled);
        Array.Sort(sorted);
        var random = new Random(seed);
        long hits = 0;
        for (var i = 0; i < draws; i++)
        {
            random.Shuffle(shuffled);
            if (Statistic(Sums(shuffled, sorted, sizes.Length), sizes) >= least)
                hits++;
        }

        return hits;
    }

    private static int Max(ReadOnlySpan<int> groups)
    {
        var max = 0;
        foreach (var group in groups)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(group, nameof(groups));
            max = Math.Max(max, group);
        }

        return max;
    }
}
