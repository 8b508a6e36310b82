using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Dates;

namespace IgG4FollowUp.Domain.Patients;

/// <summary>
/// Something that speaks for another disease was looked for, or was not, with the reason: the differential diagnosis of pachymeningitis,
/// and what excludes IgG4-related disease in the 2019 ACR/EULAR criteria. What histology excludes stands with the biopsy.
/// </summary>
public sealed record DifferentialChecked : ClinicalEntry
{
    /// <summary>When it was looked for, or that it was not was known.</summary>
    public required ClinicalDate CheckedOn { get => Bounded(field); init; }

    /// <summary>What was looked for.</summary>
    public required Differential What { get; init; }

    /// <summary>Whether it is there; required unless a reason is given.</summary>
    public DifferentialFinding? Result { get; init; }

    /// <summary>Why it was not looked for; only without a result.</summary>
    public MissingReason? Missing { get; init; }

    /// <inheritdoc/>
    protected override ClinicalDate When => CheckedOn;

    /// <summary>What cannot be true of it.</summary>
    internal static IEnumerable<Contradiction> Contradictions(ClinicalEntry entry)
    {
        if (entry is not DifferentialChecked check) yield break;
        if (check.Result is not null && check.Missing is not null)
            yield return new(entry.EntryId, "missing", "checked-and-not", "What was looked for is not missing; leave out one of the two.");
        if (check.Result is null && check.Missing is null)
            yield return new(entry.EntryId, "result", "result-or-reason", "Say what was found, or in missing why nothing was.");
    }
}

/// <summary>What speaks for another disease than IgG4-related disease.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<Differential>))]
public enum Differential
{
    /// <summary>Antineutrophil cytoplasmic antibody against proteinase 3 (PR3-ANCA), by ELISA.</summary>
    [JsonStringEnumMemberName("pr3-anca")]
    Pr3Anca,

    /// <summary>The same against myeloperoxidase (MPO-ANCA).</summary>
    [JsonStringEnumMemberName("mpo-anca")]
    MpoAnca,

    /// <summary>Tuberculosis: culture, amplification or histology; a test for latent infection is a safety check.</summary>
    Tuberculosis,

    /// <summary>Syphilis: serology of blood or cerebrospinal fluid.</summary>
    Syphilis,

    /// <summary>Fungi: culture, antigen or histology.</summary>
    FungalInfection,

    /// <summary>Bacteria, tuberculosis apart: culture or amplification.</summary>
    BacterialInfection,

    /// <summary>Malignant cells in cerebrospinal fluid.</summary>
    MalignantCytology,

    /// <summary>Sarcoidosis.</summary>
    Sarcoidosis,

    /// <summary>Rheumatoid arthritis.</summary>
    RheumatoidArthritis,

    /// <summary>Fever above 38 °C, recurrent and prominent, without infection.</summary>
    Fever,

    /// <summary>
    /// No objective response to prednisone of at least 40 mg a day, about 0.6 mg/kg, for four weeks; a fall of serum IgG4 alone is no
    /// response.
    /// </summary>
    NoGlucocorticoidResponse,

    /// <summary>Leucopenia and thrombocytopenia, both, without explanation.</summary>
    LeucopeniaAndThrombocytopenia,

    /// <summary>Antibody against SSA/Ro or SSB/La.</summary>
    [JsonStringEnumMemberName("ssa-or-ssb")]
    SsaOrSsb,

    /// <summary>Antibody against double-stranded DNA, RNP or Sm.</summary>
    [JsonStringEnumMemberName("dsdna-rnp-or-sm")]
    DsDnaRnpOrSm,

    /// <summary>Another autoantibody that is specific of a disease.</summary>
    OtherAutoantibody,

    /// <summary>Cryoglobulins.</summary>
    Cryoglobulins,

    /// <summary>Radiology that is suspicious of malignancy or infection and was not sufficiently looked into.</summary>
    SuspiciousRadiology,

    /// <summary>Rapid radiological progression.</summary>
    RapidProgression,

    /// <summary>Long bones as in Erdheim-Chester disease.</summary>
    ErdheimChesterBones,

    /// <summary>Splenomegaly without explanation.</summary>
    Splenomegaly,

    /// <summary>Multicentric Castleman disease.</summary>
    CastlemanDisease,

    /// <summary>Crohn disease or ulcerative colitis.</summary>
    InflammatoryBowelDisease,

    /// <summary>Hashimoto thyroiditis.</summary>
    HashimotoThyroiditis,
}

/// <summary>Whether something was found that was looked for.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<DifferentialFinding>))]
public enum DifferentialFinding
{
    /// <summary>It is there; a test is positive.</summary>
    Present,

    /// <summary>It is not there; a test is negative.</summary>
    Absent,

    /// <summary>Neither can be said.</summary>
    Indeterminate,
}
