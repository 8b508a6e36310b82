using System.Diagnostics;

namespace IgG4FollowUp.Benchmarks.Hosting;

/// <summary>Operations per second of several ways to do the same work, taken in turns so that the machine's mood hits all alike.</summary>
internal static class Throughput
{
    private const int Rounds = 5;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RoundLength = TimeSpan.FromSeconds(3);

    /// <summary>Runs each way in turn and gives the median rate of each.</summary>
    /// <param name="workers">Concurrent clients.</param>
    /// <param name="ways">Each way: one operation by a worker.</param>
    public static async Task<double[]> CompareAsync(int workers, params Func<int, Task>[] ways)
    {
        foreach (var way in ways) await RunAsync(workers, WarmUp, way);
        var rates = ways.Select(_ => new List<double>()).ToList();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < ways.Length; i++) rates[i].Add(await RunAsync(workers, RoundLength, ways[i]));
        }

        return [.. rates.Select(rate => rate.Order().ElementAt(Rounds / 2))];
    }

    private static async Task<double> RunAsync(int workers, TimeSpan length, Func<int, Task> operation)
    {
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(async () =>
        {
            var count = 0;
            for (; clock.Elapsed < length; count++) await operation(worker);
            return count;
        })));
        return counts.Sum() / clock.Elapsed.TotalSeconds;
    }
}
