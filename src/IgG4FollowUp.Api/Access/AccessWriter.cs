using IgG4FollowUp.Api.Storage;
using Npgsql;

namespace IgG4FollowUp.Api.Access;

/// <summary>
/// Puts entries on record, one writer for each node. An entry is in the journal before the answer that it tells of begins, and in the
/// database within a second, many at once: waiting for a commit each would cost a read as much again. When the process is killed, the next
/// one on the same folder writes what the journal holds; when the database takes none for so long that no place is left, patients' data are
/// read no more.
/// </summary>
public sealed partial class AccessWriter(AccessJournal journal, AccessRows rows, ILogger<AccessWriter> logger) : BackgroundService
{
    /// <summary>Entries that may wait for the database.</summary>
    public const int Places = 20_000;

    // The rest is kept for reads of patients' data, so that a flood of refusals stops none.
    private const int PlacesForRefusals = Places / 2;

    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Queue<Batch> _late = new();
    private Batch? _gathering;
    private int _waiting;
    private int _lost;

    /// <summary>Has an entry written: when it returns, neither a failure nor the end of the process undoes it.</summary>
    /// <returns>False when there is no place, or the journal cannot be written.</returns>
    public bool TryWrite(AccessEntry entry) => TryWrite(entry, Places);

    /// <summary>Has an entry written that tells of nobody's data. Without a place it is counted, and the number put on record.</summary>
    public void Write(AccessEntry entry)
    {
        if (!TryWrite(entry, PlacesForRefusals)) Interlocked.Increment(ref _lost);
    }

    /// <summary>Writes what waits.</summary>
    /// <exception cref="NpgsqlException">The database does not take it; it goes on waiting.</exception>
    public async Task FlushAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            // What failed before may have been committed all the same, and is compared row by row.
            for (; _late.TryPeek(out var late); _late.Dequeue()) await WriteAsync(late, rows.InsertAsync, cancellation);
            if (Interlocked.Exchange(ref _lost, 0) is > 0 and var lost
                && !TryWrite(AccessEntry.Now(AccessKind.Lost, "(queue)", 0) with { Count = lost }))
                Interlocked.Add(ref _lost, lost);
            if (Take() is not { } batch) return;
            _late.Enqueue(batch);
            await WriteAsync(batch, rows.CopyAsync, cancellation);
            _late.Dequeue();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Writes what waits, and ends; what the database does not take is left to the next process.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryFlushAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var (part, entries) in journal.LeftBehind()) _late.Enqueue(new(part, [.. entries]));
        Interlocked.Add(ref _waiting, _late.Sum(batch => batch.Entries.Count));
        using var timer = new PeriodicTimer(Gathering);
        do
        {
            await TryFlushAsync(stoppingToken);
        }
        while (!stoppingToken.IsCancellationRequested && await NextAsync(timer, stoppingToken));
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private bool TryWrite(AccessEntry entry, int places)
    {
        lock (_gate)
        {
            if (_waiting >= places) return false;
            try
            {
                _gathering ??= new(journal.Begin(), []);
                _gathering.Part.Append(entry);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                LogUnwritten(e);
                return false;
            }

            _gathering.Entries.Add(entry);
            _waiting++;
            return true;
        }
    }

    private Batch? Take()
    {
        lock (_gate)
        {
            var batch = _gathering;
            _gathering = null;
            return batch;
        }
    }

    private async Task WriteAsync(
        Batch batch, Func<IReadOnlyList<AccessEntry>, CancellationToken, Task> write, CancellationToken cancellation)
    {
        await write(batch.Entries, cancellation);
        batch.Part.Delete();
        lock (_gate) _waiting -= batch.Entries.Count;
    }

    private async Task TryFlushAsync(CancellationToken cancellation)
    {
        try
        {
            await FlushAsync(cancellation);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            LogFailed(_waiting, e);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The service stops; the journal has it.
        }
    }

    [LoggerMessage(1, LogLevel.Error, "{Count} entries of the access record wait, because the database does not take them")]
    private partial void LogFailed(int count, Exception failure);

    [LoggerMessage(2, LogLevel.Error, "The journal of the access record cannot be written, and no patient's data are read without it")]
    private partial void LogUnwritten(Exception failure);

    private sealed record Batch(AccessJournal.Part Part, List<AccessEntry> Entries);
}
