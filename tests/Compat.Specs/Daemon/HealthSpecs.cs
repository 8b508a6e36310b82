using IgG4FollowUp.TestSupport;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events;
using Marten.Events.Daemon;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using static Compat.Specs.Daemon.DaemonSpecs;

namespace Compat.Specs.Daemon;

public sealed class HealthSpecs(PostgresServer postgres)
{
    [Fact]
    public async Task a_projection_that_lags_behind_the_mark_by_the_maximum_is_unhealthy()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var host = await StartAsync(database, checks => checks.AddMartenAsyncDaemonHealthCheck(maxEventLag: 3));
        await host.DocumentStore().StartStreamAsync(new Opened("1"), new Deposited(2), new Deposited(3), new Deposited(4));
        await host.WaitForNonStaleProjectionDataAsync(Patience);
        (await StatusAsync(host)).ShouldBe(HealthStatus.Healthy);

        await host.PauseAllDaemonsAsync();
        await ExecuteAsync(database, "update mt_event_progression set last_seq_id = 2 where name = 'Account:All'");
        (await StatusAsync(host)).ShouldBe(HealthStatus.Healthy);
        await ExecuteAsync(database, "update mt_event_progression set last_seq_id = 1 where name = 'Account:All'");
        (await StatusAsync(host)).ShouldBe(HealthStatus.Unhealthy);
        await host.StopAsync();
    }

    [Fact]
    public async Task with_a_time_a_lagging_projection_is_unhealthy_only_when_it_stands_still_for_it()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var host = await StartAsync(database, checks => checks.AddMartenAsyncDaemonHealthCheck(maxEventLag: 1, TimeSpan.FromMilliseconds(400)));
        await host.DocumentStore().StartStreamAsync(new Opened("1"), new Deposited(2));
        await host.WaitForNonStaleProjectionDataAsync(Patience);
        await host.PauseAllDaemonsAsync();
        await ExecuteAsync(database, "update mt_event_progression set last_seq_id = 0 where name = 'Account:All'");
        (await StatusAsync(host)).ShouldBe(HealthStatus.Healthy);
        await EventuallyAsync(async () => await StatusAsync(host) == HealthStatus.Unhealthy, "it stood still for too long");
        await host.StopAsync();
    }

    [Fact]
    public async Task a_mark_that_stands_still_while_events_pile_up_is_unhealthy()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var host = await StartAsync(database, checks => checks.AddMartenHighWaterHealthCheck(TimeSpan.FromMilliseconds(400)));
        await host.DocumentStore().StartStreamAsync(new Opened("1"));
        await host.WaitForNonStaleProjectionDataAsync(Patience);
        (await StatusAsync(host)).ShouldBe(HealthStatus.Healthy);

        await host.PauseAllDaemonsAsync();
        await host.DocumentStore().StartStreamAsync(new Opened("2"), new Deposited(3), new Deposited(4));
        (await StatusAsync(host)).ShouldBe(HealthStatus.Healthy);
        await EventuallyAsync(async () => await StatusAsync(host) == HealthStatus.Unhealthy, "the mark stood still for too long");

        await host.ResumeAllDaemonsAsync();
        await host.WaitForNonStaleProjectionDataAsync(Patience);
        (await StatusAsync(host)).ShouldBe(HealthStatus.Healthy);
        await host.StopAsync();
    }

    private static async Task<IHost> StartAsync(string database, Action<IHealthChecksBuilder> configure)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddMarten(options =>
        {
            options.Quick(database);
            options.Projections.Add<AccountProjection>(ProjectionLifecycle.Async);
        }).AddAsyncDaemon(DaemonMode.Solo);
        configure(builder.Services.AddHealthChecks());
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static async Task<HealthStatus> StatusAsync(IHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Status;
}
