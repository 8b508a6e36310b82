using System.Collections.Concurrent;
using JasperFx.Events;
using Marten.Events.Aggregation;

namespace Compat.Specs.WolverineSpecs;

public sealed record BasketOpened(string Owner);

public sealed record ItemAdded(string Item);

public sealed record Noted(string Text);

public sealed class Basket
{
    public Guid Id { get; set; }

    public string Owner { get; set; } = "";

    public List<string> Items { get; set; } = [];
}

public sealed partial class BasketProjection : SingleStreamProjection<Basket, Guid>
{
    public override Basket? Evolve(Basket? snapshot, Guid id, IEvent e)
    {
        snapshot ??= new Basket { Id = id };
        switch (e.Data)
        {
            case BasketOpened opened:
                snapshot.Owner = opened.Owner;
                break;
            case ItemAdded added:
                snapshot.Items.Add(added.Item);
                break;
        }

        return snapshot;
    }
}

public sealed class Note
{
    public Guid Id { get; set; }

    public string Text { get; set; } = "";
}

/// <summary>What handlers did, by the key of the test, since they are made anew for each message.</summary>
public static class Journal
{
    private static readonly ConcurrentDictionary<Guid, ConcurrentQueue<string>> Lines = new();

    public static void Write(Guid key, string line) => Lines.GetOrAdd(key, _ => new ConcurrentQueue<string>()).Enqueue(line);

    public static IReadOnlyList<string> Read(Guid key) => Lines.TryGetValue(key, out var lines) ? [.. lines] : [];

    public static async Task<IReadOnlyList<string>> ReadAsync(Guid key, int count) =>
        await EventuallyAsync(key, lines => lines.Count >= count);

    public static Task<IReadOnlyList<string>> EventuallyAsync(Guid key, Func<IReadOnlyList<string>, bool> isWished) =>
        Service.EventuallyAsync(() => Task.FromResult(Read(key)), isWished);
}
