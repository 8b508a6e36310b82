namespace JasperFx.Events;

public interface IEvent
{
    Guid Id { get; set; }
    long Version { get; set; }
    long Sequence { get; set; }
    object Data { get; }
    Guid StreamId { get; set; }
    string? StreamKey { get; set; }
    DateTimeOffset Timestamp { get; set; }
    string TenantId { get; set; }
    Type EventType { get; }
    string EventTypeName { get; set; }
    string DotNetTypeName { get; set; }
    string? CausationId { get; set; }
    string? CorrelationId { get; set; }
    Dictionary<string, object>? Headers { get; set; }
    string? UserName { get; set; }
    bool IsArchived { get; set; }
    string? AggregateTypeName { get; set; }

    void SetHeader(string key, object value);
    object? GetHeader(string key);
}

public interface IEvent<out T> : IEvent where T : notnull
{
    new T Data { get; }
}

public class Event<T> : IEvent<T> where T : notnull
{
    public Event(T data) => Data = data;

    public T Data { get; set; }
    object IEvent.Data => Data;
    public Guid Id { get; set; }
    public long Version { get; set; }
    public long Sequence { get; set; }
    public Guid StreamId { get; set; }
    public string? StreamKey { get; set; }
    public DateTimeOffset Timestamp { get; set; }
    public string TenantId { get; set; } = StorageConstants.DefaultTenantId;
    public Type EventType => typeof(T);
    public string EventTypeName { get; set; } = null!;
    public string DotNetTypeName { get; set; } = null!;
    public string? CausationId { get; set; }
    public string? CorrelationId { get; set; }
    public Dictionary<string, object>? Headers { get; set; }
    public string? UserName { get; set; }
    public bool IsArchived { get; set; }
    public string? AggregateTypeName { get; set; }

    public void SetHeader(string key, object value) => (Headers ??= [])[key] = value;

    public object? GetHeader(string key) => Headers?.GetValueOrDefault(key);
}

public static class Event
{
    public static IEvent<T> For<T>(T data) where T : notnull => new Event<T>(data);

    public static IEvent<T> AsEvent<T>(this T eventData) where T : notnull => For(eventData);

    public static IEvent AtTimestamp(this IEvent e, DateTimeOffset timestamp)
    {
        e.Timestamp = timestamp;
        return e;
    }

    public static IEvent WithHeader(this IEvent e, string key, object value)
    {
        e.SetHeader(key, value);
        return e;
    }
}

public record Archived(string Reason);
