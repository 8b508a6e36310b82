using IgG4FollowUp.Domain.Imaging;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Alerts;

public sealed class ProzoneSuspectedSpecs
{
    private const string Suspected = "igg4-prozone-suspected";

    [Fact]
    public void a_result_far_below_those_around_it_may_read_falsely_low_whatever_their_units()
    {
        var finding = When.Fires(
            Suspected, Chart(IgG4(1, "2024-05-01", "1000 mg/dL"), IgG4(2, "2024-06-01", "1 g/L"), IgG4(3, "2024-07-01", "9000 mg/L")),
            "2024-07-01");
        finding.EpisodeKey.ShouldBe(Id(2).ToString("N"));
        finding.RestsOn.Select(fact => fact.EntryId).ShouldBe([Id(1), Id(2), Id(3)]);
        finding.Sentence.ShouldStartWith("Serum IgG4 of 1 g/L on 2024-06-01 may read falsely low: no dilution is on record");
    }

    [Fact]
    public void a_normal_result_beside_a_growing_lesion_may_be_one() => When.Fires(
        Suspected, Chart(IgG4(1, "2024-05-01", "60 mg/dL"), Imaged(2, "2024-05-10") with { ChangeSincePrior = LesionChange.Larger }),
        "2024-05-10");

    [Fact]
    public void a_diluted_sample_is_believed_and_settles_an_earlier_one()
    {
        var larger = Imaged(2, "2024-05-10") with { ChangeSincePrior = LesionChange.Larger };
        When.Silent(
            Suspected, Chart(IgG4(1, "2024-05-01", "60 mg/dL") with { Dilution = 100 }, larger), "2024-05-10", because: "suspected");
        When.Silent(
            Suspected,
            Chart(IgG4(1, "2024-05-01", "60 mg/dL"), larger, IgG4(3, "2024-05-20", "900 mg/dL") with { Dilution = 100 }), "2024-05-20",
            because: "not-repeated");
    }

    [Fact]
    public void results_of_another_assay_or_without_one_are_not_compared() => When.Silent(
        Suspected,
        Chart(
            IgG4(1, "2024-05-01", "1000 mg/dL", "one"), IgG4(2, "2024-06-01", "100 mg/dL", "two"),
            IgG4(3, "2024-07-01", "1000 mg/dL", null)),
        "2024-07-01", because: "suspected");

    [Fact]
    public void after_a_year_it_says_nothing_about_now() => When.Silent(
        Suspected, Chart(IgG4(1, "2024-05-01", "60 mg/dL"), Imaged(2, "2024-05-10") with { ChangeSincePrior = LesionChange.Larger }),
        "2025-05-02", because: "still-recent");
}
