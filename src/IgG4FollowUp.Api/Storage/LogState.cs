using Npgsql;

namespace IgG4FollowUp.Api.Storage;

/// <summary>How far everything that follows the log has come.</summary>
/// <param name="Mark">The high-water mark.</param>
/// <param name="Highest">The highest sequence of an event; above the mark while transactions are open.</param>
/// <param name="Shards">What each projection and subscription has come to, by the shard's name.</param>
/// <param name="IsHeld">Whether a rebuild holds a projection where it is.</param>
public sealed record LogState(long Mark, long Highest, IReadOnlyDictionary<string, long> Shards, bool IsHeld)
{
    public static async Task<LogState> ReadAsync(NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"""
            select {EventLog.MarkSql},
              coalesce((select e.seq_id from {StorageNames.Events} e where {EventLog.IsEvent("$1")} order by e.seq_id desc limit 1), 0),
              (select array_agg(name order by name) from {StorageNames.Progress} where name like '%:All'),
              (select array_agg(last_seq_id order by name) from {StorageNames.Progress} where name like '%:All'),
              exists (select from pg_locks where locktype = 'advisory' and classid = 0 and objid = 4714
                and database = (select oid from pg_database where datname = current_database()))
            """);
        command.CommandTimeout = 5;
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. EventNames.All.Keys] });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var names = await reader.IsDBNullAsync(2, cancellation) ? [] : reader.GetFieldValue<string[]>(2);
        var reached = await reader.IsDBNullAsync(3, cancellation) ? [] : reader.GetFieldValue<long[]>(3);
        return new(
            reader.GetInt64(0), reader.GetInt64(1),
            names.Zip(reached).ToDictionary(shard => shard.First, shard => shard.Second, StringComparer.Ordinal), reader.GetBoolean(4));
    }
}
