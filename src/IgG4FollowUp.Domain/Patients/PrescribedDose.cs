using System.ComponentModel.DataAnnotations;

namespace IgG4FollowUp.Domain.Patients;

/// <summary>
/// A dose of glucocorticoid as it is prescribed, where that is not so many milligrams each day: on alternate days, once a week, by body
/// weight. What counts everywhere is its mean a day.
/// </summary>
public sealed record PrescribedDose
{
    /// <summary>Milligrams of the drug each time, 0.01 to 5,000; null where the dose goes by body weight.</summary>
    [Range(0.01, 5000)]
    public decimal? Mg { get; init; }

    /// <summary>Milligrams of the drug each time per kilogram of body weight, 0.001 to 100.</summary>
    [Range(0.001, 100)]
    public decimal? MgPerKg { get; init; }

    /// <summary>Body weight that the dose goes by, kilograms, 2 to 400.</summary>
    [Range(2, 400)]
    public decimal? WeightKg { get; init; }

    /// <summary>How often, at least every two weeks; what is given more seldom is a course of its own each time.</summary>
    public DoseFrequency Frequency { get; init; }

    /// <summary>Mean of a day in milligrams of the drug, to six digits; null where the dose is not complete.</summary>
    internal decimal? PerDay => (Mg ?? MgPerKg * WeightKg, PerDays(Frequency)) is ({ } each, var (times, days)) && days > 0
        ? decimal.Round(each * times / days, 6)
        : null;

    /// <summary>What cannot be true of a daily dose beside the dose as prescribed.</summary>
    internal static IEnumerable<Contradiction> Contradictions(ClinicalEntry entry)
    {
        var (daily, prescribed) = entry switch
        {
            SteroidCourseStarted start => (start.DailyDoseMg, start.Prescribed),
            SteroidDoseChanged change => (change.DailyDoseMg, change.Prescribed),
            _ => (null, null),
        };
        if (prescribed is null)
        {
            if (entry is SteroidDoseChanged && daily is null)
                yield return new(entry.EntryId, "dailyDoseMg", "dose-missing",
                    "Give the dose in milligrams a day, or 'prescribed' as it is prescribed; to end treatment, stop the course.");
            yield break;
        }

        if (PerDays(prescribed.Frequency).Days == 0)
            yield return new(entry.EntryId, "prescribed", "too-seldom",
                "A dose given more seldom than every two weeks is a course of its own each time: start it and stop it on that day.");
        else if (prescribed is not ({ Mg: not null, MgPerKg: null, WeightKg: null } or { Mg: null, MgPerKg: not null, WeightKg: not null }))
            yield return new(entry.EntryId, "prescribed", "amount-or-by-weight",
                "Give 'mg', or 'mgPerKg' with the 'weightKg' that it goes by.");
        else if (prescribed.PerDay is not (>= 0.01m and <= 5000m))
            yield return new(entry.EntryId, "prescribed", "dose-out-of-range", "It must come to 0.01 to 5,000 mg a day.");
        else if (daily is { } stated && Math.Abs(stated - prescribed.PerDay.Value) > 0.01m)
            yield return new(entry.EntryId, "dailyDoseMg", "daily-dose-differs",
                "It is not the mean a day of the dose as prescribed; leave it out, and the service keeps that.");
    }

    // Doses in so many days; no days for what is too seldom to have a mean.
    private static (int Times, int Days) PerDays(DoseFrequency frequency) => frequency switch
    {
        DoseFrequency.Daily => (1, 1),
        DoseFrequency.TwiceDaily => (2, 1),
        DoseFrequency.ThreeTimesDaily => (3, 1),
        DoseFrequency.AlternateDays => (1, 2),
        DoseFrequency.Weekly => (1, 7),
        DoseFrequency.EveryTwoWeeks => (1, 14),
        _ => default,
    };
}
