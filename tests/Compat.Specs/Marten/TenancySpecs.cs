using IgG4FollowUp.TestSupport;
using JasperFx;
using JasperFx.Events.Projections;

namespace Compat.Specs.Storage;

public sealed class TenancySpecs(PostgresServer postgres) : StoreSpecs(postgres)
{
    private const string A = "clinic-a";
    private const string B = "clinic-b";

    [Fact]
    public async Task T1_a_session_sees_only_its_tenant_s_streams_and_documents()
    {
        var store = Conjoined();
        var id = await StartedAsync(store, A, new Opened("x"));
        await using var session = store.LightweightSession(B);
        (await session.LoadAsync<Account>(id)).ShouldBeNull();
        (await session.LoadManyAsync<Account>(id)).ShouldBeEmpty();
        (await session.CheckExistsAsync<Account>(id)).ShouldBeFalse();
        (await session.Json.FindByIdAsync<Account>(id)).ShouldBeNull();
        (await session.Events.FetchStreamAsync(id)).ShouldBeEmpty();
        (await session.Events.FetchStreamStateAsync(id)).ShouldBeNull();
        (await session.Events.AggregateStreamAsync<Account>(id)).ShouldBeNull();
        var stream = await session.Events.FetchForWriting<Account>(id);
        (stream.Aggregate, stream.CurrentVersion).ShouldBe((null, 0L));
        session.Delete<Account>(id);
        await session.SaveChangesAsync();
        (await store.QuerySession(A).CheckExistsAsync<Account>(id)).ShouldBeTrue();
    }

    [Fact]
    public async Task T2_a_query_session_without_tenant_is_on_the_default_tenant()
    {
        var store = Conjoined();
        var id = await StartedAsync(store, A, new Opened("x"));
        await using var session = store.QuerySession();
        session.TenantId.ShouldBe(StorageConstants.DefaultTenantId);
        (await session.LoadAsync<Account>(id)).ShouldBeNull();
    }

    [Fact]
    public async Task T3_a_view_for_another_tenant_writes_there_in_the_parent_s_save()
    {
        var store = Conjoined();
        var id = NewId();
        var person = new Person { Name = "x" };
        await using var session = store.LightweightSession(A);
        session.ForTenant(B).Store(person);
        session.ForTenant(B).Events.StartStream<Account>(id, new Opened("x"));
        await session.SaveChangesAsync();
        (await LinesAsync("select tenant_id from mt_doc_person union all select tenant_id from mt_doc_account union all select tenant_id from mt_events"))
            .ShouldBe([B, B, B]);
        (await session.ForTenant(B).LoadAsync<Account>(id)).ShouldNotBeNull();
    }

    [Fact]
    public async Task T4_one_document_id_may_exist_in_two_tenants()
    {
        var store = Conjoined();
        var id = NewId();
        foreach (var tenant in (string[])[A, B])
        {
            await using var session = store.LightweightSession(tenant);
            session.Store(new Person { Id = id, Name = tenant });
            await session.SaveChangesAsync();
        }

        (await store.QuerySession(A).LoadAsync<Person>(id))!.Name.ShouldBe(A);
        (await store.QuerySession(B).LoadAsync<Person>(id))!.Name.ShouldBe(B);
    }

    [Fact]
    public async Task T5_writing_on_the_default_tenant_is_allowed()
    {
        var store = Conjoined();
        await using var session = store.LightweightSession();
        session.Store(new Person { Name = "x" });
        session.Events.StartStream<Account>(NewId(), new Opened("x"));
        await session.SaveChangesAsync();
        (await ScalarAsync<string>("select tenant_id from mt_streams")).ShouldBe(StorageConstants.DefaultTenantId);
    }

    [Fact]
    public async Task T6_raw_sql_returns_rows_of_all_tenants()
    {
        var store = Conjoined();
        foreach (var tenant in (string[])[A, B])
        {
            await using var session = store.LightweightSession(tenant);
            session.Store(new Person { Name = tenant, Age = 5 });
            await session.SaveChangesAsync();
        }

        await using var query = store.QuerySession(A);
        (await query.QueryAsync<Person>("where (data ->> 'Age')::int = ?", 5)).Count.ShouldBe(2);
        (await query.QueryAsync<Person>("select data from mt_doc_person")).Count.ShouldBe(2);
        (await query.QueryAsync<Person>("where tenant_id = ?", A)).Single().Name.ShouldBe(A);
        using var stream = new MemoryStream();
        (await query.StreamJson<Person>(stream, TestContext.Current.CancellationToken, "where (data ->> 'Age')::int = ?", 5)).ShouldBe(2);
    }

    [Fact]
    public async Task T7_in_the_single_style_the_tenant_is_written_but_filters_nothing()
    {
        var store = Store(o => o.Projections.Add<TallyProjection>(ProjectionLifecycle.Live));
        var id = await StartedAsync(store, A, new Deposited(1));
        (await LinesAsync("select tenant_id from mt_events union all select tenant_id from mt_streams")).ShouldBe([A, A]);
        await using var session = store.LightweightSession(B);
        (await session.Events.FetchStreamAsync(id)).Count.ShouldBe(1);
        (await session.Events.FetchStreamStateAsync(id)).ShouldNotBeNull();
        (await session.Events.AggregateStreamAsync<Tally>(id))!.Sum.ShouldBe(1);
    }
}
