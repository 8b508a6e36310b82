using Npgsql;

namespace IgG4FollowUp.Contract.Support;

/// <summary>Someone else's transaction, which stays open until the test ends it.</summary>
internal sealed class OpenTransaction : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private OpenTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        _connection = connection;
        _transaction = transaction;
    }

    public static async Task<OpenTransaction> BeginAsync(Database database)
    {
        var connection = await database.OpenAsync();
        return new OpenTransaction(connection, await connection.BeginTransactionAsync());
    }

    /// <summary>Appends an event to a stream of its own, with the function that the store appends with.</summary>
    public Task AppendAsync() => ExecuteAsync(
        """
        select mt_quick_append_events(
            stream => gen_random_uuid(), stream_type => 'account', tenantid => 'north', event_ids => array[gen_random_uuid()],
            event_types => array['deposited']::varchar[], dotnet_types => array[$1]::varchar[], bodies => array['{"Amount": 1}'::jsonb],
            bdatas => array[null]::bytea[], causation_ids => array[null]::varchar[], correlation_ids => array[null]::varchar[],
            user_names => array['clerk']::varchar[], timestamps => array[now()])
        """,
        $"{typeof(Deposited).FullName}, {typeof(Deposited).Assembly.GetName().Name}");

    /// <summary>Draws a number without writing anything yet: no transaction id, no lock on the table.</summary>
    public Task DrawAsync() => ExecuteAsync("select nextval('mt_events_sequence')");

    public async Task ExecuteAsync(string sql, params object[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, _connection, _transaction);
        foreach (var parameter in parameters) command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        await command.ExecuteNonQueryAsync();
    }

    public Task CommitAsync() => _transaction.CommitAsync();

    public Task RollbackAsync() => _transaction.RollbackAsync();

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
