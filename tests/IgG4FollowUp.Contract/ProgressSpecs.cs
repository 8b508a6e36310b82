using IgG4FollowUp.Contract.Support;
using IgG4FollowUp.TestSupport;
using JasperFx;
using JasperFx.Events.Projections;
using Marten;
using Microsoft.Extensions.Hosting;

namespace IgG4FollowUp.Contract;

/// <summary>How a shard writes down where it stands, and what it does when it cannot go on.</summary>
public sealed class ProgressSpecs(PostgresServer postgres) : StoreSpecs(postgres)
{
    private const string Accounts = "Account:All";
    private const string Rows = "Pages:All";

    [Fact]
    public async Task each_shard_has_one_row_that_moves_in_the_transaction_of_its_documents()
    {
        var store = (await NodeAsync(WithBoth)).Store();
        await store.StartStreamAsync(North, new Opened("one"), new Deposited(2));
        await Database.UntilAtAsync(Accounts, 2);
        await Database.UntilAtAsync(Rows, 2);

        (await Database.ColumnAsync<string>("select name from mt_event_progression where name like '%:%' order by 1"))
            .ShouldBe([Accounts, Rows]);
        (await Database.ScalarAsync<bool>(
            "select (select xmin from mt_event_progression where name = $1) = (select xmin from mt_doc_account)", Accounts)).ShouldBeTrue();
    }

    [Fact]
    public async Task the_first_statement_of_a_page_moves_its_progress()
    {
        var store = (await NodeAsync(WithBoth)).Store();
        var id = await store.StartStreamAsync(North, new Opened("one"));
        await Database.UntilAtAsync(Accounts, 1);
        // Whoever holds the row of a shard holds up its page before that has locked anything else.
        await using var other = await OpenTransaction.BeginAsync(Database);
        await other.ExecuteAsync("select from mt_event_progression where name = $1 for update", Accounts);

        await store.AppendAsync(North, id, new Deposited(5));
        await Database.UntilSomeoneWaitsAsync();
        await other.ExecuteAsync("set local lock_timeout = '5s'");
        await other.ExecuteAsync("lock table mt_doc_account in exclusive mode");

        (await store.LoadAsync<Account>(North, id))!.Balance.ShouldBe(0);
        await other.CommitAsync();
        await Database.UntilAtAsync(Accounts, 2);
        (await store.LoadAsync<Account>(North, id))!.Balance.ShouldBe(5);
    }

    [Fact]
    public async Task a_shard_whose_row_was_moved_by_someone_else_stops_instead_of_overwriting_and_is_not_restarted()
    {
        var node = await NodeAsync(WithBoth);
        var id = await node.Store().StartStreamAsync(North, new Opened("one"));
        await Database.UntilAtAsync(Accounts, 1);

        await Database.ExecuteAsync("update mt_event_progression set last_seq_id = 77 where name = $1", Accounts);
        await node.Store().AppendAsync(North, id, new Deposited(5));

        await Eventually.TrueAsync(() => StatusOf(node, Accounts) == AgentStatus.Stopped, "the shard is stopped");
        await Eventually.NeverAsync(Stale * 3, () => StatusOf(node, Accounts) != AgentStatus.Stopped, "the shard was restarted");
        (await Database.ProgressAsync(Accounts)).ShouldBe(77);
        (await node.Store().LoadAsync<Account>(North, id))!.Balance.ShouldBe(0);
        await Database.UntilAtAsync(Rows, 2);

        await Database.ExecuteAsync("update mt_event_progression set last_seq_id = 1 where name = $1", Accounts);
        await node.Daemon().StartAgentAsync(Accounts, CancellationToken.None);
        await Database.UntilAtAsync(Accounts, 2);
    }

    [Fact]
    public async Task a_paused_shard_holds_nobody_up_and_goes_on_by_itself()
    {
        var node = await NodeAsync(WithBoth);
        var id = await node.Store().StartStreamAsync(North, new Opened("one"));
        await Database.UntilAtAsync(Accounts, 1);
        await node.Store().AppendAsync(North, id, new Poisoned("for a while"), new Deposited(3));

        await Eventually.TrueAsync(() => StatusOf(node, Accounts) == AgentStatus.Paused, "the shard is paused");
        await Database.UntilAtAsync(Rows, 3);
        (await Database.ProgressAsync(Accounts)).ShouldBe(1);

        Poisoned.Cure("for a while");
        await Database.UntilAtAsync(Accounts, 3);
        (await node.Store().LoadAsync<Account>(North, id)).ShouldBe(new Account(id, "one", 3, 3));
        await Eventually.TrueAsync(() => StatusOf(node, Accounts) == AgentStatus.Running, "the shard runs");
    }

    [Fact]
    public async Task a_subscription_that_throws_is_paused_and_its_page_is_repeated_by_itself()
    {
        var fails = true;
        var node = await NodeAsync(options => options.Events.Subscribe(
            new Subscription((operations, page) =>
            {
                operations.Store(new Page(Guid.NewGuid(), North, [.. page.Events.Select(e => e.Sequence)]));
                if (Volatile.Read(ref fails)) throw new InvalidOperationException("not yet");
            }),
            subscription => subscription.Name = "Rows"));
        await node.Store().StartStreamAsync(North, new Opened("one"));

        await Eventually.TrueAsync(() => StatusOf(node, "Rows:All") == AgentStatus.Paused, "the subscription is paused");
        Volatile.Write(ref fails, false);

        await Database.UntilAtAsync("Rows:All", 1);
        (await Database.ScalarAsync<long>("select count(*) from mt_doc_page")).ShouldBe(1);
    }

    [Fact]
    public async Task a_custom_projection_is_called_once_per_tenant_and_page_with_that_tenants_events_in_order()
    {
        var store = await StoreAsync(WithBoth);
        await store.StartStreamAsync(North, new Opened("1"), new Deposited(2));
        await store.StartStreamAsync(South, new Opened("3"));
        await store.StartStreamAsync(North, new Opened("4"));
        using var daemon = await store.BuildProjectionDaemonAsync();
        await daemon.StartAllAsync();
        await Database.UntilAtAsync(Rows, 4);
        await daemon.StopAllAsync();

        (await Database.LinesAsync("select tenant_id, data ->> 'Tenant', data ->> 'Sequences' from mt_doc_page order by 1"))
            .ShouldBe(["north | north | [1, 2, 4]", "south | south | [3]"]);
    }

    private static void WithBoth(StoreOptions options)
    {
        options.Projections.Add<AccountProjection>(ProjectionLifecycle.Async);
        options.Projections.Add(new Pages(), ProjectionLifecycle.Async);
    }

    private static AgentStatus StatusOf(IHost node, string shard) => node.Daemon().StatusFor(shard);
}
