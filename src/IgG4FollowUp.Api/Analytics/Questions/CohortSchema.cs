using Npgsql;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>A column of an analysts' table.</summary>
/// <param name="Name">Name, in snake case.</param>
/// <param name="Type">PostgreSQL type, such as <c>integer</c>.</param>
/// <param name="Description">The comment on the column; null when it has none.</param>
/// <param name="Nullable">Whether it may be null: not reported.</param>
public sealed record CohortColumn(string Name, string Type, string? Description, bool Nullable)
{
    public string Sql => $"\"{Name}\"";
}

/// <summary>An analysts' table as the database describes it.</summary>
/// <param name="Name">Name.</param>
/// <param name="Description">The comment on the table; null when it has none.</param>
/// <param name="Columns">Columns in order.</param>
public sealed record CohortTable(string Name, string? Description, IReadOnlyList<CohortColumn> Columns)
{
    public CohortColumn? Column(string name) => Columns.FirstOrDefault(column => column.Name == name);

    public string ColumnNames => string.Join(", ", Columns.Select(column => column.Name));
}

/// <summary>
/// The tables that analysts may read, with their columns: the list that every table and column named in a request is checked against, and
/// the data dictionary. It is read from the database's catalogue, so that it cannot differ from the tables.
/// </summary>
public static class CohortSchema
{
    /// <summary>Tables with one row per observation; what else lies in the schema is not for analysts.</summary>
    public static readonly IReadOnlyList<string> Tables = [.. AnalystTables.All.Select(table => table.Name)];

    private const string Catalogue = $"""
        select c.relname, obj_description(c.oid, 'pg_class'), a.attname, format_type(a.atttypid, a.atttypmod), col_description(c.oid, a.attnum), not a.attnotnull
        from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relnamespace = to_regnamespace('{AnalystTable.Schema}') and c.relname = any($1) and a.attnum > 0 and not a.attisdropped
        order by array_position($1, c.relname::text), a.attnum
        """;

    public static async Task<IReadOnlyDictionary<string, CohortTable>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Catalogue, connection);
        command.Parameters.Add(new() { Value = Tables.ToArray() });
        var rows = new List<(string Table, string? About, CohortColumn Column)>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add((reader.GetString(0), Text(1), new CohortColumn(reader.GetString(2), reader.GetString(3), Text(4), reader.GetBoolean(5))));
        }

        return rows.GroupBy(row => row.Table).ToDictionary(
            table => table.Key, table => new CohortTable(table.Key, table.First().About, [.. table.Select(row => row.Column)]));

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }
}
