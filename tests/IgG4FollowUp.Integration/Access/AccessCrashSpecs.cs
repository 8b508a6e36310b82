using System.Net;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Integration.Analytics;
using IgG4FollowUp.Integration.Durability;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.TestSupport;
using Npgsql;

namespace IgG4FollowUp.Integration.Access;

/// <summary>A process that is killed leaves nothing that it answered unrecorded.</summary>
public sealed class AccessCrashSpecs(PostgresServer postgres) : IDisposable
{
    private readonly string _dataFolder = Path.Combine(Path.GetTempPath(), "igg4-access-" + Guid.NewGuid().ToString("N")[..10]);

    [Fact]
    public async Task every_read_that_was_answered_before_a_kill_is_on_record_once_after_the_next_start()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var database = await postgres.CreateDatabaseAsync();
        await using var service = new ServiceProcess(_dataFolder, database);
        await service.StartAsync();
        var patient = await service.Http.EnrolAsync();
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(cancellation);
        var reads = 0;
        // Nothing reaches the table before the process dies.
        await using (var transaction = await connection.BeginTransactionAsync(cancellation))
        {
            await connection.ExecuteAsync($"lock table {AccessRows.Name} in exclusive mode");
            for (; reads < 40; reads++) (await service.Http.GetAsync(patient, cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
            await service.KillAsync();
        }

        await service.StartAsync();
        (await service.Http.GetAsync($"{patient}/history", cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await Alerts.AlertRequests.UntilAsync(
            () => connection.ScalarAsync<long>($"select count(*) from {AccessRows.Name} where endpoint = 'getHistory'"),
            count => count == 1);
        (await connection.ScalarAsync<long>($"select count(*) from {AccessRows.Name} where endpoint = 'getPatient'")).ShouldBe(reads);
        Directory.EnumerateFiles(Path.Combine(_dataFolder, "access-journal")).Count().ShouldBeLessThanOrEqualTo(1);
    }

    public void Dispose()
    {
        if (Directory.Exists(_dataFolder)) Directory.Delete(_dataFolder, recursive: true);
    }
}
