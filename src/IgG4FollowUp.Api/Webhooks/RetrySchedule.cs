namespace IgG4FollowUp.Api.Webhooks;

/// <summary>When a failed attempt is repeated: the schedule recommended by Standard Webhooks 1.0.0, over a good three days.</summary>
public static class RetrySchedule
{
    /// <summary>Part of a delay that chance adds at most: receivers that failed together are not asked again together.</summary>
    public const double Jitter = 0.2;

    /// <summary>Longest time a receiver's <c>Retry-After</c> is honoured.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromHours(24);

    private static readonly TimeSpan[] Delays =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>Attempts in all, the first one included.</summary>
    public static int Attempts => Delays.Length + 1;

    /// <summary>How long to wait after failed attempts.</summary>
    /// <param name="failed">Attempts that failed, from 1.</param>
    /// <param name="chance">A random number, at least 0 and below 1.</param>
    /// <param name="retryAfter">What the receiver asked for; null when it asked for nothing.</param>
    /// <returns>The wait before the next attempt; null when there is none.</returns>
    public static TimeSpan? DelayAfter(int failed, double chance, TimeSpan? retryAfter)
    {
        if (failed >= Attempts) return null;
        var delay = Delays[failed - 1] * (1 + Jitter * chance);
        var asked = retryAfter < LongestWait ? retryAfter : LongestWait;
        return retryAfter is not null && asked > delay ? asked : delay;
    }
}
