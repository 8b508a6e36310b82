using System.Collections.Immutable;
using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Calendar;

/// <summary>How a patient is, by which the interval to the next visit goes. House default.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<DiseaseState>))]
public enum DiseaseState
{
    /// <summary>Neither of the others, as far as is known.</summary>
    Stable,

    /// <summary>Systemic glucocorticoid for this disease was just reduced, or is above the maintenance dose.</summary>
    Tapering,

    /// <summary>Treatment began, was raised or an operation took place lately, or a recurrence or worse deficit is not settled.</summary>
    Active,
}

/// <summary>A recurrence or a worse deficit, from when it was certainly seen until it was settled.</summary>
/// <param name="From">First day.</param>
/// <param name="Until">
/// Day on which it came under control, was ruled out at a visit or the patient was back; null while none of these is on record.
/// </param>
public readonly record struct UnsettledSpan(DateOnly From, DateOnly? Until);

/// <summary>A clinic's limits of the states.</summary>
/// <param name="AfterTreatmentDays">Days of active disease after treatment.</param>
/// <param name="UnsettledDays">Days for which what nobody settled is active disease.</param>
/// <param name="MaintenanceMgPerDay">Maintenance dose, mg of prednisone a day.</param>
/// <param name="TaperStepDays">Days of a taper after a step down.</param>
public sealed record DiseaseStateLimits(int AfterTreatmentDays, int UnsettledDays, decimal MaintenanceMgPerDay, int TaperStepDays);

/// <summary>
/// How the disease and its treatment went, as far as the interval between visits goes by it. Only what is certain counts, and a
/// partial date for the last day it can mean, so that no vague date calls a visit overdue. No setting of a clinic enters: a deficit is
/// worse by the limits of the definitions of recurrence.
/// </summary>
public sealed record FollowUpCourse
{
    /// <summary>Nothing known.</summary>
    public static FollowUpCourse None { get; } = new();

    /// <summary>Days on which treatment of this disease began or was raised or an operation took place, in order, each once.</summary>
    public ImmutableArray<DateOnly> Treated { get; init; } = [];

    /// <summary>Recurrences, confirmed or suspected, early deteriorations and worse deficits.</summary>
    public ImmutableArray<UnsettledSpan> Unsettled { get; init; } = [];

    /// <summary>Daily dose of systemic glucocorticoid for this disease, mg of prednisone, in order.</summary>
    public ImmutableArray<DoseStep> Doses { get; init; } = [];

    /// <summary>The state on a day, by a clinic's limits.</summary>
    /// <param name="day">The day.</param>
    /// <param name="limits">The limits.</param>
    public DiseaseState StateOn(DateOnly day, DiseaseStateLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        foreach (var treated in Treated)
        {
            if (treated <= day && day < DaySpans.Shift(treated, limits.AfterTreatmentDays)) return DiseaseState.Active;
        }

        foreach (var (from, until) in Unsettled)
        {
            if (from <= day && !(until <= day) && day < DaySpans.Shift(from, limits.UnsettledDays)) return DiseaseState.Active;
        }

        var last = Doses.Length - 1;
        while (last >= 0 && Doses[last].From > day) last--;
        if (last < 0) return DiseaseState.Stable;
        var reduced = last > 0 && Doses[last].Dose.AtMost < Doses[last - 1].Dose.AtLeast;
        return Doses[last].Dose.AtLeast > Fraction.Of(limits.MaintenanceMgPerDay)
            || (reduced && day < DaySpans.Shift(Doses[last].From, limits.TaperStepDays))
                ? DiseaseState.Tapering
                : DiseaseState.Stable;
    }

    /// <summary>First day after another one on which treatment began or something worsened; null when there is none.</summary>
    /// <param name="day">The other day.</param>
    public DateOnly? ActiveAgainAfter(DateOnly day)
    {
        DateOnly? first = null;
        foreach (var treated in Treated) Take(treated);
        foreach (var span in Unsettled) Take(span.From);
        return first;

        void Take(DateOnly found)
        {
            if (found > day && !(found >= first)) first = found;
        }
    }

    internal static FollowUpCourse Of(ChartReading reading) => new()
    {
        Treated =
        [
            .. reading.Treatments.Begun.Where(begun => begun.BegunOn.HasBounds()).Select(begun => begun.BegunOn.Latest).Distinct().Order(),
        ],
        Unsettled =
        [
            .. Spans(reading).Where(span => !(span.Until <= span.From)).Distinct().OrderBy(span => span.From).ThenBy(span => span.Until),
        ],
        Doses = reading.DiseaseExposure.Dose.Steps,
    };

    private static IEnumerable<UnsettledSpan> Spans(ChartReading reading)
    {
        foreach (var outline in reading.Recurrence(RecurrenceDefinition.Composite).Outlines)
        {
            if (outline.Interval.By.HasBounds())
            {
                yield return Settled(
                    reading, outline.Interval.By.Latest,
                    outline.Group.DisprovedOn?.Latest ?? EpisodeMerger.ControlledOn(reading, outline.Group));
            }
        }

        foreach (var visit in reading.DatedVisits.ToArray())
        {
            if (visit.RecurrenceAssessment == RecurrenceAssessment.Suspected)
                yield return Settled(reading, visit.VisitedOn.Latest, UnderControl(reading, visit.VisitedOn.Latest, back: null));
        }

        foreach (var (from, back) in Deficits(reading)) yield return Settled(reading, from, UnderControl(reading, from, back));
    }

    // The rule on worse deficits goes by a clinic's own limits; here they are those of the definitions of recurrence, or what is kept
    // would depend on settings.
    private static IEnumerable<(DateOnly From, DateOnly? Back)> Deficits(ChartReading reading)
    {
        if (reading.Examinations.Count < 2) return [];
        var found = new List<(DateOnly, DateOnly?)>();
        Walk(Measure.DerivedGrade);
        Walk(Measure.EnteredGrade);
        Walk(Measure.UpperMotor);
        Walk(Measure.LowerMotor);
        Walk(Measure.AnalContraction);
        return found;

        void Walk(Measure measure)
        {
            if (RecurrenceSettings.HouseDefault.StepsDown(measure) is not { } limit) return;
            DateOnly? from = null;
            LastingFall.Standing(
                reading.ExaminationsByPhase.FindAll(examined => examined.On.IsReported),
                (before, now) => Worsening.Fall(before, now, measure),
                limit, out _,
                (standing, examined) =>
                {
                    if (from is { } began) found.Add((began, examined.On.Latest));
                    from = standing is null ? null : examined.On.Latest;
                });
            if (from is { } open) found.Add((open, null));
        }
    }

    private static UnsettledSpan Settled(ChartReading reading, DateOnly from, DateOnly? back)
    {
        var ruledOut = reading.FreeVisits.Find(visit => visit.VisitedOn.IsReported && visit.VisitedOn.Earliest > from)?.VisitedOn.Latest;
        return new(from, ruledOut is null || back <= ruledOut ? back : ruledOut);
    }

    // What nobody recorded as a recurrence is over when the recurrences that were recorded are under control.
    private static DateOnly? UnderControl(ChartReading reading, DateOnly from, DateOnly? back)
    {
        var controlled = reading.Resolutions.Find(resolved =>
            resolved.ResolvedOn.IsReported && resolved.ResolvedOn.Earliest > from
            && !reading.Recurrences.Exists(recurrence =>
                !reading.ResolutionsOf.Contains(recurrence.EntryId) && !recurrence.DetectedOn.IsCertainlyAfter(resolved.ResolvedOn)));
        return controlled is null || back <= controlled.ResolvedOn.Latest ? back : controlled.ResolvedOn.Latest;
    }
}
