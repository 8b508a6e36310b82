using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Settings;

namespace IgG4FollowUp.Domain.Alerts;

/// <summary>Why a person closed an alert.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ClosingReason>))]
public enum ClosingReason
{
    /// <summary>Somebody looked and did something about it.</summary>
    ActedOn,

    /// <summary>Somebody looked, and nothing needs to be done.</summary>
    NoActionNeeded,

    /// <summary>What the rule says is not so.</summary>
    FalseAlarm,

    /// <summary>The record is wrong and is being corrected.</summary>
    ErrorInTheRecord,

    /// <summary>As the note says.</summary>
    Other,
}

/// <summary>A rule found something. The first event of an alert's stream.</summary>
/// <param name="PatientId">The patient.</param>
/// <param name="Finding">What was found.</param>
/// <param name="On">Day in the clinic on which it was evaluated.</param>
/// <param name="At">When.</param>
/// <param name="Settings">Name and version of the clinic's thresholds.</param>
/// <param name="KnownVersion">Version of the patient's record that was evaluated.</param>
public sealed record AlertRaised(Guid PatientId, Finding Finding, DateOnly On, DateTimeOffset At, string Settings, long KnownVersion);

/// <summary>The finding stands, and rests on other facts than before.</summary>
/// <param name="Finding">What is found now.</param>
/// <param name="On">Day in the clinic on which it was evaluated.</param>
/// <param name="At">When.</param>
/// <param name="Settings">Name and version of the clinic's thresholds.</param>
/// <param name="KnownVersion">Version of the patient's record that was evaluated.</param>
public sealed record AlertRestated(Finding Finding, DateOnly On, DateTimeOffset At, string Settings, long KnownVersion);

/// <summary>The finding was gone and is back, about the same episode.</summary>
/// <param name="Finding">What is found now.</param>
/// <param name="On">Day in the clinic on which it was evaluated.</param>
/// <param name="At">When.</param>
/// <param name="Settings">Name and version of the clinic's thresholds.</param>
/// <param name="KnownVersion">Version of the patient's record that was evaluated.</param>
public sealed record AlertReopened(Finding Finding, DateOnly On, DateTimeOffset At, string Settings, long KnownVersion);

/// <summary>Somebody has seen it and takes care of it.</summary>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
/// <param name="Note">What they wrote.</param>
public sealed record AlertAcknowledged(string By, DateTimeOffset At, string? Note);

/// <summary>Somebody wants to see it again later.</summary>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
/// <param name="Until">First day on which it is shown again.</param>
/// <param name="Note">What they wrote.</param>
public sealed record AlertSnoozed(string By, DateTimeOffset At, DateOnly Until, string? Note);

/// <summary>Somebody gave it to somebody.</summary>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
/// <param name="To">To whom; null takes it back.</param>
public sealed record AlertAssigned(string By, DateTimeOffset At, string? To);

/// <summary>Nobody acknowledged it in time.</summary>
/// <param name="At">When.</param>
/// <param name="Level">How often that has happened since it was raised, 1 to <see cref="Alert.HighestLevel"/>.</param>
public sealed record AlertEscalated(DateTimeOffset At, int Level);

/// <summary>Somebody closed it. The same finding about the same episode stays closed.</summary>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why.</param>
/// <param name="Note">What they wrote.</param>
public sealed record AlertClosed(string By, DateTimeOffset At, ClosingReason Reason, string? Note);

/// <summary>The finding is gone.</summary>
/// <param name="On">Day in the clinic on which it was evaluated.</param>
/// <param name="At">When.</param>
/// <param name="Because">What the record says instead.</param>
/// <param name="KnownVersion">Version of the patient's record that was evaluated.</param>
public sealed record AlertClosedByState(DateOnly On, DateTimeOffset At, IReadOnlyList<string> Because, long KnownVersion);

/// <summary>A clinic chose its thresholds. The stream of these events is the history of the clinic's settings.</summary>
/// <param name="By">Who.</param>
/// <param name="At">From when on they are applied.</param>
/// <param name="Settings">All thresholds, not only the changed ones.</param>
/// <param name="Reason">Why.</param>
public sealed record AlertSettingsChanged(string By, DateTimeOffset At, ClinicSettings Settings, string? Reason);
