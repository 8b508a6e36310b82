using IgG4FollowUp.Contract.Support;
using IgG4FollowUp.TestSupport;
using JasperFx.Events.Projections;
using Wolverine;

namespace IgG4FollowUp.Contract;

/// <summary>A clinic is a tenant: nothing of another clinic may be seen or touched by naming its id.</summary>
public sealed class IsolationSpecs(PostgresServer postgres) : ServiceSpecs(postgres)
{
    [Fact]
    public async Task a_session_sees_only_its_tenant_s_streams_and_documents()
    {
        var store = await StoreAsync(options => options.Projections.Add<AccountProjection>(ProjectionLifecycle.Inline));
        var id = await store.StartStreamAsync(North, new Opened("northern"));
        await using var session = store.LightweightSession(South);

        (await session.LoadAsync<Account>(id)).ShouldBeNull();
        (await session.LoadManyAsync<Account>(id)).ShouldBeEmpty();
        (await session.CheckExistsAsync<Account>(id)).ShouldBeFalse();
        (await session.Events.FetchStreamAsync(id)).ShouldBeEmpty();
        (await session.Events.FetchStreamStateAsync(id)).ShouldBeNull();
        (await session.Events.AggregateStreamAsync<Account>(id)).ShouldBeNull();
        var stream = await session.Events.FetchForWriting<Account>(id);
        (stream.Aggregate, stream.CurrentVersion).ShouldBe((null, 0L));
        session.Delete<Account>(id);
        stream.AppendOne(new Opened("southern"));
        await session.SaveChangesAsync();

        (await store.LoadAsync<Account>(North, id))!.Owner.ShouldBe("northern");
        (await store.EventsAsync(North, id)).ShouldBe([new Opened("northern")]);
        (await store.EventsAsync(South, id)).ShouldBe([new Opened("southern")]);
    }

    [Fact]
    public async Task what_one_session_appends_to_one_id_for_two_tenants_goes_to_the_first_of_them()
    {
        var store = await StoreAsync();
        var id = Guid.NewGuid();
        await using var session = store.LightweightSession(North);
        session.Events.Append(id, new Deposited(1));
        session.ForTenant(South).Events.Append(id, new Deposited(2));
        await session.SaveChangesAsync();

        (await store.EventsAsync(North, id)).ShouldBe([new Deposited(1), new Deposited(2)]);
        (await store.EventsAsync(South, id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task three_ways_give_the_handlers_session_its_tenant()
    {
        var host = await ServiceAsync(_ => { }, typeof(TenantHandler));
        var bus = host.MessageBus();

        (await bus.InvokeForTenantAsync<TenantSeen>("north", new AskTenant())).ShouldBe(new TenantSeen("north", "north"));
        (await bus.InvokeAsync<TenantSeen>(new AskTenant(), new DeliveryOptions { TenantId = "south" }))
            .ShouldBe(new TenantSeen("south", "south"));
        bus.TenantId = "west";
        (await bus.InvokeAsync<TenantSeen>(new AskTenant())).ShouldBe(new TenantSeen("west", "west"));
    }
}
