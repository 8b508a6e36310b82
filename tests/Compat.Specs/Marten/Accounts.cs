using JasperFx;
using JasperFx.Events;
using Marten.Events.Aggregation;

namespace Compat.Specs.Storage;

public sealed record Opened(string Owner);

public sealed record Deposited(int Amount);

public sealed record Closed;

public sealed record Noted(string Text);

public sealed record Poisoned;

/// <summary>Inline; shows its version.</summary>
public sealed class Account : ILongVersioned
{
    public Guid Id { get; set; }
    public string Owner { get; set; } = "";
    public int Balance { get; set; }
    public long Version { get; set; }
}

public sealed partial class AccountProjection : SingleStreamProjection<Account, Guid>
{
    public override Account? Evolve(Account? snapshot, Guid id, IEvent e) => e.Data switch
    {
        Opened opened => new Account { Id = id, Owner = opened.Owner },
        Deposited deposited => new Account { Id = id, Owner = snapshot?.Owner ?? "", Balance = (snapshot?.Balance ?? 0) + deposited.Amount },
        Closed => null,
        Poisoned => throw new InvalidOperationException("poison"),
        _ => snapshot,
    };
}

/// <summary>Live; has no table.</summary>
public sealed class Tally
{
    public Guid Id { get; set; }
    public int Sum { get; set; }
    public int Count { get; set; }
}

public sealed partial class TallyProjection : SingleStreamProjection<Tally, Guid>
{
    public override Tally? Evolve(Tally? snapshot, Guid id, IEvent e) => e.Data switch
    {
        Poisoned => throw new InvalidOperationException("poison"),
        Deposited deposited => new Tally { Id = id, Sum = (snapshot?.Sum ?? 0) + deposited.Amount, Count = (snapshot?.Count ?? 0) + 1 },
        _ => new Tally { Id = id, Sum = snapshot?.Sum ?? 0, Count = (snapshot?.Count ?? 0) + 1 },
    };
}

public sealed class Person
{
    public Guid Id { get; set; }
    public string Name { get; set; } = "";
    public int Age { get; set; }
}

public sealed class Label
{
    public string Id { get; set; } = "";
    public string Text { get; set; } = "";
}
