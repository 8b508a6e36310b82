using Npgsql;

namespace IgG4FollowUp.Api.Storage;

/// <summary>An event's place in the log, what it is and when it was recorded.</summary>
/// <param name="Sequence">Its place.</param>
/// <param name="Type">Its stored name.</param>
/// <param name="StreamId">The stream it belongs to.</param>
/// <param name="RecordedAt">When it was recorded.</param>
public readonly record struct LoggedEvent(long Sequence, string Type, Guid StreamId, DateTimeOffset RecordedAt);

/// <summary>
/// The log of all events, in the order of their sequences. Only events of the service count: the store keeps rows of its own among them,
/// such as the tombstone of a transaction that failed, whose time is minus infinity.
/// </summary>
public sealed class EventLog(NpgsqlDataSource database)
{
    /// <summary>
    /// The high-water mark: the sequence at or below which nothing can appear any more. The highest sequence seen is no such mark.
    /// </summary>
    internal const string MarkSql =
        $"coalesce((select last_seq_id from {StorageNames.Progress} where name = '{StorageNames.HighWaterMark}'), 0)";

    private static readonly string[] Names = [.. EventNames.All.Keys];
    private static readonly string[] OfPatients = [.. EventNames.OfPatients.Keys];

    /// <summary>Whether rows of the table "e" are events of the service; the parameter holds their names.</summary>
    internal static string IsEvent(string parameter) => $"e.type = any({parameter}) and not e.is_archived";

    /// <summary>The high-water mark.</summary>
    public async Task<long> MarkAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"select {MarkSql}");
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>
    /// The last sequence before the first event of a patient recorded after a moment, at most the mark. An event that was recorded earlier
    /// but numbered later is left out rather than let in one day.
    /// </summary>
    public async Task<long> SequenceAtAsync(DateTimeOffset moment, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"""
            with mark as (select {MarkSql} as at)
            select coalesce(
              (select e.seq_id - 1 from {StorageNames.Events} e, mark where e.seq_id <= mark.at and e.timestamp > $1 and {IsEvent("$2")}
                 order by e.seq_id limit 1),
              mark.at)
            from mark
            """);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = moment });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = OfPatients });
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>When the last event up to a sequence was recorded; null before the first one.</summary>
    public async Task<DateTimeOffset?> RecordedAtAsync(long sequence, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"select e.timestamp from {StorageNames.Events} e where e.seq_id <= $1 and {IsEvent("$2")} order by e.seq_id desc limit 1");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = sequence });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = Names });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? reader.GetFieldValue<DateTimeOffset>(0) : null;
    }

    /// <summary>Number of patients' events up to a sequence.</summary>
    public async Task<long> CountAsync(long upTo, CancellationToken cancellation)
    {
        await using var command =
            database.CreateCommand($"select count(*) from {StorageNames.Events} e where e.seq_id <= $1 and {IsEvent("$2")}");
        command.CommandTimeout = 0;
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = upTo });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = OfPatients });
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Whether anything is on record.</summary>
    public async Task<bool> AnyAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"select exists (select from {StorageNames.Events} e where {IsEvent("$1")})");
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = Names });
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Streams with an event after one sequence and up to another.</summary>
    public async Task<Guid[]> ChangedStreamsAsync(long after, long upTo, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"select array(select distinct e.stream_id from {StorageNames.Events} e where e.seq_id > $1 and e.seq_id <= $2 and "
                + $"{IsEvent("$3")})");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = upTo });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = Names });
        return (Guid[])(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Events of some types, of all clinics, after one sequence and up to another, in order.</summary>
    /// <returns>Each with its clinic.</returns>
    public async Task<List<(string Clinic, LoggedEvent Event)>> ReadAsync(long after, long upTo, string[] types, int most,
        CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"""
            select e.tenant_id, e.seq_id, e.type, e.stream_id, e.timestamp from {StorageNames.Events} e
            where e.seq_id > $1 and e.seq_id <= $2 and {IsEvent("$3")} order by e.seq_id limit $4
            """);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = upTo });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = types });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = most });
        var events = new List<(string, LoggedEvent)>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            events.Add((
                reader.GetString(0),
                new(reader.GetInt64(1), reader.GetString(2), reader.GetGuid(3), reader.GetFieldValue<DateTimeOffset>(4))));
        }

        return events;
    }
}
