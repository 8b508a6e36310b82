using IgG4FollowUp.Domain.Alerts.Replay;

namespace IgG4FollowUp.Api.Alerts.Simulations;

/// <summary>Days of the past, by the time zone of the service as live evaluation knows them.</summary>
public static class ReplayedDays
{
    public static LocalDays LocalDays(this TimeProvider time) =>
        new(at => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, time.LocalTimeZone).Date), time.StartOf);
}
