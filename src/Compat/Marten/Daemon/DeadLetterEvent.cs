namespace JasperFx.Events.Daemon;

public class DeadLetterEvent
{
    public Guid Id { get; set; }
    public string ProjectionName { get; set; } = null!;
    public string ShardName { get; set; } = null!;
    public DateTimeOffset Timestamp { get; set; }
    public string ExceptionMessage { get; set; } = null!;
    public string ExceptionType { get; set; } = null!;
    public long EventSequence { get; set; }
    public string? TenantId { get; set; }

    public override string ToString() =>
        $"{nameof(ProjectionName)}: {ProjectionName}, {nameof(ShardName)}: {ShardName}, {nameof(EventSequence)}: {EventSequence}";
}
