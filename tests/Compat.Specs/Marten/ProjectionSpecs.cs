using IgG4FollowUp.TestSupport;
using JasperFx.Events;
using JasperFx.Events.Projections;
using JasperFx.MultiTenancy;
using Marten;
using Marten.Events.Aggregation;
using Marten.Events.Projections;
using ApplyEventException = JasperFx.Events.Daemon.ApplyEventException;

namespace Compat.Specs.Storage;

public sealed class ProjectionSpecs(PostgresServer postgres) : StoreSpecs(postgres)
{
    private const string A = "clinic-a";
    private const string B = "clinic-b";

    [Fact]
    public async Task P1_an_inline_document_is_written_with_its_events_or_neither_is()
    {
        var store = Conjoined();
        var id = await StartedAsync(store, A, new Opened("x"), new Deposited(4));
        await using var session = store.LightweightSession(A);
        (await session.LoadAsync<Account>(id))!.Balance.ShouldBe(4);

        var drawn = await DrawnAsync();
        session.Events.Append(id, new Deposited(1), new Poisoned());
        var thrown = await Should.ThrowAsync<ApplyEventException>(() => session.SaveChangesAsync());
        thrown.InnerException.ShouldBeOfType<InvalidOperationException>().Message.ShouldBe("poison");
        thrown.Event.Data.ShouldBeOfType<Poisoned>();
        (await DrawnAsync()).ShouldBe(drawn);
        (await ScalarAsync<long>("select count(*) from mt_events")).ShouldBe(2);
        (await store.QuerySession(A).LoadAsync<Account>(id))!.Balance.ShouldBe(4);
    }

    [Fact]
    public async Task P2_evolving_to_null_deletes_the_document_and_from_nothing_does_nothing()
    {
        var store = Conjoined();
        var id = await StartedAsync(store, A, new Opened("x"));
        await AppendedAsync(store, A, id, new Closed());
        await AppendedAsync(store, A, NewId(), new Closed());
        (await ScalarAsync<long>("select count(*) from mt_doc_account")).ShouldBe(0);
        (await ScalarAsync<long>("select count(*) from mt_events")).ShouldBe(3);
    }

    [Fact]
    public async Task P3_aggregating_live_wraps_an_exception_likewise()
    {
        var store = Conjoined();
        var id = NewId();
        await using var session = Store(o => o.Events.TenancyStyle = TenancyStyle.Conjoined).LightweightSession(A);
        session.Events.StartStream(id, new Poisoned());
        await session.SaveChangesAsync();
        await using var reading = store.LightweightSession(A);
        (await Should.ThrowAsync<ApplyEventException>(() => reading.Events.AggregateStreamAsync<Tally>(id)))
            .InnerException.ShouldBeOfType<InvalidOperationException>();
    }

    [Fact]
    public async Task P4_the_document_s_version_is_the_stream_s_after_the_commit_on_every_write_path()
    {
        var store = Conjoined();
        var id = await StartedAsync(store, A, new Opened("x"), new Deposited(1));
        await VersionIs(2);
        await AppendedAsync(store, A, id, new Deposited(1), new Deposited(1));
        await VersionIs(4);
        await using var session = store.LightweightSession(A);
        (await session.Events.FetchForWriting<Account>(id)).AppendOne(new Deposited(1));
        await session.SaveChangesAsync();
        await VersionIs(5);
        session.Events.Append(id, 6, new Deposited(1));
        await session.SaveChangesAsync();
        await VersionIs(6);

        async Task VersionIs(long version) => (await ScalarAsync<long>("select mt_version from mt_doc_account where id = $1", id)).ShouldBe(version);
    }

    [Fact]
    public async Task P5_a_declared_version_is_read_from_the_table_and_a_plain_one_from_the_json()
    {
        var store = Conjoined(o => o.Projections.Add<PlainProjection>(ProjectionLifecycle.Inline));
        var id = await StartedAsync(store, A, new Opened("x"), new Deposited(1));
        (await store.QuerySession(A).LoadAsync<PlainVersion>(id))!.Version.ShouldBe(2);
        await AppendedAsync(store, A, id, new Deposited(1));
        (await store.QuerySession(A).LoadAsync<Account>(id))!.Version.ShouldBe(3);
        (await store.QuerySession(A).LoadAsync<PlainVersion>(id))!.Version.ShouldBe(0);
        await using var session = store.LightweightSession(A);
        (await session.Events.FetchForWriting<PlainVersion>(id)).AppendOne(new Deposited(1));
        await session.SaveChangesAsync();
        (await session.LoadAsync<PlainVersion>(id))!.Version.ShouldBe(4);
    }

    [Fact]
    public async Task P6_inline_the_sequence_is_unknown_and_the_version_only_where_the_stream_was_read_or_started()
    {
        var seen = new List<(long Version, long Sequence)>();
        var store = Conjoined(o => o.Projections.Add(new Recorder(e => seen.Add((e.Version, e.Sequence))), ProjectionLifecycle.Inline));
        var id = await StartedAsync(store, A, new Opened("x"));
        await AppendedAsync(store, A, id, new Deposited(1));
        await using var session = store.LightweightSession(A);
        await session.Events.AppendOptimistic(id, new Deposited(1));
        await session.SaveChangesAsync();
        session.Events.Append(id, 4, new Deposited(1));
        await session.SaveChangesAsync();
        (await session.Events.FetchForWriting<Account>(id)).AppendOne(new Deposited(1));
        await session.SaveChangesAsync();
        seen.ShouldBe([(1, 0), (0, 0), (3, 0), (4, 0), (5, 0)]);
    }

    [Fact]
    public async Task P13_a_projection_of_one_s_own_is_called_per_tenant_with_operations_of_that_tenant()
    {
        var calls = new List<string>();
        var store = Conjoined(o => o.Projections.Add(new Notebook(calls), ProjectionLifecycle.Inline));
        await using var session = store.LightweightSession(A);
        session.Events.Append(NewId(), new Noted("a1"), new Noted("a2"));
        session.ForTenant(B).Events.Append(NewId(), new Noted("b1"));
        session.Events.Append(NewId(), new Noted("a3"));
        await session.SaveChangesAsync();
        calls.Order().ShouldBe([$"{A}: a1, a2, a3", $"{B}: b1"]);
        (await LinesAsync("select tenant_id, id from mt_doc_label order by 2")).ShouldBe([$"{A} | a1", $"{A} | a2", $"{A} | a3", $"{B} | b1"]);
    }

    [Fact]
    public async Task P14_a_higher_version_moves_an_inline_projection_to_a_table_of_its_own()
    {
        var store = Conjoined(o => o.Projections.Add<SecondEdition>(ProjectionLifecycle.Inline));
        await StartedAsync(store, A, new Opened("x"));
        (await ScalarAsync<long>("select count(*) from mt_doc_plainversion_2")).ShouldBe(1);
    }

    [Fact]
    public void a_projection_identified_by_something_other_than_the_stream_is_refused_at_construction() =>
        Should.Throw<InvalidProjectionException>(() => Store(o => o.Projections.Add<WronglyIdentified>(ProjectionLifecycle.Inline)));
}

public sealed class PlainVersion
{
    public Guid Id { get; set; }
    public int Balance { get; set; }
    public long Version { get; set; }
}

public partial class PlainProjection : SingleStreamProjection<PlainVersion, Guid>
{
    public override PlainVersion? Evolve(PlainVersion? snapshot, Guid id, IEvent e) => e.Data switch
    {
        Deposited deposited => new PlainVersion { Id = id, Balance = (snapshot?.Balance ?? 0) + deposited.Amount },
        _ => snapshot ?? new PlainVersion { Id = id },
    };
}

public sealed partial class SecondEdition : PlainProjection
{
    public SecondEdition() => Version = 2;
}

public sealed partial class WronglyIdentified : SingleStreamProjection<Label, string>
{
    public override Label? Evolve(Label? snapshot, string id, IEvent e) => snapshot;
}

public sealed class Recorder(Action<IEvent> see) : IProjection
{
    public Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        foreach (var e in events) see(e);
        return Task.CompletedTask;
    }
}

public sealed class Notebook(List<string> calls) : IProjection
{
    public Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        var notes = events.Select(e => e.Data).OfType<Noted>().Select(n => n.Text).ToList();
        calls.Add($"{operations.TenantId}: {string.Join(", ", notes)}");
        foreach (var note in notes) operations.Store(new Label { Id = note });
        return Task.CompletedTask;
    }
}
