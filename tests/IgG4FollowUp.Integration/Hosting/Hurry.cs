using System.Net;
using IgG4FollowUp.Api.Webhooks;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Wolverine;

namespace IgG4FollowUp.Integration.Hosting;

/// <summary>
/// A service that looks again sooner than it would in a clinic, so that a test waits for what it does and not for when it looks; and that
/// asks no name server, which may take its time to say that a receiver's name leads nowhere.
/// </summary>
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
        services.AddSingleton(provider => new WebhookTargets(provider.GetRequiredService<WebhookSettings>(), AddressesAsync));
        return services.ConfigureWolverine(options =>
        {
            options.Durability.FirstHealthCheckExecution = Soon;
            options.Durability.HealthCheckPollingTime = TimeSpan.FromSeconds(1);
            options.Durability.ScheduledJobFirstExecution = Soon;
            options.Durability.ScheduledJobPollingTime = 2 * Soon;
        });
    }

    private static Task<IPAddress[]> AddressesAsync(string host, CancellationToken cancellation) =>
        host == "localhost" ? Dns.GetHostAddressesAsync(host, cancellation) : Task.FromResult<IPAddress[]>([]);
}
