using System.Globalization;
using System.Text.RegularExpressions;

namespace IgG4FollowUp.Api.Imports;

/// <summary>The decimal mark of a file's numbers.</summary>
public enum DecimalMark
{
    Point,
    Comma,
}

/// <summary>Reads the numbers of a spreadsheet. A mark that may separate thousands is refused rather than guessed.</summary>
public static partial class NumberText
{
    private const string Ambiguous =
        "The comma in this number may be a decimal mark or separate thousands; say \"decimal\": \"comma\" or \"point\" in the column map, or leave thousands unseparated.";

    /// <summary>The text with a decimal point; the fault when its mark may mean two things.</summary>
    public static (string Text, string? Fault) Pointed(string text, DecimalMark? mark)
    {
        if (!text.Contains(',', StringComparison.Ordinal)) return (text, mark == DecimalMark.Comma && Thousands().IsMatch(text) ? Ambiguous.Replace("comma in", "point in", StringComparison.Ordinal) : null);
        if (mark == DecimalMark.Point || text.Contains('.', StringComparison.Ordinal) || text.IndexOf(',', StringComparison.Ordinal) != text.LastIndexOf(',')) return (text, Ambiguous);
        return mark is null && Thousands().IsMatch(text) ? (text, Ambiguous) : (text.Replace(',', '.'), null);
    }

    /// <summary>Reads a plain number: digits, and a decimal point unless it must be whole.</summary>
    public static bool TryRead(string text, bool whole, out decimal number)
    {
        // 55.0 is how spreadsheets write a whole number.
        var plain = whole && text.EndsWith(".0", StringComparison.Ordinal) ? text[..^2] : text;
        return decimal.TryParse(plain, whole ? NumberStyles.None : NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }

    [GeneratedRegex(@"(?<![0-9])[1-9][0-9]{0,2}[.,][0-9]{3}(?![0-9])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Thousands();
}
