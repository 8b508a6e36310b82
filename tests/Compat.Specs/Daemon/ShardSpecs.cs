using IgG4FollowUp.TestSupport;
using JasperFx;
using JasperFx.Events.Projections;
using JasperFx.MultiTenancy;
using Marten;
using Marten.Events;
using static Compat.Specs.Daemon.DaemonSpecs;

namespace Compat.Specs.Daemon;

public sealed class ShardSpecs(PostgresServer postgres)
{
    private static void WithAccounts(StoreOptions options) => options.Projections.Add<AccountProjection>(ProjectionLifecycle.Async);

    private static void Conjoined(StoreOptions options)
    {
        options.Events.TenancyStyle = TenancyStyle.Conjoined;
        options.Policies.AllDocumentsAreMultiTenanted();
    }

    [Fact]
    public async Task A1_each_shard_has_one_row_moved_in_the_transaction_of_its_documents()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var host = await StartHostAsync(database, options =>
        {
            WithAccounts(options);
            options.Projections.Add(new Journal(), ProjectionLifecycle.Async);
        });
        await host.DocumentStore().StartStreamAsync(new Opened("one"), new Deposited(2));
        await host.WaitForNonStaleProjectionDataAsync(Patience);

        (await ColumnAsync<string>(database, "select name from mt_event_progression where last_seq_id = 2 and name like '%:All' order by name"))
            .ShouldBe(["Account:All", "Journal:All"]);
        (await ScalarAsync<bool>(database, "select (select xmin from mt_event_progression where name = 'Account:All') = (select xmin from mt_doc_account)"))
            .ShouldBeTrue();
        await host.StopAsync();
    }

    [Fact]
    public async Task A4_a_page_is_at_most_the_batch_size_and_is_applied_wholly_or_not_at_all()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var store = StoreOf(database, options =>
        {
            options.Strict();
            options.Projections.Add(new Journal(), ProjectionLifecycle.Async, asyncConfiguration: async => async.BatchSize = 10);
        });
        await store.StartStreamAsync([new Opened("one"), .. Enumerable.Range(1, 24).Select(n => new Deposited(n)), new Poisoned("A4"), new Deposited(1)]);
        using var daemon = await store.BuildProjectionDaemonAsync();
        await daemon.StartAllAsync();
        await EventuallyAsync(() => daemon.StatusFor("Journal:All") != AgentStatus.Running, "the shard halted");

        (await JournalAsync(database)).ShouldBe(Enumerable.Range(1, 20).Select(n => (long)n));
        (await ColumnAsync<int>(database, "select jsonb_array_length(data -> 'Sequences') from mt_doc_entry")).ShouldAllBe(size => size <= 10);
        (await ProgressAsync(database, "Journal:All")).ShouldBe(20);

        Poisoned.Cure("A4");
        await daemon.StartAllAsync();
        await store.WaitForNonStaleProjectionDataAsync(Patience);
        (await JournalAsync(database)).ShouldBe(Enumerable.Range(1, 27).Select(n => (long)n));
        await daemon.StopAllAsync();
    }

    [Fact]
    public async Task A5_an_event_that_throws_is_left_out_and_kept_as_one_dead_letter_per_shard()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var host = await StartHostAsync(database, WithAccounts);
        var store = host.DocumentStore();
        var poisoned = await store.StartStreamAsync(new Opened("one"), new Poisoned("A5"), new Deposited(5));
        var neighbour = await store.StartStreamAsync(new Opened("two"), new Deposited(7));
        await host.WaitForNonStaleProjectionDataAsync(Patience);

        (await store.AccountAsync(poisoned))!.Balance.ShouldBe(5);
        (await store.AccountAsync(poisoned))!.Events.ShouldBe(2);
        (await store.AccountAsync(neighbour))!.Balance.ShouldBe(7);
        await EventuallyAsync(async () => await ScalarAsync<long>(database, "select count(*) from mt_doc_deadletterevent") == 1, "there is one dead letter");
        (await ScalarAsync<string>(database, """
            select concat_ws(' ', data ->> 'ProjectionName', data ->> 'ShardName', data ->> 'EventSequence', data ->> 'ExceptionType') from mt_doc_deadletterevent
            """)).ShouldEndWith("InvalidOperationException");
        (await ScalarAsync<string>(database, "select concat_ws(' ', data ->> 'ProjectionName', data ->> 'ShardName', data ->> 'EventSequence') from mt_doc_deadletterevent"))
            .ShouldBe("Account All 2");
        await host.StopAsync();
    }

    [Fact]
    public async Task A6_a_paused_shard_holds_nobody_up_and_goes_on_by_itself()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var host = await StartHostAsync(database, options =>
        {
            options.Strict();
            WithAccounts(options);
            options.Projections.Add(new Sequences(), ProjectionLifecycle.Async);
        });
        var store = host.DocumentStore();
        var id = await store.StartStreamAsync(new Opened("one"));
        await host.WaitForNonStaleProjectionDataAsync(Patience);
        await store.AppendAsync(id, new Poisoned("A6"), new Deposited(3));

        await EventuallyAsync(() => host.Daemon().StatusFor("Account:All") == AgentStatus.Paused, "the shard is paused");
        host.Daemon().HasAnyPaused().ShouldBeTrue();
        (await ProgressAsync(database, "Account:All")).ShouldBe(1);
        await EventuallyAsync(async () => await ProgressAsync(database, "Sequences:All") == 3, "the other shard went on");
        (await ScalarAsync<long>(database, "select count(*) from mt_doc_deadletterevent")).ShouldBe(0);

        Poisoned.Cure("A6");
        await host.WaitForNonStaleProjectionDataAsync(Patience);
        (await store.AccountAsync(id))!.ShouldBe(new Account(id, "one", 3, 3));
        host.Daemon().StatusFor("Account:All").ShouldBe(AgentStatus.Running);
        await host.StopAsync();
    }

    [Fact]
    public async Task A7_unknown_and_unreadable_events_are_skipped_by_default_the_latter_with_a_dead_letter()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var host = await StartHostAsync(database, WithAccounts);
        await AppendForeignAsync(database);
        var id = await host.DocumentStore().StartStreamAsync(new Opened("one"));
        await host.WaitForNonStaleProjectionDataAsync(Patience);

        (await host.DocumentStore().AccountAsync(id)).ShouldNotBeNull();
        await EventuallyAsync(async () => await ScalarAsync<long>(database, "select count(*) from mt_doc_deadletterevent") == 1, "there is one dead letter");
        (await ScalarAsync<string>(database, "select data ->> 'EventSequence' from mt_doc_deadletterevent")).ShouldBe("2");
        await host.StopAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A7_without_skipping_they_stop_the_shard(bool unknown)
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var store = StoreOf(database, options =>
        {
            WithAccounts(options);
            options.Projections.Errors.SkipUnknownEvents = !unknown;
            options.Projections.Errors.SkipSerializationErrors = unknown;
        });
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        await AppendForeignAsync(database);
        using var daemon = await store.BuildProjectionDaemonAsync();
        await daemon.StartAllAsync();
        await EventuallyAsync(() => daemon.StatusFor("Account:All") != AgentStatus.Running, "the shard halted");
        (await ProgressAsync(database, "Account:All") ?? 0).ShouldBe(0);
        await daemon.StopAllAsync();
    }

    [Fact]
    public async Task A14_archived_events_reach_no_projection()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var store = StoreOf(database, options => options.Projections.Add(new Journal(), ProjectionLifecycle.Async));
        var id = await store.StartStreamAsync(new Opened("archived"));
        await store.StartStreamAsync(new Opened("kept"));
        await using (var session = store.LightweightSession())
        {
            session.Events.ArchiveStream(id);
            await session.SaveChangesAsync();
        }

        using var daemon = await store.BuildProjectionDaemonAsync();
        await daemon.StartAllAsync();
        await store.WaitForNonStaleProjectionDataAsync(Patience);
        (await JournalAsync(database)).ShouldBe([2]);
        await daemon.StopAllAsync();
    }

    [Fact]
    public async Task A16_a_shard_whose_row_was_moved_by_someone_else_stops_instead_of_overwriting()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var store = StoreOf(database, WithAccounts);
        var id = await store.StartStreamAsync(new Opened("one"));
        using var daemon = await store.BuildProjectionDaemonAsync();
        await daemon.StartAllAsync();
        await store.WaitForNonStaleProjectionDataAsync(Patience);

        await ExecuteAsync(database, "update mt_event_progression set last_seq_id = 77 where name = 'Account:All'");
        await store.AppendAsync(id, new Deposited(5));
        await EventuallyAsync(() => daemon.StatusFor("Account:All") != AgentStatus.Running, "the shard stopped");
        (await ProgressAsync(database, "Account:All")).ShouldBe(77);
        (await store.AccountAsync(id))!.Balance.ShouldBe(0);
        await daemon.StopAllAsync();
    }

    [Fact]
    public async Task P13_a_custom_projection_is_called_once_per_tenant_and_page_with_that_tenants_events_in_order()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var store = StoreOf(database, options =>
        {
            Conjoined(options);
            options.Projections.Add(new Journal(), ProjectionLifecycle.Async);
        });
        await store.StartStreamAsync("north", new Opened("1"), new Deposited(2));
        await store.StartStreamAsync("south", new Opened("3"));
        await store.StartStreamAsync("north", new Opened("4"));
        using var daemon = await store.BuildProjectionDaemonAsync();
        await daemon.StartAllAsync();
        await store.WaitForNonStaleProjectionDataAsync(Patience);

        (await ColumnAsync<string>(database, "select concat(tenant_id, ' ', data ->> 'Tenant', ' ', data ->> 'Sequences') from mt_doc_entry order by 1"))
            .ShouldBe(["north north [1, 2, 4]", "south south [3]"]);
        await daemon.StopAllAsync();
    }

    [Fact]
    public async Task P14_a_second_version_has_a_table_and_a_shard_of_its_own()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var host = await StartHostAsync(database, options => options.Projections.Add<SecondAccountProjection>(ProjectionLifecycle.Async));
        var id = await host.DocumentStore().StartStreamAsync(new Opened("one"), new Deposited(1));
        await host.WaitForNonStaleProjectionDataAsync(Patience);

        (await ProgressAsync(database, "Account:V2:All")).ShouldBe(2);
        (await ScalarAsync<string>(database, "select data ->> 'Owner' from mt_doc_account_2 where id = $1", id)).ShouldBe("second edition");
        host.Daemon().StatusFor("Account:V2:All").ShouldBe(AgentStatus.Running);
        await host.StopAsync();
    }

    [Fact]
    public async Task P4_an_async_document_has_the_version_of_its_stream()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var host = await StartHostAsync(database, WithAccounts);
        var id = await host.DocumentStore().StartStreamAsync(new Opened("one"), new Deposited(1));
        await host.WaitForNonStaleProjectionDataAsync(Patience);
        await host.DocumentStore().AppendAsync(id, new Deposited(1));
        await host.WaitForNonStaleProjectionDataAsync(Patience);
        (await ScalarAsync<long>(database, "select mt_version from mt_doc_account")).ShouldBe(3);
        await host.StopAsync();
    }

    [Fact]
    public async Task T8_mark_and_shards_are_shared_by_all_tenants_and_documents_go_to_the_tenant_of_their_events()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var host = await StartHostAsync(database, options =>
        {
            Conjoined(options);
            WithAccounts(options);
        });
        var store = host.DocumentStore();
        var north = await store.StartStreamAsync("north", new Opened("north"));
        var south = await store.StartStreamAsync("south", new Opened("south"));
        await host.WaitForNonStaleProjectionDataAsync(Patience);

        (await store.AccountAsync(north, "north"))!.Owner.ShouldBe("north");
        (await store.AccountAsync(south, "south"))!.Owner.ShouldBe("south");
        (await store.AccountAsync(north, "south")).ShouldBeNull();
        (await MarkAsync(database)).ShouldBe(2);
        (await ColumnAsync<string>(database, "select name from mt_event_progression where name like '%:%'")).ShouldBe(["Account:All"]);
        await host.StopAsync();
    }

    private static async Task AppendForeignAsync(string database)
    {
        await using var open = await OpenAppend.BeginAsync(database);
        await open.AppendAsync("nobody_knows", "{}", "No.Such.Event, Nowhere");
        await open.AppendAsync(json: """["not an object"]""");
        await open.CommitAsync();
    }
}
