using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using IgG4FollowUp.Domain.Timelines;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Alerts;

public sealed class CordCavitySpecs
{
    private const string Cavity = "cord-cavity-after-dural-resection";

    private static readonly SurgeryPerformed Resected = Operated(1, "2024-02-01") with { DuraResected = true };

    private static readonly LesionImaged None = Imaged(2, "2024-01-20") with { CordCavity = false };

    private static readonly LesionImaged Seen = Imaged(3, "2024-05-01") with { CordCavity = true };

    [Fact]
    public void a_cavity_where_there_was_none_before_the_dura_was_resected_is_told_and_stands()
    {
        var finding = When.Fires(Cavity, Chart(None, Resected, Seen), "2024-05-02");
        finding.Sentence.ShouldBe(
            "The study of 2024-05-01 shows a cavity of the cord, that of 2024-01-20 showed no cavity of the cord; dura was resected on "
            + "2024-02-01.");
        finding.EpisodeKey.ShouldBe(Id(3).ToString("N"));
        When.Fires(Cavity, Chart(None, Resected, Seen), "2030-01-01");
        var unchanged = Imaged(4, "2024-09-01") with { CavitySincePrior = LesionChange.Unchanged };
        When.Fires(Cavity, Chart(None, Resected, Seen, unchanged), "2024-09-02").EpisodeKey.ShouldBe(Id(3).ToString("N"));
    }

    [Theory]
    [InlineData(LesionChange.Smaller)]
    [InlineData(LesionChange.Resolved)]
    public void a_later_study_that_shows_it_smaller_or_gone_ends_it(LesionChange change) => When.Silent(
        Cavity, Chart(None, Resected, Seen, Imaged(4, "2024-09-01") with { CavitySincePrior = change }), "2024-09-02", because: "not-gone");

    [Fact]
    public void what_the_reader_states_counts_whatever_is_known_of_earlier_studies()
    {
        When.Fires(Cavity, Chart(Resected, Seen with { CavitySincePrior = LesionChange.Larger }), "2024-05-02");
        When.Silent(
            Cavity, Chart(None, Resected, Seen with { CavitySincePrior = LesionChange.Unchanged }), "2024-05-02",
            because: "cavity-enlarged");
    }

    [Fact]
    public void the_timeline_compares_the_lengths_of_the_cavity()
    {
        var grown = Seen with { CavityLengthMm = 31 };
        Compared(None with { CavityLengthMm = 12, CordCavity = true }, grown).ShouldBe([19m]);
        Compared(None, grown).ShouldBe([null]);

        static decimal?[] Compared(params LesionImaged[] studies) =>
            [.. Timeline.Of(Chart(studies)).Items.Select(item => item.Fact).OfType<LesionComparison>().Select(fact => fact.CavityChangeMm)];
    }

    [Fact]
    public void a_study_of_another_region_neither_shows_it_gone_nor_that_it_was_not_there_before()
    {
        LesionImaged Of(LesionImaged study, params ImagedRegion[] regions) => study with { Regions = regions };
        var thoracic = Of(Seen with { CavitySincePrior = LesionChange.New }, ImagedRegion.Thoracic);
        var neck = Imaged(4, "2024-09-01") with { CordCavity = false };
        foreach (var region in new[] { ImagedRegion.Cervical, ImagedRegion.Brain })
        {
            When.Fires(Cavity, Chart(Resected, thoracic, Of(neck, region)), "2024-09-02");
            When.Silent(
                Cavity, Chart(Of(None, region), Resected, Of(Seen, ImagedRegion.Thoracic)), "2024-05-02", because: "cavity-enlarged");
        }

        When.Silent(
            Cavity, Chart(Resected, thoracic, Of(neck, ImagedRegion.Cervical, ImagedRegion.Thoracic)), "2024-09-02", because: "not-gone");
        When.Silent(Cavity, Chart(Resected, thoracic, neck), "2024-09-02", because: "not-gone");
    }

    [Fact]
    public void a_cavity_of_which_nothing_earlier_is_known_may_be_old() => When.Silent(
        Cavity, Chart(Imaged(2, "2024-01-20"), Resected, Seen), "2024-05-02", because: "cavity-enlarged");

    [Fact]
    public void lengths_are_held_against_the_shortest_since_the_last_study_before_the_operation()
    {
        var before = Imaged(2, "2024-01-20") with { CavityLengthMm = 20 };
        var first = Imaged(3, "2024-05-01") with { CavityLengthMm = 17 };
        When.Silent(
            Cavity, Chart(before, Resected, first, Imaged(4, "2024-09-01") with { CavityLengthMm = 21.9m }), "2024-09-02",
            because: "cavity-enlarged");
        var grown = Imaged(4, "2024-09-01") with { CavityLengthMm = 22 };
        When.Fires(Cavity, Chart(before, Resected, first, grown), "2024-09-02").Thresholds.ShouldHaveSingleItem().Value.ShouldBe(5);
        When.Silent(
            Cavity, Chart(before, Resected, first, grown), "2024-09-02", because: "cavity-enlarged",
            ClinicSettings.HouseDefault with { CavityGrowthMm = 6 });
        // Longer ago than the last study before the operation counts for nothing.
        When.Silent(
            Cavity, Chart(Imaged(5, "2023-01-20") with { CavityLengthMm = 2 }, before, Resected, first), "2024-09-02",
            because: "cavity-enlarged");
    }

    [Theory]
    [InlineData(null)]
    [InlineData(false)]
    public void nothing_is_told_where_dura_is_not_recorded_as_resected(bool? resected) => When.Silent(
        Cavity, Chart(None, Operated(1, "2024-02-01") with { DuraResected = resected }, Seen), "2024-05-02", because: "dura-resected");

    [Fact]
    public void a_study_that_may_have_come_before_the_operation_tells_nothing() => When.Silent(
        Cavity, Chart(None, Resected with { PerformedOn = Date("2024-05") }, Seen), "2024-05-02", because: "cavity-enlarged");

    [Fact]
    public void what_is_absent_or_gone_is_not_described()
    {
        Wrong(Seen with { CordCavity = false, CavityLengthMm = 3 }).ShouldBe(["cordCavity absent-cavity-described"]);
        Wrong(Seen with { CordCavity = false, CavitySincePrior = LesionChange.New }).ShouldBe(["cordCavity absent-cavity-described"]);
        Wrong(Seen with { CavitySincePrior = LesionChange.Resolved }).ShouldBe(["cavitySincePrior present-cavity-resolved"]);
        Wrong(Seen with { CordCavity = false, CavitySincePrior = LesionChange.Resolved }).ShouldBeEmpty();
        Wrong(Imaged(3, "2024-05-01") with { CavityLengthMm = 3, CavitySincePrior = LesionChange.Smaller }).ShouldBeEmpty();
    }

    private static string[] Wrong(ClinicalEntry entry) =>
        [.. ChartRules.Contradictions(Chart(entry), Today).Select(wrong => $"{wrong.Member} {wrong.Code}")];
}
