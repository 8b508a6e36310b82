using IgG4FollowUp.Api.Storage;

namespace IgG4FollowUp.Api.Analytics;

/// <summary>
/// A tidy table of the schema <c>analytics</c>: what it is called, what its columns mean, and the rows a patient has in it. Everything else (definition,
/// comments, inserts, copies) follows from here, so that the dictionary cannot differ from the data.
/// </summary>
public abstract class AnalystTable(string name, string comment, IReadOnlyList<string> key)
{
    /// <summary>The schema of all tables.</summary>
    public const string Schema = "analytics";

    public string Name { get; } = name;
    public string FullName => $"{(OfRefusals ? StorageNames.Schema : Schema)}.{Name}";
    public string Comment { get; } = comment;

    /// <summary>True for the one table, out of analysts' sight, of those who refuse reuse of their data and are in no other.</summary>
    public bool OfRefusals { get; init; }

    /// <summary>What tells the rows of one patient apart; empty when there is one row.</summary>
    public IReadOnlyList<string> Key { get; } = key;

    /// <summary>Columns to index besides the primary key, which begins with clinic and patient.</summary>
    public IReadOnlyList<string> Indexed { get; init; } = [];

    public abstract IReadOnlyList<Column> Columns { get; }

    /// <summary>A patient's rows, cells in the order of <see cref="Columns"/>. Pure.</summary>
    public abstract IEnumerable<object?[]> Rows(PatientFacts patient);
}

/// <summary>A table with one row per <typeparamref name="T"/> of a patient.</summary>
public sealed class AnalystTable<T>(
    string name, string comment, IReadOnlyList<string> key, Func<PatientFacts, IEnumerable<T>> items, IEnumerable<Column<T>> columns)
    : AnalystTable(name, comment, key)
{
    private static readonly Column Clinic = new("clinic", ColumnType.Text, "The clinic's slug.", Required: true);
    private static readonly Column PatientId = new("patient_id", ColumnType.Uuid, "The patient: an identity without meaning outside the service.", Required: true);
    private static readonly Column LastSequence = new(
        "last_sequence", ColumnType.BigInteger, "Sequence of the patient's last event that this row knows of; all rows of a patient are replaced together.", Required: true);

    private readonly Column<T>[] _columns = [.. columns];
    private Column[]? _all;

    public override IReadOnlyList<Column> Columns => _all ??= [Clinic, PatientId, .. _columns, LastSequence];

    public override IEnumerable<object?[]> Rows(PatientFacts patient)
    {
        if (patient.RefusesReuse != OfRefusals) yield break;
        foreach (var item in items(patient))
        {
            var cells = new object?[_columns.Length + 3];
            (cells[0], cells[1], cells[^1]) = (patient.Clinic, patient.PatientId, patient.LastSequence);
            for (var i = 0; i < _columns.Length; i++) cells[i + 2] = _columns[i].Value(item);
            yield return cells;
        }
    }
}
