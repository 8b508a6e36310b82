namespace IgG4FollowUp.Domain.Dates;

/// <summary>Arithmetic on days that are known only between bounds.</summary>
internal static class DaySpans
{
    /// <summary>The days a date can mean; without bounds when it is not reported.</summary>
    public static DaySpan Span(this ClinicalDate date) => new(date.Earliest, date.Latest);

    public static bool IsCertainlyBefore(this DaySpan span, DaySpan other) => span.Latest < other.Earliest;

    public static bool HasBounds(this DaySpan span) => span.Earliest != DateOnly.MinValue && span.Latest != DateOnly.MaxValue;

    /// <summary>The first of two things that happened: it came no later than either could.</summary>
    public static DaySpan First(DaySpan left, DaySpan right) => new(
        left.Earliest < right.Earliest ? left.Earliest : right.Earliest, left.Latest < right.Latest ? left.Latest : right.Latest);

    /// <summary>The last of two things that happened.</summary>
    public static DaySpan Last(DaySpan left, DaySpan right) => new(
        left.Earliest > right.Earliest ? left.Earliest : right.Earliest, left.Latest > right.Latest ? left.Latest : right.Latest);

    /// <summary>One of two things, nobody knows which.</summary>
    public static DaySpan Either(DaySpan left, DaySpan right) => new(
        left.Earliest < right.Earliest ? left.Earliest : right.Earliest, left.Latest > right.Latest ? left.Latest : right.Latest);

    /// <summary>The same days, moved; a missing bound stays missing.</summary>
    public static DaySpan Shift(this DaySpan span, int days) => new(Shift(span.Earliest, days), Shift(span.Latest, days));

    public static DateOnly Shift(DateOnly day, int days)
    {
        if (day == DateOnly.MinValue || day == DateOnly.MaxValue) return day;
        return DateOnly.FromDayNumber(Math.Clamp(day.DayNumber + days, DateOnly.MinValue.DayNumber, DateOnly.MaxValue.DayNumber));
    }

    /// <summary>
    /// Days from an origin to what is counted from it. Null where that came before the origin, or where the same day is all that the bounds
    /// leave and nobody knows that it was that day.
    /// </summary>
    public static DayCount? Since(DaySpan origin, DaySpan day) =>
        day.IsCertainlyBefore(origin) || (day.Latest <= origin.Earliest && !(origin.IsExact && day.IsExact)) ? null : Days(origin, day);

    /// <summary>Days from one day to another; never negative, since time counts from its origin.</summary>
    public static DayCount Days(DaySpan from, DaySpan to)
    {
        var least = to.Earliest == DateOnly.MinValue || from.Latest == DateOnly.MaxValue
            ? 0
            : Math.Max(0, to.Earliest.DayNumber - from.Latest.DayNumber);
        int? most = to.Latest == DateOnly.MaxValue || from.Earliest == DateOnly.MinValue
            ? null
            : Math.Max(0, to.Latest.DayNumber - from.Earliest.DayNumber);
        return new(least, most);
    }
}
