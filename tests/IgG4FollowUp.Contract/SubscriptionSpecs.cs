using IgG4FollowUp.Contract.Support;
using IgG4FollowUp.TestSupport;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Microsoft.Extensions.Hosting;

namespace IgG4FollowUp.Contract;

/// <summary>What becomes of events that a subscription appends through the operations it is given.</summary>
public sealed class SubscriptionSpecs(PostgresServer postgres) : StoreSpecs(postgres)
{
    private const string Shard = "Replies:All";

    [Fact]
    public async Task events_appended_through_a_subscription_s_operations_are_stored_with_the_page_but_reach_no_inline_document()
    {
        var node = await NodeAsync((operations, e) => operations.ForTenant(e.TenantId).Events.Append(e.StreamId, new Deposited(5)));
        var id = await node.Store().StartStreamAsync(North, new Opened("one"));
        await Database.UntilAtAsync(Shard, 2);

        (await node.Store().EventsAsync(North, id)).ShouldBe([new Opened("one"), new Deposited(5)]);
        (await node.Store().LoadAsync<Account>(North, id)).ShouldBe(new Account(id, "one", 0, 1));
    }

    [Fact]
    public async Task a_stream_started_through_a_subscription_s_operations_has_a_version_and_no_events()
    {
        var started = Guid.NewGuid();
        var node = await NodeAsync((operations, e) =>
            operations.ForTenant(e.TenantId).Events.StartStream<Account>(started, new Opened("two"), new Deposited(5)));
        await node.Store().StartStreamAsync(North, new Opened("one"));
        await Database.UntilAtAsync(Shard, 1);

        (await Database.LinesAsync("select tenant_id, version from mt_streams where id = $1", started)).ShouldBe(["north | 2"]);
        (await node.Store().EventsAsync(North, started)).ShouldBeEmpty();
    }

    private Task<IHost> NodeAsync(Action<IDocumentOperations, IEvent> whenOpened) => NodeAsync(options =>
    {
        options.Projections.Add<AccountProjection>(ProjectionLifecycle.Inline);
        options.Events.Subscribe(
            new Subscription((operations, page) =>
            {
                foreach (var opened in page.Events.Where(e => e.Data is Opened)) whenOpened(operations, opened);
            }),
            subscription => subscription.Name = "Replies");
    });
}
