using System.Text.Json;
using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Synthetic;
using Marten;
using Microsoft.Extensions.Configuration;
using Npgsql;
using NpgsqlTypes;

namespace IgG4FollowUp.Benchmarks.Hosting;

/// <summary>
/// Made-up patients copied straight into the tables of the store: a million events in a minute. Events are numbered in the order of their
/// recording, so that all streams are interleaved as they would be after years of use.
/// </summary>
internal static class SyntheticLog
{
    private const int Block = 2_000;
    private const string Schema = StorageNames.Schema;

    private static readonly Dictionary<Type, string> Names = EventNames.OfPatients.ToDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>Fills an empty store.</summary>
    /// <param name="database">The database.</param>
    /// <param name="patients">How many patients.</param>
    /// <param name="asOf">Last day of the data.</param>
    /// <param name="eventsPerPatient">So many of each patient's first events; fewer where the story is shorter.</param>
    /// <param name="charts">Whether to store the chart of each patient, as the inline projection would have.</param>
    /// <param name="behind">What stands at the beginning of the log and has to work it off; everything else stands at its end and leaves
    /// the figures alone.</param>
    /// <param name="events">Whether to store the events; rules read charts alone, and a hundred thousand long histories take their
    /// time.</param>
    /// <returns>How many events.</returns>
    public static async Task<long> FillAsync(
        NpgsqlDataSource database, int patients, DateOnly asOf, int eventsPerPatient = int.MaxValue,
        bool charts = false, bool events = true, IReadOnlyCollection<string>? behind = null)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync(connection, """
            create temporary table staged_streams (id uuid, version bigint) on commit drop;
            create temporary table staged_events (
              stream_id uuid, version bigint, recorded_at timestamptz, type varchar, dotnet_type varchar, data jsonb) on commit drop;
            create temporary table staged_charts (id uuid, version bigint, study_number varchar, data jsonb) on commit drop;
            """);
        foreach (var block in SyntheticCohort.Generate(patients, 1, asOf)
            .Select(patient => patient with { Events = [.. patient.Events.Take(eventsPerPatient)] }).Chunk(Block))
        {
            await CopyAsync(
                connection, "staged_streams (id, version)", block,
                (patient, row) => row.Write(patient.Id).Write((long)patient.Events.Length));
            if (events)
            {
                await CopyAsync(
                    connection, "staged_events (stream_id, version, recorded_at, type, dotnet_type, data)",
                    block.SelectMany(patient => patient.Events.Select((recorded, i) => (patient.Id, Version: i + 1L, Recorded: recorded))),
                    (item, row) => row.Write(item.Id).Write(item.Version).Write(item.Recorded.RecordedAt.UtcDateTime)
                        .Write(Names[item.Recorded.Event.GetType()])
                        .Write(DotNetType(item.Recorded.Event.GetType())).WriteJson(item.Recorded.Event));
            }

            if (!charts) continue;
            await CopyAsync(
                connection, "staged_charts (id, version, study_number, data)",
                block.Select(patient => PatientChart.FoldAll(patient.Id, patient.Events.Select(recorded => recorded.Event))!),
                (chart, row) => row.Write(chart.Id).Write(chart.EventCount).Write(chart.StudyNumber).WriteJson(chart));
        }

        var stored = await SettleAsync(connection, behind ?? []);
        await transaction.CommitAsync();
        await ExecuteAsync(
            connection, $"analyze {Schema}.mt_streams; analyze {Schema}.mt_events; analyze {Schema}.mt_doc_patientchart; checkpoint");
        return stored;
    }

    /// <summary>Says that today's sweep is done, so that only a benchmark sweeps.</summary>
    public static async Task DeclareSweptAsync(IDocumentStore store)
    {
        await using var session = store.LightweightSession(AlertSweep.AllClinics);
        session.Store(new SweepRecord
        {
            Slot = SweepTimes.From(new ConfigurationBuilder().Build()).Slot(TimeProvider.System),
            StartedAt = DateTimeOffset.UtcNow,
            FinishedAt = DateTimeOffset.UtcNow,
            Patients = 0,
            Evaluation = new(0, 0, 0, 0),
            ToSequence = 0,
            Settings = "",
        });
        await session.SaveChangesAsync();
    }

    private static async Task<long> SettleAsync(NpgsqlConnection connection, IReadOnlyCollection<string> behind)
    {
        await ExecuteAsync(connection, $"""
            insert into {Schema}.mt_streams (tenant_id, id, type, version)
              select '{RunningService.Clinic}', id, 'patient_chart', version from staged_streams;
            insert into {Schema}.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type)
              select row_number() over (order by recorded_at, stream_id, version), gen_random_uuid(), stream_id, version,
                data, type, recorded_at, '{RunningService.Clinic}', dotnet_type
              from staged_events order by 1;
            insert into {Schema}.mt_doc_patientchart (tenant_id, id, data, mt_dotnet_type, mt_version, study_number)
              select '{RunningService.Clinic}', id, data, '{DotNetType(typeof(PatientChart))}', version, study_number from staged_charts;
            select setval('{Schema}.mt_events_sequence', (select max(seq_id) from {Schema}.mt_events));
            """);
        await using var count = new NpgsqlCommand($"select coalesce(max(seq_id), 0) from {Schema}.mt_events", connection);
        var last = (long)(await count.ExecuteScalarAsync())!;
        // A shard at 0 has no row: the daemon inserts it with the first page.
        if (last == 0) return 0;
        string[] names = ["HighWaterMark", "HighWaterAllocationFence", .. Rest.Shards.Except(behind)];
        await ExecuteAsync(connection, $"""
            insert into {Schema}.mt_event_progression (name, last_seq_id) select unnest(array['{string.Join("', '", names)}']), {last}
            """);
        return last;
    }

    private static async Task CopyAsync<T>(NpgsqlConnection connection, string target, IEnumerable<T> items, Action<T, Row> write)
    {
        await using var copy = await connection.BeginBinaryImportAsync($"copy {target} from stdin (format binary)");
        foreach (var item in items)
        {
            await copy.StartRowAsync();
            write(item, new Row(copy));
        }

        await copy.CompleteAsync();
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    private static string DotNetType(Type type) => $"{type.FullName}, {type.Assembly.GetName().Name}";

    private readonly struct Row(NpgsqlBinaryImporter copy)
    {
        public Row Write<T>(T value)
        {
            copy.Write(value);
            return this;
        }

        public void WriteJson(object value) =>
            copy.Write(JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), EntryJson.Options), NpgsqlDbType.Jsonb);
    }
}
