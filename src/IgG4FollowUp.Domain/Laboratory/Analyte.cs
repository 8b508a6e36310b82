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

    /// <summary>Serum IgE, activity or mass concentration.</summary>
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

    /// <summary>
    /// Soluble interleukin-2 receptor, activity or mass concentration; which mass a unit of activity is differs between assays.
    /// </summary>
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

    /// <summary>Protein in urine collected over a day, mass per day.</summary>
    UrineProteinPerDay,

    /// <summary>Protein to creatinine in a sample of urine, mass per mass or per amount of substance.</summary>
    UrineProteinToCreatinine,

    /// <summary>B cells (CD19) in blood, per volume.</summary>
    [JsonStringEnumMemberName("b-cells")]
    BCells,

    /// <summary>Serum IgA, mass concentration (LOINC 2458-8).</summary>
    [JsonStringEnumMemberName("serum-iga")]
    SerumIgA,

    /// <summary>Serum IgM, mass concentration (LOINC 2472-9).</summary>
    [JsonStringEnumMemberName("serum-igm")]
    SerumIgM,
}

/// <summary>Facts about analytes.</summary>
public static class Analytes
{
    /// <summary>
    /// Micromoles of creatinine in a milligram, and milligrams of it to a gram in one millimole: 88.4 umol/L are 1 mg/dL, as laboratories
    /// convert (113.12 g/mol).
    /// </summary>
    public const decimal CreatinineMolar = 8.84m;

    /// <summary>Nanograms of IgE in an international unit, as laboratories convert.</summary>
    public const decimal NanogramsPerUnitOfIgE = 2.4m;

    // Laboratories give creatinine in mg/dL or in umol/L; which of the two is a matter of country.
    private static Dimension[] DimensionsOf(Analyte analyte) => analyte switch
    {
        Analyte.SerumCreatinine => [Dimension.MassConcentration, Dimension.SubstanceConcentration],
        Analyte.SerumIgE or Analyte.SolubleInterleukin2Receptor => [Dimension.ActivityConcentration, Dimension.MassConcentration],
        _ => [DimensionOf(analyte)],
    };

    /// <summary>The dimension that results of this analyte have, or the first of them.</summary>
    /// <param name="analyte">The analyte.</param>
    public static Dimension DimensionOf(Analyte analyte) => analyte switch
    {
        Analyte.SerumIgE or Analyte.SolubleInterleukin2Receptor or Analyte.SerumAmylase or Analyte.SerumLipase =>
            Dimension.ActivityConcentration,
        Analyte.Eosinophils or Analyte.CsfCellCount or Analyte.BCells => Dimension.NumberConcentration,
        Analyte.CsfIgG4Index => Dimension.Ratio,
        Analyte.ErythrocyteSedimentationRate => Dimension.Sedimentation,
        Analyte.UrineProteinPerDay => Dimension.MassPerDay,
        Analyte.UrineProteinToCreatinine => Dimension.MassRatio,
        _ => Dimension.MassConcentration,
    };

    /// <summary>Whether a result of this analyte may be given in a unit.</summary>
    /// <param name="analyte">The analyte.</param>
    /// <param name="unit">The unit.</param>
    public static bool Takes(Analyte analyte, Unit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return DimensionsOf(analyte).Contains(unit.Dimension) && unit switch
        {
            // Of little, micrograms and less; of much they would be a slip.
            { Dimension: Dimension.MassConcentration, InBaseUnits: < 1 } =>
                analyte is Analyte.SerumIgE or Analyte.SolubleInterleukin2Receptor or Analyte.CReactiveProtein or Analyte.CsfIgG4
                    or Analyte.CsfIgG or Analyte.CsfAlbumin,
            { Dimension: Dimension.MassConcentration } =>
                analyte is not (Analyte.SerumIgE or Analyte.SolubleInterleukin2Receptor),
            // Katals are of enzymes.
            { Code: "ukat/L" } => analyte is Analyte.SerumAmylase or Analyte.SerumLipase,
            _ => true,
        };
    }

    /// <summary>The units in which an analyte may be given, by code, for messages.</summary>
    /// <param name="analyte">The analyte.</param>
    public static string UnitsOf(Analyte analyte) => DimensionOf(analyte) == Dimension.Ratio
        ? "a bare number, without unit"
        : string.Join(", ", DimensionsOf(analyte).Order().Select(dimension => UnitsOf(analyte, dimension)));

    /// <summary>Those of them that measure one dimension.</summary>
    /// <param name="analyte">The analyte.</param>
    /// <param name="dimension">The dimension.</param>
    public static string UnitsOf(Analyte analyte, Dimension dimension) => dimension == Dimension.Ratio
        ? "a bare number, without unit"
        : string.Join(", ", Unit.All.Values.Where(unit => unit.Dimension == dimension && Takes(analyte, unit))
            .Select(unit => unit.Code).Order(StringComparer.OrdinalIgnoreCase));

    /// <summary>
    /// What else is measured in the same fluid, for messages: protein per litre, per day and per creatinine are three analytes. Null for
    /// all else.
    /// </summary>
    /// <param name="analyte">The analyte.</param>
    /// <param name="unit">A unit that it does not take.</param>
    public static Analyte? Instead(Analyte analyte, Unit unit)
    {
        Analyte[] ofUrine = [Analyte.UrineProtein, Analyte.UrineProteinPerDay, Analyte.UrineProteinToCreatinine];
        return !ofUrine.Contains(analyte) ? null : Array.Find(ofUrine, other => Takes(other, unit)) is var other && Takes(other, unit)
            ? other
            : null;
    }

    /// <summary>
    /// The amount of an analyte in one unit, whichever it was given in: creatinine in umol/L, IgE in U/L, all else in the base unit of its
    /// dimension. Nothing converts the mass of soluble interleukin-2 receptor, which keeps a unit of its own.
    /// </summary>
    /// <param name="analyte">The analyte.</param>
    /// <param name="quantity">The amount as given.</param>
    /// <returns>The amount, rounded where the conversion has no end, and the dimension of its base unit.</returns>
    public static (decimal Value, Dimension Dimension) InOneUnit(Analyte analyte, Quantity quantity) => (analyte, quantity.Dimension) switch
    {
        (Analyte.SerumCreatinine, Dimension.MassConcentration) =>
            (quantity.InBaseUnits * CreatinineMolar, Dimension.SubstanceConcentration),
        (Analyte.SerumIgE, Dimension.MassConcentration) =>
            (Math.Round(quantity.InBaseUnits * 1_000_000m / NanogramsPerUnitOfIgE, 6), Dimension.ActivityConcentration),
        _ => (quantity.InBaseUnits, quantity.Dimension),
    };
}
