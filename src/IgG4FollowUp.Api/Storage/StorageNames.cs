
namespace IgG4FollowUp.Api.Storage;

/// <summary>
/// Names of the store's own tables. Statements that go beneath the store's interface stand in this folder, and nowhere else.
/// </summary>
public static class StorageNames
{
    public const string Schema = "followup";
    public const string Events = Schema + ".mt_events";
    public const string Streams = Schema + ".mt_streams";
    public const string Sequence = Schema + ".mt_events_sequence";
    public const string Progress = Schema + ".mt_event_progression";
    public const string Charts = Schema + ".mt_doc_patientchart";
    public const string ClinicSettings = Schema + ".mt_doc_clinicalertsettings";
    public const string Alerts = Schema + ".mt_doc_alert";

    /// <summary>Name under which the store keeps its high-water mark among the progress of the projections.</summary>
    public const string HighWaterMark = "HighWaterMark";
}
