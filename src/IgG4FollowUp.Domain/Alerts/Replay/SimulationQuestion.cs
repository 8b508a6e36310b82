using System.Collections.Immutable;
using IgG4FollowUp.Domain.Settings;

namespace IgG4FollowUp.Domain.Alerts.Replay;

/// <summary>What a simulation is asked.</summary>
public sealed record SimulationQuestion
{
    /// <summary>Days before a recurrence in which an alert counts as having preceded it. House default: 180.</summary>
    public const int DefaultLookBackDays = 180;

    /// <summary>Days after an alert within which a recurrence bears it out. House default: 180.</summary>
    public const int DefaultHorizonDays = 180;

    /// <summary>The thresholds to try, applied all along.</summary>
    public required ClinicSettings Simulated { get; init; }

    /// <summary>The clinic's own thresholds as they applied over time.</summary>
    public required ImmutableArray<SettingsFrom> Live { get; init; }

    /// <summary>
    /// First day of the period that is reported on; null for the day on which the first patient's record begins. Everything before it is
    /// replayed too.
    /// </summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day of the period.</summary>
    public required DateOnly Until { get; init; }

    /// <summary>The instant at which it is asked: nothing later is replayed.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>See <see cref="DefaultLookBackDays"/>; 1 to 1,826 days.</summary>
    public int LookBackDays { get; init; } = DefaultLookBackDays;

    /// <summary>See <see cref="DefaultHorizonDays"/>; 1 to 1,826 days.</summary>
    public int HorizonDays { get; init; } = DefaultHorizonDays;
}
