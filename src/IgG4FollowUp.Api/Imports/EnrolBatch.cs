using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Domain.Patients;
using Wolverine.Marten;

namespace IgG4FollowUp.Api.Imports;

/// <summary>A new patient whose events are decided.</summary>
public sealed record NewPatient(Guid PatientId, string StudyNumber, IReadOnlyList<object> Events);

/// <summary>Enrol many patients in one transaction: all of them or none.</summary>
/// <param name="Patients">The patients.</param>
/// <param name="Request">Who asks, and the key under which <paramref name="Answer"/> is kept.</param>
/// <param name="Answer">The answer to keep with the events; null when the import goes on.</param>
public sealed record EnrolBatch(IReadOnlyList<NewPatient> Patients, WriteRequest Request, Reply? Answer) : Command;

public static class EnrolBatchHandler
{
    public static IEnumerable<IMartenOp> Handle(EnrolBatch batch, TimeProvider time)
    {
        // In one order always: two imports that claim the same numbers wait for each other instead of deadlocking.
        foreach (var patient in batch.Patients.OrderBy(patient => patient.StudyNumber, StringComparer.Ordinal))
            yield return MartenOps.StartStream<PatientChart>(patient.PatientId, [.. patient.Events]);
        if (batch.Answer is not null) yield return KeptReply.Of(batch.Request, batch.Answer, time.Instant());
    }
}
