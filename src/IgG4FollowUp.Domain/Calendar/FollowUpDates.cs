using System.Collections.Immutable;
using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;

namespace IgG4FollowUp.Domain.Calendar;

/// <summary>What kind of entry a date of follow-up is.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<FollowUpDateKind>))]
public enum FollowUpDateKind
{
    /// <summary>The enrolment.</summary>
    Enrolment,

    /// <summary>A visit that took place.</summary>
    Visit,

    /// <summary>A magnetic resonance study that took place.</summary>
    Study,

    /// <summary>A recurrence that was recorded.</summary>
    Recurrence,

    /// <summary>An end of follow-up.</summary>
    End,

    /// <summary>A resumption of follow-up.</summary>
    Resumption,

    /// <summary>A plan for a visit or a study.</summary>
    Plan,

    /// <summary>A plan for a visit or a study that was done with, or given up.</summary>
    PlanSettled,
}

/// <summary>A dated entry on which later visits or studies depend.</summary>
/// <param name="EntryId">The entry.</param>
/// <param name="Kind">What it is.</param>
/// <param name="On">Its clinical date, at least the year but of a plan that was settled.</param>
public sealed record FollowUpDate(Guid EntryId, FollowUpDateKind Kind, ClinicalDate On)
{
    /// <summary>Day that a visit states for the next one, or a plan for a visit; null when there is none.</summary>
    public DateOnly? NextVisit { get; init; }

    /// <summary>Day that a visit or a plan gives for the next study; null when there is none.</summary>
    public DateOnly? NextStudy { get; init; }

    /// <summary>The plan that does not stand any more from here on: settled, or replaced by this one.</summary>
    public Guid? Lifts { get; init; }

    /// <summary>True where that plan is said to be done.</summary>
    public bool Done { get; init; }
}

/// <summary>
/// All of a chart that decides when a visit or a study is due, and nothing else of it. No setting enters here, so what is kept of a patient
/// for the calendar stays right when a clinic changes its intervals.
/// </summary>
public sealed record FollowUpDates
{
    // Where every visit states the next one, nobody asks how the patient is, and not everybody what else is planned.
    private readonly ChartReading? _reading;

    /// <summary>Dates that were kept.</summary>
    public FollowUpDates()
    {
    }

    private FollowUpDates(ChartReading reading) => _reading = reading;

    /// <summary>The dated entries, in clinical order.</summary>
    public required ImmutableArray<FollowUpDate> Marks { get; init; }

    /// <summary>Start of treatment; null when none is recorded with a date.</summary>
    public DaySpan? Treatment { get; init; }

    /// <summary>The end of follow-up, or of consent to it, in force; null while the patient is under follow-up.</summary>
    public ClinicalDate? EndedOn { get; init; }

    /// <summary>What else is planned, by due day.</summary>
    public ImmutableArray<StandingPlan> Plans
    {
        get => field.IsDefault ? field = _reading is null ? [] : StandingPlans.Of(_reading, withDoses: true) : field;
        init;
    }

    /// <summary>How the disease and its treatment went; without anything where it was not kept.</summary>
    public FollowUpCourse Course { get => field ??= _reading is null ? FollowUpCourse.None : FollowUpCourse.Of(_reading); init; }

    /// <summary>Reads them from a chart.</summary>
    /// <param name="chart">The patient's chart.</param>
    public static FollowUpDates Of(PatientChart chart) => Of(new ChartReading(chart));

    internal static FollowUpDates Of(ChartReading reading)
    {
        var marks = ImmutableArray.CreateBuilder<FollowUpDate>(reading.FollowUpEntries.Count);
        foreach (var entry in reading.FollowUpEntries)
        {
            // What was given up, nobody knows when, does not stand either.
            if ((entry.Date.IsReported || entry is PlanSettled) && Mark(reading, entry) is { } mark) marks.Add(mark);
        }

        return new(reading)
        {
            Marks = marks.DrainToImmutable(),
            Treatment = reading.Treatment,
            EndedOn = reading.End?.EndedOn ?? (reading.FollowUpConsent is { IsGiven: false } against ? against.Since : null),
        };
    }

    private static FollowUpDate? Mark(ChartReading reading, ClinicalEntry entry) => entry switch
    {
        PatientEnrolled => new(entry.EntryId, FollowUpDateKind.Enrolment, entry.Date),
        VisitLogged visit =>
            new(entry.EntryId, FollowUpDateKind.Visit, entry.Date) { NextVisit = visit.NextVisitDueOn, NextStudy = visit.NextMriPlannedOn },
        LesionImaged study when LesionGrowth.LooksAtTheLesion(reading, study) => new(entry.EntryId, FollowUpDateKind.Study, entry.Date),
        RecurrenceRecorded => new(entry.EntryId, FollowUpDateKind.Recurrence, entry.Date),
        PlanMade { What: PlannedKind.Visit } plan =>
            new(entry.EntryId, FollowUpDateKind.Plan, entry.Date) { NextVisit = Day(plan.DueOn), Lifts = plan.Replaces },
        PlanMade { What: PlannedKind.Mri } plan =>
            new(entry.EntryId, FollowUpDateKind.Plan, entry.Date) { NextStudy = Day(plan.DueOn), Lifts = plan.Replaces },
        PlanSettled settled => new(entry.EntryId, FollowUpDateKind.PlanSettled, entry.Date)
        {
            Lifts = settled.PlanId,
            Done = settled.Outcome == PlanOutcome.Done,
        },
        FollowUpEnded => new(entry.EntryId, FollowUpDateKind.End, entry.Date),
        FollowUpResumed => new(entry.EntryId, FollowUpDateKind.Resumption, entry.Date),
        _ => null,
    };

    // By the end of a month or a year that was given.
    private static DateOnly? Day(ClinicalDate? due) => due is { IsReported: true } given ? given.Latest : null;
}

/// <summary>The dates of a chart that was read.</summary>
public static class DatesOfReading
{
    extension(ChartReading reading)
    {
        /// <summary>What decides when the next visit and the next study are due.</summary>
        public FollowUpDates Dates => reading.Once(FollowUpDates.Of);

        /// <summary>What else is planned and may still be done, by due day.</summary>
        /// <param name="settings">The clinic's days of grace.</param>
        internal List<PlannedContact> OpenPlans(ClinicSettings settings) => reading.Once(
            settings, static (chart, limits) =>
                StandingPlans.Contacts(StandingPlans.Of(chart, withDoses: false), limits, onlyOpen: true).ToList());
    }
}
