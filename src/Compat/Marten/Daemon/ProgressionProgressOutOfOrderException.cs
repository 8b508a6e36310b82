using JasperFx.Events.Projections;

namespace JasperFx.Events.Daemon;

public class ProgressionProgressOutOfOrderException(ShardName progressionOrShardName)
    : Exception($"The progress of '{progressionOrShardName.Identity}' was moved by another process");
