using System.Collections.Immutable;
using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;

namespace IgG4FollowUp.Domain.Response;

/// <summary>How an event responded to its treatment; house default, after the sources named in <see cref="ResponseSettings"/>.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ResponseCategory>))]
public enum ResponseCategory
{
    /// <summary>It cannot be said; the reasons say why.</summary>
    NotAssessable,

    /// <summary>Neither deficit nor lesion is better, one of them is worse, or the disease recurred before.</summary>
    None,

    /// <summary>Deficit or lesion is better, neither is worse, and the response is not complete.</summary>
    Partial,

    /// <summary>
    /// The deficit is regained or nothing was lost, no lesion is left, and from six months on the dose is one of maintenance or less.
    /// </summary>
    Complete,
}

/// <summary>Why a response is what it is, or why it cannot be assessed.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ResponseReason>))]
public enum ResponseReason
{
    /// <summary>Back to what it was before the event.</summary>
    DeficitRegained,

    /// <summary>The event brought no deficit.</summary>
    NothingLost,

    /// <summary>Better, not back.</summary>
    DeficitImproved,

    /// <summary>The deficit is as it was.</summary>
    DeficitUnchanged,

    /// <summary>The deficit is worse.</summary>
    DeficitWorse,

    /// <summary>No lesion is left.</summary>
    LesionGone,

    /// <summary>No lesion is seen, and none is on record from when treatment began.</summary>
    NoLesion,

    /// <summary>The lesion is smaller.</summary>
    LesionSmaller,

    /// <summary>The lesion is as it was.</summary>
    LesionUnchanged,

    /// <summary>The lesion is larger.</summary>
    LesionLarger,

    /// <summary>The dose is one of maintenance or less.</summary>
    DoseAtOrBelowMaintenance,

    /// <summary>The dose is above maintenance.</summary>
    DoseAboveMaintenance,

    /// <summary>The disease had recurred before.</summary>
    RecurredBefore,

    /// <summary>The disease had progressed under this treatment, and another one was begun or raised before.</summary>
    TreatedAnewBefore,

    /// <summary>The event has no date.</summary>
    EventNotDated,

    /// <summary>No treatment of it is on record.</summary>
    NoTreatment,

    /// <summary>Partial dates leave open whether a treatment was one of it.</summary>
    TreatmentDateOpen,

    /// <summary>No neurological examination lies within the window.</summary>
    NoExamination,

    /// <summary>No earlier examination can be compared with the one within the window.</summary>
    ExaminationNotComparable,

    /// <summary>Partial dates leave open which examination came when.</summary>
    ExaminationDateOpen,

    /// <summary>Two examinations of one day say different things.</summary>
    ExaminationsDisagree,

    /// <summary>No imaging study lies within the window.</summary>
    NoStudy,

    /// <summary>The study does not say whether the lesion changed, and thickness does not either.</summary>
    LesionChangeNotReported,

    /// <summary>The lesion grew and shrank since treatment began, and no thickness tells which of the two outweighs.</summary>
    LesionLargerAndSmaller,

    /// <summary>Partial dates leave open which study came when.</summary>
    StudyDateOpen,

    /// <summary>Two studies of one day say different things of one lesion.</summary>
    StudiesDisagree,

    /// <summary>The dose is not known, or partial dates leave it open.</summary>
    DoseNotDeterminable,

    /// <summary>Partial dates leave open whether the disease had recurred by then.</summary>
    RecurrenceDateOpen,

    /// <summary>The patient died before the window closed.</summary>
    DiedBefore,

    /// <summary>Follow-up ended before the window closed.</summary>
    FollowUpEndedBefore,

    /// <summary>It came back in another organ alone, of which neither deficit nor lesion of the spine tells anything.</summary>
    InAnotherOrgan,
}

/// <summary>The response at a set time.</summary>
/// <param name="Months">The set time, months after treatment began.</param>
/// <param name="Category">The category.</param>
/// <param name="Neurological">What the examination says; null when not assessable.</param>
/// <param name="Radiological">What the study says; null when not assessable.</param>
/// <param name="OffEscalation">Whether the dose of glucocorticoid for this disease is one of maintenance or less.</param>
/// <param name="Reasons">Why; never empty.</param>
public sealed record ResponseAt(
    int Months, ResponseCategory Category, NeurologicalResponse? Neurological, RadiologicalResponse? Radiological,
    Determination OffEscalation, ImmutableArray<ResponseReason> Reasons);

/// <summary>A treatment as the treatment of an event.</summary>
/// <param name="Treatment">The treatment.</param>
/// <param name="Certain">False when partial dates leave open whether it began within the days that count.</param>
public sealed record GivenTreatment(Treatment Treatment, bool Certain);

/// <summary>A treatment of an event as timelines and answers show it.</summary>
/// <param name="EntryId">The entry that says so.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Agent">The steroid-sparing agent; null for other kinds.</param>
/// <param name="Certain">False when partial dates leave open whether it began within the days that count.</param>
public sealed record TreatmentOfEvent(Guid EntryId, TreatmentKind Kind, SparingAgent? Agent, bool Certain)
{
    /// <summary>The same without its days, which its entry gives.</summary>
    /// <param name="given">The treatment.</param>
    public static TreatmentOfEvent Of(GivenTreatment given)
    {
        ArgumentNullException.ThrowIfNull(given);
        return new(given.Treatment.EntryId, given.Treatment.Kind, given.Treatment.Agent, given.Certain);
    }
}

/// <summary>What came after the treatment of an event.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<NextEventKind>))]
public enum NextEventKind
{
    /// <summary>Nothing more: the patient is still followed.</summary>
    StillFollowed,

    /// <summary>The next recurrence.</summary>
    Recurrence,

    /// <summary>Progression as the course of the disease tells it, or a lesion larger than when treatment began.</summary>
    Progression,

    /// <summary>Death.</summary>
    Death,

    /// <summary>Follow-up ended: lost, withdrawn or transferred.</summary>
    FollowUpEnded,

    /// <summary>A worsening of which partial dates leave open whether it was recurrence, progression or early deterioration.</summary>
    Worsening,
}

/// <summary>The next event.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="On">When; null when no date is given. For who is still followed, the last contact.</param>
public sealed record NextEvent(NextEventKind Kind, DaySpan? On);

/// <summary>The first treatment of the disease, or a recurrence.</summary>
/// <param name="Ordinal">0 for the first treatment, else the number of the recurrence.</param>
/// <param name="EntryId">The entry that it begins with.</param>
/// <param name="On">When.</param>
public sealed record TreatedEvent(int Ordinal, Guid EntryId, DaySpan On)
{
    /// <summary>True for the first treatment.</summary>
    [JsonIgnore]
    public bool IsInitial => Ordinal == 0;
}

/// <summary>How one event was treated and how it responded.</summary>
public sealed record TreatmentResponse
{
    /// <summary>The event.</summary>
    public required TreatedEvent Event { get; init; }

    /// <summary>Treatments of this disease begun or raised for it, in clinical order.</summary>
    public required ImmutableArray<GivenTreatment> Treatments { get; init; }

    /// <summary>When treatment of it began; null without one, or when partial dates leave open which was the first.</summary>
    public required DaySpan? Since { get; init; }

    /// <summary>The response at each set time.</summary>
    public required ImmutableArray<ResponseAt> At { get; init; }

    /// <summary>
    /// When an examination or a study first showed that deficit or lesion was better, before the next recurrence; null when none did. Its
    /// first day is that of the treatment where partial dates leave open whether another one showed it earlier.
    /// </summary>
    public required DaySpan? RespondedOn { get; init; }

    /// <summary>What came next.</summary>
    public required NextEvent Next { get; init; }

    /// <summary>What ended the time from the start of treatment to a response.</summary>
    public required ResponseEnd EndedBy { get; init; }

    /// <summary>
    /// When that was: the response, the progression, the next recurrence, the death or the last contact; null when no date is given.
    /// </summary>
    public required DaySpan? End { get; init; }

    /// <summary>Whether a treatment was begun or raised for it; null where partial or missing dates leave it open.</summary>
    public bool? Treated => Since is not null ? true : Treatments.IsEmpty && DaySpans.HasBounds(Event.On) ? false : null;

    /// <summary>Days from the start of treatment to <see cref="RespondedOn"/>; null without a response.</summary>
    public DayCount? DaysToResponse => Since is { } since && RespondedOn is { } seen ? DaySpans.Days(since, seen) : null;

    /// <summary>Days from the start of treatment to <see cref="End"/>; null when either is not known.</summary>
    public DayCount? Days => Since is { } since && End is { } end ? DaySpans.Days(since, end) : null;
}

/// <summary>What ended the time to a response.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ResponseEnd>))]
public enum ResponseEnd
{
    /// <summary>Censored: the end of follow-up or the last contact.</summary>
    Censored,

    /// <summary>A response.</summary>
    Response,

    /// <summary>The next recurrence came first; it competes.</summary>
    Recurrence,

    /// <summary>Death came first; it competes.</summary>
    Death,

    /// <summary>The disease progressed, and another treatment was begun or raised for it; it competes.</summary>
    Progression,
}

/// <summary>The responses of a patient, and what they were judged by.</summary>
/// <param name="Settings">The settings.</param>
/// <param name="Definition">The definition of recurrence.</param>
/// <param name="Responses">The first treatment, then the recurrences in order.</param>
public sealed record TreatmentResponses(
    ResponseSettings Settings, RecurrenceDefinition Definition, ImmutableArray<TreatmentResponse> Responses)
{
    /// <summary>The definition whose recurrences are looked at: the one of the primary analysis.</summary>
    public static RecurrenceDefinition Primary => RecurrenceDefinition.Composite;

    /// <summary>The responses of a patient; empty when nothing was treated.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="settings">Settings; the house defaults when null.</param>
    public static TreatmentResponses Of(Patients.PatientChart chart, ResponseSettings? settings = null) =>
        Of(new ChartReading(chart), settings);

    /// <summary>The same of a chart that is being read.</summary>
    /// <param name="reading">The chart, read.</param>
    /// <param name="settings">Settings; the house defaults when null.</param>
    public static TreatmentResponses Of(ChartReading reading, ResponseSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(reading);
        settings ??= ResponseSettings.HouseDefault;
        return new(settings, Primary, new ResponseReader(reading, reading.Recurrence(Primary), settings).Read());
    }

    /// <summary>Reads responses one by one, under the house defaults.</summary>
    internal static ResponseReader ReaderOf(ChartReading reading) =>
        new(reading, reading.Recurrence(Primary), ResponseSettings.HouseDefault);
}
