using System.Data;
using System.Globalization;
using IgG4FollowUp.Api.Storage;
using Marten;
using Npgsql;

namespace IgG4FollowUp.Api.Analytics;

/// <summary>A comparison of live rows with a fresh fold.</summary>
/// <param name="RanAt">When.</param>
/// <param name="Sequence">The sequence the rows had reached.</param>
/// <param name="Patients">How many patients were compared.</param>
/// <param name="Tables">Counts per table, all zero when live rows and events agree.</param>
public sealed record ReconciliationResult(DateTimeOffset RanAt, long Sequence, int Patients, IReadOnlyList<TableDifference> Tables);

/// <summary>A comparison on record.</summary>
/// <param name="Id">When it was made, as sortable text.</param>
/// <param name="Result">What it found.</param>
public sealed record ReconciliationRecord(string Id, ReconciliationResult Result);

/// <summary>Compare the tables for analysts with the events, as every night.</summary>
public sealed record CompareAnalystRows;

public static class CompareAnalystRowsHandler
{
    public static Task Handle(CompareAnalystRows message, Reconciliation reconciliation, CancellationToken cancellation) =>
        reconciliation.RunAsync(cancellation);
}

/// <summary>Compares the rows of a sample of patients with what their events say. Logs counts, never clinical data.</summary>
public sealed partial class Reconciliation(
    NpgsqlDataSource database, IDocumentStore store, ChartsAsOf charts, PatientStreams histories, TimeProvider clock,
    ILogger<Reconciliation> logger)
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
        await using var session = store.AcrossClinics();
        session.Store(new ReconciliationRecord(result.RanAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), result));
        await session.SaveChangesAsync(cancellation);
        var differing = result.Tables.Sum(table => table.Missing + table.Unexpected);
        if (differing == 0) LogAgrees(result.Patients);
        else LogDiffers(differing, result.Patients);
        return result;
    }

    /// <summary>The last result; null before the first night.</summary>
    public async Task<ReconciliationResult?> LastAsync(CancellationToken cancellation)
    {
        await using var session = store.AcrossClinics();
        return (await session.Query<ReconciliationRecord>().OrderByDescending(record => record.Id)
            .FirstOrDefaultAsync(cancellation))?.Result;
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

    [LoggerMessage(1, LogLevel.Information, "The tables for analysts agree with the events of {Patients} sampled patients")]
    private partial void LogAgrees(int patients);

    [LoggerMessage(2, LogLevel.Error,
        "{Rows} rows of the tables for analysts differ from the events of {Patients} sampled patients: rebuild them")]
    private partial void LogDiffers(long rows, int patients);
}
