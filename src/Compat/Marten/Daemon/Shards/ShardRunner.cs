using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;

namespace Marten.Events.Daemon.Shards;

/// <summary>Takes a shard from where it stands to a given sequence, page by page, loading one page ahead.</summary>
internal sealed class ShardRunner(IShard shard, Progression progression, ShardStateTracker tracker, ErrorHandlingOptions errors, int pageSize)
{
    // Two pages are in memory at a time: the one being applied and the next.
    private readonly int _pageSize = Math.Max(1, Math.Min(pageSize, shard.Options.MaximumHopperSize / 2));
    private long? _row;

    public ShardName Name => shard.Name;

    public long Position { get; private set; }

    /// <summary>Reads the progress row, and moves it where the options say the shard begins.</summary>
    public async Task PrepareAsync(long mark, CancellationToken cancellation)
    {
        _row = await progression.ReadAsync(Name.Identity, cancellation);
        Position = _row ?? 0;
        tracker.Publish(Name.Identity, Position);
        // The present is that of the first start: a shard that once stood somewhere goes on from there.
        var begin = _row is null && shard.Options.FromPresent ? mark : Math.Max(shard.Options.FromSequence ?? 0, Position);
        if (begin == Position) return;
        if (!await progression.MoveAsync(Name.Identity, _row, begin, cancellation)) throw new ProgressionProgressOutOfOrderException(Name);
        _row = Position = begin;
    }

    /// <param name="ceiling">The last sequence to apply.</param>
    /// <param name="drain">Ends the run after the page at hand.</param>
    /// <param name="cancellation">Ends the run at once; the page at hand is rolled back.</param>
    public async Task RunAsync(long ceiling, CancellationToken drain, CancellationToken cancellation)
    {
        var loading = LoadAsync(Position);
        while (loading is not null)
        {
            var page = await loading;
            loading = page.Ceiling < ceiling && !drain.IsCancellationRequested ? LoadAsync(page.Ceiling) : null;
            try
            {
                await ApplyAsync(page, cancellation);
            }
            catch
            {
                // The page ahead is of no use any more, but its connection must be free before the shard starts again.
                if (loading is not null) await ((Task)loading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw;
            }

            _row = Position = page.Ceiling;
            tracker.Publish(Name.Identity, Position);
        }

        Task<ShardPage> LoadAsync(long floor) => shard.LoadAsync(floor, ceiling, _pageSize, errors, cancellation);
    }

    private async Task ApplyAsync(ShardPage page, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await shard.ApplyAsync(page, _row, cancellation);
                return;
            }
            catch (ApplyEventException e) when (errors.SkipApplyErrors && page.Contains(e.Event))
            {
                page = page.Without(e.Event, DeadLetters.From(Name, e));
            }
        }
    }
}
