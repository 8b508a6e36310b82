using System.Text.Json;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Domain.Patients;
using Marten;
using Marten.Exceptions;
using Npgsql;
using Wolverine;
using Wolverine.Runtime.Handlers;

namespace IgG4FollowUp.Api.Alerts.Simulations;

/// <summary>Carry a simulation out, or begin anew what another node has left.</summary>
public sealed record RunSimulation(Guid SimulationId);

/// <summary>
/// Carries out simulations one at a time on a node. It only reads what is on record: no alert and no timer comes of it. The message of a
/// node that died goes on elsewhere; a node that stops does not wait for the end, but gives the simulation back.
/// </summary>
public static partial class RunSimulationHandler
{
    /// <summary>Time for the node that stops to be gone.</summary>
    private static readonly TimeSpan UntilAnew = TimeSpan.FromSeconds(5);

    public static void Configure(HandlerChain chain)
    {
        chain.ExecutionTimeoutInSeconds = (int)TimeSpan.FromDays(1).TotalSeconds;
        chain.KeepTrying();
    }

    public static async Task<OutgoingMessages> HandleAsync(
        RunSimulation message, IDocumentSession session, SimulationRuns runs, SimulationReplay replay, TimeProvider time,
        IHostApplicationLifetime host, ILogger<SimulationReplay> logger, CancellationToken cancellation)
    {
        if (await runs.BeginAsync(session.TenantId, message.SimulationId, cancellation) is not { } begun) return [];
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation, host.ApplicationStopping);
        var messages = new OutgoingMessages();
        Func<Simulation, Simulation>? change;
        try
        {
            var report = await replay.ReportAsync(session.TenantId, begun, stopping.Token);
            if (report is null) return [];
            var text = JsonSerializer.Serialize(report, EntryJson.Options);
            change = simulation => simulation.Done(report.Patients, text, time.GetUtcNow());
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            change = simulation => simulation.Released();
            messages.Delay(message, UntilAnew);
        }
        catch (Exception e) when (e is not (NpgsqlException or MartenException))
        {
            LogFailed(logger, e, begun.Id);
            change = simulation => simulation.Ended(SimulationStates.Failed, time.GetUtcNow());
        }

        // What the host stops for must not keep the simulation from being given back.
        var current = await session.LoadAsync<Simulation>(begun.Id, CancellationToken.None);
        if (current is null || !current.IsRunBy(begun.Run!.Value)) return [];
        session.UpdateRevision(change(current), current.Revision + 1);
        return messages;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Simulation {Simulation} failed")]
    private static partial void LogFailed(ILogger logger, Exception failure, Guid simulation);
}
