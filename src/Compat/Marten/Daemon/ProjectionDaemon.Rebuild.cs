using JasperFx;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten.Events.Daemon.Shards;
using Marten.Events.Projections;

namespace Marten.Events.Daemon;

internal sealed partial class ProjectionDaemon
{
    public Task RebuildProjectionAsync(string projectionName, CancellationToken token) =>
        RebuildProjectionAsync(projectionName, DefaultShardTimeout, token);

    public Task RebuildProjectionAsync<TView>(CancellationToken token) => RebuildProjectionAsync<TView>(DefaultShardTimeout, token);

    public Task RebuildProjectionAsync<TView>(TimeSpan shardTimeout, CancellationToken token) =>
        RebuildProjectionAsync(typeof(TView), shardTimeout, token);

    public Task RebuildProjectionAsync(Type projectionType, CancellationToken token) =>
        RebuildProjectionAsync(projectionType, DefaultShardTimeout, token);

    public Task RebuildProjectionAsync(Type projectionType, TimeSpan shardTimeout, CancellationToken token)
    {
        var projection = _settings.All.FirstOrDefault(p => p.Instance.GetType() == projectionType || p.DocumentType == projectionType);
        return RebuildProjectionAsync(projection?.Name ?? projectionType.Name, shardTimeout, token);
    }

    public async Task RebuildProjectionAsync(string projectionName, TimeSpan shardTimeout, CancellationToken token)
    {
        var projection = _settings.All.FirstOrDefault(p => p.Name == projectionName)
            ?? throw new ArgumentOutOfRangeException(nameof(projectionName), projectionName,
                $"There is no projection of this name. Known are: {string.Join(", ", _settings.All.Select(p => p.Name))}");

        await _store.Schema.EnsureEventsAsync(token);
        var agent = _agents.GetValueOrDefault(projection.ShardName);
        var wasRunning = agent?.Status == AgentStatus.Running;
        lock (_rebuilding) _rebuilding.Add(projection.ShardName);
        try
        {
            if (agent is not null) await agent.StopAsync();
            await Within(shardTimeout, token, cancellation => RebuildAsync(projection, cancellation));
        }
        catch (Exception e)
        {
            agent?.MarkFailed(e);
            throw;
        }
        finally
        {
            lock (_rebuilding) _rebuilding.Remove(projection.ShardName);
        }

        if (wasRunning) await StartAgentAsync(projection.ShardName, token);
    }

    private async Task RebuildAsync(RegisteredProjection projection, CancellationToken cancellation)
    {
        await _highWater.CatchUpAsync(cancellation);
        // What an open transaction holds back from the mark has been seen by an inline projection already, or will be by itself.
        var isAsync = projection.Lifecycle == ProjectionLifecycle.Async;
        var ceiling = isAsync ? HighWaterMark() : await HighestSequenceAsync(cancellation);
        var teardown = new Teardown(_store, projection, _progression);
        await teardown.RunAsync(cancellation);
        try
        {
            await ReplayAsync(projection, ceiling, cancellation);
            if (!isAsync) await _progression.DeleteAsync(projection.ShardName, cancellation);
        }
        catch
        {
            // Half a view that starts again from the beginning would count its first half twice.
            await teardown.RunAsync(CancellationToken.None);
            throw;
        }
    }

    private async Task<long> HighestSequenceAsync(CancellationToken cancellation)
    {
        await using var command = _store.DataSource.CreateCommand(
            $"select coalesce(max(seq_id), 0) from {_store.Configuration.EventOptions.DatabaseSchemaName}.mt_events");
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private async Task ReplayAsync(RegisteredProjection projection, long ceiling, CancellationToken cancellation)
    {
        // As large as the memory allowed to the shard: the more events of a stream meet in one page, the fewer times it is written.
        var runner = Runner(projection, _settings.RebuildErrors, projection.Options.MaximumHopperSize);
        await runner.PrepareAsync(0, cancellation);
        while (runner.Position < ceiling)
        {
            try
            {
                await runner.RunAsync(ceiling, CancellationToken.None, cancellation);
            }
            catch (ProgressionProgressOutOfOrderException)
            {
                // Another node that runs the shard took a page in between: go on behind it.
                await runner.PrepareAsync(0, cancellation);
            }
        }
    }
}
