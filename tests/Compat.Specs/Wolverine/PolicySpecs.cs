using IgG4FollowUp.TestSupport;
using Marten;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wolverine;
using Wolverine.Attributes;
using Wolverine.Marten;
using Wolverine.Tracking;

namespace Compat.Specs.WolverineSpecs;

public sealed record StoreBySession(Guid Key);

public sealed record StoreByMarkedHandler(Guid Key);

public sealed record StoreWithoutTransaction(Guid Key);

public sealed record StoreByOperation(Guid Key);

public sealed record InsertByOperation(Guid Key);

public sealed record DeleteByOperation(Guid Key);

public sealed record DoNothing(Guid Key);

public static class StoringHandler
{
    public static void Handle(StoreBySession message, IDocumentSession session) => session.Store(new Note { Id = message.Key });

    [Transactional]
    public static void Handle(StoreByMarkedHandler message, IDocumentSession session) => session.Store(new Note { Id = message.Key });

    [NonTransactional]
    public static void Handle(StoreWithoutTransaction message, IDocumentSession session) => session.Store(new Note { Id = message.Key });

    public static StoreDoc<Note> Handle(StoreByOperation message) => MartenOps.Store(new Note { Id = message.Key });

    public static InsertDoc<Note> Handle(InsertByOperation message) => MartenOps.Insert(new Note { Id = message.Key });

    public static IMartenOp Handle(DeleteByOperation message) => MartenOps.Delete(new Note { Id = message.Key });

    public static IMartenOp Handle(DoNothing message) => MartenOps.Nothing();
}

public static class CountingMiddleware
{
    public static void Before(Envelope envelope) => Journal.Write(KeyOf(envelope), "middleware before");

    public static void Finally(Envelope envelope) => Journal.Write(KeyOf(envelope), "middleware finally");

    private static Guid KeyOf(Envelope envelope) => ((Work)envelope.Message!).Key;
}

[LocalQueue("one-by-one")]
public sealed record Step(Guid Key, int Number);

public static class StepHandler
{
    public static async Task Handle(Step message, Envelope envelope)
    {
        Journal.Write(message.Key, $"begin {message.Number} at {envelope.Destination}");
        await Task.Yield();
        Journal.Write(message.Key, $"end {message.Number} at {envelope.Destination}");
    }
}

public sealed class PolicySpecs(PostgresServer postgres)
{
    [Fact]
    public async Task without_the_policy_a_session_parameter_does_not_commit_and_a_returned_operation_does()
    {
        using var host = await StartWithoutPolicyAsync(typeof(StoringHandler));
        (await StoredByAsync(host, key => new StoreBySession(key))).ShouldBeFalse();
        (await StoredByAsync(host, key => new StoreByMarkedHandler(key))).ShouldBeTrue();
        (await StoredByAsync(host, key => new StoreByOperation(key))).ShouldBeTrue();
    }

    [Fact]
    public async Task with_the_policy_a_session_parameter_commits_unless_the_handler_says_otherwise()
    {
        using var host = await Service.StartAsync(await postgres.CreateDatabaseAsync(), _ => { }, typeof(StoringHandler));
        (await StoredByAsync(host, key => new StoreBySession(key))).ShouldBeTrue();
        (await StoredByAsync(host, key => new StoreWithoutTransaction(key))).ShouldBeFalse();
    }

    [Fact]
    public async Task operations_store_insert_delete_or_do_nothing()
    {
        using var host = await Service.StartAsync(await postgres.CreateDatabaseAsync(), _ => { }, typeof(StoringHandler));
        var key = Guid.NewGuid();
        await host.Bus().InvokeAsync(new InsertByOperation(key));
        (await host.LoadAsync<Note>(key)).ShouldNotBeNull();
        await Should.ThrowAsync<JasperFx.DocumentAlreadyExistsException>(async () => await host.Bus().InvokeAsync(new InsertByOperation(key)));
        await host.Bus().InvokeAsync(new DeleteByOperation(key));
        (await host.LoadAsync<Note>(key)).ShouldBeNull();
        await host.Bus().InvokeAsync(new DoNothing(key));
    }

    [Fact]
    public async Task middleware_runs_around_the_handlers_it_is_meant_for()
    {
        using var host = await Service.StartAsync(
            await postgres.CreateDatabaseAsync(),
            o => o.Policies.AddMiddleware(typeof(CountingMiddleware), chain => chain.MessageType == typeof(Work)),
            typeof(WorkHandler), typeof(DoublingHandler));
        var key = Guid.NewGuid();
        await host.Bus().InvokeAsync(new Work(key));
        await host.Bus().InvokeAsync(new AskDouble(1));
        Journal.Read(key).ShouldBe(["middleware before", "worked", "middleware finally"]);
    }

    [Fact]
    public async Task a_sequential_queue_runs_one_message_after_the_other_in_order()
    {
        using var host = await Service.StartAsync(
            await postgres.CreateDatabaseAsync(), o => o.LocalQueue("one-by-one").Sequential(), typeof(StepHandler));
        var key = Guid.NewGuid();
        await host.ExecuteAndWaitAsync(
            async c =>
            {
                for (var i = 0; i < 5; i++) await c.PublishAsync(new Step(key, i));
            },
            30_000);
        Journal.Read(key).ShouldBe(
            Enumerable.Range(0, 5).SelectMany(i => new[] { $"begin {i} at local://one-by-one/", $"end {i} at local://one-by-one/" }));
    }

    private async Task<IHost> StartWithoutPolicyAsync(params Type[] handlers)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddMarten(await postgres.CreateDatabaseAsync()).UseLightweightSessions().IntegrateWithWolverine();
        builder.UseWolverine(o =>
        {
            o.Discovery.DisableConventionalDiscovery();
            foreach (var handler in handlers) o.Discovery.IncludeType(handler);
            o.Durability.Mode = DurabilityMode.Solo;
        });
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static async Task<bool> StoredByAsync(IHost host, Func<Guid, object> message)
    {
        var key = Guid.NewGuid();
        await host.Bus().InvokeAsync(message(key));
        return await host.LoadAsync<Note>(key) is not null;
    }
}
