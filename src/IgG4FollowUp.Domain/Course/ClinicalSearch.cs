using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Course;

/// <summary>Finds what came before or between some days among entries in clinical order, by halving: they stand by their first possible day.</summary>
internal static class ClinicalSearch
{
    /// <summary>The last entry that certainly came before some days; null when none did.</summary>
    public static T? LastBefore<T>(this List<T> entries, DaySpan by)
        where T : ClinicalEntry => entries.LastBefore(by, static _ => true);

    /// <summary>The last such entry of some kind.</summary>
    public static T? LastBefore<T>(this List<T> entries, DaySpan by, Func<T, bool> counts)
        where T : ClinicalEntry
    {
        for (var i = entries.CountBefore(by.Earliest) - 1; i >= 0; i--)
        {
            if (entries[i].Date.Latest < by.Earliest && counts(entries[i])) return entries[i];
        }

        return null;
    }

    /// <summary>Whether an entry certainly came after some days and certainly before others.</summary>
    public static bool AnyBetween<T>(this List<T> entries, DaySpan after, DaySpan before)
        where T : ClinicalEntry
    {
        if (after.Latest == DateOnly.MaxValue) return false;
        for (var i = entries.CountBefore(after.Latest.AddDays(1)); i < entries.Count && entries[i].Date.Earliest < before.Earliest; i++)
        {
            if (entries[i].Date.Latest < before.Earliest) return true;
        }

        return false;
    }

    /// <summary>Number of entries whose first possible day lies before a day, which is the place of the first one that does not.</summary>
    public static int CountBefore<T>(this List<T> entries, DateOnly day)
        where T : ClinicalEntry
    {
        int low = 0, high = entries.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (entries[middle].Date.Earliest < day) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
