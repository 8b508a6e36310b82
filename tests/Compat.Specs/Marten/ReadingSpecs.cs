using IgG4FollowUp.TestSupport;
using JasperFx.Events;
using Marten.Exceptions;

namespace Compat.Specs.Storage;

public sealed class ReadingSpecs(PostgresServer postgres) : StoreSpecs(postgres)
{
    private const string A = "clinic-a";

    [Fact]
    public async Task E24_the_time_of_an_event_is_the_time_provider_s_or_its_own_and_of_a_stream_the_server_s()
    {
        var clock = new DateTimeOffset(2020, 2, 3, 4, 5, 6, TimeSpan.Zero);
        var own = new DateTimeOffset(2019, 1, 1, 0, 0, 0, TimeSpan.FromHours(2));
        var store = Conjoined(o => o.Events.TimeProvider = new FixedTime(clock));
        var started = await StartedAsync(store, A, new Opened("x"), new Deposited(1).AsEvent().AtTimestamp(own));
        await AppendedAsync(store, A, started, new Deposited(2), new Deposited(3).AsEvent().AtTimestamp(own));

        await using var session = store.QuerySession(A);
        var events = await session.Events.FetchStreamAsync(started);
        events.Select(e => e.Timestamp.ToUniversalTime()).ShouldBe([clock, own.ToUniversalTime(), clock, own.ToUniversalTime()]);
        var state = await session.Events.FetchStreamStateAsync(started);
        state!.LastTimestamp.ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
        state.Created.ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task E25_a_stream_is_read_in_order_within_inclusive_bounds()
    {
        var store = Conjoined();
        var at = new DateTimeOffset(2021, 5, 1, 0, 0, 0, TimeSpan.Zero);
        var id = await StartedAsync(store, A, Enumerable.Range(1, 5).Select(object (i) => new Deposited(i).AsEvent().AtTimestamp(at.AddDays(i))).ToArray());
        await using var session = store.QuerySession(A);

        async Task<IEnumerable<long>> Versions(long version = 0, DateTimeOffset? timestamp = null, long fromVersion = 0) =>
            (await session.Events.FetchStreamAsync(id, version, timestamp, fromVersion)).Select(e => e.Version);

        (await Versions()).ShouldBe([1, 2, 3, 4, 5]);
        (await Versions(version: 3)).ShouldBe([1, 2, 3]);
        (await Versions(fromVersion: 3)).ShouldBe([3, 4, 5]);
        (await Versions(timestamp: at.AddDays(2))).ShouldBe([1, 2]);
        (await session.Events.FetchStreamAsync(NewId())).ShouldBeEmpty();
        (await session.Events.FetchStreamStateAsync(NewId())).ShouldBeNull();
    }

    [Fact]
    public async Task E25_a_state_names_the_aggregate_and_an_event_is_found_by_its_id()
    {
        var store = Conjoined();
        var id = await StartedAsync(store, A, new Opened("x"), new Deposited(1));
        await using var session = store.QuerySession(A);
        var state = await session.Events.FetchStreamStateAsync(id);
        (state!.Id, state.Version, state.AggregateType, state.IsArchived).ShouldBe((id, 2, typeof(Account), false));

        var second = (await session.Events.FetchStreamAsync(id))[1];
        var found = await session.Events.LoadAsync(second.Id);
        found!.Data.ShouldBe(new Deposited(1));
        (found.StreamId, found.Version, found.Sequence, found.TenantId, found.EventTypeName).ShouldBe((id, 2, second.Sequence, A, "deposited"));
        found.ShouldBeAssignableTo<IEvent<Deposited>>()!.Data.Amount.ShouldBe(1);
        (await session.Events.LoadAsync(NewId())).ShouldBeNull();
    }

    [Fact]
    public async Task E26_aggregating_a_stream_stops_at_a_version_and_is_null_above_it()
    {
        var store = Conjoined();
        var id = await StartedAsync(store, A, new Opened("x"), new Deposited(1), new Deposited(2));
        await using var session = store.QuerySession(A);
        (await session.Events.AggregateStreamAsync<Account>(id))!.Balance.ShouldBe(3);
        (await session.Events.AggregateStreamAsync<Account>(id, 2))!.Balance.ShouldBe(1);
        (await session.Events.AggregateStreamAsync<Account>(id, 2))!.Version.ShouldBe(2);
        (await session.Events.AggregateStreamAsync<Account>(id, 4)).ShouldBeNull();
        (await session.Events.AggregateStreamAsync<Account>(NewId())).ShouldBeNull();
        var given = new Account { Balance = 9 };
        (await session.Events.AggregateStreamAsync(NewId(), state: given)).ShouldBeSameAs(given);
        (await session.Events.AggregateStreamAsync(id, state: given, fromVersion: 3))!.Balance.ShouldBe(11);
    }

    [Fact]
    public async Task E27_an_archived_stream_is_no_longer_read_but_its_state_is()
    {
        var store = Conjoined();
        var id = await StartedAsync(store, A, new Opened("x"), new Deposited(1));
        await using var session = store.LightweightSession(A);
        session.Events.ArchiveStream(id);
        session.Events.ArchiveStream(NewId());
        await session.SaveChangesAsync();

        (await LinesAsync("select is_archived from mt_events where stream_id = $1", id)).ShouldBe(["True", "True"]);
        (await session.Events.FetchStreamAsync(id)).ShouldBeEmpty();
        (await session.Events.FetchStreamStateAsync(id))!.IsArchived.ShouldBeTrue();
        var stream = await session.Events.FetchForWriting<Tally>(id);
        stream.Aggregate.ShouldBeNull();
        stream.CurrentVersion.ShouldBe(2);
    }

    [Fact]
    public async Task E27_archiving_a_missing_stream_of_an_empty_database_is_ignored()
    {
        await using var session = Conjoined().LightweightSession(A);
        session.Events.ArchiveStream(NewId());
        await session.SaveChangesAsync();
        (await ScalarAsync<long>("select count(*) from mt_streams")).ShouldBe(0);
    }

    [Fact]
    public async Task E29_an_archived_event_archives_the_stream_when_an_inline_projection_applies()
    {
        var store = Conjoined();
        var id = await StartedAsync(store, A, new Opened("x"));
        await AppendedAsync(store, A, id, new Archived("closed for good"));
        await using var session = store.QuerySession(A);
        (await session.Events.FetchStreamStateAsync(id))!.IsArchived.ShouldBeTrue();
        (await LinesAsync("select type, mt_dotnet_type, is_archived from mt_events where version = 2"))
            .ShouldBe(["archived | JasperFx.Events.Archived, JasperFx.Events | True"]);
    }

    [Fact]
    public async Task E29_with_included_types_only_another_event_of_the_commit_makes_it_apply()
    {
        var store = Store(o => o.Projections.Add<DepositsOnly>(JasperFx.Events.Projections.ProjectionLifecycle.Inline));
        await using var session = store.LightweightSession();
        var (alone, together) = (NewId(), NewId());
        session.Events.StartStream<Account>(alone, new Opened("x"));
        session.Events.StartStream<Account>(together, new Opened("x"));
        await session.SaveChangesAsync();
        session.Events.Append(alone, new Archived("x"));
        session.Events.Append(together, new Deposited(1), new Archived("x"));
        await session.SaveChangesAsync();
        (await session.Events.FetchStreamStateAsync(alone))!.IsArchived.ShouldBeFalse();
        (await session.Events.FetchStreamStateAsync(together))!.IsArchived.ShouldBeTrue();
    }

    [Fact]
    public async Task E31_an_unknown_name_is_read_through_the_stored_type_and_what_fits_nothing_is_told_apart()
    {
        var store = Conjoined();
        var id = await StartedAsync(store, A, new Opened("x"));
        await ExecuteAsync("update mt_events set type = 'renamed'");
        await using var session = store.QuerySession(A);
        var read = (await session.Events.FetchStreamAsync(id)).Single();
        read.Data.ShouldBe(new Opened("x"));

        await ExecuteAsync("update mt_events set mt_dotnet_type = 'Nowhere.Gone, Nowhere'");
        await Should.ThrowAsync<UnknownEventTypeException>(() => session.Events.FetchStreamAsync(id));

        await ExecuteAsync("update mt_events set type = 'opened', data = '[1]'");
        await Should.ThrowAsync<EventDeserializationFailureException>(() => session.Events.FetchStreamAsync(id));
    }

    [Fact]
    public async Task event_type_names_split_as_the_published_library_splits_them()
    {
        var store = Store(o => o.Events.MapEventType<Noted>("note-taken"));
        await using var session = store.LightweightSession();
        session.Events.BuildEvent(new SerumIgG4Measured()).EventTypeName.ShouldBe("serum_ig_g4_measured");
        session.Events.BuildEvent(new C3C4Measured()).EventTypeName.ShouldBe("c3c4_measured");
        session.Events.BuildEvent(new Visit2Scheduled()).EventTypeName.ShouldBe("visit_2_scheduled");
        session.Events.BuildEvent(new HTTPCalled()).EventTypeName.ShouldBe("http_called");
        session.Events.BuildEvent(new Noted("x")).EventTypeName.ShouldBe("note-taken");
        session.Events.BuildEvent(new Noted("x")).DotNetTypeName.ShouldBe($"{typeof(Noted).FullName}, {typeof(Noted).Assembly.GetName().Name}");
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}

public sealed record SerumIgG4Measured;

public sealed record C3C4Measured;

public sealed record Visit2Scheduled;

public sealed record HTTPCalled;

public sealed partial class DepositsOnly : Marten.Events.Aggregation.SingleStreamProjection<Tally, Guid>
{
    public DepositsOnly() => IncludeType<Deposited>();

    public override Tally? Evolve(Tally? snapshot, Guid id, IEvent e) =>
        e.Data is Deposited d ? new Tally { Id = id, Sum = (snapshot?.Sum ?? 0) + d.Amount } : snapshot;
}
