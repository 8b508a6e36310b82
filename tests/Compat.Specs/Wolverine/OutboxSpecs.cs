using IgG4FollowUp.TestSupport;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Wolverine;
using Wolverine.Marten;
using Wolverine.Tracking;

namespace Compat.Specs.WolverineSpecs;

public sealed record Begin(Guid Key, bool Fails);

public sealed record Follow(Guid Key);

public sealed record Context(
    Guid Id, string? Tenant, string? Correlation, Guid Conversation, string? User, string? Header, string? SessionCorrelation, string? SessionCausation,
    string? SessionUser);

public static class OutboxHandler
{
    public static async Task<Follow> Handle(Begin message, IDocumentSession session, IMessageBus bus)
    {
        session.Store(new Note { Id = message.Key, Text = "begun" });
        await bus.PublishAsync(new Follow(message.Key));
        Journal.Write(message.Key, "begun");
        return message.Fails ? throw new InvalidOperationException("begun and failed") : new Follow(message.Key);
    }

    public static async Task Handle(Follow message, IDocumentStore store)
    {
        await using var session = store.QuerySession();
        Journal.Write(message.Key, await session.LoadAsync<Note>(message.Key) is null ? "before the commit" : "after the commit");
    }
}

public sealed record InvokeInner(Guid Key);

public sealed record Inner(Guid Key);

public static class NestedHandler
{
    public static async Task Handle(InvokeInner message, IMessageBus bus, IDocumentSession session)
    {
        await bus.InvokeAsync(new Inner(message.Key));
        throw new InvalidOperationException("the outer one fails");
    }

    public static void Handle(Inner message, IDocumentSession session) => session.Store(new Note { Id = message.Key, Text = "inner" });
}

public sealed record First(Guid Key);

public sealed record Second(Guid Key);

public static class ContextHandler
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<(Guid, string), Context> Seen = new();

    public static Context Of(Guid key, string which) => Seen[(key, which)];

    public static Second Handle(First message, IMessageContext context, IDocumentSession session)
    {
        Note(message.Key, "first", context, session);
        return new Second(message.Key);
    }

    public static void Handle(Second message, IMessageContext context, IDocumentSession session) => Note(message.Key, "second", context, session);

    private static void Note(Guid key, string which, IMessageContext context, IDocumentSession session)
    {
        var envelope = context.Envelope!;
        Seen[(key, which)] = new Context(
            envelope.Id, envelope.TenantId, envelope.CorrelationId, envelope.ConversationId, context.UserName,
            envelope.Headers.TryGetValue("colour", out var header) ? header : null,
            session.CorrelationId, session.CausationId, session.LastModifiedBy);
    }
}

public sealed class OutboxSpecs(PostgresServer postgres)
{
    [Fact]
    public async Task O1_messages_run_only_after_their_handlers_commit()
    {
        var (host, _) = await StartAsync();
        using var running = host;
        var key = Guid.NewGuid();
        await host.InvokeMessageAndWaitAsync(new Begin(key, Fails: false), 30_000);
        Journal.Read(key).ShouldBe(["begun", "after the commit", "after the commit"]);
    }

    [Fact]
    public async Task O1_when_the_handler_throws_neither_message_nor_data_exists()
    {
        var (host, tables) = await StartAsync();
        using var running = host;
        var key = Guid.NewGuid();
        await Should.ThrowAsync<InvalidOperationException>(async () => await host.Bus().InvokeAsync(new Begin(key, Fails: true)));
        (await tables.IncomingAsync()).ShouldBeEmpty();
        (await host.LoadAsync<Note>(key)).ShouldBeNull();
        Journal.Read(key).ShouldBe(["begun"]);
    }

    [Fact]
    public async Task O2_a_handled_row_is_kept_for_about_five_minutes()
    {
        var (host, tables) = await StartAsync();
        using var running = host;
        await host.InvokeMessageAndWaitAsync(new Begin(Guid.NewGuid(), Fails: false), 30_000);
        var rows = await tables.IncomingAsync(r => r.Count == 2 && r.All(x => x["status"] is "Handled"));
        foreach (var row in rows)
        {
            ((DateTime)row["keep_until"]!).ShouldBeInRange(DateTime.UtcNow.AddMinutes(4), DateTime.UtcNow.AddMinutes(6));
            row["attempts"].ShouldBe(0);
            row["message_type"].ShouldBe("Compat.Specs.WolverineSpecs.Follow");
            row["received_at"].ShouldBe("local://compat.specs.wolverinespecs.follow/");
        }
    }

    [Fact]
    public async Task O3_the_message_counts_as_handled_with_the_handlers_commit()
    {
        var (host, tables) = await StartAsync();
        using var running = host;

        // The commit is made to fail from outside, so the row must not have become handled by itself.
        await tables.ExecuteAsync(
            "create function refuse() returns trigger language plpgsql as $$ begin if new.status = 'Handled' then raise 'refused'; end if; return new; end $$");
        await tables.ExecuteAsync("create trigger refuse before update on wolverine_incoming_envelopes for each row execute function refuse()");
        var key = Guid.NewGuid();
        await host.Bus().PublishAsync(new Begin(key, Fails: false));
        await Service.EventuallyAsync(tables.DeadLettersAsync, rows => rows.Count == 1);
        (await host.LoadAsync<Note>(key)).ShouldBeNull();
    }

    [Fact]
    public async Task O4_an_invoked_message_has_no_row()
    {
        var (host, tables) = await StartAsync();
        using var running = host;
        await host.Bus().InvokeAsync(new Follow(Guid.NewGuid()));
        (await tables.IncomingAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task O5_publishing_outside_a_handler_has_stored_the_row_when_it_returns()
    {
        var (host, tables) = await StartAsync(typeof(PatientHandler));
        using var running = host;
        await host.Bus().PublishAsync(new WaitForEver(Guid.NewGuid()));
        var row = (await tables.IncomingAsync()).ShouldHaveSingleItem();
        row["status"].ShouldBe("Incoming");
        row["owner_id"].ShouldBe(1);
    }

    [Fact]
    public async Task O6_cascaded_messages_inherit_tenant_and_correlation_but_not_headers()
    {
        var (host, _) = await StartAsync();
        using var running = host;
        var key = Guid.NewGuid();
        var options = new DeliveryOptions { TenantId = "north" }.WithHeader("colour", "red");
        await host.ExecuteAndWaitAsync(async c => { await c.InvokeAsync(new First(key), options); }, 30_000);
        var (first, second) = (ContextHandler.Of(key, "first"), ContextHandler.Of(key, "second"));
        first.Header.ShouldBe("red");
        first.Conversation.ShouldBe(first.Id);
        second.Tenant.ShouldBe("north");
        second.Correlation.ShouldBe(first.Correlation);
        second.Header.ShouldBeNull();
        second.Conversation.ShouldBe(first.Id);
    }

    [Fact]
    public async Task O6_without_a_tenant_the_cascade_carries_the_default_one()
    {
        var (host, _) = await StartAsync();
        using var running = host;
        var key = Guid.NewGuid();
        await host.InvokeMessageAndWaitAsync(new First(key), 30_000);
        ContextHandler.Of(key, "second").Tenant.ShouldBe("*DEFAULT*");
    }

    [Fact]
    public async Task O7_the_handlers_session_knows_correlation_and_cause()
    {
        var (host, _) = await StartAsync();
        using var running = host;
        var (plain, caused) = (Guid.NewGuid(), Guid.NewGuid());
        await host.Bus().InvokeAsync(new First(plain), new DeliveryOptions { CorrelationId = "the-correlation" });
        await host.Bus().InvokeAsync(new First(caused), new DeliveryOptions { CausationId = "the-cause" });
        var first = ContextHandler.Of(plain, "first");
        first.SessionCorrelation.ShouldBe("the-correlation");
        first.SessionCausation.ShouldBe(first.Id.ToString());
        ContextHandler.Of(caused, "first").SessionCausation.ShouldBe("the-cause");
    }

    [Fact]
    public async Task O8_a_relayed_user_name_reaches_the_session_and_published_messages()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var host = await Service.StartAsync(
            database,
            o =>
            {
                o.EnableRelayOfUserName = true;
                o.Policies.UseDurableLocalQueues();
            },
            typeof(ContextHandler));
        var key = Guid.NewGuid();
        await InvokeAsAsync(host, "doctor", key);
        ContextHandler.Of(key, "first").SessionUser.ShouldBe("doctor");
        ContextHandler.Of(key, "second").SessionUser.ShouldBe("doctor");
        ContextHandler.Of(key, "second").User.ShouldBe("doctor");
    }

    [Fact]
    public async Task O8_without_relay_the_user_stays_behind()
    {
        var (host, _) = await StartAsync();
        using var running = host;
        var key = Guid.NewGuid();
        await InvokeAsAsync(host, "doctor", key);
        ContextHandler.Of(key, "first").SessionUser.ShouldBeNull();
        ContextHandler.Of(key, "second").SessionUser.ShouldBeNull();
    }

    [Fact]
    public async Task O9_an_enrolled_outbox_lets_go_at_the_sessions_commit_in_its_own_tenant()
    {
        var (host, tables) = await StartAsync();
        using var running = host;
        var key = Guid.NewGuid();
        await using var scope = host.Services.CreateAsyncScope();
        var outbox = scope.ServiceProvider.GetRequiredService<IMartenOutbox>();
        outbox.TenantId = "south";
        await using var session = host.Documents().LightweightSession("north");
        outbox.Enroll(session);
        session.Store(new Note { Id = key });
        await outbox.PublishAsync(new Second(key));
        (await tables.IncomingAsync()).ShouldBeEmpty();

        await session.SaveChangesAsync();
        await tables.IncomingAsync(rows => rows is [var one] && one["status"] is "Handled");
        ContextHandler.Of(key, "second").Tenant.ShouldBe("south");
        (await host.LoadAsync<Note>(key, "north")).ShouldNotBeNull();
    }

    [Fact]
    public async Task O10_inner_work_stays_when_the_outer_handler_then_fails()
    {
        var (host, _) = await StartAsync(typeof(NestedHandler));
        using var running = host;
        var key = Guid.NewGuid();
        await Should.ThrowAsync<InvalidOperationException>(async () => await host.Bus().InvokeAsync(new InvokeInner(key)));
        (await host.LoadAsync<Note>(key)).ShouldNotBeNull().Text.ShouldBe("inner");
    }

    [Fact]
    public async Task O11_handled_rows_past_their_time_are_deleted()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var host = await Service.StartAsync(
            database,
            o =>
            {
                o.Policies.UseDurableLocalQueues();
                o.Durability.KeepAfterMessageHandling = TimeSpan.FromMilliseconds(1);
                o.Durability.HandledMessageCleanupPollingTime = TimeSpan.FromMilliseconds(100);
            },
            typeof(OutboxHandler));
        var key = Guid.NewGuid();
        await host.Bus().PublishAsync(new Follow(key));
        await Journal.ReadAsync(key, 1);
        await new MessageTables(database).IncomingAsync(rows => rows.Count == 0);
    }

    private static async Task InvokeAsAsync(IHost host, string user, Guid key) =>
        await host.ExecuteAndWaitAsync(
            async c =>
            {
                c.UserName = user;
                await c.InvokeAsync(new First(key));
            },
            30_000);

    private async Task<(IHost Host, MessageTables Tables)> StartAsync(params Type[] more)
    {
        var database = await postgres.CreateDatabaseAsync();
        var host = await Service.StartAsync(
            database,
            o =>
            {
                o.Policies.UseDurableLocalQueues();
                o.Durability.DrainTimeout = TimeSpan.FromMilliseconds(200);
            },
            [typeof(OutboxHandler), typeof(ContextHandler), .. more]);
        return (host, new MessageTables(database));
    }
}
