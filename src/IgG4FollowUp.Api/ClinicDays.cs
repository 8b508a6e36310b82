namespace IgG4FollowUp.Api;

/// <summary>Days in the clinics, by the service's clock and time zone.</summary>
public static class ClinicDays
{
    /// <summary>Today.</summary>
    public static DateOnly Today(this TimeProvider time) => DateOnly.FromDateTime(time.GetLocalNow().Date);

    /// <summary>Now, in whole microseconds: what the database keeps of an instant, so that it is the same wherever it is read.</summary>
    public static DateTimeOffset Instant(this TimeProvider time)
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    /// <summary>The instant at which a day begins.</summary>
    public static DateTimeOffset StartOf(this TimeProvider time, DateOnly day) => time.At(day, TimeOnly.MinValue);

    /// <summary>
    /// The instant of a day at which the clocks show a time: the first when they show it twice, the first that exists when they leave it
    /// out.
    /// </summary>
    public static DateTimeOffset At(this TimeProvider time, DateOnly day, TimeOnly clock)
    {
        var zone = time.LocalTimeZone;
        var local = day.ToDateTime(clock);
        // What is left out begins and ends on a whole minute.
        if (zone.IsInvalidTime(local)) local = local.AddTicks(-(local.Ticks % TimeSpan.TicksPerMinute));
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(1);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
