using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Dates;

namespace IgG4FollowUp.Domain.Patients;

/// <summary>
/// Something untoward happened to the patient under treatment, whether or not the treatment caused it. It is corrected, not repeated, when
/// it ends or gets another grade.
/// </summary>
public sealed record AdverseEventReported : ClinicalEntry
{
    /// <summary>When it began.</summary>
    public required ClinicalDate StartedOn { get => Bounded(field); init; }

    /// <summary>When it ended.</summary>
    public ClinicalDate? EndedOn { get => field is { } date ? Bounded(date) : null; init; }

    /// <summary>What it was.</summary>
    public required AdverseEventTerm Term { get; init; }

    /// <summary>What it was in words, at most 200 characters; required where none of the named terms fits.</summary>
    [FreeText, StringLength(200)]
    public string? Description { get; init; }

    /// <summary>
    /// Grade of the Common Terminology Criteria for Adverse Events (CTCAE 5.0): 1 mild, 2 moderate, 3 severe, 4 life-threatening, 5 death.
    /// </summary>
    [Range(1, 5)]
    public int? Grade { get; init; }

    /// <summary>
    /// Whether it was serious (ICH E2A): it killed or threatened life, led to a stay in hospital or prolonged one, left a lasting
    /// disability, or was as important medically.
    /// </summary>
    public bool? Serious { get; init; }

    /// <summary>Whether a glucocorticoid is suspected.</summary>
    public bool? GlucocorticoidSuspected { get; init; }

    /// <summary>Steroid-sparing agents that are suspected, each once; an empty list says that none is.</summary>
    [MaxLength(30)]
    public IReadOnlyList<SparingAgent>? SuspectedAgents { get; init; }

    /// <summary>What it came to.</summary>
    public AdverseEventOutcome? Outcome { get; init; }

    /// <summary>What was done with the drugs that are suspected.</summary>
    public AdverseEventAction? Action { get; init; }

    /// <inheritdoc/>
    protected override ClinicalDate When => StartedOn;

    /// <summary>What cannot be true of it.</summary>
    internal static IEnumerable<Contradiction> Contradictions(ClinicalEntry entry)
    {
        if (entry is not AdverseEventReported reported) yield break;
        var fatal = reported.Outcome == AdverseEventOutcome.Fatal;
        if (reported.EndedOn is { IsReported: true } end && reported.StartedOn.IsReported && end.IsCertainlyBefore(reported.StartedOn))
            yield return new(entry.EntryId, "endedOn", "date-before-start", "It cannot end before it began; correct one of the two.");
        if (reported.EndedOn is { IsReported: true } && reported.Outcome == AdverseEventOutcome.Ongoing)
            yield return new(entry.EntryId, "endedOn", "ongoing-and-ended", "What goes on has not ended; correct one of the two.");
        if (reported.Term == AdverseEventTerm.Other && string.IsNullOrWhiteSpace(reported.Description))
            yield return new(entry.EntryId, "description", "other-without-words", "Say in words what it was.");
        if (reported.Grade == 5 && !fatal)
            yield return new(entry.EntryId, "outcome", "death-not-fatal", "Grade 5 is a death; give the outcome fatal or another grade.");
        if (fatal && reported.Grade != 5)
            yield return new(entry.EntryId, "grade", "fatal-without-grade-5", "What was fatal is of grade 5; correct one of the two.");
        if (fatal && reported.Serious == false)
            yield return new(entry.EntryId, "serious", "fatal-not-serious", "What was fatal was serious; correct one of the two.");
    }
}

/// <summary>
/// What befalls patients under glucocorticoids, steroid-sparing and B-cell agents or after spinal surgery.
/// </summary>
[JsonConverter(typeof(KebabCaseEnumConverter<AdverseEventTerm>))]
public enum AdverseEventTerm
{
    /// <summary>Infection, other than of a wound.</summary>
    Infection,

    /// <summary>Reactivation of hepatitis B.</summary>
    HepatitisBReactivation,

    /// <summary>Hyperglycaemia or diabetes, new or worse.</summary>
    HyperglycaemiaOrDiabetes,

    /// <summary>Hypertension, new or worse.</summary>
    Hypertension,

    /// <summary>Osteoporotic fracture.</summary>
    OsteoporoticFracture,

    /// <summary>Osteonecrosis.</summary>
    Osteonecrosis,

    /// <summary>Cataract or glaucoma.</summary>
    CataractOrGlaucoma,

    /// <summary>Disturbance of mood or sleep.</summary>
    MoodOrSleep,

    /// <summary>Gain of weight.</summary>
    WeightGain,

    /// <summary>Adrenal insufficiency.</summary>
    AdrenalInsufficiency,

    /// <summary>Weakness of muscles by a glucocorticoid.</summary>
    SteroidMyopathy,

    /// <summary>Ulcer or bleeding of the stomach or gut.</summary>
    GastrointestinalUlcerOrBleeding,

    /// <summary>Reaction to an infusion.</summary>
    InfusionReaction,

    /// <summary>Cytopenia.</summary>
    Cytopenia,

    /// <summary>Hypogammaglobulinaemia.</summary>
    Hypogammaglobulinaemia,

    /// <summary>Injury of the liver, other than by hepatitis B.</summary>
    LiverInjury,

    /// <summary>Allergic reaction or rash, other than during an infusion.</summary>
    AllergicReaction,

    /// <summary>Malignancy.</summary>
    Malignancy,

    /// <summary>Thrombosis or embolism.</summary>
    Thrombosis,

    /// <summary>After surgery: leak of cerebrospinal fluid.</summary>
    CsfLeak,

    /// <summary>After surgery: haematoma.</summary>
    Haematoma,

    /// <summary>After surgery: infection of the wound.</summary>
    WoundInfection,

    /// <summary>After surgery: instability or kyphosis of the spine.</summary>
    SpinalInstability,

    /// <summary>After surgery: neurological deterioration.</summary>
    PostoperativeDeterioration,

    /// <summary>Something else, named in words.</summary>
    Other,
}

/// <summary>What an adverse event came to (ICH E2B).</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<AdverseEventOutcome>))]
public enum AdverseEventOutcome
{
    /// <summary>Recovered.</summary>
    Recovered,

    /// <summary>Recovered with sequelae.</summary>
    RecoveredWithSequelae,

    /// <summary>Not recovered: it goes on.</summary>
    Ongoing,

    /// <summary>Fatal.</summary>
    Fatal,

    /// <summary>The source says that nobody knows.</summary>
    Unknown,
}

/// <summary>What was done with a suspected drug (ICH E2B).</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<AdverseEventAction>))]
public enum AdverseEventAction
{
    /// <summary>Nothing: it was given as before.</summary>
    None,

    /// <summary>The dose was reduced.</summary>
    DoseReduced,

    /// <summary>The dose was raised, such as that of a glucocorticoid in adrenal insufficiency.</summary>
    DoseRaised,

    /// <summary>It was given again later.</summary>
    Interrupted,

    /// <summary>It was stopped for good.</summary>
    Stopped,
}
