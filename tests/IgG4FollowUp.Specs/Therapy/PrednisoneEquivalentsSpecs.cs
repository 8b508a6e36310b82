using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Specs.Therapy;

public sealed class PrednisoneEquivalentsSpecs
{
    [Theory]
    [InlineData(Glucocorticoid.Hydrocortisone, "1/4")]
    [InlineData(Glucocorticoid.Cortisone, "1/5")]
    [InlineData(Glucocorticoid.Prednisone, "1")]
    [InlineData(Glucocorticoid.Prednisolone, "1")]
    [InlineData(Glucocorticoid.Methylprednisolone, "5/4")]
    [InlineData(Glucocorticoid.Triamcinolone, "5/4")]
    [InlineData(Glucocorticoid.Dexamethasone, "20/3")]
    [InlineData(Glucocorticoid.Betamethasone, "25/3")]
    [InlineData(Glucocorticoid.Deflazacort, "5/6")]
    public void the_house_default_holds_exact_factors(Glucocorticoid drug, string factor) =>
        PrednisoneEquivalents.HouseDefault[drug].ToString().ShouldBe(factor);

    [Fact]
    public void the_alternatives_differ_in_the_one_drug_they_are_named_after()
    {
        PrednisoneEquivalents.Betamethasone075[Glucocorticoid.Betamethasone].ToString().ShouldBe("20/3");
        PrednisoneEquivalents.Deflazacort75[Glucocorticoid.Deflazacort].ToString().ShouldBe("2/3");
        Differences(PrednisoneEquivalents.Betamethasone075).ShouldBe([Glucocorticoid.Betamethasone]);
        Differences(PrednisoneEquivalents.Deflazacort75).ShouldBe([Glucocorticoid.Deflazacort]);
    }

    private static IEnumerable<Glucocorticoid> Differences(PrednisoneEquivalents table) =>
        Enum.GetValues<Glucocorticoid>().Where(drug => table[drug] != PrednisoneEquivalents.HouseDefault[drug]);

    [Fact]
    public void a_table_is_found_by_name_and_version()
    {
        PrednisoneEquivalents.HouseDefault.Id.ShouldBe("house-default/1");
        PrednisoneEquivalents.All.Select(table => PrednisoneEquivalents.Find(table.Id)).ShouldBe(PrednisoneEquivalents.All);
        PrednisoneEquivalents.Find("house-default/0").ShouldBeNull();
    }
}
