using Microsoft.Extensions.Logging;
using Npgsql;
using Wolverine.Runtime;

namespace Wolverine.Persistence.Durability;

/// <summary>Keeps stored messages moving: those that are due, those that nobody owns, those whose node is gone.</summary>
internal sealed class DurabilityAgent(WolverineRuntime runtime, EnvelopeStore store) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _loops = [];
    private string[] _queues = [];
    private NodeRegister? _register;

    private DurabilitySettings Settings => runtime.Options.Durability;

    /// <summary>Makes this node one of those on the database.</summary>
    public async Task JoinAsync(CancellationToken cancellation)
    {
        await store.MigrateAsync(cancellation);
        _queues = [.. runtime.Queues.All.Select(q => q.Uri.ToString())];
        switch (Settings.Mode)
        {
            case DurabilityMode.Solo:
                store.NodeNumber = EnvelopeStore.SoloNode;
                await store.ClaimDatabaseAsync(cancellation);
                break;
            case DurabilityMode.Balanced:
                _register = new NodeRegister(store, runtime.Options.ServiceName);
                await _register.JoinAsync(cancellation);
                break;
        }
    }

    public void StartPolling()
    {
        if (_register is not null)
        {
            Repeat(TimeSpan.Zero, Settings.HealthCheckPollingTime, TendNodesAsync);
            Repeat(Settings.OrphanedMessageSweepPollingTime, Settings.OrphanedMessageSweepPollingTime, store.ReleaseOrphansAsync);
        }

        if (!Settings.DurabilityAgentEnabled || Settings.Mode == DurabilityMode.Serverless) return;
        Repeat(Settings.ScheduledJobFirstExecution, Settings.ScheduledJobPollingTime, PollAsync);
        Repeat(Settings.HandledMessageCleanupPollingTime, Settings.HandledMessageCleanupPollingTime, store.DeleteHandledAsync);
    }

    public async Task StopPollingAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_loops);
    }

    /// <summary>Hands over what this node still owns.</summary>
    public async Task ReleaseAsync()
    {
        try
        {
            await store.ReleaseOwnAsync(CancellationToken.None);
            if (_register is null) return;
            await _register.LeaveAsync(CancellationToken.None);
            await _register.DisposeAsync();
        }
        catch (NpgsqlException e)
        {
            // Without a database nothing can be handed over; the other nodes will notice the silence.
            runtime.Logger.LogWarning(e, "The node could not sign off");
        }
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private async Task PollAsync(CancellationToken cancellation)
    {
        await store.ReplayAsync(cancellation);
        await TakeAllAsync(store.TakeOwnerlessAsync, cancellation);
        await TakeAllAsync(store.TakeDueAsync, cancellation);
    }

    /// <summary>Goes on while batches come full, as long as the queues keep up.</summary>
    private async Task TakeAllAsync(Func<string[], CancellationToken, Task<List<Envelope>>> take, CancellationToken cancellation)
    {
        List<Envelope> taken;
        do
        {
            taken = await take(_queues, cancellation);
            foreach (var envelope in taken) runtime.Queues.ByUri(envelope.Destination)!.Enqueue(envelope);
        }
        while (taken.Count == Settings.RecoveryBatchSize && runtime.Queues.All.Sum(q => q.Waiting) < 10 * Settings.RecoveryBatchSize);
    }

    private async Task TendNodesAsync(CancellationToken cancellation)
    {
        await _register!.BeatAsync(cancellation);
        await _register.SeekLeadershipAsync(cancellation);
        if (_register.IsLeader) await _register.EjectSilentNodesAsync(Settings.StaleNodeTimeout, cancellation);
    }

    private void Repeat(TimeSpan first, TimeSpan interval, Func<CancellationToken, Task> work)
    {
        var stopping = _stopping.Token;
        _loops.Add(Task.Run(() => LoopAsync(first, interval, work, stopping), CancellationToken.None));
    }

    private async Task LoopAsync(TimeSpan first, TimeSpan interval, Func<CancellationToken, Task> work, CancellationToken stopping)
    {
        try
        {
            await Task.Delay(first, stopping);
            while (true)
            {
                try
                {
                    await work(stopping);
                }
                catch (Exception e) when (!stopping.IsCancellationRequested)
                {
                    // Whatever it was, the next turn may go well, and without turns nothing is ever recovered.
                    runtime.Logger.LogError(e, "Tending the message tables failed; trying again in {Interval}", interval);
                }

                await Task.Delay(interval, stopping);
            }
        }
        catch (Exception e) when (stopping.IsCancellationRequested)
        {
            runtime.Logger.LogDebug(e, "Tending the message tables ended");
        }
    }
}
