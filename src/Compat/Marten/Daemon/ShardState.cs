namespace JasperFx.Events.Projections;

public class ShardState
{
    public const string HighWaterMark = "HighWaterMark";
    public const string AllProjections = "AllProjections";

    public ShardState(string shardName, long sequence)
    {
        ShardName = shardName;
        Sequence = sequence;
        Timestamp = DateTimeOffset.UtcNow;
    }

    public ShardState(ShardName shardName, long sequence) : this(shardName.Identity, sequence)
    {
    }

    public string ShardName { get; }
    public long Sequence { get; }
    public DateTimeOffset Timestamp { get; }
    public Exception? Exception { get; set; }

    public override string ToString() => $"{nameof(ShardName)}: {ShardName}, {nameof(Sequence)}: {Sequence}";

    public override bool Equals(object? obj) => obj is ShardState other && other.ShardName == ShardName && other.Sequence == Sequence;

    public override int GetHashCode() => HashCode.Combine(ShardName, Sequence);
}
