using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.Http;

namespace IgG4FollowUp.Api.Analytics;

/// <summary>Starting a rebuild and watching it.</summary>
public static class RebuildEndpoints
{
    private const string Address = "/api/admin/rebuild";

    public static void Map(IEndpointRouteBuilder administration)
    {
        administration.MapPost("/rebuild", (RebuildRunner runner) =>
                runner.Start() ? (IResult)TypedResults.Accepted(Address) : Problem.RebuildRunning())
            .RequireRateLimiting(Limits.Rebuilds)
            .WithName("startRebuild").WithSummary("Write the tables for analysts anew from the events")
            .Produces(202).Produces<Problem>(409, Problem.ContentType);

        administration.MapGet("/rebuild", async (RebuildRunner runner, HttpContext http) =>
            TypedResults.Json(await runner.StateAsync(http.RequestAborted)))
            .DescribeRead<RebuildState>("getRebuild", "Read how far the last rebuild is");
    }
}
