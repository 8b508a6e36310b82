using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Alerts;

public sealed class NoResponseSpecs
{
    private const string None = "no-response";

    [Fact]
    public void four_weeks_on_forty_milligrams_without_a_response_on_record_are_told()
    {
        var chart = Chart(Imaged(1, "2024-03-01"), Started(2, "2024-03-01", 40));
        When.Silent(None, chart, "2024-03-28", because: "long-enough").HoldsFrom.ShouldBe(Day("2024-03-29"));
        When.Fires(None, chart, "2024-03-29").Sentence.ShouldBe(
            "The dose was 40 mg of prednisone a day or more for 28 days from 2024-03-01 on, and no response is on record: "
            + "neither an examination nor a study since is on record.");
    }

    [Fact]
    public void the_dose_is_that_of_prednisone_whatever_the_drug()
    {
        When.Fires(None, Chart(Started(1, "2024-03-01", 32, Glucocorticoid.Methylprednisolone)), "2024-03-29");
        When.Silent(None, Chart(Started(1, "2024-03-01", 31, Glucocorticoid.Methylprednisolone)), "2024-03-29", because: "dose-reached");
        When.Silent(None, Chart(Started(1, "2024-03-01", 40, drug: null)), "2024-03-29", because: "dose-reached");
    }

    [Fact]
    public void a_taper_that_began_sooner_is_no_failure() => When.Silent(
        None, Chart(Started(1, "2024-03-01", 40), Changed(2, 1, "2024-03-28", 35)), "2024-06-01", because: "dose-reached");

    [Fact]
    public void a_smaller_lesion_or_a_better_grade_is_a_response()
    {
        object[] given = [Imaged(1, "2024-03-01"), Graded(2, "2024-03-01", AsiaGrade.C), Started(3, "2024-03-01", 60)];
        When.Silent(
            None, Chart([.. given, Imaged(4, "2024-03-28") with { ChangeSincePrior = LesionChange.Smaller }]), "2024-04-01",
            because: "none-on-record");
        When.Silent(None, Chart([.. given, Graded(4, "2024-03-28", AsiaGrade.D)]), "2024-04-01", because: "none-on-record");
    }

    [Fact]
    public void a_study_of_the_brain_alone_shows_no_response_of_the_spine_and_is_not_named_as_the_last_one()
    {
        var brain = Imaged(4, "2025-01-28") with { ChangeSincePrior = LesionChange.Smaller, Regions = [ImagedRegion.Brain] };
        When.Fires(None, Chart(Imaged(1, "2024-03-10"), Started(3, "2024-03", 60), brain), "2025-02-10").Sentence
            .ShouldEndWith("neither an examination nor a study since is on record.");
    }

    [Fact]
    public void what_is_better_under_a_dose_that_was_raised_for_progression_is_a_response_to_that()
    {
        object[] raised =
        [
            Imaged(1, "2024-03-01"), Started(3, "2024-03-01", 30), Imaged(4, "2024-07-01") with { ChangeSincePrior = LesionChange.Larger },
            Changed(5, 3, "2024-07-02", 60),
        ];
        When.Fires(None, Chart(raised), "2024-08-01");
        When.Silent(
            None, Chart([.. raised, Imaged(6, "2024-07-28") with { ChangeSincePrior = LesionChange.Smaller }]), "2024-08-01",
            because: "none-on-record");
    }

    [Theory]
    [InlineData("2024")]
    [InlineData("2024-03")]
    public void what_is_seen_to_be_better_under_the_dose_is_a_response_on_whichever_day_it_began(string started)
    {
        object[] given = [Imaged(1, "2024-03-10"), Graded(2, "2024-03-10", AsiaGrade.C), Started(3, started, 60)];
        When.Silent(
            None, Chart([.. given, Imaged(4, "2025-01-28") with { ChangeSincePrior = LesionChange.Smaller }]), "2025-02-10",
            because: "none-on-record");
        When.Silent(None, Chart([.. given, Graded(4, "2025-01-28", AsiaGrade.D)]), "2025-02-10",
            because: "none-on-record");
        When.Fires(
            None,
            Chart(
                [.. given, Graded(4, "2025-01-28", AsiaGrade.C), Imaged(5, "2025-01-28") with { ChangeSincePrior = LesionChange.Larger }]),
            "2025-02-10");
    }

    [Fact]
    public void a_response_to_treatment_that_was_begun_before_the_recurrence_was_recorded_is_one()
    {
        object[] recurred =
        [
            Graded(1, "2023-01-01", AsiaGrade.D), Started(2, "2023-01-05", 5), Graded(3, "2023-06-01", AsiaGrade.E),
            Changed(4, 2, "2024-02-20", 40), Recurred(5, "2024-03-01"), Graded(6, "2024-03-01", AsiaGrade.D),
        ];
        When.Fires(None, Chart(recurred), "2024-04-01");
        When.Silent(None, Chart([.. recurred, Graded(7, "2024-03-25", AsiaGrade.E)]), "2024-04-01", because: "none-on-record");
    }

    [Fact]
    public void an_unchanged_lesion_and_grade_are_none() => When.Fires(
        None,
        Chart(
            Imaged(1, "2024-03-01"), Graded(2, "2024-03-01", AsiaGrade.C), Started(3, "2024-03-01", 60),
            Graded(4, "2024-03-20", AsiaGrade.C), Imaged(5, "2024-03-28") with { ChangeSincePrior = LesionChange.Unchanged }),
        "2024-04-01").Sentence.ShouldEndWith(": the last examination is of 2024-03-20, the last study of 2024-03-28.");

    [Fact]
    public void a_dose_for_another_disease_asks_nothing() => When.Silent(
        None, Chart(Started(1, "2024-03-01", 40) with { Indication = Indication.Other }), "2024-04-01", because: "dose-reached");

    [Fact]
    public void of_several_times_on_the_dose_the_last_is_asked_about_and_until_it_was_long_enough_the_one_before()
    {
        object[] given = [Started(1, "2024-03-01", 40), Changed(2, 1, "2024-04-10", 20), Changed(3, 1, "2024-05-01", 40)];
        When.Fires(None, Chart(given), "2024-05-20").Sentence.ShouldContain("from 2024-03-01 on");
        When.Fires(None, Chart([.. given, Changed(4, 1, "2024-05-10", 20)]), "2024-05-20").Sentence.ShouldContain("from 2024-03-01 on");
        object[] thrice = [.. given, Changed(4, 1, "2024-06-10", 20), Changed(5, 1, "2024-07-01", 40)];
        When.Fires(None, Chart(thrice), "2024-07-20").Sentence.ShouldContain("from 2024-05-01 on");
    }

    [Fact]
    public void after_a_year_nobody_is_asked_any_more() =>
        When.Silent(None, Chart(Started(1, "2024-03-01", 40)), "2025-03-29", because: "long-enough");
}
