using System.Text.Unicode;
using CsvHelper;
using IgG4FollowUp.Api.Http;

namespace IgG4FollowUp.Api.Imports;

/// <summary>Reads a CSV of published patients: UTF-8, RFC 4180, the header exactly as published. Lines may also end in LF alone.</summary>
public static class CaseFile
{
    /// <summary>Most rows of one file.</summary>
    public const int MaximumRows = 100_000;

    private static readonly string Header = string.Join(',', CaseRow.Columns.Select(column => column.Name));

    /// <summary>The rows, or the problem with the file as a whole.</summary>
    public static (IReadOnlyList<Candidate> Rows, Problem? Problem) Read(ReadOnlyMemory<byte> bytes)
    {
        if (!Utf8.IsValid(bytes.Span)) return ([], Problem.BadRequest("The file is not valid UTF-8; save it as UTF-8, with or without a byte order mark."));
        using var csv = CsvReader.Create(bytes, new CsvReaderOptions
        {
            Separator = ',',
            HasHeader = false,
            SkipEmptyLines = false,
            TrackLineNumbers = true,
            // A lenient reading would shift cells into other columns.
            MalformedData = CsvMalformedDataHandling.Throw,
        });

        var rows = new List<Candidate>();
        try
        {
            if (!csv.Read()) return ([], HeaderProblem("The file is empty."));
            if (WrongHeader(Cells(csv)) is { } wrong) return ([], HeaderProblem(wrong));
            while (csv.Read())
            {
                var cells = Cells(csv);
                if (cells is [""]) return ([], NotCsv(csv.LineNumber, "an empty line stands between the rows or at the end."));
                if (cells.Length != CaseRow.Columns.Count) return ([], NotCsv(csv.LineNumber, $"the row has {cells.Length} cells instead of {CaseRow.Columns.Count}."));
                if (rows.Count == MaximumRows) return ([], Problem.BadRequest($"A file may have at most {MaximumRows} rows."));
                rows.Add(Candidate(rows.Count + 1, csv.LineNumber, cells));
            }
        }
        catch (CsvFormatException)
        {
            return ([], Problem.BadRequest($"Row {rows.Count + 1} is not CSV as RFC 4180 defines it: a quote stands inside a cell without being doubled, or is never closed."));
        }

        return (rows, null);
    }

    private static string[] Cells(CsvReader csv)
    {
        var cells = new string[csv.FieldCount];
        for (var i = 0; i < cells.Length; i++) cells[i] = csv.GetString(i);
        return cells;
    }

    private static Candidate Candidate(int row, long line, string[] cells)
    {
        var reasons = new List<ImportRemark>();
        foreach (var ((name, maximum), cell) in CaseRow.Columns.Zip(cells))
        {
            if (cell.Trim().Length > maximum) reasons.Add(new(name, null, "wrong-length", $"A cell of this column has at most {maximum} characters."));
            if (cell.Contains('\0', StringComparison.Ordinal)) reasons.Add(new(name, null, "not-text", "The cell holds the character U+0000, which is no text."));
        }

        return reasons.Count > 0 ? new(row, line) { Reasons = reasons } : CaseMapping.Read(row, line, CaseRow.Of(cells));
    }

    private static string? WrongHeader(string[] header)
    {
        for (var i = 0; i < Math.Max(header.Length, CaseRow.Columns.Count); i++)
        {
            if (i >= header.Length) return $"Column '{CaseRow.Columns[i].Name}' is missing.";
            if (CaseRow.Columns.All(column => column.Name != header[i])) return $"Column {i + 1} is not known.";
            if (i >= CaseRow.Columns.Count || header[i] != CaseRow.Columns[i].Name)
                return $"Column {i + 1} stands in the wrong place or twice.";
        }

        return null;
    }

    private static Problem HeaderProblem(string detail) => Problem.BadRequest($"{detail} The first line must be: {Header}");

    private static Problem NotCsv(long line, string detail) => Problem.BadRequest($"Line {line} is not CSV as RFC 4180 defines it: {detail}");
}
