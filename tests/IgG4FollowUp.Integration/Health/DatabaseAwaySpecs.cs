using System.Net;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Alerts;
using IgG4FollowUp.Integration.Durability;

namespace IgG4FollowUp.Integration.Health;

public sealed class DatabaseAwaySpecs : IDisposable
{
    private readonly string _dataFolder = Path.Combine(Path.GetTempPath(), "igg4-away-" + Guid.NewGuid().ToString("N")[..10]);

    [Fact]
    public async Task with_the_database_away_readiness_says_so_and_names_to_nobody_where_it_was_or_what_the_driver_said()
    {
        await using var process = new ServiceProcess(_dataFolder);
        await process.StartAsync();
        var port = (await File.ReadAllLinesAsync(
            Path.Combine(_dataFolder, "postgres", "postmaster.pid"), TestContext.Current.CancellationToken))[3];
        using var anyone = new HttpClient { BaseAddress = process.Http.BaseAddress };
        using var admin = process.Client(Roles.Admin, clinic: null);

        await process.KillPostgresAsync();

        foreach (var client in new[] { anyone, process.Http, admin })
        {
            var (status, text) = await AlertRequests.UntilAsync(
                async () =>
                {
                    using var response = await client.GetAsync("/health/ready", TestContext.Current.CancellationToken);
                    return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
                },
                answer => answer.StatusCode == HttpStatusCode.ServiceUnavailable);
            status.ShouldBe(HttpStatusCode.ServiceUnavailable);
            text.ShouldContain("unhealthy");
            foreach (var told in new[] { "127.0.0.1", "localhost", port, _dataFolder, "Npgsql", "Exception", "refused", "connect", "57P" })
                text.ShouldNotContain(told, Case.Insensitive);
        }

        using (var live = await anyone.GetAsync("/health/live", TestContext.Current.CancellationToken))
            live.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    public void Dispose()
    {
        if (Directory.Exists(_dataFolder)) Directory.Delete(_dataFolder, recursive: true);
    }
}
