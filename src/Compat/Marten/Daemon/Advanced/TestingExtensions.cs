using JasperFx.Events.Projections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using IProjectionCoordinator = Marten.Events.Daemon.Coordination.IProjectionCoordinator;

namespace Marten.Events;

public enum CatchUpMode
{
    AndResumeNormally,
    AndDoNothing,
}

public static class TestingExtensions
{
    private static readonly TimeSpan PollingTime = TimeSpan.FromMilliseconds(25);

    public static Task WaitForNonStaleProjectionDataAsync(this IHost host, TimeSpan timeout) =>
        host.DocumentStore().WaitForNonStaleProjectionDataAsync(timeout);

    public static async Task WaitForNonStaleProjectionDataAsync(this IDocumentStore store, TimeSpan timeout)
    {
        var shards = store.Advanced.AllAsyncProjectionShardNames();
        if (shards.Count == 0) return;

        var deadline = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        // A store without events may be about to get some.
        EventStoreStatistics initial;
        while ((initial = await store.Advanced.FetchEventStoreStatistics()).EventCount == 0)
            await PollAsync(deadline, () => "No event was appended");

        IReadOnlyList<ShardState> states = [];
        while (!await ReachedAsync())
            await PollAsync(deadline, () => $"Not every shard reached sequence {initial.EventSequenceNumber}. There are: {string.Join("; ", states)}");

        async Task<bool> ReachedAsync()
        {
            states = await store.Advanced.AllProjectionProgress();
            return shards.Select(shard => shard.Identity).Append(ShardState.HighWaterMark)
                .All(name => states.Any(state => state.ShardName == name && state.Sequence >= initial.EventSequenceNumber));
        }
    }

    public static Task<IReadOnlyList<Exception>> ForceAllMartenDaemonActivityToCatchUpAsync(
        this IHost host, CancellationToken cancellation, CatchUpMode mode = CatchUpMode.AndResumeNormally) =>
        host.Services.ForceAllMartenDaemonActivityToCatchUpAsync(cancellation, mode);

    public static async Task<IReadOnlyList<Exception>> ForceAllMartenDaemonActivityToCatchUpAsync(
        this IServiceProvider services, CancellationToken cancellation, CatchUpMode mode = CatchUpMode.AndResumeNormally)
    {
        var failures = new List<Exception>();
        foreach (var daemon in await services.GetRequiredService<IProjectionCoordinator>().AllDaemonsAsync())
        {
            try
            {
                await daemon.StopAllAsync();
                await daemon.CatchUpAsync(cancellation);
                if (mode == CatchUpMode.AndResumeNormally) await daemon.StartAllAsync();
            }
            catch (Exception e)
            {
                failures.Add(e);
            }
        }

        return failures;
    }

    private static async Task PollAsync(long deadline, Func<string> why)
    {
        if (Environment.TickCount64 >= deadline) throw new TimeoutException(why() + " within the given time.");
        await Task.Delay(PollingTime);
    }
}
