using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Marten.Events.Daemon.HighWater;

/// <summary>
/// Moves the high-water mark: the sequence number up to which no event can appear any more. Safe on several nodes at once,
/// because each reads the mark from the table and moves it only from where it read it.
/// </summary>
internal sealed partial class HighWaterDetector(
    NpgsqlDataSource source, string schema, Progression progression, TimeSpan staleThreshold, bool useEvidence, ILogger logger)
{
    private const int Window = 10_000;
    private const int MaximumFences = 8;

    // Served by the primary key's index alone. The sequence is read outside any snapshot: every number up to it is drawn.
    private readonly string _readSql = $"""
        with mark as (
            select (select last_seq_id from {schema}.mt_event_progression where name = '{MarkName}') as at),
        page as (
            select seq_id from {schema}.mt_events where seq_id > (select coalesce(at, 0) from mark) order by seq_id limit {Window}),
        numbered as (
            select seq_id, seq_id - row_number() over (order by seq_id) as island from page)
        select (select at from mark),
               (select max(seq_id) from numbered where island = (select coalesce(at, 0) from mark)),
               (select min(seq_id) from numbered where island > (select coalesce(at, 0) from mark)),
               (select case when is_called then last_value else 0 end from {schema}.mt_events_sequence)
        """;

    private readonly string _holdersSql = $"""
        select distinct virtualtransaction, pid is null
        from pg_locks
        where locktype = 'relation' and granted and mode <> 'AccessShareLock'
          and database = (select oid from pg_database where datname = current_database())
          and relation = '{schema}.mt_events_sequence'::regclass
        """;

    private readonly string _skipSql = $"""
        with moved as (
            update {schema}.mt_event_progression set last_seq_id = $2, last_updated = transaction_timestamp()
            where name = '{MarkName}' and last_seq_id = $1 returning 1)
        insert into {schema}.mt_high_water_skips (ending_sequence, starting_sequence)
        select $2, $1 from moved
        on conflict (ending_sequence) do update set starting_sequence = excluded.starting_sequence
        """;

    private readonly List<SequenceFence> _fences = [];
    private long _warnedAbout;

    internal const string MarkName = JasperFx.Events.Projections.ShardState.HighWaterMark;

    public long Mark { get; private set; }

    /// <summary>The highest number drawn when last looked at, committed or not.</summary>
    public long Highest { get; private set; }

    /// <summary>Moves the mark as far as it can go now.</summary>
    /// <returns>True when it moved.</returns>
    public async Task<bool> AdvanceAsync(CancellationToken cancellation)
    {
        var before = Mark;
        var settled = 0L;
        while (true)
        {
            var seen = await ReadAsync(cancellation);
            Mark = seen.Mark ?? 0;
            Highest = seen.Highest;
            // After a reset of the store the numbers start again.
            _fences.RemoveAll(fence => fence.Ceiling > Highest || fence.Ceiling <= Mark);
            if (settled > Highest) settled = 0;

            if (seen.Contiguous is { } contiguous)
            {
                if (await progression.MoveAsync(MarkName, seen.Mark, contiguous, cancellation)) Mark = contiguous;
                // Somebody else moved the mark, or more events may follow, or a hole does: look again from there.
                if (Mark < Highest) continue;
                break;
            }

            if (Mark >= Highest) break;

            if (Mark < settled)
            {
                await SkipAsync(seen, Math.Min(seen.NextAfterHole ?? long.MaxValue, settled), cancellation);
                continue;
            }

            var proven = await SettleAsync(cancellation);
            if (proven <= Mark) break;
            // What committed before the proof is visible to every read after it, hence to the next one.
            settled = proven;
        }

        return Mark != before;
    }

    private async Task SkipAsync(Reading seen, long to, CancellationToken cancellation)
    {
        if (seen.Mark is null) await progression.MoveAsync(MarkName, from: null, to: 0, cancellation);
        await using var command = source.CreateCommand(_skipSql);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Mark });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = to });
        if (await command.ExecuteNonQueryAsync(cancellation) == 1) LogSkipped(Mark, to);
    }

    /// <returns>The number up to which every hole is proven to stay a hole, or 0.</returns>
    private async Task<long> SettleAsync(CancellationToken cancellation)
    {
        var now = Stopwatch.GetTimestamp();
        var wantsFence = _fences.Count == 0
            || (_fences.Count < MaximumFences && _fences[^1].Ceiling < Highest && Stopwatch.GetElapsedTime(_fences[^1].SetAt, now) >= staleThreshold / 4);
        var due = _fences.FindLast(fence => Stopwatch.GetElapsedTime(fence.SetAt, now) >= staleThreshold);
        if (!wantsFence && due is null) return 0;

        var holders = useEvidence ? await ReadHoldersAsync(cancellation) : [];
        foreach (var fence in _fences) fence.Narrow(holders);
        if (wantsFence) _fences.Add(new SequenceFence(Highest, holders, now));
        if (due is null) return 0;

        var settled = _fences.FindLast(fence => fence.IsSettled && fence.SetAt <= due.SetAt);
        if (settled is null) WarnOnce(due);
        return settled?.Ceiling ?? 0;
    }

    private void WarnOnce(SequenceFence fence)
    {
        if (_warnedAbout == fence.Ceiling || !logger.IsEnabled(LogLevel.Warning)) return;
        _warnedAbout = fence.Ceiling;
        LogHeld(Mark, string.Join(", ", fence.Holders.Select(holder => holder.Transaction)));
    }

    private async Task<Reading> ReadAsync(CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(_readSql);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return new Reading(Number(0), Number(1), Number(2), reader.GetInt64(3));

        long? Number(int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);
    }

    private async Task<List<SequenceHolder>> ReadHoldersAsync(CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(_holdersSql);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var holders = new List<SequenceHolder>();
        while (await reader.ReadAsync(cancellation)) holders.Add(new SequenceHolder(reader.GetString(0), reader.GetBoolean(1)));
        return holders;
    }

    /// <param name="Mark">The row, null before the first move.</param>
    /// <param name="Contiguous">The last of the events that follow the mark without a hole.</param>
    /// <param name="NextAfterHole">The first event behind the first hole.</param>
    /// <param name="Highest">The last number drawn.</param>
    private sealed record Reading(long? Mark, long? Contiguous, long? NextAfterHole, long Highest);

    [LoggerMessage(1, LogLevel.Information, "No open transaction can fill the hole after sequence {From}: the high-water mark goes on to {To}")]
    private partial void LogSkipped(long from, long to);

    [LoggerMessage(2, LogLevel.Warning, "The high-water mark stays at {Mark}: these transactions drew a number and are still open: {Holders}")]
    private partial void LogHeld(long mark, string holders);
}
