using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;

namespace IgG4FollowUp.Api.Alerts.Simulations;

/// <summary>Trying other thresholds on the clinic's own past.</summary>
public static class SimulationEndpoints
{
    private const string Address = "/api/alert-rules/simulations";

    public static void AddSimulations(this IServiceCollection services)
    {
        services.AddSingleton<SimulationStore>();
        services.AddSingleton<ClinicThresholds>();
        services.AddSingleton<SimulationRunner>();
        services.AddHostedService(provider => provider.GetRequiredService<SimulationRunner>());
    }

    public static void Map(IEndpointRouteBuilder rules)
    {
        rules.MapPost("/simulations", AskAsync)
            .WithName("simulateAlertRules").WithSummary("Try other thresholds on the clinic's past: what would have been raised, and what came of it. Sends nothing")
            .WithMetadata(new WriteDescription(SimulationBody.Shape, SimulationBody.Example, VersionRequired: false, Stores: false))
            .Produces<SimulationView>(202).Produces<Problem>(409, Problem.ContentType).Produces<Problem>(422, Problem.ContentType);

        rules.MapGet("/simulations/{simulationId:guid}", async (Guid simulationId, SimulationStore store, HttpContext http) =>
                Answer(await store.FindAsync(http.User.Clinic(), simulationId, http.RequestAborted)))
            .DescribeRead<SimulationView>("getAlertSimulation", "Read how far a simulation is, and its report when it is done");

        rules.MapDelete("/simulations/{simulationId:guid}", async (Guid simulationId, SimulationStore store, HttpContext http) =>
            {
                await store.CancelAsync(http.User.Clinic(), simulationId, http.RequestAborted);
                return Answer(await store.FindAsync(http.User.Clinic(), simulationId, http.RequestAborted));
            })
            .DescribeRead<SimulationView>("cancelAlertSimulation", "Cancel a simulation that is not finished");
    }

    private static async Task<IResult> AskAsync(SimulationStore store, SimulationRunner runner, KnownSequences sequences, TimeProvider time, HttpContext http)
    {
        var body = await Body.ReadAsync(http.Request, SimulationBody.Shape, http.RequestAborted);
        if (body.Problem is not null) return body.Problem;
        var asked = SimulationBody.Read(body.Json!);
        if (asked.Faults(time.Today()).ToList() is { Count: > 0 } faults) return Problem.Invalid(faults);
        var (clinic, id) = (http.User.Clinic(), Guid.CreateVersion7());
        var sequence = await sequences.PresentAsync(http.RequestAborted);
        if (!await store.AddAsync(clinic, id, http.User.UserName(), asked, sequence, http.RequestAborted))
            return Problem.Conflict($"{SimulationStore.OpenPerClinic} simulations of this clinic are not finished; wait for one or cancel it.");
        runner.Wake();
        var stored = await store.FindAsync(clinic, id, http.RequestAborted);
        return TypedResults.Accepted($"{Address}/{id}", stored!.Json());
    }

    private static IResult Answer(StoredSimulation? stored) => stored is null ? Problem.NotFound() : TypedResults.Json(stored.Json());
}
