using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Domain.Patients;
using Marten;
using Wolverine;
using Wolverine.Marten;

namespace IgG4FollowUp.Api.Patients;

/// <summary>Enrol a patient, with what else is already known.</summary>
public sealed record EnrolPatient(Guid PatientId, PatientEnrolled Enrolment, IReadOnlyList<ClinicalEntry> Entries, WriteRequest Request);

public static class EnrolPatientHandler
{
    public static async Task<(Reply, IStartStream?)> Handle(EnrolPatient command, IDocumentSession session, IMessageBus bus, TimeProvider time)
    {
        var decision = PatientDecisions.Enrol(command.PatientId, command.Enrolment, command.Entries, time.Today());
        if (!decision.Accepted) return (PatientWrites.Refused(decision, Pointer), null);

        var reply = PatientWrites.Accepted(201, command.PatientId, decision.Events.Length, decision, Pointer, $"/api/patients/{command.PatientId}");
        session.LastModifiedBy = command.Request.User;
        session.QueueSqlCommand(
            $"insert into {OwnTables.Schema}.study_numbers (tenant_id, study_number, patient_id) values (?, ?, ?)",
            session.TenantId, command.Enrolment.StudyNumber, command.PatientId);
        Idempotency.Keep(session, command.Request, reply);
        await bus.PublishAsync(new EvaluatePatients([command.PatientId]));
        return (reply, MartenOps.StartStream<PatientChart>(command.PatientId, [.. decision.Events]));

        string? Pointer(Guid entryId) => entryId == command.Enrolment.EntryId ? "#" : null;
    }

    public static void Map(IEndpointRouteBuilder patients) =>
        patients.MapPost("/", (HttpContext http, TimeProvider time) => PatientWrites.SendAsync(
                http, JsonShapes.Of(typeof(PatientEnrolled)),
                (json, request) => new EnrolPatient(
                    Guid.CreateVersion7(time.GetUtcNow()), PatientWrites.Entry<PatientEnrolled>(json, time), [], request)))
            .Describe("enrolPatient", "Enrol a patient", typeof(PatientEnrolled), Examples.Enrolment, created: true);
}
