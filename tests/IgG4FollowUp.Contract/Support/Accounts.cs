using System.Collections.Concurrent;
using JasperFx.Events;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events.Aggregation;
using Marten.Events.Projections;
using Marten.Subscriptions;

namespace IgG4FollowUp.Contract.Support;

public sealed record Opened(string Owner);

public sealed record Deposited(int Amount);

public sealed record Withdrawn(int Amount);

/// <summary>Makes the projections that see it throw until <see cref="Cure"/> was called for its name.</summary>
public sealed record Poisoned(string Name)
{
    private static readonly ConcurrentDictionary<string, bool> Cured = new();

    public static void Cure(string name) => Cured[name] = true;

    public void Swallow()
    {
        if (!Cured.ContainsKey(Name)) throw new InvalidOperationException("Poison: " + Name);
    }
}

/// <summary>One account, as stored by <see cref="AccountProjection"/>.</summary>
public sealed record Account(Guid Id, string Owner, int Balance, int Events);

public sealed class AccountProjection : SingleStreamProjection<Account, Guid>
{
    public override Account? Evolve(Account? snapshot, Guid id, IEvent e)
    {
        var account = snapshot ?? new Account(id, "", 0, 0);
        account = account with { Events = account.Events + 1 };
        switch (e.Data)
        {
            case Opened opened: return account with { Owner = opened.Owner };
            case Deposited deposited: return account with { Balance = account.Balance + deposited.Amount };
            case Poisoned poisoned: poisoned.Swallow(); return account;
            default: return account;
        }
    }
}

/// <summary>One call of the projection below: of which tenant, and with which events.</summary>
public sealed record Page(Guid Id, string Tenant, long[] Sequences);

public sealed class Pages : IProjection
{
    public Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        operations.Store(new Page(Guid.NewGuid(), operations.TenantId, [.. events.Select(e => e.Sequence)]));
        return Task.CompletedTask;
    }
}

/// <summary>A document with a column of its own for what is searched.</summary>
public sealed record Card(Guid Id, string Number, DateOnly? DueOn);

/// <summary>Does with each page what the test says.</summary>
public sealed class Subscription(Action<IDocumentOperations, EventRange> act) : ISubscription
{
    public Task<IChangeListener> ProcessEventsAsync(
        EventRange page, ISubscriptionController controller, IDocumentOperations operations, CancellationToken cancellationToken)
    {
        act(operations, page);
        return Task.FromResult<IChangeListener>(NullChangeListener.Instance);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
