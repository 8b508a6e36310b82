namespace Marten.Events.Daemon.HighWater;

/// <summary>
/// All numbers up to <paramref name="ceiling"/> were drawn when the fence was set. A transaction that draws a number holds a
/// lock on the sequence until it ends, so <paramref name="holders"/> are the only ones that can still fill a hole below.
/// </summary>
internal sealed class SequenceFence(long ceiling, IEnumerable<SequenceHolder> holders, long setAt)
{
    private readonly HashSet<SequenceHolder> _holders = [.. holders];

    public long Ceiling => ceiling;
    public long SetAt => setAt;
    public bool IsSettled => _holders.Count == 0;
    public IReadOnlyCollection<SequenceHolder> Holders => _holders;

    public void Narrow(IReadOnlyCollection<SequenceHolder> now)
    {
        var before = _holders.Count;
        _holders.IntersectWith(now);
        // PREPARE TRANSACTION hands the lock to a transaction of another name: whoever vanished may be any prepared one.
        if (_holders.Count < before) _holders.UnionWith(now.Where(holder => holder.IsPrepared));
    }
}

/// <param name="Transaction">Virtual transaction id, unique while the server runs; <c>-1/xid</c> when prepared.</param>
/// <param name="IsPrepared">Waits for COMMIT PREPARED without a session.</param>
internal sealed record SequenceHolder(string Transaction, bool IsPrepared);
