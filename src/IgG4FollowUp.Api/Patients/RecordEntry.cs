using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Domain.Patients;
using Wolverine.Marten;

namespace IgG4FollowUp.Api.Patients;

/// <summary>Record one entry outside a visit: a letter that arrived, an operation elsewhere, a late result.</summary>
public sealed record RecordEntry(Guid PatientId, ClinicalEntry Entry, WriteRequest Request) : Command;

public static class RecordEntryHandler
{
    public static (Reply, Events, IMartenOp) Handle(
        RecordEntry command, [WriteAggregate(nameof(RecordEntry.PatientId), Required = false)] PatientChart? chart, TimeProvider time) =>
        PatientWrites.Decide(
            chart, command.Request, 201, time, known => PatientDecisions.Record(known, [command.Entry], time.Today()),
            entryId => entryId == command.Entry.EntryId ? "#" : null);

    /// <summary>One endpoint for each kind of entry.</summary>
    public static void Map(IEndpointRouteBuilder patients)
    {
        Kind<PresentationRecorded>("presentations", "recordPresentation", "Record the presentation");
        Kind<AsiaGradeRecorded>("asia-grades", "recordAsiaGrade", "Record an ASIA Impairment Scale grade");
        Kind<LesionImaged>("lesions", "recordLesion", "Record magnetic resonance imaging");
        Kind<LabMeasured>("labs", "recordLab", "Record a laboratory result");
        Kind<BiopsyReported>("biopsies", "recordBiopsy", "Record histology");
        Kind<SurgeryPerformed>("surgeries", "recordSurgery", "Record an operation");
        Kind<SteroidCourseStarted>("steroid-courses", "startSteroidCourse", "Start a glucocorticoid course");
        Kind<SteroidDoseChanged>("steroid-doses", "changeSteroidDose", "Change the dose within a course");
        Kind<SteroidCourseStopped>("steroid-stops", "stopSteroidCourse", "Stop a course");
        Kind<SparingAgentStarted>("sparing-agents", "startSparingAgent", "Start a steroid-sparing agent");
        Kind<SparingAgentStopped>("sparing-agent-stops", "stopSparingAgent", "Stop a steroid-sparing agent");
        Kind<RecurrenceRecorded>("recurrences", "recordRecurrence", "Record a recurrence");
        Kind<RecurrenceResolved>("recurrence-resolutions", "resolveRecurrence", "Record that a recurrence came under control");
        Kind<FollowUpEnded>("follow-up-ends", "endFollowUp", "End follow-up: died, lost, withdrew or transferred");
        Kind<FollowUpResumed>("follow-up-resumptions", "resumeFollowUp", "Resume follow-up");

        void Kind<T>(string path, string name, string summary)
            where T : ClinicalEntry =>
            patients.MapPost("/{patientId:guid}/" + path, (Guid patientId, HttpContext http, TimeProvider time) => Writes.SendAsync(
                    http, JsonShapes.Of(typeof(T)), (json, request) => new RecordEntry(patientId, PatientWrites.Entry<T>(json, time), request)))
                .Describe(name, summary, typeof(T), Examples.Of(typeof(T)), created: true);
    }
}
