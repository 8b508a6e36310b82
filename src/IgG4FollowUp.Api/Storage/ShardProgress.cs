using Marten;
using Npgsql;

namespace IgG4FollowUp.Api.Storage;

/// <summary>How far a projection has come. Only the store's daemon writes it.</summary>
public static class ShardProgress
{
    // Advisory lock: held by who holds a projection, and shared for a moment by each page before it begins.
    private const int Held = 4715;

    /// <summary>The sequence up to which a projection has taken every event in; 0 before its first page.</summary>
    /// <param name="connection">A connection; in a transaction the answer belongs to what else it reads.</param>
    /// <param name="shard">The shard's name, such as <c>AnalystRows:All</c>.</param>
    /// <param name="cancellation">Cancels.</param>
    public static async Task<long> ReadAsync(NpgsqlConnection connection, string shard, CancellationToken cancellation) =>
        await ScalarAsync(connection, shard, "", cancellation) ?? 0;

    /// <summary>
    /// Holds a projection where it is until the connection's transaction ends. Pages that have not begun wait, see
    /// <see cref="ReleasedAsync"/>; the first statement of one that has, on whatever node, moves the row of progress, and therefore waits
    /// too. Afterwards each finds the row as it was and goes on.
    /// </summary>
    /// <returns>The sequence it has come to; null before its first page, when there is nothing to hold.</returns>
    public static async Task<long?> HoldAsync(NpgsqlConnection connection, string shard, CancellationToken cancellation)
    {
        await using (var command = new NpgsqlCommand($"select pg_advisory_xact_lock({Held})", connection) { CommandTimeout = 0 })
            await command.ExecuteNonQueryAsync(cancellation);
        return await ScalarAsync(connection, shard, " for update", cancellation);
    }

    /// <summary>
    /// Waits, for as long as it takes, until nobody holds a projection: a page that has begun would only wait until its command timed out.
    /// </summary>
    public static async Task ReleasedAsync(NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"select pg_advisory_xact_lock_shared({Held})");
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>
    /// Makes a page fail unless its own transaction has moved the projection on. When another node has, what that one wrote must not be
    /// overwritten with what was true before; of a page that changes rows the store itself only warns, stores it, and believes to have come
    /// further than it has.
    /// </summary>
    /// <param name="operations">The page.</param>
    /// <param name="shard">The shard's name.</param>
    public static void QueueCheck(IDocumentOperations operations, string shard) => operations.QueueSqlCommand(
        $"""
        update {StorageNames.Progress} set last_seq_id = last_seq_id
        where 1 / case when name <> ? or xmin = pg_current_xact_id()::xid then 1 else 0 end = 0
        """,
        shard);

    private static async Task<long?> ScalarAsync(NpgsqlConnection connection, string shard, string suffix, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select last_seq_id from {StorageNames.Progress} where name = $1{suffix}",
            connection)
        { CommandTimeout = 0 };
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = shard });
        return (long?)await command.ExecuteScalarAsync(cancellation);
    }
}
