using System.Data;
using Marten.Exceptions;
using Npgsql;

namespace Marten.Sessions;

/// <summary>
/// The session's way to the database. No connection is held between calls unless a transaction was begun; a unit of work that fits one
/// batch needs none, because a batch up to its Sync is one implicit transaction.
/// </summary>
internal sealed class SessionConnection(NpgsqlDataSource dataSource, IsolationLevel isolation, int timeoutSeconds) : IAsyncDisposable, IDisposable
{
    private NpgsqlConnection? _connection;
    private NpgsqlTransaction? _transaction;

    public bool InTransaction => _transaction is not null;

    public async Task BeginAsync(CancellationToken cancellation)
    {
        if (_transaction is not null) return;
        _connection = await dataSource.OpenConnectionAsync(cancellation);
        _transaction = await _connection.BeginTransactionAsync(isolation, cancellation);
    }

    public async Task CommitAsync(CancellationToken cancellation)
    {
        if (_transaction is null) return;
        try
        {
            await _transaction.CommitAsync(cancellation);
        }
        catch (NpgsqlException e)
        {
            throw Translate(e);
        }

        await ReleaseAsync();
    }

    /// <summary>Rolls back whatever is open and gives the connection back.</summary>
    public async ValueTask ReleaseAsync()
    {
        var (transaction, connection) = (_transaction, _connection);
        (_transaction, _connection) = (null, null);
        if (transaction is not null) await transaction.DisposeAsync();
        if (connection is not null) await connection.DisposeAsync();
    }

    public async Task<TResult> QueryAsync<TState, TResult>(
        NpgsqlBatch batch, TState state, Func<TState, NpgsqlDataReader, CancellationToken, Task<TResult>> read, CancellationToken cancellation)
    {
        NpgsqlConnection? own = null;
        try
        {
            await using var _ = batch;
            batch.Connection = _connection ?? (own = await dataSource.OpenConnectionAsync(cancellation));
            batch.Transaction = _transaction;
            batch.Timeout = timeoutSeconds;
            await using var reader = await batch.ExecuteReaderAsync(cancellation);
            return await read(state, reader, cancellation);
        }
        catch (NpgsqlException e)
        {
            throw Translate(e);
        }
        finally
        {
            if (own is not null) await own.DisposeAsync();
        }
    }

    /// <summary>Writes a unit of work, whole or not at all.</summary>
    public async Task WriteAsync(IReadOnlyList<StorageOperation> operations, int pageSize, CancellationToken cancellation)
    {
        var mustHold = InTransaction || operations.Count > pageSize || isolation != IsolationLevel.ReadCommitted || operations.Any(o => o.VerifiesResult);
        if (!mustHold)
        {
            if (operations.Count == 0) return;
            await using var connection = await dataSource.OpenConnectionAsync(cancellation);
            await WritePageAsync(connection, null, operations, 0, operations.Count, cancellation);
            return;
        }

        await BeginAsync(cancellation);
        try
        {
            for (var start = 0; start < operations.Count; start += pageSize)
                await WritePageAsync(_connection!, _transaction, operations, start, Math.Min(pageSize, operations.Count - start), cancellation);
            await CommitAsync(cancellation);
        }
        finally
        {
            await ReleaseAsync();
        }
    }

    public void Dispose()
    {
        _transaction?.Dispose();
        _connection?.Dispose();
        (_transaction, _connection) = (null, null);
    }

    public ValueTask DisposeAsync() => ReleaseAsync();

    private async Task WritePageAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction? transaction,
        IReadOnlyList<StorageOperation> operations,
        int start,
        int count,
        CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection, transaction) { Timeout = timeoutSeconds };
        for (var i = 0; i < count; i++) batch.BatchCommands.Add(operations[start + i].ToCommand());
        try
        {
            await using var reader = await batch.ExecuteReaderAsync(cancellation);
            var more = reader.FieldCount > 0;
            for (var i = 0; i < count; i++)
            {
                var operation = operations[start + i];
                if (!operation.ReturnsRows) continue;
                if (!more) throw new InvalidOperationException($"The statement returned no rows: {batch.BatchCommands[i].CommandText}");
                await operation.ReadAsync(reader, cancellation);
                more = await reader.NextResultAsync(cancellation);
            }

            if (more) throw new InvalidOperationException("A queued SQL command returned rows, which a unit of work cannot read.");
        }
        catch (PostgresException e)
        {
            throw Translate(e, operations.Skip(start).Take(count), batch);
        }
        catch (NpgsqlException e)
        {
            throw Translate(e);
        }
    }

    /// <summary>
    /// The server names the failed command only when the data source was told to keep it; otherwise the statement that recognises the
    /// error by its code and constraint is the one.
    /// </summary>
    private static Exception Translate(PostgresException e, IEnumerable<StorageOperation> operations, NpgsqlBatch batch)
    {
        if (e.BatchCommand is { } command && batch.BatchCommands.IndexOf(command) is >= 0 and var failed)
            operations = operations.Skip(failed).Take(1);
        foreach (var operation in operations)
        {
            if (operation.Translate(e) is { } meaning) return meaning;
        }

        return Translate(e);
    }

    private static MartenException Translate(NpgsqlException e) => e is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure }
        ? new ConcurrentUpdateException(e)
        : new MartenCommandException((e as PostgresException)?.BatchCommand, e);
}
