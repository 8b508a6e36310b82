using System.Text.RegularExpressions;
using System.Text.Unicode;
using CsvHelper;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Domain.Wording;

namespace IgG4FollowUp.Api.Imports;

/// <summary>The rows of a file, or the problem with the file as a whole.</summary>
public sealed record ReadFile(IReadOnlyList<ImportedCase> Rows, Problem? Problem)
{
    /// <summary>What each column of a CSV file was taken for; empty for NDJSON.</summary>
    public IReadOnlyList<CaseColumn> Columns { get; init; } = [];
}

/// <summary>
/// Reads a CSV of patients: published cases, one a row, or a site's own spreadsheet, in which rows of one study number are one patient's.
/// UTF-8, RFC 4180; the separator is a comma, a semicolon, a tab or a bar, and lines may also end in LF alone. What a column holds is
/// said by its header or by a <see cref="ColumnMap"/>.
/// </summary>
public static partial class CaseFile
{
    /// <summary>Most rows of one file.</summary>
    public const int MaximumRows = 100_000;

    /// <summary>Most rows of one patient.</summary>
    public const int MaximumRowsOfPatient = 500;

    private const int MaximumColumns = 500;

    private const string Separators = ",;\t|";

    private const string BrokenFormula =
        "The cell holds an error of the spreadsheet; mend its formula, widen its column, or leave it blank.";

    // Words of absence may be longer than any value of a column.
    private const int LongestAbsence = 100;

    public static ReadFile Read(ReadOnlyMemory<byte> bytes, ColumnMap? map = null, CancellationToken cancellation = default)
    {
        if (FileKind.OfTable(bytes.Span) is { } kind) return Refused(Problem.BadRequest(kind));
        if (!Utf8.IsValid(bytes.Span))
            return Refused(
                Problem.BadRequest(
                    "The file is not valid UTF-8; save it as UTF-8, with or without a byte order mark ('CSV UTF-8' in a spreadsheet)."));
        map ??= ColumnMap.Empty;
        var (separator, body) = Separator(bytes);
        var rows = new List<(long Line, string[] Cells)>();
        string[] headers;
        try
        {
            using var csv = CsvReader.Create(body, new CsvReaderOptions
            {
                Separator = separator,
                HasHeader = false,
                SkipEmptyLines = false,
                TrackLineNumbers = true,
                // A lenient reading would shift cells into other columns.
                MalformedData = CsvMalformedDataHandling.Throw,
            });
            if (!csv.Read()) return Refused(Problem.BadRequest("The file is empty. Its first line names the columns."));
            headers = Headers(csv);
            if (headers.Length > MaximumColumns) return Refused(Problem.BadRequest($"A file may have at most {MaximumColumns} columns."));
            if (ReadRows(csv, headers.Length, rows, cancellation) is { } problem) return Refused(problem);
        }
        catch (CsvFormatException)
        {
            return Refused(
                Problem.BadRequest(
                    $"Row {rows.Count + 1} is not CSV as RFC 4180 defines it: a quote stands inside a cell without being doubled, or is "
                        + "never closed."));
        }

        var (columns, fault) = map.Over(headers, separator);
        if (fault is not null) return Refused(Problem.BadRequest(fault));
        if (rows.Count == 0) return Refused(Problem.BadRequest("The file names columns and has no row."));
        var dates = map.Dates ?? DatesOf(columns, rows);
        var marks = FileMarks.In(map.Decimal, DecimalsIn(columns, rows), separator);
        for (var i = 0; i < columns.Count; i++)
        {
            columns[i].IsCoded = rows.Exists(row => row.Cells[i].Trim() == "2") && !rows.Exists(row => row.Cells[i].Trim() == "0");
            if (columns[i].Field?.Name == "sex") columns[i].SexLetters = SexText.InColumn(headers[i], rows.Select(row => row.Cells[i]));
        }

        var candidates = new List<ImportedCase>(rows.Count);
        var number = columns.ToList().FindIndex(column => column.Field?.Name == CaseField.StudyNumber);
        foreach (var patient in rows.Select((row, i) => new Row(i + 1, row.Line, row.Cells))
            .GroupBy(row => row.Key(number), StringComparer.Ordinal))
        {
            cancellation.ThrowIfCancellationRequested();
            candidates.Add(Case([.. patient], columns, dates, marks));
        }

        return new(candidates, null) { Columns = columns };
    }

    private static Problem? ReadRows(CsvReader csv, int width, List<(long Line, string[] Cells)> rows, CancellationToken cancellation)
    {
        long? blank = null;
        while (csv.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            var cells = Cells(csv);
            if (cells is [""])
            {
                blank ??= csv.LineNumber;
                continue;
            }

            if (blank is { } empty) return NotCsv(empty, "an empty line stands between the rows.");
            if (cells.Length != width) return NotCsv(csv.LineNumber, $"the row has {cells.Length} cells and the header {width}.");
            // A row of separators alone is what a spreadsheet leaves behind.
            if (cells.All(string.IsNullOrWhiteSpace)) continue;
            if (rows.Count == MaximumRows) return Problem.BadRequest($"A file may have at most {MaximumRows} rows.");
            rows.Add((csv.LineNumber, cells));
        }

        return null;
    }

    // Which of day and month comes first is told for the file by the dates in which one of them is above 12, unless they disagree.
    private static DateOrder? DatesOf(IReadOnlyList<CaseColumn> columns, List<(long Line, string[] Cells)> rows)
    {
        var dates = Enumerable.Range(0, columns.Count)
            .Where(index => columns[index].Field is { } field && (field.IsDate || field.Name == "birth_year")).ToList();
        var orders = rows.SelectMany(row => dates.Select(index => row.Cells[index])).Where(cell => cell.Length is > 7 and <= 40)
            .Select(DateText.Forced).OfType<DateOrder>().Distinct().Take(2).ToList();
        return orders is [var only] ? only : null;
    }

    // The decimal marks that numbers of the file force.
    private static List<DecimalMark> DecimalsIn(IReadOnlyList<CaseColumn> columns, List<(long Line, string[] Cells)> rows)
    {
        var numbers = Enumerable.Range(0, columns.Count).Where(index => columns[index].Field is { IsNumber: true }).ToList();
        return [.. rows.SelectMany(row => numbers.Select(index => row.Cells[index])).Where(cell => cell.Length is > 2 and <= 60)
            .Select(NumberText.Forced).OfType<DecimalMark>().Distinct().Take(2)];
    }

    private static string[] Headers(CsvReader csv)
    {
        var headers = Cells(csv);
        for (var i = 0; i < headers.Length; i++)
        {
            headers[i] = WrittenText.IsBlank(headers[i])
                ? ""
                : string.Join(' ', headers[i].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }

        return headers;
    }

    private static string[] Cells(CsvReader csv)
    {
        var cells = new string[csv.FieldCount];
        for (var i = 0; i < cells.Length; i++) cells[i] = csv.GetString(i);
        return cells;
    }

    private static ImportedCase Case(IReadOnlyList<Row> rows, IReadOnlyList<CaseColumn> columns, DateOrder? dates, FileMarks marks)
    {
        var reasons = rows.SelectMany(row => Unreadable(row, columns)).ToList();
        if (rows.Count > MaximumRowsOfPatient)
            reasons.Add(
                new(null, null, "too-many-rows", $"One study number has at most {MaximumRowsOfPatient} rows.")
                {
                    InRow = rows[MaximumRowsOfPatient].Number,
                });
        if (reasons.Count > 0) return Refused(reasons);
        try
        {
            return CaseMapping.Read([.. rows.Select(row => new CaseCells(row.Number, row.Line, columns, row.Cells, dates, marks))]);
        }
        catch (RegexMatchTimeoutException)
        {
            return Refused([new(null, null, "too-intricate", "The words of this row could not be read in a second; shorten them.")]);
        }

        ImportedCase Refused(IReadOnlyList<ImportRemark> because) => new(rows[0].Number, rows[0].Line)
        {
            Reasons = because,
            Further = [.. rows.Skip(1).Select(row => new FurtherRow(row.Number, row.Line, Adds: true))],
        };
    }

    private static IEnumerable<ImportRemark> Unreadable(Row row, IReadOnlyList<CaseColumn> columns)
    {
        for (var i = 0; i < row.Cells.Length; i++)
        {
            if (columns[i].Field is not { } field) continue;
            var cell = row.Cells[i].Trim();
            if (cell.Length > field.MaximumLength
                && (cell.Length > LongestAbsence || CaseCells.StateOf(field.Name, cell) is CellState.Filled or CellState.Unclear))
                yield return new(columns[i].Header, null, "wrong-length",
                    $"A cell of this column has at most {field.MaximumLength} characters.")
                {
                    InRow = row.Number,
                    Value = field.Name == "birth_year" ? null : CaseColumn.Shortened(cell),
                };
            if (row.Cells[i].Contains('\0', StringComparison.Ordinal))
                yield return new(columns[i].Header, null, "not-text", "The cell holds the character U+0000, which is no text.")
                {
                    InRow = row.Number,
                };
            if (SpreadsheetError().IsMatch(cell))
                yield return new(columns[i].Header, null, "spreadsheet-error", BrokenFormula) { InRow = row.Number };
        }
    }

    // Excel writes "sep=;" before the header where it is told to.
    private static (char Separator, ReadOnlyMemory<byte> Body) Separator(ReadOnlyMemory<byte> bytes)
    {
        var text = bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        var end = text.Span.IndexOfAny((byte)'\r', (byte)'\n');
        var first = end < 0 ? text : text[..end];
        if (first.Length == 5 && first.Span.StartsWith("sep="u8) && Separators.Contains((char)first.Span[4], StringComparison.Ordinal))
            return ((char)first.Span[4],
                end < 0
                    ? default
                    : text[(end + (text.Span[end] == '\r' && text.Length > end + 1 && text.Span[end + 1] == '\n' ? 2 : 1))..]);
        Span<int> counts = stackalloc int[Separators.Length];
        var quoted = false;
        foreach (var c in first.Span)
        {
            if (c == '"') quoted = !quoted;
            else if (!quoted && Separators.IndexOf((char)c, StringComparison.Ordinal) is >= 0 and var which) counts[which]++;
        }

        // The most frequent of them; the earlier one where they are as many.
        var most = 0;
        for (var i = 1; i < counts.Length; i++)
        {
            if (counts[i] > counts[most]) most = i;
        }

        return (Separators[most], text);
    }

    // #VALUE!, #DIV/0!, #NAME?, in any language; #N/A is a word of absence. A column too narrow for its value is saved as signs alone.
    [GeneratedRegex(@"^(?:#\p{L}+(?:/0)?[!?]|##+)\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SpreadsheetError();

    private static ReadFile Refused(Problem problem) => new([], problem);

    private sealed record Row(int Number, long Line, string[] Cells)
    {
        // Rows without a study number of the clinic's own are each a patient.
        public string Key(int studyNumber) =>
            studyNumber >= 0 && Absence.Of(Cells[studyNumber].Trim()) == CellState.Filled ? Cells[studyNumber].Trim() : $"\n{Number}";
    }

    private static Problem NotCsv(long line, string detail) =>
        Problem.BadRequest($"Line {line} is not CSV as RFC 4180 defines it: {detail}");
}
