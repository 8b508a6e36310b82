using System.Collections.Immutable;
using IgG4FollowUp.Domain.Cohorts;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Api.Analytics;

/// <summary>A patient as known at some sequence, with what follows from the chart, each computed at most once.</summary>
/// <param name="clinic">The clinic's slug.</param>
/// <param name="lastSequence">Sequence of the last event folded.</param>
/// <param name="chart">The chart.</param>
public sealed class PatientFacts(string clinic, long lastSequence, PatientChart chart)
{
    public string Clinic => clinic;
    public Guid PatientId => chart.Id;
    public long LastSequence => lastSequence;
    public PatientChart Chart => chart;
    public SteroidExposure Exposure => field ??= SteroidExposure.Of(chart);

    /// <summary>Whether reuse of the data for research is refused: such a patient has no row in any table for analysts.</summary>
    public bool RefusesReuse { get; } = ReuseConsent.IsRefused(chart);

    public OutcomeTimeline Outcome => field ??= OutcomeTimeline.Of(chart);

    /// <summary>Under every definition, side by side.</summary>
    public ImmutableArray<RecurrenceTimeline> Recurrences =>
        field.IsDefault ? field = RecurrenceTimeline.Of(chart, RecurrenceDefinition.All) : field;
}
