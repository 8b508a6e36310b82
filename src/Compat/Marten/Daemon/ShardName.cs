namespace JasperFx.Events.Projections;

public class ShardName
{
    public const string All = "All";

    public ShardName(string name, string shardKey, uint version)
    {
        Name = name;
        ShardKey = shardKey;
        Version = version;
        Identity = name == ShardState.HighWaterMark ? name
            : version > 1 ? $"{name}:V{version}:{shardKey}"
            : $"{name}:{shardKey}";
    }

    public ShardName(string name) : this(name, All, 1)
    {
    }

    public string Name { get; }
    public string ShardKey { get; }
    public uint Version { get; }
    public string Identity { get; }

    public override string ToString() => $"{nameof(Identity)}: {Identity}";

    public override bool Equals(object? obj) => obj is ShardName other && other.Identity == Identity;

    public override int GetHashCode() => Identity.GetHashCode(StringComparison.Ordinal);
}
