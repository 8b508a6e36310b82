using System.Globalization;
using System.Text.RegularExpressions;

namespace IgG4FollowUp.Api.Imports;

/// <summary>The decimal mark of a file's numbers.</summary>
public enum DecimalMark
{
    Point,
    Comma,
}

/// <summary>What is known of the decimal mark of a file.</summary>
/// <param name="Said">What the column map says.</param>
/// <param name="Told">
/// What other numbers of the file tell. It holds for bare numbers, which a spreadsheet may have set with its own marks, and not for what
/// somebody wrote out with its unit.
/// </param>
/// <param name="PointsMayGroup">
/// True where a point may separate thousands, with a unit or without: other numbers have a decimal comma, or semicolons separate the cells,
/// as spreadsheets do where the comma is taken, and no number tells otherwise.
/// </param>
public readonly record struct FileMarks(DecimalMark? Said, DecimalMark? Told, bool PointsMayGroup)
{
    /// <summary>What a file says of itself.</summary>
    /// <param name="said">What the column map says.</param>
    /// <param name="forced">The marks that numbers of the file force.</param>
    /// <param name="separator">What separates its cells.</param>
    public static FileMarks In(DecimalMark? said, IReadOnlyCollection<DecimalMark> forced, char separator)
    {
        var (comma, point) = (forced.Contains(DecimalMark.Comma), forced.Contains(DecimalMark.Point));
        return new(said, comma && !point ? DecimalMark.Comma : null, said is null && (comma || (separator == ';' && !point)));
    }

    public DecimalMark? Of(string cell) => Said ?? (cell.Any(char.IsLetter) ? null : Told);
}

/// <summary>Reads the numbers of a spreadsheet. A mark that may separate thousands is refused rather than guessed.</summary>
public static partial class NumberText
{
    private const string CommaInDoubt =
        "The comma in this number may be a decimal mark or separate thousands; say \"decimal\": \"comma\" or \"point\" in the column map, "
            + "or leave thousands unseparated.";

    private const string PointInDoubt =
        "The point in this number may separate thousands, as where decimals have a comma; leave thousands unseparated, or, if it is a "
            + "decimal mark, write a comma, or say \"decimal\": \"point\" in the column map.";

    private const string Grouped = "A number has one mark, before its decimals: leave thousands unseparated.";

    /// <summary>The text with a decimal point; the fault when its mark may mean two things. Digits of its unit are no part of it.</summary>
    /// <param name="text">The number, with its unit or without.</param>
    /// <param name="cell">The cell it stands in.</param>
    /// <param name="marks">What is known of the file.</param>
    public static (string Text, string? Fault) Pointed(string text, string cell, FileMarks marks)
    {
        var unit = UnitBehind().Match(text) is { Success: true } behind ? text[behind.Index..] : "";
        var number = text[..^unit.Length];
        if (Several().IsMatch(number)) return (text, Grouped);
        var mark = marks.Of(cell);
        if (!number.Contains(',', StringComparison.Ordinal))
            return (text, (mark == DecimalMark.Comma || marks.PointsMayGroup) && Thousands().IsMatch(number) ? PointInDoubt : null);
        if (mark == DecimalMark.Point) return (text, CommaInDoubt);
        return mark is null && Thousands().IsMatch(number) ? (text, CommaInDoubt) : (number.Replace(',', '.') + unit, null);
    }

    /// <summary>The decimal mark that a number forces, not standing where it may separate thousands; null when it forces none.</summary>
    public static DecimalMark? Forced(string cell) => !Fraction().IsMatch(cell) || Thousands().IsMatch(cell) ? null
        : cell.Contains(',', StringComparison.Ordinal) ? DecimalMark.Comma
        : DecimalMark.Point;

    /// <summary>Reads a plain number: digits, and a decimal point unless it must be whole.</summary>
    public static bool TryRead(string text, bool whole, out decimal number)
    {
        // 55.0 is how spreadsheets write a whole number.
        var plain = whole && text.EndsWith(".0", StringComparison.Ordinal) ? text[..^2] : text;
        return decimal.TryParse(plain, whole ? NumberStyles.None : NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
            out number);
    }

    [GeneratedRegex(@"^[^0-9.,]*[0-9]+[.,][0-9]+[^0-9.,]*\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Fraction();

    // 1.350,5 and 1,350.5; 1.350.000; 1 350 and 1'350.
    [GeneratedRegex(@"[0-9][.,][0-9]+[.,][0-9]|[0-9][ \u00a0\u2009\u202f'’][0-9]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Several();

    // 212 10*9/L, 6.4 x10^9/L, 74 mL/min/1.73 m²: from the first letter or sign that no number has.
    [GeneratedRegex(@"(?<=[0-9])(?:\s+10[*^]|\s*[\p{L}×/%(])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex UnitBehind();

    [GeneratedRegex(@"(?<![0-9])[1-9][0-9]{0,2}[.,][0-9]{3}(?![0-9])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Thousands();
}
