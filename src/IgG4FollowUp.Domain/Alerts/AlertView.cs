using System.Globalization;
using IgG4FollowUp.Domain.Calendar;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Response;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Alerts;

/// <summary>A chart as the alert rules read it. Entries without a date prove nothing and are left out of what is compared in time.</summary>
internal sealed class AlertView
{
    private readonly Lazy<SteroidExposure> _exposure;
    private readonly Lazy<DaySpan?> _treatment;

    public AlertView(PatientChart chart, AlertSettings settings)
    {
        (Chart, Settings) = (chart, settings);
        _exposure = new(() => SteroidExposure.Of(chart));
        _treatment = new(() => TimeZeros.Find(chart, TimeZero.TreatmentStart));
        foreach (var entry in chart.Entries)
        {
            if (!entry.Date.IsReported) continue;
            if (entry is VisitLogged visit) Visits.Add(visit);
            else if (entry is LesionImaged study) Studies.Add(study);
        }
    }

    public PatientChart Chart { get; }

    public AlertSettings Settings { get; }

    public SteroidExposure Exposure => _exposure.Value;

    /// <summary>The daily systemic dose that is given for this disease.</summary>
    public DoseSteps DiseaseDose => field ??= DiseaseTreatments.Of(Chart).Dose;

    /// <summary>Start of treatment; null when none is recorded with a date.</summary>
    public DaySpan? Treatment => _treatment.Value;

    /// <summary>What decides when the next visit and the next study are due.</summary>
    public FollowUpDates Dates => field ??= FollowUpDates.Of(Chart);

    public List<VisitLogged> Visits { get; } = [];

    public List<LesionImaged> Studies { get; } = [];

    public Guid NewId(string purpose) => NameBasedId.Of($"{Chart.Id:N}/{purpose}");

    public static DateOnly Plus(DateOnly day, int days) => DaySpans.Shift(day, days);

    public static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static ClinicalDate Date(DateOnly day) => day.Year is >= 1900 and <= 2200 ? ClinicalDate.On(day) : ClinicalDate.NotReported;

    public static string Mg(Fraction dose) => dose.Round(2).ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Last day on which the patient was or may have been seen at a visit; null without a dated visit.</summary>
    public DateOnly? LastSeen => Visits.Count == 0 ? null : Visits.Max(visit => visit.VisitedOn.Latest);
}
