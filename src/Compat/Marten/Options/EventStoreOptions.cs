using JasperFx.Events;
using JasperFx.MultiTenancy;

namespace Marten.Events;

public interface IEventStoreOptions
{
    StreamIdentity StreamIdentity { get; set; }
    TenancyStyle TenancyStyle { get; set; }
    EventAppendMode AppendMode { get; set; }
    string DatabaseSchemaName { get; set; }
    MetadataConfig MetadataConfig { get; }
    TimeProvider TimeProvider { get; set; }
    bool UseIdentityMapForAggregates { get; set; }
    bool EnableUniqueIndexOnEventId { get; set; }
    bool EnableEventTypeIndex { get; set; }

    IEventStoreOptions AddEventType<TEvent>();
    void AddEventType(Type eventType);
    void AddEventTypes(IEnumerable<Type> types);
    void MapEventType<TEvent>(string eventTypeName) where TEvent : class;
    void MapEventType(Type eventType, string eventTypeName);
}

public class MetadataConfig
{
    internal MetadataConfig()
    {
    }

    public bool CorrelationIdEnabled { get; set; }
    public bool CausationIdEnabled { get; set; }
    public bool HeadersEnabled { get; set; }
    public bool UserNameEnabled { get; set; }

    /// <summary>Everything but the user name, as in Marten 9.29.</summary>
    public void EnableAll()
    {
        CorrelationIdEnabled = true;
        CausationIdEnabled = true;
        HeadersEnabled = true;
    }
}

internal sealed class EventStoreOptions : IEventStoreOptions
{
    private readonly StoreOptions _store;
    private string? _schemaName;

    internal EventStoreOptions(StoreOptions store)
    {
        _store = store;
        Types = new EventTypes(this);
    }

    public StreamIdentity StreamIdentity { get; set; }
    public TenancyStyle TenancyStyle { get; set; }
    public EventAppendMode AppendMode { get; set; } = EventAppendMode.QuickWithServerTimestamps;

    public string DatabaseSchemaName
    {
        get => _schemaName ?? _store.DatabaseSchemaName;
        set => _schemaName = value;
    }

    public MetadataConfig MetadataConfig { get; } = new();
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
    public bool UseIdentityMapForAggregates { get; set; } = true;
    public bool EnableUniqueIndexOnEventId { get; set; }
    public bool EnableEventTypeIndex { get; set; }

    internal EventTypes Types { get; }

    internal bool IsConjoined => TenancyStyle == TenancyStyle.Conjoined;

    internal bool SendsTimestamps => AppendMode == EventAppendMode.QuickWithServerTimestamps;

    public IEventStoreOptions AddEventType<TEvent>()
    {
        AddEventType(typeof(TEvent));
        return this;
    }

    public void AddEventType(Type eventType) => Types.For(eventType);

    public void AddEventTypes(IEnumerable<Type> types)
    {
        foreach (var type in types) AddEventType(type);
    }

    public void MapEventType<TEvent>(string eventTypeName) where TEvent : class => MapEventType(typeof(TEvent), eventTypeName);

    public void MapEventType(Type eventType, string eventTypeName) => Types.Map(eventType, eventTypeName);

    /// <summary>What no part of the slice implements is refused at once, instead of being treated as something else.</summary>
    internal void AssertSupported()
    {
        if (StreamIdentity != StreamIdentity.AsGuid) throw new NotSupportedException("Streams are identified by Guid in this edition.");
        if (AppendMode == EventAppendMode.Rich) throw new NotSupportedException("EventAppendMode.Rich is not part of this edition.");
    }
}
