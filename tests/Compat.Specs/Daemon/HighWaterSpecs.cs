using IgG4FollowUp.TestSupport;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events;
using static Compat.Specs.Daemon.DaemonSpecs;

namespace Compat.Specs.Daemon;

public sealed class HighWaterSpecs(PostgresServer postgres)
{
    private static void WithJournal(StoreOptions options) => options.Projections.Add(new Journal(), ProjectionLifecycle.Async);

    [Fact]
    public async Task A2_the_mark_never_passes_an_open_transaction()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var host = await StartHostAsync(database, WithJournal);
        var store = host.DocumentStore();
        await store.StartStreamAsync(new Opened("first"));
        await host.WaitForNonStaleProjectionDataAsync(Patience);

        await using var open = await OpenAppend.BeginAsync(database);
        await open.AppendAsync();
        await store.StartStreamAsync(new Opened("committed later, drawn later"));

        await NeverAsync(Stale * 3, async () => await MarkAsync(database) > 1, "the mark passed an uncommitted event");
        (await JournalAsync(database)).ShouldBe([1]);

        await open.CommitAsync();
        await host.WaitForNonStaleProjectionDataAsync(Patience);
        (await JournalAsync(database)).ShouldBe([1, 2, 3]);
        (await MarkAsync(database)).ShouldBe(3);
        await host.StopAsync();
    }

    [Fact]
    public async Task A2_a_number_that_was_drawn_but_not_yet_written_holds_the_mark_too()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var host = await StartHostAsync(database, WithJournal);
        var store = host.DocumentStore();
        await store.StartStreamAsync(new Opened("first"));

        await using var open = await OpenAppend.BeginAsync(database);
        (await open.DrawAsync()).ShouldBe(2);
        await store.StartStreamAsync(new Opened("later"));

        await NeverAsync(Stale * 3, async () => await MarkAsync(database) > 1, "the mark passed a number its transaction may still use");
        await open.RollbackAsync();
        await host.WaitForNonStaleProjectionDataAsync(Patience);
        (await JournalAsync(database)).ShouldBe([1, 3]);
        await host.StopAsync();
    }

    [Fact]
    public async Task A2_a_hole_that_is_surely_one_is_skipped_below_an_open_transaction_and_no_further()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var host = await StartHostAsync(database, WithJournal);
        var store = host.DocumentStore();
        await using (var lost = await OpenAppend.BeginAsync(database))
        {
            await lost.AppendAsync();
            await lost.RollbackAsync();
        }

        await store.StartStreamAsync(new Opened("behind the hole"));
        await EventuallyAsync(async () => await MarkAsync(database) == 2, "the hole was skipped");
        await using var open = await OpenAppend.BeginAsync(database);
        await open.AppendAsync();
        await store.StartStreamAsync(new Opened("behind the open one"));

        await NeverAsync(Stale * 2, async () => await MarkAsync(database) > 2, "the mark passed an uncommitted event");
        await open.CommitAsync();
        await host.WaitForNonStaleProjectionDataAsync(Patience);
        (await JournalAsync(database)).ShouldBe([2, 3, 4]);
        await host.StopAsync();
    }

    [Fact]
    public async Task A3_a_rolled_back_number_is_skipped_after_the_threshold_and_recorded()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var host = await StartHostAsync(database, WithJournal);
        var store = host.DocumentStore();
        await store.StartStreamAsync(new Opened("one"), new Deposited(2));
        await host.WaitForNonStaleProjectionDataAsync(Patience);

        await using (var lost = await OpenAppend.BeginAsync(database))
        {
            await lost.AppendAsync();
            await lost.RollbackAsync();
        }

        await store.StartStreamAsync(new Opened("four"));
        await NeverAsync(Stale / 2, async () => await MarkAsync(database) > 2, "the hole was skipped before the threshold");
        await host.WaitForNonStaleProjectionDataAsync(Patience);

        (await JournalAsync(database)).ShouldBe([1, 2, 4]);
        (await MarkAsync(database)).ShouldBe(4);
        (await ColumnAsync<long>(database, "select starting_sequence from mt_high_water_skips")).ShouldBe([2]);
        (await ColumnAsync<long>(database, "select ending_sequence from mt_high_water_skips")).Single().ShouldBeInRange(3, 4);
        await host.StopAsync();
    }

    [Fact]
    public async Task A3_a_rolled_back_number_at_the_very_end_is_skipped_too()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var host = await StartHostAsync(database, WithJournal);
        var store = host.DocumentStore();
        await store.StartStreamAsync(new Opened("one"));
        await using (var lost = await OpenAppend.BeginAsync(database))
        {
            await lost.AppendAsync();
            await lost.RollbackAsync();
        }

        await host.WaitForNonStaleProjectionDataAsync(Patience);
        (await MarkAsync(database)).ShouldBe(2);
        await host.StopAsync();
    }

    [Fact]
    public async Task A8_waiting_on_a_store_without_events_times_out()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var host = await StartHostAsync(database, WithJournal);
        await Should.ThrowAsync<TimeoutException>(() => host.WaitForNonStaleProjectionDataAsync(TimeSpan.FromMilliseconds(500)));
        await host.StopAsync();
    }

    [Fact]
    public async Task A8_waiting_without_async_shards_returns_at_once_even_without_events()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var store = StoreOf(database, _ => { });
        await store.WaitForNonStaleProjectionDataAsync(TimeSpan.FromMilliseconds(500));
    }

    [Fact]
    public async Task A8_waiting_for_a_daemon_that_does_not_run_times_out()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var store = StoreOf(database, WithJournal);
        await store.StartStreamAsync(new Opened("one"));
        await Should.ThrowAsync<TimeoutException>(() => store.WaitForNonStaleProjectionDataAsync(TimeSpan.FromMilliseconds(500)));
    }

    [Fact]
    public async Task A8_waiting_returns_when_every_shard_reached_the_highest_sequence()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var host = await StartHostAsync(database, options =>
        {
            WithJournal(options);
            options.Projections.Add<AccountProjection>(ProjectionLifecycle.Async);
        });
        var id = await host.DocumentStore().StartStreamAsync(new Opened("one"), new Deposited(5), new Deposited(6));
        await host.WaitForNonStaleProjectionDataAsync(Patience);

        (await ProgressAsync(database, "Journal:All")).ShouldBe(3);
        (await ProgressAsync(database, "Account:All")).ShouldBe(3);
        (await host.DocumentStore().AccountAsync(id))!.Balance.ShouldBe(11);
        host.Daemon().HighWaterMark().ShouldBe(3);
        await host.StopAsync();
    }
}
