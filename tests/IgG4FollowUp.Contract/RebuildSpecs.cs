using IgG4FollowUp.Contract.Support;
using IgG4FollowUp.TestSupport;
using JasperFx;
using JasperFx.Events.Projections;

namespace IgG4FollowUp.Contract;

/// <summary>The library's own rebuild of a projection, asked of a node that shares the shards with others.</summary>
public sealed class RebuildSpecs(PostgresServer postgres) : StoreSpecs(postgres)
{
    private const string Shard = "Account:All";

    [Fact]
    public async Task after_a_rebuild_the_shard_runs_only_when_started_again()
    {
        var node = await NodeAsync(options => options.Projections.Add<AccountProjection>(ProjectionLifecycle.Async));
        var id = await node.Store().StartStreamAsync(North, new Opened("one"), new Deposited(1));
        await Database.UntilAtAsync(Shard, 2);
        await Database.ExecuteAsync("delete from mt_doc_account");

        await node.Daemon().RebuildProjectionAsync("Account", CancellationToken.None);
        (await node.Store().LoadAsync<Account>(North, id)).ShouldBe(new Account(id, "one", 1, 2));
        node.Daemon().StatusFor(Shard).ShouldBe(AgentStatus.Stopped);

        await node.Store().AppendAsync(North, id, new Deposited(2));
        await Eventually.NeverAsync(Stale * 3, async () => await Database.ProgressAsync(Shard) > 2, "the shard was restarted");
        await node.Daemon().StartAgentAsync(Shard, CancellationToken.None);
        await Database.UntilAtAsync(Shard, 3);
        (await node.Store().LoadAsync<Account>(North, id)).ShouldBe(new Account(id, "one", 3, 3));
    }
}
