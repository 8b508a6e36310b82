using IgG4FollowUp.TestSupport;
using JasperFx;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using JasperFx.MultiTenancy;
using Marten;
using Marten.Events;
using static Compat.Specs.Daemon.DaemonSpecs;

namespace Compat.Specs.Daemon;

public sealed class RebuildSpecs(PostgresServer postgres)
{
    private const string ViewSql = "select concat_ws(' ', tenant_id, id, mt_version, data::text) from mt_doc_account order by 1";

    private static void WithAccounts(StoreOptions options)
    {
        options.Events.TenancyStyle = TenancyStyle.Conjoined;
        options.Policies.AllDocumentsAreMultiTenanted();
        options.Projections.Add<AccountProjection>(ProjectionLifecycle.Async);
    }

    [Fact]
    public async Task A9_an_unknown_projection_cannot_be_rebuilt()
    {
        await using var store = StoreOf(await postgres.CreateDatabaseAsync(), WithAccounts);
        using var daemon = await store.BuildProjectionDaemonAsync();
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => daemon.RebuildProjectionAsync("Nobody", CancellationToken.None));
    }

    [Fact]
    public async Task A9_A11_rebuilding_by_name_or_by_document_gives_what_live_gave()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var host = await StartHostAsync(database, WithAccounts);
        var store = host.DocumentStore();
        for (var i = 1; i <= 5; i++)
        {
            await store.StartStreamAsync("north", new Opened("n" + i), new Deposited(i));
            await store.StartStreamAsync("south", new Opened("s" + i), new Deposited(i), new Deposited(i));
        }

        await host.WaitForNonStaleProjectionDataAsync(Patience);
        var live = await ColumnAsync<string>(database, ViewSql);
        live.Count.ShouldBe(10);

        await ExecuteAsync(database, "update mt_doc_account set data = data || '{\"Balance\": -1}', mt_version = 99");
        await host.Daemon().RebuildProjectionAsync("Account", CancellationToken.None);
        (await ColumnAsync<string>(database, ViewSql)).ShouldBe(live);
        (await ProgressAsync(database, "Account:All")).ShouldBe(25);

        await ExecuteAsync(database, "delete from mt_doc_account");
        await host.Daemon().RebuildProjectionAsync<Account>(CancellationToken.None);
        (await ColumnAsync<string>(database, ViewSql)).ShouldBe(live);

        var later = await store.StartStreamAsync("north", new Opened("later"));
        await host.WaitForNonStaleProjectionDataAsync(Patience);
        (await store.AccountAsync(later, "north")).ShouldNotBeNull();
        await host.StopAsync();
    }

    [Fact]
    public async Task A10_rebuilding_deletes_the_view_in_all_tenants_and_the_dead_letters_of_the_projection()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var store = StoreOf(database, WithAccounts);
        await store.StartStreamAsync("north", new Opened("one"), new Poisoned("A10"));
        await store.StartStreamAsync("south", new Opened("two"));
        using var daemon = await store.BuildProjectionDaemonAsync();
        await daemon.StartAllAsync();
        await store.WaitForNonStaleProjectionDataAsync(Patience);
        await EventuallyAsync(async () => await ScalarAsync<long>(database, "select count(*) from mt_doc_deadletterevent") == 1, "there is a dead letter");
        await daemon.StopAllAsync();
        // Leftovers that no event explains.
        await ExecuteAsync(database, "insert into mt_doc_account (tenant_id, id, data) values ('north', gen_random_uuid(), '{}'), ('west', gen_random_uuid(), '{}')");

        Poisoned.Cure("A10");
        await daemon.RebuildProjectionAsync("Account", CancellationToken.None);
        (await ColumnAsync<string>(database, "select tenant_id from mt_doc_account order by 1")).ShouldBe(["north", "south"]);
        (await ScalarAsync<long>(database, "select count(*) from mt_doc_deadletterevent")).ShouldBe(0);
        (await ProgressAsync(database, "Account:All")).ShouldBe(3);
    }

    [Fact]
    public async Task A12_a_throwing_event_fails_the_rebuild_and_leaves_an_empty_view_without_progress()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var store = StoreOf(database, WithAccounts);
        await store.StartStreamAsync("north", new Opened("one"), new Poisoned("A12"), new Deposited(1));
        using var daemon = await store.BuildProjectionDaemonAsync();
        await daemon.StartAllAsync();
        await store.WaitForNonStaleProjectionDataAsync(Patience);
        await daemon.StopAllAsync();

        var thrown = await Should.ThrowAsync<ApplyEventException>(() => daemon.RebuildProjectionAsync("Account", CancellationToken.None));
        thrown.Event.Sequence.ShouldBe(2);
        thrown.InnerException.ShouldBeOfType<InvalidOperationException>();
        (await ScalarAsync<long>(database, "select count(*) from mt_doc_account")).ShouldBe(0);
        (await ProgressAsync(database, "Account:All")).ShouldBeNull();
    }

    [Fact]
    public async Task A11_a_rebuild_under_concurrent_appends_counts_every_event_once()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var host = await StartHostAsync(database, WithAccounts);
        var store = host.DocumentStore();
        var ids = new List<Guid>();
        for (var i = 0; i < 4; i++) ids.Add(await store.StartStreamAsync("north", new Opened("n" + i)));

        using var enough = new CancellationTokenSource();
        var appended = 0;
        var appending = Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                await using var session = store.LightweightSession("north");
                foreach (var id in ids) session.Events.Append(id, new Deposited(1));
                await session.SaveChangesAsync();
                appended++;
            }
        });
        for (var i = 0; i < 3; i++) await host.Daemon().RebuildProjectionAsync("Account", CancellationToken.None);
        await enough.CancelAsync();
        await appending;

        await host.WaitForNonStaleProjectionDataAsync(Patience);
        foreach (var id in ids) (await store.AccountAsync(id, "north"))!.Balance.ShouldBe(appended);
        await host.StopAsync();
    }

    [Fact]
    public async Task A13_reset_empties_everything_restarts_the_sequence_and_leaves_the_daemon_running()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var host = await StartHostAsync(database, WithAccounts);
        var store = host.DocumentStore();
        await store.StartStreamAsync("north", new Opened("one"), new Deposited(1));
        await host.WaitForNonStaleProjectionDataAsync(Patience);

        await host.ResetAllMartenDataAsync();
        (await ScalarAsync<long>(database, "select (select count(*) from mt_events) + (select count(*) from mt_streams) + (select count(*) from mt_doc_account)")).ShouldBe(0);
        (await ProgressAsync(database, "Account:All") ?? 0).ShouldBe(0);

        var id = await store.StartStreamAsync("north", new Opened("again"));
        await host.WaitForNonStaleProjectionDataAsync(Patience);
        (await store.AccountAsync(id, "north"))!.Owner.ShouldBe("again");
        (await ColumnAsync<long>(database, "select seq_id from mt_events")).ShouldBe([1]);
        host.Daemon().StatusFor("Account:All").ShouldBe(AgentStatus.Running);
        await host.StopAsync();
    }

    [Fact]
    public async Task P16_an_inline_projection_registered_late_is_filled_by_a_rebuild_and_leaves_no_progress()
    {
        var database = await postgres.CreateDatabaseAsync();
        Guid id;
        await using (var before = StoreOf(database, _ => { })) id = await before.StartStreamAsync(new Opened("one"), new Deposited(4));

        await using var store = StoreOf(database, options => options.Projections.Add<AccountProjection>(ProjectionLifecycle.Inline));
        using var daemon = await store.BuildProjectionDaemonAsync();
        await daemon.RebuildProjectionAsync<Account>(CancellationToken.None);
        (await store.AccountAsync(id)).ShouldBe(new Account(id, "one", 4, 2));
        (await ColumnAsync<string>(database, "select name from mt_event_progression where name like '%:%'")).ShouldBeEmpty();

        await store.AppendAsync(id, new Deposited(1));
        (await store.AccountAsync(id))!.Balance.ShouldBe(5);
    }

    [Fact]
    public async Task a_rebuild_empties_the_tables_and_documents_named_in_the_options_unless_teardown_is_off()
    {
        var database = await postgres.CreateDatabaseAsync();
        await ExecuteAsync(database, "create table public.own_rows (n int)");
        foreach (var teardown in new[] { true, false })
        {
            await using var store = StoreOf(database, options => options.Projections.Add(new Sequences(), ProjectionLifecycle.Async, asyncConfiguration: async =>
            {
                async.DeleteDataInTableOnTeardown("public.own_rows");
                async.DeleteViewTypeOnTeardown<Entry>();
                async.TeardownDataOnRebuild = teardown;
            }));
            if (teardown) await store.StartStreamAsync(new Opened("one"));
            await ExecuteAsync(database, "insert into own_rows values (1)");
            using var daemon = await store.BuildProjectionDaemonAsync();
            await daemon.RebuildProjectionAsync("Sequences", CancellationToken.None);
            await daemon.RebuildProjectionAsync("Sequences", CancellationToken.None);
            (await ScalarAsync<long>(database, "select count(*) from own_rows")).ShouldBe(teardown ? 0 : 1);
            (await ScalarAsync<long>(database, "select count(*) from mt_doc_entry")).ShouldBe(teardown ? 1 : 3);
        }
    }
}
