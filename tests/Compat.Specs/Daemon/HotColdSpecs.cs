using IgG4FollowUp.TestSupport;
using JasperFx;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events;
using Microsoft.Extensions.Hosting;
using static Compat.Specs.Daemon.DaemonSpecs;

namespace Compat.Specs.Daemon;

public sealed class HotColdSpecs(PostgresServer postgres)
{
    private static readonly string[] Shards = ["Account:All", "Sequences:All"];

    private static Task<IHost> StartNodeAsync(string database) => StartHostAsync(database, options =>
    {
        options.Projections.Add<AccountProjection>(ProjectionLifecycle.Async);
        options.Projections.Add(new Sequences(), ProjectionLifecycle.Async);
    }, DaemonMode.HotCold);

    [Fact]
    public async Task A15_one_node_runs_a_shard_and_another_takes_over_when_it_stops()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var one = await StartNodeAsync(database);
        await EventuallyAsync(() => Shards.All(shard => Runs(one, shard)), "the only node runs every shard");
        var locks = await LocksAsync(database);
        locks.ShouldBe(Shards.Select(KeyOf).Order());

        using var two = await StartNodeAsync(database);
        var id = await two.DocumentStore().StartStreamAsync(new Opened("one"));
        await two.WaitForNonStaleProjectionDataAsync(Patience);
        Shards.ShouldAllBe(shard => Runs(one, shard) && !Runs(two, shard));

        await one.StopAsync();
        await EventuallyAsync(() => Shards.All(shard => Runs(two, shard)), "the other node took over");
        (await LocksAsync(database)).ShouldBe(locks);
        await two.DocumentStore().AppendAsync(id, new Deposited(9));
        await two.WaitForNonStaleProjectionDataAsync(Patience);
        (await two.DocumentStore().AccountAsync(id)).ShouldBe(new Account(id, "one", 9, 2));

        await two.StopAsync();
        (await LocksAsync(database)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A15_a_node_that_lost_its_lock_connection_is_replaced_and_nothing_is_projected_twice()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var one = await StartNodeAsync(database);
        await EventuallyAsync(() => Shards.All(shard => Runs(one, shard)), "the first node runs every shard");
        using var two = await StartNodeAsync(database);
        var id = await one.DocumentStore().StartStreamAsync(new Opened("one"));
        await one.WaitForNonStaleProjectionDataAsync(Patience);

        await ExecuteAsync(database, "select count(pg_terminate_backend(pid)) from (select distinct pid from pg_locks where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())) as holders");
        for (var n = 1; n <= 20; n++) await two.DocumentStore().AppendAsync(id, new Deposited(1));
        await two.WaitForNonStaleProjectionDataAsync(Patience);

        (await two.DocumentStore().AccountAsync(id)).ShouldBe(new Account(id, "one", 20, 21));
        (await JournalAsync(database)).ShouldBe(Enumerable.Range(1, 21).Select(n => (long)n));
        await EventuallyAsync(() => Shards.All(shard => Runs(one, shard) != Runs(two, shard)), "each shard runs on exactly one node");
        await one.StopAsync();
        await two.StopAsync();
    }

    [Fact]
    public async Task a_rebuild_asked_of_the_node_that_does_not_run_the_shard_gives_the_whole_view()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var one = await StartNodeAsync(database);
        await EventuallyAsync(() => Shards.All(shard => Runs(one, shard)), "the first node runs every shard");
        using var two = await StartNodeAsync(database);
        var id = await one.DocumentStore().StartStreamAsync(new Opened("one"), new Deposited(1));
        await one.WaitForNonStaleProjectionDataAsync(Patience);
        await ExecuteAsync(database, "update mt_doc_account set data = data || '{\"Balance\": -1}'");

        await two.Daemon().RebuildProjectionAsync("Account", CancellationToken.None);
        for (var n = 1; n <= 10; n++) await two.DocumentStore().AppendAsync(id, new Deposited(1));
        await two.WaitForNonStaleProjectionDataAsync(Patience);
        await EventuallyAsync(async () => await two.DocumentStore().AccountAsync(id) == new Account(id, "one", 11, 12), "every event is counted once");
        await one.StopAsync();
        await two.StopAsync();
    }

    private static bool Runs(IHost node, string shard) => node.Daemon().StatusFor(shard) == AgentStatus.Running;

    private static async Task<List<long>> LocksAsync(string database) => await ColumnAsync<long>(database, """
        select (classid::bigint << 32) | objid::bigint from pg_locks
        where locktype = 'advisory' and granted and objsubid = 1 and database = (select oid from pg_database where datname = current_database()) order by 1
        """);

    /// <summary>As in Marten 9.29, so that nodes of both editions can share a database.</summary>
    private static long KeyOf(string shard)
    {
        var text = "public:" + shard;
        unchecked
        {
            int even = (5381 << 16) + 5381, odd = even;
            for (var i = 0; i < text.Length; i += 2)
            {
                even = ((even << 5) + even) ^ text[i];
                if (i + 1 < text.Length) odd = ((odd << 5) + odd) ^ text[i + 1];
            }

            return Math.Abs(even + odd * 1566083941) + 4444;
        }
    }
}
