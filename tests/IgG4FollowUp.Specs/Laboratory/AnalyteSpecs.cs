using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Laboratory;

/// <summary>Every analyte in the units in which laboratories print it: understood as it was meant, or refused with what is taken.</summary>
public sealed class AnalyteSpecs
{
    // As printed; the unit it is stored in; the amount in the one unit of the analyte.
    private static readonly (Analyte Analyte, string Printed, string Unit, decimal InOneUnit)[] Printed =
    [
        (Analyte.SerumIgG4, "286 mg/dL", "mg/dL", 2860), (Analyte.SerumIgG4, "2.86 g/l", "g/L", 2860),
        (Analyte.SerumIgG4, "2860 mg/l", "mg/L", 2860), (Analyte.SerumIgG4, "2860 mcg/mL", "ug/mL", 2860),
        (Analyte.SerumIgG4, "2860 microg/ml", "ug/mL", 2860), (Analyte.SerumIgG4, "286 mg%", "mg/dL", 2860),
        (Analyte.SerumIgG4, "286 ㎎/㎗", "mg/dL", 2860), (Analyte.SerumIgG4, "286 ｍｇ／ｄＬ", "mg/dL", 2860),
        (Analyte.SerumIgA, "2.1 g/L", "g/L", 2100), (Analyte.SerumIgM, "85 mg/dl", "mg/dL", 850),
        (Analyte.SerumIgG4, "2.86 mg/mL", "mg/mL", 2860), (Analyte.SerumIgG, "16.4 g/L", "g/L", 16_400),
        (Analyte.SerumIgG, "1640 mg/100 ml", "mg/dL", 16_400), (Analyte.CsfIgG4, "31 µg/mL", "ug/mL", 31),
        (Analyte.CsfIgG4, "31000 ng/mL", "ng/mL", 31), (Analyte.CsfIgG, "42 mg/L", "mg/L", 42), (Analyte.CsfIgG4Index, "1.2", "1", 1.2m),
        (Analyte.CsfIgG4Index, "1.2 index", "1", 1.2m), (Analyte.CsfProtein, "0.45 g/L", "g/L", 450),
        (Analyte.CsfProtein, "45 mg/dl", "mg/dL", 450), (Analyte.CsfAlbumin, "250 mg/l", "mg/L", 250),
        (Analyte.CsfAlbumin, "250000 µg/L", "ug/L", 250), (Analyte.SerumAlbumin, "4.1 g/dL", "g/dL", 41_000),
        (Analyte.SerumAlbumin, "41 g/l", "g/L", 41_000), (Analyte.SerumAlbumin, "4.1 g%", "g/dL", 41_000),
        (Analyte.CsfCellCount, "12 /µl", "/uL", 12), (Analyte.CsfCellCount, "12 cells/mm³", "/uL", 12),
        (Analyte.CsfCellCount, "12 Zellen/µl", "/uL", 12), (Analyte.CsfCellCount, "12 WBC/mm3", "/uL", 12),
        (Analyte.CsfCellCount, "12 /㎣", "/uL", 12), (Analyte.CsfCellCount, "12 Mpt/l", "10*6/L", 12),
        (Analyte.CsfCellCount, "12 ×10⁶/L", "10*6/L", 12), (Analyte.CsfCellCount, "12 /mmc", "/uL", 12),
        (Analyte.CsfCellCount, "12 cells/mcL", "/uL", 12), (Analyte.CsfCellCount, "12 Mio/l", "10*6/L", 12),
        (Analyte.Eosinophils, "0.4 x10^9/L", "10*9/L", 400), (Analyte.Eosinophils, "0.4 10E9/L", "10*9/L", 400),
        (Analyte.Eosinophils, "0.4 10⁹·L⁻¹", "10*9/L", 400), (Analyte.Eosinophils, "0.4 10*9/l", "10*9/L", 400),
        (Analyte.Eosinophils, "0.4 x 10(9)/L", "10*9/L", 400), (Analyte.Eosinophils, "0.4 K/uL", "10*3/uL", 400),
        (Analyte.Eosinophils, "0.4 k/mm3", "10*3/uL", 400), (Analyte.Eosinophils, "0.4 10³/mm³", "10*3/uL", 400),
        (Analyte.Eosinophils, "0.4 thou/µL", "10*3/uL", 400), (Analyte.Eosinophils, "0.4 /nl", "10*9/L", 400),
        (Analyte.Eosinophils, "0.4 Tsd./µl", "10*3/uL", 400), (Analyte.Eosinophils, "0.4 Gpt/l", "10*9/L", 400),
        (Analyte.Eosinophils, "400 cells per mm3", "/uL", 400), (Analyte.Eosinophils, "400/cumm", "/uL", 400),
        (Analyte.BCells, "12 /µl", "/uL", 12), (Analyte.BCells, "12 cells/mm³", "/uL", 12), (Analyte.BCells, "0.012 Gpt/l", "10*9/L", 12),
        (Analyte.BCells, "0.012 x10^9/L", "10*9/L", 12), (Analyte.BCells, "12 Zellen/µl", "/uL", 12),
        (Analyte.SerumIgE, "100 IU/mL", "[IU]/mL", 100_000), (Analyte.SerumIgE, "100 kU/l", "kU/L", 100_000),
        (Analyte.SerumIgE, "100 kIU/L", "k[IU]/L", 100_000), (Analyte.SerumIgE, "100 IE/ml", "[IU]/mL", 100_000),
        (Analyte.SerumIgE, "100 UI/mL", "[IU]/mL", 100_000), (Analyte.SerumIgE, "100 kUI/L", "k[IU]/L", 100_000),
        (Analyte.SerumIgE, "240 ng/mL", "ng/mL", 100_000), (Analyte.SerumIgE, "240 µg/L", "ug/L", 100_000),
        (Analyte.SerumIgE, "24 µg/dL", "ug/dL", 100_000), (Analyte.SerumIgE, "100 ng/mL", "ng/mL", 41_666.666667m),
        (Analyte.SolubleInterleukin2Receptor, "623 U/mL", "U/mL", 623_000),
        (Analyte.SolubleInterleukin2Receptor, "623 IU/ml", "[IU]/mL", 623_000),
        (Analyte.SolubleInterleukin2Receptor, "2100 pg/mL", "pg/mL", 0.0021m),
        (Analyte.SolubleInterleukin2Receptor, "2.1 ng/ml", "ng/mL", 0.0021m),
        (Analyte.SolubleInterleukin2Receptor, "2100 ng/L", "ng/L", 0.0021m),
        (Analyte.ComplementC3, "0.9 g/L", "g/L", 900), (Analyte.ComplementC3, "90 mg/dL", "mg/dL", 900),
        (Analyte.ComplementC4, "20 MG/DL", "mg/dL", 200), (Analyte.CReactiveProtein, "0.5 mg/dL", "mg/dL", 5),
        (Analyte.CReactiveProtein, "5 mg/l", "mg/L", 5), (Analyte.CReactiveProtein, "5000 ng/mL", "ng/mL", 5),
        (Analyte.ErythrocyteSedimentationRate, "45 mm/h", "mm/h", 45), (Analyte.ErythrocyteSedimentationRate, "45 mm/1h", "mm/h", 45),
        (Analyte.ErythrocyteSedimentationRate, "45 mm/1. Std.", "mm/h", 45), (Analyte.ErythrocyteSedimentationRate, "45 mm/hr", "mm/h", 45),
        (Analyte.ErythrocyteSedimentationRate, "45 mm/1st hour", "mm/h", 45), (Analyte.ErythrocyteSedimentationRate, "45 mm", "mm/h", 45),
        (Analyte.SerumAmylase, "60 U/l", "U/L", 60), (Analyte.SerumAmylase, "60 UI/L", "[IU]/L", 60),
        (Analyte.SerumAmylase, "1 µkat/L", "ukat/L", 60), (Analyte.SerumLipase, "0.5 ukat/l", "ukat/L", 30),
        (Analyte.SerumLipase, "60 IU/L", "[IU]/L", 60), (Analyte.SerumCreatinine, "1 mg/dL", "mg/dL", 88.4m),
        (Analyte.SerumCreatinine, "10 mg/l", "mg/L", 88.4m), (Analyte.SerumCreatinine, "88.4 µmol/L", "umol/L", 88.4m),
        (Analyte.SerumCreatinine, "88.4 mcmol/L", "umol/L", 88.4m), (Analyte.SerumCreatinine, "0.0884 mmol/l", "mmol/L", 88.4m),
        (Analyte.UrineProtein, "30 mg/dl", "mg/dL", 300), (Analyte.UrineProtein, "0.3 g/L", "g/L", 300),
        (Analyte.UrineProteinPerDay, "1.2 g/24h", "g/d", 1200), (Analyte.UrineProteinPerDay, "1.2 g/24 Std.", "g/d", 1200),
        (Analyte.UrineProteinPerDay, "1200 mg/day", "mg/d", 1200), (Analyte.UrineProteinPerDay, "1200 mg/d", "mg/d", 1200),
        (Analyte.UrineProteinPerDay, "1200 mg/Tag", "mg/d", 1200), (Analyte.UrineProteinPerDay, "1.2 g per 24 hours", "g/d", 1200),
        (Analyte.UrineProteinPerDay, "1.2 g/(24.h)", "g/d", 1200), (Analyte.UrineProteinToCreatinine, "500 mg/g", "mg/g", 500),
        (Analyte.UrineProteinToCreatinine, "500 mg/g Krea", "mg/g", 500), (Analyte.UrineProteinToCreatinine, "0.5 g/g", "g/g", 500),
        (Analyte.UrineProteinToCreatinine, "0.5 mg/mg creatinine", "g/g", 500),
        (Analyte.UrineProteinToCreatinine, "500 mg/g{creat}", "mg/g", 500),
        (Analyte.UrineProteinToCreatinine, "50 mg/mmol", "mg/mmol", 442), (Analyte.UrineProteinToCreatinine, "50 g/mol crea", "g/mol", 442),
        (Analyte.Haemoglobin, "13.2 g/dl", "g/dL", 132), (Analyte.Haemoglobin, "132 g/L", "g/L", 132),
        (Analyte.Haemoglobin, "13.2 g%", "g/dL", 132), (Analyte.Haemoglobin, "8.2 mmol/l", "mmol/L", 132.1348m),
        (Analyte.Leucocytes, "6.4 x10^9/L", "10*9/L", 6400), (Analyte.Leucocytes, "6.4 /nl", "10*9/L", 6400),
        (Analyte.Leucocytes, "6400 /mm3", "/uL", 6400), (Analyte.Leucocytes, "6.4 K/uL", "10*3/uL", 6400),
        (Analyte.Neutrophils, "1.1 Gpt/l", "10*9/L", 1100), (Analyte.Neutrophils, "1100 cells/µL", "/uL", 1100),
        (Analyte.Lymphocytes, "0.8 ×10⁹/L", "10*9/L", 800), (Analyte.Platelets, "212 10E9/L", "10*9/L", 212_000),
        (Analyte.Platelets, "212 Tsd./µl", "10*3/uL", 212_000), (Analyte.Platelets, "212000 /µl", "/uL", 212_000),
        (Analyte.AlanineAminotransferase, "44 U/l", "U/L", 44), (Analyte.AlanineAminotransferase, "44 IU/L", "[IU]/L", 44),
        (Analyte.AlanineAminotransferase, "0.75 µkat/L", "ukat/L", 45), (Analyte.AspartateAminotransferase, "31 UI/L", "[IU]/L", 31),
        (Analyte.EstimatedGfr, "74 ml/min/1.73m²", "mL/min/{1.73_m2}", 74),
        (Analyte.EstimatedGfr, "74 mL/min/1.73 m^2", "mL/min/{1.73_m2}", 74),
        (Analyte.EstimatedGfr, "74 mL/min per 1.73 m2", "mL/min/{1.73_m2}", 74),
        (Analyte.EstimatedGfr, "1.2 mL/s/1.73m2", "mL/s/{1.73_m2}", 72),
        (Analyte.HbA1c, "6.5 %", "%", 47.545m), (Analyte.HbA1c, "48 mmol/mol", "mmol/mol", 48),
        (Analyte.HbA1c, "6.5 % (NGSP)", "%", 47.545m), (Analyte.Glucose, "100 mg/dL", "mg/dL", 5.550622m),
        (Analyte.Glucose, "1.0 g/L", "g/L", 5.550622m), (Analyte.Glucose, "5.6 mmol/l", "mmol/L", 5.6m),
        (Analyte.FastingGlucose, "126 mg/dl", "mg/dL", 6.993783m), (Analyte.FastingGlucose, "7.0 mmol/L", "mmol/L", 7),
        (Analyte.VitaminD, "20 ng/mL", "ng/mL", 49.92m), (Analyte.VitaminD, "20 µg/l", "ug/L", 49.92m),
        (Analyte.VitaminD, "50 nmol/L", "nmol/L", 50),
    ];

    [Fact]
    public void every_analyte_is_understood_in_the_units_that_laboratories_print()
    {
        foreach (var (analyte, printed, unit, inOneUnit) in Printed)
        {
            foreach (var written in WaysOf(printed))
            {
                LabResult.TryRead(written, out var result).ShouldBeTrue(written);
                result.Unit.Code.ShouldBe(unit, written);
                Analytes.InOneUnit(analyte, result.Quantity).Value.ShouldBe(inOneUnit, written);
                Refusals(analyte, result).ShouldBeEmpty(written);
            }
        }

        Printed.Select(row => row.Analyte).Distinct().Order().ShouldBe(Enum.GetValues<Analyte>());
    }

    [Fact]
    public void every_analyte_takes_the_units_that_its_refusal_names_and_no_other()
    {
        foreach (var analyte in Enum.GetValues<Analyte>())
        {
            foreach (var unit in Unit.All.Values)
            {
                var refusal = Refusals(analyte, new Quantity(3, unit)).SingleOrDefault();
                var named = Analytes.UnitsOf(analyte).Split(", ").Contains(unit.Code)
                    || (unit.Dimension == Dimension.Ratio && Analytes.DimensionOf(analyte) == Dimension.Ratio);
                (refusal is null).ShouldBe(named, $"{analyte} {unit.Code}");
                refusal?.ShouldContain(Analytes.UnitsOf(analyte));
            }
        }
    }

    [Theory]
    [InlineData("0.4 G/L")]
    [InlineData("4 %")]
    [InlineData("12/3 cells")]
    [InlineData("100 mIU/mL")]
    [InlineData("5 nmol/L")]
    [InlineData("45 mm/2h")]
    [InlineData("500 mg/L Krea")]
    [InlineData("1.2 g/12h")]
    [InlineData("12 /HPF")]
    [InlineData("0.4109/L")]
    [InlineData("0.4 \u039cU/L")]
    public void what_may_mean_two_things_or_is_another_measure_is_no_cell_count_and_no_concentration(string printed)
    {
        var understood = LabResult.TryRead(printed, out var result);
        foreach (var analyte in (Analyte[])[Analyte.Eosinophils, Analyte.CsfCellCount, Analyte.SerumIgE,
            Analyte.ErythrocyteSedimentationRate, Analyte.UrineProteinPerDay, Analyte.UrineProteinToCreatinine])
            (understood && Analytes.Takes(analyte, result.Unit)).ShouldBeFalse();
    }

    [Theory]
    [InlineData(Analyte.UrineProtein, "1.2 g/24h", "urine-protein-per-day")]
    [InlineData(Analyte.UrineProtein, "500 mg/g", "urine-protein-to-creatinine")]
    [InlineData(Analyte.UrineProteinPerDay, "30 mg/dL", "urine-protein")]
    [InlineData(Analyte.UrineProteinToCreatinine, "1.2 g/d", "urine-protein-per-day")]
    public void protein_in_urine_is_three_analytes_and_a_unit_of_another_is_refused_with_its_name(
        Analyte analyte, string printed, string meant)
    {
        LabResult.TryRead(printed, out var result).ShouldBeTrue();
        Refusals(analyte, result).ShouldHaveSingleItem().ShouldEndWith($"What is measured in it is {meant}.");
    }

    [Theory]
    [InlineData(Analyte.SolubleInterleukin2Receptor, "2100 pg/mL", "500 U/mL", "ng/L, ng/mL, pg/mL, ug/dL, ug/L")]
    [InlineData(Analyte.SerumIgE, "240 ng/mL", "100 IU/mL", "ng/L, ng/mL, pg/mL, ug/dL, ug/L")]
    [InlineData(Analyte.SerumCreatinine, "1 mg/dL", "100 umol/L", "g/dL, g/L, mg/dL, mg/L, mg/mL, ug/mL")]
    public void a_limit_is_in_a_unit_of_the_results_kind_and_is_told_those_alone(Analyte analyte, string result, string limit, string units)
    {
        LabResult.TryRead(result, out var measured).ShouldBeTrue();
        Quantity.TryRead(limit, out var upper).ShouldBeTrue();
        Refusals(analyte, measured, upper).ShouldHaveSingleItem().ShouldEndWith($": {units}.");
    }

    [Fact]
    public void results_without_a_conversion_stay_in_units_of_their_own()
    {
        var activity = Analytes.InOneUnit(Analyte.SolubleInterleukin2Receptor, Quantity.Parse("623 U/mL"));
        var mass = Analytes.InOneUnit(Analyte.SolubleInterleukin2Receptor, Quantity.Parse("2100 pg/mL"));
        activity.Unit.ShouldNotBe(mass.Unit);
        Should.Throw<InvalidOperationException>(() => LabResult.Parse("623 U/mL").IsAbove(LabResult.Parse("2100 pg/mL")));
    }

    [Fact]
    public void hba1c_in_per_cent_is_the_amount_that_the_master_equation_gives_and_too_little_for_it_stays_as_it_was()
    {
        // Both sides as the NGSP prints them: 5 % are 31, 6 % are 42, 7 % are 53 and 9 % are 75 mmol/mol.
        foreach (var (percent, amount) in new (decimal, decimal)[] { (5, 31), (6, 42), (7, 53), (8, 64), (9, 75), (10, 86) })
        {
            var (value, unit) = Analytes.InOneUnit(Analyte.HbA1c, new Quantity(percent, Unit.All["%"]));
            (Math.Round(value), unit.Code).ShouldBe((amount, "mmol/mol"));
        }

        Analytes.InOneUnit(Analyte.HbA1c, Quantity.Parse("2.1 %")).ShouldBe((2.1m, Unit.All["%"]));
        Should.Throw<InvalidOperationException>(() => LabResult.Parse("6.5 %").IsAbove(LabResult.Parse("48 mmol/mol")));
    }

    [Fact]
    public void a_rate_of_filtration_that_is_not_for_a_body_surface_is_refused_with_what_is_taken() =>
        LabResult.TryRead("74 mL/min", out _).ShouldBeFalse();

    private static IEnumerable<string> WaysOf(string printed)
    {
        yield return printed;
        // A number runs into a unit of digits.
        if (!char.IsAsciiDigit(printed[printed.IndexOf(' ') + 1])) yield return printed.Replace(" ", "", StringComparison.Ordinal);
        yield return printed.Replace(' ', '\u00a0');
        yield return printed.Replace(' ', '\u202f');
        yield return printed.Replace('µ', 'μ');
        yield return printed.Replace('µ', 'u');
        yield return printed.ToLowerInvariant();
        yield return string.Concat(printed.Select(c => char.IsAscii(c) ? char.ToUpperInvariant(c) : c));
        yield return "<" + printed;
        yield return $"≥ {printed}";
    }

    private static string[] Refusals(Analyte analyte, LabResult result, Quantity? limit = null) =>
    [
        .. ChartRules.Contradictions(
            Chart(new LabMeasured
            {
                EntryId = Id(1),
                DrawnOn = Date("2024-02-01"),
                Analyte = analyte,
                Result = result,
                UpperLimitOfNormal = limit,
            }), Today).Select(contradiction => contradiction.Detail),
    ];
}
