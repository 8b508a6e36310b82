using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>Days on which every recurrence that may have been there by then was under control.</summary>
internal static class SettledDays
{
    /// <summary>The days, in order.</summary>
    public static IEnumerable<DaySpan> Of(ChartReading reading) =>
        from resolved in reading.Resolutions
        let day = resolved.ResolvedOn
        where day.IsReported && reading.Recurrences.TrueForAll(recurrence =>
            recurrence.DetectedOn.IsCertainlyAfter(day) || IsResolvedBy(reading, recurrence, day))
        select day.Span();

    private static bool IsResolvedBy(ChartReading reading, RecurrenceRecorded recurrence, ClinicalDate day) =>
        reading.ResolutionsOf[recurrence.EntryId].Any(other => other.ResolvedOn.IsReported && !other.ResolvedOn.IsCertainlyAfter(day));
}
