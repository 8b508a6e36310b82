using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Alerts.Replay;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using IgG4FollowUp.Specs.Patients;

namespace IgG4FollowUp.Specs.Alerts;

/// <summary>Histories as they were recorded, and what a replay made of them, in few words.</summary>
internal static class Replayed
{
    /// <summary>A clinic an hour ahead of UTC, so that a day of the clinic is none of UTC.</summary>
    public static readonly LocalDays Days = new(
        at => DateOnly.FromDateTime(at.ToOffset(TimeSpan.FromHours(1)).DateTime),
        day => new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.FromHours(1)).ToUniversalTime());

    /// <summary>Ten o'clock in the clinic.</summary>
    public static DateTimeOffset At(string day) => Days.StartOf(Given.Day(day)).AddHours(10);

    /// <summary>Events recorded together at ten o'clock on a day.</summary>
    public static IEnumerable<RecordedEvent> On(string day, params object[] events) => events.Select(e => new RecordedEvent(At(day), e));

    public static AlertReplay Of(IEnumerable<RecordedEvent> history, string until, ClinicSettings? settings = null) =>
        AlertReplay.Of(Given.Patient, [.. history], SettingsFrom.Always(settings ?? ClinicSettings.HouseDefault), Days, At(until));

    /// <summary>What happened to the alerts of a rule: "2024-03-11 00:00 AlertRaised", by the clinic's clock.</summary>
    public static string[] Story(AlertReplay replay, string rule) =>
        [.. replay.Changes.Where(change => change.After.Finding.Rule == rule)
            .Select(change =>
                $"{Instant(change.Event).ToOffset(TimeSpan.FromHours(1)):yyyy-MM-dd HH:mm} {change.Event.GetType().Name}")];

    public static DateTimeOffset Instant(object happened) => happened switch
    {
        AlertRaised e => e.At,
        AlertRestated e => e.At,
        AlertReopened e => e.At,
        AlertClosedByState e => e.At,
        _ => throw new InvalidOperationException(),
    };

    /// <summary>Every change to the byte.</summary>
    public static string[] Text(IEnumerable<AlertChange> changes) =>
        [.. changes.Select(change => $"{change.AlertId} {change.Event.GetType().Name} {Given.Json(change.Event)}")];
}
