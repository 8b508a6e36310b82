using System.Collections;
using System.Globalization;

namespace IgG4FollowUp.Api.Analytics.Export;

/// <summary>Comma-separated values by RFC 4180, with texts that a spreadsheet would carry out as formulas made harmless.</summary>
public static class Csv
{
    public const string ContentType = "text/csv";

    private const string Separator = ",";
    private const string EndOfRow = "\r\n";

    /// <summary>Writes one row, ended by CR LF.</summary>
    public static void Write(TextWriter writer, IEnumerable<object?> cells)
    {
        var first = true;
        foreach (var cell in cells)
        {
            if (!first) writer.Write(Separator);
            first = false;
            writer.Write(Field(cell));
        }

        writer.Write(EndOfRow);
    }

    /// <summary>A field as written. Nothing at all stands for null; an empty text is a pair of quotes.</summary>
    public static string Field(object? cell)
    {
        if (Text(cell) is not { } text) return "";
        if (cell is string or IEnumerable && IsFormula(text)) text = "'" + text;
        return text.Length == 0 || text.AsSpan().ContainsAny(",\"\r\n")
            ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : text;
    }

    private static string? Text(object? cell) => cell switch
    {
        null or double.NaN or double.PositiveInfinity or double.NegativeInfinity => null,
        string text => text,
        bool truth => truth ? "true" : "false",
        DateOnly day => day.ToString("O", CultureInfo.InvariantCulture),
        DateTime time => time.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable list => string.Join(';', list.Cast<object?>().Select(Text)),
        _ => cell.ToString(),
    };

    // A number may begin with a sign; no spreadsheet computes anything from it. What is blank before a sign is passed over by some of them,
    // and some take the full-width and small signs of East Asian keyboards for the plain ones, as whoever normalises the text does.
    private static bool IsFormula(string text) =>
        (text is ['\t' or '\r' or '\n', ..]
            || text.AsSpan(text.TakeWhile(IsPassedOver).Count()) is [
            '=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠' or '﹦' or '﹢' or '﹣' or '﹫' or '⁼' or '⁺' or '⁻' or '₌' or '₊' or '₋', ..])
        && !decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture, out _);

    private static bool IsPassedOver(char letter) =>
        char.IsWhiteSpace(letter) || char.GetUnicodeCategory(letter) is UnicodeCategory.Control or UnicodeCategory.Format;
}
