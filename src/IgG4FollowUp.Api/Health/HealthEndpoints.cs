using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Api.SignIn;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IgG4FollowUp.Api.Health;

public static class HealthEndpoints
{
    private const string Ready = "ready";

    // The framework answers whatever method asks.
    private static readonly HttpMethodMetadata Get = new([HttpMethods.Get]);

    public static void AddServiceHealth(this IServiceCollection services) =>
        services.AddSingleton<ShardWatch>().AddHostedService(provider => provider.GetRequiredService<ShardWatch>())
            .AddHealthChecks()
            .AddCheck<DatabaseCheck>("database", tags: [Ready])
            .AddCheck<AlertSweepCheck>("alerts", tags: [Ready])
            .AddCheck<DeadLetterCheck>("messages", tags: [Ready]);

    /// <summary>
    /// Live: the process answers. Ready: it can do its work. Both without sign-in, and then without a word of how much there is;
    /// administrators are told that too.
    /// </summary>
    public static void MapServiceHealth(this IEndpointRouteBuilder endpoints)
    {
        Map("/health/live", static _ => false);
        Map("/health/ready", static check => check.Tags.Contains(Ready));

        void Map(string path, Func<HealthCheckRegistration, bool> checks) => endpoints
            .MapHealthChecks(path, new HealthCheckOptions { Predicate = checks, ResponseWriter = WriteAsync })
            .AllowAnonymous().WithMetadata(Get);
    }

    private static Task WriteAsync(HttpContext http, HealthReport report)
    {
        var tellsAll = http.User.IsInRole(Roles.Admin);
        return http.Response.WriteAsJsonAsync(new
        {
            status = Word(report.Status),
            checks = report.Entries.ToDictionary(
                entry => entry.Key,
                entry => tellsAll
                    ? new { status = Word(entry.Value.Status), description = Description(entry.Value), entry.Value.Data }
                    : (object)new { status = Word(entry.Value.Status) }),
        });
    }

    private static string Word(HealthStatus status) => status.ToString().ToLowerInvariant();

    // A failure's own words may name hosts and accounts; the log has them.
    private static string? Description(HealthReportEntry entry) => entry.Exception is null ? entry.Description : "the check itself failed";
}
