using System.Text.Json.Serialization;

namespace IgG4FollowUp.Domain.Laboratory;

/// <summary>What a laboratory measured. IgG is not IgG4, and cerebrospinal fluid is not serum.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<Analyte>))]
public enum Analyte
{
    /// <summary>Serum IgG4, mass concentration (LOINC 2469-5). Often normal in pachymeningitis: 1 of 5 raised in Lu Z 2016.</summary>
    [JsonStringEnumMemberName("serum-igg4")]
    SerumIgG4,

    /// <summary>Serum total IgG, mass concentration (LOINC 2465-3).</summary>
    [JsonStringEnumMemberName("serum-igg")]
    SerumIgG,

    /// <summary>IgG4 in cerebrospinal fluid, mass concentration.</summary>
    [JsonStringEnumMemberName("csf-igg4")]
    CsfIgG4,

    /// <summary>Total IgG in cerebrospinal fluid, mass concentration.</summary>
    [JsonStringEnumMemberName("csf-igg")]
    CsfIgG,

    /// <summary>IgG4 index of cerebrospinal fluid, a ratio; raised in 3 of 3 in Lu Z 2016.</summary>
    [JsonStringEnumMemberName("csf-igg4-index")]
    CsfIgG4Index,

    /// <summary>Total protein in cerebrospinal fluid, mass concentration.</summary>
    CsfProtein,

    /// <summary>Cells in cerebrospinal fluid, per volume.</summary>
    CsfCellCount,

    /// <summary>Serum IgE, activity concentration.</summary>
    [JsonStringEnumMemberName("serum-ige")]
    SerumIgE,

    /// <summary>Blood eosinophils, per volume.</summary>
    Eosinophils,

    /// <summary>Serum complement C3, mass concentration.</summary>
    ComplementC3,

    /// <summary>Serum complement C4, mass concentration.</summary>
    ComplementC4,

    /// <summary>C-reactive protein, mass concentration.</summary>
    CReactiveProtein,

    /// <summary>Erythrocyte sedimentation rate.</summary>
    ErythrocyteSedimentationRate,

    /// <summary>Soluble interleukin-2 receptor, activity concentration.</summary>
    [JsonStringEnumMemberName("soluble-interleukin-2-receptor")]
    SolubleInterleukin2Receptor,

    /// <summary>Albumin in cerebrospinal fluid, mass concentration.</summary>
    CsfAlbumin,

    /// <summary>Serum albumin, mass concentration.</summary>
    SerumAlbumin,

    /// <summary>Serum amylase, activity concentration.</summary>
    SerumAmylase,

    /// <summary>Serum lipase, activity concentration.</summary>
    SerumLipase,

    /// <summary>Serum creatinine, mass or, as in the SI, substance concentration.</summary>
    SerumCreatinine,

    /// <summary>Protein in urine, mass concentration.</summary>
    UrineProtein,

    /// <summary>B cells (CD19) in blood, per volume.</summary>
    [JsonStringEnumMemberName("b-cells")]
    BCells,
}

/// <summary>Facts about analytes.</summary>
public static class Analytes
{
    /// <summary>Whether a result of this analyte may have a dimension.</summary>
    /// <param name="analyte">The analyte.</param>
    /// <param name="dimension">The dimension.</param>
    public static bool Has(Analyte analyte, Dimension dimension) => DimensionsOf(analyte).Contains(dimension);

    // Laboratories give creatinine in mg/dL or in umol/L; which of the two is a matter of country.
    private static Dimension[] DimensionsOf(Analyte analyte) => analyte == Analyte.SerumCreatinine
        ? [Dimension.MassConcentration, Dimension.SubstanceConcentration]
        : [DimensionOf(analyte)];

    /// <summary>The dimension that results of this analyte have, or the first of them.</summary>
    /// <param name="analyte">The analyte.</param>
    public static Dimension DimensionOf(Analyte analyte) => analyte switch
    {
        Analyte.SerumIgE or Analyte.SolubleInterleukin2Receptor or Analyte.SerumAmylase or Analyte.SerumLipase =>
            Dimension.ActivityConcentration,
        Analyte.Eosinophils or Analyte.CsfCellCount or Analyte.BCells => Dimension.NumberConcentration,
        Analyte.CsfIgG4Index => Dimension.Ratio,
        Analyte.ErythrocyteSedimentationRate => Dimension.Sedimentation,
        _ => Dimension.MassConcentration,
    };

    /// <summary>The units in which an analyte may be given, by code, for messages.</summary>
    /// <param name="analyte">The analyte.</param>
    public static string UnitsOf(Analyte analyte) => DimensionOf(analyte) == Dimension.Ratio
        ? "a bare number, without unit"
        : string.Join(", ", DimensionsOf(analyte).Select(Unit.CodesOf));
}
