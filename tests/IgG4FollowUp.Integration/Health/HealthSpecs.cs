using System.Collections.Immutable;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Health;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Alerts;
using IgG4FollowUp.Integration.Hosting;
using JasperFx.Events.Daemon;
using Marten;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace IgG4FollowUp.Integration.Health;

public sealed class HealthSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    [Fact]
    public async Task the_service_is_live_and_ready_without_sign_in_and_says_how_much_there_is_to_administrators_alone()
    {
        using var anyone = service.Host.Server.CreateClient();
        using var clinician = service.Client();
        using var admin = service.Client(Roles.Admin, clinic: null);
        (await anyone.GetStringAsync("/health/live", TestContext.Current.CancellationToken))
            .ShouldBe("""{"status":"healthy","checks":{}}""");
        foreach (var client in new[] { anyone, clinician })
        {
            (await client.GetStringAsync("/health/ready", TestContext.Current.CancellationToken)).ShouldBe(
                """{"status":"healthy","checks":{"database":{"status":"healthy"},"alerts":{"status":"healthy"},"messages":{"status":"healthy"}}}""");
        }

        var all = await admin.GetJsonAsync("/health/ready");
        all["checks"]!["database"]!["data"]!["highWaterMark"].ShouldNotBeNull();
        all["checks"]!["alerts"]!["description"].ShouldNotBeNull();
    }

    [Fact]
    public async Task whatever_follows_the_log_and_stands_still_although_there_is_something_to_follow_makes_it_unready_until_it_moves_on()
    {
        using var impatient = new ShardWatch(
            service.Host.Services.GetRequiredService<NpgsqlDataSource>(),
            service.Host.Services.GetRequiredService<IProjectionCoordinator>(),
            service.Host.Services.GetRequiredService<RebuildRunner>(),
            new ConfigurationBuilder().AddInMemoryCollection([new("Health:StandstillSeconds", "0.5")]).Build(),
            NullLogger<ShardWatch>.Instance);
        using var clinic = service.Client();
        await clinic.EnrolAsync();
        await UntilAsync(standing => standing.IsEmpty);

        await service.Host.PauseAllDaemonsAsync();
        await clinic.EnrolAsync();
        (await UntilAsync(standing => !standing.IsEmpty)).ShouldContain("the high-water mark");

        await service.Host.ResumeAllDaemonsAsync();
        await UntilAsync(standing => standing.IsEmpty);

        Task<ImmutableArray<string>> UntilAsync(Func<ImmutableArray<string>, bool> holds) => AlertRequests.UntilAsync(
            async () =>
            {
                await impatient.LookAsync(TestContext.Current.CancellationToken);
                return impatient.Standing;
            },
            holds);
    }
}
