using System.Data;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.Storage;
using Npgsql;

namespace IgG4FollowUp.Api.Analytics;

/// <summary>A comparison of live rows with a fresh fold.</summary>
/// <param name="RanAt">When.</param>
/// <param name="Sequence">The sequence the rows had reached.</param>
/// <param name="Patients">How many patients were compared.</param>
/// <param name="Tables">Counts per table, all zero when live rows and events agree.</param>
public sealed record ReconciliationResult(DateTimeOffset RanAt, long Sequence, int Patients, IReadOnlyList<TableDifference> Tables);

/// <summary>Compare the tables for analysts with the events, as every night.</summary>
public sealed record CompareAnalystRows;

public static class CompareAnalystRowsHandler
{
    public static Task Handle(CompareAnalystRows message, Reconciliation reconciliation, CancellationToken cancellation) => reconciliation.RunAsync(cancellation);
}

/// <summary>Compares the rows of a sample of patients with what their events say. Logs counts, never clinical data.</summary>
public sealed partial class Reconciliation(
    NpgsqlDataSource database, KnownCharts charts, PatientHistories histories, TimeProvider clock, ILogger<Reconciliation> logger)
{
    /// <summary>Patients compared per night.</summary>
    public const int Sample = 500;

    /// <summary>When it is done: at three in the morning, UTC.</summary>
    public const string Schedule = "0 3 * * *";

    /// <summary>Compares now.</summary>
    public async Task<ReconciliationResult> RunAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        // One snapshot for rows and progress: the rows are exactly those of that progress.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        var sequence = await ShardProgress.ReadAsync(connection, AnalystRowsProjection.ShardName, cancellation);
        // From both sides: patients without rows and rows without patient.
        var ids = (await charts.SampleAsync(Sample, cancellation)).Union(await SampledRowsAsync(connection, cancellation)).ToArray();
        var fresh = new List<PatientFacts>(ids.Length);
        await foreach (var patient in histories.KnownAtAsync(sequence, patients: ids, cancellation: cancellation)) fresh.Add(patient);
        var result = new ReconciliationResult(
            clock.GetUtcNow(), sequence, fresh.Count, await AnalystComparison.CompareAsync(connection, fresh, ids, cancellation));
        await SaveAsync(connection, result, cancellation);
        await transaction.CommitAsync(cancellation);
        var differing = result.Tables.Sum(table => table.Missing + table.Unexpected);
        if (differing == 0) LogAgrees(result.Patients);
        else LogDiffers(differing, result.Patients);
        return result;
    }

    /// <summary>The last result; null before the first night.</summary>
    public async Task<ReconciliationResult?> LastAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"select ran_at, sequence, patients, table_name, missing, unexpected from {OwnTables.Schema}.analyst_reconciliations order by ran_at desc limit 1");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation)) return null;
        var (names, missing, unexpected) = (reader.GetFieldValue<string[]>(3), reader.GetFieldValue<long[]>(4), reader.GetFieldValue<long[]>(5));
        return new(
            reader.GetFieldValue<DateTimeOffset>(0), reader.GetInt64(1), reader.GetInt32(2),
            [.. names.Select((name, i) => new TableDifference(name, missing[i], unexpected[i]))]);
    }

    private static async Task<Guid[]> SampledRowsAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"""
            select array(
              (select patient_id from {AnalystTables.All[0].FullName} order by random() limit {Sample})
              union (select patient_id from {AnalystTables.Refusals.FullName} order by random() limit {Sample}))
            """, connection);
        return (Guid[])(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static async Task SaveAsync(NpgsqlConnection connection, ReconciliationResult result, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"insert into {OwnTables.Schema}.analyst_reconciliations values ($1, $2, $3, $4, $5, $6) on conflict (ran_at) do nothing", connection);
        object[] values =
        [
            result.RanAt, result.Sequence, result.Patients, result.Tables.Select(table => table.Table).ToArray(),
            result.Tables.Select(table => table.Missing).ToArray(), result.Tables.Select(table => table.Unexpected).ToArray(),
        ];
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    [LoggerMessage(1, LogLevel.Information, "The tables for analysts agree with the events of {Patients} sampled patients")]
    private partial void LogAgrees(int patients);

    [LoggerMessage(2, LogLevel.Error, "{Rows} rows of the tables for analysts differ from the events of {Patients} sampled patients: rebuild them")]
    private partial void LogDiffers(long rows, int patients);
}
