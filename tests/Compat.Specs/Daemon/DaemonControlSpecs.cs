using IgG4FollowUp.TestSupport;
using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events;
using Marten.Events.Projections;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using static Compat.Specs.Daemon.DaemonSpecs;

namespace Compat.Specs.Daemon;

public sealed class DaemonControlSpecs(PostgresServer postgres)
{
    private static void WithAccounts(StoreOptions options) => options.Projections.Add<AccountProjection>(ProjectionLifecycle.Async);

    [Fact]
    public async Task a_paused_daemon_projects_nothing_until_it_is_resumed()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var host = await StartHostAsync(database, WithAccounts);
        var store = host.DocumentStore();
        var id = await store.StartStreamAsync(new Opened("one"));
        await host.WaitForNonStaleProjectionDataAsync(Patience);

        await host.PauseAllDaemonsAsync();
        await store.AppendAsync(id, new Deposited(1));
        host.Daemon().IsRunning.ShouldBeFalse();
        await NeverAsync(TimeSpan.FromMilliseconds(400), async () => await ProgressAsync(database, "Account:All") > 1, "a paused daemon went on");

        await host.ResumeAllDaemonsAsync();
        await host.WaitForNonStaleProjectionDataAsync(Patience);
        (await store.AccountAsync(id))!.Balance.ShouldBe(1);
        host.Daemon().IsRunning.ShouldBeTrue();
        await host.StopAsync();
    }

    [Fact]
    public async Task one_shard_can_be_started_and_stopped_by_name()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var store = StoreOf(database, options =>
        {
            WithAccounts(options);
            options.Projections.Add(new Sequences(), ProjectionLifecycle.Async);
        });
        var id = await store.StartStreamAsync(new Opened("one"));
        using var daemon = await store.BuildProjectionDaemonAsync();
        await daemon.StartAgentAsync("Account:All", CancellationToken.None);
        await daemon.Tracker.WaitForShardState("Account:All", 1, Patience);

        daemon.StatusFor("Account:All").ShouldBe(AgentStatus.Running);
        daemon.StatusFor("Sequences:All").ShouldBe(AgentStatus.Stopped);
        (await ProgressAsync(database, "Sequences:All") ?? 0).ShouldBe(0);

        await daemon.StopAgentAsync("Account:All");
        await store.AppendAsync(id, new Deposited(1));
        daemon.StatusFor("Account:All").ShouldBe(AgentStatus.Stopped);
        await NeverAsync(TimeSpan.FromMilliseconds(400), async () => await ProgressAsync(database, "Account:All") > 1, "a stopped shard went on");
        await daemon.StopAllAsync();
    }

    [Fact]
    public async Task forcing_the_daemon_to_catch_up_returns_when_everything_is_projected()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var host = await StartHostAsync(database, WithAccounts);
        var store = host.DocumentStore();
        var id = await store.StartStreamAsync(new Opened("one"), new Deposited(3));
        (await host.ForceAllMartenDaemonActivityToCatchUpAsync(CancellationToken.None)).ShouldBeEmpty();
        (await store.AccountAsync(id))!.Balance.ShouldBe(3);

        await store.AppendAsync(id, new Deposited(4));
        await host.WaitForNonStaleProjectionDataAsync(Patience);
        (await store.AccountAsync(id))!.Balance.ShouldBe(7);
        await host.StopAsync();
    }

    [Fact]
    public async Task progress_and_statistics_can_be_read()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var host = await StartHostAsync(database, WithAccounts);
        var store = host.DocumentStore();
        await store.StartStreamAsync(new Opened("one"), new Deposited(3));
        await store.StartStreamAsync(new Opened("two"));
        await host.WaitForNonStaleProjectionDataAsync(Patience);

        var statistics = await store.Advanced.FetchEventStoreStatistics();
        (statistics.EventCount, statistics.StreamCount, statistics.EventSequenceNumber).ShouldBe((3, 2, 3));
        (await store.Advanced.ProjectionProgressFor(new ShardName("Account"))).ShouldBe(3);
        (await store.Advanced.ProjectionProgressFor(new ShardName("Nobody"))).ShouldBe(0);
        (await store.Advanced.AllProjectionProgress()).Where(state => state.ShardName is "HighWaterMark" or "Account:All")
            .ShouldAllBe(state => state.Sequence == 3);
        await host.StopAsync();
    }

    [Fact]
    public async Task cleaning_all_data_leaves_no_document_and_no_event()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var host = await StartHostAsync(database, WithAccounts);
        await host.DocumentStore().StartStreamAsync(new Opened("one"));
        await host.WaitForNonStaleProjectionDataAsync(Patience);
        await host.PauseAllDaemonsAsync();
        await host.CleanAllMartenDataAsync();
        (await ScalarAsync<long>(database, "select (select count(*) from mt_events) + (select count(*) from mt_streams) + (select count(*) from mt_doc_account)")).ShouldBe(0);
        await host.StopAsync();
    }

    [Fact]
    public async Task tests_can_turn_hot_cold_into_solo_which_takes_no_lock()
    {
        var database = await postgres.CreateDatabaseAsync();
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddMarten(options =>
        {
            options.Quick(database);
            WithAccounts(options);
        }).AddAsyncDaemon(DaemonMode.HotCold);
        builder.Services.MartenDaemonModeIsSolo();
        using var host = builder.Build();
        await host.StartAsync();
        await EventuallyAsync(() => host.Daemon().IsRunning, "the daemon runs");
        (await ScalarAsync<long>(database, "select count(*) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())"))
            .ShouldBe(0);
        await host.StopAsync();
    }

    [Fact]
    public async Task a_disabled_daemon_projects_nothing()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var host = await StartHostAsync(database, WithAccounts, DaemonMode.Disabled);
        await host.DocumentStore().StartStreamAsync(new Opened("one"));
        await Should.ThrowAsync<TimeoutException>(() => host.WaitForNonStaleProjectionDataAsync(TimeSpan.FromMilliseconds(300)));
        await host.StopAsync();
    }

    [Fact]
    public async Task stopping_waits_for_a_page_no_longer_than_the_drain_timeout_and_rolls_it_back()
    {
        var database = await postgres.CreateDatabaseAsync();
        var endless = new Endless();
        await using var store = StoreOf(database, options =>
        {
            options.Projections.StopAndDrainTimeout = TimeSpan.FromMilliseconds(200);
            options.Projections.Add(endless, ProjectionLifecycle.Async);
        });
        await store.StartStreamAsync(new Opened("one"));
        using var daemon = await store.BuildProjectionDaemonAsync();
        await daemon.StartAllAsync();
        await endless.Entered.Task.WaitAsync(Patience);
        await daemon.StopAllAsync().WaitAsync(Patience);
        (await ProgressAsync(database, "Endless:All") ?? 0).ShouldBe(0);
        (await ScalarAsync<bool>(database, "select to_regclass('mt_doc_entry') is null")).ShouldBeTrue();
    }

    [Fact]
    public async Task A2_A3_under_concurrent_writers_that_commit_late_or_roll_back_every_committed_event_is_projected_once_and_in_order()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var host = await StartHostAsync(database, options => options.Projections.Add(new Sequences(), ProjectionLifecycle.Async));
        await host.DocumentStore().StartStreamAsync(new Opened("first"));

        await Task.WhenAll(Enumerable.Range(0, 6).Select(async writer =>
        {
            var random = new Random(writer);
            for (var i = 0; i < 25; i++)
            {
                await using var open = await OpenAppend.BeginAsync(database);
                for (var n = random.Next(1, 4); n > 0; n--) await open.AppendAsync();
                await Task.Delay(random.Next(0, 20));
                if (random.Next(4) == 0) await open.RollbackAsync();
                else await open.CommitAsync();
            }
        }));
        await host.DocumentStore().StartStreamAsync(new Opened("last"));
        await host.WaitForNonStaleProjectionDataAsync(Patience);

        (await JournalAsync(database)).ShouldBe(await ColumnAsync<long>(database, "select seq_id from mt_events order by 1"));
        await host.StopAsync();
    }

    [Fact]
    public async Task a_daemon_whose_connections_are_all_cut_goes_on_where_it_stood()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var host = await StartHostAsync(database, options =>
        {
            WithAccounts(options);
            options.Projections.Add(new Sequences(), ProjectionLifecycle.Async);
        });
        await using var writer = StoreOf(database, _ => { });
        var id = await writer.StartStreamAsync(new Opened("one"));
        await host.WaitForNonStaleProjectionDataAsync(Patience);

        for (var n = 1; n <= 3; n++)
        {
            // Everybody but the writer below, which connects anew each time.
            await ExecuteAsync(database, "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
            await using var fresh = StoreOf(database + ";Pooling=false", _ => { });
            await fresh.AppendAsync(id, new Deposited(1));
        }

        await EventuallyAsync(async () => await ProgressAsync(database, "Account:All") == 4 && await ProgressAsync(database, "Sequences:All") == 4, "the daemon went on");
        (await JournalAsync(database)).ShouldBe([1, 2, 3, 4]);
        (await ScalarAsync<string>(database, "select data ->> 'Balance' from mt_doc_account")).ShouldBe("3");
        await host.StopAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task a_shard_can_begin_at_the_present_or_behind_a_sequence(bool present)
    {
        var database = await postgres.CreateDatabaseAsync();
        await using (var before = StoreOf(database, WithAccounts))
        {
            await before.StartStreamAsync(new Opened("one"), new Deposited(2));
            using var first = await before.BuildProjectionDaemonAsync();
            await first.StartAllAsync();
            await before.WaitForNonStaleProjectionDataAsync(Patience);
            await first.StopAllAsync();
        }

        await using var store = StoreOf(database, options => options.Projections.Add(new Sequences(), ProjectionLifecycle.Async, asyncConfiguration: async =>
        {
            if (present) async.SubscribeFromPresent();
            else async.SubscribeFromSequence(2);
        }));
        using var daemon = await store.BuildProjectionDaemonAsync();
        await daemon.StartAllAsync();
        await EventuallyAsync(async () => await ProgressAsync(database, "Sequences:All") == 2, "the shard stands at the present");
        await store.StartStreamAsync(new Opened("three"));
        await EventuallyAsync(async () => await ProgressAsync(database, "Sequences:All") == 3, "the shard went on");
        (await JournalAsync(database)).ShouldBe([3]);
        await daemon.StopAllAsync();
    }

    private sealed class Endless : IProjection
    {
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
        {
            operations.Store(new Entry(Guid.NewGuid(), operations.TenantId, []));
            Entered.TrySetResult();
            return Task.Delay(Timeout.Infinite, cancellation);
        }
    }
}
