using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Calendar;

/// <summary>
/// What was taken on the day of a step of a taper beside what was planned, in milligrams of prednisone a day, rounded to two decimals.
/// </summary>
/// <param name="MgPerDayAtLeast">Taken, at least.</param>
/// <param name="MgPerDayAtMost">Taken, at most; null when it is not determinable.</param>
/// <param name="DeviationAtLeast">Taken less planned, at least.</param>
/// <param name="DeviationAtMost">Taken less planned, at most; null when it is not determinable.</param>
public sealed record DoseTaken(decimal MgPerDayAtLeast, decimal? MgPerDayAtMost, decimal DeviationAtLeast, decimal? DeviationAtMost)
{
    /// <summary>Of a day; null until the patient was heard of then or later.</summary>
    /// <param name="reading">The chart.</param>
    /// <param name="due">The day.</param>
    /// <param name="planned">The planned dose, milligrams of prednisone.</param>
    internal static DoseTaken? Of(ChartReading reading, DateOnly due, Fraction planned)
    {
        if (SeenFrom(reading, due) is null) return null;
        var taken = reading.DiseaseExposure.DoseOn(due);
        return new(
            taken.AtLeast.Round(2), taken.AtMost?.Round(2), (taken.AtLeast - planned).Round(2),
            taken.AtMost is { } most ? (most - planned).Round(2) : null);
    }

    /// <summary>The first entry that tells of the patient on a day or later.</summary>
    /// <param name="reading">The chart.</param>
    /// <param name="day">The day; null for none.</param>
    internal static Guid? SeenFrom(ChartReading reading, DateOnly? day)
    {
        if (day is not { } from) return null;
        var entries = reading.Chart.Entries;
        for (var i = entries.CountBefore(from); i < entries.Length; i++)
        {
            if (entries[i].Date.IsReported && EntryKinds.Of(entries[i]).IsContact) return entries[i].EntryId;
        }

        return null;
    }
}
