using System.Net;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Integration.Analytics;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.TestSupport;
using Npgsql;

namespace IgG4FollowUp.Integration.Durability;

public sealed class FailoverSpecs(PostgresServer postgres) : IDisposable
{
    private readonly string _dataFolder = Path.Combine(Path.GetTempPath(), "igg4-nodes-" + Guid.NewGuid().ToString("N")[..10]);

    [Fact]
    public async Task of_two_nodes_one_keeps_the_tables_for_analysts_and_the_other_takes_over_when_it_is_killed()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var one = new ServiceProcess(_dataFolder, database, "node-one");
        await using var two = new ServiceProcess(_dataFolder, database, "node-two");
        await Task.WhenAll(one.StartAsync(), two.StartAsync());
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        // Each committed page leaves the name of its process.
        await connection.ExecuteAsync("""
            create table pages (node text not null);
            create function note_page() returns trigger language plpgsql as
              $f$ begin insert into pages values (current_setting('application_name')); return null; end $f$;
            create trigger note_page after insert on analytics.patients for each statement execute function note_page();
            """);

        var patient = await one.Http.EnrolAsync();
        foreach (var node in new[] { one, two, one, two }) await LogAndSeeVisitAsync(node, patient, connection);
        var keeper = (await PagesByAsync(connection)).ShouldHaveSingleItem();
        (await LockHoldersAsync(connection)).ShouldBe([keeper]);
        var (killed, survivor) = keeper == one.Name ? (one, two) : (two, one);
        await connection.ExecuteAsync("delete from pages");

        await killed.KillAsync();
        await LogAndSeeVisitAsync(survivor, patient, connection);
        (await PagesByAsync(connection)).ShouldBe([survivor.Name]);
        (await LockHoldersAsync(connection)).ShouldBe([survivor.Name]);

        // The killed one comes back and finds its place taken.
        await killed.StartAsync();
        await LogAndSeeVisitAsync(killed, patient, connection);
        (await PagesByAsync(connection)).ShouldBe([survivor.Name]);
        await using var source = NpgsqlDataSource.Create(database);
        await Cohort.TablesEqualTheEventsAsync(source);
    }

    private static async Task LogAndSeeVisitAsync(ServiceProcess node, string patient, NpgsqlConnection connection)
    {
        var entryId = Guid.CreateVersion7();
        using var response = await node.Http.PostAsync($"{patient}/visits", $$"""{ "entryId": "{{entryId}}", "visitedOn": "2024-03" }""");
        response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Cohort.Patience);
        while (!await connection.ScalarAsync<bool>($"select exists (select from analytics.visits where entry_id = '{entryId}')"))
            await Task.Delay(50, patience.Token);
    }

    private static Task<string[]> PagesByAsync(NpgsqlConnection connection) =>
        connection.ScalarAsync<string[]>("select array(select distinct node from pages)");

    /// <summary>Who holds the session lock of the shard, by the names the database knows the processes by.</summary>
    private static async Task<string[]> LockHoldersAsync(NpgsqlConnection connection) => await connection.ScalarAsync<string[]>($"""
        select array(
          select activity.application_name from pg_locks held join pg_stat_activity activity using (pid)
          where held.locktype = 'advisory' and held.granted and held.objsubid = 1
            and held.database = (select oid from pg_database where datname = current_database())
            and (held.classid::bigint << 32 | held.objid::bigint) = {KeyOf($"followup:{AnalystRowsProjection.ShardName}")})
        """);

    // Marten's key of a shard: two interleaved djb2 hashes in 32-bit arithmetic, and the daemon's lock id.
    private static long KeyOf(string shard)
    {
        unchecked
        {
            int even = (5381 << 16) + 5381, odd = even;
            for (var i = 0; i < shard.Length; i++)
            {
                if (i % 2 == 0) even = ((even << 5) + even) ^ shard[i];
                else odd = ((odd << 5) + odd) ^ shard[i];
            }

            var hash = even + odd * 1566083941;
            return Math.Abs(hash) + 4444;
        }
    }

    public void Dispose()
    {
        if (Directory.Exists(_dataFolder)) Directory.Delete(_dataFolder, recursive: true);
    }
}
