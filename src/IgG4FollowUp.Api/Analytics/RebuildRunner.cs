using System.Diagnostics;
using System.Threading.Channels;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.Storage;
using Marten;

namespace IgG4FollowUp.Api.Analytics;

/// <summary>Where the last rebuild stands, whichever node runs it.</summary>
/// <param name="State">One of: never, running, done, failed. A running one whose node died stays so until the next is started.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="FinishedAt">When it ended; null while running.</param>
/// <param name="Progress">How far it came.</param>
public sealed record RebuildState(string State, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, RebuildProgress Progress);

/// <summary>The last rebuild, where every node sees it.</summary>
public sealed record RebuildRecord(string Id, RebuildState State)
{
    public const string OfAnalystTables = "analyst-tables";
}

/// <summary>
/// Rebuilds in the background when asked to; unasked after the start of a newer edition of the tables, see <see cref="AnalystEdition"/>.
/// </summary>
public sealed partial class RebuildRunner(
    IDocumentStore store, AnalystRebuild rebuild, TimeProvider clock, IHostApplicationLifetime lifetime, ILogger<RebuildRunner> logger)
        : BackgroundService
{
    private static readonly TimeSpan BetweenReports = TimeSpan.FromMilliseconds(500);

    private readonly Channel<bool> _asked = Channel.CreateBounded<bool>(1);
    private int _running;

    /// <summary>Whether this node is at it.</summary>
    public bool IsRunning => Volatile.Read(ref _running) != 0;

    /// <summary>Asks for a rebuild.</summary>
    /// <returns>False when this node is already at it.</returns>
    public bool Start() => Interlocked.CompareExchange(ref _running, 1, 0) == 0 && _asked.Writer.TryWrite(true);

    public async Task<RebuildState> StateAsync(CancellationToken cancellation)
    {
        await using var session = store.AcrossClinics();
        return await session.LoadAsync<RebuildRecord>(RebuildRecord.OfAnalystTables, cancellation) is { } last
            ? last.State
            : new("never", null, null, new(0, 0, 0, 0));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await AfterUpgradeAsync(stoppingToken);
        // Being disposed of without a stop is an end like any other.
        while (!stoppingToken.IsCancellationRequested)
        {
            await ((Task)_asked.Reader.WaitToReadAsync(stoppingToken).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_asked.Reader.TryRead(out _)) continue;
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (RebuildRunningException)
            {
                _running = 0;
                LogRunning();
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(e);
            }
        }
    }

    private async Task AfterUpgradeAsync(CancellationToken cancellation)
    {
        try
        {
            await lifetime.StartedAsync(cancellation);
            if (await rebuild.IsCurrentAsync(cancellation) || !Start()) return;
            LogOutdated();
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            LogFailed(e);
        }
        catch (OperationCanceledException)
        {
            // The node stops; the next one looks again.
        }
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        var started = clock.GetUtcNow();
        var progress = new RebuildProgress(0, 0, 0, 0);
        var reports = new Reports(this, started, cancellation);
        try
        {
            await SaveAsync("running", started, null, progress, cancellation);
            progress = await rebuild.RunAsync(reports, cancellation);
            await reports.SavedAsync();
            // Whoever reads that it is done may ask for the next one.
            _running = 0;
            await SaveAsync("done", started, clock.GetUtcNow(), progress, cancellation);
        }
        catch (Exception e) when (e is not (RebuildRunningException or OperationCanceledException))
        {
            // A report that is under way would take the last word.
            await reports.SavedAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _running = 0;
            await SaveAsync("failed", started, clock.GetUtcNow(), progress, CancellationToken.None);
            throw;
        }
    }

    private async Task SaveAsync(string state, DateTimeOffset started, DateTimeOffset? finished, RebuildProgress progress,
        CancellationToken cancellation)
    {
        await using var session = store.AcrossClinics();
        session.Store(new RebuildRecord(RebuildRecord.OfAnalystTables, new(state, started, finished, progress)));
        await session.SaveChangesAsync(cancellation);
    }

    /// <summary>Writes down how far the rebuild is, not more often than a person can read, and never two reports at once.</summary>
    private sealed class Reports(RebuildRunner runner, DateTimeOffset started, CancellationToken cancellation) : IProgress<RebuildProgress>
    {
        private long _last;
        private Task _saving = Task.CompletedTask;

        /// <summary>Returns when no report is under way, so that none overtakes the last word.</summary>
        public Task SavedAsync() => _saving;

        public void Report(RebuildProgress value)
        {
            if (!_saving.IsCompleted || (_last != 0 && Stopwatch.GetElapsedTime(_last) < BetweenReports)) return;
            _last = Stopwatch.GetTimestamp();
            _saving = runner.SaveAsync("running", started, null, value, cancellation);
        }
    }

    [LoggerMessage(2, LogLevel.Information,
        "The tables for analysts are of an earlier edition and are written anew; until then the cohort is not answered for")]
    private partial void LogOutdated();

    [LoggerMessage(3, LogLevel.Information, "The tables for analysts are being written anew already")]
    private partial void LogRunning();

    [LoggerMessage(1, LogLevel.Error, "The rebuild of the tables for analysts failed; they are as before")]
    private partial void LogFailed(Exception exception);
}
