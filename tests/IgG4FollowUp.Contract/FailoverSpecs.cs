using IgG4FollowUp.Contract.Support;
using IgG4FollowUp.TestSupport;
using JasperFx;
using JasperFx.Events.Projections;
using Marten;
using Microsoft.Extensions.Hosting;

namespace IgG4FollowUp.Contract;

/// <summary>One node at a time runs a shard, and another one takes it over.</summary>
public sealed class FailoverSpecs(PostgresServer postgres) : StoreSpecs(postgres)
{
    private static readonly string[] Shards = ["Account:All", "Pages:All"];

    [Fact]
    public async Task a_node_that_lost_its_lock_connection_is_replaced_and_nothing_is_projected_twice()
    {
        var one = await NodeAsync(WithBoth);
        await Eventually.TrueAsync(() => Shards.All(shard => Runs(one, shard)), "the first node runs every shard");
        var two = await NodeAsync(WithBoth);
        var id = await one.Store().StartStreamAsync(North, new Opened("one"));
        foreach (var shard in Shards) await Database.UntilAtAsync(shard, 1);

        await Database.ExecuteAsync(
            """
            select pg_terminate_backend(pid) from (
              select distinct pid from pg_locks where locktype = 'advisory' and granted
                and database = (select oid from pg_database where datname = current_database())) as holders
            """);
        for (var n = 1; n <= 20; n++) await two.Store().AppendAsync(North, id, new Deposited(1));
        foreach (var shard in Shards) await Database.UntilAtAsync(shard, 21);

        (await two.Store().LoadAsync<Account>(North, id)).ShouldBe(new Account(id, "one", 20, 21));
        (await Database.ColumnAsync<long>("select jsonb_array_elements(data -> 'Sequences')::bigint from mt_doc_page order by 1"))
            .ShouldBe(Enumerable.Range(1, 21).Select(n => (long)n));
        await Eventually.TrueAsync(() => Shards.All(shard => Runs(one, shard) != Runs(two, shard)), "each shard runs on exactly one node");
    }

    private static void WithBoth(StoreOptions options)
    {
        options.Projections.Add<AccountProjection>(ProjectionLifecycle.Async);
        options.Projections.Add(new Pages(), ProjectionLifecycle.Async);
    }

    private static bool Runs(IHost node, string shard) => node.Daemon().StatusFor(shard) == AgentStatus.Running;
}
