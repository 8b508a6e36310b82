namespace Wolverine;

public class DeliveryOptions
{
    public Dictionary<string, string?> Headers { get; internal set; } = [];

    public string? TenantId { get; set; }

    public string? CorrelationId { get; set; }

    public string? CausationId { get; set; }

    public DateTimeOffset? ScheduledTime { get; set; }

    public TimeSpan ScheduleDelay
    {
        set => ScheduledTime = DateTimeOffset.UtcNow.Add(value);
    }

    public DateTimeOffset? DeliverBy { get; set; }

    public TimeSpan DeliverWithin
    {
        set => DeliverBy = DateTimeOffset.UtcNow.Add(value);
    }

    public string? GroupId { get; set; }

    public string? DeduplicationId { get; set; }

    public bool? AckRequested { get; set; }

    public DeliveryOptions WithHeader(string key, string value)
    {
        Headers[key] = value;
        return this;
    }

    internal void Apply(Envelope envelope)
    {
        foreach (var (key, value) in Headers) envelope.Headers[key] = value;
        if (CausationId is not null) envelope.Headers[Envelope.CausationHeader] = CausationId;
        if (TenantId is not null) envelope.TenantId = TenantId;
        if (CorrelationId is not null) envelope.CorrelationId = CorrelationId;
        if (ScheduledTime is { } time) envelope.ScheduledTime = time;
        if (DeliverBy is { } latest) envelope.DeliverBy = latest;
        if (GroupId is not null) envelope.GroupId = GroupId;
        if (DeduplicationId is not null) envelope.DeduplicationId = DeduplicationId;
        if (AckRequested is { } ack) envelope.AckRequested = ack;
    }
}
