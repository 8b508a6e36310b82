using JasperFx.Events;
using Marten;
using Marten.Events.Aggregation;
using Marten.Events.Projections;

namespace Compat.Specs.Daemon;

public sealed record Opened(string Owner);

public sealed record Deposited(int Amount);

/// <summary>Makes every projection of these specs throw while <see cref="Cure"/> has not been called for its name.</summary>
public sealed record Poisoned(string Name)
{
    private static readonly HashSet<string> Cured = [];

    public static void Cure(string name)
    {
        lock (Cured) Cured.Add(name);
    }

    public void Swallow()
    {
        lock (Cured)
        {
            if (!Cured.Contains(Name)) throw new InvalidOperationException("poison " + Name);
        }
    }
}

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

public sealed class SecondAccountProjection : SingleStreamProjection<Account, Guid>
{
    public SecondAccountProjection() => Version = 2;

    public override Account? Evolve(Account? snapshot, Guid id, IEvent e) =>
        (snapshot ?? new Account(id, "second edition", 0, 0)) with { Events = (snapshot?.Events ?? 0) + 1 };
}

/// <summary>One call of the projection below: whose tenant it was, and which events it got.</summary>
public sealed record Entry(Guid Id, string Tenant, long[] Sequences);

public sealed class Journal : IProjection
{
    public Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        operations.Store(new Entry(Guid.NewGuid(), operations.TenantId, events.Select(e => e.Sequence).ToArray()));
        foreach (var poisoned in events.Select(e => e.Data).OfType<Poisoned>()) poisoned.Swallow();
        return Task.CompletedTask;
    }
}

/// <summary>Never throws.</summary>
public sealed class Sequences : IProjection
{
    public Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        operations.Store(new Entry(Guid.NewGuid(), operations.TenantId, events.Select(e => e.Sequence).ToArray()));
        return Task.CompletedTask;
    }
}
