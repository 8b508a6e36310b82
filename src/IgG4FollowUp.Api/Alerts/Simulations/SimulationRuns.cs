using JasperFx;
using Marten;

namespace IgG4FollowUp.Api.Alerts.Simulations;

/// <summary>
/// Begins simulations and notes how far they are, in transactions of their own: others see it at once, and a run sees that it was
/// cancelled.
/// </summary>
public sealed class SimulationRuns(IDocumentStore store, TimeProvider time)
{
    /// <summary>Begins a simulation, unless it has ended.</summary>
    /// <returns>The simulation with its run; null when there is nothing to do, or it was begun too often.</returns>
    public async Task<Simulation?> BeginAsync(string clinic, Guid id, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession(clinic);
        if (await session.LoadAsync<Simulation>(id, cancellation) is not { IsOpen: true } simulation) return null;
        var hopeless = simulation.Starts >= Simulation.MostStarts;
        var now = time.GetUtcNow();
        var next = hopeless ? simulation.Ended(SimulationStates.Failed, now) : simulation.Begun(Guid.CreateVersion7(), now);
        session.UpdateRevision(next, simulation.Revision + 1);
        await session.SaveChangesAsync(cancellation);
        return hopeless ? null : next;
    }

    /// <summary>Says how far a run is.</summary>
    /// <returns>False when the simulation was cancelled or another run has it.</returns>
    public async Task<bool> ReportAsync(string clinic, Guid id, Guid run, int done, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession(clinic);
        var simulation = await session.LoadAsync<Simulation>(id, cancellation);
        if (simulation is null || !simulation.IsRunBy(run)) return false;
        session.UpdateRevision(simulation.Reported(done, time.GetUtcNow()), simulation.Revision + 1);
        try
        {
            await session.SaveChangesAsync(cancellation);
            return true;
        }
        catch (ConcurrencyException)
        {
            return false;
        }
    }
}
