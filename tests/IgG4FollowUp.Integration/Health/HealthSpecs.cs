using System.Collections.Immutable;
using System.Net;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Health;
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
    public async Task the_service_is_live_and_ready_without_sign_in_and_says_nothing_clinical()
    {
        using var anyone = service.Host.Server.CreateClient();
        (await anyone.GetAsync("/health/live", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await anyone.GetAsync("/health/ready", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task whatever_follows_the_log_and_stands_still_although_there_is_something_to_follow_makes_it_unready_until_it_moves_on()
    {
        using var impatient = new ShardWatch(
            service.Host.Services.GetRequiredService<NpgsqlDataSource>(), service.Host.Services.GetRequiredService<IProjectionCoordinator>(),
            service.Host.Services.GetRequiredService<RebuildRunner>(),
            new ConfigurationBuilder().AddInMemoryCollection([new("Health:StandstillSeconds", "0.5")]).Build(), NullLogger<ShardWatch>.Instance);
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
