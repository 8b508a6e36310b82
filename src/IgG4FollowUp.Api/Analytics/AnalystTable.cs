using IgG4FollowUp.Api.Storage;
using Npgsql;

namespace IgG4FollowUp.Api.Analytics;

/// <summary>
/// A tidy table of the schema <c>analytics</c>: what it is called, what its columns mean, and the rows a patient has in it. Everything else
/// (definition, comments, inserts, copies) follows from here, so that the dictionary cannot differ from the data.
/// </summary>
public abstract class AnalystTable(string name, string comment, IReadOnlyList<string> key)
{
    /// <summary>The schema of all tables.</summary>
    public const string Schema = "analytics";

    // No copy of the size of a batch takes as long; the driver knows no "none" here.
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    public string Name { get; } = name;
    public string FullName => $"{(OfRefusals ? StorageNames.Schema : Schema)}.{Name}";
    public string Comment { get; } = comment;

    /// <summary>True for the one table, out of analysts' sight, of those whose data may not be reused and who are in no other.</summary>
    public bool OfRefusals { get; init; }

    /// <summary>What tells the rows of one patient apart; empty when there is one row.</summary>
    public IReadOnlyList<string> Key { get; } = key;

    /// <summary>Columns to index besides the primary key, which begins with clinic and patient.</summary>
    public IReadOnlyList<string> Indexed { get; init; } = [];

    public abstract IReadOnlyList<Column> Columns { get; }

    /// <summary>The names of the columns in order, as a statement lists them.</summary>
    public string ColumnList => field ??= string.Join(", ", Columns.Select(column => column.Sql));

    public Column? Column(string columnName) => Columns.FirstOrDefault(column => column.Name == columnName);

    /// <summary>What tells a row apart from every other one: the primary key, whose columns are never null.</summary>
    public IReadOnlyList<string> PrimaryKey => [Persons.Clinic, Persons.PatientId, .. Key];

    /// <summary>Whether a column may be null: not reported.</summary>
    public bool MayBeNull(Column column) => !column.Required && !Key.Contains(column.Name, StringComparer.Ordinal);

    /// <summary>
    /// Writes rows into a table in PostgreSQL's binary form: the one way besides the projection's, whose rows go with Marten's own.
    /// </summary>
    /// <param name="connection">The connection.</param>
    /// <param name="into">The table to write to, which has the columns of this one.</param>
    /// <param name="rows">Rows, cells in the order of <see cref="Columns"/>.</param>
    /// <param name="cancellation">Cancels.</param>
    public async Task CopyAsync(NpgsqlConnection connection, string into, IReadOnlyCollection<object?[]> rows,
        CancellationToken cancellation)
    {
        if (rows.Count == 0) return;
        await using var copy = await connection.BeginBinaryImportAsync(
            $"copy {into} ({ColumnList}) from stdin (format binary)", cancellation);
        copy.Timeout = Patience;
        foreach (var row in rows)
        {
            await copy.StartRowAsync(cancellation);
            for (var i = 0; i < row.Length; i++)
            {
                await (row[i] is { } cell ? Columns[i].Type.WriteAsync(copy, cell, cancellation) : copy.WriteNullAsync(cancellation));
            }
        }

        await copy.CompleteAsync(cancellation);
    }

    /// <summary>A patient's rows, cells in the order of <see cref="Columns"/>. Pure.</summary>
    public abstract IEnumerable<object?[]> Rows(PatientFacts patient);

    /// <summary>The same rows with some of the columns; those that every table has are always among them.</summary>
    /// <param name="columns">Names of columns; one that the table does not have is another table's.</param>
    public abstract AnalystTable Only(IReadOnlyCollection<string> columns);
}

/// <summary>A table with one row per <typeparamref name="T"/> of a patient.</summary>
public sealed class AnalystTable<T>(
    string name, string comment, IReadOnlyList<string> key, Func<PatientFacts, IEnumerable<T>> items, IEnumerable<Column<T>> columns)
    : AnalystTable(name, comment, key)
{
    private static readonly Column Clinic = new(Persons.Clinic, CellType.Text, "The clinic's slug.", Required: true)
    {
        Known = Knowledge.TimeZero,
    };
    private static readonly Column PatientId = new(
        Persons.PatientId, CellType.Uuid, "The patient: an identity without meaning outside the service.", Required: true)
    {
        Known = Knowledge.TimeZero,
    };
    private static readonly Column LastSequence = new(
        "last_sequence", CellType.BigInteger,
        "Sequence of the patient's last event that this row knows of; all rows of a patient are replaced together.", Required: true)
    {
        Known = Knowledge.Later,
    };

    private readonly Column<T>[] _columns = [.. columns];
    private Column[]? _all;

    public override IReadOnlyList<Column> Columns => _all ??= [Clinic, PatientId, .. _columns, LastSequence];

    public override IEnumerable<object?[]> Rows(PatientFacts patient)
    {
        if (patient.Bar is not null != OfRefusals) yield break;
        foreach (var item in items(patient))
        {
            var cells = new object?[_columns.Length + 3];
            (cells[0], cells[1], cells[^1]) = (patient.Clinic, patient.PatientId, patient.LastSequence);
            for (var i = 0; i < _columns.Length; i++) cells[i + 2] = _columns[i].Value(item);
            yield return cells;
        }
    }

    public override AnalystTable Only(IReadOnlyCollection<string> columns) => new AnalystTable<T>(
        Name, Comment, Key, items, _columns.Where(column => columns.Contains(column.Name)))
    {
        OfRefusals = OfRefusals,
    };
}
