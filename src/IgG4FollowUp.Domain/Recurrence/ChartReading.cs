using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>What all definitions read in one chart, each read when first asked for and once only.</summary>
internal sealed class ChartReading(PatientChart chart)
{
    private readonly Dictionary<RecurrenceSettings, ChartView> _views = [];
    private readonly Dictionary<TimeZero, DaySpan?> _origins = [];

    public PatientChart Chart => chart;

    public FollowUpPeriod Period => field ??= FollowUpPeriod.Of(chart);

    /// <summary>Systemic glucocorticoid.</summary>
    public SteroidExposure Exposure => field ??= SteroidExposure.Of(chart);

    /// <summary>The same without what is given for another disease.</summary>
    public SteroidExposure DiseaseExposure => field ??= chart.Of<SteroidCourseStarted>().Any(IsForAnother)
        ? SteroidExposure.Of(chart with { Entries = chart.Entries.RemoveAll(entry => entry is SteroidCourseStarted course && IsForAnother(course)) })
        : Exposure;

    /// <summary>The same chart without what certainly came after the end of follow-up; this one when nothing did.</summary>
    public ChartReading Followed => field ??= Period.Within(chart) is var within && ReferenceEquals(within, chart) ? this : new ChartReading(within);

    /// <summary>The chart under some thresholds.</summary>
    public ChartView Under(RecurrenceSettings settings)
    {
        if (!_views.TryGetValue(settings, out var view)) view = _views[settings] = new ChartView(this, settings);
        return view;
    }

    /// <summary>From when time is counted; null when not recorded.</summary>
    public DaySpan? Origin(TimeZero zero)
    {
        if (!_origins.TryGetValue(zero, out var origin)) origin = _origins[zero] = TimeZeros.Find(chart, zero);
        return origin;
    }

    private static bool IsForAnother(SteroidCourseStarted course) => course.Indication == Indication.Other;
}
