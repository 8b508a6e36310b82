using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>Days on which every recurrence of the spine that may have been there by then was under control.</summary>
internal static class SettledDays
{
    /// <summary>The days, in order.</summary>
    public static IEnumerable<DaySpan> Of(ChartReading reading)
    {
        if (reading.SpinalResolutions.Count == 0) yield break;
        // Until when each recurrence, or one that may have come before it, was certainly not under control.
        var open = new DateOnly[reading.SpinalRecurrences.Count];
        for (var i = 0; i < open.Length; i++)
        {
            open[i] = ControlledFrom(reading, reading.SpinalRecurrences[i]);
            if (i > 0 && open[i - 1] > open[i]) open[i] = open[i - 1];
        }

        foreach (var resolved in reading.SpinalResolutions)
        {
            if (!resolved.ResolvedOn.IsReported) continue;
            var day = resolved.ResolvedOn.Latest;
            var begun = reading.SpinalRecurrences.CountBefore(day.AddDays(1));
            if (begun == 0 || open[begun - 1] <= day) yield return resolved.ResolvedOn.Span();
        }
    }

    /// <summary>
    /// When the last recurrence that may have left a deficit was found by some days: whoever was not examined between then and its control
    /// shows with the first examination what is left of it. Null when there was none.
    /// </summary>
    public static DaySpan? DeficitOf(ChartReading reading, DaySpan settled) =>
        reading.SpinalRecurrences.FindLast(recurrence =>
            recurrence.DetectedOn.IsReported && recurrence.DetectedOn.Earliest <= settled.Latest
            && (recurrence.Kinds.Count == 0 || recurrence.Kinds.Contains(RecurrenceKind.Clinical)))?.DetectedOn.Span();

    // The first day on which it may have come under control; the last of all days where it never did.
    private static DateOnly ControlledFrom(ChartReading reading, RecurrenceRecorded recurrence)
    {
        var first = DateOnly.MaxValue;
        foreach (var resolved in reading.ResolutionsOf[recurrence.EntryId])
        {
            if (resolved.ResolvedOn.IsReported && resolved.ResolvedOn.Earliest < first) first = resolved.ResolvedOn.Earliest;
        }

        return first;
    }
}
