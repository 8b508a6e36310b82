using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Domain.Patients;
using JasperFx;
using Marten;
using Wolverine.ErrorHandling;
using Wolverine.Runtime.Handlers;

namespace IgG4FollowUp.Api.Alerts.Simulations;

/// <summary>Put a simulation in the queue.</summary>
public sealed record AskSimulation(Guid SimulationId, string User, SimulationBody Question, long Sequence) : Command;

/// <summary>What came of asking.</summary>
/// <param name="Simulation">The simulation; null when the clinic has too many open.</param>
public sealed record AskedSimulation(Simulation? Simulation);

public static class AskSimulationHandler
{
    // Somebody who asked at the same time has the place: look for another.
    public static void Configure(HandlerChain chain) => chain.OnException<DocumentAlreadyExistsException>()
        .RetryWithCooldown(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(30), TimeSpan.FromMilliseconds(100));

    public static async Task<(AskedSimulation, RunSimulation?)> HandleAsync(
        AskSimulation command, IDocumentSession session, TimeProvider time, CancellationToken cancellation)
    {
        var taken = await session.Query<Simulation>().Where(open => open.Place != null)
            .Select(open => open.Place!.Value).ToListAsync(cancellation);
        var place = Enumerable.Range(1, Simulation.MostOpen).FirstOrDefault(place => !taken.Contains(place));
        if (place == 0) return (new(null), null);
        var patients = await session.Query<PatientChart>().CountAsync(cancellation);
        var simulation = Simulation.Asked(
            command.SimulationId, command.User, time.GetUtcNow(), command.Sequence, command.Question, patients, place);
        session.Insert(simulation);
        return (new(simulation), new RunSimulation(simulation.Id));
    }
}
