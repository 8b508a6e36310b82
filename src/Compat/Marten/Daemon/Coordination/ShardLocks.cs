using Microsoft.Extensions.Logging;
using Npgsql;

namespace Marten.Events.Daemon.Coordination;

/// <summary>
/// Session advisory locks of the shards that this node runs, all on one connection that does nothing else: the server releases
/// them when it is gone, whatever happened to the node.
/// </summary>
internal sealed partial class ShardLocks(NpgsqlDataSource source, ILogger logger) : IAsyncDisposable
{
    private readonly HashSet<long> _held = [];
    private NpgsqlConnection? _connection;

    public bool Holds(long key) => _held.Contains(key);

    /// <summary>The key of a shard, the same for every node and edition.</summary>
    public static long KeyOf(string schema, string shard, int daemonLockId) =>
        unchecked(Absolute(Hash($"{schema}:{shard}")) + daemonLockId);

    /// <exception cref="NpgsqlException">The connection, and with it every lock, was lost.</exception>
    public async Task<bool> TryAcquireAsync(long key, CancellationToken cancellation)
    {
        if (_held.Contains(key)) return true;
        _connection ??= await source.OpenConnectionAsync(cancellation);
        await using var command = new NpgsqlCommand("select pg_try_advisory_lock($1)", _connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = key });
        if (await command.ExecuteScalarAsync(cancellation) is not true) return false;
        _held.Add(key);
        return true;
    }

    /// <summary>Waits on the connection, so that its loss is noticed at once and not at the next poll.</summary>
    /// <exception cref="NpgsqlException">The connection, and with it every lock, was lost.</exception>
    public async Task WatchAsync(TimeSpan time, CancellationToken cancellation)
    {
        if (_connection is not { } connection)
        {
            await Task.Delay(time, cancellation);
            return;
        }

        var deadline = Environment.TickCount64 + (long)time.TotalMilliseconds;
        // A notification or notice ends the wait early.
        while (deadline - Environment.TickCount64 is > 0 and var left && await connection.WaitAsync(TimeSpan.FromMilliseconds(left), cancellation))
        {
        }

        await using var heartbeat = new NpgsqlCommand("select 1", connection);
        await heartbeat.ExecuteScalarAsync(cancellation);
    }

    public async Task ReleaseAllAsync()
    {
        if (_connection is not { } connection) return;
        _connection = null;
        _held.Clear();
        try
        {
            // A pooled connection keeps its session: without this the locks would live on in the pool.
            await using var command = new NpgsqlCommand("select pg_advisory_unlock_all()", connection);
            await command.ExecuteNonQueryAsync();
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            LogConnectionGone(e);
        }

        await connection.DisposeAsync();
    }

    public async ValueTask DisposeAsync() => await ReleaseAllAsync();

    private static int Absolute(int hash) => unchecked(hash < 0 ? -hash : hash);

    private static int Hash(string text)
    {
        unchecked
        {
            var even = (5381 << 16) + 5381;
            var odd = even;
            for (var i = 0; i < text.Length; i++)
            {
                if (i % 2 == 0) even = ((even << 5) + even) ^ text[i];
                else odd = ((odd << 5) + odd) ^ text[i];
            }

            return even + odd * 1566083941;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The connection that held the shard locks was gone before they were released")]
    private partial void LogConnectionGone(Exception exception);
}
