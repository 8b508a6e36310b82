using System.Collections.Immutable;
using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Response;

/// <summary>Whether a patient was on maintenance treatment at a set time.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<MaintenanceState>))]
public enum MaintenanceState
{
    /// <summary>Not followed so long, or partial dates leave it open.</summary>
    NotDeterminable,

    /// <summary>Neither glucocorticoid nor sparing agent for this disease was in use.</summary>
    NotMaintained,

    /// <summary>Systemic glucocorticoid or a sparing agent for this disease was in use, at whatever dose.</summary>
    Maintained,
}

/// <summary>Treatment at a set time after treatment began; house default.</summary>
/// <param name="Months">The set time, months.</param>
/// <param name="State">Maintained or not.</param>
/// <param name="PrednisoneMgPerDay">Dose for this disease, mg of prednisone a day; null where the patient was not certainly followed so
/// long.</param>
/// <param name="Agents">Sparing agents in use, each once; null where the patient was not certainly followed so long.</param>
public sealed record Maintenance(int Months, MaintenanceState State, DoseRange? PrednisoneMgPerDay, ImmutableArray<AgentInUse>? Agents)
{
    /// <summary>Maintenance at each set time.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="treatments">What was given for this disease.</param>
    /// <param name="period">How far the patient is followed.</param>
    /// <param name="settings">Settings; the house defaults when null.</param>
    public static ImmutableArray<Maintenance> Of(
        PatientChart chart, DiseaseTreatments treatments, FollowUpPeriod period, ResponseSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(treatments);
        ArgumentNullException.ThrowIfNull(period);
        var start = TimeZeros.Find(chart, TimeZero.TreatmentStart);
        return [.. (settings ?? ResponseSettings.HouseDefault).MaintenanceMonths.Select(months => At(months, start, treatments, period))];
    }

    private static Maintenance At(int months, DaySpan? start, DiseaseTreatments treatments, FollowUpPeriod period)
    {
        if (start is not { } began || !began.HasBounds()) return Open(months);
        var days = began.Shift(AssessmentWindow.DaysOf(months));
        // Of who is still followed nobody knows more than was last told.
        var known = period.EndedBy == ObservationEnd.EndOfData ? treatments.LastTold : period.End;
        if (known is not { } end || end.Earliest < days.Latest) return Open(months);
        var agents = treatments.Agents.Select(use => use.Agent).Distinct()
            .Select(agent => (agent, InUse: treatments.On(agent, days))).Where(found => found.InUse != Determination.No)
            .Select(found => new AgentInUse(found.agent, Certain: found.InUse == Determination.Yes));
        return new(months, treatments.OnAny(days) switch
        {
            Determination.Yes => MaintenanceState.Maintained,
            Determination.No => MaintenanceState.NotMaintained,
            _ => MaintenanceState.NotDeterminable,
        }, treatments.Dose.Over(days), [.. agents]);
    }

    private static Maintenance Open(int months) => new(months, MaintenanceState.NotDeterminable, null, null);
}
