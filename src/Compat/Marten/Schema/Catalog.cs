using Npgsql;

namespace Marten.Schema;

internal sealed record FoundFunction(string Schema, string Name, string Arguments, string Returns, string Body, string Signature);

/// <summary>What of the wanted objects the database has, read in one round trip.</summary>
internal sealed class Catalog
{
    private const string SchemaSql = "select nspname::text from pg_namespace where nspname = any($1)";

    private const string ColumnSql =
        """
        select n.nspname || '.' || c.relname, a.attname::text
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where n.nspname = any($1) and c.relname = any($2)
        """;

    private const string IndexSql =
        "select schemaname || '.' || tablename || '.' || indexname from pg_indexes where schemaname = any($1) and tablename = any($2)";

    private const string ConstraintSql =
        """
        select n.nspname || '.' || c.relname || '.' || k.conname
        from pg_constraint k
        join pg_class c on c.oid = k.conrelid
        join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = any($1) and c.relname = any($2)
        """;

    private const string FunctionSql =
        """
        select n.nspname::text, p.proname::text, pg_get_function_arguments(p.oid), pg_get_function_result(p.oid), p.prosrc, p.oid::regprocedure::text
        from pg_proc p
        join pg_namespace n on n.oid = p.pronamespace
        where n.nspname = any($1) and p.proname = any($2)
        """;

    public HashSet<string> Schemas { get; } = new(StringComparer.Ordinal);
    public Dictionary<string, HashSet<string>> Columns { get; } = new(StringComparer.Ordinal);
    public HashSet<string> Indexes { get; } = new(StringComparer.Ordinal);
    public HashSet<string> Constraints { get; } = new(StringComparer.Ordinal);
    public List<FoundFunction> Functions { get; } = [];

    public static async Task<Catalog> ReadAsync(
        NpgsqlConnection connection, IReadOnlyList<Table> tables, IReadOnlyList<Function> functions, CancellationToken cancellation)
    {
        var schemas = tables.Select(t => t.Schema).Concat(functions.Select(f => f.Schema)).Distinct(StringComparer.Ordinal).ToArray();
        var tableNames = tables.Select(t => t.Name).ToArray();
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Command(SchemaSql, schemas));
        batch.BatchCommands.Add(Command(ColumnSql, schemas, tableNames));
        batch.BatchCommands.Add(Command(IndexSql, schemas, tableNames));
        batch.BatchCommands.Add(Command(ConstraintSql, schemas, tableNames));
        batch.BatchCommands.Add(Command(FunctionSql, schemas, functions.Select(f => f.Name).ToArray()));

        var found = new Catalog();
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) found.Schemas.Add(reader.GetString(0));
        await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) found.AddColumn(reader.GetString(0), reader.GetString(1));
        await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) found.Indexes.Add(reader.GetString(0));
        await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) found.Constraints.Add(reader.GetString(0));
        await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            found.Functions.Add(new FoundFunction(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetString(5)));
        }

        return found;
    }

    private static NpgsqlBatchCommand Command(string sql, params string[][] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in parameters) command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = value });
        return command;
    }

    private void AddColumn(string table, string column)
    {
        if (!Columns.TryGetValue(table, out var columns)) Columns[table] = columns = new HashSet<string>(StringComparer.Ordinal);
        columns.Add(column);
    }
}
