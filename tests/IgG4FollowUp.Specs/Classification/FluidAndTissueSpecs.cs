using IgG4FollowUp.Domain.Classification;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Classification;

public sealed class FluidAndTissueSpecs
{
    [Fact]
    public void the_index_divides_igg4_by_albumin_each_of_fluid_by_serum()
    {
        // (4 / 200) / (40 / 4000) = 0.02 / 0.01 = 2, whatever the units.
        var read = CsfIgG4.Of(Chart(
            Lab(1, Analyte.CsfIgG4, "4 mg/dL"), Lab(2, Analyte.SerumIgG4, "2 g/L"), Lab(3, Analyte.CsfAlbumin, "400 mg/L"),
            Lab(4, Analyte.SerumAlbumin, "4 g/dL"))).Single();
        (read.Index, read.IndexRaised, read.AboveLimit).ShouldBe((2m, true, true));
        read.RestsOn.ShouldBe([Id(1), Id(2), Id(3), Id(4)]);
        read.Missing.ShouldBeEmpty();
    }

    [Fact]
    public void the_index_rests_on_one_day_and_says_what_it_lacks()
    {
        var read = CsfIgG4.Of(Chart(
            Lab(1, Analyte.CsfIgG4, "2.27 mg/dL"), Lab(2, Analyte.SerumIgG4, "2 g/L"), Lab(3, Analyte.CsfAlbumin, "<10 mg/L"),
            Lab(4, Analyte.SerumAlbumin, "4 g/dL") with { DrawnOn = Date("2024-01-12") })).Single();
        (read.Index, read.IndexRaised, read.AboveLimit).ShouldBe((null, null, false));
        read.Missing.ShouldBe([Analyte.CsfAlbumin, Analyte.SerumAlbumin]);
    }

    [Theory]
    [InlineData(Site.SpinalMeninges, 10, false)]
    [InlineData(Site.SpinalMeninges, 11, true)]
    [InlineData(Site.Kidney, 10, true)]
    [InlineData(Site.SubmandibularGland, 300, null)]
    [InlineData(null, 300, null)]
    public void cells_are_held_against_the_count_of_their_tissue(Site? tissue, int cells, bool? reached) =>
        TissueCount.Of(Chart(new BiopsyReported
        {
            EntryId = Id(1),
            ReportedOn = Date("2024-01-25"),
            Tissue = tissue,
            IgG4PositiveCellsPerHpf = cells,
        })).Single().Reached.ShouldBe(reached);

    private static LabMeasured Lab(int id, Analyte analyte, string result) =>
        new() { EntryId = Id(id), DrawnOn = Date("2024-01-11"), Analyte = analyte, Result = LabResult.Parse(result) };
}
