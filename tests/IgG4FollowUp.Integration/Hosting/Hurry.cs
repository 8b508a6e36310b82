using Marten;
using Microsoft.Extensions.DependencyInjection;
using Wolverine;

namespace IgG4FollowUp.Integration.Hosting;

/// <summary>A service that looks again sooner than it would in a clinic, so that a test waits for what it does and not for when it looks.</summary>
internal static class Hurry
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100);

    public static IServiceCollection InHurry(this IServiceCollection services)
    {
        services.ConfigureMarten(options =>
        {
            options.Projections.FastPollingTime = Soon;
            options.Projections.SlowPollingTime = Soon;
        });
        return services.ConfigureWolverine(options =>
        {
            options.Durability.FirstHealthCheckExecution = Soon;
            options.Durability.HealthCheckPollingTime = TimeSpan.FromSeconds(1);
            options.Durability.ScheduledJobFirstExecution = Soon;
            options.Durability.ScheduledJobPollingTime = 2 * Soon;
        });
    }
}
