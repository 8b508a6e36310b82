using System.Text.Json;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Domain.Calendar;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events.Projections;
using Npgsql;
using IgG4FollowUp.Api.Storage;

namespace IgG4FollowUp.Api.Calendar;

/// <summary>What the calendar keeps of a patient: nothing that depends on a clinic's settings or on the day, so neither makes a row stale.</summary>
/// <param name="PatientId">The patient.</param>
/// <param name="StudyNumber">The clinic's own number.</param>
/// <param name="LastContact">Latest reported clinical date; null when none is reported.</param>
/// <param name="Dates">What decides when a visit or a study is due.</param>
public sealed record CalendarPatient(Guid PatientId, string StudyNumber, ClinicalDate? LastContact, FollowUpDates Dates)
{
    /// <summary>A patient of whom a calendar is kept; null for one taken from a publication.</summary>
    public static CalendarPatient? Of(PatientChart chart) =>
        FollowUpCalendar.IsFollowed(chart) ? new(chart.Id, chart.Enrolment.StudyNumber, chart.LastContact, FollowUpDates.Of(chart)) : null;
}

/// <summary>
/// The clinics' calendar. Async, because no decision rests on it. A patient's row is replaced in the transaction that moves the projection on; it is computed
/// from the stream as of the page, since the chart document may already be ahead of it.
/// </summary>
public sealed class ClinicCalendar(PatientHistories histories) : IProjection
{
    public const string ProjectionName = "ClinicCalendar";
    public const string Table = OwnTables.Schema + ".clinic_calendar";

    public const string Ddl = $"""
        create table if not exists {Table} (
          tenant_id varchar not null,
          patient_id uuid not null,
          followed boolean not null,
          patient jsonb not null,
          constraint pk_clinic_calendar primary key (tenant_id, patient_id));
        """;

    public static void Register(StoreOptions options, PatientHistories histories) =>
        options.Projections.Add(
            new ClinicCalendar(histories), ProjectionLifecycle.Async, ProjectionName, asyncOptions => asyncOptions.DeleteDataInTableOnTeardown(Table));

    public async Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        var ids = events.Where(e => e.Data is ClinicalEntry or EntryCorrected or EntryRetracted).Select(e => e.StreamId).Distinct().ToArray();
        if (ids.Length == 0) return;
        var clinic = events[0].TenantId;
        List<CalendarPatient> patients = [];
        await foreach (var facts in histories.KnownAtAsync(events[^1].Sequence, clinic, ids, cancellation))
        {
            if (CalendarPatient.Of(facts.Chart) is { } patient) patients.Add(patient);
        }

        operations.QueueSqlCommand($"delete from {Table} where tenant_id = ? and patient_id = any(?)", clinic, ids);
        if (patients.Count == 0) return;
        operations.QueueSqlCommand($"""
            insert into {Table} (tenant_id, patient_id, followed, patient)
            select ?, (p->>'patientId')::uuid, p->'dates'->'endedOn' is null, p from jsonb_array_elements(?::jsonb) p
            """, clinic, JsonSerializer.Serialize(patients, EntryText.Options));
    }
}

/// <summary>Reads the calendar of a clinic.</summary>
public sealed class ClinicCalendars(NpgsqlDataSource database)
{
    /// <summary>The clinic's patients.</summary>
    /// <param name="clinic">The clinic.</param>
    /// <param name="onlyFollowed">Leaves out those whose follow-up ended; nothing is due for them.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<IReadOnlyList<CalendarPatient>> PatientsAsync(string clinic, bool onlyFollowed, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"select patient from {ClinicCalendar.Table} where tenant_id = $1 and (followed or not $2)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = clinic });
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = onlyFollowed });
        List<CalendarPatient> patients = [];
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            patients.Add(JsonSerializer.Deserialize<CalendarPatient>(reader.GetFieldValue<byte[]>(0), EntryText.Options)!);
        return patients;
    }
}
