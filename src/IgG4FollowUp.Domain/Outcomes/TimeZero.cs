using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Therapy;

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
    public static DaySpan? Find(PatientChart chart, TimeZero zero)
    {
        ArgumentNullException.ThrowIfNull(chart);
        var dates = zero switch
        {
            TimeZero.FirstSymptom => chart.Presentation is { OnsetOn: { } onset } ? [onset] : [],
            TimeZero.Presentation => chart.Presentation is { } presentation ? [presentation.PresentedOn] : [],
            TimeZero.Surgery => chart.Of<SurgeryPerformed>().Where(IsTreatment).Select(surgery => surgery.PerformedOn),
            TimeZero.BaselineExamination => OutcomeTimeline.Of(chart).Baseline is { } baseline ? [chart.Find(baseline.EntryId)!.Date] : [],
            TimeZero.TreatmentStart => chart.Entries.Where(StartsTreatment).Select(entry => entry.Date),
            _ => throw new ArgumentOutOfRangeException(nameof(zero), zero, "Not a time zero."),
        };
        DaySpan? first = null;
        foreach (var date in dates) first = first is { } former ? DaySpans.First(former, date.Span()) : date.Span();
        return first is { } found && found.Latest != DateOnly.MaxValue ? found : null;
    }

    /// <summary>True for an operation that was more than taking tissue.</summary>
    /// <param name="surgery">The operation.</param>
    public static bool IsTreatment(SurgeryPerformed surgery)
    {
        ArgumentNullException.ThrowIfNull(surgery);
        return surgery.Extent != ResectionExtent.BiopsyOnly
            && !(surgery.Procedures.Count > 0 && surgery.Procedures.All(procedure => procedure == Procedure.Biopsy));
    }

    private static bool StartsTreatment(ClinicalEntry entry) => entry switch
    {
        SurgeryPerformed surgery => IsTreatment(surgery),
        SteroidCourseStarted course => SteroidCourse.IsSystemic(course.Route) && course.Indication != Indication.Other,
        SparingAgentStarted agent => agent.Indication != Indication.Other,
        _ => false,
    };
}
