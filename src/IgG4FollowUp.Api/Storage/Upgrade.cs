using Marten;
using Marten.Schema;
using Npgsql;

namespace IgG4FollowUp.Api.Storage;

/// <summary>A table in which an earlier version of the service kept what is a document, or nothing, now.</summary>
public interface IFormerTable
{
    /// <summary>The table, with its schema.</summary>
    string Name { get; }

    /// <summary>Takes over what the table holds. May run again after an interruption; the table is dropped afterwards.</summary>
    Task MoveAsync(NpgsqlConnection connection, IDocumentStore store, CancellationToken cancellation);
}

/// <summary>
/// Opens a database that an earlier version has written: once the store's own schema is up to date, what lay in former tables is moved
/// over. Nothing happens on a database that has none of them. The earlier version must not run meanwhile.
/// </summary>
public sealed class Upgrade(IEnumerable<IFormerTable> tables, NpgsqlDataSource database) : IInitialData
{
    public async Task Populate(IDocumentStore store, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        // Nodes that start together take turns; the later one finds nothing to move.
        await ExecuteAsync(connection, "select pg_advisory_lock(4711)", cancellation);
        try
        {
            foreach (var table in tables)
            {
                await using var exists = new NpgsqlCommand("select to_regclass($1) is not null", connection)
                {
                    Parameters = { new() { Value = table.Name } },
                };
                if (!(bool)(await exists.ExecuteScalarAsync(cancellation))!) continue;
                await table.MoveAsync(connection, store, cancellation);
                await ExecuteAsync(connection, $"drop table {table.Name} cascade", cancellation);
            }
        }
        finally
        {
            await ExecuteAsync(connection, "select pg_advisory_unlock(4711)", CancellationToken.None);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
