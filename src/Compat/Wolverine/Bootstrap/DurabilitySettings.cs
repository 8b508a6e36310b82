namespace Wolverine;

public enum DurabilityMode
{
    Balanced,
    Solo,
    Serverless,
    MediatorOnly,
}

public class DurabilitySettings
{
    internal DurabilitySettings()
    {
    }

    public DurabilityMode Mode { get; set; } = DurabilityMode.Balanced;

    public bool DurabilityAgentEnabled { get; set; } = true;

    public TimeSpan ScheduledJobPollingTime { get; set; } = TimeSpan.FromSeconds(5);

    // Spread out, so that nodes starting together do not poll together.
    public TimeSpan ScheduledJobFirstExecution { get; set; } = TimeSpan.FromMilliseconds(Random.Shared.Next(500, 5000));

    public TimeSpan KeepAfterMessageHandling { get; set; } = TimeSpan.FromMinutes(5);

    public TimeSpan HandledMessageCleanupPollingTime { get; set; } = TimeSpan.FromMinutes(1);

    public int RecoveryBatchSize { get; set; } = 100;

    public TimeSpan OrphanedMessageSweepPollingTime { get; set; } = TimeSpan.FromSeconds(5);

    public TimeSpan NodeReassignmentPollingTime { get; set; } = TimeSpan.FromSeconds(5);

    public TimeSpan HealthCheckPollingTime { get; set; } = TimeSpan.FromSeconds(10);

    public TimeSpan StaleNodeTimeout { get; set; } = TimeSpan.FromMinutes(1);

    public TimeSpan CheckAssignmentPeriod { get; set; } = TimeSpan.FromSeconds(30);

    public bool DeadLetterQueueExpirationEnabled { get; set; }

    public TimeSpan DeadLetterQueueExpiration { get; set; } = TimeSpan.FromDays(10);

    public string? MessageStorageSchemaName { get; set; }

    public bool AlwaysMakeScheduledMessagesDurable { get; set; }

    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
