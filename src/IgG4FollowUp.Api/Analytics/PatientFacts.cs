using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Response;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Api.Analytics;

/// <summary>A patient as known at some sequence, with what follows from the chart, each computed at most once.</summary>
/// <param name="clinic">The clinic's slug.</param>
/// <param name="lastSequence">Sequence of the last event folded.</param>
/// <param name="chart">The chart.</param>
public sealed class PatientFacts(string clinic, long lastSequence, PatientChart chart)
{
    private StrongBox<ReuseBar?>? _bar;

    public string Clinic => clinic;
    public Guid PatientId => chart.Id;
    public long LastSequence => lastSequence;
    public PatientChart Chart => chart;

    /// <summary>What is required for reuse of the data.</summary>
    public ReuseRule Rule { get; init; } = ReuseRule.Required;

    /// <summary>Why the patient has no row in any table for analysts; null for whoever has.</summary>
    public ReuseBar? Bar => (_bar ??= new StrongBox<ReuseBar?>(ReuseConsent.Bar(chart, Rule))).Value;

    public ChartReading Reading => field ??= new(chart);

    public SteroidExposure Exposure => Reading.Exposure;

    public OutcomeTimeline Outcome => Reading.Outcome;

    /// <summary>The recurrences that rows are made of.</summary>
    public RecurrenceScope Scope { get; init; } = RecurrenceScope.All;

    /// <summary>Under every definition of the scope, side by side.</summary>
    public IEnumerable<RecurrenceTimeline> Recurrences => Scope.Definitions.Select(Reading.Recurrence);

    /// <summary>Every worsening under the current clinical and radiological definitions.</summary>
    public ImmutableArray<CourseEvent> CourseEvents => Domain.Recurrence.CourseEvents.Of(Reading);

    /// <summary>How long the disease was quiet, and what of it was remission.</summary>
    public QuietCourse Quiet => QuietCourse.Of(Reading);

    /// <summary>What was given for this disease.</summary>
    public DiseaseTreatments Treatments => Reading.Treatments;

    public FollowUpPeriod FollowUp => Reading.Period;

    public TreatmentResponses Responses => field ??= TreatmentResponses.Of(Reading);

    public TreatmentStrategy Strategy => TreatmentStrategies.Of(chart, Treatments, FollowUp);

    public FirstDecompression? Decompression => field ??= Decompressions.First(chart);

    public ImmutableArray<Maintenance> Maintenance =>
        field.IsDefault ? field = Domain.Response.Maintenance.Of(chart, Treatments, FollowUp) : field;
}
