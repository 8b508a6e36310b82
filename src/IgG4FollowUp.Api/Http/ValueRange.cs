using System.Globalization;
using System.Text.RegularExpressions;

namespace IgG4FollowUp.Api.Http;

/// <summary>
/// What a condition asks for that is no single value: <c>18..40</c>, <c>18..</c> and <c>..40</c> with their ends, <c>..</c> for whatever is
/// known; of days also a month or a year, alone or at an end, which stands for all its days.
/// </summary>
/// <param name="From">First value, a day in full; null when there is none.</param>
/// <param name="To">Last value, a day in full; null when there is none.</param>
public readonly partial record struct ValueRange(string? From, string? To)
{
    /// <summary>Stands between the ends, and alone for whatever is known.</summary>
    public const string Known = "..";

    /// <summary>How a range is written, for a description and for an error.</summary>
    public static string Written(bool ofDays) => ofDays
        ? "a range such as 2020-03-01..2021, 2020.. or ..2021-06, the earlier end first, where a month or a year stands for all its days"
        : "a range such as 18..40, 18.. or ..40, the lesser end first";

    /// <summary>What a range is in JSON Schema.</summary>
    public static string Pattern(bool ofDays, bool orNothing)
    {
        const string Day = "[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?", Number = @"-?[0-9]{1,9}(?:\.[0-9]{1,9})?";
        var end = ofDays ? Day : Number;
        return $@"^(?:{(ofDays ? $"{Day}|" : "")}(?:{end})?\.\.(?:{end})?){(orNothing ? "?" : "")}$";
    }

    /// <summary>Reads a range, whose ends are as they are written.</summary>
    /// <param name="text">A value of a condition.</param>
    /// <param name="ofDays">True where values are days.</param>
    /// <param name="range">The range.</param>
    /// <returns>False for a single value.</returns>
    public static bool TryRead(string text, bool ofDays, out ValueRange range)
    {
        range = default;
        var between = text.IndexOf(Known, StringComparison.Ordinal);
        if (between < 0)
        {
            if (!ofDays || !Part().IsMatch(text)) return false;
            range = new(Day(text, last: false), Day(text, last: true));
            return true;
        }

        var (from, to) = (text[..between], text[(between + Known.Length)..]);
        range = new(
            from.Length == 0 ? null : ofDays ? Day(from, last: false) : from, to.Length == 0 ? null : ofDays ? Day(to, last: true) : to);
        return true;
    }

    // A month or a year as its first or last day; whatever else as it is.
    private static string Day(string text, bool last)
    {
        if (!Part().IsMatch(text)) return text;
        var month = text.Length == 4 ? (last ? 12 : 1) : int.Parse(text.AsSpan(5), CultureInfo.InvariantCulture);
        var year = int.Parse(text.AsSpan(0, 4), CultureInfo.InvariantCulture);
        if (year == 0 || month is < 1 or > 12) return text;
        return new DateOnly(year, month, last ? DateTime.DaysInMonth(year, month) : 1).ToString("O", CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^[0-9]{4}(?:-[0-9]{2})?\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Part();
}
