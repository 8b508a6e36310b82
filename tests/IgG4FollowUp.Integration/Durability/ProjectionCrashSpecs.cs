using System.Collections.Concurrent;
using System.Net;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Integration.Analytics;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.TestSupport;
using Marten;
using Marten.Events;
using Npgsql;

namespace IgG4FollowUp.Integration.Durability;

public sealed class ProjectionCrashSpecs(PostgresServer postgres) : IDisposable
{
    private const int Clients = 3;

    private static readonly int Kills = LongRun.Rounds(few: 3, many: 10);

    private readonly string _dataFolder = Path.Combine(Path.GetTempPath(), "igg4-crash-" + Guid.NewGuid().ToString("N")[..10]);
    private readonly ConcurrentBag<Guid> _acknowledged = [];

    [Fact]
    public async Task a_projecting_process_killed_again_and_again_in_the_middle_of_a_page_under_load_leaves_tables_equal_to_a_fresh_fold()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var service = new ServiceProcess(_dataFolder, database, "projecting");
        await using var writer = await IdleNode.CreateAsync(database, _dataFolder);
        await writer.Store.AppendAsync(Cohort.Generate(80, seed: 1), seed: 1, "north", "south");
        await service.StartAsync();

        using var stop = new CancellationTokenSource();
        Task[] load = [.. Enumerable.Range(0, Clients).Select(client => LogVisitsAsync(service.Http, client, stop.Token)),
            KeepAppendingAsync(writer.Store, stop.Token)];
        for (var kill = 0; kill < Kills; kill++)
        {
            // Another table each time, and never the first: something of the page is written, and something is not.
            await using var held = await HeldTable.HoldAsync(database, AnalystTables.All[1 + kill % (AnalystTables.All.Count - 1)]);
            (await held.HalfWrittenPageAsync()).ShouldBe(service.Name);
            await UntilAcknowledgedAsync(_acknowledged.Count + 5, load);
            await service.KillAsync();
            var (projected, appended) = await ProgressAsync(writer.Database);
            projected.ShouldBeLessThan(appended);

            // The page outlives its process: half of the time the next process is at work before the database has done with it.
            if (kill % 2 == 0) await held.DisposeAsync();
            await service.StartAsync();
        }

        await stop.CancelAsync();
        await Task.WhenAll(load);
        await writer.Store.WaitForNonStaleProjectionDataAsync(Cohort.Patience);

        await Cohort.TablesEqualTheEventsAsync(writer.Database);
        await using var connection = await writer.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        foreach (var table in AnalystTables.All)
            (await connection.ScalarAsync<bool>($"select exists (select from {table.FullName})")).ShouldBeTrue(table.Name);
        var visits =
            await connection.ScalarAsync<Guid[]>("select array(select entry_id from analytics.visits where clinic = 'crash-test')");
        _acknowledged.Except(visits).ShouldBeEmpty();
    }

    /// <summary>
    /// A moment in work, not in time: a slow machine is killed as busy as a fast one. A client that failed ends the wait.
    /// </summary>
    private async Task UntilAcknowledgedAsync(int visits, Task[] load)
    {
        while (_acknowledged.Count < visits) await await Task.WhenAny([Task.Delay(5), .. load]);
    }

    /// <summary>A clinic that logs visits whether the service is there or not.</summary>
    private async Task LogVisitsAsync(HttpClient http, int client, CancellationToken stop)
    {
        var patient = "";
        while (!stop.IsCancellationRequested)
        {
            var entryId = Guid.CreateVersion7();
            try
            {
                if (patient.Length == 0) patient = await http.EnrolAsync($"CRASH-{client}-{entryId:N}"[..24]);
                using var response = await http.PostAsync(
                    $"{patient}/visits", $$"""{ "entryId": "{{entryId}}", "visitedOn": "2024-03", "asiaGrade": { "grade": "C" } }""");
                response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync(CancellationToken.None));
                _acknowledged.Add(entryId);
            }
            catch (HttpRequestException)
            {
                // The process was killed: the clinic tries again until the next one is up.
                await Task.Delay(20, CancellationToken.None);
            }
        }
    }

    /// <summary>Another node that appends whole histories, with corrections and late entries, at a steady rate.</summary>
    private static async Task KeepAppendingAsync(IDocumentStore store, CancellationToken stop)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        for (var block = 2; !stop.IsCancellationRequested && await pace.WaitForNextTickAsync(CancellationToken.None); block++)
            await store.AppendAsync(Cohort.Generate(1, seed: (ulong)block), block, "east", "west");
    }

    private static async Task<(long Projected, long Appended)> ProgressAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand($"""
            select coalesce((select last_seq_id from followup.mt_event_progression where name = '{AnalystRowsProjection.ShardName}'), 0),
                   (select max(seq_id) from followup.mt_events)
            """);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        await reader.ReadAsync(TestContext.Current.CancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    public void Dispose()
    {
        if (Directory.Exists(_dataFolder)) Directory.Delete(_dataFolder, recursive: true);
    }
}
