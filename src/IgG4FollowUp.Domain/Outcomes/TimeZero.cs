using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Outcomes;

/// <summary>
/// From when time is counted. The choice changes every survival curve, so it is made openly and stored with the result; no
/// published convention for spinal pachymeningitis is known.
/// </summary>
[JsonConverter(typeof(KebabCaseEnumConverter<TimeZero>))]
public enum TimeZero
{
    /// <summary>First symptom.</summary>
    FirstSymptom,

    /// <summary>First seen with the disease.</summary>
    Presentation,

    /// <summary>First operation that was more than a biopsy.</summary>
    Surgery,

    /// <summary>First of: operation, systemic glucocorticoid, steroid-sparing agent given for this disease.</summary>
    TreatmentStart,

    /// <summary>The baseline AIS examination; the origin of time to improvement.</summary>
    BaselineExamination,
}

/// <summary>Finds the day from which time is counted.</summary>
public static class TimeZeros
{
    /// <summary>The day, between bounds when dates are partial; null when nothing of the kind is recorded or no date is given.</summary>
    /// <param name="chart">The patient's chart.</param>
    /// <param name="zero">From when.</param>
    public static DaySpan? Find(PatientChart chart, TimeZero zero) => Find(new ChartReading(chart), zero);

    internal static DaySpan? Find(ChartReading reading, TimeZero zero)
    {
        var first = zero switch
        {
            TimeZero.FirstSymptom => reading.Presentation?.OnsetOn?.Span(),
            TimeZero.Presentation => reading.Presentation?.PresentedOn.Span(),
            TimeZero.Surgery => DiseaseTreatments.FirstOperation(reading),
            TimeZero.BaselineExamination => reading.Outcome.Baseline?.AssessedOn,
            TimeZero.TreatmentStart => reading.Treatment,
            _ => throw new ArgumentOutOfRangeException(nameof(zero), zero, "Not a time zero."),
        };
        return first is { } found && found.Latest != DateOnly.MaxValue ? found : null;
    }

    /// <summary>Whether the patient was seen, operated on or treated at all, dated or not; false for other origins.</summary>
    internal static bool IsRecorded(ChartReading reading, TimeZero zero) => zero switch
    {
        TimeZero.Presentation => reading.Presentation is not null,
        TimeZero.Surgery => DiseaseTreatments.FirstOperation(reading) is not null,
        TimeZero.TreatmentStart => DiseaseTreatments.First(reading) is not null,
        _ => false,
    };
}
