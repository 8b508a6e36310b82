using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Laboratory;

namespace IgG4FollowUp.Domain.Patients;

/// <summary>
/// Something was looked at for the safety of treatment, before it or under it, or was not, with the reason. A concentration is a laboratory
/// result as well.
/// </summary>
public sealed record SafetyChecked : ClinicalEntry
{
    /// <summary>When it was looked at, or that it was not was known.</summary>
    public required ClinicalDate CheckedOn { get => Bounded(field); init; }

    /// <summary>What was looked at.</summary>
    public required SafetyCheck What { get; init; }

    /// <summary>
    /// What was found: positive or negative of a test for an infection or a pregnancy, normal or abnormal of all else, or indeterminate;
    /// required unless numbers or a reason are given.
    /// </summary>
    public SafetyFinding? Result { get; init; }

    /// <summary>Why nothing was found; only without a result and numbers.</summary>
    public MissingReason? Missing { get; init; }

    /// <summary>Systolic blood pressure, 40 to 300 mmHg.</summary>
    [Range(40, 300)]
    public int? SystolicMmHg { get; init; }

    /// <summary>Diastolic blood pressure, 20 to 200 mmHg.</summary>
    [Range(20, 200)]
    public int? DiastolicMmHg { get; init; }

    /// <summary>Lowest T-score of lumbar spine, femoral neck and total hip by DXA, -10 to 10 standard deviations.</summary>
    [Range(-10, 10)]
    public decimal? TScore { get; init; }

    /// <inheritdoc/>
    protected override ClinicalDate When => CheckedOn;

    /// <summary>What cannot be true of it.</summary>
    internal static IEnumerable<Contradiction> Contradictions(ClinicalEntry entry)
    {
        if (entry is not SafetyChecked check) yield break;
        var pressure = check.SystolicMmHg is not null || check.DiastolicMmHg is not null;
        var found = check.Result is not null || pressure || check.TScore is not null;
        if (found && check.Missing is not null)
            yield return Wrong("missing", "checked-and-not", "What was found is not missing; leave out one of the two.");
        if (!found && check.Missing is null)
            yield return Wrong("result", "result-or-reason", "Say what was found, or in missing why nothing was.");
        if (check.Result is { } result && !Fits(result, check.What))
            yield return Wrong("result", "result-of-another-check",
                "A test for an infection or a pregnancy is positive or negative, all else is normal or abnormal; either is indeterminate.");
        if (pressure && check.What != SafetyCheck.BloodPressure)
            yield return Wrong("systolicMmHg", "number-of-another-check", "Only a blood pressure is given in mmHg; leave it out.");
        else if (pressure && (check.SystolicMmHg is null || check.DiastolicMmHg is null))
            yield return Wrong(check.SystolicMmHg is null ? "systolicMmHg" : "diastolicMmHg", "half-a-pressure",
                "A blood pressure has a systolic and a diastolic value; give both.");
        if (check.DiastolicMmHg >= check.SystolicMmHg)
            yield return Wrong("diastolicMmHg", "diastolic-not-below", "The diastolic value lies below the systolic one.");
        if (check.TScore is not null && check.What != SafetyCheck.BoneDensity)
            yield return Wrong("tScore", "number-of-another-check", "Only bone density has a T-score; leave it out.");

        Contradiction Wrong(string member, string code, string detail) => new(entry.EntryId, member, code, detail);
    }

    private static bool Fits(SafetyFinding result, SafetyCheck what) => result switch
    {
        SafetyFinding.Indeterminate => true,
        SafetyFinding.Positive or SafetyFinding.Negative => IsTest(what),
        _ => !IsTest(what),
    };

    private static bool IsTest(SafetyCheck what) => what is SafetyCheck.HepatitisBSurfaceAntigen or SafetyCheck.HepatitisBCoreAntibody
        or SafetyCheck.HepatitisBDna or SafetyCheck.HepatitisCAntibody or SafetyCheck.TuberculosisTest or SafetyCheck.PregnancyTest;
}

/// <summary>Facts about checks for the safety of treatment.</summary>
public static class SafetyChecks
{
    /// <summary>
    /// The analytes of which a result is the check as well: whoever has the number recorded need not say again that it was looked at. A
    /// blood count is looked at for the white cells, which the agents it is asked for may suppress first.
    /// </summary>
    /// <param name="what">The check.</param>
    public static ImmutableArray<Analyte> MeasuredBy(SafetyCheck what) => what switch
    {
        SafetyCheck.Immunoglobulins => [Analyte.SerumIgG],
        SafetyCheck.BCellCount => [Analyte.BCells],
        SafetyCheck.BloodCount => [Analyte.Leucocytes, Analyte.Neutrophils],
        SafetyCheck.LiverEnzymes => [Analyte.AlanineAminotransferase, Analyte.AspartateAminotransferase],
        SafetyCheck.KidneyFunction => [Analyte.SerumCreatinine, Analyte.EstimatedGfr],
        SafetyCheck.GlucoseOrHba1c => [Analyte.Glucose, Analyte.FastingGlucose, Analyte.HbA1c],
        SafetyCheck.VitaminD => [Analyte.VitaminD],
        _ => [],
    };
}

/// <summary>What is looked at for the safety of glucocorticoids, steroid-sparing and B-cell agents.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<SafetyCheck>))]
public enum SafetyCheck
{
    /// <summary>Hepatitis B surface antigen (HBsAg).</summary>
    HepatitisBSurfaceAntigen,

    /// <summary>Antibody against hepatitis B core antigen (anti-HBc).</summary>
    HepatitisBCoreAntibody,

    /// <summary>Hepatitis B DNA.</summary>
    HepatitisBDna,

    /// <summary>Antibody against hepatitis C.</summary>
    HepatitisCAntibody,

    /// <summary>Interferon-gamma release assay or skin test for tuberculosis.</summary>
    TuberculosisTest,

    /// <summary>Radiograph or computed tomography of the chest.</summary>
    ChestImaging,

    /// <summary>Immunoglobulins G, A and M; the concentrations are laboratory results.</summary>
    Immunoglobulins,

    /// <summary>B cells in the blood (CD19).</summary>
    BCellCount,

    /// <summary>Blood count.</summary>
    BloodCount,

    /// <summary>Liver enzymes.</summary>
    LiverEnzymes,

    /// <summary>Function of the kidneys.</summary>
    KidneyFunction,

    /// <summary>Glucose or HbA1c.</summary>
    [JsonStringEnumMemberName("glucose-or-hba1c")]
    GlucoseOrHba1c,

    /// <summary>Lipids.</summary>
    Lipids,

    /// <summary>Blood pressure.</summary>
    BloodPressure,

    /// <summary>Bone density by dual-energy X-ray absorptiometry (DXA).</summary>
    BoneDensity,

    /// <summary>25-hydroxyvitamin D.</summary>
    [JsonStringEnumMemberName("vitamin-d")]
    VitaminD,

    /// <summary>Examination of the eyes, with the intra-ocular pressure.</summary>
    EyeExamination,

    /// <summary>Thiopurine methyltransferase: abnormal is a reduced activity or a variant that reduces it.</summary>
    Tpmt,

    /// <summary>NUDT15: abnormal is a variant that reduces its activity.</summary>
    Nudt15,

    /// <summary>Pregnancy test.</summary>
    PregnancyTest,
}

/// <summary>What a check found.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<SafetyFinding>))]
public enum SafetyFinding
{
    /// <summary>Normal.</summary>
    Normal,

    /// <summary>Abnormal.</summary>
    Abnormal,

    /// <summary>Positive.</summary>
    Positive,

    /// <summary>Negative.</summary>
    Negative,

    /// <summary>Neither can be said.</summary>
    Indeterminate,
}
