using System.Collections.Immutable;
using System.Runtime.InteropServices;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Course;

/// <summary>
/// Finds what came before, after or near some days by halving. Whatever is searched stands in clinical order, which is by first possible
/// day, and a date that is reported means the days of one year at most.
/// </summary>
internal static class ClinicalSearch
{
    /// <summary>Days that a reported date may mean at most.</summary>
    public const int LongestDate = 366;

    /// <summary>
    /// What stands in clinical order, of those of one date in an order of their own, and otherwise as they stood; the same list where no
    /// two have one date.
    /// </summary>
    /// <param name="items">What stands in clinical order.</param>
    /// <param name="date">Its date.</param>
    /// <param name="order">The order of those of one date.</param>
    public static List<T> InOrderWithinDates<T>(this List<T> items, Func<T, ClinicalDate> date, Comparison<T> order)
    {
        List<T>? ordered = null;
        for (var first = 0; first < items.Count;)
        {
            var (on, next) = (date(items[first]), first + 1);
            while (next < items.Count && date(items[next]) == on) next++;
            if (next - first > 1)
            {
                ordered ??= [.. items];
                // Stable, and quick where very many have one date or none.
                foreach (var item in items[first..next].Order(Comparer<T>.Create(order))) ordered[first++] = item;
            }

            first = next;
        }

        return ordered ?? items;
    }

    /// <summary>The last entry that certainly came before some days; null when none did.</summary>
    public static T? LastBefore<T>(this List<T> entries, DaySpan by)
        where T : ClinicalEntry
    {
        for (var i = entries.CountBefore(by.Earliest) - 1; i >= 0; i--)
        {
            if (entries[i].Date.Latest < by.Earliest) return entries[i];
        }

        return null;
    }

    /// <summary>The first entry that certainly came after some days; null when none did.</summary>
    public static T? FirstAfter<T>(this List<T> entries, DaySpan days)
        where T : ClinicalEntry
    {
        if (days.Latest == DateOnly.MaxValue) return null;
        var next = entries.CountBefore(days.Latest.AddDays(1));
        return next < entries.Count ? entries[next] : null;
    }

    /// <summary>Whether an entry certainly came after some days and certainly before others.</summary>
    public static bool AnyBetween<T>(this List<T> entries, DaySpan after, DaySpan before)
        where T : ClinicalEntry => entries.AnyBetween(after, before, static entry => entry.Date.Span());

    /// <summary>Whether anything certainly came after some days and certainly before others.</summary>
    public static bool AnyBetween<T>(this List<T> items, DaySpan after, DaySpan before, Func<T, DaySpan> days) =>
        after.Latest < before.Earliest && items.AnyWithin(new(after.Latest.AddDays(1), before.Earliest.AddDays(-1)), days);

    /// <summary>Whether an entry lies within some days, whichever of its own is meant.</summary>
    public static bool AnyWithin<T>(this List<T> entries, DaySpan bounds)
        where T : ClinicalEntry => entries.AnyWithin(bounds, static entry => entry.Date.Span());

    /// <summary>
    /// Whether a dated entry may lie no more than so many days from others, that have bounds, and did not certainly come before a day.
    /// </summary>
    public static bool AnyNear<T>(this List<T> entries, DaySpan others, int within, DateOnly since = default)
        where T : ClinicalEntry
    {
        var (first, last) = (Math.Max(others.Earliest.DayNumber - within, since.DayNumber), others.Latest.DayNumber + within);
        for (var i = entries.CountBefore(DateOnly.FromDayNumber(last + 1)) - 1; i >= 0; i--)
        {
            var date = entries[i].Date;
            if (!date.IsReported || date.Earliest.DayNumber + LongestDate < first) return false;
            if (date.Latest.DayNumber >= first) return true;
        }

        return false;
    }

    /// <summary>Number of entries whose first possible day lies before a day, which is the place of the first one that does not.</summary>
    public static int CountBefore<T>(this List<T> entries, DateOnly day)
        where T : ClinicalEntry => entries.CountBefore(day, static entry => entry.Date.Span());

    /// <summary>The same of all entries of a chart.</summary>
    public static int CountBefore(this ImmutableArray<ClinicalEntry> entries, DateOnly day) =>
        CountBefore(entries.AsSpan(), day, static entry => entry.Date.Span());

    /// <summary>The same of whatever stands by its first possible day.</summary>
    public static int CountBefore<T>(this List<T> items, DateOnly day, Func<T, DaySpan> days) =>
        CountBefore(CollectionsMarshal.AsSpan(items), day, days);

    private static int CountBefore<T>(ReadOnlySpan<T> items, DateOnly day, Func<T, DaySpan> days)
    {
        int low = 0, high = items.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (days(items[middle]).Earliest < day) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private static bool AnyWithin<T>(this List<T> items, DaySpan bounds, Func<T, DaySpan> days)
    {
        for (var i = items.CountBefore(bounds.Earliest, days); i < items.Count; i++)
        {
            var day = days(items[i]);
            if (day.Earliest > bounds.Latest) return false;
            if (day.Latest <= bounds.Latest) return true;
        }

        return false;
    }
}
