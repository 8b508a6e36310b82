using Npgsql;

namespace Marten.Sessions;

/// <summary>One statement of a unit of work.</summary>
internal abstract class StorageOperation
{
    /// <summary>The statement has a result set, which <see cref="ReadAsync"/> consumes.</summary>
    public virtual bool ReturnsRows => false;

    /// <summary>The result may still fail the unit of work, so that it must not be committed before the result is read.</summary>
    public virtual bool VerifiesResult => false;

    public abstract NpgsqlBatchCommand ToCommand();

    public virtual ValueTask ReadAsync(NpgsqlDataReader reader, CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>What a refusal of this statement by the server means, or null when it means nothing in particular.</summary>
    public virtual Exception? Translate(PostgresException e) => null;
}

/// <summary>SQL of the application, run in the unit of work.</summary>
internal sealed class SqlOperation(char placeholder, string sql, object?[] parameters) : StorageOperation
{
    public override bool VerifiesResult =>
        sql.AsSpan().TrimStart().StartsWith("select", StringComparison.OrdinalIgnoreCase)
        || sql.AsSpan().TrimStart().StartsWith("with", StringComparison.OrdinalIgnoreCase)
        || sql.Contains("returning", StringComparison.OrdinalIgnoreCase);

    public override NpgsqlBatchCommand ToCommand() => UserSql.ToCommand(placeholder, sql, parameters);
}
