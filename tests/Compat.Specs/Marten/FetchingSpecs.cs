using IgG4FollowUp.TestSupport;
using JasperFx;
using JasperFx.Events;
using Marten;
using Marten.Exceptions;
using Marten.Services;

namespace Compat.Specs.Storage;

public sealed class FetchingSpecs(PostgresServer postgres) : StoreSpecs(postgres)
{
    private const string A = "clinic-a";

    [Fact]
    public async Task E16_a_held_stream_refuses_a_second_lock_and_blocks_a_plain_append_until_the_timeout()
    {
        var store = Conjoined();
        var id = await StartedAsync(store, A, new Opened("x"));
        await using var holder = store.LightweightSession(A);
        await holder.Events.AppendExclusive(id, new Deposited(1));

        await using var second = store.LightweightSession(new SessionOptions { TenantId = A, Timeout = 1 });
        var locked = await Should.ThrowAsync<StreamLockedException>(() => second.Events.AppendExclusive(id, new Deposited(2)));
        locked.ShouldBeAssignableTo<MartenException>();
        await using var third = store.LightweightSession(new SessionOptions { TenantId = A, Timeout = 1 });
        await Should.ThrowAsync<StreamLockedException>(() => third.Events.FetchForExclusiveWriting<Account>(id));
        await using var plain = store.LightweightSession(new SessionOptions { TenantId = A, Timeout = 1 });
        plain.Events.Append(id, new Deposited(3));
        (await Should.ThrowAsync<MartenCommandException>(() => plain.SaveChangesAsync())).ShouldBeOfType<MartenCommandException>();

        await holder.SaveChangesAsync();
        await using var free = store.LightweightSession(A);
        (await free.Events.FetchForExclusiveWriting<Account>(id)).StartingVersion.ShouldBe(2);
    }

    [Fact]
    public async Task E17_fetch_for_writing_gives_the_aggregate_and_a_version_that_grows_with_pending_events()
    {
        var store = Conjoined();
        var id = await StartedAsync(store, A, new Opened("x"), new Deposited(7));
        await using var session = store.LightweightSession(A);
        var stream = await session.Events.FetchForWriting<Account>(id);
        stream.Aggregate!.Balance.ShouldBe(7);
        stream.StartingVersion.ShouldBe(2);
        stream.CurrentVersion.ShouldBe(2);
        stream.Id.ShouldBe(id);
        stream.AppendOne(new Deposited(1));
        stream.AppendMany(new Deposited(2), new Deposited(3));
        stream.StartingVersion.ShouldBe(2);
        stream.CurrentVersion.ShouldBe(5);
        stream.Events.Count.ShouldBe(3);
        await session.SaveChangesAsync();
        (await session.LoadAsync<Account>(id))!.Balance.ShouldBe(13);
        (await Fresh(store).Events.FetchForWriting<Tally>(id)).Aggregate!.Count.ShouldBe(5);
    }

    [Fact]
    public async Task E18_a_missing_stream_is_fetched_as_null_at_version_zero_and_appending_starts_it()
    {
        var store = Conjoined();
        var id = NewId();
        await using var session = store.LightweightSession(A);
        var stream = await session.Events.FetchForWriting<Account>(id);
        stream.Aggregate.ShouldBeNull();
        stream.StartingVersion.ShouldBe(0);
        stream.CurrentVersion.ShouldBe(0);
        await session.SaveChangesAsync();
        (await ScalarAsync<long>("select count(*) from mt_streams")).ShouldBe(0);

        var again = await session.Events.FetchForWriting<Account>(id);
        again.AppendOne(new Opened("x"));
        await session.SaveChangesAsync();
        (await LinesAsync("select version, type from mt_streams")).ShouldBe(["1 | account"]);
    }

    [Fact]
    public async Task E19_fetch_for_writing_with_another_version_throws()
    {
        var store = Conjoined();
        var id = await StartedAsync(store, A, new Opened("x"));
        await using var session = store.LightweightSession(A);
        var thrown = await Should.ThrowAsync<ConcurrencyException>(() => session.Events.FetchForWriting<Account>(id, 2));
        thrown.GetType().ShouldBe(typeof(ConcurrencyException));
        (await session.Events.FetchForWriting<Account>(id, 1)).CurrentVersion.ShouldBe(1);
        (await session.Events.FetchForWriting<Account>(NewId(), 0)).CurrentVersion.ShouldBe(0);
        await Should.ThrowAsync<ConcurrencyException>(() => session.Events.FetchForWriting<Account>(NewId(), 1));
    }

    [Fact]
    public async Task E20_the_second_of_two_fetches_fails_at_save_in_its_own_way_for_existing_and_missing_streams()
    {
        var store = Conjoined();
        var id = await StartedAsync(store, A, new Opened("x"));
        await using var first = store.LightweightSession(A);
        await using var second = store.LightweightSession(A);
        (await first.Events.FetchForWriting<Account>(id)).AppendOne(new Deposited(1));
        (await second.Events.FetchForWriting<Account>(id)).AppendOne(new Deposited(2));
        await first.SaveChangesAsync();
        await Should.ThrowAsync<EventStreamUnexpectedMaxEventIdException>(() => second.SaveChangesAsync());

        var missing = NewId();
        await using var third = store.LightweightSession(A);
        await using var fourth = store.LightweightSession(A);
        (await third.Events.FetchForWriting<Account>(missing)).AppendOne(new Opened("x"));
        (await fourth.Events.FetchForWriting<Account>(missing)).AppendOne(new Opened("y"));
        await third.SaveChangesAsync();
        await Should.ThrowAsync<ExistingStreamIdCollisionException>(() => fourth.SaveChangesAsync());
    }

    [Fact]
    public async Task E21_always_enforcing_consistency_fails_a_save_without_events_when_the_stream_moved()
    {
        var store = Conjoined();
        var id = await StartedAsync(store, A, new Opened("x"));
        await using var session = store.LightweightSession(A);
        (await session.Events.FetchForWriting<Account>(id)).AlwaysEnforceConsistency = true;
        session.Store(new Person { Name = "held back" });
        await AppendedAsync(store, A, id, new Deposited(1));
        await Should.ThrowAsync<ConcurrencyException>(() => session.SaveChangesAsync());
        (await ScalarAsync<long>("select count(*) from mt_doc_person")).ShouldBe(0);

        await using var unmoved = store.LightweightSession(A);
        (await unmoved.Events.FetchForWriting<Account>(id)).AlwaysEnforceConsistency = true;
        await unmoved.SaveChangesAsync();
        (await ScalarAsync<long>("select version from mt_streams where id = $1", id)).ShouldBe(2);
    }

    [Fact]
    public async Task E22_fetch_latest_includes_pending_events_for_live_aggregates_only_and_all_after_save()
    {
        var store = Conjoined();
        var id = await StartedAsync(store, A, new Opened("x"), new Deposited(1));
        await using var session = store.LightweightSession(A);
        var inline = await session.Events.FetchForWriting<Account>(id);
        inline.AppendOne(new Deposited(10));
        (await session.Events.FetchLatest<Account>(id))!.Balance.ShouldBe(1);
        (await session.Events.FetchLatest<Tally>(id))!.Sum.ShouldBe(11);
        await session.SaveChangesAsync();
        (await session.Events.FetchLatest<Account>(id))!.Balance.ShouldBe(11);
        (await session.Events.FetchLatest<Tally>(id))!.Sum.ShouldBe(11);
        (await session.Events.FetchLatest<Tally>(NewId())).ShouldBeNull();
    }

    [Fact]
    public async Task E23_failed_work_fails_again_until_it_is_ejected()
    {
        var store = Conjoined();
        var id = await StartedAsync(store, A, new Opened("x"));
        await using var session = store.LightweightSession(A);
        session.Events.StartStream<Account>(id, new Opened("again"));
        session.Store(new Person { Name = "x" });
        await Should.ThrowAsync<ExistingStreamIdCollisionException>(() => session.SaveChangesAsync());
        await Should.ThrowAsync<ExistingStreamIdCollisionException>(() => session.SaveChangesAsync());
        session.EjectAllPendingChanges();
        session.Events.Append(id, new Deposited(5));
        await session.SaveChangesAsync();
        (await session.LoadAsync<Account>(id))!.Balance.ShouldBe(5);
        (await ScalarAsync<long>("select count(*) from mt_doc_person")).ShouldBe(0);
    }

    [Fact]
    public async Task P8_an_inline_aggregate_mutated_by_the_caller_is_saved_with_the_mutation()
    {
        var store = Conjoined();
        var id = await StartedAsync(store, A, new Opened("x"));
        await using var session = store.LightweightSession(A);
        var stream = await session.Events.FetchForWriting<Account>(id);
        stream.Aggregate!.Owner = "mutated";
        stream.AppendOne(new Deposited(1));
        await session.SaveChangesAsync();
        (await Fresh(store).LoadAsync<Account>(id))!.Owner.ShouldBe("mutated");
    }

    private static IDocumentSession Fresh(IDocumentStore store) => store.LightweightSession(A);
}
