using Wolverine.Runtime.Agents;

namespace IgG4FollowUp.Api.Hosting;

/// <summary>
/// Work that goes on for as long as the service runs, on one node of all, and on another when that one stops or dies. For a moment two
/// nodes may be at it, so it must do no harm twice.
/// </summary>
/// <param name="name">Names the work among all nodes.</param>
/// <param name="logger">The log.</param>
public abstract partial class SingleNodeWork(string name, ILogger logger) : SingularAgent(name), IDisposable
{
    private CancellationTokenSource? _stop;
    private Task _work = Task.CompletedTask;

    public void Dispose()
    {
        _stop?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Does what there is to do now. A failure is logged, and the same is tried again.</summary>
    /// <returns>How long to wait before the next time.</returns>
    protected abstract Task<TimeSpan> WorkAsync(CancellationToken cancellation);

    /// <summary>How long to wait after a failure.</summary>
    protected virtual TimeSpan AfterFailure => TimeSpan.FromSeconds(5);

    /// <summary>The clock by which waits are measured.</summary>
    protected virtual TimeProvider Clock => TimeProvider.System;

    protected override Task startAsync(CancellationToken cancellationToken)
    {
        _stop?.Dispose();
        _stop = new CancellationTokenSource();
        _work = LoopAsync(_stop.Token);
        return Task.CompletedTask;
    }

    protected override async Task stopAsync(CancellationToken cancellationToken)
    {
        if (_stop is not null) await _stop.CancelAsync();
        await _work.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task LoopAsync(CancellationToken cancellation)
    {
        // The agent counts as started at once, whatever its first work takes.
        await Task.Yield();
        while (!cancellation.IsCancellationRequested)
        {
            var wait = AfterFailure;
            try
            {
                wait = await WorkAsync(cancellation);
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                LogFailed(logger, Scheme, e);
            }

            if (wait > TimeSpan.Zero) await Task.Delay(wait, Clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "'{Work}' failed; it is tried again")]
    private static partial void LogFailed(ILogger logger, string work, Exception failure);
}
