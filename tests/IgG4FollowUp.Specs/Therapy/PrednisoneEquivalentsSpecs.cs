using IgG4FollowUp.Domain.Patients;
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
    public void a_table_says_its_name_and_version() => PrednisoneEquivalents.HouseDefault.Id.ShouldBe("house-default/1");
}
