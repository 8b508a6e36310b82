using System.Text.Json;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Specs.Patients;

namespace IgG4FollowUp.Specs.Laboratory;

public sealed class QuantitySpecs
{
    [Fact]
    public void one_amount_is_the_same_in_every_unit_and_is_printed_as_it_was_given()
    {
        var (decilitre, litre, milligrams) = (Quantity.Parse("135 mg/dL"), Quantity.Parse("1.35 g/L"), Quantity.Parse("1350 mg/L"));
        (decilitre == litre && litre == milligrams).ShouldBeTrue();
        decilitre.GetHashCode().ShouldBe(milligrams.GetHashCode());
        litre.In(Unit.MilligramsPerDecilitre).ShouldBe(135m);
        litre.ToString().ShouldBe("1.35 g/L");
        Quantity.Parse("1.350 g/L").ToString().ShouldBe("1.350 g/L");
        (decilitre != Quantity.Parse("135 mg/L")).ShouldBeTrue();
    }

    [Fact]
    public void the_published_risk_thresholds_convert_exactly()
    {
        Quantity.Parse("6.5 g/L").ShouldBe(Quantity.Parse("650 mg/dL"));
        Quantity.Parse("20.8 g/L").ShouldBe(Quantity.Parse("2080 mg/dL"));
        Quantity.Parse("0.4 10*9/L").ShouldBe(Quantity.Parse("400 /uL"));
    }

    [Fact]
    public void amounts_of_different_kinds_cannot_be_confused()
    {
        Should.Throw<InvalidOperationException>(() => Quantity.Parse("135 mg/dL").RatioTo(Quantity.Parse("135 [IU]/mL")));
        Should.Throw<InvalidOperationException>(() => Quantity.Parse("135 mg/dL").In(Unit.All["mm/h"]));
        Quantity.Parse("1 mg/L").ShouldNotBe(Quantity.Parse("1 1"));
    }

    [Fact]
    public void a_ratio_to_nothing_is_not_a_number()
    {
        Quantity.Parse("270 mg/dL").RatioTo(Quantity.Parse("1.35 g/L")).ShouldBe(2m);
        Quantity.Parse("270 mg/dL").RatioTo(Quantity.Parse("0 g/L")).ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("1,35 g/L")]
    [InlineData("1 350 mg/L")]
    [InlineData("-1 g/L")]
    [InlineData("+1 g/L")]
    [InlineData("1e3 g/L")]
    [InlineData(".5 g/L")]
    [InlineData("5. g/L")]
    [InlineData("05 g/L")]
    [InlineData("1000000000 g/L")]
    [InlineData("1.2345678901234 g/L")]
    [InlineData("٣ g/L")]
    [InlineData("<3 mg/dL")]
    [InlineData("135 mg/dL\0")]
    [InlineData("135 mg per dL of it")]
    [InlineData("135 \ud800")]
    [InlineData("135 G/L?")]
    public void what_is_no_quantity_is_refused(string text)
    {
        Quantity.TryParse(text, out _).ShouldBeFalse();
        Should.Throw<FormatException>(() => Quantity.Parse(text)).Message.ShouldBe(Quantity.Expected);
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Quantity>(JsonSerializer.Serialize(text)));
    }

    [Theory]
    [InlineData("286 mg/dl", "286 mg/dL")]
    [InlineData("286mg/dL", "286 mg/dL")]
    [InlineData("286  MG/DL", "286 mg/dL")]
    [InlineData(" 2.86 g/l ", "2.86 g/L")]
    [InlineData("286 mg/100 mL", "286 mg/dL")]
    [InlineData("12 cells/uL", "12 /uL")]
    [InlineData("12 cells/µL", "12 /uL")]
    [InlineData("12 /μL", "12 /uL")]
    [InlineData("12/mm3", "12 /uL")]
    [InlineData("12 cells/mm³", "12 /uL")]
    [InlineData("0.4 x10^9/L", "0.4 10*9/L")]
    [InlineData("0.4 ×10⁹/L", "0.4 10*9/L")]
    [InlineData("0.4 10^3/µL", "0.4 10*3/uL")]
    [InlineData("12 cells per µL", "12 /uL")]
    [InlineData("12 per mm3", "12 /uL")]
    [InlineData("286 mg per dL", "286 mg/dL")]
    [InlineData("0.4 Tsd/µl", "0.4 10*3/uL")]
    [InlineData("0.4 Gpt/l", "0.4 10*9/L")]
    [InlineData("12 Mpt/L", "12 10*6/L")]
    [InlineData("100 IU/mL", "100 [IU]/mL")]
    [InlineData("100 iu/ml", "100 [IU]/mL")]
    [InlineData("100 ku/l", "100 kU/L")]
    [InlineData("100 kIU/L", "100 k[IU]/L")]
    [InlineData("45 mm/hr", "45 mm/h")]
    [InlineData("45 mm/1h", "45 mm/h")]
    [InlineData("1.2", "1.2 1")]
    public void a_quantity_is_read_as_people_write_it_and_keeps_what_they_wrote(string given, string printed)
    {
        Quantity.TryParse(given, out _).ShouldBeFalse();
        Quantity.TryRead(given, out var quantity).ShouldBeTrue();
        quantity.ToString().ShouldBe(printed);
        quantity.Given.ShouldBe(given.Trim());
        quantity.ShouldBe(Quantity.Parse(printed));
        JsonSerializer.Serialize(JsonSerializer.Deserialize<Quantity>(JsonSerializer.Serialize(given)))
            .ShouldBe(JsonSerializer.Serialize(Quantity.Parse(printed)));
    }

    [Fact]
    public void every_unit_is_read_in_any_case_and_without_a_blank()
    {
        foreach (var unit in Unit.All.Values)
        {
            foreach (var given
                in new[] { $"7{unit.Code}", $"7 {unit.Code.ToUpperInvariant()}", $"7 {unit.Code.ToLowerInvariant()}",
                    $"7 {unit.Code.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal)}" })
            {
                // A number runs into a unit of digits.
                if (given.StartsWith("71", StringComparison.Ordinal)) continue;
                Quantity.TryRead(given, out var quantity).ShouldBeTrue(given);
                (quantity.Value, quantity.Unit).ShouldBe((7m, unit), given);
            }
        }
    }

    [Fact]
    public void a_result_is_stored_in_its_printed_form_with_what_was_written_beside_it()
    {
        const string sent =
            """{"entryId":"01900000-0000-7000-8000-000000000005","drawnOn":"2024","analyte":"serum-igg4","result":"286mg/dl","upperLimitOfNormal":"121 mg/dL"}""";
        var stored = JsonSerializer.Serialize(JsonSerializer.Deserialize<LabMeasured>(sent, EntryJson.Options), EntryJson.Options);
        stored.ShouldContain("\"result\":\"286 mg/dL\"");
        stored.ShouldContain("\"resultAsGiven\":\"286mg/dl\"");
        stored.ShouldNotContain("upperLimitAsGiven");
        JsonSerializer.Serialize(JsonSerializer.Deserialize<LabMeasured>(stored, EntryJson.Options), EntryJson.Options).ShouldBe(stored);
    }

    [Fact]
    public void a_bare_number_is_no_quantity_in_json() => Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Quantity>("135"));

    [Fact]
    public void a_value_that_could_not_be_read_back_cannot_be_made()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new Quantity(-1m, Unit.GramsPerLitre));
        Should.Throw<ArgumentOutOfRangeException>(() => new Quantity(Quantity.Maximum + 1m, Unit.GramsPerLitre));
        Should.Throw<ArgumentOutOfRangeException>(() => new Quantity(1m / 3m, Unit.GramsPerLitre));
        new Quantity(Quantity.Maximum, Unit.GramsPerLitre).ToString().ShouldBe("999999999 g/L");
    }

    [Fact]
    public void every_quantity_is_printed_as_it_was_read() => Generated.ForAll(Generated.Quantity, quantity =>
    {
        var read = Quantity.Parse(quantity.ToString());
        read.ShouldBe(quantity);
        read.ToString().ShouldBe(quantity.ToString());
        JsonSerializer.Deserialize<Quantity>(JsonSerializer.Serialize(quantity)).ShouldBe(quantity);
    });

    [Theory]
    [InlineData("80 µmol/L", "80 umol/L")]
    [InlineData("80 μmol/l", "80 umol/L")]
    [InlineData("80 micromol/L", "80 umol/L")]
    [InlineData("0.08 mmol/l", "0.08 mmol/L")]
    public void creatinine_is_given_by_mass_or_by_amount_of_substance(string written, string printed)
    {
        Quantity.TryRead(written, out var read).ShouldBeTrue();
        read.ToString().ShouldBe(printed);
        read.ShouldBe(Quantity.Parse("80 umol/L"));
        Analytes.Takes(Analyte.SerumCreatinine, read.Unit).ShouldBeTrue();
        Analytes.Takes(Analyte.SerumCreatinine, Unit.MilligramsPerDecilitre).ShouldBeTrue();
        Analytes.Takes(Analyte.SerumAlbumin, read.Unit).ShouldBeFalse();
        Analytes.UnitsOf(Analyte.SerumCreatinine).ShouldBe("g/dL, g/L, mg/dL, mg/L, mg/mL, ug/mL, mmol/L, umol/L");
    }

    [Fact]
    public void every_analyte_has_a_dimension_that_some_unit_measures() =>
        Enum.GetValues<Analyte>().ShouldAllBe(analyte => Unit.All.Values.Any(unit => unit.Dimension == Analytes.DimensionOf(analyte)));
}
