using IgG4FollowUp.Domain.Laboratory;

namespace IgG4FollowUp.Api.Imports;

/// <summary>One row of a file, cell by cell. A cell without content is null, whatever words of absence stand in it.</summary>
public sealed class CaseCells
{
    private readonly Dictionary<string, (CaseColumn Column, string Text, CellState State)> _cells = new(StringComparer.Ordinal);

    public CaseCells(IReadOnlyList<CaseColumn> columns, string[] cells, DateOrder? dates, DecimalMark? mark)
    {
        (Dates, Decimal) = (dates, mark);
        for (var i = 0; i < columns.Count; i++)
        {
            var text = cells[i].Trim();
            var state = StateOf(columns[i].Field?.Name, text);
            columns[i].Count(state);
            if (columns[i].Field is not { } field) continue;
            _cells[field.Name] = (columns[i], text, state);
            if (state == CellState.StatedAbsent) columns[i].Understand(text, "stated absent");
            else if (state == CellState.NotReported && text.Length > 0) columns[i].Understand(text, "not reported");
        }
    }

    public DateOrder? Dates { get; }

    public DecimalMark? Decimal { get; }

    /// <summary>The content of a field's cell; null when there is none, or no such column.</summary>
    public string? this[string field] => _cells.TryGetValue(field, out var cell) && cell.State == CellState.Filled ? cell.Text : null;

    public CellState State(string field) => _cells.TryGetValue(field, out var cell) ? cell.State : CellState.NotReported;

    /// <summary>The cell as it was sent; null when there is no such column.</summary>
    public string? Raw(string field) => _cells.TryGetValue(field, out var cell) ? cell.Text : null;

    /// <summary>The header under which the file has a field; the field's name when it has none.</summary>
    public string Header(string field) => _cells.TryGetValue(field, out var cell) ? cell.Column.Header : field;

    /// <summary>The unit of a column's bare numbers.</summary>
    public Unit? UnitOf(string field) => _cells.TryGetValue(field, out var cell) ? cell.Column.Unit : null;

    /// <summary>Remembers for the report what a cell was understood as.</summary>
    public void Understand(string field, string? understood)
    {
        if (_cells.TryGetValue(field, out var cell) && cell.State == CellState.Filled) cell.Column.Understand(cell.Text, understood);
    }

    private static CellState StateOf(string? field, string text) => text.Length == 0 ? CellState.NotReported : field switch
    {
        "surgery" or "steroid" or "sparing_agent" or "recurrence" or "levels" or "compartment" or "pattern" or "asia_before" or "asia_after" => Absence.OfTreatment(text),
        "steroid_dose_mg" => Absence.Of(text, zeroIsNone: true),
        _ => Absence.Of(text),
    };
}
