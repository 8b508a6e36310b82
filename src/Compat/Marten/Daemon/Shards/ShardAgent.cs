using JasperFx;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Marten.Events.Daemon.Shards;

/// <summary>
/// Follows the mark with one shard. Running until stopped; paused when a page failed, to be started again later; stopped for
/// good by its own hand only when somebody else moved its progress.
/// </summary>
internal sealed partial class ShardAgent(
    ShardRunner runner, ShardStateTracker tracker, DaemonSettings settings, TimeProvider clock, Action<ShardAgent> onHalted, ILogger logger)
{
    private static readonly TimeSpan[] TransientDelays =
        [TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(1)];

    private readonly SemaphoreSlim _changing = new(1, 1);
    private CancellationTokenSource? _drain;
    private CancellationTokenSource? _abort;
    private Task _loop = Task.CompletedTask;

    public string Name => runner.Name.Identity;

    public AgentStatus Status { get; private set; } = AgentStatus.Stopped;

    public Exception? Failure { get; private set; }

    /// <summary>On the store's clock: one that stands still never lets a paused shard start again.</summary>
    public DateTimeOffset HaltedAt { get; private set; }

    public async Task StartAsync()
    {
        await _changing.WaitAsync();
        try
        {
            if (Status == AgentStatus.Running) return;
            await EndAsync();
            (_drain, _abort) = (new CancellationTokenSource(), new CancellationTokenSource());
            (Status, Failure) = (AgentStatus.Running, null);
            var (drain, abort) = (_drain.Token, _abort.Token);
            _loop = Task.Run(() => FollowAsync(drain, abort), CancellationToken.None);
        }
        finally
        {
            _changing.Release();
        }
    }

    public async Task StopAsync(Exception? reason = null)
    {
        await _changing.WaitAsync();
        try
        {
            await EndAsync();
            (Status, Failure) = (AgentStatus.Stopped, reason);
        }
        finally
        {
            _changing.Release();
        }
    }

    public void MarkFailed(Exception e) => (Failure, HaltedAt) = (e, clock.GetUtcNow());

    /// <summary>Ends without waiting for the page at hand.</summary>
    public void Abort()
    {
        _drain?.Cancel();
        _abort?.Cancel();
    }

    private async Task EndAsync()
    {
        if (_drain is not { } drain || _abort is not { } abort) return;
        await drain.CancelAsync();
        if (settings.StopAndDrainTimeout > TimeSpan.Zero) abort.CancelAfter(settings.StopAndDrainTimeout);
        await _loop;
        drain.Dispose();
        abort.Dispose();
        (_drain, _abort) = (null, null);
    }

    private async Task FollowAsync(CancellationToken drain, CancellationToken abort)
    {
        var failures = 0;
        while (true)
        {
            try
            {
                await runner.PrepareAsync(tracker.HighWaterMark, abort);
                while (true)
                {
                    await tracker.WaitAboveAsync(ShardState.HighWaterMark, runner.Position, drain);
                    await runner.RunAsync(tracker.HighWaterMark, drain, abort);
                    failures = 0;
                    drain.ThrowIfCancellationRequested();
                }
            }
            catch (Exception) when (drain.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (IsTransient(e) && failures < TransientDelays.Length)
            {
                LogRetry(e, Name);
                // Whether the page was committed is unknown: the progress row says so, and is read again.
                await Task.Delay(TransientDelays[failures++], drain).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (ProgressionProgressOutOfOrderException e)
            {
                Halt(AgentStatus.Stopped, e);
                return;
            }
            catch (Exception e)
            {
                Halt(AgentStatus.Paused, e);
                return;
            }
        }
    }

    private void Halt(AgentStatus status, Exception e)
    {
        LogHalted(e, Name, status);
        (Failure, HaltedAt, Status) = (e, clock.GetUtcNow(), status);
        onHalted(this);
    }

    private static bool IsTransient(Exception e) =>
        e is NpgsqlException { IsTransient: true } || (e.InnerException is { } inner && IsTransient(inner));

    [LoggerMessage(1, LogLevel.Error, "Shard {Shard} is {Status}")]
    private partial void LogHalted(Exception exception, string shard, AgentStatus status);

    [LoggerMessage(2, LogLevel.Warning, "Shard {Shard} lost the database and tries again")]
    private partial void LogRetry(Exception exception, string shard);
}
