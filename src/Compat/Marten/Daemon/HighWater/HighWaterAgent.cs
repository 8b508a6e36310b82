using System.Diagnostics;
using JasperFx.Events.Daemon;
using Microsoft.Extensions.Logging;

namespace Marten.Events.Daemon.HighWater;

/// <summary>Looks for a new mark: often while events arrive, seldom when idle, at once when this process appended.</summary>
internal sealed partial class HighWaterAgent(HighWaterDetector detector, ShardStateTracker tracker, DaemonSettings settings, ILogger logger) : IDisposable
{
    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly SemaphoreSlim _detecting = new(1, 1);
    private readonly SemaphoreSlim _nudge = new(0, 1);
    private readonly Lock _nudgeLock = new();
    private CancellationTokenSource? _stop;
    private Task _loop = Task.CompletedTask;

    /// <summary>Events were committed here: no need to wait for the next poll.</summary>
    public void Nudge()
    {
        // Two appends at once: one look is enough for both.
        lock (_nudgeLock)
        {
            if (_stop is not null && _nudge.CurrentCount == 0) _nudge.Release();
        }
    }

    public async Task StartAsync(CancellationToken cancellation)
    {
        await _changing.WaitAsync(cancellation);
        try
        {
            if (_stop is not null) return;
            // Shards must not take a mark from before a stop for the present one: the store may have been reset in between.
            await CheckNowAsync(cancellation);
            _stop = new CancellationTokenSource();
            var stop = _stop.Token;
            _loop = Task.Run(() => RunAsync(stop), CancellationToken.None);
        }
        finally
        {
            _changing.Release();
        }
    }

    public async Task StopAsync()
    {
        await _changing.WaitAsync();
        try
        {
            if (_stop is not { } stop) return;
            _stop = null;
            await stop.CancelAsync();
            await _loop;
            stop.Dispose();
        }
        finally
        {
            _changing.Release();
        }
    }

    public async Task<bool> CheckNowAsync(CancellationToken cancellation)
    {
        await _detecting.WaitAsync(cancellation);
        try
        {
            var moved = await detector.AdvanceAsync(cancellation);
            tracker.Publish(HighWaterDetector.MarkName, detector.Mark);
            return moved;
        }
        finally
        {
            _detecting.Release();
        }
    }

    /// <summary>
    /// Waits until every number drawn before the call is settled, or until an open transaction has held the mark for longer
    /// than any rolled back one could.
    /// </summary>
    public async Task CatchUpAsync(CancellationToken cancellation)
    {
        await CheckNowAsync(cancellation);
        var goal = detector.Highest;
        using var patience = new CancellationTokenSource(settings.StaleSequenceThreshold * 2 + settings.FastPollingTime * 4);
        while (detector.Mark < goal && !patience.IsCancellationRequested)
        {
            await Task.Delay(Min(settings.FastPollingTime, TimeSpan.FromMilliseconds(100)), cancellation);
            await CheckNowAsync(cancellation);
        }
    }

    public void Dispose()
    {
        // The loop may still be on its way out: what it waits on is left to the collector.
        _stop?.Cancel();
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                var busy = false;
                var checkedAt = Stopwatch.GetTimestamp();
                try
                {
                    busy = await CheckNowAsync(cancellation) || detector.Mark < detector.Highest;
                }
                catch (Exception e) when (!cancellation.IsCancellationRequested)
                {
                    LogFailed(e);
                }

                var nudged = await _nudge.WaitAsync(busy ? settings.FastPollingTime : settings.SlowPollingTime, cancellation);
                // The first append after a pause is answered at once, those that follow are gathered: a page for each would cost
                // the writers as much as their own commit.
                var rest = settings.FastPollingTime - Stopwatch.GetElapsedTime(checkedAt);
                if (nudged && rest > TimeSpan.Zero) await Task.Delay(rest, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The agent was stopped.
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The high-water mark could not be read; it will be tried again")]
    private partial void LogFailed(Exception exception);
}
