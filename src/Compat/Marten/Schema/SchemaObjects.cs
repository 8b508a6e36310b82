using System.Globalization;
using System.Text;

namespace Marten.Schema;

internal sealed record Column(string Name, string Type);

/// <param name="Definition">What follows <c>create … index name on table</c>, without the name.</param>
internal sealed record TableIndex(string Name, string Definition, bool Unique = false);

internal sealed record ForeignKey(string Name, string Definition);

/// <summary>A table as it should be. Columns it has beyond these are left alone.</summary>
internal sealed class Table(string schema, string name)
{
    public string Schema { get; } = schema;
    public string Name { get; } = name;
    public string QualifiedName => $"{Schema}.{Name}";
    public List<Column> Columns { get; } = [];
    public string? PrimaryKeyName { get; private set; }
    public IReadOnlyList<string> PrimaryKey { get; private set; } = [];
    public List<TableIndex> Indexes { get; } = [];
    public List<ForeignKey> ForeignKeys { get; } = [];

    /// <summary>Owned by this column and dropped with the table.</summary>
    public (string Name, string Column)? Sequence { get; init; }

    public Table Column(string columnName, string type)
    {
        Columns.Add(new Column(columnName, type));
        return this;
    }

    public Table Key(params string[] columns) => KeyNamed(Identifier($"pkey_{Name}_{string.Join('_', columns)}"), columns);

    public Table KeyNamed(string keyName, params string[] columns)
    {
        PrimaryKeyName = keyName;
        PrimaryKey = columns;
        return this;
    }

    public string ToDdl()
    {
        var ddl = new StringBuilder();
        if (Sequence is { } sequence) ddl.Append(CultureInfo.InvariantCulture, $"create sequence if not exists {Schema}.{sequence.Name};\n");
        ddl.Append(CultureInfo.InvariantCulture, $"create table {QualifiedName} (\n");
        foreach (var column in Columns) ddl.Append(CultureInfo.InvariantCulture, $"    {column.Name} {column.Type},\n");
        ddl.Append(CultureInfo.InvariantCulture, $"    constraint {PrimaryKeyName} primary key ({string.Join(", ", PrimaryKey)})\n);\n");
        foreach (var index in Indexes) ddl.Append(Create(index));
        foreach (var key in ForeignKeys) ddl.Append(Add(key));
        if (Sequence is { } owned) ddl.Append(CultureInfo.InvariantCulture, $"alter sequence {Schema}.{owned.Name} owned by {QualifiedName}.{owned.Column};\n");
        return ddl.ToString();
    }

    public string Add(Column column) => $"alter table {QualifiedName} add column if not exists {column.Name} {column.Type};\n";

    public string Create(TableIndex index) =>
        $"create {(index.Unique ? "unique " : "")}index if not exists {index.Name} on {QualifiedName} {index.Definition};\n";

    public string Add(ForeignKey key) => $"alter table {QualifiedName} add constraint {key.Name} {key.Definition};\n";

    /// <summary>PostgreSQL keeps 63 characters of a name; a hash keeps what it would cut off distinct.</summary>
    internal static string Identifier(string name)
    {
        if (name.Length <= 63) return name;
        var hash = 2166136261u;
        foreach (var c in name) hash = unchecked((hash ^ c) * 16777619);
        return $"{name[..54]}_{hash:x8}";
    }
}

/// <param name="Arguments">As PostgreSQL prints them, so that a changed signature is seen.</param>
internal sealed record Function(string Schema, string Name, string Arguments, string Returns, string Body)
{
    public string ToDdl() =>
        $"create or replace function {Schema}.{Name}({Arguments}) returns {Returns} language plpgsql as $function${Body}$function$;\n";
}
