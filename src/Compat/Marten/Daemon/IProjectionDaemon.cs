using JasperFx.Events.Projections;

namespace JasperFx.Events.Daemon;

public interface IProjectionDaemon : IDisposable
{
    ShardStateTracker Tracker { get; }
    bool IsRunning { get; }

    Task RebuildProjectionAsync(string projectionName, CancellationToken token);
    Task RebuildProjectionAsync<TView>(CancellationToken token);
    Task RebuildProjectionAsync(Type projectionType, CancellationToken token);
    Task RebuildProjectionAsync(Type projectionType, TimeSpan shardTimeout, CancellationToken token);
    Task RebuildProjectionAsync(string projectionName, TimeSpan shardTimeout, CancellationToken token);
    Task RebuildProjectionAsync<TView>(TimeSpan shardTimeout, CancellationToken token);

    Task StartAgentAsync(string shardName, CancellationToken token);
    Task StopAgentAsync(string shardName, Exception? ex = null);
    Task StopAgentAsync(ShardName shardName, Exception? ex = null);
    Task StartAllAsync();
    Task StopAllAsync();

    Task CatchUpAsync(CancellationToken cancellation);
    Task CatchUpAsync(TimeSpan timeout, CancellationToken cancellation);
    Task WaitForNonStaleData(TimeSpan timeout);

    long HighWaterMark();
    AgentStatus StatusFor(string shardName);
    bool HasAnyPaused();
    Task WaitForShardToBeRunning(string shardName, TimeSpan timeout);
}
