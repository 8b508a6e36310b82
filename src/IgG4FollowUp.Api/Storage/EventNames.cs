using System.Collections.Frozen;
using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Storage;

/// <summary>
/// Stored names of events. Names are storage: they stay when a class is renamed. What is not named here is no event of the service.
/// </summary>
public static class EventNames
{
    /// <summary>Events of a patient.</summary>
    public static FrozenDictionary<string, Type> OfPatients { get; } = EntryKinds.All
        .Select(kind => KeyValuePair.Create(kind.EventName, kind.Type))
        .Append(new("entry_corrected", typeof(EntryCorrected)))
        .Append(new("entry_retracted", typeof(EntryRetracted)))
        .ToFrozenDictionary();

    /// <summary>Events of an alert.</summary>
    public static FrozenDictionary<string, Type> OfAlerts { get; } = new Dictionary<string, Type>
    {
        ["alert_raised"] = typeof(AlertRaised),
        ["alert_restated"] = typeof(AlertRestated),
        ["alert_reopened"] = typeof(AlertReopened),
        ["alert_acknowledged"] = typeof(AlertAcknowledged),
        ["alert_snoozed"] = typeof(AlertSnoozed),
        ["alert_assigned"] = typeof(AlertAssigned),
        ["alert_escalated"] = typeof(AlertEscalated),
        ["alert_closed"] = typeof(AlertClosed),
        ["alert_closed_by_state"] = typeof(AlertClosedByState),
    }.ToFrozenDictionary();

    /// <summary>Every event of the service.</summary>
    public static FrozenDictionary<string, Type> All { get; } =
        OfPatients.Concat(OfAlerts).Append(new("alert_settings_changed", typeof(AlertSettingsChanged))).ToFrozenDictionary();
}
