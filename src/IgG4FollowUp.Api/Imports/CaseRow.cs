namespace IgG4FollowUp.Api.Imports;

/// <summary>One published patient as the CSV says it, cell by cell; null is a blank cell, which means not reported.</summary>
public sealed record CaseRow(
    string? Citation, string? Year, string? Age, string? Sex, string? Levels, string? Compartment, string? Pattern,
    string? SerumIgG4MgDl, string? AsiaBefore, string? AsiaAfter, string? Surgery, string? Steroid, string? SparingAgent,
    string? FollowUpMonths, string? Recurrence, string? Outcome, string? Notes)
{
    /// <summary>The columns in order, each with the most characters that a cell may have.</summary>
    public static readonly IReadOnlyList<(string Name, int MaximumLength)> Columns =
    [
        ("citation", 500), ("year", 20), ("age", 20), ("sex", 20), ("levels", 200), ("compartment", 100), ("pattern", 100),
        ("serum_igg4_mg_dl", 20), ("asia_before", 1000), ("asia_after", 1000), ("surgery", 500), ("steroid", 500), ("sparing_agent", 200),
        ("followup_months", 20), ("recurrence", 20), ("outcome", 1000), ("notes", 4000),
    ];

    public static CaseRow Of(IReadOnlyList<string> cells)
    {
        return new(
            Cell(0), Cell(1), Cell(2), Cell(3), Cell(4), Cell(5), Cell(6), Cell(7), Cell(8), Cell(9), Cell(10), Cell(11), Cell(12),
            Cell(13), Cell(14), Cell(15), Cell(16));

        string? Cell(int index) => string.IsNullOrWhiteSpace(cells[index]) ? null : cells[index].Trim();
    }
}
