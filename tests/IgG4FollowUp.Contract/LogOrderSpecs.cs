using System.Text.Json;
using IgG4FollowUp.Contract.Support;
using IgG4FollowUp.TestSupport;
using JasperFx.Events.Projections;
using Marten;

namespace IgG4FollowUp.Contract;

/// <summary>Below the high-water mark nothing can appear any more: what was known at a sequence stays what was known.</summary>
public sealed class LogOrderSpecs(PostgresServer postgres) : StoreSpecs(postgres)
{
    private const string Shard = "Pages:All";

    [Fact]
    public async Task the_mark_never_passes_an_open_transaction()
    {
        var store = (await NodeAsync(WithPages)).Store();
        await store.StartStreamAsync(North, new Opened("first"));
        await Database.UntilAtAsync(Shard, 1);

        await using var open = await OpenTransaction.BeginAsync(Database);
        await open.AppendAsync();
        await store.StartStreamAsync(North, new Opened("drawn later, committed first"));

        await Eventually.NeverAsync(Stale * 3, async () => await Database.MarkAsync() > 1, "the mark passed an uncommitted event");
        await open.CommitAsync();
        await Database.UntilAtAsync(Shard, 3);
        (await ProjectedAsync()).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task a_number_that_was_drawn_but_not_yet_written_holds_the_mark_too()
    {
        var store = (await NodeAsync(WithPages)).Store();
        await store.StartStreamAsync(North, new Opened("first"));
        await Database.UntilAtAsync(Shard, 1);

        await using var open = await OpenTransaction.BeginAsync(Database);
        await open.DrawAsync();
        await store.StartStreamAsync(North, new Opened("drawn later, committed first"));

        await Eventually.NeverAsync(Stale * 3, async () => await Database.MarkAsync() > 1, "the mark passed a drawn number");
        await open.RollbackAsync();
        await Database.UntilAtAsync(Shard, 3);
        (await ProjectedAsync()).ShouldBe([1, 3]);
    }

    [Fact]
    public async Task a_hole_that_is_surely_one_is_skipped_below_an_open_transaction_and_no_further()
    {
        var store = (await NodeAsync(WithPages)).Store();
        await LoseANumberAsync();
        await store.StartStreamAsync(North, new Opened("behind the hole"));
        await Database.UntilAtAsync(ShardState.HighWaterMark, 2);

        await using var open = await OpenTransaction.BeginAsync(Database);
        await open.AppendAsync();
        await store.StartStreamAsync(North, new Opened("behind the open one"));

        await Eventually.NeverAsync(Stale * 2, async () => await Database.MarkAsync() > 2, "the mark passed an uncommitted event");
        await open.CommitAsync();
        await Database.UntilAtAsync(Shard, 4);
        (await ProjectedAsync()).ShouldBe([2, 3, 4]);
    }

    [Fact]
    public async Task a_rolled_back_number_is_skipped_after_the_threshold_and_recorded()
    {
        var store = (await NodeAsync(WithPages)).Store();
        await store.StartStreamAsync(North, new Opened("one"), new Deposited(2));
        await Database.UntilAtAsync(Shard, 2);
        var before = await Database.ScalarAsync<DateTime>(
            "select last_updated from mt_event_progression where name = $1", ShardState.HighWaterMark);
        await LoseANumberAsync();
        await store.StartStreamAsync(North, new Opened("four"));
        await Database.UntilAtAsync(Shard, 4);

        (await ProjectedAsync()).ShouldBe([1, 2, 4]);
        (await Database.ColumnAsync<long>("select starting_sequence from mt_high_water_skips")).ShouldBe([2]);
        // The threshold counts from the look that found the former mark, shortly before that was written down.
        (await Database.ScalarAsync<DateTime>("select timestamp from mt_high_water_skips") - before).ShouldBeGreaterThan(Stale / 2);
    }

    [Fact]
    public async Task mark_and_shards_are_shared_by_all_tenants_and_documents_go_to_the_tenant_of_their_events()
    {
        var store = (await NodeAsync(WithAccounts)).Store();
        var north = await store.StartStreamAsync(North, new Opened("northern"));
        var south = await store.StartStreamAsync(South, new Opened("southern"));
        await Database.UntilAtAsync("Account:All", 2);

        (await store.LoadAsync<Account>(North, north))!.Owner.ShouldBe("northern");
        (await store.LoadAsync<Account>(South, south))!.Owner.ShouldBe("southern");
        (await store.LoadAsync<Account>(South, north)).ShouldBeNull();
        (await Database.MarkAsync()).ShouldBe(2);
        (await Database.ColumnAsync<string>("select name from mt_event_progression where name like '%:%'")).ShouldBe(["Account:All"]);
    }

    [Fact]
    public async Task under_concurrent_writers_that_commit_late_or_roll_back_every_committed_event_is_projected_once_and_in_order()
    {
        var store = (await NodeAsync(WithPages)).Store();
        var random = new Random(4);
        for (var round = 0; round < 25; round++)
        {
            var writers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => OpenTransaction.BeginAsync(Database)));
            foreach (var _ in Enumerable.Range(0, 2)) await Task.WhenAll(writers.Select(writer => writer.AppendAsync()));
            random.Shuffle(writers);
            foreach (var writer in writers)
            {
                await using (writer) await (random.Next(4) == 0 ? writer.RollbackAsync() : writer.CommitAsync());
            }
        }

        await store.StartStreamAsync(North, new Opened("last"));
        var committed = await Database.ColumnAsync<long>("select seq_id from mt_events order by 1");
        await Database.UntilAtAsync(Shard, committed[^1]);

        (await ProjectedAsync()).ShouldBe(committed);
    }

    private static void WithPages(StoreOptions options) => options.Projections.Add(new Pages(), ProjectionLifecycle.Async);

    private static void WithAccounts(StoreOptions options) => options.Projections.Add<AccountProjection>(ProjectionLifecycle.Async);

    private async Task LoseANumberAsync()
    {
        await using var lost = await OpenTransaction.BeginAsync(Database);
        await lost.AppendAsync();
        await lost.RollbackAsync();
    }

    private async Task<IEnumerable<long>> ProjectedAsync() =>
        (await Database.ColumnAsync<string>("select data ->> 'Sequences' from mt_doc_page order by (data -> 'Sequences' ->> 0)::bigint"))
        .SelectMany(text => JsonSerializer.Deserialize<long[]>(text)!);
}
