using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Response;

/// <summary>
/// What a patient was treated with from the start: for this disease, up to some days after presentation. It is known on that day only, so
/// that whoever compares strategies counts time from then on, and leaves out who recurred, died or was lost before (a landmark analysis).
/// </summary>
[JsonConverter(typeof(KebabCaseEnumConverter<TreatmentStrategy>))]
public enum TreatmentStrategy
{
    /// <summary>Partial dates leave open what was given by then, or the patient was not followed so long.</summary>
    NotDeterminable,

    /// <summary>None of the three.</summary>
    None,

    /// <summary>Systemic glucocorticoid alone.</summary>
    Steroid,

    /// <summary>Operation alone; a biopsy is none.</summary>
    Surgery,

    /// <summary>Steroid-sparing agent alone.</summary>
    SparingAgent,

    /// <summary>Operation and glucocorticoid.</summary>
    SurgeryAndSteroid,

    /// <summary>Glucocorticoid and sparing agent.</summary>
    SteroidAndSparingAgent,

    /// <summary>Operation and sparing agent.</summary>
    SurgeryAndSparingAgent,

    /// <summary>All three.</summary>
    SurgerySteroidAndSparingAgent,
}

/// <summary>Finds the strategy.</summary>
public static class TreatmentStrategies
{
    /// <summary>The strategy of a patient; not determinable without a dated presentation.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="treatments">What was given for this disease.</param>
    /// <param name="period">How far the patient is followed.</param>
    /// <param name="settings">Settings; the house defaults when null.</param>
    public static TreatmentStrategy Of(
        PatientChart chart, DiseaseTreatments treatments, FollowUpPeriod period, ResponseSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(treatments);
        ArgumentNullException.ThrowIfNull(period);
        settings ??= ResponseSettings.HouseDefault;
        if (TimeZeros.Find(chart, TimeZero.Presentation) is not { } origin || !origin.HasBounds()) return TreatmentStrategy.NotDeterminable;
        var until = origin.Shift(settings.StrategyDays);
        // Nothing more is given to the dead; of everybody else it is known that nothing was once they were followed so long.
        var complete = period.EndedBy == ObservationEnd.Death || (period.End is { } end && end.Earliest >= until.Latest);
        var surgery = Given(TreatmentKind.Surgery);
        var steroid = Given(TreatmentKind.Glucocorticoid);
        var agent = Given(TreatmentKind.SparingAgent);
        if (surgery is null || steroid is null || agent is null) return TreatmentStrategy.NotDeterminable;
        return (surgery, steroid, agent) switch
        {
            (false, false, false) => TreatmentStrategy.None,
            (false, true, false) => TreatmentStrategy.Steroid,
            (true, false, false) => TreatmentStrategy.Surgery,
            (false, false, true) => TreatmentStrategy.SparingAgent,
            (true, true, false) => TreatmentStrategy.SurgeryAndSteroid,
            (false, true, true) => TreatmentStrategy.SteroidAndSparingAgent,
            (true, false, true) => TreatmentStrategy.SurgeryAndSparingAgent,
            _ => TreatmentStrategy.SurgerySteroidAndSparingAgent,
        };

        bool? Given(TreatmentKind kind)
        {
            var begun = treatments.Begun.Where(treatment => treatment.Kind == kind).ToList();
            if (begun.Exists(treatment => treatment.BegunOn.Latest <= until.Earliest)) return true;
            return complete && begun.TrueForAll(treatment => treatment.BegunOn.Earliest > until.Latest) ? false : null;
        }
    }
}
