using IgG4FollowUp.Api.Alerts;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IgG4FollowUp.Api.Health;

public static class HealthEndpoints
{
    private const string Ready = "ready";

    public static void AddServiceHealth(this IServiceCollection services) =>
        services.AddSingleton<ShardWatch>().AddHostedService(provider => provider.GetRequiredService<ShardWatch>())
            .AddHealthChecks()
            .AddCheck<DatabaseCheck>("database", tags: [Ready])
            .AddCheck<AlertSweepCheck>("alerts", tags: [Ready])
            .AddCheck<DeadLetterCheck>("messages", tags: [Ready]);

    /// <summary>Live: the process answers. Ready: it can do its work. Both without sign-in and without clinical data.</summary>
    public static void MapServiceHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync }).AllowAnonymous();
        endpoints.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready), ResponseWriter = WriteAsync }).AllowAnonymous();
    }

    private static Task WriteAsync(HttpContext http, HealthReport report) => http.Response.WriteAsJsonAsync(new
    {
        status = report.Status.ToString().ToLowerInvariant(),
        checks = report.Entries.ToDictionary(
            entry => entry.Key,
            entry => new { status = entry.Value.Status.ToString().ToLowerInvariant(), entry.Value.Description, entry.Value.Data }),
    });
}
