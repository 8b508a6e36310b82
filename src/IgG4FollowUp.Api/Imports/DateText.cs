using System.Globalization;
using System.Text.RegularExpressions;
using IgG4FollowUp.Domain.Dates;

namespace IgG4FollowUp.Api.Imports;

/// <summary>Which comes first in a date with slashes.</summary>
public enum DateOrder
{
    DayFirst,
    MonthFirst,
}

/// <summary>
/// Reads dates as spreadsheets write them: <c>2024-03-11</c>, <c>2024/3/11</c>, <c>11.03.2024</c>, <c>11 Mar 2024</c>, <c>03/2024</c>,
/// <c>2024</c>. With slashes day and month can be told apart only where one is above 12, or where the file or
/// its map says which comes first.
/// </summary>
public static partial class DateText
{
    public const string Expected =
        "This must be a date such as 2024-03-11, 11.03.2024, 11 Mar 2024, 2024-03 or 2024, a real one from 1900 to 2200, or blank.";

    private const string Ambiguous =
        "Day and month of this date cannot be told apart; say \"dates\": \"day-first\" or \"month-first\" in the column map.";

    private const string MonthFirstWithDots =
        "Dates with dots have the day first, and other dates of this file, or its map, the month; write this one with the year first.";

    private const string SerialNumber =
        "This is a spreadsheet's number of a day; format the column as a date, year first, and save the file again.";

    // In English and, where they differ, in German; French and Spanish names that begin alike are among the endings.
    private static readonly string[] Months =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "jän", "feb", "mär", "apr", "mai", "jun",
            "jul", "aug", "sep", "okt", "nov", "dez"];

    /// <summary>The date, or what is wrong with the text.</summary>
    public static (ClinicalDate Date, string? Fault) Read(string cell, DateOrder? order)
    {
        var text = TimeOfDay().Replace(cell.Trim(), "");
        if (ClinicalDate.TryParse(text, out var exact) && exact.IsReported) return (exact, null);
        if (Serial().IsMatch(text)) return (default, SerialNumber);
        if (YearFirst().Match(text) is { Success: true } byYear) return Of(byYear);
        if (Worded().Match(text) is { Success: true } worded)
            return Of(worded,
                (Array.IndexOf(Months, worded.Groups["name"].Value.ToLowerInvariant()) % 12 + 1).ToString(CultureInfo.InvariantCulture));
        if (MonthAndYear().Match(text) is { Success: true } month) return Of(month);
        if (Parts().Match(text) is not { Success: true } parts) return (default, Expected);
        var (one, two) = (parts.Groups["one"].Value, parts.Groups["two"].Value);
        var year = parts.Groups["year"].Value;
        return (Forced(text) ?? order) switch
        {
            // Dots put the day first; where slashes put the month first, they may be meant likewise.
            DateOrder.MonthFirst when parts.Groups["dot"].Success && int.Parse(one, CultureInfo.InvariantCulture) <= 12
                && one.TrimStart('0') != two.TrimStart('0') => (default, MonthFirstWithDots),
            _ when parts.Groups["dot"].Success => Dated(year, two, one),
            DateOrder.DayFirst => Dated(year, two, one),
            DateOrder.MonthFirst => Dated(year, one, two),
            // The same day either way.
            null when one.TrimStart('0') == two.TrimStart('0') => Dated(year, two, one),
            _ => (default, Ambiguous),
        };

        static (ClinicalDate, string?) Of(Match match, string? month = null) =>
            Dated(match.Groups["year"].Value, month ?? (match.Groups["month"] is { Success: true } m ? m.Value : null),
                match.Groups["day"] is { Success: true } d ? d.Value : null);

        static (ClinicalDate, string?) Dated(string year, string? month, string? day) =>
            ClinicalDate.TryParse(year + (month is null ? "" : $"-{month.PadLeft(2, '0')}")
                + (day is null ? "" : $"-{day.PadLeft(2, '0')}"), out var date)
                ? (date, null)
                : (default, Expected);
    }

    /// <summary>The order that a date with slashes forces, one number being above 12; null when it forces none.</summary>
    public static DateOrder? Forced(string cell)
    {
        if (Parts().Match(TimeOfDay().Replace(cell.Trim(), "")) is not { Success: true } parts || parts.Groups["dot"].Success) return null;
        var (one, two) = (int.Parse(parts.Groups["one"].Value, CultureInfo.InvariantCulture),
            int.Parse(parts.Groups["two"].Value, CultureInfo.InvariantCulture));
        return one > 12 && two <= 12 ? DateOrder.DayFirst : two > 12 && one <= 12 ? DateOrder.MonthFirst : null;
    }

    private const RegexOptions AnyCase = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    [GeneratedRegex(@"[T ]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2}| ?[AP]M)?\z", AnyCase, 1000)]
    private static partial Regex TimeOfDay();

    [GeneratedRegex(@"^[1-9][0-9]{4}(?:\.[0-9]+)?\z", AnyCase, 1000)]
    private static partial Regex Serial();

    [GeneratedRegex(@"^(?<year>[0-9]{4})(?:[-/. ]|年)(?<month>[0-9]{1,2})(?:(?:[-/. ]|月)(?<day>[0-9]{1,2})日?|月)?\z", AnyCase, 1000)]
    private static partial Regex YearFirst();

    // With their endings: another language may begin another month alike, as Finnish does November (marraskuu).
    private const string NameOfMonth =
        "(?:(?<name>jan)(?:uary|uar|vier|uari)?|(?<name>jän)(?:ner)?|(?<name>feb)(?:ruary|ruar|rero|ruari)?|(?<name>mar)(?:ch|s|zo|ço|t)?"
        + "|(?<name>mär)(?:z)?|(?<name>apr)(?:il|ile)?|(?<name>may)(?:o)?|(?<name>mai)|(?<name>jun)(?:e|i|io)?|(?<name>jul)(?:y|i|io)?"
        + "|(?<name>aug)(?:ust)?|(?<name>sep)(?:t|tember|tembre)?|(?<name>oct)(?:ober|obre|ubre)?|(?<name>okt)(?:ober)?"
        + "|(?<name>nov)(?:ember|embre|iembre)?|(?<name>dec)(?:ember)?|(?<name>dez)(?:ember)?)";

    [GeneratedRegex(
        @"^(?:(?<day>[0-9]{1,2})[-./ ]+)?" + NameOfMonth + @"[-.,/ ]+(?<year>[0-9]{4})\z"
        + @"|^" + NameOfMonth + @"\.? (?<day>[0-9]{1,2})(?:st|nd|rd|th)?,? (?<year>[0-9]{4})\z",
        AnyCase, 1000)]
    private static partial Regex Worded();

    [GeneratedRegex(@"^(?<month>[0-9]{1,2})[-/.](?<year>[0-9]{4})\z", AnyCase, 1000)]
    private static partial Regex MonthAndYear();

    [GeneratedRegex(@"^(?<one>[0-9]{1,2})(?:(?<dot>\.) ?|[-/ ])(?<two>[0-9]{1,2})[-/. ]+(?<year>[0-9]{4})\z", AnyCase, 1000)]
    private static partial Regex Parts();
}
