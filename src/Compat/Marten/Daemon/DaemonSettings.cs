namespace JasperFx.Events.Daemon;

public enum DaemonMode
{
    Disabled,
    Solo,
    HotCold,
    ExternallyManaged,
}

public class ErrorHandlingOptions
{
    public bool SkipApplyErrors { get; set; }
    public bool SkipUnknownEvents { get; set; }
    public bool SkipSerializationErrors { get; set; }
}

public class DaemonSettings
{
    public int DaemonLockId { get; set; } = 4444;
    public int LeadershipPollingTime { get; set; } = 5000;
    public TimeSpan StaleSequenceThreshold { get; set; } = TimeSpan.FromSeconds(3);
    public TimeSpan SlowPollingTime { get; set; } = TimeSpan.FromSeconds(1);
    public TimeSpan FastPollingTime { get; set; } = TimeSpan.FromMilliseconds(250);
    public TimeSpan HealthCheckPollingTime { get; set; } = TimeSpan.FromSeconds(5);
    public TimeSpan AgentPauseTime { get; set; } = TimeSpan.FromSeconds(1);
    public TimeSpan StopAndDrainTimeout { get; set; } = TimeSpan.FromSeconds(5);
    public DaemonMode AsyncMode { get; set; } = DaemonMode.Disabled;
}
