using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Dates;

namespace IgG4FollowUp.Domain.Patients;

/// <summary>
/// IgG4-related disease was looked for in one organ, or was not, with the reason. What nobody recorded has no entry: it was not said to be
/// free.
/// </summary>
public sealed record OrganAssessed : ClinicalEntry
{
    /// <summary>When it was looked for, or that it was not was known.</summary>
    public required ClinicalDate AssessedOn { get => Bounded(field); init; }

    /// <summary>The organ.</summary>
    public required Site Site { get; init; }

    /// <summary>What was found; required unless a reason is given.</summary>
    public OrganFinding? Result { get; init; }

    /// <summary>Why it was not looked for; only without a result.</summary>
    public MissingReason? Missing { get; init; }

    /// <summary>How it was looked for, each once.</summary>
    [MaxLength(10)]
    public IReadOnlyList<OrganMethod>? Methods { get; init; }

    /// <summary>Whether both of a pair are involved; only of a pair that is involved.</summary>
    public bool? Bilateral { get; init; }

    /// <summary>
    /// What it looks like, each once, of the features that the 2019 ACR/EULAR criteria count for this organ; an empty list says that they
    /// were looked for and not seen. Only of an organ that is involved.
    /// </summary>
    [MaxLength(10)]
    public IReadOnlyList<OrganFeature>? Features { get; init; }

    /// <summary>Greatest standardised uptake value of FDG in it, 0 to 100; only with PET-CT.</summary>
    [Range(0, 100)]
    public decimal? SuvMax { get; init; }

    /// <inheritdoc/>
    protected override ClinicalDate When => AssessedOn;

    /// <summary>The organ that a feature is one of.</summary>
    /// <param name="feature">The feature.</param>
    public static Site SiteOf(OrganFeature feature) => feature switch
    {
        OrganFeature.PeribronchovascularThickening => Site.Lung,
        OrganFeature.ParavertebralBand => Site.ParavertebralTissue,
        OrganFeature.DiffuseEnlargement or OrganFeature.CapsuleLikeRim => Site.Pancreas,
        OrganFeature.RenalPelvisThickening or OrganFeature.BilateralCorticalLowDensity => Site.Kidney,
        OrganFeature.DiffuseAorticWallThickening => Site.Aorta,
        OrganFeature.PeriaorticSoftTissue => Site.Retroperitoneum,
        _ => throw new ArgumentOutOfRangeException(nameof(feature), feature, "Not a feature."),
    };

    /// <summary>What cannot be true of it.</summary>
    internal static IEnumerable<Contradiction> Contradictions(ClinicalEntry entry)
    {
        if (entry is not OrganAssessed organ) yield break;
        if (organ.Result is not null && organ.Missing is not null)
            yield return Wrong("missing", "checked-and-not", "What was looked for is not missing; leave out one of the two.");
        if (organ.Result is null && organ.Missing is null)
            yield return Wrong("result", "result-or-reason", "Say what was found, or in missing why nothing was.");
        if (organ.Missing is not null && organ.Methods is { Count: > 0 })
            yield return Wrong("methods", "checked-and-not", "What was not looked for was not looked for in any way; leave out one.");
        if (organ.Result != OrganFinding.Involved && organ.Features is not null)
            yield return Wrong("features", "absent-organ-described", "Only an organ that is involved is described; leave it out.");
        if (organ.Result != OrganFinding.Involved && organ.Bilateral is not null)
            yield return Wrong("bilateral", "absent-organ-described", "Only an organ that is involved is described; leave it out.");
        if (organ.Bilateral is not null && !IsPair(organ.Site))
            yield return Wrong("bilateral", "not-a-pair", "Only of a pair can one or both be involved; leave it out.");
        if (organ.Features?.Any(feature => SiteOf(feature) != organ.Site) == true)
            yield return Wrong("features", "feature-of-another-organ", "The feature is one of another organ; record it with that.");
        if (organ.SuvMax is not null && organ.Methods?.Contains(OrganMethod.PetCt) != true)
            yield return Wrong("suvMax", "uptake-without-pet", "An uptake is measured by PET-CT; name it among the methods.");

        Contradiction Wrong(string member, string code, string detail) => new(entry.EntryId, member, code, detail);
    }

    private static bool IsPair(Site site) => site is Site.Orbit or Site.LacrimalGland or Site.ParotidGland or Site.SubmandibularGland
        or Site.SublingualGland or Site.SalivaryGland or Site.Lung or Site.Kidney;
}

/// <summary>What was found in an organ.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<OrganFinding>))]
public enum OrganFinding
{
    /// <summary>IgG4-related disease is in it.</summary>
    Involved,

    /// <summary>Looked for and not found.</summary>
    NotInvolved,

    /// <summary>Looked for; neither can be said.</summary>
    Indeterminate,
}

/// <summary>How an organ was looked at.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<OrganMethod>))]
public enum OrganMethod
{
    /// <summary>Clinical examination.</summary>
    Clinical,

    /// <summary>Computed tomography.</summary>
    [JsonStringEnumMemberName("ct")]
    Ct,

    /// <summary>Magnetic resonance imaging.</summary>
    [JsonStringEnumMemberName("mri")]
    Mri,

    /// <summary>Positron emission tomography with FDG and computed tomography.</summary>
    [JsonStringEnumMemberName("pet-ct")]
    PetCt,

    /// <summary>Ultrasound.</summary>
    Ultrasound,

    /// <summary>Endoscopy, with or without ultrasound.</summary>
    Endoscopy,

    /// <summary>Laboratory, such as amylase, complement or liver enzymes; concentrations are laboratory results as well.</summary>
    Laboratory,

    /// <summary>Urinalysis.</summary>
    Urinalysis,

    /// <summary>Biopsy.</summary>
    Biopsy,
}

/// <summary>What the 2019 ACR/EULAR criteria count for an organ besides its being involved.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<OrganFeature>))]
public enum OrganFeature
{
    /// <summary>Lung: peribronchovascular and septal thickening.</summary>
    PeribronchovascularThickening,

    /// <summary>
    /// Paravertebral tissue: band-like soft tissue in the thorax, usually on the right between T8 and T11, not encasing the aorta; never
    /// the mass in the canal.
    /// </summary>
    ParavertebralBand,

    /// <summary>Pancreas: diffuse enlargement with loss of lobulation, usually of more than two thirds.</summary>
    DiffuseEnlargement,

    /// <summary>Pancreas: capsule-like rim with decreased enhancement.</summary>
    CapsuleLikeRim,

    /// <summary>Kidney: thickening or soft tissue of the renal pelvis, on one side or both.</summary>
    RenalPelvisThickening,

    /// <summary>Kidney: low-density areas in the cortex of both, on contrast-enhanced CT.</summary>
    BilateralCorticalLowDensity,

    /// <summary>Aorta: diffuse thickening of the abdominal wall of it.</summary>
    DiffuseAorticWallThickening,

    /// <summary>Retroperitoneum: soft tissue around or anterolateral to the infrarenal aorta or the iliac arteries.</summary>
    PeriaorticSoftTissue,
}
