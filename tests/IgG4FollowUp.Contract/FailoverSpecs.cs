using IgG4FollowUp.Contract.Support;
using IgG4FollowUp.TestSupport;
using JasperFx;
using JasperFx.Events.Projections;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace IgG4FollowUp.Contract;

/// <summary>One node at a time runs a shard, and another one takes it over.</summary>
public sealed class FailoverSpecs(PostgresServer postgres) : StoreSpecs(postgres)
{
    private const string Locks =
        """
        from pg_locks join pg_stat_activity using (pid)
        where locktype = 'advisory' and granted and datname = current_database() and application_name = $1
        """;

    private static readonly string[] Shards = ["Account:All", "Pages:All"];

    [Fact]
    public async Task a_node_that_lost_its_lock_connection_is_replaced_and_nothing_is_projected_twice()
    {
        var one = await NodeAsync("one");
        await SettledAsync(("one", one));
        var two = await NodeAsync("two");
        var id = await one.Store().StartStreamAsync(North, new Opened("one"));
        foreach (var shard in Shards) await Database.UntilAtAsync(shard, 1);

        var lost = await Database.ColumnAsync<int>($"select pid {Locks}", "one");
        await Database.ExecuteAsync("select pg_terminate_backend(pid) from unnest($1) pid", lost);
        await Eventually.TrueAsync(
            () => Database.ScalarAsync<bool>("select not exists (select from pg_stat_activity where pid = any($1))", lost),
            "the connection is gone");
        await SettledAsync(("one", one), ("two", two));
        for (var n = 1; n <= 20; n++) await two.Store().AppendAsync(North, id, new Deposited(1));
        foreach (var shard in Shards) await Database.UntilAtAsync(shard, 21);

        (await two.Store().LoadAsync<Account>(North, id)).ShouldBe(new Account(id, "one", 20, 21));
        (await Database.ColumnAsync<long>("select jsonb_array_elements(data -> 'Sequences')::bigint from mt_doc_page order by 1"))
            .ShouldBe(Enumerable.Range(1, 21).Select(n => (long)n));
    }

    [Fact]
    public async Task a_node_that_takes_a_shard_over_while_a_page_of_the_former_one_is_under_way_stops_it_and_keeps_its_lock()
    {
        var one = await NodeAsync("one");
        await SettledAsync(("one", one));
        var id = await one.Store().StartStreamAsync(North, new Opened("one"));
        foreach (var shard in Shards) await Database.UntilAtAsync(shard, 1);
        await using var delay = await OpenTransaction.BeginAsync(Database);
        await delay.ExecuteAsync("select from mt_event_progression where name = any($1) for update", (object)Shards);
        await one.Store().AppendAsync(North, id, new Deposited(1));
        await WaitingAsync("one", 2);

        var two = await NodeAsync("two");
        await Eventually.TrueAsync(
            async () =>
            {
                await Database.ExecuteAsync($"select pg_terminate_backend(pid) {Locks}", "one");
                return await LocksAsync("two") == 2;
            },
            "the other node takes over");
        await WaitingAsync("two", 2);
        await delay.CommitAsync();

        await Eventually.TrueAsync(() => Shards.All(shard => StatusOf(two, shard) == AgentStatus.Stopped), "the shards are stopped");
        await Eventually.TrueAsync(() => Shards.All(shard => StatusOf(one, shard) != AgentStatus.Running), "the former node let go");
        foreach (var shard in Shards) await Database.UntilAtAsync(shard, 2);
        await one.Store().AppendAsync(North, id, new Deposited(1));
        await Eventually.NeverAsync(
            Stale * 3,
            () => Database.ScalarAsync<bool>("select max(last_seq_id) > 2 from mt_event_progression where name = any($1)", (object)Shards),
            "somebody went on");
        (await LocksAsync("two")).ShouldBe(2);

        foreach (var shard in Shards) await two.Daemon().StartAgentAsync(shard, CancellationToken.None);
        foreach (var shard in Shards) await Database.UntilAtAsync(shard, 3);
        (await two.Store().LoadAsync<Account>(North, id)).ShouldBe(new Account(id, "one", 2, 3));
    }

    private Task<IHost> NodeAsync(string name) => NodeAsync(options =>
    {
        options.Connection(new NpgsqlConnectionStringBuilder(Database.ConnectionString) { ApplicationName = name }.ConnectionString);
        options.Projections.Add<AccountProjection>(ProjectionLifecycle.Async);
        options.Projections.Add(new Pages(), ProjectionLifecycle.Async);
    });

    /// <summary>Returns once each shard runs on one node, on the one that holds its lock.</summary>
    private Task SettledAsync(params (string Name, IHost Host)[] nodes) => Eventually.TrueAsync(
        async () =>
        {
            foreach (var (name, host) in nodes)
            {
                if (await LocksAsync(name) != Shards.Count(shard => StatusOf(host, shard) == AgentStatus.Running)) return false;
            }

            return Shards.All(shard => nodes.Count(node => StatusOf(node.Host, shard) == AgentStatus.Running) == 1);
        },
        "each shard runs on exactly one node");

    private Task<long> LocksAsync(string node) => Database.ScalarAsync<long>($"select count(*) {Locks}", node);

    private Task WaitingAsync(string node, int count) => Eventually.TrueAsync(
        async () => await Database.ScalarAsync<long>(
            """
            select count(*) from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock' and application_name = $1
            """,
            node) == count,
        $"{count} pages of node {node} wait");

    private static AgentStatus StatusOf(IHost node, string shard) => node.Daemon().StatusFor(shard);
}
