using System.Collections.Immutable;

namespace IgG4FollowUp.Statistics;

/// <summary>The weight w that a test gives to each event time, from n at risk in all groups together.</summary>
public enum LogRankWeight
{
    /// <summary>w = 1. Mantel, Cancer Chemother Rep 1966;50:163-70.</summary>
    LogRank,

    /// <summary>w = n: early differences count most. Gehan, Biometrika 1965;52:203-23; Breslow, Biometrika 1970;57:579-94.</summary>
    GehanBreslow,

    /// <summary>w = √n. Tarone and Ware, Biometrika 1977;64:156-60.</summary>
    TaroneWare,

    /// <summary>w = Π (1 − d/(n + 1)) up to and including the time. Peto and Peto, J R Stat Soc A 1972;135:185-207.</summary>
    Peto,

    /// <summary>
    /// w = S(t−) of all groups together: R's <c>survdiff(rho = 1)</c>. Harrington and Fleming, Biometrika 1982;69:553-66.
    /// </summary>
    FlemingHarrington,
}

/// <summary>One group of a log-rank test.</summary>
/// <param name="Subjects">Number of subjects, all strata together.</param>
/// <param name="Observed">O: events, unweighted.</param>
/// <param name="Expected">E: events expected if all groups shared one hazard, Σ d · n₁/n, unweighted.</param>
/// <param name="Score">Σ w (d₁ − d · n₁/n); equals O − E for the unweighted test.</param>
public readonly record struct LogRankGroup(int Subjects, int Observed, double Expected, double Score);

/// <summary>The outcome of a log-rank test.</summary>
/// <param name="Weight">The weight used.</param>
/// <param name="ChiSquare">The statistic, 0 or more.</param>
/// <param name="DegreesOfFreedom">
/// The rank of the covariance: the number of groups that were ever at risk when an event happened, less one.
/// </param>
/// <param name="PValue">Upper tail of the chi-square distribution; null when there are no degrees of freedom.</param>
/// <param name="Groups">Observed and expected per group, in the order of the group codes.</param>
/// <param name="Covariance">Covariance of the scores, row by row: element (i, j) stands at i · groups + j.</param>
public sealed record LogRankResult(
    LogRankWeight Weight, double ChiSquare, int DegreesOfFreedom, double? PValue,
    ImmutableArray<LogRankGroup> Groups, ImmutableArray<double> Covariance);

/// <summary>
/// Tests whether groups share one hazard. At each event time the events of a group are hypergeometric given the numbers at
/// risk: expectation d n₁/n, covariance d (n₁/n)(δ − n₂/n)(n − d)/(n − 1). Strata are compared within themselves and
/// summed. The statistic is score' V⁻ score; it equals the usual one with any group left out.
/// </summary>
/// <remarks>
/// Kalbfleisch and Prentice, The Statistical Analysis of Failure Time Data, 2nd ed., Wiley 2002, section 1.5. Delayed entry
/// changes only who is at risk.
/// </remarks>
public static class LogRank
{
    /// <summary>Compares groups.</summary>
    /// <param name="subjects">Follow-up times in any order.</param>
    /// <param name="groups">The group of each subject: 0, 1, …</param>
    /// <param name="weight">The weight of an event time.</param>
    /// <exception cref="ArgumentException">Invalid times, or a code that is negative or missing.</exception>
    public static LogRankResult Test(
        ReadOnlySpan<SurvivalTime> subjects, ReadOnlySpan<int> groups, LogRankWeight weight = LogRankWeight.LogRank) =>
        Test(subjects, groups, [], weight);

    /// <summary>Compares groups within strata.</summary>
    /// <param name="subjects">Follow-up times in any order.</param>
    /// <param name="groups">The group of each subject: 0, 1, …</param>
    /// <param name="strata">The stratum of each subject: 0, 1, …; empty for a single stratum.</param>
    /// <param name="weight">The weight of an event time, computed within its stratum.</param>
    /// <exception cref="ArgumentException">Invalid times, or a code that is negative or missing.</exception>
    public static LogRankResult Test(
        ReadOnlySpan<SurvivalTime> subjects, ReadOnlySpan<int> groups, ReadOnlySpan<int> strata,
        LogRankWeight weight = LogRankWeight.LogRank)
    {
        if (groups.Length != subjects.Length || (strata.Length != 0 && strata.Length != subjects.Length))
            throw new ArgumentException("Every subject has one group, and one stratum when there are strata.");
        var groupCount = CodeCount(groups);
        var stratumCount = Math.Max(1, CodeCount(strata));
        var cells = new int[subjects.Length];
        for (var i = 0; i < cells.Length; i++)
            cells[i] = ((strata.IsEmpty ? 0 : strata[i]) * groupCount) + groups[i];

        var times = SortedTimes.Of(subjects, cells, stratumCount * groupCount, causes: 1);
        var tally = new LogRankTally(groupCount, weight);
        for (var stratum = 0; stratum < stratumCount; stratum++)
            tally.Add(times, stratum * groupCount);
        return tally.Result();
    }

    /// <summary>Compares the values of a grouping variable, in ascending order of that value.</summary>
    /// <param name="rows">The rows of a table.</param>
    /// <param name="group">The grouping variable; its type must be comparable.</param>
    /// <param name="time">The follow-up of a row.</param>
    /// <param name="weight">The weight of an event time.</param>
    /// <exception cref="ArgumentException">A time is not finite, or an entry is not before its time.</exception>
    public static Grouped<IReadOnlyList<TKey>, LogRankResult> Test<T, TKey>(
        IReadOnlyList<T> rows, Func<T, TKey> group, Func<T, SurvivalTime> time, LogRankWeight weight = LogRankWeight.LogRank)
        where TKey : notnull => Test(rows, group, _ => 0, time, weight);

    /// <summary>Compares the values of a grouping variable within the values of another.</summary>
    /// <param name="rows">The rows of a table.</param>
    /// <param name="group">The grouping variable; its type must be comparable.</param>
    /// <param name="stratum">The stratifying variable; its type must be comparable.</param>
    /// <param name="time">The follow-up of a row.</param>
    /// <param name="weight">The weight of an event time, computed within its stratum.</param>
    /// <exception cref="ArgumentException">A time is not finite, or an entry is not before its time.</exception>
    public static Grouped<IReadOnlyList<TKey>, LogRankResult> Test<T, TKey, TStratum>(
        IReadOnlyList<T> rows, Func<T, TKey> group, Func<T, TStratum> stratum, Func<T, SurvivalTime> time,
        LogRankWeight weight = LogRankWeight.LogRank)
        where TKey : notnull
        where TStratum : notnull
    {
        var groups = GroupCodes<TKey>.Of(rows, group);
        var strata = GroupCodes<TStratum>.Of(rows, stratum);
        var subjects = rows.Select(time).ToArray();
        return new Grouped<IReadOnlyList<TKey>, LogRankResult>(groups.Keys, Test(subjects, groups.Codes, strata.Codes, weight));
    }

    private static int CodeCount(ReadOnlySpan<int> codes)
    {
        var max = -1;
        foreach (var code in codes)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(code, nameof(codes));
            max = Math.Max(max, code);
        }

        return max + 1;
    }
}
