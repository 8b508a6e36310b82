using JasperFx;
using JasperFx.Events.Daemon;
using Microsoft.Extensions.Logging;

namespace Marten.Events.Daemon.Coordination;

/// <summary>
/// Keeps the shards of this node running. Solo: all of them. HotCold: those whose lock the node holds; it asks for the others
/// again and again, and stops its own at once when the connection with the locks is lost.
/// </summary>
internal sealed partial class ProjectionCoordinator(DocumentStore store, DaemonMode mode, ILogger<ProjectionCoordinator> logger)
    : IProjectionCoordinator, IAsyncDisposable, IDisposable
{
    private readonly ProjectionDaemon _daemon = new(store, logger);
    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly DaemonSettings _settings = store.Configuration.Projections;
    private ShardLocks? _locks;
    private CancellationTokenSource? _stop;
    private Task _loop = Task.CompletedTask;

    public IProjectionDaemon DaemonForMainDatabase() => _daemon;

    public ValueTask<IReadOnlyList<IProjectionDaemon>> AllDaemonsAsync() => ValueTask.FromResult<IReadOnlyList<IProjectionDaemon>>([_daemon]);

    public Task StartAsync(CancellationToken cancellationToken) => ResumeAsync();

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await PauseAsync();
        if (_locks is not null) await _locks.ReleaseAllAsync();
    }

    public async Task PauseAsync()
    {
        await _changing.WaitAsync();
        try
        {
            if (_stop is { } stop)
            {
                _stop = null;
                await stop.CancelAsync();
                await _loop;
                stop.Dispose();
            }

            await _daemon.StopAllAsync();
        }
        finally
        {
            _changing.Release();
        }
    }

    public async Task ResumeAsync()
    {
        await _changing.WaitAsync();
        try
        {
            if (_stop is not null || mode is not (DaemonMode.Solo or DaemonMode.HotCold)) return;
            _stop = new CancellationTokenSource();
            var cancellation = _stop.Token;
            _loop = Task.Run(() => KeepRunningAsync(cancellation), CancellationToken.None);
        }
        finally
        {
            _changing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        Dispose();
    }

    public void Dispose()
    {
        _stop?.Cancel();
        _daemon.Dispose();
    }

    private async Task KeepRunningAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                if (mode == DaemonMode.Solo) await KeepAllRunningAsync(cancellation);
                else await KeepOwnRunningAsync(cancellation);
            }
            catch (Exception) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogInterrupted(e);
                await Task.Delay(_settings.AgentPauseTime, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task KeepAllRunningAsync(CancellationToken cancellation)
    {
        while (true)
        {
            foreach (var shard in _daemon.Shards) await StartIfDueAsync(shard, cancellation);
            await _daemon.WaitForHaltAsync(NextLook(_settings.HealthCheckPollingTime), cancellation);
        }
    }

    private async Task KeepOwnRunningAsync(CancellationToken cancellation)
    {
        // Locks may have outlived a pause; they are gone after a lost connection.
        _locks ??= new ShardLocks(store.DataSource, logger);
        var polling = TimeSpan.FromMilliseconds(_settings.LeadershipPollingTime);
        try
        {
            // Nodes ask in different orders, so that the shards spread over them.
            var shards = _daemon.Shards.ToArray();
            Random.Shared.Shuffle(shards);
            while (true)
            {
                foreach (var shard in shards)
                {
                    var key = ShardLocks.KeyOf(store.Configuration.DatabaseSchemaName, shard, _settings.DaemonLockId);
                    if (await _locks.TryAcquireAsync(key, cancellation)) await StartIfDueAsync(shard, cancellation);
                }

                await _locks.WatchAsync(NextLook(polling), cancellation);
            }
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            LogLocksLost(e);
            await _daemon.StopAllAsync();
            await _locks.ReleaseAllAsync();
            throw;
        }
    }

    private async Task StartIfDueAsync(string shard, CancellationToken cancellation)
    {
        if (_daemon.StatusFor(shard) != AgentStatus.Running && _daemon.RestartIn(shard) <= TimeSpan.Zero)
            await _daemon.StartAgentAsync(shard, cancellation);
    }

    /// <summary>The usual time, or less when a paused shard is due earlier.</summary>
    private TimeSpan NextLook(TimeSpan usual)
    {
        var due = _daemon.Shards.Where(shard => _daemon.StatusFor(shard) != AgentStatus.Running).Select(_daemon.RestartIn)
            .Where(time => time > TimeSpan.Zero).DefaultIfEmpty(usual).Min();
        return due < usual ? due + TimeSpan.FromMilliseconds(10) : usual;
    }

    [LoggerMessage(1, LogLevel.Error, "The projection daemon was interrupted and goes on")]
    private partial void LogInterrupted(Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "The connection with the shard locks was lost: this node stops its shards until it has locks again")]
    private partial void LogLocksLost(Exception exception);
}
