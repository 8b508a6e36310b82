using System.Text.Json;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Benchmarks.Hosting;
using IgG4FollowUp.Domain.Patients;
using Npgsql;
using NpgsqlTypes;

namespace IgG4FollowUp.Benchmarks.Patients;

/// <summary>
/// A visit as bare Npgsql: the same rows are read and written with the same content, on one connection and with as few round trips as they
/// allow. One looks up the client's key, one reads stream version and chart, one writes events, stream, chart and the kept reply in one
/// transaction.
/// </summary>
internal sealed class BareVisit(string connectionString) : IAsyncDisposable
{
    private const string Schema = StorageNames.Schema;

    // As long as what the service answers.
    private static readonly string Answer = new('x', 300);

    public NpgsqlDataSource Database { get; } =
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = 100 }.ConnectionString);

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    /// <summary>Logs a visit.</summary>
    /// <param name="patient">The patient.</param>
    /// <param name="kind">The visit.</param>
    /// <param name="round">How many such visits the patient has had.</param>
    /// <param name="key">The client's key; null leaves the kept reply out.</param>
    public async Task LogAsync(Guid patient, VisitKind kind, int round, string? key)
    {
        await using var connection = await Database.OpenConnectionAsync();
        if (key is not null && await IsKeptAsync(connection, key)) return;
        var (version, chart) = await ReadAsync(connection, patient);
        var (grade, visit) = kind.Events(round);
        chart = PatientChart.Fold(PatientChart.Fold(chart, patient, grade), patient, visit)!;

        await using var write = new NpgsqlBatch(connection);
        var cause = (Correlation: Guid.NewGuid().ToString("N"), Causation: Guid.NewGuid().ToString());
        write.BatchCommands.Add(Event(patient, version + 1, grade, "asia_grade_recorded", cause));
        write.BatchCommands.Add(Event(patient, version + 2, visit, "visit_logged", cause));
        write.BatchCommands.Add(Command(
            $"update {Schema}.mt_streams set version = $3, timestamp = now() where tenant_id = $1 and id = $2 and version = $4",
            RunningService.Clinic, patient, version + 2, version));
        write.BatchCommands.Add(Command(
            $"""
            update {Schema}.mt_doc_patientchart
            set data = $3, mt_last_modified = now(), mt_version = $4, mt_dotnet_type = $5, study_number = $6
            where tenant_id = $1 and id = $2
            """,
            RunningService.Clinic, patient, Json(chart), version + 2, typeof(PatientChart).FullName!, chart.StudyNumber));
        if (key is not null) write.BatchCommands.Add(Kept(key, version + 2));
        await write.ExecuteNonQueryAsync();
    }

    private static async Task<bool> IsKeptAsync(NpgsqlConnection connection, string key)
    {
        await using var look = new NpgsqlCommand($"select data from {Schema}.mt_doc_keptreply where id = $1 and tenant_id = $2", connection)
        {
            Parameters = { new() { Value = key }, new() { Value = RunningService.Clinic } },
        };
        return await look.ExecuteScalarAsync() is not null;
    }

    private static async Task<(long Version, PatientChart Chart)> ReadAsync(NpgsqlConnection connection, Guid patient)
    {
        await using var read = new NpgsqlBatch(connection);
        foreach (var (column, table) in new[] { ("version", "mt_streams"), ("data", "mt_doc_patientchart") })
        {
            read.BatchCommands.Add(Command(
                $"select {column} from {Schema}.{table} where tenant_id = $1 and id = $2", RunningService.Clinic, patient));
        }

        await using var reader = await read.ExecuteReaderAsync();
        await reader.ReadAsync();
        var version = reader.GetInt64(0);
        await reader.NextResultAsync();
        await reader.ReadAsync();
        return (version, JsonSerializer.Deserialize<PatientChart>(reader.GetFieldValue<byte[]>(0), EntryJson.Options)!);
    }

    private static NpgsqlBatchCommand Event<T>(
        Guid patient, long version, T data, string type, (string Correlation, string Causation) cause)
        where T : ClinicalEntry => Command(
        $"""
        insert into {Schema}.mt_events
          (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type,
           user_name, correlation_id, causation_id, is_archived)
        values (nextval('{Schema}.mt_events_sequence'), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, false)
        """,
        Guid.CreateVersion7(), patient, version, Json(data), type, DateTimeOffset.UtcNow, RunningService.Clinic,
        $"{typeof(T).FullName}, {typeof(T).Assembly.GetName().Name}", "benchmark", cause.Correlation, cause.Causation);

    private static NpgsqlBatchCommand Kept(string key, long version)
    {
        var kept = new KeptReply
        {
            Id = key,
            Fingerprint = new byte[32],
            Status = 201,
            Body = Answer,
            Version = version,
            KeptAt = DateTimeOffset.UtcNow,
        };
        return Command(
            $"""
            insert into {Schema}.mt_doc_keptreply (tenant_id, id, data, mt_version, mt_dotnet_type, mt_last_modified, kept_at)
            values ($1, $2, $3, $4, $5, now(), $6)
            """,
            RunningService.Clinic, key, Json(kept), Guid.CreateVersion7(), typeof(KeptReply).FullName!, kept.KeptAt);
    }

    private static NpgsqlParameter Json<T>(T value) => new()
    {
        Value = JsonSerializer.SerializeToUtf8Bytes(value, EntryJson.Options),
        NpgsqlDbType = NpgsqlDbType.Jsonb,
    };

    private static NpgsqlBatchCommand Command(string sql, params object[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter as NpgsqlParameter ?? new NpgsqlParameter { Value = parameter });
        return command;
    }
}
