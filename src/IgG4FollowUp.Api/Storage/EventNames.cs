using System.Collections.Frozen;
using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Storage;

/// <summary>Stored names of events. Names are storage: they stay when a class is renamed. What is not named here is no event of the service.</summary>
public static class EventNames
{
    /// <summary>Events of a patient.</summary>
    public static FrozenDictionary<string, Type> OfPatients { get; } = new Dictionary<string, Type>
    {
        ["patient_enrolled"] = typeof(PatientEnrolled),
        ["presentation_recorded"] = typeof(PresentationRecorded),
        ["asia_grade_recorded"] = typeof(AsiaGradeRecorded),
        ["lesion_imaged"] = typeof(LesionImaged),
        ["lab_measured"] = typeof(LabMeasured),
        ["biopsy_reported"] = typeof(BiopsyReported),
        ["surgery_performed"] = typeof(SurgeryPerformed),
        ["steroid_course_started"] = typeof(SteroidCourseStarted),
        ["steroid_dose_changed"] = typeof(SteroidDoseChanged),
        ["steroid_course_stopped"] = typeof(SteroidCourseStopped),
        ["sparing_agent_started"] = typeof(SparingAgentStarted),
        ["sparing_agent_stopped"] = typeof(SparingAgentStopped),
        ["visit_logged"] = typeof(VisitLogged),
        ["recurrence_recorded"] = typeof(RecurrenceRecorded),
        ["recurrence_resolved"] = typeof(RecurrenceResolved),
        ["follow_up_ended"] = typeof(FollowUpEnded),
        ["follow_up_resumed"] = typeof(FollowUpResumed),
        ["entry_corrected"] = typeof(EntryCorrected),
        ["entry_retracted"] = typeof(EntryRetracted),
    }.ToFrozenDictionary();

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
