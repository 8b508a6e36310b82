using System.Text.Json;
using IgG4FollowUp.Domain.Laboratory;
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
    [InlineData("135")]
    [InlineData("135mg/dL")]
    [InlineData("135 mg/dl")]
    [InlineData("135  mg/dL")]
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
    public void what_is_no_quantity_is_refused(string text)
    {
        Quantity.TryParse(text, out _).ShouldBeFalse();
        Should.Throw<FormatException>(() => Quantity.Parse(text)).Message.ShouldBe(Quantity.Expected);
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Quantity>(JsonSerializer.Serialize(text)));
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

    [Fact]
    public void every_analyte_has_a_dimension_that_some_unit_measures() =>
        Enum.GetValues<Analyte>().ShouldAllBe(analyte => Unit.All.Values.Any(unit => unit.Dimension == Analytes.DimensionOf(analyte)));
}
