using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Alerts;

public sealed class UntreatedCompressionSpecs
{
    private const string Untreated = "untreated-compression";

    [Fact]
    public void compression_without_treatment_is_for_today_when_a_day_has_passed()
    {
        var chart = Chart(Compressed(1, "2024-05-01"));
        When.Silent(Untreated, chart, "2024-05-02", because: "limit-passed").HoldsFrom.ShouldBe(Day("2024-05-03"));
        var finding = When.Fires(Untreated, chart, "2024-05-03");
        finding.Sentence.ShouldBe(
            "The study of 2024-05-01 shows compression of the cord, and 1 day later no operation and no drug for this disease is on "
            + "record.");
        (finding.Urgency, finding.EpisodeKey).ShouldBe((Urgency.Urgent, $"compression:{Id(1):N}"));
        When.Fires(Untreated, chart, "2024-05-02", ClinicSettings.HouseDefault with { TreatCompressionWithinDays = 0 });
    }

    [Theory]
    [InlineData(AsiaGrade.A)]
    [InlineData(AsiaGrade.C)]
    public void a_severe_deficit_that_was_never_treated_is_for_today(AsiaGrade grade) =>
        When.Fires(Untreated, Chart(Graded(1, "2024-05-01", grade)), "2024-05-03").Urgency.ShouldBe(Urgency.Urgent);

    [Fact]
    public void a_mild_deficit_is_none() =>
        When.Silent(Untreated, Chart(Graded(1, "2024-05-01", AsiaGrade.D)), "2024-06-01", because: "severe-deficit");

    [Fact]
    public void an_operation_or_a_glucocorticoid_since_is_treatment()
    {
        When.Silent(Untreated, Chart(Compressed(1, "2024-05-01"), Operated(2, "2024-05-02")), "2024-06-01", because: "not-treated");
        When.Silent(Untreated, Chart(Compressed(1, "2024-05-01"), Started(2, "2024-05-02", 40)), "2024-06-01", because: "not-treated");
        When.Silent(
            Untreated, Chart(Graded(1, "2024-05-01", AsiaGrade.B), Operated(2, "2024-05-02")), "2024-06-01", because: "not-treated");
    }

    [Fact]
    public void a_biopsy_or_a_drug_for_another_disease_is_none()
    {
        When.Fires(
            Untreated, Chart(Compressed(1, "2024-05-01"), Operated(2, "2024-05-02") with { Procedures = [Procedure.Biopsy] }),
            "2024-06-01");
        When.Fires(
            Untreated, Chart(Compressed(1, "2024-05-01"), Started(2, "2024-05-02", 40) with { Indication = Indication.Other }),
            "2024-06-01");
    }

    [Fact]
    public void what_was_treated_and_goes_on_being_seen_asks_nothing() => When.Silent(
        Untreated,
        Chart(
            Compressed(1, "2022-05-01"), Started(2, "2022-05-02", 40), Stopped(3, 2, "2023-05-01"), Compressed(4, "2024-05-01")),
        "2024-06-01", because: "not-treated");

    [Fact]
    public void compression_that_comes_back_long_after_treatment_is_untreated() => When.Fires(
        Untreated,
        Chart(
            Compressed(1, "2022-05-01"), Started(2, "2022-05-02", 40), Stopped(3, 2, "2023-05-01"), Imaged(5, "2023-05-01", present: false),
            Compressed(4, "2024-05-01")),
        "2024-06-01").EpisodeKey.ShouldBe($"compression:{Id(4):N}");

    [Fact]
    public void a_study_that_does_not_speak_of_the_cord_shows_no_compression_and_no_end_of_it()
    {
        When.Silent(Untreated, Chart(Imaged(1, "2024-05-01")), "2024-06-01", because: "compression-seen");
        When.Fires(Untreated, Chart(Compressed(1, "2024-05-01"), Imaged(2, "2024-05-20")), "2024-06-01");
        When.Silent(
            Untreated, Chart(Compressed(1, "2024-05-01"), Imaged(2, "2024-05-20") with { CordCompression = false }), "2024-06-01",
            because: "compression-not-gone");
    }

    private static LesionImaged Compressed(int id, string on) => Imaged(id, on) with { CordCompression = true };
}
