using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Dates;

namespace IgG4FollowUp.Domain.Patients;

/// <summary>
/// How the patient was on a day, as a clinic asks at every visit: pain, walking, bladder and bowel, spasticity, symptoms, function and
/// quality of life. What is left out was not reported; what could not be assessed is named with the reason.
/// </summary>
public sealed record StatusAssessed : ClinicalEntry
{
    /// <summary>When the patient was seen or asked.</summary>
    public required ClinicalDate AssessedOn { get => Bounded(field); init; }

    /// <summary>Worst pain of the last week on the numeric rating scale, 0 (none) to 10.</summary>
    [Range(0, 10), Score(Score.Pain)]
    public int? PainScore { get; init; }

    /// <summary>Where it hurts, each once.</summary>
    [MaxLength(10)]
    public IReadOnlyList<PainSite>? PainSites { get; init; }

    /// <summary>How the patient gets about.</summary>
    public Walking? Walking { get; init; }

    /// <summary>Metres walked without a rest, 0 to 50,000.</summary>
    [Range(0, 50_000), Score(Score.WalkingDistance)]
    public int? WalkingDistanceM { get; init; }

    /// <summary>Bladder.</summary>
    public BladderFunction? Bladder { get; init; }

    /// <summary>Bowel.</summary>
    public BowelFunction? Bowel { get; init; }

    /// <summary>Spasticity of the most affected muscle group on the modified Ashworth scale (Bohannon 1987).</summary>
    public Spasticity? Spasticity { get; init; }

    /// <summary>
    /// Lowest level with normal sensation on the worse side, C1 to S4-5 as the worksheet names it, where no whole examination by the
    /// ISNCSCI was done; S4-5 is normal throughout.
    /// </summary>
    [StringLength(4, MinimumLength = 2), RegularExpression(@"^(?:C[1-8]|T(?:[1-9]|1[0-2])|L[1-5]|S(?:[1-3]|4-5))\z")]
    public string? SensoryLevel { get; init; }

    /// <summary>Body weight in kilograms, 2 to 400.</summary>
    [Range(2, 400)]
    public decimal? WeightKg { get; init; }

    /// <summary>Symptoms on that day, each once; an empty list says that there is none.</summary>
    [MaxLength(20)]
    public IReadOnlyList<Symptom>? Symptoms { get; init; }

    /// <summary>
    /// Modified Japanese Orthopaedic Association score for cervical myelopathy, 0 to 18: mild 15 to 17, moderate 12 to 14, severe 0 to 11
    /// (Tetreault 2017).
    /// </summary>
    [Range(0, 18), Score(Score.Mjoa)]
    public int? Mjoa { get; init; }

    /// <summary>
    /// The score of 17 points without the arms, as it is used for thoracic myelopathy, 0 to 11: motor function of the legs 4, sensation of
    /// trunk and of legs 2 each, bladder 3.
    /// </summary>
    [Range(0, 11), Score(Score.MjoaThoracic)]
    public int? MjoaThoracic { get; init; }

    /// <summary>Nurick grade of gait in myelopathy, 0 (no sign of it) to 5 (chairbound or bedridden).</summary>
    [Range(0, 5), Score(Score.Nurick)]
    public int? Nurick { get; init; }

    /// <summary>Modified Rankin scale, 0 (no symptom) to 5 (severe disability); a death is an end of follow-up.</summary>
    [Range(0, 5), Score(Score.ModifiedRankin)]
    public int? ModifiedRankin { get; init; }

    /// <summary>Spinal Cord Independence Measure III, total, 0 to 100 (fully independent).</summary>
    [Range(0, 100), Score(Score.Scim)]
    public int? ScimTotal { get; init; }

    /// <summary>
    /// EQ-5D-5L profile: mobility, self-care, usual activities, pain, anxiety; five digits from 1 to 5, 11111 is full health.
    /// </summary>
    [StringLength(5, MinimumLength = 5), RegularExpression(@"^[1-5]{5}\z")]
    public string? Eq5dProfile { get; init; }

    /// <summary>EQ-5D-5L index by the value set named beside it, -1 to 1.</summary>
    [Range(-1, 1), Score(Score.Eq5dIndex)]
    public decimal? Eq5dIndex { get; init; }

    /// <summary>Value set behind the index: country and year of its publication, such as England 2018.</summary>
    [StringLength(50, MinimumLength = 6), RegularExpression(@"^[A-Z][A-Za-z ]{0,40} 20[0-9]{2}\z")]
    public string? Eq5dValueSet { get; init; }

    /// <summary>What was not assessed, and why; each item once.</summary>
    [MaxLength(20)]
    public IReadOnlyList<NotAssessed>? NotAssessed { get; init; }

    /// <inheritdoc/>
    protected override ClinicalDate When => AssessedOn;

    // The value of each item, null where none is given.
    private object? this[StatusItem item] => item switch
    {
        StatusItem.Pain => PainScore,
        StatusItem.Walking => Walking,
        StatusItem.WalkingDistance => WalkingDistanceM,
        StatusItem.Bladder => Bladder,
        StatusItem.Bowel => Bowel,
        StatusItem.Spasticity => Spasticity,
        StatusItem.Mjoa => Mjoa,
        StatusItem.MjoaThoracic => MjoaThoracic,
        StatusItem.Nurick => Nurick,
        StatusItem.ModifiedRankin => ModifiedRankin,
        StatusItem.Scim => ScimTotal,
        StatusItem.SensoryLevel => SensoryLevel,
        StatusItem.Weight => WeightKg,
        StatusItem.Symptoms => Symptoms,
        StatusItem.Eq5d => Eq5dProfile,
        StatusItem.PainSites => PainSites,
        StatusItem.Eq5dIndex => Eq5dIndex,
        // What has an entry of its own has no value here.
        _ => null,
    };

    /// <summary>What cannot be true of it.</summary>
    internal static IEnumerable<Contradiction> Contradictions(ClinicalEntry entry)
    {
        if (entry is not StatusAssessed status) yield break;
        var named = status.NotAssessed ?? [];
        if (named.Any(missing => status[missing.Item] is not null))
            yield return new(entry.EntryId, "notAssessed", "assessed-and-not", "What has a value was assessed; leave out one of the two.");
        if (named.Select(missing => missing.Item).Distinct().Count() != named.Count)
            yield return new(entry.EntryId, "notAssessed", "item-repeated", "An item is not assessed for one reason; name each once.");
        if (status is { PainScore: 0, PainSites.Count: > 0 })
            yield return new(entry.EntryId, "painSites", "no-pain-with-site",
                "A pain of 0 is nowhere; leave out the sites or correct the score.");
        if ((status.Eq5dIndex is null) != (status.Eq5dValueSet is null))
            yield return new(entry.EntryId, "eq5dValueSet", "index-without-value-set",
                "An index means something by its value set only; give both or neither.");
        if (status is { Walking: Patients.Walking.Wheelchair or Patients.Walking.Bed, WalkingDistanceM: > 0 })
            yield return new(entry.EntryId, "walkingDistanceM", "walks-and-does-not",
                "Who does not walk covers no distance on foot; correct one of the two.");
    }
}

/// <summary>An item that was not assessed.</summary>
/// <param name="Item">The item.</param>
/// <param name="Reason">Why.</param>
public sealed record NotAssessed(StatusItem Item, MissingReason Reason);

/// <summary>Why a value is missing.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<MissingReason>))]
public enum MissingReason
{
    /// <summary>Nobody did it.</summary>
    NotDone,

    /// <summary>It could not be done, such as MRI with a device that forbids it.</summary>
    NotPossible,

    /// <summary>The patient refused.</summary>
    Refused,

    /// <summary>It may have been done; the source does not say.</summary>
    NotReported,
}

/// <summary>What is assessed at a visit.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<StatusItem>))]
public enum StatusItem
{
    /// <summary>Pain.</summary>
    Pain,

    /// <summary>Walking.</summary>
    Walking,

    /// <summary>Walking distance.</summary>
    WalkingDistance,

    /// <summary>Bladder.</summary>
    Bladder,

    /// <summary>Bowel.</summary>
    Bowel,

    /// <summary>Spasticity.</summary>
    Spasticity,

    /// <summary>mJOA, 18 points.</summary>
    Mjoa,

    /// <summary>mJOA, 11 points.</summary>
    MjoaThoracic,

    /// <summary>Nurick grade.</summary>
    Nurick,

    /// <summary>Modified Rankin scale.</summary>
    ModifiedRankin,

    /// <summary>SCIM III.</summary>
    Scim,

    /// <summary>EQ-5D-5L.</summary>
    Eq5d,

    /// <summary>Sensory level.</summary>
    SensoryLevel,

    /// <summary>Body weight.</summary>
    Weight,

    /// <summary>The neurological examination, of which an AIS grade is an entry of its own.</summary>
    AsiaGrade,

    /// <summary>Serum IgG4, of which a result is an entry of its own.</summary>
    [JsonStringEnumMemberName("serum-igg4")]
    SerumIgG4,

    /// <summary>Histology, of which a report is an entry of its own.</summary>
    Histology,

    /// <summary>Symptoms on that day.</summary>
    Symptoms,

    /// <summary>IgG4-RD Responder Index, of which the scores are an entry of its own.</summary>
    ResponderIndex,

    /// <summary>Where it hurts.</summary>
    PainSites,

    /// <summary>EQ-5D-5L index.</summary>
    Eq5dIndex,
}

/// <summary>Where it hurts.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<PainSite>))]
public enum PainSite
{
    /// <summary>Head.</summary>
    Head,

    /// <summary>Neck.</summary>
    Neck,

    /// <summary>Upper back.</summary>
    UpperBack,

    /// <summary>Lower back.</summary>
    LowerBack,

    /// <summary>Radiating into an arm.</summary>
    Arm,

    /// <summary>Radiating around the trunk.</summary>
    Trunk,

    /// <summary>Radiating into a leg.</summary>
    Leg,

    /// <summary>Elsewhere.</summary>
    Other,
}

/// <summary>How a patient gets about.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<Walking>))]
public enum Walking
{
    /// <summary>Walks without aid.</summary>
    Independent,

    /// <summary>Walks with a stick, crutches, a frame or a person.</summary>
    WithAid,

    /// <summary>Wheelchair.</summary>
    Wheelchair,

    /// <summary>Confined to bed.</summary>
    Bed,
}

/// <summary>Function of the bladder.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<BladderFunction>))]
public enum BladderFunction
{
    /// <summary>Normal.</summary>
    Normal,

    /// <summary>Urgency or frequency.</summary>
    Urgency,

    /// <summary>Incontinence.</summary>
    Incontinence,

    /// <summary>Retention or residual urine.</summary>
    Retention,

    /// <summary>Catheter, intermittent or indwelling.</summary>
    Catheter,
}

/// <summary>Function of the bowel.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<BowelFunction>))]
public enum BowelFunction
{
    /// <summary>Normal.</summary>
    Normal,

    /// <summary>Constipation.</summary>
    Constipation,

    /// <summary>Urgency.</summary>
    Urgency,

    /// <summary>Incontinence.</summary>
    Incontinence,
}

/// <summary>Modified Ashworth scale.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<Spasticity>))]
public enum Spasticity
{
    /// <summary>0: no increase in tone.</summary>
    None,

    /// <summary>1: slight increase, a catch or minimal resistance at the end of the range.</summary>
    Slight,

    /// <summary>1+: slight increase, a catch and minimal resistance through less than half of the range.</summary>
    SlightPlus,

    /// <summary>2: more marked increase through most of the range.</summary>
    Marked,

    /// <summary>3: considerable increase, passive movement is difficult.</summary>
    Considerable,

    /// <summary>4: rigid in flexion or extension.</summary>
    Rigid,
}
