using IgG4FollowUp.TestSupport;
using JasperFx.Events;
using Marten.Exceptions;
using Npgsql;

namespace Compat.Specs.Storage;

public sealed class AppendingSpecs(PostgresServer postgres) : StoreSpecs(postgres)
{
    private const string A = "clinic-a";
    private const string B = "clinic-b";

    [Fact]
    public async Task E1_starting_a_stream_without_events_or_with_an_empty_id_throws_at_the_call()
    {
        await using var session = Conjoined().LightweightSession(A);
        Should.Throw<EmptyEventStreamException>(() => session.Events.StartStream<Account>(NewId()));
        Should.Throw<ArgumentOutOfRangeException>(() => session.Events.StartStream<Account>(Guid.Empty, new Opened("x")));
    }

    [Fact]
    public async Task E2_nothing_is_written_before_save_and_then_events_are_numbered_from_one()
    {
        var store = Conjoined();
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        var (typed, untyped) = (NewId(), NewId());
        await using var session = store.LightweightSession(A);
        session.Events.StartStream<Account>(typed, new Opened("x"), new Deposited(1), new Deposited(2));
        session.Events.StartStream(untyped, new Noted("x"));
        (await ScalarAsync<long>("select count(*) from mt_events")).ShouldBe(0);

        await session.SaveChangesAsync();

        (await LinesAsync("select version, type from mt_events where stream_id = $1 order by version", typed))
            .ShouldBe(["1 | opened", "2 | deposited", "3 | deposited"]);
        (await LinesAsync("select version, type, tenant_id from mt_streams where id = $1", typed)).ShouldBe([$"3 | account | {A}"]);
        (await LinesAsync("select version, type from mt_streams where id = $1", untyped)).ShouldBe(["1 | -"]);
    }

    [Fact]
    public async Task E3_starting_an_existing_stream_collides_at_save_also_when_it_is_archived()
    {
        var store = Conjoined();
        var id = await StartedAsync(store, A, new Opened("x"));
        await using var again = store.LightweightSession(A);
        again.Events.StartStream<Account>(id, new Opened("y"));
        await Should.ThrowAsync<ExistingStreamIdCollisionException>(() => again.SaveChangesAsync());

        await using var archive = store.LightweightSession(A);
        archive.Events.ArchiveStream(id);
        await archive.SaveChangesAsync();
        await using var after = store.LightweightSession(A);
        after.Events.StartStream<Account>(id, new Opened("z"));
        await Should.ThrowAsync<ExistingStreamIdCollisionException>(() => after.SaveChangesAsync());
    }

    [Fact]
    public async Task E4_one_id_may_be_started_once_per_tenant()
    {
        var store = Conjoined();
        var id = await StartedAsync(store, A, new Opened("x"));
        await using var session = store.LightweightSession(B);
        session.Events.StartStream<Account>(id, new Opened("y"), new Deposited(1));
        await session.SaveChangesAsync();
        (await LinesAsync("select tenant_id, version from mt_streams where id = $1 order by 1", id)).ShouldBe([$"{A} | 1", $"{B} | 2"]);
    }

    [Fact]
    public async Task E5_appending_to_a_missing_stream_creates_it_without_a_type()
    {
        var store = Conjoined();
        var id = NewId();
        await AppendedAsync(store, A, id, new Deposited(1), new Deposited(2));
        (await LinesAsync("select version, type from mt_streams where id = $1", id)).ShouldBe(["2 | -"]);
    }

    [Fact]
    public async Task E6_appends_to_one_stream_are_one_action_and_a_start_followed_by_an_append_is_one_start()
    {
        var store = Conjoined();
        var (first, second) = (NewId(), NewId());
        await using var session = store.LightweightSession(A);
        var action = session.Events.Append(first, new Deposited(1));
        session.Events.Append(first, new Deposited(2)).ShouldBeSameAs(action);
        var start = session.Events.StartStream<Account>(second, new Opened("x"));
        session.Events.Append(second, new Deposited(3)).ShouldBeSameAs(start);
        start.ActionType.ShouldBe(StreamActionType.Start);
        await session.SaveChangesAsync();
        (await LinesAsync("select version from mt_events where stream_id = $1 order by 1", first)).ShouldBe(["1", "2"]);
        (await LinesAsync("select version from mt_events where stream_id = $1 order by 1", second)).ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task E7_sequence_numbers_follow_the_order_in_which_streams_were_first_touched()
    {
        var store = Conjoined();
        var (first, second) = (NewId(), NewId());
        await using var session = store.LightweightSession(A);
        session.Events.Append(second, new Noted("1"));
        session.Events.StartStream<Account>(first, new Noted("3"));
        session.Events.Append(second, new Noted("2"));
        session.Events.Append(first, new Noted("4"));
        await session.SaveChangesAsync();
        (await LinesAsync("select data ->> 'Text' from mt_events order by seq_id")).ShouldBe(["1", "2", "3", "4"]);
    }

    [Fact]
    public async Task E8_the_expected_version_of_an_append_is_the_one_after_it()
    {
        var store = Conjoined();
        var id = await StartedAsync(store, A, new Opened("x"));
        await using var session = store.LightweightSession(A);
        session.Events.Append(id, 3, new Deposited(1), new Deposited(2));
        await session.SaveChangesAsync();
        (await ScalarAsync<long>("select version from mt_streams where id = $1", id)).ShouldBe(3);
    }

    [Fact]
    public async Task E9_a_wrong_expected_version_throws_at_save_and_an_impossible_one_at_the_call()
    {
        var store = Conjoined();
        var id = await StartedAsync(store, A, new Opened("x"));
        await using var session = store.LightweightSession(A);
        session.Events.Append(id, 5, new Deposited(1));
        await Should.ThrowAsync<EventStreamUnexpectedMaxEventIdException>(() => session.SaveChangesAsync());

        await using var impossible = store.LightweightSession(A);
        Should.Throw<ArgumentOutOfRangeException>(() => impossible.Events.Append(id, 1, new Deposited(1), new Deposited(2)));

        var missing = NewId();
        await using var creating = store.LightweightSession(A);
        creating.Events.Append(missing, 2, new Deposited(1), new Deposited(2));
        await creating.SaveChangesAsync();
        (await ScalarAsync<long>("select version from mt_streams where id = $1", missing)).ShouldBe(2);
    }

    [Fact]
    public async Task E10_optimistic_and_exclusive_appends_to_a_missing_or_foreign_stream_throw_at_the_call()
    {
        var store = Conjoined();
        var id = await StartedAsync(store, A, new Opened("x"));
        await using var session = store.LightweightSession(B);
        await Should.ThrowAsync<NonExistentStreamException>(() => session.Events.AppendOptimistic(id, new Deposited(1)));
        await Should.ThrowAsync<NonExistentStreamException>(() => session.Events.AppendExclusive(id, new Deposited(1)));
        await Should.ThrowAsync<NonExistentStreamException>(() => session.Events.AppendOptimistic(NewId(), new Deposited(1)));
    }

    [Fact]
    public async Task E11_an_optimistic_append_that_was_overtaken_throws_at_save_and_draws_no_number()
    {
        var store = Conjoined();
        var id = await StartedAsync(store, A, new Opened("x"));
        await using var slow = store.LightweightSession(A);
        await slow.Events.AppendOptimistic(id, new Deposited(1));
        await AppendedAsync(store, A, id, new Deposited(2));
        var drawn = await DrawnAsync();
        await Should.ThrowAsync<EventStreamUnexpectedMaxEventIdException>(() => slow.SaveChangesAsync());
        (await DrawnAsync()).ShouldBe(drawn);
    }

    [Fact]
    public async Task E12_when_transactions_overlap_the_loser_throws_after_the_winner_commits_and_one_number_is_lost()
    {
        var store = Conjoined();
        var id = await StartedAsync(store, A, new Opened("x"));
        await using var slow = store.LightweightSession(A);
        await slow.Events.AppendOptimistic(id, new Deposited(1));
        await OverlapAsync(id, () => Should.ThrowAsync<EventStreamUnexpectedMaxEventIdException>(() => slow.SaveChangesAsync()));
        (await DrawnAsync()).ShouldBe(3);
        (await LinesAsync("select seq_id from mt_events order by 1")).ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task E13_a_plain_append_that_overlaps_another_writer_throws_too()
    {
        var store = Conjoined();
        var id = await StartedAsync(store, A, new Opened("x"));
        await using var slow = store.LightweightSession(A);
        slow.Events.Append(id, new Deposited(1));
        await OverlapAsync(id, () => Should.ThrowAsync<EventStreamUnexpectedMaxEventIdException>(() => slow.SaveChangesAsync()));
    }

    [Fact]
    public async Task E14_of_two_overlapping_appends_that_create_a_stream_the_loser_gets_a_unique_violation()
    {
        var store = Conjoined();
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        var id = NewId();
        await using var connection = await OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var insert = new NpgsqlCommand("insert into mt_streams (id, version, tenant_id) values ($1, 0, $2)", connection, transaction))
        {
            insert.Parameters.Add(new NpgsqlParameter { Value = id });
            insert.Parameters.Add(new NpgsqlParameter { Value = A });
            await insert.ExecuteNonQueryAsync();
        }

        await using var slow = store.LightweightSession(A);
        slow.Events.Append(id, new Noted("x"));
        var losing = Should.ThrowAsync<MartenCommandException>(() => slow.SaveChangesAsync());
        await UntilSomeoneWaitsAsync();
        await transaction.CommitAsync();
        (await losing).InnerException.ShouldBeOfType<PostgresException>().SqlState.ShouldBe(PostgresErrorCodes.UniqueViolation);
    }

    [Fact]
    public async Task E15_after_save_versions_are_known_everywhere_and_sequences_after_an_append_only()
    {
        var store = Conjoined();
        var id = NewId();
        await using var session = store.LightweightSession(A);
        var start = session.Events.StartStream<Account>(id, new Opened("x"), new Deposited(1));
        await session.SaveChangesAsync();
        start.Events.Select(e => e.Version).ShouldBe([1, 2]);
        start.Events.ShouldAllBe(e => e.Sequence == 0);

        var append = session.Events.Append(id, new Deposited(2), new Deposited(3));
        await session.SaveChangesAsync();
        append.Events.Select(e => e.Version).ShouldBe([3, 4]);
        append.Events.Select(e => e.Sequence).ShouldBe([3, 4]);
    }

    [Fact]
    public async Task E28_appending_to_an_archived_stream_throws_at_save()
    {
        var store = Conjoined();
        var id = await StartedAsync(store, A, new Opened("x"));
        await using var archive = store.LightweightSession(A);
        archive.Events.ArchiveStream(id);
        await archive.SaveChangesAsync();
        await using var session = store.LightweightSession(A);
        session.Events.Append(id, new Noted("x"));
        await Should.ThrowAsync<InvalidStreamOperationException>(() => session.SaveChangesAsync());
    }

    /// <summary>Another transaction has appended event 2 and moved the stream, and commits while the loser waits.</summary>
    private async Task OverlapAsync(Guid id, Func<Task> losing)
    {
        await using var connection = await OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var winner = new NpgsqlBatch(connection, transaction))
        {
            winner.BatchCommands.Add(new NpgsqlBatchCommand(
                "insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, is_archived) "
                + $"values (nextval('mt_events_sequence'), gen_random_uuid(), '{id}', 2, '{{}}', 'noted', now(), '{A}', false)"));
            winner.BatchCommands.Add(new NpgsqlBatchCommand($"update mt_streams set version = 2 where id = '{id}'"));
            await winner.ExecuteNonQueryAsync();
        }

        var loser = losing();
        await UntilSomeoneWaitsAsync();
        await transaction.CommitAsync();
        await loser;
    }
}
