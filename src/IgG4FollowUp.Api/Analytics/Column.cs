using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Api.Analytics;

/// <summary>A column as the data dictionary describes it.</summary>
/// <param name="Name">Name in the database.</param>
/// <param name="Type">What its cells are.</param>
/// <param name="Comment">Meaning; where null is possible it means "not reported" unless the comment says otherwise.</param>
/// <param name="Required">True when it is never null.</param>
public record Column(string Name, CellType Type, string Comment, bool Required)
{
    /// <summary>The values it can have, for a text that is one of a few; empty otherwise.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>When the value is known.</summary>
    public Knowledge Known { get; init; } = Knowledge.OfRow;

    /// <summary>The column in a statement.</summary>
    public string Sql => $"\"{Name}\"";
}

/// <summary>A column with where its value comes from.</summary>
public sealed record Column<T>(string Name, CellType Type, string Comment, Func<T, object?> Value, bool Required = false)
    : Column(Name, Type, Comment, Required);

/// <summary>Columns in few words. Partial dates and bounds become pairs, never made-up days.</summary>
public static class Columns
{
    private const int DoseDigits = 4;

    /// <summary>Columns of whose values one thing says when they are known.</summary>
    public static IEnumerable<Column<T>> Known<T>(Knowledge known, params IEnumerable<Column<T>> columns) =>
        columns.Select(column => column with { Known = known });

    public static Column<T> Text<T>(string name, string comment, Func<T, string?> value, bool required = false) =>
        new(name, CellType.Text, comment, item => value(item), required);

    public static Column<T> Integer<T>(string name, string comment, Func<T, int?> value, bool required = false) =>
        new(name, CellType.Integer, comment, item => value(item), required);

    public static Column<T> Numeric<T>(string name, string comment, Func<T, decimal?> value) =>
        new(name, CellType.Numeric, comment, item => value(item));

    public static Column<T> Boolean<T>(string name, string comment, Func<T, bool?> value, bool required = false) =>
        new(name, CellType.Boolean, comment, item => value(item), required);

    public static Column<T> Uuid<T>(string name, string comment, Func<T, Guid?> value, bool required = false) =>
        new(name, CellType.Uuid, comment, item => value(item), required);

    public static Column<T> Day<T>(string name, string comment, Func<T, DateOnly?> value) =>
        new(name, CellType.Date, comment, item => value(item));

    /// <summary>A member of an enumeration by its stored name.</summary>
    public static Column<T> Code<T, TEnum>(string name, string comment, Func<T, TEnum?> value, bool required = false)
        where TEnum : struct, Enum =>
        new(name, CellType.Text, $"{comment} One of: {string.Join(", ", StoredName.All<TEnum>())}.",
            item => value(item) is { } code ? StoredName.Of(code) : null, required)
        {
            Codes = [.. StoredName.All<TEnum>()],
        };

    /// <summary>One flag per member of an enumeration; all null when nothing was reported.</summary>
    public static IEnumerable<Column<T>> Flags<T, TEnum>(string prefix, string comment, Func<T, IReadOnlyList<TEnum>?> value)
        where TEnum : struct, Enum =>
        Enum.GetValues<TEnum>().Select(member => Boolean<T>(
            prefix + StoredName.Of(member).Replace('-', '_'), $"{comment}: {StoredName.Of(member)}.", item =>
                value(item)?.Contains(member)));

    /// <summary>A clinical date as the first and last day it can mean and its precision.</summary>
    public static IEnumerable<Column<T>> Date<T>(string name, string comment, Func<T, ClinicalDate?> value) =>
    [
        Day<T>(name + "_earliest", $"{comment}: first day it can have been.", item =>
            value(item) is { IsReported: true } date ? date.Earliest : null),
        Day<T>(name + "_latest", $"{comment}: last day it can have been; equal to the first when the day is known.", item =>
            value(item) is { IsReported: true } date ? date.Latest : null),
        Text<T>(name + "_precision",
            $"{comment}: how exactly the date is known. One of: day, month, year, not-reported; null when there is no such entry.", item =>
                value(item)?.Precision switch
        {
            DatePrecision.Day => "day",
            DatePrecision.Month => "month",
            DatePrecision.Year => "year",
            DatePrecision.NotReported => "not-reported",
            _ => null,
        }) with { Codes = ["day", "month", "year", "not-reported"] },
    ];

    /// <summary>A derived day between bounds.</summary>
    public static IEnumerable<Column<T>> Span<T>(string name, string comment, Func<T, DaySpan?> value) =>
    [
        Day<T>(name + "_earliest", $"{comment}: first day it can have been; null when there is no bound.", item =>
            value(item) is { } span && span.Earliest != DateOnly.MinValue ? span.Earliest : null),
        Day<T>(name + "_latest", $"{comment}: last day it can have been; null when there is no bound.", item =>
            value(item) is { } span && span.Latest != DateOnly.MaxValue ? span.Latest : null),
    ];

    /// <summary>A number of days between bounds.</summary>
    public static IEnumerable<Column<T>> Days<T>(string name, string comment, Func<T, DayCount?> value) =>
    [
        Integer<T>(name + "_at_least", $"{comment}, days: lower bound; null when not determinable.", item => value(item)?.AtLeast),
        Integer<T>(name + "_at_most",
            $"{comment}, days: upper bound, equal to the lower one when exactly known; null when there is none.", item =>
                value(item)?.AtMost),
    ];

    /// <summary>A dose between bounds.</summary>
    public static IEnumerable<Column<T>> Dose<T>(string name, string comment, Func<T, DoseRange?> value) =>
    [
        Numeric<T>(name + "_at_least", $"{comment}, mg of prednisone: lower bound; null when not determinable.", item =>
            value(item)?.AtLeast.Round(DoseDigits)),
        Numeric<T>(name + "_at_most",
            $"{comment}, mg of prednisone: upper bound, equal to the lower one when exactly known; null when there is none.", item =>
                value(item)?.AtMost?.Round(DoseDigits)),
    ];

    /// <summary>Levels as reported, and the regions and number of segments they cover.</summary>
    public static IEnumerable<Column<T>> Levels<T>(string prefix, string comment, Func<T, SpinalLevels?> value) =>
    [
        Text<T>(prefix + "levels", $"{comment}: vertebral segments, ranges or regions, such as C5-T4.", item => value(item)?.ToString()),
        Integer<T>(prefix + "segments", $"{comment}: number of vertebral segments; null when only regions are known.", item =>
            value(item) is { SegmentCount: > 0 } levels ? levels.SegmentCount : null),
        .. Enum.GetValues<SpinalRegions>().Where(region => region != SpinalRegions.None).Select(region => Boolean<T>(
            prefix + region.ToString().ToLowerInvariant(),
            $"{comment}: whether the {region.ToString().ToLowerInvariant()} spine is involved.", item =>
                value(item)?.Regions.HasFlag(region))),
    ];
}
