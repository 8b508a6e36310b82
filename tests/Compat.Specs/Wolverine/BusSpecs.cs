using IgG4FollowUp.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Wolverine;
using Wolverine.Runtime.Routing;
using Wolverine.Tracking;

namespace Compat.Specs.WolverineSpecs;

public sealed class BusSpecs(PostgresServer postgres)
{
    [Fact]
    public async Task H1_without_a_handler_invoke_and_send_throw_and_publish_does_nothing()
    {
        using var host = await Service.StartAsync(await postgres.CreateDatabaseAsync(), _ => { }, typeof(DoublingHandler));
        var bus = host.Bus();
        await Should.ThrowAsync<IndeterminateRoutesException>(async () => await bus.InvokeAsync(new Unhandled(Guid.NewGuid())));
        await Should.ThrowAsync<IndeterminateRoutesException>(async () => await bus.SendAsync(new Unhandled(Guid.NewGuid())));
        await bus.PublishAsync(new Unhandled(Guid.NewGuid()));
    }

    [Fact]
    public async Task H2_invoking_null_throws()
    {
        using var host = await Service.StartAsync(await postgres.CreateDatabaseAsync(), _ => { }, typeof(DoublingHandler));
        await Should.ThrowAsync<ArgumentNullException>(async () => await host.Bus().InvokeAsync(null!));
    }

    [Fact]
    public async Task H3_invoke_returns_the_handlers_answer_or_default_when_it_is_of_another_type()
    {
        using var host = await Service.StartAsync(await postgres.CreateDatabaseAsync(), _ => { }, typeof(DoublingHandler));
        (await host.Bus().InvokeAsync<Doubled>(new AskDouble(21))).ShouldBe(new Doubled(42));
        (await host.Bus().InvokeAsync<Times>(new AskDouble(21))).ShouldBeNull();
    }

    [Fact]
    public async Task H4_three_ways_give_the_handlers_session_its_tenant()
    {
        using var host = await Service.StartAsync(await postgres.CreateDatabaseAsync(), _ => { }, typeof(TenantHandler));
        var bus = host.Bus();
        (await bus.InvokeForTenantAsync<TenantSeen>("north", new AskTenant(Guid.NewGuid()))).ShouldBe(new TenantSeen("north", "north"));
        (await bus.InvokeAsync<TenantSeen>(new AskTenant(Guid.NewGuid()), new DeliveryOptions { TenantId = "south" }))
            .ShouldBe(new TenantSeen("south", "south"));
        bus.TenantId = "west";
        (await bus.InvokeAsync<TenantSeen>(new AskTenant(Guid.NewGuid()))).ShouldBe(new TenantSeen("west", "west"));
    }

    [Fact]
    public async Task H4_without_a_tenant_sessions_are_on_the_default_one_and_the_envelope_has_none()
    {
        using var host = await Service.StartAsync(await postgres.CreateDatabaseAsync(), _ => { }, typeof(TenantHandler));
        var seen = await host.Bus().InvokeAsync<TenantSeen>(new AskTenant(Guid.NewGuid()));
        seen.Session.ShouldBe("*DEFAULT*");
        seen.Envelope.ShouldBeNullOrEmpty();
    }

    [Fact]
    public async Task H4_a_tenants_document_is_stored_for_that_tenant()
    {
        using var host = await Service.StartAsync(await postgres.CreateDatabaseAsync(), _ => { }, typeof(TenantHandler));
        var id = Guid.NewGuid();
        await host.Bus().InvokeForTenantAsync("north", new AskTenant(id));
        (await host.LoadAsync<Note>(id, "north")).ShouldNotBeNull().Text.ShouldBe("north");
        (await host.LoadAsync<Note>(id)).ShouldBeNull();
    }

    [Fact]
    public async Task H6_tuple_items_and_array_elements_are_messages_of_their_own_and_null_is_skipped()
    {
        using var host = await Service.StartAsync(await postgres.CreateDatabaseAsync(), _ => { }, typeof(ScatterHandler));
        var key = Guid.NewGuid();
        await host.InvokeMessageAndWaitAsync(new Scatter(key), 30_000);
        await host.InvokeMessageAndWaitAsync(new ScatterArray(key), 30_000);
        Journal.Read(key).Order().ShouldBe(["a", "b", "c", "d"]);
    }

    [Fact]
    public async Task the_bus_and_the_context_of_a_scope_are_one_object()
    {
        using var host = await Service.StartAsync(await postgres.CreateDatabaseAsync(), _ => { }, typeof(DoublingHandler));
        await using var scope = host.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<IMessageBus>()
            .ShouldBeSameAs(scope.ServiceProvider.GetRequiredService<IMessageContext>());
    }

    [Fact]
    public async Task a_cancelled_caller_cancels_the_handler()
    {
        using var host = await Service.StartAsync(await postgres.CreateDatabaseAsync(), _ => { }, typeof(PatientHandler));
        using var cancellation = new CancellationTokenSource();
        var waiting = host.Bus().InvokeAsync(new WaitForEver(Guid.NewGuid()), cancellation.Token);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () => await waiting);
    }
}

public sealed record WaitForEver(Guid Key);

public static class PatientHandler
{
    public static Task Handle(WaitForEver message, CancellationToken cancellation) => Task.Delay(Timeout.Infinite, cancellation);
}
