namespace IgG4FollowUp.Api.Hosting;

/// <summary>When in the life of the service something may be done.</summary>
public static class Lifetimes
{
    /// <summary>Waits until the service has started; what runs beside its start may be there before.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled first.</exception>
    public static async Task StartedAsync(this IHostApplicationLifetime lifetime, CancellationToken cancellation)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancellation);
    }
}
