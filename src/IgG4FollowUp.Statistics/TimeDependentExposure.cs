namespace IgG4FollowUp.Statistics;

/// <summary>Follow-up of a person who may become exposed on the way, as by an operation or a change of drug.</summary>
/// <param name="Time">As observed, exposed or not.</param>
/// <param name="ExposedAt">
/// When the exposure began, in the same unit; null when it did not. An exposure that begins when observation ends is none.
/// </param>
public readonly record struct ExposedTime(SurvivalTime Time, double? ExposedAt);

/// <summary>
/// Compares people while exposed with people while not. Calling a person exposed from time zero who became it later gives the
/// exposed group time in which nothing could happen to it (immortal time); here each counts where each is.
/// </summary>
public static class TimeDependentExposure
{
    /// <summary>Code of the group that is not, or not yet, exposed.</summary>
    public const int Unexposed = 0;

    /// <summary>Code of the group that is exposed.</summary>
    public const int Exposed = 1;

    /// <summary>The stretches of observation, one or two per person, and the group of each.</summary>
    /// <param name="people">In any order.</param>
    /// <exception cref="ArgumentException">A time of exposure is not a number.</exception>
    public static (SurvivalTime[] Rows, int[] Groups) Stretches(ReadOnlySpan<ExposedTime> people)
    {
        var rows = new List<SurvivalTime>(people.Length);
        var groups = new List<int>(people.Length);
        foreach (var (time, exposedAt) in people)
        {
            if (exposedAt is double.NaN)
                throw new ArgumentException("A time of exposure is a number.", nameof(people));
            if (exposedAt is { } change && change > time.Entry && change < time.Time)
            {
                Add(new SurvivalTime(change, IsEvent: false, time.Entry), Unexposed);
                Add(time with { Entry = change }, Exposed);
            }
            else
            {
                Add(time, exposedAt <= time.Entry ? Exposed : Unexposed);
            }
        }

        return ([.. rows], [.. groups]);

        void Add(SurvivalTime row, int group)
        {
            rows.Add(row);
            groups.Add(group);
        }
    }

    /// <summary>
    /// The log-rank test of exposed against not exposed time. Its counts of subjects are counts of stretches.
    /// </summary>
    /// <param name="people">In any order.</param>
    /// <param name="weight">The weight of an event time.</param>
    /// <exception cref="ArgumentException">Invalid times.</exception>
    /// <remarks>Mantel and Byar, J Am Stat Assoc 1974;69:81-6.</remarks>
    public static LogRankResult MantelByar(ReadOnlySpan<ExposedTime> people, LogRankWeight weight = LogRankWeight.LogRank)
    {
        var (rows, groups) = Stretches(people);
        return LogRank.Test(rows, groups, weight);
    }

    /// <summary>
    /// The curves of not exposed and exposed time from a landmark on, in this order. Those exposed by the landmark begin as
    /// exposed; the others go over when they become it. The curves say what would happen to somebody who stayed in one group.
    /// </summary>
    /// <param name="people">In any order.</param>
    /// <param name="landmark">
    /// Where the curves begin, in the unit of the data; before it, few are exposed and one event can end their curve.
    /// </param>
    /// <exception cref="ArgumentException">Invalid times, or the landmark is not a number.</exception>
    /// <remarks>Simon and Makuch, Stat Med 1984;3:35-44.</remarks>
    public static KaplanMeierCurve[] SimonMakuch(ReadOnlySpan<ExposedTime> people, double landmark)
    {
        if (double.IsNaN(landmark))
            throw new ArgumentException("A landmark is a number.", nameof(landmark));
        var (rows, groups) = Stretches(people);
        int[] kept = [.. Enumerable.Range(0, rows.Length).Where(i => rows[i].Time > landmark)];
        return KaplanMeier.ByGroup(
            [.. kept.Select(i => rows[i] with { Entry = Math.Max(landmark, rows[i].Entry) })], [.. kept.Select(i => groups[i])], 2);
    }
}
