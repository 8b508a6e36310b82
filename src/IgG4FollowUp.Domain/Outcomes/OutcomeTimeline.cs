using System.Collections.Immutable;
using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Outcomes;

/// <summary>How a grade compares with the baseline.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<AisChange>))]
public enum AisChange
{
    /// <summary>Baseline or follow-up grade missing or not determined; never taken for unchanged.</summary>
    Undetermined,

    /// <summary>Better by at least the number of grades set.</summary>
    Improved,

    /// <summary>Neither better nor worse by that number.</summary>
    Unchanged,

    /// <summary>Worse by at least that number.</summary>
    Worsened,
}

/// <summary>Whether a conversion of the AIS that is defined for some baselines was reached.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<AisConversion>))]
public enum AisConversion
{
    /// <summary>No baseline, or no grade after it.</summary>
    Undetermined,

    /// <summary>The baseline is not one the conversion is defined for: outside its denominator.</summary>
    NotApplicable,

    /// <summary>Reached at the last grade.</summary>
    Reached,

    /// <summary>Not reached at the last grade.</summary>
    NotReached,
}

/// <summary>
/// How outcomes are judged. A set that differs gets its own name or version.
/// </summary>
public sealed record OutcomeSettings
{
    /// <summary>The house defaults.</summary>
    public static OutcomeSettings HouseDefault { get; } = new();

    /// <summary>Name of the set, in kebab case.</summary>
    public string Name { get; init; } = "house-default";

    /// <summary>Version of the set: 2 compares grades of one method only, 3 leaves out grades after the end of follow-up.</summary>
    public int Version { get; init; } = 3;

    /// <summary>Name and version as printed next to results.</summary>
    public string Id => $"{Name}/{Version}";

    /// <summary>Grades that make a change, 1 to 4. Default 1, the usual definition (SCIRE; DeVivo 2007).</summary>
    public int Grades { get; init; } = Worsening.DefaultGrades;
}

/// <summary>A grade with its date and entry.</summary>
/// <param name="EntryId">The entry.</param>
/// <param name="AssessedOn">When, between bounds for partial dates.</param>
/// <param name="Grade">The grade.</param>
public sealed record AssessedGrade(Guid EntryId, DaySpan AssessedOn, AsiaGrade Grade);

/// <summary>
/// Neurological outcome of a patient: AIS at baseline, best and last, change, conversions and time to first improvement. Only
/// determined grades within the <see cref="FollowUpPeriod"/> count, and only those of one method are compared. The scale was built for
/// traumatic injury; comparisons with trauma data must say so.
/// </summary>
public sealed record OutcomeTimeline
{
    /// <summary>Settings; print their id next to the results.</summary>
    public required OutcomeSettings Settings { get; init; }

    /// <summary>
    /// The last determined grade not after the start of treatment; without such a grade, or without treatment, the first that the source
    /// puts before treatment, else the first one. Null when no grade is determined. House default.
    /// </summary>
    public AssessedGrade? Baseline { get; init; }

    /// <summary>
    /// True when the baseline was not certainly assessed before treatment or on its first day, or no start of treatment is known.
    /// </summary>
    public bool BaselineMayFollowTreatment { get; init; }

    /// <summary>How the grades of <see cref="Baseline"/> and <see cref="FollowUp"/> came into the record; null without baseline.</summary>
    public GradeMethod? Method { get; init; }

    /// <summary>Determined grades certainly after the baseline and by the same method, in clinical order.</summary>
    public ImmutableArray<AssessedGrade> FollowUp { get; init; } = [];

    /// <summary>
    /// Number of determined grades certainly after the baseline that are of the other method and therefore not compared with it.
    /// </summary>
    public int NotComparable { get; init; }

    /// <summary>
    /// The whole examination that motor and sensory scores are compared with, chosen as <see cref="Baseline"/> is; null without any.
    /// </summary>
    public AsiaGradeRecorded? BaselineExamination { get; init; }

    /// <summary>Whole examinations certainly after it, in clinical order.</summary>
    public ImmutableArray<AsiaGradeRecorded> LaterExaminations { get; init; } = [];

    /// <summary>Best grade of follow-up, the first of several equal ones; null without follow-up grade.</summary>
    public AssessedGrade? Best => FollowUp.IsEmpty ? null : FollowUp.MaxBy(grade => grade.Grade);

    /// <summary>The grades over time, for a grade at a set time.</summary>
    public GradeCourse Grades =>
        new(Dated(Baseline), [.. FollowUp.Select(grade => new DatedGrade(grade.AssessedOn, grade.Grade))], EndedBy, LastContact);

    /// <summary>Last grade of follow-up; null without one.</summary>
    public AssessedGrade? Last => FollowUp.IsEmpty ? null : FollowUp[^1];

    /// <summary>
    /// Grades gained (negative: lost) from baseline to last; null when undetermined. Two or more are often called marked recovery.
    /// </summary>
    public int? GradesGained => Last is { } last && Baseline is { } baseline ? last.Grade - baseline.Grade : null;

    /// <summary>Change from baseline to the last grade.</summary>
    public AisChange Change => Judge(Last);

    /// <summary>Change from baseline to the best grade.</summary>
    public AisChange BestChange => Judge(Best);

    /// <summary>False for baseline E, which cannot improve: outside the denominator of "improved". Null without baseline.</summary>
    public bool? CanImprove => Baseline is { } baseline ? baseline.Grade + Settings.Grades <= AsiaGrade.E : null;

    /// <summary>False for baseline A, which cannot worsen: outside the denominator of "worsened". Null without baseline.</summary>
    public bool? CanWorsen => Baseline is { } baseline ? baseline.Grade - Settings.Grades >= AsiaGrade.A : null;

    /// <summary>Complete (A) to incomplete (B to E), judged at the last grade.</summary>
    public AisConversion CompleteToIncomplete => Reached(baseline => baseline == AsiaGrade.A, last => last >= AsiaGrade.B);

    /// <summary>Motor complete (A or B) to motor incomplete (C to E), judged at the last grade.</summary>
    public AisConversion ToMotorIncomplete => Reached(baseline => baseline <= AsiaGrade.B, last => last >= AsiaGrade.C);

    /// <summary>
    /// Time from the baseline examination to the first better grade; null without baseline and for baseline E, which is not at risk. The
    /// improvement lies between the last grade that was not better and the first that was.
    /// </summary>
    public TimeToEvent? FirstImprovement { get; init; }

    /// <summary>How observation of the patient ended, whatever the outcome.</summary>
    public required ObservationEnd EndedBy { get; init; }

    /// <summary>Death, the end of follow-up, or the last contact of who is still followed; null when no date is given.</summary>
    public required DaySpan? LastContact { get; init; }

    /// <summary>Days from presentation to the last contact; null when not determinable.</summary>
    public DayCount? FollowUpDays { get; init; }

    /// <summary>Longest follow-up that a visit states in months, for sources that give no dates; null when none does.</summary>
    public decimal? StatedFollowUpMonths { get; init; }

    /// <summary>Outcome of a patient.</summary>
    /// <param name="chart">The patient's chart.</param>
    /// <param name="settings">Settings; the house defaults when null.</param>
    public static OutcomeTimeline Of(PatientChart chart, OutcomeSettings? settings = null) =>
        Of(new ChartReading(chart), settings ?? OutcomeSettings.HouseDefault);

    internal static OutcomeTimeline Of(ChartReading reading, OutcomeSettings settings)
    {
        var (period, treatment) = (reading.Period, reading.Treatment);
        var graded = reading.Grades.FindAll(
            entry => AsiaGrades.Determined(entry) is not null && period.Covers(entry.AssessedOn.Span()) != Determination.No);
        var examined = reading.Grades.FindAll(
            entry => entry.Examination is not null && period.Covers(entry.AssessedOn.Span()) != Determination.No);
        var (entry, examination) = (BaselineOf(graded, treatment), BaselineOf(examined, treatment));
        var later = entry is null ? [] : graded.FindAll(other => IsBefore(entry, other));
        var method = entry is null ? (GradeMethod?)null : AsiaGrades.Comparable(entry, later);
        var baseline = entry is null ? null : Assessed(entry, method!.Value);
        ImmutableArray<AssessedGrade> followUp = method is { } same
            ? [.. later.Select(other => Assessed(other, same)).OfType<AssessedGrade>()]
            : [];
        return new()
        {
            Settings = settings,
            Baseline = baseline,
            BaselineMayFollowTreatment = baseline is not null && entry!.TreatmentPhase != TreatmentPhase.BeforeTreatment
                && !(treatment is { } begun && baseline.AssessedOn.Latest <= begun.Earliest),
            Method = method,
            FollowUp = followUp,
            NotComparable = later.Count - followUp.Length,
            BaselineExamination = examination,
            LaterExaminations = examination is null ? [] : [.. examined.Where(other => IsBefore(examination, other))],
            FirstImprovement = baseline is null || baseline.Grade + settings.Grades > AsiaGrade.E
                ? null
                : Improvement(reading, baseline, followUp, settings),
            EndedBy = period.EndedBy,
            LastContact = period.End,
            FollowUpDays = period.End is { } end && TimeZeros.Find(reading, TimeZero.Presentation) is { } presented
                ? DaySpans.Since(presented, end)
                : null,
            StatedFollowUpMonths = reading.Visits.Max(visit => visit.StatedFollowUpMonths),
        };
    }

    private static AsiaGradeRecorded? BaselineOf(List<AsiaGradeRecorded> entries, DaySpan? treatment) =>
        (treatment is { } start ? entries.FindLast(entry => entry.AssessedOn.Latest <= start.Earliest) : null)
        ?? entries.Find(entry => entry.TreatmentPhase == TreatmentPhase.BeforeTreatment)
        ?? entries.Find(entry => entry.AssessedOn.Span().HasBounds()) ?? entries.FirstOrDefault();

    // Where dates say nothing, the source may.
    private static bool IsBefore(AsiaGradeRecorded entry, AsiaGradeRecorded other) =>
        entry.AssessedOn.IsCertainlyBefore(other.AssessedOn)
        || (entry.TreatmentPhase == TreatmentPhase.BeforeTreatment && other.TreatmentPhase == TreatmentPhase.AfterTreatment);

    private static AssessedGrade? Assessed(AsiaGradeRecorded entry, GradeMethod method) =>
        AsiaGrades.By(method, entry) is { } grade ? new(entry.EntryId, entry.AssessedOn.Span(), grade) : null;

    private static TimeToEvent Improvement(
        ChartReading reading, AssessedGrade baseline, ImmutableArray<AssessedGrade> followUp, OutcomeSettings settings)
    {
        var better = followUp.FirstOrDefault(grade => grade.Grade - baseline.Grade >= settings.Grades);
        var lastNotBetter = better is null
            ? null
            : followUp.LastOrDefault(grade =>
                grade.AssessedOn.IsCertainlyBefore(better.AssessedOn) && grade.Grade - baseline.Grade < settings.Grades);
        return TimeToEvent.Of(
            reading, TimeZero.BaselineExamination, baseline.AssessedOn.HasBounds() ? baseline.AssessedOn : null, better?.AssessedOn,
            (lastNotBetter ?? baseline).AssessedOn);
    }

    private static DatedGrade? Dated(AssessedGrade? grade) => grade is null ? null : new(grade.AssessedOn, grade.Grade);

    private AisChange Judge(AssessedGrade? grade)
    {
        if (Baseline is null || grade is null) return AisChange.Undetermined;
        var gained = grade.Grade - Baseline.Grade;
        return gained >= Settings.Grades ? AisChange.Improved : gained <= -Settings.Grades ? AisChange.Worsened : AisChange.Unchanged;
    }

    private AisConversion Reached(Predicate<AsiaGrade> applies, Predicate<AsiaGrade> reached)
    {
        if (Baseline is null) return AisConversion.Undetermined;
        if (!applies(Baseline.Grade)) return AisConversion.NotApplicable;
        return Last is null ? AisConversion.Undetermined : reached(Last.Grade) ? AisConversion.Reached : AisConversion.NotReached;
    }
}

/// <summary>The outcome of a chart that was read.</summary>
public static class OutcomeOfReading
{
    extension(ChartReading reading)
    {
        /// <summary>Neurological outcome under the house defaults.</summary>
        public OutcomeTimeline Outcome => reading.Once(static chart => OutcomeTimeline.Of(chart, OutcomeSettings.HouseDefault));
    }
}
