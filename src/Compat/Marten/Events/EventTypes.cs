using System.Collections.Concurrent;
using JasperFx.Events;
using Marten.Exceptions;
using Marten.Serialization;

namespace Marten.Events;

/// <summary>Everything the store knows of one event type, made once.</summary>
internal abstract class EventMapping(Type type, string name, string dotNetTypeName)
{
    public Type Type { get; } = type;
    public string Name { get; } = name;
    public string DotNetTypeName { get; } = dotNetTypeName;

    public abstract IEvent Wrap(object data);
    public abstract IEvent Read(StoreSerializer serializer, ReadOnlySpan<byte> utf8);
    public abstract byte[] Write(StoreSerializer serializer, IEvent e);
}

internal sealed class EventMapping<T>(string name, string dotNetTypeName) : EventMapping(typeof(T), name, dotNetTypeName)
    where T : notnull
{
    public override IEvent Wrap(object data) => Named(new Event<T>((T)data));

    public override IEvent Read(StoreSerializer serializer, ReadOnlySpan<byte> utf8) =>
        Named(new Event<T>(serializer.Read<T>(utf8) ?? throw new System.Text.Json.JsonException($"The data of an event '{Name}' is null.")));

    public override byte[] Write(StoreSerializer serializer, IEvent e) => serializer.Write(((IEvent<T>)e).Data);

    private Event<T> Named(Event<T> e)
    {
        e.EventTypeName = Name;
        e.DotNetTypeName = DotNetTypeName;
        return e;
    }
}

/// <summary>Which stored name is which event type, in both directions.</summary>
internal sealed class EventTypes(EventStoreOptions options)
{
    private const string ArchivedDotNetType = "JasperFx.Events.Archived, JasperFx.Events";

    private readonly ConcurrentDictionary<Type, EventMapping> _byType = new();
    private readonly ConcurrentDictionary<string, EventMapping> _byName = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, EventMapping> _byDotNetType = new(StringComparer.Ordinal);

    public bool Any => !_byType.IsEmpty;

    public void Map(Type type, string name)
    {
        if (_byType.TryGetValue(type, out var known)) _byName.TryRemove(new(known.Name, known));
        Register(type, name);
    }

    public EventMapping For(Type type) =>
        _byType.TryGetValue(type, out var known) ? known : Register(type, TypeNames.SnakeCase(type));

    /// <summary>An event as given by a caller: a plain object, or an event built before.</summary>
    public IEvent Wrap(object data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data is not IEvent e)
        {
            e = For(data.GetType()).Wrap(data);
        }
        else
        {
            var mapping = For(e.EventType);
            e.EventTypeName = mapping.Name;
            e.DotNetTypeName = mapping.DotNetTypeName;
        }

        if (e.Id == Guid.Empty) e.Id = Guid.CreateVersion7(options.TimeProvider.GetUtcNow());
        return e;
    }

    /// <exception cref="UnknownEventTypeException">Neither the stored name nor the stored type says what it is.</exception>
    public EventMapping Resolve(string name, string? dotNetType)
    {
        if (_byName.TryGetValue(name, out var mapping)) return mapping;
        if (dotNetType is not null)
        {
            if (_byDotNetType.TryGetValue(dotNetType, out mapping)) return mapping;
            if (Type.GetType(dotNetType, throwOnError: false) is { } type) return _byDotNetType[dotNetType] = For(type);
        }

        if (name is "archived") return For(typeof(Archived));
        throw new UnknownEventTypeException(name);
    }

    private EventMapping Register(Type type, string name)
    {
        var dotNetType = type == typeof(Archived) ? ArchivedDotNetType : TypeNames.WithAssembly(type);
        var mapping = (EventMapping)Activator.CreateInstance(typeof(EventMapping<>).MakeGenericType(type), name, dotNetType)!;
        _byType[type] = mapping;
        _byName.TryAdd(name, mapping);
        return mapping;
    }
}
