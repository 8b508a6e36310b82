namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>Versions of definitions of recurrence that were replaced, word for word as results were cited by them.</summary>
internal static class FormerDefinitions
{
    private const string ClinicalRule =
        "House default: AIS down by at least one grade of the same method, motor score down or voluntary anal contraction lost after "
        + "treatment began, "
        + "or diagnosed by a clinician";

    /// <summary>The latest first.</summary>
    public static IReadOnlyList<RecurrenceDefinition> All { get; } =
    [
        Third(
            "composite", 4, RecurrenceDefinition.ClinicalOrRadiological,
            $"{RecurrenceDefinition.CompositeRule} {RecurrenceDefinition.AtVisits} {RecurrenceDefinition.Apart}"),
        Third(
            "clinical", 4, RecurrenceSigns.Clinical,
            "House default: a fall of AIS, motor score or voluntary anal contraction after stability or improvement under treatment, "
            + $"confirmed, or diagnosed by a clinician; {RecurrenceDefinition.WhateverTheSerum} {RecurrenceDefinition.Apart}"),
        Third(
            "radiological", 2, RecurrenceSigns.Radiological,
            "House default: new or larger lesion on magnetic resonance imaging after a negative or stable study under treatment. "
            + RecurrenceDefinition.Apart),
        Third(
            "serological", 3, RecurrenceSigns.Serological,
            "NCT05974683: serum IgG4 that was raised before treatment back to at least 30 % of that value. What "
            + "else makes a rise, one assay, and that values which may be falsely low count for nothing, are house defaults.",
            isHouseDefault: false),
        Third(
            "treatment-escalation", 2, RecurrenceSigns.TreatmentEscalation,
            "J Clin Gastroenterol 2016;50:331: need to resume steroid. That a higher dose, the first glucocorticoid after the initial "
            + "plan, a new steroid-sparing agent and a further operation count too is a house default.",
            isHouseDefault: false),
        Third(
            "progression", 1, RecurrenceDefinition.ClinicalOrRadiological,
            "House default: lesion or deficit that grows on treatment without ever having been quiet, outside the window of early "
            + "deterioration.",
            counts: DiseaseEvents.Progression),
        Third(
            "progression-or-recurrence", 1, RecurrenceDefinition.ClinicalOrRadiological,
            "House default: the first of progression and recurrence; death competes.",
            counts: DiseaseEvents.Progression | DiseaseEvents.Recurrence),
        Second(
            "composite", 3, RecurrenceDefinition.ClinicalOrRadiological,
            $"{RecurrenceDefinition.CompositeRule} {RecurrenceDefinition.AtVisits}"),
        Second(
            "clinical", 3, RecurrenceSigns.Clinical,
            $"{ClinicalRule}, also at a visit without an entry of its own; {RecurrenceDefinition.WhateverTheSerum}"),
        First(
            "radiological", 1, RecurrenceSigns.Radiological,
            "House default: new or larger lesion on magnetic resonance imaging after a negative or stable study."),
        Second(
            "serological", 2, RecurrenceSigns.Serological,
            "NCT05974683: serum IgG4 that was raised before treatment back to at least 30 % of that value. That it is also above normal "
            + "and over the "
            + "nadir, that a doubling of the nadir or a value above the one before treatment always "
            + "counts, and one assay, are house defaults.",
            isHouseDefault: false),
        First(
            "treatment-escalation", 1, RecurrenceSigns.TreatmentEscalation,
            "J Clin Gastroenterol 2016;50:331: need to resume steroid; what counts as an escalation is a house default.",
            isHouseDefault: false),
        First("composite", 2, RecurrenceDefinition.ClinicalOrRadiological, RecurrenceDefinition.CompositeRule),
        First("clinical", 2, RecurrenceSigns.Clinical, $"{ClinicalRule}; {RecurrenceDefinition.WhateverTheSerum}"),
        First(
            "serological", 1, RecurrenceSigns.Serological,
            "NCT05974683: serum IgG4 back to at least 30 % of the baseline value; same assay and rise over the nadir are house defaults.",
            isHouseDefault: false),
    ];

    private static RecurrenceDefinition Third(string name, int version, RecurrenceSigns signs, string source,
        bool isHouseDefault = true, DiseaseEvents counts = DiseaseEvents.Recurrence) =>
        new(name, version, signs, source, isHouseDefault) { Settings = RecurrenceSettings.ThirdHouseDefault, Events = counts };

    private static RecurrenceDefinition Second(string name, int version, RecurrenceSigns signs, string source,
        bool isHouseDefault = true) =>
        new(name, version, signs, source, isHouseDefault) { Settings = RecurrenceSettings.SecondHouseDefault };

    private static RecurrenceDefinition First(string name, int version, RecurrenceSigns signs, string source, bool isHouseDefault = true) =>
        new(name, version, signs, source, isHouseDefault) { Settings = RecurrenceSettings.FirstHouseDefault };
}
