using System.Runtime.InteropServices;

namespace IgG4FollowUp.Statistics;

/// <summary>
/// The product-limit estimate of the probability of being free of an event: S(t) = Π (1 − d/n) over event times up to t,
/// with n at risk and d events; events precede censorings at the same time. Runs in O(n log n).
/// </summary>
/// <remarks>
/// Kaplan and Meier, J Am Stat Assoc 1958;53:457-81; conventions (ties, delayed entry, medians) are those of R's
/// <c>survival::survfit</c>.
/// </remarks>
public static class KaplanMeier
{
    /// <summary>Estimates one curve from all subjects.</summary>
    /// <param name="subjects">Follow-up times in any order; may be empty.</param>
    /// <exception cref="ArgumentException">A time is not finite, or an entry is not before its time.</exception>
    public static KaplanMeierCurve Estimate(ReadOnlySpan<SurvivalTime> subjects) => ByGroup(subjects, [], 1)[0];

    /// <summary>Estimates one curve per group.</summary>
    /// <param name="subjects">Follow-up times in any order.</param>
    /// <param name="groups">The group of each subject, 0 to <paramref name="groupCount"/> − 1; empty puts everyone in group 0.</param>
    /// <param name="groupCount">Number of groups; a group without subjects gets an empty curve.</param>
    /// <exception cref="ArgumentException">Invalid times, or a group out of range.</exception>
    public static KaplanMeierCurve[] ByGroup(ReadOnlySpan<SurvivalTime> subjects, ReadOnlySpan<int> groups, int groupCount)
    {
        var times = SortedTimes.Of(subjects, groups, groupCount, causes: 1);
        var curves = new KaplanMeierCurve[groupCount];
        for (var group = 0; group < groupCount; group++)
            curves[group] = Curve(times, group);
        return curves;
    }

    /// <summary>Estimates one curve per value of a grouping variable, in ascending order of that value.</summary>
    /// <param name="rows">The rows of a table.</param>
    /// <param name="group">The grouping variable; its type must be comparable.</param>
    /// <param name="time">The follow-up of a row.</param>
    /// <exception cref="ArgumentException">A time is not finite, or an entry is not before its time.</exception>
    public static IReadOnlyList<Grouped<TKey, KaplanMeierCurve>> ByGroup<T, TKey>(
        IReadOnlyList<T> rows, Func<T, TKey> group, Func<T, SurvivalTime> time)
        where TKey : notnull
    {
        var codes = GroupCodes<TKey>.Of(rows, group);
        var subjects = new SurvivalTime[rows.Count];
        for (var i = 0; i < subjects.Length; i++)
            subjects[i] = time(rows[i]);
        var curves = ByGroup(subjects, codes.Codes, codes.Keys.Length);
        return codes.Keys.Select((key, i) => new Grouped<TKey, KaplanMeierCurve>(key, curves[i])).ToArray();
    }

    private static KaplanMeierCurve Curve(SortedTimes times, int cell)
    {
        var events = times.Exits(cell, 1);
        var censored = times.Exits(cell, 0);
        var entries = times.Entries(cell);
        var points = new KaplanMeierPoint[DistinctTimes(events, censored)];

        int nextEvent = 0, nextCensored = 0, entered = times.HasEntries ? 0 : times.Subjects(cell);
        double survival = 1, logVariance = 0;
        for (var i = 0; i < points.Length; i++)
        {
            var t = Earliest(events, nextEvent, censored, nextCensored);
            while (times.HasEntries && entered < entries.Length && entries[entered] < t)
                entered++;
            var atRisk = entered - nextEvent - nextCensored;
            var d = SortedTimes.TakeAt(t, events, ref nextEvent);
            var c = SortedTimes.TakeAt(t, censored, ref nextCensored);
            if (d > 0)
            {
                survival *= (atRisk - d) / (double)atRisk;
                logVariance += d / ((double)atRisk * (atRisk - d));
            }

            points[i] = new KaplanMeierPoint(t, atRisk, d, c, survival, logVariance);
        }

        return new KaplanMeierCurve(
            times.Subjects(cell), ImmutableCollectionsMarshal.AsImmutableArray(points), times.HasEntries ? entries.ToArray() : null);
    }

    private static int DistinctTimes(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        int i = 0, j = 0, count = 0;
        for (; i < a.Length || j < b.Length; count++)
        {
            var t = Earliest(a, i, b, j);
            SortedTimes.TakeAt(t, a, ref i);
            SortedTimes.TakeAt(t, b, ref j);
        }

        return count;
    }

    private static double Earliest(ReadOnlySpan<double> a, int i, ReadOnlySpan<double> b, int j) =>
        i == a.Length ? b[j] : j == b.Length ? a[i] : Math.Min(a[i], b[j]);
}
