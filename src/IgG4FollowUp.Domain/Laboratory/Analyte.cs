using System.Collections.Frozen;
using System.Collections.Immutable;
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

    /// <summary>Haemoglobin in blood, mass or, as in the SI, substance concentration of its monomer.</summary>
    Haemoglobin,

    /// <summary>Leucocytes in blood, per volume.</summary>
    Leucocytes,

    /// <summary>Neutrophils in blood, per volume.</summary>
    Neutrophils,

    /// <summary>Lymphocytes in blood, per volume.</summary>
    Lymphocytes,

    /// <summary>Platelets in blood, per volume.</summary>
    Platelets,

    /// <summary>Serum alanine aminotransferase (ALT), activity concentration.</summary>
    AlanineAminotransferase,

    /// <summary>Serum aspartate aminotransferase (AST), activity concentration.</summary>
    AspartateAminotransferase,

    /// <summary>Glomerular filtration rate as the laboratory estimates it from creatinine or cystatin C, for 1.73 square metres.</summary>
    [JsonStringEnumMemberName("estimated-gfr")]
    EstimatedGfr,

    /// <summary>HbA1c, in per cent (NGSP) or in mmol/mol (IFCC).</summary>
    [JsonStringEnumMemberName("hba1c")]
    HbA1c,

    /// <summary>Glucose in blood or plasma, fasting or not, mass or substance concentration.</summary>
    Glucose,

    /// <summary>Glucose in blood or plasma of somebody who fasted, mass or substance concentration.</summary>
    FastingGlucose,

    /// <summary>25-hydroxyvitamin D in serum, mass or substance concentration.</summary>
    [JsonStringEnumMemberName("vitamin-d")]
    VitaminD,
}

/// <summary>Facts about analytes, of which each is one row of a table.</summary>
public static class Analytes
{
    /// <summary>
    /// Micromoles of creatinine in a milligram, and milligrams of it to a gram in one millimole: 88.4 umol/L are 1 mg/dL, as laboratories
    /// convert (113.12 g/mol).
    /// </summary>
    public const decimal CreatinineMolar = 8.84m;

    /// <summary>Nanograms of IgE in an international unit, as laboratories convert.</summary>
    public const decimal NanogramsPerUnitOfIgE = 2.4m;

    /// <summary>Grams of haemoglobin in a millimole of its monomer, as laboratories convert: 1 g/dL is 0.6206 mmol/L.</summary>
    public const decimal GramsPerMillimoleOfHaemoglobin = 16.114m;

    /// <summary>Milligrams of glucose in a millimole: 18.016 mg/dL are 1 mmol/L.</summary>
    public const decimal MilligramsPerMillimoleOfGlucose = 180.16m;

    /// <summary>Nanomoles of 25-hydroxyvitamin D in a microgram (400.6 g/mol), as laboratories convert: 1 ng/mL is 2.496 nmol/L.</summary>
    public const decimal NanomolesPerMicrogramOfVitaminD = 2.496m;

    /// <summary>The master equation between HbA1c in per cent (NGSP) and in mmol/mol (IFCC): 10.93 times the one less 23.50.</summary>
    public const decimal HbA1cSlope = 10.93m, HbA1cOffset = 23.50m;

    private static readonly string[] Mass = ["g/dL", "g/L", "mg/dL", "mg/L", "mg/mL", "ug/mL"];

    // Of little; of much they would be a slip.
    private static readonly string[] Traces = ["ng/L", "ng/mL", "pg/mL", "ug/dL", "ug/L"];
    private static readonly string[] Activity = ["[IU]/L", "[IU]/mL", "k[IU]/L", "kU/L", "U/L", "U/mL"];

    // Katals are of enzymes.
    private static readonly string[] Enzyme = [.. Activity, "ukat/L"];
    private static readonly string[] Cells = ["/uL", "10*3/uL", "10*6/L", "10*9/L"];

    private static readonly FrozenDictionary<Analyte, Row> Rows = new Row[]
    {
        new(Analyte.SerumIgG4, "mg/L", Mass),
        new(Analyte.SerumIgG, "mg/L", Mass),
        new(Analyte.SerumIgA, "mg/L", Mass),
        new(Analyte.SerumIgM, "mg/L", Mass),
        new(Analyte.SerumIgE, "U/L", [.. Activity, .. Traces]) { ToOne = IgE },
        new(Analyte.CsfIgG4, "mg/L", [.. Mass, .. Traces]),
        new(Analyte.CsfIgG, "mg/L", [.. Mass, .. Traces]),
        new(Analyte.CsfIgG4Index, "1", ["1"]),
        new(Analyte.CsfProtein, "mg/L", Mass),
        new(Analyte.CsfAlbumin, "mg/L", [.. Mass, .. Traces]),
        new(Analyte.CsfCellCount, "/uL", Cells),
        new(Analyte.SerumAlbumin, "mg/L", Mass),
        new(Analyte.Haemoglobin, "g/L", ["g/dL", "g/L", "mmol/L"]) { ToOne = Haemoglobin },
        new(Analyte.Leucocytes, "/uL", Cells),
        new(Analyte.Neutrophils, "/uL", Cells),
        new(Analyte.Lymphocytes, "/uL", Cells),
        new(Analyte.Eosinophils, "/uL", Cells),
        new(Analyte.BCells, "/uL", Cells),
        new(Analyte.Platelets, "/uL", Cells),
        new(Analyte.AlanineAminotransferase, "U/L", Enzyme),
        new(Analyte.AspartateAminotransferase, "U/L", Enzyme),
        new(Analyte.SerumAmylase, "U/L", Enzyme),
        new(Analyte.SerumLipase, "U/L", Enzyme),
        new(Analyte.SerumCreatinine, "umol/L", [.. Mass, "umol/L", "mmol/L"]) { ToOne = Creatinine },
        new(Analyte.EstimatedGfr, "mL/min/{1.73_m2}", ["mL/min/{1.73_m2}", "mL/s/{1.73_m2}"]),
        new(Analyte.HbA1c, "mmol/mol", ["%", "mmol/mol"]) { ToOne = HbA1c },
        new(Analyte.Glucose, "mmol/L", ["mg/dL", "mg/L", "g/L", "mmol/L"]) { ToOne = Glucose },
        new(Analyte.FastingGlucose, "mmol/L", ["mg/dL", "mg/L", "g/L", "mmol/L"]) { ToOne = Glucose },
        new(Analyte.VitaminD, "nmol/L", ["ng/mL", "ug/L", "ug/dL", "nmol/L"]) { ToOne = VitaminD },
        new(Analyte.ComplementC3, "mg/L", Mass),
        new(Analyte.ComplementC4, "mg/L", Mass),
        new(Analyte.CReactiveProtein, "mg/L", [.. Mass, .. Traces]),
        new(Analyte.ErythrocyteSedimentationRate, "mm/h", ["mm/h"]),
        // Which mass a unit of its activity is differs between assays: nothing converts it.
        new(Analyte.SolubleInterleukin2Receptor, "U/L", [.. Activity, .. Traces]),
        new(Analyte.UrineProtein, "mg/L", Mass),
        new(Analyte.UrineProteinPerDay, "mg/d", ["mg/d", "g/d"]),
        new(Analyte.UrineProteinToCreatinine, "mg/g", ["mg/g", "g/g", "mg/mmol", "g/mol"]),
    }.ToFrozenDictionary(row => row.Analyte);

    /// <summary>The dimension that results of this analyte have, or the first of them.</summary>
    /// <param name="analyte">The analyte.</param>
    public static Dimension DimensionOf(Analyte analyte) => Rows[analyte].Units[0].Dimension;

    /// <summary>The unit to which results of this analyte are brought, whichever they were given in.</summary>
    /// <param name="analyte">The analyte.</param>
    public static Unit UnitOf(Analyte analyte) => Rows[analyte].One;

    /// <summary>Whether a result of this analyte may be given in a unit.</summary>
    /// <param name="analyte">The analyte.</param>
    /// <param name="unit">The unit.</param>
    public static bool Takes(Analyte analyte, Unit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return Rows[analyte].Units.Contains(unit);
    }

    /// <summary>The units in which an analyte may be given, by code, for messages.</summary>
    /// <param name="analyte">The analyte.</param>
    public static string UnitsOf(Analyte analyte) =>
        string.Join(", ", Rows[analyte].Units.Select(unit => unit.Dimension).Distinct().Order().Select(of => UnitsOf(analyte, of)));

    /// <summary>Those of them that measure one dimension.</summary>
    /// <param name="analyte">The analyte.</param>
    /// <param name="dimension">The dimension.</param>
    public static string UnitsOf(Analyte analyte, Dimension dimension) => dimension == Dimension.Ratio
        ? "a bare number, without unit"
        : string.Join(", ", Rows[analyte].Units.Where(unit => unit.Dimension == dimension)
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
    /// The amount of an analyte in <see cref="UnitOf"/>, whichever it was given in. What nothing converts, such as the mass of soluble
    /// interleukin-2 receptor, stays in the base unit of its dimension.
    /// </summary>
    /// <param name="analyte">The analyte.</param>
    /// <param name="quantity">The amount as given.</param>
    /// <returns>The amount, rounded where the conversion has no end, and its unit.</returns>
    public static (decimal Value, Unit Unit) InOneUnit(Analyte analyte, Quantity quantity)
    {
        var row = Rows[analyte];
        if (quantity.Dimension == row.One.Dimension)
            return (row.One.InBaseUnits == 1 ? quantity.InBaseUnits : quantity.In(row.One), row.One);
        return row.ToOne(quantity) is { } converted ? (converted, row.One) : (quantity.InBaseUnits, Unit.BaseOf(quantity.Dimension));
    }

    private static decimal? IgE(Quantity mass) => mass.Dimension != Dimension.MassConcentration ? null
        : Math.Round(mass.InBaseUnits * 1_000_000m / NanogramsPerUnitOfIgE, 6);

    private static decimal? Creatinine(Quantity mass) => mass.Dimension != Dimension.MassConcentration ? null
        : mass.InBaseUnits * CreatinineMolar;

    private static decimal? Haemoglobin(Quantity substance) => substance.Dimension != Dimension.SubstanceConcentration ? null
        : Math.Round(substance.In(Unit.All["mmol/L"]) * GramsPerMillimoleOfHaemoglobin, 6);

    private static decimal? Glucose(Quantity mass) => mass.Dimension != Dimension.MassConcentration ? null
        : Math.Round(mass.InBaseUnits / MilligramsPerMillimoleOfGlucose, 6);

    private static decimal? VitaminD(Quantity mass) => mass.Dimension != Dimension.MassConcentration ? null
        : mass.In(Unit.All["ug/L"]) * NanomolesPerMicrogramOfVitaminD;

    // So little that the equation gives no amount is none of HbA1c.
    private static decimal? HbA1c(Quantity share) =>
        share.Dimension == Dimension.Percentage && (HbA1cSlope * share.InBaseUnits) - HbA1cOffset is >= 0 and var amount ? amount : null;

    /// <summary>An analyte, the unit to which its results are brought, and the codes of those in which they may be given.</summary>
    private sealed record Row(Analyte Analyte, Unit One, ImmutableArray<Unit> Units)
    {
        public Row(Analyte analyte, string one, string[] units)
            : this(analyte, Unit.All[one], [.. units.Select(code => Unit.All[code])])
        {
        }

        /// <summary>A quantity of another dimension in that unit; null where nothing converts it.</summary>
        public Func<Quantity, decimal?> ToOne { get; init; } = _ => null;
    }
}
