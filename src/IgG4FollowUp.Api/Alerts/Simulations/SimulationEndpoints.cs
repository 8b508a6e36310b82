using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Storage;
using JasperFx;
using Marten;
using Marten.Patching;
using Wolverine;

namespace IgG4FollowUp.Api.Alerts.Simulations;

/// <summary>Trying other thresholds on the clinic's own past.</summary>
public static class SimulationEndpoints
{
    private const string Address = "/api/alert-rules/simulations";

    public static void AddSimulations(this IServiceCollection services)
    {
        services.AddSingleton<ClinicThresholds>();
        services.AddSingleton<SimulationRuns>();
        services.AddSingleton<SimulationReplay>();
        services.AddSingleton<IFormerTable, FormerSimulations>();
        services.AddSingleton(new KeptDocuments(
            Simulation.KeptFor,
            (session, oldest) => session.DeleteWhere<Simulation>(simulation => simulation.AnyTenant() && simulation.FinishedAt < oldest)));
        services.ConfigureWolverine(options => options.LocalQueueFor<RunSimulation>().Sequential());
    }

    public static void Map(IEndpointRouteBuilder rules)
    {
        rules.MapPost("/simulations", AskAsync)
            .WithName("simulateAlertRules")
            .WithSummary("Try other thresholds on the clinic's past: what would have been raised, and what came of it. Sends nothing")
            .WithMetadata(new WriteDescription(SimulationBody.Shape, SimulationBody.Example, VersionRequired: false, Stores: false))
            .Produces<SimulationView>(202).Produces<Problem>(409, Problem.ContentType).Produces<Problem>(422, Problem.ContentType);
        rules.MapGet("/simulations/{simulationId:guid}", ReadAsync)
            .DescribeRead<SimulationView>("getAlertSimulation", "Read how far a simulation is, and its report when it is done");
        rules.MapDelete("/simulations/{simulationId:guid}", CancelAsync)
            .DescribeRead<SimulationView>("cancelAlertSimulation", "Cancel a simulation that is not finished");
    }

    private static async Task<IResult> AskAsync(IMessageBus bus, AsOfSequences sequences, TimeProvider time, HttpContext http)
    {
        var body = await Body.ReadAsync(http.Request, SimulationBody.Shape, http.RequestAborted);
        if (body.Problem is not null) return body.Problem;
        var question = SimulationBody.Read(body.Json!);
        if (question.Faults(time.Today()).ToList() is { Count: > 0 } faults) return Problem.Invalid(faults);
        var sequence = await sequences.PresentAsync(http.RequestAborted);
        var command = new AskSimulation(Guid.CreateVersion7(), http.User.UserName(), question, sequence);
        var asked = await QueueAsync(bus, http.User.Clinic(), command, http.RequestAborted);
        return asked.Simulation is { } simulation
            ? TypedResults.Accepted($"{Address}/{simulation.Id}", SimulationView.Json(simulation, time.GetUtcNow()))
            : Problem.TooMany(
                "simulations", "The clinic has too many simulations that are not finished",
                $"{Simulation.MostOpen} simulations of this clinic are not finished; wait for one or cancel it.");
    }

    private static async Task<AskedSimulation> QueueAsync(
        IMessageBus bus, string clinic, AskSimulation command, CancellationToken cancellation)
    {
        try
        {
            return await bus.InvokeForTenantAsync<AskedSimulation>(clinic, command, cancellation);
        }
        catch (DocumentAlreadyExistsException)
        {
            // Others were quicker whenever a place was free.
            return new(null);
        }
    }

    private static async Task<IResult> ReadAsync(Guid simulationId, IDocumentStore store, TimeProvider time, HttpContext http)
    {
        await using var session = store.QuerySession(http.User.Clinic());
        return await session.LoadAsync<Simulation>(simulationId, http.RequestAborted) is { } simulation
            ? TypedResults.Json(SimulationView.Json(simulation, time.GetUtcNow()))
            : Problem.NotFound();
    }

    private static async Task<IResult> CancelAsync(Guid simulationId, IDocumentStore store, TimeProvider time, HttpContext http)
    {
        await using var session = store.LightweightSession(http.User.Clinic());
        // The run notices when it next says how far it is.
        session.Patch<Simulation>(s => s.Id == simulationId && s.Place != null)
            .Set(s => s.State, SimulationStates.Cancelled).Set(s => s.FinishedAt, time.GetUtcNow()).Delete(s => s.Place);
        await session.SaveChangesAsync(http.RequestAborted);
        return await ReadAsync(simulationId, store, time, http);
    }
}
