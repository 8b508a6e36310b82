using System.Threading.Channels;
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
public sealed class AnalystRebuild(NpgsqlDataSource database, EventLog log, PatientStreams histories)
{
    private const int PatientsPerBatch = 64;
    private const int RowsPerCopy = 20_000;

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
        var copy = new RowCopy(connection);
        await foreach (var batch in FoldAsync(mark, cancellation))
        {
            copy.Add(batch);
            if (copy.Rows >= RowsPerCopy) await copy.FlushAsync(cancellation);
            progress = progress with { Events = progress.Events + batch.Events, Patients = progress.Patients + batch.Patients };
            report?.Report(progress);
        }

        await copy.FlushAsync(cancellation);
        await AnalystEdition.MarkAsync(connection, cancellation);
        await transaction.CommitAsync(cancellation);
        return progress;
    }

    /// <summary>
    /// Whether the rows are those of this edition. Before the projection's first page there are none, and what it writes will be.
    /// </summary>
    public async Task<bool> IsCurrentAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        if (!await AnalystEdition.IsCurrentAsync(connection, cancellation)) return false;
        await AnalystEdition.MarkAsync(connection, cancellation);
        return true;
    }

    // Reading, folding and copying overlap; the channels are short, so that memory stays the same whatever the number of streams.
    private async IAsyncEnumerable<FoldedBatch> FoldAsync(long mark,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var folders = Math.Max(1, Environment.ProcessorCount);
        var read = Channel.CreateBounded<List<PatientStream>>(folders * 2);
        var folded = Channel.CreateBounded<FoldedBatch>(folders * 2);
        var reading = CompleteAsync(read.Writer, ReadAsync(read.Writer, mark, stop.Token));
        var folding = CompleteAsync(folded.Writer, Task.WhenAll(Enumerable.Range(0, folders).Select(_ => Task.Run(
            async () =>
            {
                await foreach (var batch in read.Reader.ReadAllAsync(stop.Token))
                    await folded.Writer.WriteAsync(FoldedBatch.Of(batch), stop.Token);
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

    private async Task ReadAsync(ChannelWriter<List<PatientStream>> writer, long mark, CancellationToken cancellation)
    {
        var batch = new List<PatientStream>(PatientsPerBatch);
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
