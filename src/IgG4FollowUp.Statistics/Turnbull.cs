using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace IgG4FollowUp.Statistics;

/// <summary>
/// A time known to lie in (<paramref name="After"/>, <paramref name="By"/>], as between two visits; exactly at
/// <paramref name="By"/> when the two are equal.
/// </summary>
/// <param name="After">Last time known to be free of the event; negative infinity when never.</param>
/// <param name="By">First time known to have had it; positive infinity when never (right-censored).</param>
public readonly record struct CensoredInterval(double After, double By)
{
    /// <summary>A time that is known.</summary>
    /// <param name="time">When it happened.</param>
    public static CensoredInterval Exactly(double time) => new(time, time);

    /// <summary>An event that had not happened when observation ended.</summary>
    /// <param name="time">The end of observation.</param>
    public static CensoredInterval NotBy(double time) => new(time, double.PositiveInfinity);
}

/// <summary>
/// The probability that the event happens within (<paramref name="After"/>, <paramref name="By"/>]; where inside, the data
/// do not say. A point when the two are equal.
/// </summary>
/// <param name="After">Beginning, not included.</param>
/// <param name="By">End, included; may be positive infinity.</param>
/// <param name="Probability">From 0 to 1.</param>
public readonly record struct TurnbullMass(double After, double By, double Probability);

/// <summary>The distribution of an interval-censored time.</summary>
/// <param name="Subjects">Number of intervals.</param>
/// <param name="Masses">
/// The innermost intervals, ascending: only they can hold probability, and together they hold 1 (empty without subjects).
/// </param>
/// <param name="LogLikelihood">Σ ln of the probability of each subject's interval.</param>
/// <param name="Gap">
/// How much the log likelihood is below its maximum at most, from the Kuhn-Tucker conditions (max over masses of
/// Σ 1/P − n): a certificate that does not depend on how the maximum was sought.
/// </param>
public sealed record TurnbullCurve(int Subjects, ImmutableArray<TurnbullMass> Masses, double LogLikelihood, double Gap)
{
    /// <summary>The bounds of the probability of being free of the event just after a time; they differ inside a mass.</summary>
    /// <param name="time">In the unit of the data.</param>
    public ConfidenceLimits SurvivalBounds(double time)
    {
        if (Masses.IsEmpty)
            return ConfidenceLimits.Undefined;
        double certain = 0, possible = 0;
        foreach (var mass in Masses)
        {
            if (mass.By <= time)
                certain += mass.Probability;
            else if (mass.After < time)
                possible += mass.Probability;
        }

        return new ConfidenceLimits(Math.Max(0, 1 - certain - possible), Math.Max(0, 1 - certain));
    }

    /// <summary>
    /// The probability of being free of the event just after a time, each mass falling evenly over its interval, or at its end
    /// where the interval is unbounded.
    /// </summary>
    /// <param name="time">In the unit of the data.</param>
    public double Survival(double time)
    {
        double free = 0;
        foreach (var mass in Masses)
        {
            if (mass.After >= time && mass.By > time)
                free += mass.Probability;
            else if (mass.By > time)
                free += mass.Probability * Remaining(mass, time);
        }

        return Masses.IsEmpty ? double.NaN : Math.Min(1, free);
    }

    private static double Remaining(TurnbullMass mass, double time) =>
        double.IsFinite(mass.By) && double.IsFinite(mass.After) ? (mass.By - time) / (mass.By - mass.After) : 1;
}

/// <summary>
/// The nonparametric maximum-likelihood distribution of a time that is only known to lie between visits. Steps of
/// self-consistency alternate with steps of the iterative convex minorant, each linear in intervals and masses.
/// </summary>
/// <remarks>
/// Turnbull, J R Stat Soc B 1976;38:290-5; Gentleman and Geyer, Biometrika 1994;81:618-23 (the certificate); Wellner and
/// Zhan, J Am Stat Assoc 1997;92:945-59 (the alternation). Delayed entry is not taken into account.
/// </remarks>
public static class Turnbull
{
    private const int MaximalRounds = 20_000;

    /// <summary>Estimates the distribution.</summary>
    /// <param name="intervals">In any order; may be empty.</param>
    /// <param name="gap">
    /// The search ends when the log likelihood is certain to be this close to its maximum, per subject.
    /// </param>
    /// <exception cref="ArgumentException">An interval ends before it begins, or both its ends are the same infinity.</exception>
    public static TurnbullCurve Estimate(ReadOnlySpan<CensoredInterval> intervals, double gap = 1e-9)
    {
        var (masses, ranges) = Innermost(intervals);
        var search = new Search(ranges, masses.Length);
        for (var round = 0; round < MaximalRounds && search.Gap > gap * intervals.Length; round++)
            search.Improve();
        for (var j = 0; j < masses.Length; j++)
            masses[j] = masses[j] with { Probability = search.Probabilities[j] };
        return new TurnbullCurve(
            intervals.Length, ImmutableCollectionsMarshal.AsImmutableArray(masses), search.LogLikelihood, Math.Max(0, search.Gap));
    }

    /// <summary>Limits of the survival at some times: quantiles over resamples of the subjects.</summary>
    /// <param name="intervals">In any order.</param>
    /// <param name="times">Times in the unit of the data.</param>
    /// <param name="resamples">Number of resamples, 1 or more.</param>
    /// <param name="seed">The same seed gives the same limits.</param>
    /// <param name="level">Confidence level, between 0 and 1 exclusive.</param>
    /// <returns>Limits per time; undefined without subjects.</returns>
    /// <exception cref="ArgumentException">Invalid intervals, number or level.</exception>
    /// <remarks>
    /// Efron, J Am Stat Assoc 1981;76:312-9 (percentiles). Where the estimate is consistent only at the cube root of n, the
    /// bootstrap is an indication and not a guarantee.
    /// </remarks>
    public static ImmutableArray<ConfidenceLimits> BootstrapLimits(
        ReadOnlySpan<CensoredInterval> intervals, IReadOnlyList<double> times, int resamples, int seed, double level = 0.95)
    {
        ConfidenceLimits.RequireLevel(level);
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        if (intervals.IsEmpty)
            return [.. times.Select(_ => ConfidenceLimits.Undefined)];

        // Sorted, so that the order of rows does not change what a seed draws.
        var subjects = intervals.ToArray();
        Array.Sort(subjects, (a, b) => (a.After, a.By).CompareTo((b.After, b.By)));
        var random = new Random(seed);
        var survival = times.Select(_ => new double[resamples]).ToArray();
        var drawn = new CensoredInterval[subjects.Length];
        for (var r = 0; r < resamples; r++)
        {
            for (var i = 0; i < drawn.Length; i++)
                drawn[i] = subjects[random.Next(subjects.Length)];
            var curve = Estimate(drawn, gap: 1e-6);
            for (var k = 0; k < times.Count; k++)
                survival[k][r] = curve.Survival(times[k]);
        }

        return [.. survival.Select(values =>
        {
            Array.Sort(values);
            return new ConfidenceLimits(Quantile(values, (1 - level) / 2), Quantile(values, (1 + level) / 2));
        })];
    }

    /// <summary>The score of each subject's interval, the slope of its log likelihood in a log hazard common to all times.</summary>
    internal static double[] LogRankScores(ReadOnlySpan<CensoredInterval> intervals)
    {
        var (masses, ranges) = Innermost(intervals);
        var curve = Estimate(intervals, gap: 1e-10);
        var after = new double[masses.Length + 1];
        for (var j = masses.Length - 1; j >= 0; j--)
            after[j] = after[j + 1] + curve.Masses[j].Probability;
        return [.. ranges.Select(r => (Term(after[r.First]) - Term(after[r.Last + 1])) / (after[r.First] - after[r.Last + 1]))];

        static double Term(double survival) => survival > 0 ? survival * Math.Log(survival) : 0;
    }

    /// <summary>Linear between order statistics: type 7 of Hyndman and Fan, Am Stat 1996;50:361-5.</summary>
    private static double Quantile(double[] sorted, double share)
    {
        var at = share * (sorted.Length - 1);
        var low = (int)at;
        return low + 1 < sorted.Length ? sorted[low] + ((at - low) * (sorted[low + 1] - sorted[low])) : sorted[low];
    }

    /// <summary>
    /// The innermost intervals, where the beginning of one subject's interval is followed by the end of one without another
    /// beginning between them, and the first and last of them that each subject's interval holds.
    /// </summary>
    private static (TurnbullMass[] Masses, (int First, int Last)[] Ranges) Innermost(ReadOnlySpan<CensoredInterval> intervals)
    {
        // At one time, a known time begins, then intervals end, then others begin.
        var ends = new (double Time, int Rank, int Subject)[2 * intervals.Length];
        for (var i = 0; i < intervals.Length; i++)
        {
            var (after, by) = intervals[i];
            if (!(after <= by) || double.IsPositiveInfinity(after) || double.IsNegativeInfinity(by))
                throw new ArgumentException($"An interval ends after it begins: ({after}, {by}].", nameof(intervals));
            ends[2 * i] = (after, after == by ? 0 : 2, i);
            ends[(2 * i) + 1] = (by, 1, i);
        }

        Array.Sort(ends, (a, b) => (a.Time, a.Rank).CompareTo((b.Time, b.Rank)));
        var masses = new List<TurnbullMass>();
        var ranges = new (int First, int Last)[intervals.Length];
        double? begun = null;
        foreach (var (time, rank, subject) in ends)
        {
            if (rank != 1)
            {
                begun = time;
                ranges[subject].First = masses.Count;
                continue;
            }

            if (begun is { } after)
                masses.Add(new TurnbullMass(after, time, 0));
            begun = null;
            ranges[subject].Last = masses.Count - 1;
        }

        return ([.. masses], ranges);
    }

    private sealed class Search
    {
        private readonly (int First, int Last, double Count)[] _ranges;
        private readonly double _subjects;
        private readonly double[] _gradient;

        public Search((int First, int Last)[] ranges, int masses)
        {
            // Intervals that hold the same masses are one, counted.
            _ranges = [.. ranges.GroupBy(r => r).Select(g => (g.Key.First, g.Key.Last, (double)g.Count()))];
            _subjects = ranges.Length;
            _gradient = new double[masses];
            Probabilities = new double[masses];
            Probabilities.AsSpan().Fill(1.0 / masses);
            if (masses > 0)
                Look();
        }

        public double[] Probabilities { get; private set; }

        public double LogLikelihood { get; private set; }

        public double Gap => _gradient.Length == 0 ? 0 : _gradient.Max() - _subjects;

        public void Improve()
        {
            SelfConsistency();
            ConvexMinorant();
            Look();
        }

        /// <summary>Log likelihood, and its gradient Σ 1/P over the intervals that hold each mass.</summary>
        private void Look()
        {
            var cumulative = Cumulative(Probabilities);
            LogLikelihood = Value(cumulative);
            _gradient.AsSpan().Clear();
            foreach (var (first, last, count) in _ranges)
            {
                var weight = count / (cumulative[last + 1] - cumulative[first]);
                _gradient[first] += weight;
                if (last + 1 < _gradient.Length)
                    _gradient[last + 1] -= weight;
            }

            for (var j = 1; j < _gradient.Length; j++)
                _gradient[j] += _gradient[j - 1];
        }

        /// <summary>Each mass becomes the average of what it is expected to have of every subject.</summary>
        private void SelfConsistency()
        {
            for (var j = 0; j < _gradient.Length; j++)
                Probabilities[j] *= _gradient[j] / _subjects;
            Normalise(Probabilities);
        }

        /// <summary>
        /// A Newton step on the cumulative probabilities with the diagonal of the Hessian, kept ascending by pooling, and
        /// shortened until it does not lower the likelihood.
        /// </summary>
        private void ConvexMinorant()
        {
            var masses = Probabilities.Length;
            var cumulative = Cumulative(Probabilities);
            var (slope, curvature) = (new double[masses + 1], new double[masses + 1]);
            foreach (var (first, last, count) in _ranges)
            {
                var p = cumulative[last + 1] - cumulative[first];
                slope[last + 1] += count / p;
                slope[first] -= count / p;
                curvature[last + 1] += count / (p * p);
                curvature[first] += count / (p * p);
            }

            var target = Pooled(cumulative, slope, curvature);
            var before = Value(cumulative);
            for (double share = 1; share > 1e-6; share /= 2)
            {
                double[] next = [.. cumulative.Select((f, j) => f + (share * (target[j] - f)))];
                if (!(Value(next) >= before))
                    continue;
                for (var j = 0; j < masses; j++)
                    Probabilities[j] = Math.Max(0, next[j + 1] - next[j]);
                Normalise(Probabilities);
                return;
            }
        }

        private static double[] Pooled(double[] cumulative, double[] slope, double[] curvature)
        {
            var masses = cumulative.Length - 1;
            var blocks = new List<(double Weight, double Sum, int End)>();
            for (var j = 1; j < masses; j++)
            {
                var block = (Weight: curvature[j], Sum: (curvature[j] * cumulative[j]) + slope[j], End: j);
                while (blocks.Count > 0 && blocks[^1].Sum * block.Weight >= block.Sum * blocks[^1].Weight)
                {
                    block = (block.Weight + blocks[^1].Weight, block.Sum + blocks[^1].Sum, j);
                    blocks.RemoveAt(blocks.Count - 1);
                }

                blocks.Add(block);
            }

            var target = new double[masses + 1];
            target[masses] = 1;
            var next = 1;
            foreach (var (weight, sum, end) in blocks)
            {
                for (; next <= end; next++)
                    target[next] = Math.Clamp(sum / weight, 0, 1);
            }

            return target;
        }

        private double Value(double[] cumulative)
        {
            double value = 0;
            foreach (var (first, last, count) in _ranges)
                value += count * Math.Log(cumulative[last + 1] - cumulative[first]);
            return value;
        }

        private static double[] Cumulative(double[] probabilities)
        {
            var cumulative = new double[probabilities.Length + 1];
            for (var j = 0; j < probabilities.Length; j++)
                cumulative[j + 1] = cumulative[j] + probabilities[j];
            return cumulative;
        }

        private static void Normalise(double[] probabilities)
        {
            var sum = probabilities.Sum();
            for (var j = 0; j < probabilities.Length; j++)
                probabilities[j] /= sum;
        }
    }
}
