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
public readonly record struct FileMarks(DecimalMark? Said, DecimalMark? Told)
{
    public DecimalMark? Of(string cell) => Said ?? (cell.Any(char.IsLetter) ? null : Told);
}

/// <summary>Reads the numbers of a spreadsheet. A mark that may separate thousands is refused rather than guessed.</summary>
public static partial class NumberText
{
    private const string Ambiguous =
        "The comma in this number may be a decimal mark or separate thousands; say \"decimal\": \"comma\" or \"point\" in the column map, "
            + "or leave thousands unseparated.";

    /// <summary>The text with a decimal point; the fault when its mark may mean two things.</summary>
    public static (string Text, string? Fault) Pointed(string text, DecimalMark? mark)
    {
        if (!text.Contains(',', StringComparison.Ordinal))
            return (text,
                mark == DecimalMark.Comma && Thousands().IsMatch(text)
                    ? Ambiguous.Replace("comma in", "point in", StringComparison.Ordinal)
                    : null);
        if (mark == DecimalMark.Point || text.Contains('.', StringComparison.Ordinal)
            || text.IndexOf(',', StringComparison.Ordinal) != text.LastIndexOf(',')) return (text, Ambiguous);
        return mark is null && Thousands().IsMatch(text) ? (text, Ambiguous) : (text.Replace(',', '.'), null);
    }

    /// <summary>The decimal mark that a number forces, not standing where it may separate thousands; null when it forces none.</summary>
    public static DecimalMark? Forced(string cell) => !Fraction().IsMatch(cell) || Thousands().IsMatch(cell) ? null
        : cell.Contains(',', StringComparison.Ordinal) ? DecimalMark.Comma
        : DecimalMark.Point;

    /// <summary>
    /// A number without the unit of its column, and what it is to be multiplied by: months may be given in years, and nothing else in
    /// another unit.
    /// </summary>
    public static (string Text, int Factor) Measured(string cell, string field) => field switch
    {
        "age" => (Years().Replace(cell, ""), 1),
        "followup_months" when Years().IsMatch(cell) => (Years().Replace(cell, ""), 12),
        "followup_months" => (Months().Replace(cell, ""), 1),
        "steroid_dose_mg" => (Milligrams().Replace(cell, ""), 1),
        _ => (cell, 1),
    };

    /// <summary>Reads a plain number: digits, and a decimal point unless it must be whole.</summary>
    public static bool TryRead(string text, bool whole, out decimal number)
    {
        // 55.0 is how spreadsheets write a whole number.
        var plain = whole && text.EndsWith(".0", StringComparison.Ordinal) ? text[..^2] : text;
        return decimal.TryParse(plain, whole ? NumberStyles.None : NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
            out number);
    }

    private const RegexOptions AnyCase = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    [GeneratedRegex(@"(?<=[0-9]) ?(?:years?(?: old)?|yrs?(?: old)?|y\.?o?\.?|jahre?|ans|岁|歳|年)\z", AnyCase, 1000)]
    private static partial Regex Years();

    [GeneratedRegex(@"(?<=[0-9]) ?(?:months?|mos?\.?|mths?|m|monate?|mois|个月|月)\z", AnyCase, 1000)]
    private static partial Regex Months();

    [GeneratedRegex(@"(?<=[0-9]) ?mg(?: ?/ ?d(?:ay)?| daily| a day)?\z", AnyCase, 1000)]
    private static partial Regex Milligrams();

    [GeneratedRegex(@"^[^0-9.,]*[0-9]+[.,][0-9]+[^0-9.,]*\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Fraction();

    [GeneratedRegex(@"(?<![0-9])[1-9][0-9]{0,2}[.,][0-9]{3}(?![0-9])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Thousands();
}
