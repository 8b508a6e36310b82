using IgG4FollowUp.Contract.Support;
using IgG4FollowUp.TestSupport;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Marten.Exceptions;
using Npgsql;
using ExistingStreamIdCollisionException = Marten.Exceptions.ExistingStreamIdCollisionException;

namespace IgG4FollowUp.Contract;

/// <summary>What the loser of two writers is told, and what a failed save leaves behind.</summary>
public sealed class AppendingSpecs(PostgresServer postgres) : StoreSpecs(postgres)
{
    [Fact]
    public async Task the_second_of_two_fetches_fails_at_save_in_its_own_way_for_existing_and_missing_streams()
    {
        var store = await StoreAsync(WithAccounts);
        var id = await store.StartStreamAsync(North, new Opened("one"));
        await using var first = store.LightweightSession(North);
        await using var second = store.LightweightSession(North);
        (await first.Events.FetchForWriting<Account>(id)).AppendOne(new Deposited(1));
        (await second.Events.FetchForWriting<Account>(id)).AppendOne(new Deposited(2));
        await first.SaveChangesAsync();
        await Should.ThrowAsync<EventStreamUnexpectedMaxEventIdException>(() => second.SaveChangesAsync());

        var missing = Guid.NewGuid();
        await using var third = store.LightweightSession(North);
        await using var fourth = store.LightweightSession(North);
        (await third.Events.FetchForWriting<Account>(missing)).AppendOne(new Opened("third"));
        (await fourth.Events.FetchForWriting<Account>(missing)).AppendOne(new Opened("fourth"));
        await third.SaveChangesAsync();
        await Should.ThrowAsync<ExistingStreamIdCollisionException>(() => fourth.SaveChangesAsync());
    }

    [Fact]
    public async Task of_two_overlapping_appends_that_create_a_stream_the_loser_gets_a_unique_violation()
    {
        var store = await StoreAsync(WithAccounts);
        var id = Guid.NewGuid();
        await using var winner = await OpenTransaction.BeginAsync(Database);
        await winner.ExecuteAsync("insert into mt_streams (id, version, tenant_id) values ($1, 0, $2)", id, North);

        var losing = Should.ThrowAsync<MartenCommandException>(() => store.AppendAsync(North, id, new Deposited(1)));
        await Database.UntilSomeoneWaitsAsync();
        await winner.CommitAsync();

        (await losing).InnerException.ShouldBeOfType<PostgresException>().SqlState.ShouldBe(PostgresErrorCodes.UniqueViolation);
    }

    [Theory]
    [InlineData(false, 4)]
    [InlineData(true, 3)]
    public async Task when_transactions_overlap_the_loser_throws_after_the_winner_commits_and_a_number_is_lost_unless_it_waits(
        bool waits, long next)
    {
        var store = await StoreAsync(options =>
        {
            WithAccounts(options);
            options.Events.UseExclusiveLockOnConcurrentAppends = waits;
        });
        var id = await store.StartStreamAsync(North, new Opened("one"));
        await using var session = store.LightweightSession(North);
        (await session.Events.FetchForWriting<Account>(id)).AppendOne(new Deposited(1));
        await using var winner = await OpenTransaction.BeginAsync(Database);
        await winner.ExecuteAsync(
            """
            insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, is_archived)
            values (nextval('mt_events_sequence'), gen_random_uuid(), $1, 2, '{}', 'deposited', now(), $2, false)
            """,
            id, North);
        await winner.ExecuteAsync("update mt_streams set version = 2 where id = $1", id);

        var losing = Should.ThrowAsync<EventStreamUnexpectedMaxEventIdException>(() => session.SaveChangesAsync());
        await Database.UntilSomeoneWaitsAsync();
        await winner.CommitAsync();
        await losing;
        await store.StartStreamAsync(North, new Opened("two"));

        (await Database.ColumnAsync<long>("select seq_id from mt_events order by 1")).ShouldBe([1, 2, next]);
    }

    [Fact]
    public async Task queued_sql_runs_in_order_in_the_transaction_and_its_failure_rolls_everything_back()
    {
        var store = await StoreAsync(options =>
        {
            WithAccounts(options);
            options.Schema.For<Card>();
        });
        var card = new Card(Guid.NewGuid(), "A1", null);
        await using var session = store.LightweightSession(North);
        session.Store(card);
        session.QueueSqlCommand("update mt_doc_card set data = data || ?::jsonb where id = ?", """{"Number": "B2"}""", card.Id);
        await session.SaveChangesAsync();
        (await store.LoadAsync<Card>(North, card.Id))!.Number.ShouldBe("B2");

        session.Store(new Card(Guid.NewGuid(), "C3", null));
        session.Events.StartStream<Account>(Guid.NewGuid(), new Opened("one"));
        session.QueueSqlCommand("insert into nowhere values (?)", 1);
        var thrown = await Should.ThrowAsync<MartenCommandException>(() => session.SaveChangesAsync());

        thrown.InnerException.ShouldBeOfType<PostgresException>().SqlState.ShouldBe(PostgresErrorCodes.UndefinedTable);
        (await Database.ScalarAsync<long>("select count(*) from mt_doc_card")).ShouldBe(1);
        (await Database.ScalarAsync<long>("select count(*) from mt_doc_account")).ShouldBe(0);
        (await Database.ScalarAsync<long>("select count(*) from mt_events where type = 'opened'")).ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task a_failed_append_leaves_tombstones_at_minus_infinity_which_are_no_events_of_a_stream(bool starts)
    {
        var store = await StoreAsync(WithAccounts);
        var id = await store.StartStreamAsync(North, new Opened("one"));
        await using var session = store.LightweightSession(North);
        if (starts) session.Events.StartStream<Account>(Guid.NewGuid(), new Opened("two"), new Deposited(2));
        else session.Events.Append(id, new Deposited(1), new Deposited(2));
        session.QueueSqlCommand("insert into nowhere values (?)", 1);
        await Should.ThrowAsync<MartenCommandException>(() => session.SaveChangesAsync());

        // They are written in the background, after the save has thrown.
        await Eventually.TrueAsync(() => Database.ScalarAsync<bool>("select count(*) = 3 from mt_events"), "the numbers are filled");
        (await Database.LinesAsync(
            """
            select seq_id, version, type, data::text, timestamp::text, tenant_id, is_archived, user_name from mt_events
            where seq_id > 1 order by 1
            """)).ShouldBe(
            ["2 | 2 | tombstone | {} | -infinity | north | False | -", "3 | 3 | tombstone | {} | -infinity | north | False | -"]);
        // Their stream has another id in each process, so only the type tells them from events.
        (await Database.ColumnAsync<Guid>("select distinct stream_id from mt_events where seq_id > 1")).ShouldBe([Tombstone.StreamId]);
        (await Database.LinesAsync("select id, tenant_id, version from mt_streams where id <> $1", id))
            .ShouldBe([$"{Tombstone.StreamId} | north | 0"]);
        (await store.EventsAsync(North, id)).ShouldBe([new Opened("one")]);
    }

    private static void WithAccounts(StoreOptions options) => options.Projections.Add<AccountProjection>(ProjectionLifecycle.Inline);
}
