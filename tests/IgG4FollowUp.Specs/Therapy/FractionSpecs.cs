using System.Numerics;
using System.Text.Json;
using FsCheck.Fluent;
using IgG4FollowUp.Domain.Therapy;
using IgG4FollowUp.Specs.Patients;

namespace IgG4FollowUp.Specs.Therapy;

public sealed class FractionSpecs
{
    private static readonly FsCheck.Gen<Fraction> Any =
        from over in Gen.Choose(-1_000_000, 1_000_000)
        from under in Gen.Choose(1, 1000)
        from size in Gen.Elements(1L, 1L, 2_147L, 2_148L, 5_000_000_000_000L)
        from side in Gen.Choose(0, 2)
        select new Fraction(side == 1 ? over : over * (BigInteger)size, side == 0 ? under : under * (BigInteger)size);

    [Fact]
    public void a_fraction_is_kept_in_lowest_terms()
    {
        new Fraction(40, 6).ToString().ShouldBe("20/3");
        new Fraction(40, 6).ShouldBe(new Fraction(20, 3));
        new Fraction(-4, 2).ToString().ShouldBe("-2");
        default(Fraction).ShouldBe(new Fraction(0, 7));
        Should.Throw<ArgumentOutOfRangeException>(() => new Fraction(1, 0));
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("7.50", "15/2")]
    [InlineData("-0.75", "-3/4")]
    [InlineData("5000", "5000")]
    [InlineData("0.0000000000000000000000000001", "1/10000000000000000000000000000")]
    [InlineData("79228162514264337593543950335", "79228162514264337593543950335")]
    public void a_decimal_is_taken_over_exactly(string text, string exact) => Fraction.Of(decimal.Parse(text)).ToString().ShouldBe(exact);

    [Theory]
    [InlineData(2800, 3, 1, "933.3")]
    [InlineData(20, 3, 4, "6.6667")]
    [InlineData(1, 2, 0, "1")]
    [InlineData(-1, 2, 0, "-1")]
    [InlineData(5, 4, 1, "1.3")]
    [InlineData(625, 1, 2, "625")]
    public void rounding_is_to_nearest_with_halves_away_from_zero(int over, int under, int digits, string rounded) =>
        new Fraction(over, under).Round(digits).ShouldBe(decimal.Parse(rounded));

    [Fact]
    public void arithmetic_loses_nothing() => Generated.ForAll(Any.Two(), pair =>
    {
        var (left, right) = (pair.Item1, pair.Item2);
        (left + right - right).ShouldBe(left);
        (left * 3 - left * 2).ShouldBe(left);
        (left * right).ShouldBe(right * left);
        (left < right).ShouldBe((left - right).Numerator < 0);
        (left <= right && left >= right).ShouldBe(left == right);
    });

    [Fact]
    public void a_fraction_is_printed_as_it_was_read() => Generated.ForAll(Any, value =>
    {
        Fraction.TryParse(value.ToString(), out var read).ShouldBeTrue();
        read.ShouldBe(value);
        JsonSerializer.Deserialize<Fraction>(JsonSerializer.Serialize(value)).ShouldBe(value);
    });

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1/0")]
    [InlineData("1/-2")]
    [InlineData("1/2/3")]
    [InlineData("0.5")]
    public void what_is_no_fraction_is_refused(string? text) => Fraction.TryParse(text, out _).ShouldBeFalse();
}
