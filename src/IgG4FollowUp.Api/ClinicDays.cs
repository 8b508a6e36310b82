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

    /// <summary>The instant at which a day begins; where the clocks are put forward at midnight, the first that exists.</summary>
    public static DateTimeOffset StartOf(this TimeProvider time, DateOnly day)
    {
        var zone = time.LocalTimeZone;
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(midnight)) midnight = midnight.AddMinutes(15);
        return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)).ToUniversalTime();
    }
}
