using System.Collections.Concurrent;
using Marten;
using Wolverine;
using Wolverine.ErrorHandling;
using Wolverine.Marten;
using Wolverine.Runtime.Handlers;

namespace IgG4FollowUp.Contract.Support;

public sealed record Note(Guid Id, string Text);

/// <summary>What handlers did, by the key of the test, since a handler is made anew for each message.</summary>
public static class Journal
{
    private static readonly ConcurrentDictionary<Guid, ConcurrentQueue<string>> Lines = new();

    public static void Write(Guid key, string line) => Lines.GetOrAdd(key, _ => new ConcurrentQueue<string>()).Enqueue(line);

    public static IReadOnlyList<string> Read(Guid key) => Lines.TryGetValue(key, out var lines) ? [.. lines] : [];
}

public sealed record Overtaken(Guid AccountId, int Amount);

/// <summary>At the first attempt someone else is faster.</summary>
public static class OvertakenHandler
{
    public static async Task<Events> Handle(
        Overtaken message, [WriteAggregate(nameof(Overtaken.AccountId))] Account account, IDocumentStore store)
    {
        Journal.Write(message.AccountId, $"sees {account.Balance}");
        if (account.Balance == 0) await store.AppendAsync("north", message.AccountId, new Deposited(100));
        return [new Deposited(message.Amount)];
    }
}

public sealed record WriteMissing(Guid AccountId);

public sealed record ReadMissing(Guid AccountId);

public static class MissingHandler
{
    public static Events Handle(WriteMissing message, [WriteAggregate(nameof(WriteMissing.AccountId), Required = false)] Account? account)
    {
        Journal.Write(message.AccountId, account is null ? "null" : "account");
        return [];
    }

    public static void Handle(ReadMissing message, [ReadAggregate(nameof(ReadMissing.AccountId), Required = false)] Account? account) =>
        Journal.Write(message.AccountId, account is null ? "null" : "account");
}

public sealed class StumbleException(string message) : Exception(message);

/// <summary>Always fails, and leaves it to the rules of the whole service what follows.</summary>
public sealed record Stumble(Guid Key);

/// <summary>Always fails, and has a rule of its own.</summary>
public sealed record StumbleApart(Guid Key);

public static class StumbleHandler
{
    public static void Handle(Stumble message, Envelope envelope)
    {
        Journal.Write(message.Key, $"attempt {envelope.Attempts}");
        throw new StumbleException("again and again");
    }
}

public static class StumbleApartHandler
{
    public static void Configure(HandlerChain chain) => chain.OnException<StumbleException>().Discard();

    public static void Handle(StumbleApart message, Envelope envelope)
    {
        Journal.Write(message.Key, $"attempt {envelope.Attempts}");
        throw new StumbleException("once");
    }
}

public sealed record AskTenant;

public sealed record TenantSeen(string Session, string? Envelope);

public static class TenantHandler
{
    public static TenantSeen Handle(AskTenant message, IDocumentSession session, Envelope envelope) =>
        new(session.TenantId, envelope.TenantId);
}

public sealed record Begin(Guid Key, bool Fails);

public sealed record Follow(Guid Key);

public static class BeginHandler
{
    public static async Task<Follow> Handle(Begin message, IDocumentSession session, IMessageBus bus)
    {
        session.Store(new Note(message.Key, "begun"));
        session.Events.StartStream<Account>(message.Key, new Opened("begun"));
        await bus.PublishAsync(new Follow(message.Key));
        return message.Fails ? throw new InvalidOperationException("begun and failed") : new Follow(message.Key);
    }

    public static void Handle(Follow message, IDocumentSession session) =>
        Journal.Write(message.Key, $"follows as {session.LastModifiedBy}");
}

public sealed record Work(Guid Key);

public static class WorkHandler
{
    public static void Handle(Work message) => Journal.Write(message.Key, "worked");
}
