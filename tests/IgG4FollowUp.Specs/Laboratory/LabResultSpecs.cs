using System.Text.Json;
using IgG4FollowUp.Domain.Laboratory;

namespace IgG4FollowUp.Specs.Laboratory;

public sealed class LabResultSpecs
{
    [Theory]
    [InlineData("<3 mg/dL", "<3 mg/dL", null)]
    [InlineData("< 3 mg/dl", "<3 mg/dL", "< 3 mg/dl")]
    [InlineData("≤3 mg/dL", "<=3 mg/dL", "≤3 mg/dL")]
    [InlineData("=<3 mg/dL", "<=3 mg/dL", "=<3 mg/dL")]
    [InlineData(" >= 10g/l ", ">=10 g/L", ">= 10g/l")]
    [InlineData(">1000 mg/dL", ">1000 mg/dL", null)]
    [InlineData("＞1000 mg/dL", ">1000 mg/dL", "＞1000 mg/dL")]
    [InlineData("286mg/dl", "286 mg/dL", "286mg/dl")]
    [InlineData("<0.7", "<0.7 1", "<0.7")]
    public void a_result_is_read_as_people_write_it_and_printed_with_the_comparators_of_fhir(string written, string printed, string? given)
    {
        LabResult.TryRead(written, out var result).ShouldBeTrue();
        (result.ToString(), result.Given).ShouldBe((printed, given));
        JsonSerializer.Serialize(JsonSerializer.Deserialize<LabResult>(JsonSerializer.Serialize(written)))
            .ShouldBe(JsonSerializer.Serialize(LabResult.Parse(printed)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<")]
    [InlineData("<<3 mg/dL")]
    [InlineData("<>3 mg/dL")]
    [InlineData("~3 mg/dL")]
    [InlineData("3 mg/dL<")]
    [InlineData("<-3 mg/dL")]
    [InlineData("below 3 mg/dL")]
    public void what_is_no_result_is_refused_with_what_would_be(string text)
    {
        LabResult.TryRead(text, out _).ShouldBeFalse();
        Should.Throw<FormatException>(() => LabResult.Parse(text)).Message.ShouldContain("'<3 mg/dL'");
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<LabResult>(JsonSerializer.Serialize(text)));
    }

    [Fact]
    public void results_are_equal_when_comparator_and_amount_are_whatever_the_unit()
    {
        LabResult.Parse("<1 g/L").ShouldBe(LabResult.Parse("<100 mg/dL"));
        LabResult.Parse("<1 g/L").GetHashCode().ShouldBe(LabResult.Parse("<100 mg/dL").GetHashCode());
        LabResult.Parse("<1 g/L").ShouldNotBe(LabResult.Parse("1 g/L"));
        LabResult.Parse("<1 g/L").ShouldNotBe(LabResult.Parse("<=1 g/L"));
    }

    [Fact]
    public void no_ratio_is_given_of_what_is_not_exactly_known()
    {
        LabResult.Parse("6 g/L").RatioTo(LabResult.Parse("3 g/L")).ShouldBe(2m);
        LabResult.Parse("6 g/L").RatioTo(LabResult.Parse("<3 g/L")).ShouldBeNull();
        LabResult.Parse(">6 g/L").RatioTo(LabResult.Parse("3 g/L")).ShouldBeNull();
    }

    [Fact]
    public void a_comparison_is_decided_exactly_when_all_values_that_both_can_have_agree()
    {
        Comparator?[] comparators = [null, .. Enum.GetValues<Comparator>()];
        var results = (from comparator in comparators
                       from value in Enumerable.Range(0, 5)
                       where comparator != Comparator.Below || value > 0
                       select new LabResult(new Quantity(value, Unit.MilligramsPerDecilitre), comparator)).ToList();
        var decided = 0;
        var cases = from left in results from right in results from times in new[] { 0.5m, 1m, 2m } select (left, right, times);
        foreach (var (left, right, times) in cases)
        {
            var place = $"{left} against {times} times {right}";
            left.IsAbove(right, times).ShouldBe(Agreed(left, right, (x, y) => x > times * y), place);
            left.IsAtLeast(right, times).ShouldBe(Agreed(left, right, (x, y) => x >= times * y), place);
            if (left.IsAbove(right, times) is not null) decided++;
        }

        decided.ShouldBeGreaterThan(500);
    }

    // Fine enough to lie on either side of every limit, and far enough to lie beyond each.
    private static bool? Agreed(LabResult left, LabResult right, Func<decimal, decimal, bool> holds)
    {
        var answers = (from x in Values(left) from y in Values(right) select holds(x, y)).Distinct().ToList();
        return answers is [var only] ? only : null;
    }

    private static IEnumerable<decimal> Values(LabResult result) =>
        Enumerable.Range(0, 121).Select(step => step / 4m).Where(value => result.Comparator switch
    {
        Comparator.Below => value < result.Quantity.Value,
        Comparator.AtMost => value <= result.Quantity.Value,
        Comparator.AtLeast => value >= result.Quantity.Value,
        Comparator.Above => value > result.Quantity.Value,
        _ => value == result.Quantity.Value,
    });
}
