using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IgG4FollowUp.Domain.Dates;

/// <summary>How exactly a clinical date is known.</summary>
public enum DatePrecision
{
    /// <summary>The source gives no date at all.</summary>
    NotReported,

    /// <summary>Only the calendar year is known.</summary>
    Year,

    /// <summary>Year and month are known.</summary>
    Month,

    /// <summary>The calendar day is known.</summary>
    Day,
}

/// <summary>
/// When something happened to the patient, as exactly as it is known: <c>2024</c>, <c>2024-03</c>, <c>2024-03-11</c>, or
/// <c>not-reported</c>. It is the closed interval of days from <see cref="Earliest"/> to <see cref="Latest"/>; nothing is
/// made up inside it. Years run from 1900 to 2200. Two dates are equal when they are written alike.
/// </summary>
[JsonConverter(typeof(ClinicalDateJsonConverter))]
public readonly record struct ClinicalDate : IComparable<ClinicalDate>
{
    /// <summary>The text of a date that the source does not give.</summary>
    public const string NotReportedText = "not-reported";

    private readonly short _year;
    private readonly byte _month;
    private readonly byte _day;

    // Number of the first day it can be; that of the first of all days where it is not reported.
    private readonly int _first;

    // Number of the last day it can have been, where that is before the end of its month or year; 0 elsewhere.
    private readonly int _last;

    private ClinicalDate(int year, int month, int day, int last = 0)
    {
        _year = (short)year;
        _month = (byte)month;
        _day = (byte)day;
        _first = new DateOnly(year, Math.Max(month, 1), Math.Max(day, 1)).DayNumber;
        _last = last;
    }

    /// <summary>A date that the source does not give; it may be any day.</summary>
    public static ClinicalDate NotReported => default;

    /// <summary>A calendar day.</summary>
    /// <param name="day">The day; its year must be 1900 to 2200.</param>
    /// <exception cref="ArgumentOutOfRangeException">The year is outside 1900 to 2200.</exception>
    public static ClinicalDate On(DateOnly day) =>
        day.Year is >= 1900 and <= 2200
            ? new(day.Year, day.Month, day.Day)
            : throw new ArgumentOutOfRangeException(nameof(day), day, "The year must be from 1900 to 2200.");

    /// <summary>How exactly the date is known.</summary>
    public DatePrecision Precision =>
        _day != 0 ? DatePrecision.Day : _month != 0 ? DatePrecision.Month : _year != 0 ? DatePrecision.Year : DatePrecision.NotReported;

    /// <summary>First day it can have been.</summary>
    public DateOnly Earliest => DateOnly.FromDayNumber(_first);

    /// <summary>Last day it can have been.</summary>
    public DateOnly Latest => _last > 0 ? DateOnly.FromDayNumber(_last) : Precision switch
    {
        DatePrecision.NotReported => DateOnly.MaxValue,
        DatePrecision.Year => new(_year, 12, 31),
        DatePrecision.Month => new(_year, _month, DateTime.DaysInMonth(_year, _month)),
        _ => Earliest,
    };

    /// <summary>
    /// The date, known to be no later than a day. A date that the source does not give, or that lies after that day, stays as it is.
    /// </summary>
    /// <param name="day">The day.</param>
    public ClinicalDate NotAfter(DateOnly day) =>
        IsReported && Earliest <= day && day < Latest ? new(_year, _month, _day, day.DayNumber) : this;

    /// <summary>The date, and what it is where it is given less exactly: of a day its month and its year, of a month its year.</summary>
    public IEnumerable<ClinicalDate> OrVaguer()
    {
        yield return this;
        if (_day != 0) yield return new(_year, _month, 0);
        if (_month != 0) yield return new(_year, 0, 0);
    }

    /// <summary>True when the two can be one date that was given once exactly and once less so, or are one.</summary>
    /// <param name="other">The other date.</param>
    public bool CanBeSaidOf(ClinicalDate other) => OrVaguer().Contains(other) || other.OrVaguer().Contains(this);

    /// <inheritdoc/>
    public bool Equals(ClinicalDate other) => (_year, _month, _day) == (other._year, other._month, other._day);

    /// <inheritdoc/>
    public override int GetHashCode() => (_year, _month, _day).GetHashCode();

    /// <summary>True when the source gives at least the year.</summary>
    [JsonIgnore]
    public bool IsReported => _year != 0;

    /// <summary>True when every day this date can mean lies before every day the other can mean.</summary>
    /// <param name="other">The other date.</param>
    public bool IsCertainlyBefore(ClinicalDate other) => Latest < other.Earliest;

    /// <summary>True when every day this date can mean lies after every day the other can mean.</summary>
    /// <param name="other">The other date.</param>
    public bool IsCertainlyAfter(ClinicalDate other) => Earliest > other.Latest;

    /// <summary>Reading order: by first possible day, then the vaguer date first; dates that are not reported come first.</summary>
    /// <param name="other">The other date.</param>
    public int CompareTo(ClinicalDate other)
    {
        var byDay = _first.CompareTo(other._first);
        return byDay != 0 ? byDay : (_month, _day).CompareTo((other._month, other._day));
    }

    /// <inheritdoc cref="CompareTo(ClinicalDate)"/>
    public static bool operator <(ClinicalDate left, ClinicalDate right) => left.CompareTo(right) < 0;

    /// <inheritdoc cref="CompareTo(ClinicalDate)"/>
    public static bool operator >(ClinicalDate left, ClinicalDate right) => left.CompareTo(right) > 0;

    /// <inheritdoc cref="CompareTo(ClinicalDate)"/>
    public static bool operator <=(ClinicalDate left, ClinicalDate right) => left.CompareTo(right) <= 0;

    /// <inheritdoc cref="CompareTo(ClinicalDate)"/>
    public static bool operator >=(ClinicalDate left, ClinicalDate right) => left.CompareTo(right) >= 0;

    /// <summary>The date as it was given: <c>2024</c>, <c>2024-03</c>, <c>2024-03-11</c> or <c>not-reported</c>.</summary>
    public override string ToString() => Precision switch
    {
        DatePrecision.NotReported => NotReportedText,
        DatePrecision.Year => string.Create(CultureInfo.InvariantCulture, $"{_year:D4}"),
        DatePrecision.Month => string.Create(CultureInfo.InvariantCulture, $"{_year:D4}-{_month:D2}"),
        _ => Earliest.ToString("O", CultureInfo.InvariantCulture),
    };

    /// <summary>Reads a date exactly as <see cref="ToString"/> prints it.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">The text is no such date; the message says what would be right.</exception>
    public static ClinicalDate Parse(string text) =>
        TryParse(text, out var date) ? date : throw new FormatException(Expected);

    /// <summary>What a date must look like, for error messages.</summary>
    public const string Expected = "A clinical date is 'YYYY', 'YYYY-MM' or 'YYYY-MM-DD', a real calendar date from 1900 to 2200.";

    /// <summary>Reads a date exactly as <see cref="ToString"/> prints it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="date">The date read.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out ClinicalDate date)
    {
        date = default;
        if (text.SequenceEqual(NotReportedText)) return true;
        if (text.Length is not (4 or 7 or 10) || !Digits(text[..4], out var year) || year is < 1900 or > 2200) return false;
        int month = 0, day = 0;
        if (text.Length >= 7 && (text[4] != '-' || !Digits(text.Slice(5, 2), out month) || month is < 1 or > 12)) return false;
        if (text.Length == 10
            && (text[7] != '-' || !Digits(text.Slice(8, 2), out day) || day < 1 || day > DateTime.DaysInMonth(year, month)))
            return false;
        date = new(year, month, day);
        return true;
    }

    private static bool Digits(ReadOnlySpan<char> text, out int value)
    {
        value = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c)) return false;
            value = value * 10 + (c - '0');
        }

        return true;
    }
}

/// <summary>A clinical date as a JSON string.</summary>
public sealed class ClinicalDateJsonConverter : JsonConverter<ClinicalDate>
{
    /// <inheritdoc/>
    public override ClinicalDate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && ClinicalDate.TryParse(reader.GetString(), out var date)
            ? date
            : throw new JsonException(ClinicalDate.Expected);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ClinicalDate value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
