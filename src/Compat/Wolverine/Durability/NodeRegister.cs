using Npgsql;

namespace Wolverine.Persistence.Durability;

/// <summary>This process among the others on the same database: its number, its heartbeat, and who leads.</summary>
internal sealed class NodeRegister(EnvelopeStore store, string serviceName) : IAsyncDisposable
{
    private const string LeaderAssignment = "wolverine://leader/";

    private readonly Guid _id = Guid.NewGuid();
    private NpgsqlConnection? _leadership;

    public bool IsLeader => _leadership is not null;

    private EnvelopeSchema Tables => store.Tables;

    public async Task JoinAsync(CancellationToken cancellation)
    {
        await using var command = store.Database.CreateCommand($"""
            insert into {Tables.Nodes} (id, description, uri, version, capabilities) values ($1, $2, $3, $4, '{"{}"}') returning node_number
            """);
        command.Parameters.Add(new() { Value = _id });
        command.Parameters.Add(new() { Value = $"{serviceName} on {Environment.MachineName}" });
        command.Parameters.Add(new() { Value = $"dbcontrol://{_id}" });
        command.Parameters.Add(new() { Value = typeof(NodeRegister).Assembly.GetName().Version?.ToString() ?? "0" });
        store.NodeNumber = (int)(await command.ExecuteScalarAsync(cancellation))!;
        await RecordAsync("NodeStarted", "", cancellation);
    }

    /// <summary>Says that this node lives; one that was taken for dead comes back under its number.</summary>
    public Task BeatAsync(CancellationToken cancellation) => ExecuteAsync(
        $"""
        insert into {Tables.Nodes} (id, node_number, description, uri, version, capabilities) values ($1, $2, $3, $4, $5, '{"{}"}')
        on conflict (id) do update set health_check = now()
        """,
        cancellation,
        _id, store.NodeNumber, $"{serviceName} on {Environment.MachineName}", $"dbcontrol://{_id}",
        typeof(NodeRegister).Assembly.GetName().Version?.ToString() ?? "0");

    /// <summary>Leads while a session lock is held: it falls with the connection, so that a dead leader cannot go on leading.</summary>
    public async Task SeekLeadershipAsync(CancellationToken cancellation)
    {
        if (_leadership is not null && await IsAliveAsync(_leadership, cancellation)) return;
        await ResignAsync();

        var connection = await store.Database.OpenConnectionAsync(cancellation);
        var won = false;
        try
        {
            await using var command = new NpgsqlCommand("select pg_try_advisory_lock($1)", connection)
            {
                Parameters = { new() { Value = (long)StableHash.Of($"{Tables.Name}:leader") } },
            };
            won = (bool)(await command.ExecuteScalarAsync(cancellation))!;
        }
        finally
        {
            if (!won) await connection.DisposeAsync();
        }

        if (!won) return;
        _leadership = connection;
        await ExecuteAsync(
            $"insert into {Tables.NodeAssignments} (id, node_id) values ($1, $2) on conflict (id) do update set node_id = $2, started = now()",
            cancellation, LeaderAssignment, _id);
        await RecordAsync("LeadershipAssumed", "", cancellation);
    }

    /// <summary>Strikes nodes that have been silent for too long, and releases what they owned.</summary>
    public async Task EjectSilentNodesAsync(TimeSpan limit, CancellationToken cancellation)
    {
        await using var command = store.Database.CreateCommand(
            $"delete from {Tables.Nodes} where health_check < now() - $1 and id <> $2 returning node_number");
        command.Parameters.Add(new() { Value = limit });
        command.Parameters.Add(new() { Value = _id });
        var silent = new List<int>();
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation)) silent.Add(reader.GetInt32(0));
        }

        foreach (var number in silent) await RecordAsync("DormantNodeEjected", $"Node {number} was silent for more than {limit}", cancellation);
        if (silent.Count > 0) await store.ReleaseOrphansAsync(cancellation);
    }

    public async Task LeaveAsync(CancellationToken cancellation)
    {
        await ExecuteAsync($"delete from {Tables.Nodes} where id = $1", cancellation, _id);
        await RecordAsync("NodeStopped", "", cancellation);
    }

    public async ValueTask DisposeAsync() => await ResignAsync();

    private Task RecordAsync(string name, string description, CancellationToken cancellation) => ExecuteAsync(
        $"insert into {Tables.NodeRecords} (node_number, event_name, description) values ($1, $2, $3)", cancellation,
        store.NodeNumber, name, description);

    private async Task ResignAsync()
    {
        if (_leadership is not { } connection) return;
        _leadership = null;
        try
        {
            // A pooled connection keeps its session, and with it the lock.
            await using var command = new NpgsqlCommand("select pg_advisory_unlock_all()", connection);
            await command.ExecuteNonQueryAsync();
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The connection is gone, and the lock with it: that is what resigning is for.
            NpgsqlConnection.ClearPool(connection);
        }

        await connection.DisposeAsync();
    }

    private static async Task<bool> IsAliveAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        try
        {
            await using var command = new NpgsqlCommand("select 1", connection);
            await command.ExecuteScalarAsync(cancellation);
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            return false;
        }
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellation, params object[] parameters)
    {
        await using var command = store.Database.CreateCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(new() { Value = parameter });
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
