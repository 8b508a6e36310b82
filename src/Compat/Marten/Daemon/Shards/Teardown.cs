using System.Text;
using JasperFx.Events.Daemon;
using Marten.Events.Projections;
using Npgsql;

namespace Marten.Events.Daemon.Shards;

/// <summary>Empties a projection's view in all tenants, forgets its dead letters and its progress: one transaction.</summary>
internal sealed class Teardown(DocumentStore store, RegisteredProjection projection, Progression progression)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        foreach (var type in Documents().Append(typeof(DeadLetterEvent))) await store.Schema.EnsureAsync(store.StorageFor(type), cancellation);
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);

        // The row first: a page that another node is about to commit either is seen by the deletes below or finds the row gone.
        await ExecuteAsync($"insert into {progression.Table} (name, last_seq_id) values ($1, 0) on conflict (name) do update set last_seq_id = 0", projection.ShardName);
        var view = ViewSql();
        if (view.Length > 0) await ExecuteAsync(view);
        await ExecuteAsync($"delete from {store.StorageFor(typeof(DeadLetterEvent)).TableName} where {DeadLetters.ProjectionNameOf("data")} = $1", projection.Name);
        await ExecuteAsync($"delete from {progression.Table} where name = $1", projection.ShardName);
        await transaction.CommitAsync(cancellation);

        async Task ExecuteAsync(string sql, string? parameter = null)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction) { CommandTimeout = 0 };
            if (parameter is not null) command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = parameter });
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    private string ViewSql()
    {
        if (!projection.Options.TeardownDataOnRebuild) return "";
        var sql = new StringBuilder();
        foreach (var type in Documents()) sql.Append("delete from ").Append(store.StorageFor(type).TableName).Append(';');
        foreach (var table in projection.Options.TeardownTables) sql.Append("delete from ").Append(table).Append(';');
        return sql.ToString();
    }

    private IEnumerable<Type> Documents() =>
        projection.DocumentType is { } own ? projection.Options.TeardownTypes.Append(own).Distinct() : projection.Options.TeardownTypes;
}
