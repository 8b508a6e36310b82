using System.Diagnostics;
using System.Net;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Health;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Analytics;
using IgG4FollowUp.Integration.Cohorts;
using IgG4FollowUp.Integration.Hosting;
using JasperFx.Events.Daemon;
using Marten;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace IgG4FollowUp.Integration.Health;

/// <summary>What the store leaves in the place of an append that failed is no work that waits.</summary>
public sealed class FailedAppendSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(0.5);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task while_the_rows_of_one_lie_above_the_mark_the_service_is_ready_for_everybody_and_nothing_stands_still()
    {
        using var anyone = service.Host.Server.CreateClient();
        using var clinic = service.Client(clinic: "failing");
        using var admin = service.Client(Roles.Admin, clinic: null);
        await clinic.EnrolAsync();
        await service.SettledAsync();
        await using var connection = await service.ConnectAsync();
        using var impatient = new ShardWatch(
            service.Host.Services.GetRequiredService<NpgsqlDataSource>(),
            service.Host.Services.GetRequiredService<IProjectionCoordinator>(),
            service.Host.Services.GetRequiredService<RebuildRunner>(),
            new ConfigurationBuilder().AddInMemoryCollection([new("Health:StandstillSeconds", "0.5")]).Build(),
            NullLogger<ShardWatch>.Instance);

        // The mark stays where it is for as long as is looked.
        await service.Host.PauseAllDaemonsAsync();
        var rows = await service.FailedAppendAsync(connection, "failing", await service.PresentAsync());
        var since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < 3 * Patience)
        {
            foreach (var client in new[] { anyone, clinic, admin })
            {
                using var response = await client.GetAsync("/health/ready", Cancellation);
                response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync(Cancellation));
            }

            await impatient.LookAsync(Cancellation);
            impatient.Standing.ShouldBeEmpty();
        }

        (await service.PresentAsync()).ShouldBeLessThan(rows[0]);
        await service.Host.ResumeAllDaemonsAsync();
        await service.SettledAsync();
    }
}
