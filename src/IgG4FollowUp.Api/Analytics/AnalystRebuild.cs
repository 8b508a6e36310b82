using IgG4FollowUp.Api.Storage;
using Npgsql;

namespace IgG4FollowUp.Api.Analytics;

/// <summary>How far a rebuild is.</summary>
/// <param name="Events">Events read.</param>
/// <param name="TotalEvents">Events there are.</param>
/// <param name="Patients">Patients written.</param>
/// <param name="Sequence">The sequence it reads up to.</param>
public sealed record RebuildProgress(long Events, long TotalEvents, long Patients, long Sequence);

/// <summary>A rebuild is running on some node.</summary>
public sealed class RebuildRunningException() : Exception("A rebuild is running.");

/// <summary>
/// Writes all tables anew, up to the sequence that the projection has come to, where it is held meanwhile: every stream is read once, in
/// order, and its rows are copied in. Readers keep the former rows until the end. The projection's progress stays as it is, so it goes on
/// behind the rebuild as if nothing had happened.
/// </summary>
public sealed class AnalystRebuild(NpgsqlDataSource database, EventLog log, PatientStreams histories, ConsentForReuse consent)
{
    /// <summary>Rebuilds.</summary>
    /// <returns>Where it ended; at 0 before the projection's first page, which will write the tables itself.</returns>
    /// <exception cref="RebuildRunningException">Another rebuild is running.</exception>
    public async Task<RebuildProgress> RunAsync(IProgress<RebuildProgress>? report, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (!await TryClaimAsync(connection, cancellation)) throw new RebuildRunningException();
        if (await ShardProgress.HoldAsync(connection, AnalystRowsProjection.ShardName, cancellation) is not { } mark)
            return new(0, 0, 0, 0);
        var total = await log.CountAsync(mark, cancellation);
        foreach (var table in AnalystTables.Kept) await ExecuteAsync(connection, $"delete from {table.FullName}", cancellation);

        var progress = new RebuildProgress(0, total, 0, mark);
        report?.Report(progress);
        var copy = new RowCopy(connection, AnalystTables.Kept);
        await foreach (var batch in histories.ReadAsync(mark, cancellation: cancellation)
            .FoldedAsync(patients => FoldedBatch.Of(patients, AnalystTables.Kept), cancellation))
        {
            await copy.AddAsync(batch, cancellation);
            progress = progress with { Events = progress.Events + batch.Events, Patients = progress.Patients + batch.Patients };
            report?.Report(progress);
        }

        await copy.FlushAsync(cancellation);
        await AnalystEdition.MarkAsync(connection, consent.Rule, cancellation);
        await transaction.CommitAsync(cancellation);
        return progress;
    }

    /// <summary>
    /// Whether the rows are those of this edition. Before the projection's first page there are none, and what it writes will be.
    /// </summary>
    public async Task<bool> IsCurrentAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        if (!await AnalystEdition.IsCurrentAsync(connection, consent.Rule, cancellation)) return false;
        await AnalystEdition.MarkAsync(connection, consent.Rule, cancellation);
        return true;
    }

    // One rebuild at a time, on whatever node.
    private static async Task<bool> TryClaimAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select pg_try_advisory_xact_lock(4714)", connection);
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
