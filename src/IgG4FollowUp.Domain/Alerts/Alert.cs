using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;

namespace IgG4FollowUp.Domain.Alerts;

/// <summary>Where an alert stands on a day.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<AlertStatus>))]
public enum AlertStatus
{
    /// <summary>Nobody has taken it.</summary>
    Open,

    /// <summary>Somebody takes care of it.</summary>
    Acknowledged,

    /// <summary>Put off to a later day.</summary>
    Snoozed,

    /// <summary>Closed by a person, or because the finding is gone.</summary>
    Closed,
}

/// <summary>Who did something, when, and what they wrote.</summary>
/// <param name="By">Who; null for the service itself.</param>
/// <param name="At">When.</param>
/// <param name="Note">What they wrote.</param>
public sealed record AlertMark(string? By, DateTimeOffset At, [property: FreeText] string? Note);

/// <summary>How an alert was closed.</summary>
/// <param name="By">Who; null when the finding was gone.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why a person closed it; null when the finding was gone.</param>
/// <param name="Because">What the record said when the finding was gone; empty when a person closed it.</param>
/// <param name="Note">What they wrote.</param>
public sealed record AlertClosing(string? By, DateTimeOffset At, ClosingReason? Reason, IReadOnlyList<string> Because,
    [property: FreeText] string? Note);

/// <summary>
/// An alert: the fold of its stream. Its identity is made from patient, rule and episode, so that a finding cannot be raised twice.
/// </summary>
public sealed record Alert
{
    /// <summary>How often an alert is escalated at most. House default.</summary>
    public const int HighestLevel = 3;

    /// <summary>Identity, see <see cref="IdOf(Guid, Finding)"/>.</summary>
    public required Guid Id { get; init; }

    /// <summary>The patient.</summary>
    public required Guid PatientId { get; init; }

    /// <summary>What is found, as last evaluated.</summary>
    public required Finding Finding { get; init; }

    /// <summary>Day in the clinic on which it was raised, the last time it was.</summary>
    public required DateOnly RaisedOn { get; init; }

    /// <summary>When it was raised, the last time it was.</summary>
    public required DateTimeOffset RaisedAt { get; init; }

    /// <summary>Name and version of the thresholds last applied.</summary>
    public required string Settings { get; init; }

    /// <summary>Version of the patient's record on which <see cref="Finding"/> rests.</summary>
    public required long KnownVersion { get; init; }

    /// <summary>How often it was raised: 1, and one more each time the finding came back.</summary>
    public int TimesRaised { get; init; } = 1;

    /// <summary>Who takes care of it; null while nobody does.</summary>
    public AlertMark? Acknowledged { get; init; }

    /// <summary>First day on which it is shown again; null when it was not put off.</summary>
    public DateOnly? SnoozedUntil { get; init; }

    /// <summary>Whose it is; null when nobody's.</summary>
    public string? AssignedTo { get; init; }

    /// <summary>How often it was escalated since it was raised, 0 to <see cref="HighestLevel"/>.</summary>
    public int Level { get; init; }

    /// <summary>When it was last escalated; null when it was not.</summary>
    public DateTimeOffset? EscalatedAt { get; init; }

    /// <summary>How it was closed; null while it is not.</summary>
    public AlertClosing? Closed { get; init; }

    /// <summary>Version of the alert's stream: number of its events.</summary>
    public long Version { get; init; }

    /// <summary>The name of the rule that found it.</summary>
    [JsonIgnore]
    public string Rule => Finding.Rule;

    /// <summary>Whether it is closed, by a person or by the state.</summary>
    [JsonIgnore]
    public bool IsClosed => Closed is not null;

    /// <summary>Whether somebody takes care of it.</summary>
    [JsonIgnore]
    public bool IsAcknowledged => Acknowledged is not null;

    /// <summary>Its place in an inbox, from 0: the more urgent and the more often escalated, the earlier.</summary>
    [JsonIgnore]
    public int Priority => ((Urgency.Urgent - Finding.Urgency) * (HighestLevel + 1)) + HighestLevel - Level;

    /// <summary>Where it stands.</summary>
    /// <param name="today">The day on which one asks.</param>
    public AlertStatus StatusOn(DateOnly today) =>
        Closed is not null ? AlertStatus.Closed
        : SnoozedUntil > today ? AlertStatus.Snoozed
        : Acknowledged is not null ? AlertStatus.Acknowledged
        : AlertStatus.Open;

    /// <summary>When it is escalated next if nobody acknowledges it; null when it will not be.</summary>
    /// <param name="settings">The clinic's thresholds.</param>
    /// <param name="startOf">The instant at which a day begins in the clinic.</param>
    public DateTimeOffset? EscalatesAt(ClinicSettings settings, Func<DateOnly, DateTimeOffset> startOf)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(startOf);
        if (Closed is not null || Acknowledged is not null || Level >= HighestLevel) return null;
        var since = EscalatedAt ?? RaisedAt;
        if (SnoozedUntil is { } until && startOf(until) is var awake && awake > since) since = awake;
        return since + EscalatesAfter(Finding.Urgency, settings);
    }

    /// <summary>Time after which an alert of an urgency is escalated while nobody acknowledges it.</summary>
    /// <param name="urgency">The urgency.</param>
    /// <param name="settings">The clinic's thresholds.</param>
    public static TimeSpan EscalatesAfter(Urgency urgency, ClinicSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return urgency switch
        {
            Urgency.Urgent => TimeSpan.FromHours(settings.EscalateUrgentAfterHours),
            Urgency.Soon => TimeSpan.FromDays(settings.EscalateSoonAfterDays),
            _ => TimeSpan.FromDays(settings.EscalateRoutineAfterDays),
        };
    }

    /// <summary>The identity of the alert about a finding.</summary>
    /// <param name="patientId">The patient.</param>
    /// <param name="finding">The finding.</param>
    public static Guid IdOf(Guid patientId, Finding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return NameBasedId.Of($"alert/{patientId:N}/{finding.Rule}/{finding.EpisodeKey}");
    }

    /// <summary>The alert after one more event; events that are not an alert's leave it as it is.</summary>
    /// <param name="alert">The alert before; null at the beginning.</param>
    /// <param name="id">Identity of the stream.</param>
    /// <param name="happened">The event.</param>
    public static Alert? Fold(Alert? alert, Guid id, object happened) => (alert, happened) switch
    {
        (null, AlertRaised raised) => new()
        {
            Id = id,
            PatientId = raised.PatientId,
            Finding = raised.Finding,
            RaisedOn = raised.On,
            RaisedAt = raised.At,
            Settings = raised.Settings,
            KnownVersion = raised.KnownVersion,
            Version = 1,
        },
        (null, _) => null,
        ({ } open, _) when After(open, happened) is { } after => after with { Version = open.Version + 1 },
        _ => alert,
    };

    private static Alert? After(Alert alert, object happened) => happened switch
    {
        AlertRestated e => alert with { Finding = e.Finding, Settings = e.Settings, KnownVersion = e.KnownVersion },
        AlertReopened e => alert with
        {
            Finding = e.Finding,
            RaisedOn = e.On,
            RaisedAt = e.At,
            Settings = e.Settings,
            KnownVersion = e.KnownVersion,
            TimesRaised = alert.TimesRaised + 1,
            Acknowledged = null,
            SnoozedUntil = null,
            Level = 0,
            EscalatedAt = null,
            Closed = null,
        },
        AlertAcknowledged e => alert with { Acknowledged = new(e.By, e.At, e.Note), SnoozedUntil = null },
        AlertSnoozed e => alert with { SnoozedUntil = e.Until },
        AlertAssigned e => alert with { AssignedTo = e.To },
        AlertEscalated e => alert with { Level = e.Level, EscalatedAt = e.At },
        AlertClosed e => alert with { Closed = new(e.By, e.At, e.Reason, [], e.Note) },
        AlertClosedByState e => alert with { Closed = new(null, e.At, null, e.Because, null), KnownVersion = e.KnownVersion },
        _ => null,
    };
}
