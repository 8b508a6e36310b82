using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace IgG4FollowUp.Statistics;

/// <summary>The cumulative incidence of one cause just after one of the times at which somebody failed or was censored.</summary>
/// <param name="Time">In the unit of the data.</param>
/// <param name="AtRisk">n: free of every event and under observation just before <paramref name="Time"/>.</param>
/// <param name="Events">Events of this cause at this time.</param>
/// <param name="OtherEvents">Events of the other causes at this time.</param>
/// <param name="Censored">Censored at this time, after the events.</param>
/// <param name="EventFree">S: probability of being free of every event, from 0 to 1.</param>
/// <param name="Incidence">F: probability that this cause has struck, from 0 to 1. All F and S together make 1.</param>
/// <param name="Variance">The variance of F, 0 or more.</param>
public readonly record struct IncidencePoint(
    double Time, int AtRisk, int Events, int OtherEvents, int Censored, double EventFree, double Incidence, double Variance)
{
    /// <summary>The standard error of F.</summary>
    public double StandardError => Math.Sqrt(Variance);

    /// <summary>
    /// The pointwise interval on the log-log scale, F^exp(± z · se / (F ln F)); undefined where F is 0 or 1. The form that
    /// SAS LIFETEST prints.
    /// </summary>
    /// <param name="z">The normal quantile of the confidence level, see <see cref="ConfidenceLimits.Z"/>.</param>
    public ConfidenceLimits Limits(double z)
    {
        if (Incidence is not (> 0 and < 1))
            return ConfidenceLimits.Undefined;
        var log = Math.Log(Incidence);
        var width = z * StandardError / (Incidence * log);
        return new ConfidenceLimits(Math.Exp(log * Math.Exp(-width)), Math.Exp(log * Math.Exp(width)));
    }
}

/// <summary>The cumulative incidence of one cause: a right-continuous step function that starts at 0.</summary>
/// <param name="Cause">The code of the cause: 1, 2, …</param>
/// <param name="Points">One point per distinct time, ascending.</param>
public sealed record IncidenceCurve(int Cause, ImmutableArray<IncidencePoint> Points)
{
    /// <summary>F at a time; null after the last observation, unless nobody free of events was left.</summary>
    /// <param name="time">In the unit of the data.</param>
    public double? At(double time) =>
        Points.IsEmpty || (time > Points[^1].Time && Points[^1].EventFree > 0) ? null : LastBy(time)?.Incidence ?? 0;

    /// <summary>The last point up to and including a time; null before the first.</summary>
    /// <param name="time">In the unit of the data.</param>
    public IncidencePoint? LastBy(double time)
    {
        IncidencePoint? last = null;
        foreach (var point in Points)
        {
            if (point.Time > time)
                break;
            last = point;
        }

        return last;
    }
}

/// <summary>
/// The probability that each of several mutually exclusive first events has happened by a time:
/// F_k(t) = Σ S(t−) d_k/n. Where death can forestall recurrence, 1 − Kaplan-Meier overstates recurrence; this does not.
/// Runs in O(n log n).
/// </summary>
/// <remarks>
/// Aalen and Johansen, Scand J Stat 1978;5:141-50. Variance (delta method, as SAS LIFETEST):
/// Σ (F(t) − F(tᵢ))² d/(n(n − d)) + Σ S(tᵢ−)² d_k(n − d_k)/n³ − 2 Σ (F(t) − F(tᵢ)) S(tᵢ−) d_k/n²; a term with n = d
/// belongs to the time after which F no longer moves, and counts as 0. It equals R's infinitesimal jackknife when everyone
/// is observed from time zero; with delayed entry the two differ a little, and this one keeps to Greenwood's.
/// </remarks>
public static class AalenJohansen
{
    /// <summary>Estimates the cumulative incidence of every cause.</summary>
    /// <param name="subjects">Follow-up times in any order.</param>
    /// <param name="causes">Number of causes; codes run from 1 to this, and 0 is censored.</param>
    /// <returns>One curve per cause, in the order of the codes.</returns>
    /// <exception cref="ArgumentException">Invalid times, or a cause out of range.</exception>
    public static ImmutableArray<IncidenceCurve> Estimate(ReadOnlySpan<CompetingTime> subjects, int causes) =>
        ByGroup(subjects, [], 1, causes)[0];

    /// <summary>Estimates the cumulative incidence of every cause per group.</summary>
    /// <param name="subjects">Follow-up times in any order.</param>
    /// <param name="groups">The group of each subject, 0 to <paramref name="groupCount"/> − 1; empty puts everyone in group 0.</param>
    /// <param name="groupCount">Number of groups.</param>
    /// <param name="causes">Number of causes.</param>
    /// <exception cref="ArgumentException">Invalid times, or a group or cause out of range.</exception>
    public static ImmutableArray<IncidenceCurve>[] ByGroup(
        ReadOnlySpan<CompetingTime> subjects, ReadOnlySpan<int> groups, int groupCount, int causes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(causes, 1);
        var times = SortedTimes.Of(subjects, groups, groupCount, causes);
        var result = new ImmutableArray<IncidenceCurve>[groupCount];
        for (var group = 0; group < groupCount; group++)
            result[group] = Curves(times, group, causes);
        return result;
    }

    /// <summary>Estimates the cumulative incidence of every cause per value of a grouping variable, in ascending order of it.</summary>
    /// <param name="rows">The rows of a table.</param>
    /// <param name="group">The grouping variable; its type must be comparable.</param>
    /// <param name="time">The follow-up of a row.</param>
    /// <param name="causes">Number of causes.</param>
    /// <exception cref="ArgumentException">Invalid times, or a cause out of range.</exception>
    public static IReadOnlyList<Grouped<TKey, ImmutableArray<IncidenceCurve>>> ByGroup<T, TKey>(
        IReadOnlyList<T> rows, Func<T, TKey> group, Func<T, CompetingTime> time, int causes)
        where TKey : notnull
    {
        var codes = GroupCodes<TKey>.Of(rows, group);
        var curves = ByGroup(rows.Select(time).ToArray(), codes.Codes, codes.Keys.Length, causes);
        return codes.Keys.Select((key, i) => new Grouped<TKey, ImmutableArray<IncidenceCurve>>(key, curves[i])).ToArray();
    }

    private static ImmutableArray<IncidenceCurve> Curves(SortedTimes times, int cell, int causes)
    {
        var distinct = DistinctTimes(times, cell, causes);
        var points = new IncidencePoint[causes + 1][];
        for (var cause = 1; cause <= causes; cause++)
            points[cause] = new IncidencePoint[distinct.Length];

        var entries = times.Entries(cell);
        var next = new int[causes + 1];
        var failed = new int[causes + 1];
        var sums = new VarianceSums[causes + 1];
        int entered = times.HasEntries ? 0 : times.Subjects(cell), left = 0;
        double survival = 1;
        for (var i = 0; i < distinct.Length; i++)
        {
            var t = distinct[i];
            while (entered < entries.Length && entries[entered] < t)
                entered++;
            var n = entered - left;
            for (var outcome = 0; outcome <= causes; outcome++)
            {
                failed[outcome] = SortedTimes.TakeAt(t, times.Exits(cell, outcome), ref next[outcome]);
                left += failed[outcome];
            }

            var d = failed.Sum() - failed[0];
            var after = survival * (n - d) / n;
            for (var cause = 1; cause <= causes; cause++)
            {
                sums[cause].Step(survival, n, d, failed[cause]);
                points[cause][i] = new IncidencePoint(
                    t, n, failed[cause], d - failed[cause], failed[0], after, sums[cause].Incidence, sums[cause].Variance);
            }

            survival = after;
        }

        return Enumerable.Range(1, causes)
            .Select(cause => new IncidenceCurve(cause, ImmutableCollectionsMarshal.AsImmutableArray(points[cause])))
            .ToImmutableArray();
    }

    private static double[] DistinctTimes(SortedTimes times, int cell, int causes)
    {
        var all = new double[times.Subjects(cell)];
        var filled = 0;
        for (var outcome = 0; outcome <= causes; outcome++)
        {
            var part = times.Exits(cell, outcome);
            part.CopyTo(all.AsSpan(filled));
            filled += part.Length;
        }

        Array.Sort(all);
        var kept = 0;
        for (var i = 0; i < all.Length; i++)
        {
            if (kept == 0 || all[i] != all[kept - 1])
                all[kept++] = all[i];
        }

        return all[..kept];
    }

    /// <summary>
    /// The three sums of the variance, carried forward as F grows: each step of F by δ moves Σ (F − Fᵢ)² w by
    /// 2δ Σ (F − Fᵢ) w + δ² Σ w. All terms are positive, so nothing cancels, and a curve costs O(n) instead of O(n²).
    /// </summary>
    private struct VarianceSums
    {
        private double _weights;
        private double _distances;
        private double _squares;
        private double _own;
        private double _crossWeights;
        private double _cross;

        public double Incidence { get; private set; }

        public readonly double Variance => Math.Max(0, _squares + _own - (2 * _cross));

        public void Step(double survivalBefore, double n, double d, double ofCause)
        {
            var delta = survivalBefore * ofCause / n;
            Incidence += delta;
            _squares += (2 * delta * _distances) + (delta * delta * _weights);
            _distances += delta * _weights;
            _cross += delta * _crossWeights;
            if (d < n)
                _weights += d / (n * (n - d));
            _own += survivalBefore * survivalBefore * ofCause * (n - ofCause) / (n * n * n);
            _crossWeights += survivalBefore * ofCause / (n * n);
        }
    }
}
