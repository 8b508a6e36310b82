using System.Text.Json;
using System.Text.RegularExpressions;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Wording;

namespace IgG4FollowUp.Api.Imports;

/// <summary>
/// What a site says of its own spreadsheet: <c>{ "columns": { "Pat-Nr": "study_number", "IgG4": { "field": "serum_igg4", "unit": "g/L" },
/// "Ward": "ignore" }, "dates": "day-first", "decimal": "comma" }</c>. Columns it does not name are guessed.
/// </summary>
public sealed partial record ColumnMap
{
    public const string Ignore = "ignore";

    public const string Expected =
        """a JSON object such as { "columns": { "Pat-Nr": "study_number", "IgG4": { "field": "serum_igg4", "unit": "g/L" }, "Ward": "ignore" },"""
            + """ "dates": "day-first", "decimal": "comma" }""";

    /// <summary>Most characters of a map.</summary>
    public const int MaximumLength = 6000;

    public static ColumnMap Empty { get; } = new();

    /// <summary>Field, or null for a column to leave out, and unit, by header.</summary>
    public IReadOnlyDictionary<string, (CaseField? Field, Unit? Unit)> Columns { get; private init; } =
        new Dictionary<string, (CaseField?, Unit?)>();

    public DateOrder? Dates { get; private init; }

    public DecimalMark? Decimal { get; private init; }

    /// <summary>Reads a map.</summary>
    /// <returns>The map, or what is wrong with it.</returns>
    public static (ColumnMap Map, string? Fault) Read(string json)
    {
        if (json.Length > MaximumLength) return (Empty, $"at most {MaximumLength} characters of JSON.");
        try
        {
            using var document = JsonDocument.Parse(json.TrimStart('\uFEFF'),
                new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 4, CommentHandling = JsonCommentHandling.Skip });
            return Read(document.RootElement);
        }
        // Half of a surrogate pair in a name or a text is told by another exception than the rest.
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return (Empty, Expected + ".");
        }
    }

    private static (ColumnMap, string?) Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object) return (Empty, Expected + ".");
        var map = Empty;
        foreach (var member in json.EnumerateObject())
        {
            switch (member.Name, member.Value)
            {
                case ("columns", { ValueKind: JsonValueKind.Object } columns):
                    var read = new Dictionary<string, (CaseField?, Unit?)>(WrittenText.Alike);
                    foreach (var column in columns.EnumerateObject())
                    {
                        if (!TryColumn(column.Value, out var target, out var fault))
                            return (Empty, $"column '{CaseColumn.Shortened(column.Name)}': {fault}");
                        if (!read.TryAdd(column.Name.Trim(), target))
                            return (Empty, $"column '{CaseColumn.Shortened(column.Name)}' stands in it twice.");
                    }

                    map = map with { Columns = read };
                    break;
                case ("dates", { ValueKind: JsonValueKind.String } dates) when dates.GetString() is "day-first" or "month-first":
                    map = map with { Dates = dates.GetString() == "day-first" ? DateOrder.DayFirst : DateOrder.MonthFirst };
                    break;
                case ("decimal", { ValueKind: JsonValueKind.String } mark) when mark.GetString() is "comma" or "point":
                    map = map with { Decimal = mark.GetString() == "comma" ? DecimalMark.Comma : DecimalMark.Point };
                    break;
                case ("columns", _):
                    return (Empty, "'columns' is an object from headers to fields.");
                case ("dates", _):
                    return (Empty, "'dates' is 'day-first' or 'month-first'.");
                case ("decimal", _):
                    return (Empty, "'decimal' is 'comma' or 'point'.");
                default:
                    return (Empty, "its members are 'columns', 'dates' and 'decimal'.");
            }
        }

        return (map, null);
    }

    private static bool TryColumn(JsonElement value, out (CaseField? Field, Unit? Unit) target, out string fault)
    {
        (target, fault) = (default, "");
        var (name, unit) = value.ValueKind switch
        {
            JsonValueKind.String => (value.GetString(), null),
            JsonValueKind.Object
                when value.EnumerateObject().All(member => member is { Name: "field" or "unit", Value.ValueKind: JsonValueKind.String }) =>
                    (
                value.TryGetProperty("field", out var field) ? field.GetString() : null,
                value.TryGetProperty("unit", out var code) ? code.GetString() : null),
            _ => (null, null),
        };
        if (name == Ignore) return true;
        if (name is null || !CaseField.ByName.TryGetValue(name, out var known))
        {
            var meant = name is null ? null : Nearest.To(name, CaseField.ByName.Keys);
            fault =
                $"{(meant is null ? "" : $"did you mean '{meant}'? ")}a field is one of "
                    + $"{string.Join(", ", CaseField.All.Select(field => field.Name))}, or {Ignore}.";
            return false;
        }

        Unit? read = null;
        if (unit is not null && (!TakesUnit(known) || !Unit.TryRead(unit, out read) || !Analytes.Takes(Analyte.SerumIgG4, read)))
        {
            fault = TakesUnit(known)
                ? $"a unit of IgG4 is one of {Analytes.UnitsOf(Analyte.SerumIgG4)}."
                : "only serum_igg4 and serum_igg4_limit take a unit.";
            return false;
        }

        target = (known, read);
        return true;
    }

    private static bool TakesUnit(CaseField field) => field.Name is "serum_igg4" or "serum_igg4_limit";

    /// <summary>What each column of a file holds, or why that cannot be told.</summary>
    /// <param name="headers">The headers.</param>
    /// <param name="separator">What separates them.</param>
    public (IReadOnlyList<CaseColumn> Columns, string? Fault) Over(IReadOnlyList<string> headers, char separator)
    {
        var columns = new List<CaseColumn>(headers.Count);
        var taken = new Dictionary<CaseField, CaseColumn>();
        var seen = new HashSet<string>(WrittenText.Alike);
        if (Columns.Keys.FirstOrDefault(header => !headers.Contains(header, WrittenText.Alike)) is { } missing)
            return ([], $"The column map names a column '{CaseColumn.Shortened(missing)}', which the file does not have.");
        // What the map or a name says goes before what is guessed.
        var sure = headers.Select(header =>
            Columns.TryGetValue(header, out var said) ? said.Field : CaseField.ByName.GetValueOrDefault(header)).OfType<CaseField>()
            .ToHashSet();
        for (var i = 0; i < headers.Count; i++)
        {
            var column = Of(headers[i], i, sure);
            if (headers[i].Length > 0 && !seen.Add(headers[i]))
                return ([], $"Column {i + 1} has the header of an earlier column; give each a header of its own.");
            if (column.Field is { } field && !taken.TryAdd(field, column))
            {
                if (column.Source == ColumnSource.Guessed && taken[field] is { Source: ColumnSource.Guessed } earlier
                    && CaseField.IsVague(headers[columns.IndexOf(earlier)]) && !CaseField.IsVague(headers[i]))
                {
                    // "No." beside "Patient ID" numbers the lines.
                    columns[columns.IndexOf(earlier)] = NotTaken(earlier.Header, column.Header, field);
                    taken[field] = column;
                    columns.Add(column);
                    continue;
                }

                if (column.Source != ColumnSource.Guessed)
                    return ([],
                        $"Columns '{taken[field].Header}' and '{column.Header}' are both said to hold "
                            + $"{field.Name}; map one of them to '{Ignore}'.");
                column = NotTaken(column.Header, taken[field].Header, field);
            }

            columns.Add(column);
        }

        return taken.Keys.Any(field => field.Name is CaseField.StudyNumber or CaseField.Citation)
            ? (columns, null)
            : ([], "No column is understood as the study number, or as the citation of a published patient; the first line was read as "
                + $"{Counted.Of(headers.Count, "header")} separated by {(separator switch
                {
                    ';' => "semicolons",
                    '\t' => "tabs",
                    '|' => "bars",
                    _ => "commas",
                })}. "
                + $"Columns are called by their field, or mapped: {string.Join(", ", CaseField.All.Select(field => field.Name))}.");
    }

    private static CaseColumn NotTaken(string header, string other, CaseField field) => new(header, null, ColumnSource.NotUnderstood)
    {
        Detail = $"Column '{other}' is taken for {field.Name}; say in the column map which of the two it is.",
    };

    private CaseColumn Of(string header, int index, HashSet<CaseField> sure)
    {
        if (Columns.TryGetValue(header, out var said))
        {
            return said.Field is null
                ? new(header, null, ColumnSource.Ignored)
                : new(header, said.Field, ColumnSource.Mapped) { Unit = said.Unit ?? UnitIn(header).Unit ?? Own(said.Field) };
        }

        if (header.Length == 0) return new($"(column {index + 1})", null, ColumnSource.NotUnderstood) { Detail = "It has no header." };
        if (CaseField.ByName.TryGetValue(header, out var named)) return new(header, named, ColumnSource.Named) { Unit = Own(named) };
        var (name, unit) = UnitIn(header);
        var guess = CaseField.Guess(name) ?? CaseField.Guess(header);
        if (guess is not null && !sure.Contains(guess))
            return new(header, guess, ColumnSource.Guessed) { Unit = TakesUnit(guess) ? unit : Own(guess) };
        return CaseField.IdentifiesPerson(header)
            ? new(header, null, ColumnSource.Identifying) { Detail = "It identifies a person; nothing of it is taken." }
            : new(header, null, ColumnSource.NotUnderstood)
            {
                Detail = (guess ?? (CaseField.Nearest(header) is { } near ? CaseField.ByName[near] : null)) is { } meant
                    ? $"Nothing of it is taken. If it is {meant.Name}, say so in the column map; else map it to '{Ignore}'."
                    : $"Nothing of it is taken. Say in the column map which field it is, or map it to '{Ignore}'.",
            };
    }

    private static Unit? Own(CaseField field) => field.Name == "serum_igg4_mg_dl" ? Unit.MilligramsPerDecilitre : null;

    // "IgG4 (g/L)", "IgG4 [mg/dl]", "IgG4 in g/L", "IgG4, mg/dL".
    private static (string Name, Unit? Unit) UnitIn(string header) =>
        WithUnit().Match(header) is { Success: true } match
            && Unit.TryRead(match.Groups["unit"].Value, out var unit) && Analytes.Takes(Analyte.SerumIgG4, unit)
            ? (match.Groups["name"].Value, unit)
            : (header, null);

    [GeneratedRegex(
        @"^(?<name>.+?)(?: ?[(\[（［](?<unit>[^()\[\]（）［］]+)[)\]）］]|(?:,| in)? (?<unit>[^ ]+))\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex WithUnit();
}
