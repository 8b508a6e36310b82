namespace JasperFx.Events;

public class StreamAction
{
    private readonly List<IEvent> _events = [];

    internal StreamAction(Guid id, StreamActionType actionType, string tenantId, Type? aggregateType = null)
    {
        Id = id;
        ActionType = actionType;
        TenantId = tenantId;
        AggregateType = aggregateType;
    }

    public Guid Id { get; }
    public string? Key { get; }
    public StreamActionType ActionType { get; }
    public Type? AggregateType { get; internal set; }
    public string TenantId { get; set; }
    public IReadOnlyList<IEvent> Events => _events;
    public long? ExpectedVersionOnServer { get; set; }
    public long Version { get; set; }

    /// <summary>A fetched stream that must not have moved even when nothing is appended.</summary>
    internal bool AlwaysEnforceConsistency { get; set; }

    internal void Add(IEvent @event)
    {
        @event.StreamId = Id;
        @event.TenantId = TenantId;
        _events.Add(@event);
    }

    /// <summary>
    /// Numbers the events when the version before them is known. A plain append does not know it until the server has answered.
    /// </summary>
    internal void AssignVersions()
    {
        var before = ActionType == StreamActionType.Start ? 0 : ExpectedVersionOnServer;
        if (before is not { } version) return;
        foreach (var e in _events) e.Version = ++version;
        Version = version;
    }
}

public class StreamState
{
    internal StreamState(Guid id, long version, Type? aggregateType, DateTimeOffset lastTimestamp, DateTimeOffset created, bool isArchived)
    {
        Id = id;
        Version = version;
        AggregateType = aggregateType;
        LastTimestamp = lastTimestamp;
        Created = created;
        IsArchived = isArchived;
    }

    public Guid Id { get; }
    public string? Key { get; }
    public long Version { get; }
    public Type? AggregateType { get; }
    public DateTimeOffset LastTimestamp { get; }
    public DateTimeOffset Created { get; }
    public bool IsArchived { get; }
}
