using Npgsql;

namespace Compat.Specs.Daemon;

/// <summary>An append whose transaction stays open until the spec ends it, made with the store's own function.</summary>
internal sealed class OpenAppend : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private OpenAppend(NpgsqlConnection connection, NpgsqlTransaction transaction) =>
        (_connection, _transaction) = (connection, transaction);

    public static async Task<OpenAppend> BeginAsync(string database)
    {
        var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        return new OpenAppend(connection, await connection.BeginTransactionAsync());
    }

    public async Task<Guid> AppendAsync(string type = "deposited", string json = """{"Amount": 1}""", string dotnet = "Compat.Specs.Daemon.Deposited, Compat.Specs")
    {
        var stream = Guid.NewGuid();
        await using var command = new NpgsqlCommand("""
            select mt_quick_append_events(stream => $1, stream_type => 'account', tenantid => '*DEFAULT*', event_ids => array[$2],
                event_types => array[$3]::varchar[], dotnet_types => array[$4]::varchar[], bodies => array[$5::jsonb],
                bdatas => array[null]::bytea[], timestamps => array[now()])
            """, _connection, _transaction);
        foreach (var value in new object[] { stream, Guid.NewGuid(), type, dotnet, json }) command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteScalarAsync();
        return stream;
    }

    /// <summary>Draws a number without writing anything yet: no transaction id, no lock on the table.</summary>
    public async Task<long> DrawAsync()
    {
        await using var command = new NpgsqlCommand("select nextval('mt_events_sequence')", _connection, _transaction);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public Task CommitAsync() => _transaction.CommitAsync();

    public Task RollbackAsync() => _transaction.RollbackAsync();

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
