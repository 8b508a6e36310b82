using JasperFx.Events.Projections;
using Npgsql;

namespace Marten.Events.Daemon;

/// <summary>The table <c>mt_event_progression</c>: how far the high-water mark and every async shard have come.</summary>
internal sealed class Progression(NpgsqlDataSource source, string schema)
{
    // Bookkeeping of the published edition, behind by design: not progress.
    private const string Bookkeeping = "('HighWaterAllocationFence', 'HighWaterStuckGap')";

    public string Table { get; } = schema + ".mt_event_progression";

    public async Task<long?> ReadAsync(string name, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand($"select last_seq_id from {Table} where name = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        return await command.ExecuteScalarAsync(cancellation) as long?;
    }

    public async Task<IReadOnlyList<ShardState>> ReadAllAsync(CancellationToken cancellation)
    {
        await using var command = source.CreateCommand($"select name, coalesce(last_seq_id, 0) from {Table} where name not in {Bookkeeping}");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var states = new List<ShardState>();
        while (await reader.ReadAsync(cancellation)) states.Add(new ShardState(reader.GetString(0), reader.GetInt64(1)));
        return states;
    }

    /// <summary>Moves a row only if it still stands where the caller saw it (null: not there yet).</summary>
    /// <returns>False when somebody else moved it in between.</returns>
    public async Task<bool> MoveAsync(string name, long? from, long to, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(MoveSql(from));
        AddMoveParameters(command.Parameters, name, from, to);
        return await command.ExecuteNonQueryAsync(cancellation) == 1;
    }

    public async Task DeleteAsync(string name, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand($"delete from {Table} where name = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public string MoveSql(long? from) => from is null
        ? $"insert into {Table} (name, last_seq_id) values ($1, $2) on conflict (name) do nothing"
        : $"update {Table} set last_seq_id = $2, last_updated = transaction_timestamp() where name = $1 and last_seq_id = $3";

    public static void AddMoveParameters(NpgsqlParameterCollection parameters, string name, long? from, long to)
    {
        parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        parameters.Add(new NpgsqlParameter<long> { TypedValue = to });
        if (from is { } floor) parameters.Add(new NpgsqlParameter<long> { TypedValue = floor });
    }
}
