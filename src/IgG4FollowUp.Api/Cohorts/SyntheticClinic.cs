using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Domain.Cohorts.Synthetic;
using IgG4FollowUp.Domain.Patients;
using JasperFx.Events;
using Marten;
using Npgsql;

namespace IgG4FollowUp.Api.Cohorts;

/// <summary>
/// Writes made-up patients into a clinic of their own, through the store that holds real ones. Events carry the time at which they would
/// have been recorded and are appended day by day, so that the order of the store is the order of recording.
/// </summary>
public static class SyntheticClinic
{
    /// <summary>The demonstration clinic with the marginal counts of the published series.</summary>
    public const string Published45 = "synthetic-45";

    // As many as fit into memory with all their events; only within such a block does the store's order follow the calendar.
    private const int Block = 10_000;

    /// <summary>Fills the demonstration clinic, unless it holds patients.</summary>
    public static async Task LoadPublished45Async(IServiceProvider services, Action<string> say, CancellationToken cancellation = default)
    {
        if (await HoldsAsync(services.GetRequiredService<NpgsqlDataSource>(), Published45, cancellation)) return;
        var written = await WriteAsync(services, Published45, SyntheticCohort.Published45(), _ => { }, cancellation);
        say($"Made up {written} patients in the clinic '{Published45}': not one of them exists");
    }

    /// <summary>Says why patients cannot be written into a clinic; null when they can.</summary>
    public static async Task<string?> ObstacleAsync(NpgsqlDataSource database, string clinic, Guid firstPatient, CancellationToken cancellation)
    {
        if (await HoldsAsync(database, clinic, cancellation)) return $"The clinic '{clinic}' already holds patients; choose another with --clinic.";
        await using var command = database.CreateCommand($"select tenant_id from {OwnTables.Schema}.mt_streams where id = $1 limit 1");
        command.Parameters.Add(new() { Value = firstPatient });
        return await command.ExecuteScalarAsync(cancellation) is string other ? $"The patients of this seed are already in the clinic '{other}'; choose another seed." : null;
    }

    /// <summary>Appends the patients' streams.</summary>
    /// <returns>How many patients.</returns>
    public static async Task<int> WriteAsync(
        IServiceProvider services, string clinic, IEnumerable<SyntheticPatient> patients, Action<int> progress, CancellationToken cancellation)
    {
        var store = services.GetRequiredService<IDocumentStore>();
        var written = 0;
        foreach (var block in patients.Chunk(Block))
        {
            var days = from patient in block
                       from recorded in patient.Events
                       group (patient.Id, recorded.RecordedAt, recorded.Event) by recorded.RecordedAt.UtcDateTime.Date into day
                       orderby day.Key
                       select day;
            foreach (var day in days)
            {
                await using var session = store.LightweightSession(clinic);
                session.LastModifiedBy = "synthetic";
                foreach (var stream in day.GroupBy(recorded => recorded.Id).OrderBy(stream => stream.Min(recorded => recorded.RecordedAt)))
                    written += Append(session, stream.Key, [.. stream.Select(recorded => session.Events.BuildEvent(recorded.Event).AtTimestamp(recorded.RecordedAt))]);
                await session.SaveChangesAsync(cancellation);
                progress(written);
            }
        }

        return written;
    }

    private static int Append(IDocumentSession session, Guid patientId, IEvent[] events)
    {
        if (events[0].Data is not PatientEnrolled enrolment)
        {
            session.Events.Append(patientId, events);
            return 0;
        }

        session.QueueSqlCommand(
            $"insert into {OwnTables.Schema}.study_numbers (tenant_id, study_number, patient_id) values (?, ?, ?)",
            session.TenantId, enrolment.StudyNumber, patientId);
        session.Events.StartStream<PatientChart>(patientId, events);
        return 1;
    }

    private static async Task<bool> HoldsAsync(NpgsqlDataSource database, string clinic, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"select exists (select from {OwnTables.Schema}.study_numbers where tenant_id = $1)");
        command.Parameters.Add(new() { Value = clinic });
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
