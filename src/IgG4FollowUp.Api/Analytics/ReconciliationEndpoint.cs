using IgG4FollowUp.Api.Http;

namespace IgG4FollowUp.Api.Analytics;

/// <summary>What the last reconciliation found.</summary>
public static class ReconciliationEndpoint
{
    public static void Map(IEndpointRouteBuilder administration) =>
        administration.MapGet("/reconciliation", async (Reconciliation reconciliation, HttpContext http) =>
                await reconciliation.LastAsync(http.RequestAborted) is { } result
                    ? (IResult)TypedResults.Json(result)
                    : Problem.NotFound() with { Detail = "No comparison has been made yet; one is made every night." })
            .DescribeRead<ReconciliationResult>("getReconciliation", "Read what the last comparison of the tables with the events found");
}
