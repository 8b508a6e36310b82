using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Synthetic;
using JasperFx.Events;
using Marten;

namespace IgG4FollowUp.Api.Synthetic;

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
        if (await services.GetRequiredService<ChartsAsOf>().AnyAsync(Published45, cancellation)) return;
        var written = await WriteAsync(services, Published45, SyntheticCohort.Published45(), _ => { }, cancellation);
        say($"Made up {written} patients in the clinic '{Published45}': not one of them exists");
    }

    /// <summary>Says why patients cannot be written into a clinic; null when they can.</summary>
    public static async Task<string?> ObstacleAsync(ChartsAsOf charts, string clinic, Guid firstPatient, CancellationToken cancellation)
    {
        if (await charts.AnyAsync(clinic, cancellation))
            return $"The clinic '{clinic}' already holds patients; choose another with --clinic.";
        return await charts.ClinicOfAsync(firstPatient, cancellation) is { } other
            ? $"The patients of this seed are already in the clinic '{other}'; choose another seed."
            : null;
    }

    /// <summary>Appends the patients' streams.</summary>
    /// <returns>How many patients.</returns>
    public static async Task<int> WriteAsync(
        IServiceProvider services, string clinic, IEnumerable<SyntheticPatient> patients, Action<int> progress,
        CancellationToken cancellation)
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
                    written += Append(session, stream.Key,
                        [.. stream.Select(recorded => session.Events.BuildEvent(recorded.Event).AtTimestamp(recorded.RecordedAt))]);
                await session.SaveChangesAsync(cancellation);
                progress(written);
            }
        }

        return written;
    }

    private static int Append(IDocumentSession session, Guid patientId, IEvent[] events)
    {
        if (events[0].Data is not PatientEnrolled)
        {
            session.Events.Append(patientId, events);
            return 0;
        }

        session.Events.StartStream<PatientChart>(patientId, events);
        return 1;
    }
}
