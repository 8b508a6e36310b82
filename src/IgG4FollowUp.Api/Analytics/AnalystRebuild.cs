using System.Threading.Channels;
using IgG4FollowUp.Api.Hosting;
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
/// Writes all tables anew: every stream is read once, in order, and its rows are copied in. Readers keep the former rows until the end, when rows and
/// progress change in one transaction.
/// </summary>
public sealed class AnalystRebuild(NpgsqlDataSource database, PatientHistories histories)
{
    private const int PatientsPerBatch = 64;
    private const int RowsPerCopy = 20_000;

    /// <summary>Rebuilds up to the high-water mark.</summary>
    /// <returns>Where it ended.</returns>
    /// <exception cref="RebuildRunningException">Another rebuild is running.</exception>
    public async Task<RebuildProgress> RunAsync(IProgress<RebuildProgress>? report, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (!await ScalarAsync<bool>(connection, "select pg_try_advisory_xact_lock(4714)", cancellation)) throw new RebuildRunningException();
        // A page of the projection deletes from this table first: it is either committed before this lock or finds, after it, that progress has moved on,
        // and is rolled back. Reading is not blocked.
        await ExecuteAsync(connection, $"lock table {AnalystTables.All[0].FullName} in share row exclusive mode", cancellation);
        // Read behind the lock: the projection cannot be ahead of it.
        var mark = await ScalarAsync<long>(
            connection, $"select coalesce((select last_seq_id from {OwnTables.Schema}.mt_event_progression where name = 'HighWaterMark'), 0)", cancellation);
        var total = await ScalarAsync<long>(connection, $"select count(*) from {OwnTables.Schema}.mt_events where seq_id <= {mark}", cancellation);
        foreach (var table in AnalystTables.Kept) await ExecuteAsync(connection, $"delete from {table.FullName}", cancellation);

        var progress = new RebuildProgress(0, total, 0, mark);
        report?.Report(progress);
        var copy = new RowCopy(connection);
        await foreach (var batch in FoldAsync(mark, cancellation))
        {
            copy.Add(batch);
            if (copy.Rows >= RowsPerCopy) await copy.FlushAsync(cancellation);
            progress = progress with { Events = progress.Events + batch.Events, Patients = progress.Patients + batch.Patients };
            report?.Report(progress);
        }

        await copy.FlushAsync(cancellation);
        await ExecuteAsync(connection, $"""
            insert into {OwnTables.Schema}.mt_event_progression (name, last_seq_id) values ('{AnalystRowsProjection.ShardName}', {mark})
            on conflict (name) do update set last_seq_id = excluded.last_seq_id, last_updated = transaction_timestamp()
            """, cancellation);
        await transaction.CommitAsync(cancellation);
        return progress;
    }

    // Reading, folding and copying overlap; the channels are short, so that memory stays the same whatever the number of streams.
    private async IAsyncEnumerable<FoldedBatch> FoldAsync(long mark, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var folders = Math.Max(1, Environment.ProcessorCount);
        var read = Channel.CreateBounded<List<PatientHistory>>(folders * 2);
        var folded = Channel.CreateBounded<FoldedBatch>(folders * 2);
        var reading = CompleteAsync(read.Writer, ReadAsync(read.Writer, mark, stop.Token));
        var folding = CompleteAsync(folded.Writer, Task.WhenAll(Enumerable.Range(0, folders).Select(_ => Task.Run(
            async () =>
            {
                await foreach (var batch in read.Reader.ReadAllAsync(stop.Token)) await folded.Writer.WriteAsync(FoldedBatch.Of(batch), stop.Token);
            },
            stop.Token))));
        try
        {
            await foreach (var batch in folded.Reader.ReadAllAsync(cancellation)) yield return batch;
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(reading, folding);
        }
    }

    private async Task ReadAsync(ChannelWriter<List<PatientHistory>> writer, long mark, CancellationToken cancellation)
    {
        var batch = new List<PatientHistory>(PatientsPerBatch);
        await foreach (var history in histories.ReadAsync(mark, cancellation: cancellation))
        {
            batch.Add(history);
            if (batch.Count < PatientsPerBatch) continue;
            await writer.WriteAsync(batch, cancellation);
            batch = new(PatientsPerBatch);
        }

        if (batch.Count > 0) await writer.WriteAsync(batch, cancellation);
    }

    // A failure travels down the channel to whoever reads it.
    private static async Task CompleteAsync<T>(ChannelWriter<T> writer, Task work)
    {
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        writer.Complete(work.Exception?.InnerException ?? (work.IsCanceled ? new OperationCanceledException() : null));
    }

    private static async Task<T> ScalarAsync<T>(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return (T)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
