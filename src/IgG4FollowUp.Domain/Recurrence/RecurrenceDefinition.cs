using System.Text.Json.Serialization;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>How a recurrence shows itself; the ways combine.</summary>
[Flags]
[JsonConverter(typeof(KebabCaseEnumConverter<RecurrenceSigns>))]
public enum RecurrenceSigns
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>New or worse deficit.</summary>
    Clinical = 1,

    /// <summary>New or larger lesion, or new enhancement.</summary>
    Radiological = 2,

    /// <summary>Re-elevation of serum IgG4.</summary>
    Serological = 4,

    /// <summary>Glucocorticoid restarted or its dose raised.</summary>
    TreatmentEscalation = 8,

    /// <summary>In another organ than the spinal meninges, recorded by a clinician.</summary>
    OtherOrgan = 16,
}

/// <summary>What a definition counts; the two combine.</summary>
[Flags]
[JsonConverter(typeof(KebabCaseEnumConverter<DiseaseEvents>))]
public enum DiseaseEvents
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The disease came back after it had been quiet under treatment.</summary>
    Recurrence = 1,

    /// <summary>Lesion or deficit grew on treatment without ever having been quiet.</summary>
    Progression = 2,
}

/// <summary>
/// A named, versioned definition of recurrence. Several are computed side by side and none replaces another: no definition specific
/// to spinal pachymeningitis is known to have been published. A definition that changes gets a new version.
/// </summary>
/// <param name="Name">Name in kebab case.</param>
/// <param name="Version">Version of the rule.</param>
/// <param name="Signs">Signs any one of which makes an episode.</param>
/// <param name="Source">Where the rule comes from.</param>
/// <param name="IsHouseDefault">True when the rule is this project's own choice rather than a published definition.</param>
public sealed record RecurrenceDefinition(string Name, int Version, RecurrenceSigns Signs, string Source, bool IsHouseDefault)
{
    /// <summary>Thresholds.</summary>
    public RecurrenceSettings Settings { get; init; } = RecurrenceSettings.HouseDefault;

    /// <summary>What it counts.</summary>
    public DiseaseEvents Events { get; init; } = DiseaseEvents.Recurrence;

    /// <summary>
    /// Whether progression ends the time free of recurrence as death does: disease that was never quiet cannot come back, so the patient is
    /// neither at risk nor free of it.
    /// </summary>
    public bool ProgressionCompetes =>
        Settings.AsksForConfirmation && Events == DiseaseEvents.Recurrence && (Signs & ClinicalOrRadiological) != RecurrenceSigns.None;

    /// <summary>In how many ways time free of it ends: by the event, by death, and by progression where that competes.</summary>
    public int Causes => ProgressionCompetes ? 3 : 2;

    /// <summary>Name and version as printed next to every result, such as <c>composite/5</c>.</summary>
    public string Id => $"{Name}/{Version}";

    internal const string WhateverTheSerum = "whatever the serum IgG4, as in a Korean cohort's definition of relapse.";

    internal const string CompositeRule =
        "House default for the primary analysis: the first clinical or radiological event; a rise of serum IgG4 alone never counts.";

    internal const string AtVisits = "A recurrence confirmed at a visit counts as diagnosed by a clinician.";

    internal const string Elsewhere =
        "What a clinician records in another organ counts, as in that cohort's definition, and is told as that.";

    internal const RecurrenceSigns ClinicalOrRadiological = RecurrenceSigns.Clinical | RecurrenceSigns.Radiological;

    internal const string Apart = "Early deterioration and progression are no recurrence.";

    /// <summary>Clinical or radiological, or in another organ; serology alone never counts.</summary>
    public static RecurrenceDefinition Composite { get; } = new(
        "composite", 5, ClinicalOrRadiological | RecurrenceSigns.OtherOrgan,
        $"{CompositeRule} {AtVisits} {Apart} A recurrence that a clinician records in another organ counts, and is told as that.",
        IsHouseDefault: true);

    /// <summary>
    /// New or worse deficit after stability or improvement under treatment, confirmed by a second examination, an MRI or a clinician; or
    /// diagnosed by a clinician, also at a visit and in another organ.
    /// </summary>
    public static RecurrenceDefinition Clinical { get; } = new(
        "clinical", 5, RecurrenceSigns.Clinical | RecurrenceSigns.OtherOrgan,
        "House default: a fall of AIS, motor score, a key muscle or voluntary anal contraction after stability or improvement under "
        + "treatment, confirmed, or "
        + $"diagnosed by a clinician; {WhateverTheSerum} {Apart} {Elsewhere}",
        IsHouseDefault: true);

    /// <summary>New or larger lesion, or new enhancement, after a negative or stable study under treatment.</summary>
    public static RecurrenceDefinition Radiological { get; } = new(
        "radiological", 3, RecurrenceSigns.Radiological,
        $"House default: new or larger lesion on magnetic resonance imaging after a negative or stable study under treatment. {Apart}",
        IsHouseDefault: true);

    /// <summary>Serum IgG4 risen again under treatment; by itself not a recurrence.</summary>
    public static RecurrenceDefinition Serological { get; } = new(
        "serological", 4, RecurrenceSigns.Serological,
        "NCT05974683: serum IgG4 that was raised before treatment back to at least 30 % of that value. What "
        + "else makes a rise, one assay, and that "
        + "values which may be falsely low count for nothing, are house defaults.",
        IsHouseDefault: false);

    /// <summary>Treatment of the disease had to be resumed, raised or added to after its initial plan.</summary>
    public static RecurrenceDefinition TreatmentEscalation { get; } = new(
        "treatment-escalation", 3, RecurrenceSigns.TreatmentEscalation,
        "J Clin Gastroenterol 2016;50:331: need to resume steroid. That a higher dose, the first "
        + "glucocorticoid after the initial plan, a new "
        + "or intensified steroid-sparing agent and a further operation count too is a house default.",
        IsHouseDefault: false);

    /// <summary>Lesion or deficit that grows on treatment without ever having been quiet.</summary>
    public static RecurrenceDefinition Progression { get; } = new(
        "progression", 2, ClinicalOrRadiological,
        "House default: lesion or deficit that grows on treatment without ever having been quiet, outside the window of early "
            + "deterioration.",
        IsHouseDefault: true)
    {
        Events = DiseaseEvents.Progression,
    };

    /// <summary>The first of progression and recurrence.</summary>
    public static RecurrenceDefinition ProgressionOrRecurrence { get; } = new(
        "progression-or-recurrence", 2, ClinicalOrRadiological | RecurrenceSigns.OtherOrgan,
        "House default: the first of progression and recurrence; death competes.",
        IsHouseDefault: true)
    {
        Events = DiseaseEvents.Progression | DiseaseEvents.Recurrence,
    };

    /// <summary>The current version of every definition, the primary one first.</summary>
    public static IReadOnlyList<RecurrenceDefinition> Current { get; } =
        [Composite, Clinical, Radiological, Serological, TreatmentEscalation, Progression, ProgressionOrRecurrence];

    /// <summary>Versions that were replaced. They go on being computed, so that a result that names one can be had again.</summary>
    public static IReadOnlyList<RecurrenceDefinition> Former => FormerDefinitions.All;

    /// <summary>The name of every definition once.</summary>
    public static IReadOnlyList<string> Names => [.. All.Select(definition => definition.Name).Distinct()];

    /// <summary>Every definition in every version, the current ones first.</summary>
    public static IReadOnlyList<RecurrenceDefinition> All { get; } = [.. Current, .. Former];

    /// <summary>A definition by its <see cref="Id"/>, or its current version by name; null when there is none.</summary>
    /// <param name="id">Such as <c>composite/5</c> or <c>composite</c>.</param>
    public static RecurrenceDefinition? Find(string id) =>
        All.FirstOrDefault(definition => definition.Id == id) ?? All.FirstOrDefault(definition => definition.Name == id);
}
