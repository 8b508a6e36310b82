using IgG4FollowUp.TestSupport;
using JasperFx.Events.Projections;
using Marten;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wolverine;
using Wolverine.Marten;

namespace IgG4FollowUp.Contract.Support;

/// <summary>Nodes that carry out messages with the handlers a test names, and no others.</summary>
public abstract class ServiceSpecs(PostgresServer postgres) : StoreSpecs(postgres)
{
    protected async Task<IHost> ServiceAsync(Action<WolverineOptions> configure, params Type[] handlers)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddMarten(options =>
        {
            Configure(options);
            options.Schema.For<Note>();
            options.Projections.Add<AccountProjection>(ProjectionLifecycle.Inline);
        }).UseLightweightSessions().ApplyAllDatabaseChangesOnStartup().IntegrateWithWolverine();
        builder.UseWolverine(options =>
        {
            options.ApplicationAssembly = typeof(ServiceSpecs).Assembly;
            options.Discovery.DisableConventionalDiscovery();
            foreach (var handler in handlers) options.Discovery.IncludeType(handler);
            options.Policies.AutoApplyTransactions();
            options.Policies.UseDurableLocalQueues();
            options.Durability.Mode = DurabilityMode.Solo;
            options.Durability.ScheduledJobFirstExecution = TimeSpan.FromMilliseconds(50);
            options.Durability.ScheduledJobPollingTime = TimeSpan.FromMilliseconds(100);
            configure(options);
        });
        return await StartAsync(builder);
    }

    /// <summary>A node among several, quick to notice that another one is silent.</summary>
    protected Task<IHost> BalancedAsync(params Type[] handlers) => ServiceAsync(
        options =>
        {
            options.Durability.Mode = DurabilityMode.Balanced;
            options.Durability.FirstHealthCheckExecution = TimeSpan.FromMilliseconds(100);
            options.Durability.OrphanedMessageSweepPollingTime = TimeSpan.FromMilliseconds(200);
            options.Durability.HealthCheckPollingTime = TimeSpan.FromMilliseconds(200);
            options.Durability.StaleNodeTimeout = TimeSpan.FromSeconds(20);
        },
        handlers);

    /// <summary>Stored messages, by status.</summary>
    protected Task<long> StoredAsync(string status) =>
        Database.ScalarAsync<long>("select count(*) from wolverine_incoming_envelopes where status = $1", status);
}
