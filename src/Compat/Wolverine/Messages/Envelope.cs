namespace Wolverine;

public enum EnvelopeStatus
{
    Outgoing,
    Scheduled,
    Incoming,
    Handled,
}

public class Envelope
{
    internal const string CausationHeader = "causation-id";
    internal const string JsonContentType = "application/json";

    private Dictionary<string, string?>? _headers;

    internal Envelope()
    {
    }

    internal Envelope(object message)
    {
        Message = message;
        MessageType = MessageTypeNames.For(message.GetType());
    }

    public Guid Id { get; internal set; } = Guid.CreateVersion7();

    public object? Message { get; internal set; }

    public string? MessageType { get; internal set; }

    public string? TenantId { get; internal set; }

    public string? CorrelationId { get; internal set; }

    public Guid ConversationId { get; internal set; }

    public string? ParentId { get; internal set; }

    public int Attempts { get; internal set; }

    public Uri? Destination { get; internal set; }

    public DateTimeOffset? ScheduledTime { get; internal set; }

    public DateTimeOffset? DeliverBy { get; internal set; }

    public Dictionary<string, string?> Headers => _headers ??= [];

    public string? UserName { get; internal set; }

    public DateTimeOffset SentAt { get; internal set; } = DateTimeOffset.UtcNow;

    public string? Source { get; internal set; }

    public EnvelopeStatus Status { get; internal set; }

    public string? GroupId { get; internal set; }

    public string? DeduplicationId { get; internal set; }

    public bool AckRequested { get; internal set; }

    internal byte[]? Data { get; set; }

    /// <summary>A row in the inbox stands for this envelope.</summary>
    internal bool IsStored { get; set; }

    internal IReadOnlyDictionary<string, string?>? HeadersOrNull => _headers;

    internal string? CausationId => _headers is not null && _headers.TryGetValue(CausationHeader, out var id) ? id : null;

    internal bool IsExpired(DateTimeOffset now) => DeliverBy is { } latest && latest <= now;

    public override string ToString() => $"{MessageType} {Id}";
}
