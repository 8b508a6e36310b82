using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Response;
using IgG4FollowUp.Specs.Alerts;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Recurrence;

/// <summary>No worsening is hidden by what was entered first, by how it was examined, or by what was imaged beside it.</summary>
public sealed class NothingMissedSpecs
{
    private const string Worse = "neurological-worsening";
    private const string Lesion = "new-or-larger-lesion";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void who_is_worse_after_the_operation_of_a_day_than_before_it_deteriorated_early_in_whichever_order_it_was_entered(bool reversed)
    {
        object[] ofTheDay =
        [
            Graded(1, "2026-11-20", AsiaGrade.D) with { TreatmentPhase = TreatmentPhase.BeforeTreatment }, Operated(2, "2026-11-20"),
            Graded(3, "2026-11-20", AsiaGrade.A) with { TreatmentPhase = TreatmentPhase.AfterTreatment },
        ];
        if (reversed) Array.Reverse(ofTheDay);
        var chart = Chart([.. ofTheDay, Graded(4, "2026-11-21", AsiaGrade.A), Graded(5, "2026-11-28", AsiaGrade.A)]);
        When.Fires(Worse, chart, "2026-11-29").Urgency.ShouldBe(Urgency.Urgent);
        var told = CourseEvents.Of(new(chart)).ShouldHaveSingleItem();
        (told.Kind, told.IsSuspected, told.Episode.Interval.By)
            .ShouldBe((CourseEventKind.EarlyDeterioration, false, Exactly("2026-11-20")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void of_two_examinations_on_one_day_the_patient_falls_from_the_better_one(bool reversed)
    {
        object[] ofTheDay = [Graded(1, "2022-01-05", AsiaGrade.D), Graded(3, "2022-01-05", AsiaGrade.B)];
        if (reversed) Array.Reverse(ofTheDay);
        var chart = Chart(
            [Operated(2, "2022-01-05"), .. ofTheDay, Graded(4, "2022-01-06", AsiaGrade.B), Graded(5, "2022-06-06", AsiaGrade.B)]);
        When.Fires(Worse, chart, "2022-07-01");
        CourseEvents.Of(new(chart)).ShouldHaveSingleItem().Kind.ShouldBe(CourseEventKind.EarlyDeterioration);
        QuietCourse.Of(new ChartReading(chart)).Intervals.ShouldBeEmpty("who has not come back is not quiet");
    }

    [Fact]
    public void an_examination_that_cannot_speak_of_what_was_lost_shows_nobody_quiet()
    {
        object[] lost = [Legs(1, "2025-01-05", 3), Imaged(2, "2025-01-05"), Started(3, "2025-01-06", 5m), Legs(4, "2025-04-05", 5),
            Imaged(5, "2025-04-05", present: false), Legs(6, "2025-10-05", 2)];
        object[] letters = [Graded(7, "2025-12-05", AsiaGrade.C), Imaged(8, "2025-12-05", present: false),
            Graded(9, "2026-06-20", AsiaGrade.C), Imaged(10, "2026-06-20", present: false)];
        var chart = Chart([.. lost, .. letters]);
        When.Asked(Worse, chart, "2026-07-01").ShouldNotBeEmpty();
        var quiet = QuietCourse.Of(new ChartReading(chart));
        quiet.Remissions.ShouldBeEmpty();
        // A letter E says that all of it is back.
        var back = QuietCourse.Of(new ChartReading(Chart([.. lost, Graded(7, "2026-06-20", AsiaGrade.E), letters[3]])));
        back.Intervals[^1].EndedOn.ShouldBeNull();
        When.Asked(Worse, Chart([.. lost, Graded(7, "2026-06-20", AsiaGrade.E)]), "2026-07-01").ShouldBeEmpty();
        When.Asked(Worse, Chart([.. lost, Graded(7, "2026-06-20", AsiaGrade.E), Legs(8, "2026-12-20", 2)]), "2027-01-01")
            .ShouldNotBeEmpty();
    }

    [Fact]
    public void letters_after_a_whole_examination_that_was_normal_fall_from_it()
    {
        ClinicalEntry[] events =
        [
            Started(1, "2019-01-01", 5m), Legs(2, "2018-12-20", 3), Legs(3, "2019-06-01", 5), Legs(4, "2020-01-01", 5),
            Graded(5, "2020-06-01", AsiaGrade.D),
        ];
        When.Fires(Worse, Chart(events), "2020-06-02");
        CourseEvents.Of(new(Chart(events))).ShouldHaveSingleItem().IsSuspected.ShouldBeTrue();
        var told = CourseEvents.Of(new(Chart([.. events, Graded(6, "2020-07-01", AsiaGrade.D)]))).ShouldHaveSingleItem();
        (told.Kind, told.IsSuspected, told.Episode.Interval)
            .ShouldBe((CourseEventKind.Recurrence, false, new(Exactly("2020-01-01"), Exactly("2020-06-01"))));
        // A grade that follows from an examination and a letter are held against each other in nothing else.
        CourseEvents.Of(new(Chart([.. events[..2], Legs(3, "2019-06-01", 4), Graded(4, "2020-01-01", AsiaGrade.C)]))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(4, true)]
    [InlineData(5, false)]
    [InlineData(2, false)]
    public void a_deficit_that_is_no_worse_on_the_day_after_an_operation_than_before_it_was_there(int after, bool confirmed)
    {
        var chart = Chart(
            Started(1, "2019-01-01", 5m), Legs(2, "2019-06-01", 5), Legs(3, "2020-01-01", 5), Legs(4, "2020-06-01", 3),
            Operated(5, "2020-06-01"), Legs(6, "2020-06-02", after), Legs(7, "2020-12-01", 5));
        var told = CourseEvents.Of(new(chart)).First();
        (told.Kind, told.IsSuspected, told.Episode.Interval.By)
            .ShouldBe((CourseEventKind.Recurrence, !confirmed, Exactly("2020-06-01")));
        RecurrenceTimeline.Of(chart, RecurrenceDefinition.Find("composite/4")!).Episodes.ShouldBeEmpty();
    }

    [Fact]
    public void a_clinic_that_changes_from_letters_to_whole_examinations_sees_the_relapse()
    {
        object[] letters = [Graded(1, "2025-10-05", AsiaGrade.D), Started(2, "2025-10-06", 5m), Graded(3, "2026-02-05", AsiaGrade.E)];
        var chart = Chart([.. letters, Legs(4, "2026-11-28", 1)]);
        When.Fires(Worse, chart, "2026-11-30");
        RecurrenceTimeline.Of(chart, RecurrenceDefinition.Clinical).Suspected.ShouldHaveSingleItem().Interval.By
            .ShouldBe(Exactly("2026-11-28"));
        QuietCourse.Of(new ChartReading(chart)).Intervals.ShouldHaveSingleItem().EndedOn.ShouldBe(Exactly("2026-11-28"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void a_new_lesion_beside_a_smaller_one_at_one_sitting_is_told_in_whichever_order_they_were_entered(bool reversed)
    {
        object[] sitting = [At(3, "2026-07-05", "T8-T10", LesionChange.New) with { CordCompression = true },
            At(4, "2026-07-05", "C2-C5", LesionChange.Smaller)];
        if (reversed) Array.Reverse(sitting);
        object[] events = [At(1, "2026-01-05", "C2-C5", null), Started(2, "2026-01-06", 40m), .. sitting];
        When.Fires(Lesion, Chart(events), "2026-07-06").Urgency.ShouldBe(Urgency.Urgent);
        // A study of the other lesion does not settle it, one of the same does.
        When.Fires(Lesion, Chart([.. events, At(5, "2026-09-05", "C2-C5", LesionChange.Smaller)]), "2026-09-06");
        When.Silent(Lesion, Chart([.. events, At(5, "2026-09-05", "T7-T9", LesionChange.Smaller)]), "2026-09-06", because: "new-or-larger");
    }

    [Theory]
    [InlineData("2022-07-05")]
    [InlineData("2022-07-07")]
    public void each_of_two_lesions_is_measured_against_itself(string second)
    {
        object[] events =
        [
            At(1, "2022-01-05", "T8-T10", null, 4), At(2, "2022-01-05", "C2-C5", null, 9), Started(3, "2022-01-06", 40m),
            At(4, "2022-07-05", "C2-C5", LesionChange.Unchanged, 9), At(5, second, "T8-T10", LesionChange.Unchanged, 4),
            At(6, "2023-01-05", "C2-C5", null, 9),
        ];
        CourseEvents.Of(new(Chart(events))).ShouldBeEmpty();
        When.Silent(Lesion, Chart(events), "2023-02-01", because: "new-or-larger");
        var response = TreatmentResponses.Of(Chart(events)).Responses[0];
        (response.At.Single(at => at.Months == 6).Radiological, response.RespondedOn).ShouldBe((RadiologicalResponse.Unchanged, null));
        CourseEvents.Of(new(Chart([.. events, At(7, "2023-07-05", "T9", null, 7)]))).ShouldHaveSingleItem()
            .Episode.Interval.By.ShouldBe(Exactly("2023-07-05"));
    }

    [Fact]
    public void a_study_of_another_region_neither_makes_the_lesion_gone_nor_lets_it_come_back()
    {
        object[] events =
        [
            At(1, "2024-12-05", "C2-C5", null), Started(2, "2025-01-06", 5m),
            Imaged(3, "2025-04-05", present: false) with { Regions = [ImagedRegion.Thoracic] }, Graded(4, "2025-04-05", AsiaGrade.E),
            At(5, "2025-10-05", "C2-C5", null),
        ];
        CourseEvents.Of(new(Chart(events))).ShouldBeEmpty();
        TreatmentResponses.Of(Chart(events)).Responses[0].At.Single(at => at.Months == 3).Radiological.ShouldBeNull();
        object[] covered =
            [.. events[..2], Imaged(3, "2025-04-05", present: false) with { Regions = [ImagedRegion.Cervical] }, .. events[3..]];
        CourseEvents.Of(new(Chart(covered))).ShouldHaveSingleItem().Kind.ShouldBe(CourseEventKind.Recurrence);
    }

    [Fact]
    public void enhancement_where_there_was_none_is_seen_though_the_reader_does_not_compare()
    {
        ClinicalEntry[] events =
        [
            Imaged(1, "2025-01-05"), Started(2, "2025-01-06", 40m),
            Imaged(3, "2025-04-05") with { Enhancement = Enhancement.None, ThicknessMm = 4, ChangeSincePrior = LesionChange.Smaller },
            Imaged(4, "2025-12-20") with { Enhancement = Enhancement.Homogeneous, ThicknessMm = 4 },
        ];
        When.Fires(Lesion, Chart(events), "2025-12-21");
        CourseEvents.Of(new(Chart(events))).ShouldHaveSingleItem().Kind.ShouldBe(CourseEventKind.Recurrence);
        When.Silent(Lesion, Chart([.. events[..3], Imaged(4, "2025-12-20") with { Enhancement = Enhancement.None, ThicknessMm = 4 }]),
            "2025-12-21", because: "new-or-larger");
    }

    [Theory]
    [InlineData("2026-10-25", 20, true)]
    [InlineData("2026-10-25", 5, true)]
    [InlineData("2026-10-25", 25, false)]
    [InlineData("2026-11-05", 20, false)]
    public void another_drug_at_no_higher_dose_is_no_treatment_of_a_recurrence(string from, int mg, bool goesOn)
    {
        object[] events = [Graded(1, "2024-01-01", AsiaGrade.E), Imaged(2, "2024-01-01", present: false), Started(3, "2024-01-05", 20m),
            Graded(4, "2025-01-01", AsiaGrade.E), Recurred(5, "2026-10-20"), Stopped(6, 3, "2026-10-24"), Started(7, from, mg)];
        TreatmentResponses.Of(Chart(events)).Responses[^1].Treatments.IsEmpty.ShouldBe(goesOn);
        if (goesOn) When.Fires("recurrence-without-treatment-change", Chart(events), "2026-11-20");
        else When.Silent("recurrence-without-treatment-change", Chart(events), "2026-11-20", because: "no-change-of-treatment");
    }

    [Fact]
    public void a_suspicion_is_ruled_out_by_an_examination_and_an_mri_that_are_quiet_and_by_neither_alone()
    {
        object[] suspected = [Graded(1, "2024-01-01", AsiaGrade.C), Imaged(2, "2024-01-01"), Started(3, "2024-01-06", 5m),
            Graded(4, "2024-04-06", AsiaGrade.D), Imaged(5, "2024-04-06", present: false),
            Visited(6, "2024-07-06") with { RecurrenceAssessment = RecurrenceAssessment.Suspected, Mode = VisitMode.Remote }];
        const string Open = "suspected-recurrence-open";
        var examined = Chart([.. suspected, Graded(7, "2025-01-10", AsiaGrade.D), Graded(8, "2025-07-20", AsiaGrade.D)]);
        When.Fires(Open, examined, "2025-08-01");
        QuietCourse.Of(new ChartReading(examined)).Intervals.ShouldHaveSingleItem().EndIsSuspected.ShouldBeTrue();
        object[] both = [.. suspected, Graded(7, "2025-01-10", AsiaGrade.D), Imaged(8, "2025-07-20", present: false)];
        When.Silent(Open, Chart(both), "2025-08-01", because: "not-settled");
        QuietCourse.Of(new ChartReading(Chart(both))).Intervals.ShouldHaveSingleItem().EndedOn.ShouldBeNull();
        // What comes years after that does not confirm it.
        QuietCourse.Of(new ChartReading(Chart([.. both, Recurred(9, "2027-06-06")]))).Intervals.ShouldHaveSingleItem()
            .EndedOn.ShouldBe(Exactly("2027-06-06"));
    }

    [Fact]
    public void a_study_of_the_first_days_does_not_show_that_a_later_deficit_had_been_absent()
    {
        object[] events = [Graded(1, "2022-01-05", AsiaGrade.D), Operated(2, "2022-01-06"), Imaged(3, "2022-01-07", present: false),
            Graded(4, "2022-02-10", AsiaGrade.C), Graded(5, "2022-03-10", AsiaGrade.C)];
        CourseEvents.Of(new(Chart(events))).ShouldHaveSingleItem().Kind.ShouldBe(CourseEventKind.Progression);
    }

    [Fact]
    public void one_worsening_is_one_finding_however_often_it_was_looked_at() => When.Fires(
        Worse,
        Chart(
            Graded(1, "2022-01-05", AsiaGrade.D), Started(2, "2022-01-06", 40m), Graded(3, "2022-04-06", AsiaGrade.D),
            Graded(4, "2022-10-06", AsiaGrade.C), Imaged(5, "2022-10-06") with { ChangeSincePrior = LesionChange.Larger },
            Graded(6, "2023-01-10", AsiaGrade.C), Graded(7, "2023-07-10", AsiaGrade.C)),
        "2023-08-01");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void a_fall_that_another_examination_of_the_day_does_not_see_is_disproved_by_the_next_one(bool reversed)
    {
        object[] ofTheDay = [Graded(4, "2022-10-06", AsiaGrade.C), Graded(5, "2022-10-06", AsiaGrade.D)];
        if (reversed) Array.Reverse(ofTheDay);
        var told = CourseEvents.Of(new(Chart([Graded(1, "2022-01-05", AsiaGrade.D), Started(2, "2022-01-06", 40m),
            Graded(3, "2022-04-06", AsiaGrade.D), .. ofTheDay, Graded(6, "2022-12-06", AsiaGrade.D)]))).ShouldHaveSingleItem();
        told.Episode.DisprovedOn.ShouldBe(Exactly("2022-12-06"));
    }

    [Theory]
    [InlineData("2026-06-20", true)]
    [InlineData("2026-09-06", false)]
    public void who_is_back_months_after_an_operation_recovered_and_had_not_been_misread(string back, bool disproved)
    {
        var told = CourseEvents.Of(new(Chart(
            Graded(1, "2026-06-05", AsiaGrade.C), Operated(2, "2026-06-06"), Graded(3, "2026-06-07", AsiaGrade.B),
            Graded(4, back, AsiaGrade.C)))).ShouldHaveSingleItem();
        (told.Kind, told.Episode.DisprovedOn is not null).ShouldBe((CourseEventKind.EarlyDeterioration, disproved));
    }

    private static DaySpan Exactly(string day) => new(Day(day), Day(day));

    private static LesionImaged At(int id, string on, string levels, LesionChange? change, decimal? mm = null) =>
        Imaged(id, on) with { Levels = SpinalLevels.Parse(levels), ChangeSincePrior = change, ThicknessMm = mm };
}
