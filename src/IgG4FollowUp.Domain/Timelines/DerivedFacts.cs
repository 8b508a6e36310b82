using System.Collections.Immutable;
using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Timelines;

/// <summary>
/// Something that follows from entries and that nobody recorded. It names the entries it rests on, and it says so when partial
/// dates or missing values leave it open. Doses are rounded to two decimals for display.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(AsiaChange), "asia-change")]
[JsonDerivedType(typeof(SerumIgG4Comparison), "serum-igg4-comparison")]
[JsonDerivedType(typeof(ProzoneSuspected), "prozone-suspected")]
[JsonDerivedType(typeof(LesionComparison), "lesion-comparison")]
[JsonDerivedType(typeof(SteroidDoseFact), "steroid-dose")]
[JsonDerivedType(typeof(SteroidPulseFact), "steroid-pulse")]
[JsonDerivedType(typeof(SteroidFreeInterval), "steroid-free")]
[JsonDerivedType(typeof(RecurrenceEpisode), "recurrence-episode")]
[JsonDerivedType(typeof(VisitDue), "visit-due")]
[JsonDerivedType(typeof(PlanDue), "plan-due")]
[JsonDerivedType(typeof(FollowUpClosed), "follow-up-closed")]
[JsonDerivedType(typeof(FollowUpGap), "follow-up-gap")]
[JsonDerivedType(typeof(CourseEventFact), "course-event")]
[JsonDerivedType(typeof(RemissionFact), "remission")]
[JsonDerivedType(typeof(QuietIntervalFact), "quiet-interval")]
[JsonDerivedType(typeof(TreatmentResponseFact), "treatment-response")]
[JsonDerivedType(typeof(ScoresCompared), "scores-compared")]
public abstract record DerivedFact
{
    /// <summary>
    /// Entry ids it rests on; the first one is the entry it is shown with. Without any other entry of the patient it would be the same. A
    /// glucocorticoid course stands for its changes of dose and its stop.
    /// </summary>
    public required ImmutableArray<Guid> RestsOn { get; init; }
}

/// <summary>How one AIS grade compares with an earlier one.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<GradeChange>))]
public enum GradeChange
{
    /// <summary>A lower grade than before.</summary>
    Worsened,

    /// <summary>The same grade.</summary>
    Unchanged,

    /// <summary>A higher grade than before.</summary>
    Improved,
}

/// <summary>A comparison with an earlier AIS grade.</summary>
/// <param name="EntryId">The earlier assessment.</param>
/// <param name="Grade">Its grade.</param>
/// <param name="Change">Direction of the change.</param>
/// <param name="Grades">Number of grades, 0 to 4.</param>
/// <param name="OrderCertain">False when partial or equal dates leave open which assessment came first.</param>
public sealed record GradeComparison(Guid EntryId, AsiaGrade Grade, GradeChange Change, int Grades, bool OrderCertain);

/// <summary>
/// An AIS grade against the previous one and against the first one on record, of those that came about in the same way: derived from a
/// whole examination, or entered where no earlier one was derived.
/// </summary>
/// <param name="Grade">The grade.</param>
/// <param name="Previous">Against the previous grade.</param>
/// <param name="Baseline">Against the first grade on record.</param>
public sealed record AsiaChange(AsiaGrade Grade, GradeComparison Previous, GradeComparison Baseline) : DerivedFact;

/// <summary>Why a serum IgG4 result is compared with no earlier one.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<NotComparableReason>))]
public enum NotComparableReason
{
    /// <summary>No earlier result is on the same assay; results of two assays are never compared.</summary>
    AssayChanged,

    /// <summary>The assay of this or of the previous result is not reported.</summary>
    AssayNotReported,
}

/// <summary>A comparison with an earlier result on the same assay.</summary>
/// <param name="EntryId">The earlier result.</param>
/// <param name="Ratio">How many times the earlier result, to four decimals; null when that was zero or either is
/// only known to lie below or above a limit.</param>
/// <param name="OrderCertain">False when partial or equal dates leave open which sample came first.</param>
public sealed record ResultComparison(Guid EntryId, decimal? Ratio, bool OrderCertain);

/// <summary>
/// A serum IgG4 result against the laboratory's own limit and against the patient's baseline and nadir on the same assay: under treatment
/// the last result before it and the lowest since, before treatment the first and the lowest earlier result. What may read falsely low is
/// neither. A normal value reassures nobody by itself.
/// </summary>
/// <param name="TimesUpperLimit">Multiples of that laboratory's upper limit, to four decimals; null when the limit is not reported or the
/// result lies below or above one.</param>
/// <param name="Baseline">Against the baseline; null when there is none on the assay.</param>
/// <param name="Nadir">Against the nadir; null when there is none on the assay.</param>
/// <param name="NotComparable">Why there is no comparison although earlier results exist.</param>
public sealed record SerumIgG4Comparison(
    decimal? TimesUpperLimit, ResultComparison? Baseline, ResultComparison? Nadir, NotComparableReason? NotComparable) : DerivedFact
{
    /// <summary>True when the result is only known to lie below or above a limit, so that no multiple of anything can be given.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool BeyondRange { get; init; }
}

/// <summary>Presence of a lesion in two studies.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<LesionPresence>))]
public enum LesionPresence
{
    /// <summary>Absent before, present now.</summary>
    Appeared,

    /// <summary>Present in both.</summary>
    Persists,

    /// <summary>Present before, absent now.</summary>
    Disappeared,

    /// <summary>Absent in both.</summary>
    StillAbsent,
}

/// <summary>Another radiological pattern than in the last study that stated one.</summary>
/// <param name="EntryId">That study.</param>
/// <param name="From">Its pattern.</param>
/// <param name="To">The pattern now.</param>
public sealed record PatternChange(Guid EntryId, LesionPattern From, LesionPattern To);

/// <summary>A study against the previous one.</summary>
/// <param name="Presence">Presence of a lesion.</param>
/// <param name="StatedChange">The change as the reader stated it.</param>
/// <param name="Pattern">Change of pattern, if any; the last pattern on record may lie before a negative study.</param>
/// <param name="ThicknessChangeMm">Difference in thickness in millimetres; null when either is not reported.</param>
/// <param name="LevelsOverlap">Whether the lesions can share a segment; null when either has no levels.</param>
/// <param name="OrderCertain">False when partial or equal dates leave open which study came first.</param>
public sealed record LesionComparison(
    LesionPresence Presence, LesionChange? StatedChange, PatternChange? Pattern, decimal? ThicknessChangeMm, bool? LevelsOverlap,
    bool OrderCertain) : DerivedFact
{
    /// <summary>Difference in the length of the cavity of the cord in millimetres; null when either is not reported.</summary>
    public decimal? CavityChangeMm { get; init; }
}

/// <summary>Bounds in milligrams of prednisone, rounded to two decimals; equal when exact.</summary>
/// <param name="AtLeast">Lower bound.</param>
/// <param name="AtMost">Upper bound; null when it is not determinable.</param>
public sealed record MgRange(decimal AtLeast, decimal? AtMost)
{
    internal static MgRange Of(DoseRange dose) => new(dose.AtLeast.Round(2), dose.AtMost?.Round(2));
}

/// <summary>What a start, change or stop of a glucocorticoid means in prednisone equivalents.</summary>
/// <param name="Systemic">False for a local route, which counts nothing.</param>
/// <param name="CourseMgPerDay">Daily dose of this course from here on; null when drug or dose is not reported.</param>
/// <param name="TotalMgPerDay">Daily dose of all systemic courses: on this day, or on the day after a
/// stop; null for a partial date.</param>
/// <param name="CumulativeMg">Cumulative dose up to and including this date; null when the date is not reported.</param>
/// <param name="Factors">Table of equivalents, such as <c>house-default/1</c>.</param>
public sealed record SteroidDoseFact(
    bool Systemic, decimal? CourseMgPerDay, MgRange? TotalMgPerDay, MgRange? CumulativeMg, string Factors) : DerivedFact;

/// <summary>A course, or part of one, was a pulse.</summary>
/// <param name="PeakMgPerDay">Highest daily dose.</param>
/// <param name="Days">How long.</param>
/// <param name="CumulativeMg">Sum over these days.</param>
/// <param name="Certain">False when partial or missing dates leave open whether it was one.</param>
/// <param name="Factors">Table of equivalents.</param>
public sealed record SteroidPulseFact(decimal PeakMgPerDay, DayCount Days, MgRange CumulativeMg, bool Certain, string Factors)
    : DerivedFact;

/// <summary>Days without systemic glucocorticoid.</summary>
/// <param name="SinceEarliest">First day it can have begun; null when not determinable.</param>
/// <param name="SinceLatest">Last day it can have begun; null when not determinable.</param>
/// <param name="Days">Length; null while no new course has begun. At least 0 means that there may have been no gap.</param>
public sealed record SteroidFreeInterval(DateOnly? SinceEarliest, DateOnly? SinceLatest, DayCount? Days) : DerivedFact;

/// <summary>State of a recurrence.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<RecurrenceState>))]
public enum RecurrenceState
{
    /// <summary>Not recorded as resolved.</summary>
    Open,

    /// <summary>Recorded as resolved.</summary>
    Resolved,
}

/// <summary>A recurrence as an episode.</summary>
/// <param name="Number">1 for the first recurrence.</param>
/// <param name="State">Open or resolved.</param>
/// <param name="ResolvedOn">When it was resolved.</param>
/// <param name="DaysToResolution">Days from detection to resolution, where both days are known.</param>
/// <param name="DaysSinceKnownFree">Days from the last day known free to detection, where both days are known.</param>
/// <param name="PrednisoneMgPerDay">Daily dose of all systemic courses on the day of detection; null for a partial date.</param>
/// <param name="Factors">Table of equivalents.</param>
public sealed record RecurrenceEpisode(
    int Number, RecurrenceState State, ClinicalDate? ResolvedOn, int? DaysToResolution, int? DaysSinceKnownFree,
    MgRange? PrednisoneMgPerDay,
    string Factors) : DerivedFact;

/// <summary>What became of a due date.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<VisitDueOutcome>))]
public enum VisitDueOutcome
{
    /// <summary>The next visit took place by then, days of grace included.</summary>
    Kept,

    /// <summary>The next visit took place later, or its window had closed when follow-up ended or was planned anew.</summary>
    Late,

    /// <summary>No later visit is recorded; from <see cref="VisitDue.MissedFrom"/> on it is missed.</summary>
    Open,

    /// <summary>Follow-up ended before.</summary>
    Lifted,

    /// <summary>The next visit has a partial date that allows both.</summary>
    NotDeterminable,

    /// <summary>A visit before its window put another plan in its place.</summary>
    Replaced,
}

/// <summary>A visit was due.</summary>
/// <param name="DueOn">The day.</param>
/// <param name="Outcome">What became of it, as the calendar has it.</param>
/// <param name="DaysLate">Days from the due date to the visit that kept it or came too late, negative
/// when early; null when not determinable.</param>
/// <param name="GraceDays">Days of grace that were applied: the clinic's, a house default unless it chose others.</param>
public sealed record VisitDue(DateOnly DueOn, VisitDueOutcome Outcome, int? DaysLate, int GraceDays) : DerivedFact
{
    /// <summary>
    /// First day on which it is missed, as the calendar's <c>overdue</c> and the rule <c>visit-overdue</c> have it; null unless it is open.
    /// </summary>
    public DateOnly? MissedFrom { get; init; }
}

/// <summary>What became of a plan.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<PlanFate>))]
public enum PlanFate
{
    /// <summary>It was done by then, days of grace included, or may have been on a partial date.</summary>
    Kept,

    /// <summary>It was done later, or its window had closed when it was given up or follow-up ended.</summary>
    Late,

    /// <summary>The next step of a taper came before it was taken.</summary>
    Missed,

    /// <summary>Nothing on record answers it; from <see cref="PlanDue.MissedFrom"/> on it is missed.</summary>
    Open,

    /// <summary>A later plan took its place.</summary>
    Moved,

    /// <summary>Another visit or study that was stated is due before it.</summary>
    Waiting,

    /// <summary>It was given up.</summary>
    GivenUp,

    /// <summary>Follow-up ended before, or was resumed after it was made.</summary>
    Lifted,
}

/// <summary>Something planned was due.</summary>
/// <param name="What">What was planned.</param>
/// <param name="DueOn">The day, or the last one of a month or year.</param>
/// <param name="Fate">What became of it, as the calendar has it.</param>
/// <param name="KeptOn">When it was done in time; of a taper, the first day on the dose; null when it was not.</param>
/// <param name="GraceDays">Days of grace that were applied: the clinic's, a house default unless it chose others.</param>
/// <param name="PlannedMgPerDay">Planned dose of a step of a taper, milligrams of prednisone a day; null for all else.</param>
/// <param name="TakenMgPerDay">What was taken on that day for this disease, on all systemic courses; null for all else.</param>
/// <param name="DeviationMgPerDay">Taken less planned; null for all else.</param>
/// <param name="Factors">Table of equivalents.</param>
public sealed record PlanDue(
    PlannedKind What, DateOnly DueOn, PlanFate Fate, ClinicalDate? KeptOn, int GraceDays, decimal? PlannedMgPerDay,
    MgRange? TakenMgPerDay, MgRange? DeviationMgPerDay, string? Factors) : DerivedFact
{
    /// <summary>First day on which it is missed, as the calendar's <c>overdue</c> has it; null unless it is open.</summary>
    public DateOnly? MissedFrom { get; init; }
}

/// <summary>Follow-up ended.</summary>
/// <param name="Reason">Why.</param>
/// <param name="DaysFollowed">Days since enrolment, where both days are known.</param>
/// <param name="InForce">False when it was resumed later.</param>
public sealed record FollowUpClosed(FollowUpEndReason Reason, int? DaysFollowed, bool InForce) : DerivedFact;

/// <summary>Follow-up was resumed.</summary>
/// <param name="Days">Days since it had ended, where both days are known.</param>
public sealed record FollowUpGap(int? Days) : DerivedFact;
