using System.Text.Json;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Domain.Patients;
using Npgsql;

namespace IgG4FollowUp.Api.Storage;

/// <summary>
/// Patients about whose consent something was recorded that the tables for analysts do not know of yet. What they may show of them follows
/// from the chart, which is written together with what is recorded.
/// </summary>
public static class UnsettledConsents
{
    /// <summary>The function that names them. The tables themselves ask it of whoever is not their owner.</summary>
    public const string Function = $"{AnalystTable.Schema}.consent_recorded_since";

    /// <summary>
    /// Defines the function. It reads the log with the rights of its owner; whoever reads the tables for analysts learns the ids of
    /// patients whose rows are about to change, and nothing else.
    /// </summary>
    public static string Definition { get; } = $"""
        create or replace function {Function}() returns table (clinic text, patient_id uuid)
        language plpgsql stable parallel safe security definer set search_path = pg_catalog as $body$
        declare progress bigint := coalesce(
          (select p.last_seq_id from {StorageNames.Progress} p where p.name = '{AnalystRowsProjection.ShardName}'), 0);
        begin
          -- As a rule the tables have every event that there is, and nobody need look at the log.
          if (select s.last_value from {StorageNames.Sequence} s) <= progress then return; end if;
          return query
          select distinct e.tenant_id::text, e.stream_id from {StorageNames.Events} e
          where e.seq_id > progress
            and (e.type = '{Name<ConsentRecorded>()}'
              or (e.type = '{Name<EntryCorrected>()}' and e.data -> 'replacement' ->> '{EntryKinds.TagMember}'
                in ('{EntryKinds.Of(typeof(PatientEnrolled)).Tag}', '{EntryKinds.Of(typeof(ConsentRecorded)).Tag}'))
              or (e.type = '{Name<EntryRetracted>()}' and exists (
                select from {StorageNames.Events} c
                where c.tenant_id = e.tenant_id and c.stream_id = e.stream_id and c.type = '{Name<ConsentRecorded>()}'
                  and c.data ->> 'entryId' = e.data ->> 'entryId')));
        end $body$;

        """;

    /// <summary>Reads their charts.</summary>
    /// <param name="connection">A connection, in a transaction to which the answer belongs.</param>
    /// <param name="inTables">True for those alone whom the tables know of already.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async Task<List<(string Clinic, PatientChart Chart)>> ReadAsync(
        NpgsqlConnection connection, bool inTables, CancellationToken cancellation)
    {
        var (clinics, patients) = await WhoseAsync(connection, cancellation);
        if (patients.Length == 0) return [];
        await using var command = new NpgsqlCommand($"""
            select d.tenant_id, d.data from unnest($3, $4) u(clinic, patient_id)
            join {StorageNames.Charts} d on d.tenant_id = u.clinic and d.id = u.patient_id
            where not $1 or exists (select from {StorageNames.Events} e
              where e.tenant_id = u.clinic and e.stream_id = u.patient_id and e.version = 1
                and e.seq_id <= (select p.last_seq_id from {StorageNames.Progress} p where p.name = $2))
            """, connection);
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = inTables });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = AnalystRowsProjection.ShardName });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = clinics });
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = patients });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var charts = new List<(string, PatientChart)>();
        while (await reader.ReadAsync(cancellation))
            charts.Add(
                (reader.GetString(0), JsonSerializer.Deserialize<PatientChart>(reader.GetFieldValue<byte[]>(1), EntryJson.Options)!));
        return charts;
    }

    private static async Task<(string[] Clinics, Guid[] Patients)> WhoseAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"select array_agg(clinic), array_agg(patient_id) from {Function}()", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return reader.IsDBNull(0) ? ([], []) : (reader.GetFieldValue<string[]>(0), reader.GetFieldValue<Guid[]>(1));
    }

    private static string Name<T>() => EventNames.OfPatients.Single(name => name.Value == typeof(T)).Key;
}
