using System.Collections.Concurrent;
using JasperFx.Events.Projections;

namespace JasperFx.Events.Daemon;

/// <summary>How far the mark and the shards of this process have come.</summary>
public class ShardStateTracker
{
    private readonly ConcurrentDictionary<string, long> _states = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = NewSource();

    internal ShardStateTracker()
    {
    }

    public long HighWaterMark => _states.GetValueOrDefault(ShardState.HighWaterMark);

    public Task<ShardState> WaitForShardState(ShardState expected, TimeSpan? timeout = null) =>
        WaitForShardState(expected.ShardName, expected.Sequence, timeout);

    public Task<ShardState> WaitForShardState(ShardName name, long sequence, TimeSpan? timeout = null) =>
        WaitForShardState(name.Identity, sequence, timeout);

    public async Task<ShardState> WaitForShardState(string shardName, long sequence, TimeSpan? timeout = null)
    {
        using var late = new CancellationTokenSource(timeout ?? TimeSpan.FromMinutes(1));
        try
        {
            return new ShardState(shardName, await WaitAboveAsync(shardName, sequence - 1, late.Token));
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"Shard '{shardName}' did not reach sequence {sequence} in time.", e);
        }
    }

    public Task<ShardState> WaitForHighWaterMark(long sequence, TimeSpan? timeout = null) =>
        WaitForShardState(ShardState.HighWaterMark, sequence, timeout);

    internal async Task<long> WaitAboveAsync(string shardName, long sequence, CancellationToken cancellation)
    {
        while (true)
        {
            Task changed;
            lock (_lock) changed = _changed.Task;
            if (_states.TryGetValue(shardName, out var at) && at > sequence) return at;
            await changed.WaitAsync(cancellation);
        }
    }

    internal void Publish(string shardName, long sequence)
    {
        if (_states.TryGetValue(shardName, out var at) && at == sequence) return;
        _states[shardName] = sequence;
        TaskCompletionSource changed;
        lock (_lock) (changed, _changed) = (_changed, NewSource());
        changed.SetResult();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
