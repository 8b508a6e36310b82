using System.Globalization;
using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Settings;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Alerts;

/// <summary>Growth in small steps, and what treatment begun on suspicion is first seen to be for.</summary>
public sealed class LesionGrowthSpecs
{
    private const string Lesion = "new-or-larger-lesion";

    // One study a month, in millimetres.
    [Theory]
    [InlineData("5.5 6.5", false)]
    [InlineData("5.5 6.5 7.4", false)]
    [InlineData("5.5 6.5 7.5", true)]
    [InlineData("5.5 7 8.5", true)]
    [InlineData("5.5 7 8.5 10", false)]
    [InlineData("5.5 7 8.5 10 10.5", true)]
    [InlineData("8 5.5 6.5 7.5", true)]
    [InlineData("5.5 10 10", false)]
    [InlineData("5.5 10 8 10", true)]
    public void a_lesion_that_grows_in_silent_steps_is_told_once_for_each_growth(string thicknesses, bool fires)
    {
        var chart = Chart(Studies(thicknesses));
        if (fires) When.Fires(Lesion, chart, "2024-12-31");
        else When.Silent(Lesion, chart, "2024-12-31", because: "new-or-larger");
    }

    [Fact]
    public void it_is_held_against_the_thinnest_and_says_which_that_was()
    {
        var finding = When.Fires(Lesion, Chart(Studies("5.5 6.5 7.5")), "2024-12-31");
        finding.Sentence.ShouldBe(
            "The study of 2024-03-01 shows a lesion of 7.5 mm; the thinnest before it, on 2024-01-01, was a lesion of 5.5 mm.");
        finding.RestsOn.Select(fact => fact.EntryId).ShouldBe([Id(1), Id(3)]);
        finding.WouldNotHaveFired.OfType<OtherThreshold>().ShouldHaveSingleItem().Value.ShouldBe(2.1m);
    }

    [Fact]
    public void a_reader_who_sees_no_change_from_the_study_before_does_not_hide_slow_growth()
    {
        var chart = Chart(Studies("5.5 6.5 7.5").Select(study => study with { ChangeSincePrior = LesionChange.Unchanged }));
        When.Fires(Lesion, chart, "2024-12-31");
        When.Silent(Lesion, Chart(Studies("5.5 6.5 7.5").Select(study => study with { ChangeSincePrior = LesionChange.Smaller })),
            "2024-12-31", because: "new-or-larger");
    }

    [Fact]
    public void growth_that_a_reader_stated_is_not_told_again()
    {
        var studies = Studies("5.5 7 8.5").ToList();
        studies[1] = studies[1] with { ChangeSincePrior = LesionChange.Larger };
        When.Silent(Lesion, Chart(studies), "2024-12-31", because: "new-or-larger");
    }

    [Fact]
    public void what_it_was_long_before_treatment_is_no_standard()
    {
        ClinicalEntry[] events = [.. Studies("5.5 9"), Started(9, "2024-02-10", 40m), .. Studies("9 9.5").Select((study, i) =>
            study with { EntryId = Id(20 + i), ImagedOn = Date(i == 0 ? "2024-05-01" : "2024-08-01") })];
        When.Silent(Lesion, Chart(events), "2024-12-31", because: "new-or-larger");
    }

    [Fact]
    public void once_a_recurrence_is_under_control_what_is_left_is_the_standard()
    {
        ClinicalEntry[] studies = [.. Studies("4 5.5")];
        var later = Imaged(5, "2024-06-01") with { ThicknessMm = 6.5m };
        When.Fires(Lesion, Chart([.. studies, Recurred(8, "2024-02-01"), later]), "2024-12-31");
        When.Silent(Lesion, Chart([.. studies, Recurred(8, "2024-02-01"), Resolved(9, 8, "2024-03-01"), later]), "2024-12-31",
            because: "new-or-larger");
    }

    [Fact]
    public void a_higher_limit_is_tried_against_what_it_would_have_told_before()
    {
        var chart = Chart(Studies("5.5 7.5 9.5"));
        var other = When.Fires(Lesion, chart, "2024-12-31").WouldNotHaveFired.OfType<OtherThreshold>().ShouldHaveSingleItem();
        other.Value.ShouldBe(4.1m);
        When.Silent(
            Lesion, chart, "2024-12-31", because: "new-or-larger", ClinicSettings.HouseDefault with { LesionGrowthMm = other.Value });
        When.Fires(Lesion, chart, "2024-12-31", ClinicSettings.HouseDefault with { LesionGrowthMm = 2.5m });
    }

    [Theory]
    [InlineData("2024-03-04", LesionChange.New, false)]
    [InlineData("2024-03-08", LesionChange.New, false)]
    [InlineData("2024-03-09", LesionChange.New, true)]
    [InlineData("2024-03-04", LesionChange.Larger, false)]
    public void a_lesion_first_seen_days_after_treatment_began_on_suspicion_is_the_one_it_was_begun_for(
        string imaged, LesionChange change, bool fires)
    {
        ClinicalEntry[] events = [Started(1, "2024-03-01", 40m), Imaged(2, imaged) with { ChangeSincePrior = change }];
        if (fires) When.Fires(Lesion, Chart(events), "2024-03-20");
        else When.Silent(Lesion, Chart(events), "2024-03-20", because: "not-what-treatment-began-with");
        CourseEvents.Of(new(Chart(events))).IsEmpty.ShouldBe(!fires);
        RecurrenceTimeline.Of(Chart(events), RecurrenceDefinition.Find("composite/4")!).EarlyDeteriorations.Length.ShouldBe(1);
    }

    [Fact]
    public void it_is_so_although_an_older_study_had_shown_none()
    {
        ClinicalEntry[] events = [Imaged(1, "2023-03-01", present: false), Started(2, "2024-03-01", 40m),
            Imaged(3, "2024-03-04") with { ChangeSincePrior = LesionChange.New }];
        When.Silent(Lesion, Chart(events), "2024-03-20", because: "not-what-treatment-began-with");
        CourseEvents.Of(new(Chart(events))).ShouldBeEmpty();
    }

    [Fact]
    public void what_grew_within_days_after_it_had_been_seen_deteriorated_early()
    {
        ClinicalEntry[] events = [Imaged(1, "2024-02-28"), Started(2, "2024-03-01", 40m),
            Imaged(3, "2024-03-04") with { ChangeSincePrior = LesionChange.Larger }];
        When.Fires(Lesion, Chart(events), "2024-03-20");
        CourseEvents.Of(new(Chart(events))).ShouldHaveSingleItem().Kind.ShouldBe(CourseEventKind.EarlyDeterioration);
    }

    [Fact]
    public void growth_after_it_is_progression_from_the_next_study_on()
    {
        ClinicalEntry[] events = [Started(1, "2024-03-01", 40m), Imaged(2, "2024-03-04") with { ChangeSincePrior = LesionChange.New },
            Imaged(3, "2024-06-04") with { ChangeSincePrior = LesionChange.Larger }];
        var told = CourseEvents.Of(new(Chart(events))).ShouldHaveSingleItem();
        (told.Kind, told.Episode.Interval.By.Earliest).ShouldBe((CourseEventKind.Progression, Day("2024-06-04")));
    }

    [Fact]
    public void a_lesion_that_grows_on_treatment_by_what_was_measured_alone_is_progression_and_free_of_nothing()
    {
        ClinicalEntry[] events = [Started(9, "2024-01-02", 40m), .. Studies("6 7.5 9 10.5")];
        var told = CourseEvents.Of(new(Chart(events))).ShouldHaveSingleItem();
        (told.Kind, told.Episode.Interval.By.Earliest).ShouldBe((CourseEventKind.Progression, Day("2024-03-01")));
        var free = RecurrenceTimeline.Of(Chart(events), RecurrenceDefinition.Composite).FreeInterval(TimeZero.TreatmentStart);
        (free.EndedBy, free.Exact?.Time).ShouldBe((ObservationEnd.Progression, 59));
        RecurrenceTimeline.Of(Chart(events), RecurrenceDefinition.Find("progression/1")!).Episodes.ShouldBeEmpty();
    }

    [Fact]
    public void slow_growth_after_a_quiet_study_ends_the_quiet_interval_and_is_a_recurrence()
    {
        ClinicalEntry[] events = [Started(9, "2023-06-02", 40m), .. Studies("5 6 7.5").Select(study =>
            study with { ChangeSincePrior = LesionChange.Unchanged })];
        var told = CourseEvents.Of(new(Chart(events))).ShouldHaveSingleItem();
        (told.Kind, told.Episode.Interval.By.Earliest).ShouldBe((CourseEventKind.Recurrence, Day("2024-03-01")));
        QuietCourse.Of(new ChartReading(Chart(events))).Intervals.ShouldHaveSingleItem().EndedOn!.Value.Earliest
            .ShouldBe(Day("2024-03-01"));
    }

    private static IEnumerable<LesionImaged> Studies(string thicknesses) => thicknesses.Split(' ').Select((thickness, i) =>
        Imaged(i + 1, $"2024-{i + 1:00}-01") with { ThicknessMm = decimal.Parse(thickness, CultureInfo.InvariantCulture) });
}
