using System.Text.RegularExpressions;
using IgG4FollowUp.Domain.Laboratory;

namespace IgG4FollowUp.Api.Imports;

/// <summary>One row of a file, cell by cell. A cell without content is null, whatever words of absence stand in it.</summary>
public sealed partial class CaseCells
{
    private const string Notes = "notes";

    private readonly Dictionary<string, Cell> _cells = new(StringComparer.Ordinal);

    public CaseCells(int row, long line, IReadOnlyList<CaseColumn> columns, string[] cells, DateOrder? dates, FileMarks marks)
        : this(row, line, dates, marks)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            var text = cells[i].Trim();
            var state = columns[i].Field is { TakesReason: true } && RecordWords.WhyMissing(text) is not null ? CellState.Filled
                : StateOf(columns[i].Field?.Name, text);
            columns[i].Count(state);
            if (columns[i].Field is not { } field) continue;
            _cells[field.Name] = new(columns[i], text, state, row);
            if (state == CellState.StatedAbsent) columns[i].Understand(text, "stated absent");
            else if (state == CellState.NotReported && text.Length > 0) columns[i].Understand(text, "not reported");
            else if (state == CellState.Unclear) columns[i].Understand(text, null);
        }
    }

    private CaseCells(int row, long line, DateOrder? dates, FileMarks marks) => (Row, Line, Dates, Marks) = (row, line, dates, marks);

    /// <summary>Number of the row, from 1.</summary>
    public int Row { get; }

    /// <summary>Line on which the row begins.</summary>
    public long Line { get; }

    public DateOrder? Dates { get; }

    public FileMarks Marks { get; }

    /// <summary>
    /// What the rows of one patient say of each field together: what the first says that has content, and the notes of all.
    /// </summary>
    public static CaseCells OfPatient(IReadOnlyList<CaseCells> rows)
    {
        if (rows is [var only]) return only;
        var first = rows[0];
        var patient = new CaseCells(first.Row, first.Line, first.Dates, first.Marks);
        foreach (var field in first._cells.Keys)
        {
            var cells = rows.Select(row => row._cells[field]).ToList();
            patient._cells[field] = cells.Find(cell => cell.State == CellState.Filled)
                ?? cells.Find(cell => cell.State == CellState.Unclear) ?? cells.Find(cell => cell.State == CellState.StatedAbsent)
                ?? cells[0];
        }

        if (patient[Notes] is not null)
        {
            var notes = rows.Select(row => row[Notes]).OfType<string>().Distinct(StringComparer.Ordinal);
            patient._cells[Notes] = patient._cells[Notes] with { Text = string.Join('\n', notes) };
        }

        return patient;
    }

    /// <summary>The content of a field's cell; null when there is none, or no such column.</summary>
    public string? this[string field] => _cells.TryGetValue(field, out var cell) && cell.State == CellState.Filled ? cell.Text : null;

    public CellState State(string field) => _cells.TryGetValue(field, out var cell) ? cell.State : CellState.NotReported;

    /// <summary>The columns of words whose cell is unclear.</summary>
    public IEnumerable<ColumnSense> Unclear =>
        _cells.Where(pair => pair.Value.State == CellState.Unclear).Select(pair => ColumnSense.ByField[pair.Key]);

    /// <summary>The cell as it was sent; null when there is no such column.</summary>
    public string? Raw(string field) => _cells.TryGetValue(field, out var cell) ? cell.Text : null;

    /// <summary>The row that a field's cell stands in.</summary>
    public int RowOf(string field) => _cells.TryGetValue(field, out var cell) ? cell.Row : Row;

    /// <summary>The header under which the file has a field; the field's name when it has none.</summary>
    public string Header(string field) => _cells.TryGetValue(field, out var cell) ? cell.Column.Header : field;

    /// <summary>The unit of a column's bare numbers.</summary>
    public Unit? UnitOf(string field) => _cells.TryGetValue(field, out var cell) ? cell.Column.Unit : null;

    /// <summary>What letters stand for in the column of sexes.</summary>
    public SexLetters SexLetters => _cells.TryGetValue("sex", out var cell) ? cell.Column.SexLetters : default;

    /// <summary>True for yes, in the languages of the field; 1 is yes where it is no code.</summary>
    public bool IsYes(string field, string words) =>
        Yes().IsMatch(words) && !(words == "1" && _cells.TryGetValue(field, out var cell) && cell.Column.IsCoded);

    /// <summary>Remembers for the report what a cell was understood as.</summary>
    public void Understand(string field, string? understood)
    {
        if (_cells.TryGetValue(field, out var cell) && cell.State == CellState.Filled) cell.Column.Understand(cell.Text, understood);
    }

    internal static CellState StateOf(string? field, string text) => text.Length == 0 ? CellState.NotReported
        : field is not null && ColumnSense.ByField.TryGetValue(field, out var sense) ? Absence.Of(text, sense)
        : field == "steroid_dose_mg" ? Absence.Of(text, zeroIsNone: true)
        : Absence.Of(text, inWords: field is "outcome" or Notes or CaseField.Citation);

    /// <summary>True for yes, in the languages of the field.</summary>
    internal static bool IsYesOf(string words) => Yes().IsMatch(words);

    [GeneratedRegex(
        @"^(?:y|yes|1|true|x|\+|ja|j|oui|si|sí|sim|да|是|有|あり|✓|✔|☑|recurred|relapsed?|recurrence|positive)\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Yes();

    private sealed record Cell(CaseColumn Column, string Text, CellState State, int Row);
}
