using System.Diagnostics;

namespace IgG4FollowUp.Benchmarks.Hosting;

/// <summary>One way to do a piece of work.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Operation">Does it once; given how often it was done before.</param>
internal sealed record Way(string Name, Func<int, Task> Operation)
{
    private int _done;

    /// <summary>How often it has been done.</summary>
    public int Done => _done;

    /// <summary>Operations per second of each measured turn.</summary>
    public List<double> Rates { get; } = [];

    /// <summary>Operations per second of each measured turn when it ends only with the service at rest.</summary>
    public List<double> RatesToRest { get; } = [];

    /// <summary>The median rate.</summary>
    public double Rate => Median(Rates);

    /// <summary>The median rate to rest.</summary>
    public double RateToRest => Median(RatesToRest);

    /// <summary>Does it by several workers at once until told to stop.</summary>
    public Task RunAsync(int workers, Func<int, bool> goesOn) => Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(async () =>
    {
        while (Interlocked.Increment(ref _done) - 1 is var number && goesOn(number)) await Operation(number);
        Interlocked.Decrement(ref _done);
    })));

    private static double Median(List<double> rates) => rates.Order().ElementAt(rates.Count / 2);
}

/// <summary>
/// Several ways to do the same work, taken in turns so that the machine's mood hits all alike. Every turn has the same number of
/// operations, not the same length: whoever is faster would otherwise work on longer records. A turn begins when the service is at rest, so
/// that no way pays for what another has left.
/// </summary>
internal static class Turns
{
    /// <summary>Has the first way run for a while, the others as often, and then measures.</summary>
    public static async Task CompareAsync(
        RunningService service, int workers, TimeSpan warmUp, int rounds, int operations, IReadOnlyList<Way> ways)
    {
        var clock = Stopwatch.StartNew();
        await ways[0].RunAsync(workers, _ => clock.Elapsed < warmUp);
        var already = ways[0].Done;
        foreach (var way in ways.Skip(1)) await way.RunAsync(workers, number => number < already);
        for (var round = 0; round < rounds; round++)
        {
            foreach (var way in ways)
            {
                await Rest.UntilAsync(service);
                var (end, start) = (way.Done + operations, Stopwatch.GetTimestamp());
                await way.RunAsync(workers, number => number < end);
                way.Rates.Add(operations / Stopwatch.GetElapsedTime(start).TotalSeconds);
                await Rest.UntilAsync(service);
                way.RatesToRest.Add(operations / Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
        }
    }
}
