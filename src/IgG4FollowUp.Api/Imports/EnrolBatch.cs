using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Domain.Patients;
using Marten;
using Wolverine;

namespace IgG4FollowUp.Api.Imports;

/// <summary>A new patient whose events are decided.</summary>
public sealed record NewPatient(Guid PatientId, string StudyNumber, IReadOnlyList<object> Events);

/// <summary>Enrol many patients in one transaction: all of them or none.</summary>
/// <param name="Patients">The patients.</param>
/// <param name="Request">Who asks, and the key under which <paramref name="Answer"/> is kept.</param>
/// <param name="Answer">The answer to keep with the events; null when the import goes on.</param>
public sealed record EnrolBatch(IReadOnlyList<NewPatient> Patients, WriteRequest Request, Reply? Answer);

public static class EnrolBatchHandler
{
    public static async Task Handle(EnrolBatch batch, IDocumentSession session, IMessageBus bus)
    {
        session.LastModifiedBy = batch.Request.User;
        if (batch.Patients.Count > 0)
        {
            // In one order always: two imports that claim the same numbers wait for each other instead of deadlocking.
            var inOrder = batch.Patients.OrderBy(patient => patient.StudyNumber, StringComparer.Ordinal).ToList();
            session.QueueSqlCommand(
                $"insert into {OwnTables.Schema}.study_numbers (tenant_id, study_number, patient_id) select ?, n, p from unnest(?, ?) as claimed(n, p)",
                session.TenantId, inOrder.Select(patient => patient.StudyNumber).ToArray(), inOrder.Select(patient => patient.PatientId).ToArray());
        }

        foreach (var patient in batch.Patients) session.Events.StartStream<PatientChart>(patient.PatientId, [.. patient.Events]);
        await EvaluatePatientsHandler.PublishAsync(bus, batch.Patients.Select(patient => patient.PatientId));
        if (batch.Answer is not null) Idempotency.Keep(session, batch.Request, batch.Answer);
    }
}
