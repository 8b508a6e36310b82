using IgG4FollowUp.TestSupport;
using JasperFx;
using JasperFx.Events;
using Marten.Exceptions;
using Microsoft.Extensions.Hosting;
using Wolverine.ErrorHandling;
using Wolverine.Tracking;

namespace Compat.Specs.WolverineSpecs;

public sealed class AggregateSpecs(PostgresServer postgres)
{
    [Fact]
    public async Task G1_an_aggregate_handler_appends_what_it_returns_and_saves()
    {
        using var host = await StartAsync(typeof(AddItemHandler));
        var id = await OpenAsync(host);
        await host.Bus().InvokeAsync(new AddItem(id, "bread"));
        Journal.Read(id).ShouldBe(["Ann"]);
        (await EventsAsync(host, id)).ShouldBe([new BasketOpened("Ann"), new ItemAdded("bread")]);
        (await host.LoadAsync<Basket>(id)).ShouldNotBeNull().Items.ShouldBe(["bread"]);
    }

    [Fact]
    public async Task G1_two_fetches_racing_end_in_a_concurrency_exception_for_the_caller()
    {
        using var host = await StartAsync(typeof(AddItemAfterOtherHandler));
        var id = await OpenAsync(host);
        await Should.ThrowAsync<ConcurrencyException>(async () => await host.Bus().InvokeAsync(new AddItemAfterOther(id, "slower")));
        (await EventsAsync(host, id)).ShouldBe([new BasketOpened("Ann"), new ItemAdded("faster")]);
    }

    [Fact]
    public async Task R7_a_retry_lets_an_aggregate_handler_succeed_on_the_fresh_state()
    {
        using var host = await Service.StartAsync(
            await postgres.CreateDatabaseAsync(),
            o => o.OnException<ConcurrencyException>().RetryWithCooldown(TimeSpan.FromMilliseconds(10)),
            typeof(AddItemAfterOtherHandler));
        var id = await OpenAsync(host);
        await host.Bus().InvokeAsync(new AddItemAfterOther(id, "slower"));
        Journal.Read(id).ShouldBe(["overtaken", "sees 1"]);
        (await EventsAsync(host, id)).ShouldBe([new BasketOpened("Ann"), new ItemAdded("faster"), new ItemAdded("slower")]);
    }

    [Fact]
    public async Task G2_a_version_on_the_command_is_checked_also_for_a_missing_stream()
    {
        using var host = await StartAsync(typeof(AddItemAtVersionHandler));
        var id = await OpenAsync(host);
        var wrong = await Should.ThrowAsync<ConcurrencyException>(async () => await host.Bus().InvokeAsync(new AddItemAtVersion(id, "x", 7)));
        wrong.ShouldBeOfType<ConcurrencyException>();
        await Should.ThrowAsync<ConcurrencyException>(async () => await host.Bus().InvokeAsync(new AddItemAtVersion(Guid.NewGuid(), "x", 3)));
        await host.Bus().InvokeAsync(new AddItemAtVersion(id, "right", 1));
        (await EventsAsync(host, id)).ShouldBe([new BasketOpened("Ann"), new ItemAdded("right")]);
    }

    [Fact]
    public async Task G2_a_nullable_version_is_ignored()
    {
        using var host = await StartAsync(typeof(AddItemAtMaybeVersionHandler));
        var id = await OpenAsync(host);
        await host.Bus().InvokeAsync(new AddItemAtMaybeVersion(id, "x", 99));
        (await EventsAsync(host, id)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task G3_a_stream_parameter_appends_and_the_handler_may_return_nothing()
    {
        using var host = await StartAsync(typeof(AppendThroughStreamHandler));
        var id = await OpenAsync(host);
        await host.Bus().InvokeAsync(new AppendThroughStream(id, "milk"));
        (await EventsAsync(host, id)).ShouldBe([new BasketOpened("Ann"), new ItemAdded("milk")]);
    }

    [Fact]
    public async Task G4_an_aggregate_handler_on_a_missing_stream_is_called_with_null_and_starts_it()
    {
        using var host = await StartAsync(typeof(AddItemHandler));
        var id = Guid.NewGuid();
        await host.Bus().InvokeAsync(new AddItem(id, "bread"));
        Journal.Read(id).ShouldBe(["no basket"]);
        (await EventsAsync(host, id)).ShouldBe([new ItemAdded("bread")]);
    }

    [Fact]
    public async Task G5_write_aggregate_on_a_missing_stream_does_not_call_the_handler()
    {
        using var host = await StartAsync(typeof(WriteBasketHandler));
        var (missing, there) = (Guid.NewGuid(), await OpenAsync(host));
        await host.Bus().InvokeAsync(new WriteBasket(missing, "x"));
        Journal.Read(missing).ShouldBeEmpty();
        (await EventsAsync(host, missing)).ShouldBeEmpty();
        await host.Bus().InvokeAsync(new WriteBasket(there, "x"));
        Journal.Read(there).ShouldBe(["write Ann"]);
        (await EventsAsync(host, there)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task G5_read_aggregate_on_a_missing_stream_answers_default_without_calling_the_handler()
    {
        using var host = await StartAsync(typeof(ReadBasketHandler));
        var (missing, there) = (Guid.NewGuid(), await OpenAsync(host));
        (await host.Bus().InvokeAsync<BasketSeen>(new ReadBasket(missing))).ShouldBeNull();
        Journal.Read(missing).ShouldBeEmpty();
        (await host.Bus().InvokeAsync<BasketSeen>(new ReadBasket(there))).ShouldBe(new BasketSeen("Ann", 0));
    }

    [Fact]
    public async Task G5_an_aggregate_that_is_not_required_may_be_null()
    {
        using var host = await StartAsync(typeof(WriteMaybeBasketHandler), typeof(ReadMaybeBasketHandler));
        var (written, read) = (Guid.NewGuid(), Guid.NewGuid());
        await host.Bus().InvokeAsync(new WriteMaybeBasket(written, "x"));
        await host.Bus().InvokeAsync(new ReadMaybeBasket(read));
        Journal.Read(written).ShouldBe(["null"]);
        Journal.Read(read).ShouldBe(["null"]);
    }

    [Fact]
    public async Task G6_all_elements_of_a_list_are_events()
    {
        using var host = await StartAsync(typeof(ReturningHandler));
        var id = await OpenAsync(host);
        await host.Bus().InvokeAsync(new ReturnList(id));
        (await EventsAsync(host, id)).ShouldBe([new BasketOpened("Ann"), new ItemAdded("a"), new Noted("b")]);
    }

    [Fact]
    public async Task G6_both_items_of_a_tuple_are_events()
    {
        using var host = await StartAsync(typeof(ReturningHandler));
        var id = await OpenAsync(host);
        await host.Bus().InvokeAsync(new ReturnPair(id));
        (await EventsAsync(host, id)).ShouldBe([new BasketOpened("Ann"), new ItemAdded("a"), new Noted("b")]);
    }

    [Fact]
    public async Task G6_beside_a_collection_of_events_the_rest_are_messages()
    {
        using var host = await StartAsync(typeof(ReturningHandler), typeof(EchoHandler));
        var (one, two) = (await OpenAsync(host), await OpenAsync(host));
        await host.InvokeMessageAndWaitAsync(new ReturnEventsAndMessage(one), 30_000);
        await host.InvokeMessageAndWaitAsync(new ReturnEventsAndMessages(two), 30_000);
        (await EventsAsync(host, one)).ShouldBe([new BasketOpened("Ann"), new ItemAdded("a")]);
        Journal.Read(one).ShouldBe(["echo"]);
        (await EventsAsync(host, two)).ShouldBe([new BasketOpened("Ann"), new ItemAdded("a"), new ItemAdded("b")]);
        Journal.Read(two).Order().ShouldBe(["one", "two"]);
    }

    [Fact]
    public async Task G7_a_null_event_throws_and_no_events_write_nothing()
    {
        using var host = await StartAsync(typeof(ReturningHandler));
        var id = await OpenAsync(host);
        await Should.ThrowAsync<ArgumentNullException>(async () => await host.Bus().InvokeAsync(new ReturnNullEvent(id)));
        await host.Bus().InvokeAsync(new ReturnNoEvents(id));
        (await EventsAsync(host, id)).ShouldBe([new BasketOpened("Ann")]);
    }

    [Fact]
    public async Task G8_updated_aggregate_answers_with_the_new_events_included()
    {
        using var host = await StartAsync(typeof(ReturningHandler));
        var id = await OpenAsync(host);
        var basket = await host.Bus().InvokeAsync<Basket>(new ReturnUpdated(id));
        basket.Items.ShouldBe(["newest"]);
    }

    [Fact]
    public async Task G9_start_stream_starts_in_the_messages_tenant_and_twice_throws()
    {
        using var host = await StartAsync(typeof(OpenBasketHandler));
        var id = Guid.NewGuid();
        await host.Bus().InvokeForTenantAsync("north", new OpenBasket(id, "Ann"));
        (await host.LoadAsync<Basket>(id, "north")).ShouldNotBeNull();
        (await host.LoadAsync<Basket>(id)).ShouldBeNull();
        await Should.ThrowAsync<ExistingStreamIdCollisionException>(
            async () => await host.Bus().InvokeForTenantAsync("north", new OpenBasket(id, "Ann")));
        await host.Bus().InvokeForTenantAsync("south", new OpenBasket(id, "Ann"));
    }

    [Fact]
    public async Task a_validation_sees_the_aggregate_and_an_answer_may_stand_beside_the_events()
    {
        using var host = await StartAsync(typeof(AddIfRoomHandler));
        var id = await OpenAsync(host);
        (await host.Bus().InvokeAsync<Answer>(new AddIfRoom(id, "first"))).ShouldBe(new Answer("into the basket of Ann"));
        (await host.Bus().InvokeAsync<Answer>(new AddIfRoom(id, "second"))).ShouldBeNull();
        (await EventsAsync(host, id)).ShouldBe([new BasketOpened("Ann"), new ItemAdded("first")]);
    }

    [Fact]
    public async Task exclusive_aggregate_handlers_wait_for_each_other()
    {
        using var host = await StartAsync(typeof(AddExclusivelyHandler));
        var id = await OpenAsync(host);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => host.Bus().InvokeAsync(new AddExclusively(id, $"{i}"))));
        (await EventsAsync(host, id)).Count.ShouldBe(5);
    }

    private async Task<IHost> StartAsync(params Type[] handlers) =>
        await Service.StartAsync(await postgres.CreateDatabaseAsync(), _ => { }, handlers);

    private static async Task<Guid> OpenAsync(IHost host)
    {
        var id = Guid.NewGuid();
        await using var session = host.Documents().LightweightSession();
        session.Events.StartStream<Basket>(id, new BasketOpened("Ann"));
        await session.SaveChangesAsync();
        return id;
    }

    private static async Task<IReadOnlyList<object>> EventsAsync(IHost host, Guid id)
    {
        await using var session = host.Documents().QuerySession();
        return [.. (await session.Events.FetchStreamAsync(id)).Select((IEvent e) => e.Data)];
    }
}
