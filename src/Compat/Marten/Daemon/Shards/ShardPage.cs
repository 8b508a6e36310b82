using JasperFx.Events;
using JasperFx.Events.Daemon;

namespace Marten.Events.Daemon.Shards;

/// <param name="Floor">Exclusive: where the shard stood.</param>
/// <param name="Ceiling">Inclusive: where it stands once the page is applied, even if the page is empty.</param>
/// <param name="Events">In sequence order.</param>
/// <param name="DeadLetters">Events of this range that are left out.</param>
internal sealed record ShardPage(long Floor, long Ceiling, IReadOnlyList<IEvent> Events, IReadOnlyList<DeadLetterEvent> DeadLetters)
{
    public bool Contains(IEvent e) => Events.Any(candidate => candidate.Sequence == e.Sequence);

    public ShardPage Without(IEvent e, DeadLetterEvent letter) => this with
    {
        Events = Events.Where(candidate => candidate.Sequence != e.Sequence).ToList(),
        DeadLetters = [.. DeadLetters, letter],
    };
}
