using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Response;
using IgG4FollowUp.Specs.Alerts;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Recurrence;

/// <summary>One recurrence is told once, however many looks and words were given to it.</summary>
public sealed class OneRecurrenceSpecs
{
    private static readonly ClinicalEntry Treated = Started(1, "2019-01-01", 40m);

    private static readonly ClinicalEntry[] Quiet = [Graded(101, "2020-01-01", AsiaGrade.C), Imaged(102, "2020-01-01"),
        Started(103, "2020-01-05", 40m), Changed(104, 103, "2020-04-01", 5m), Graded(105, "2020-05-01", AsiaGrade.D),
        Imaged(106, "2020-05-01", present: false), Graded(107, "2020-11-10", AsiaGrade.D), Imaged(108, "2020-11-10", present: false)];

    [Fact]
    public void a_recurrence_confirmed_at_a_visit_and_recorded_months_later_is_one_and_dated_by_the_visit()
    {
        var told = Episodes(Treated, Confirmed(2, "2020-01-01"), Recurred(3, "2020-06-01")).ShouldHaveSingleItem();
        told.Entries.ShouldBe([Id(2), Id(3)]);
        told.Interval.By.ShouldBe(new DaySpan(Day("2020-01-01"), Day("2020-01-01")));
        Episodes(Treated, Confirmed(2, "2020-01-01"), Confirmed(4, "2020-05-01"), Recurred(3, "2020-10-01")).Length.ShouldBe(1);
    }

    [Fact]
    public void it_is_another_one_once_something_was_quiet_or_a_visit_ruled_it_out_in_between()
    {
        ClinicalEntry[] between =
        [
            Visited(4, "2020-03-01") with { RecurrenceAssessment = RecurrenceAssessment.None },
            Imaged(4, "2020-03-01", present: false),
            Graded(4, "2020-03-01", AsiaGrade.D),
        ];
        foreach (var quiet in between)
        {
            Episodes(Graded(8, "2018-12-01", AsiaGrade.D), Treated, Graded(9, "2019-06-01", AsiaGrade.D), Confirmed(2, "2020-01-01"), quiet,
                Recurred(3, "2020-06-01")).Length.ShouldBe(2, Json(quiet));
        }

        Episodes(Treated, Confirmed(2, "2020-01-01"), Recurred(3, "2020-06-01", free: "2020-04-01")).Length.ShouldBe(2);
        // What is quiet within the days in which signs belong together is another look at the same.
        Episodes(Treated, Confirmed(2, "2020-01-01"), Imaged(4, "2020-01-20", present: false), Recurred(3, "2020-02-10"))
            .Length.ShouldBe(1);
    }

    [Fact]
    public void what_nobody_had_looked_at_since_the_disease_came_back_came_back_with_it_however_long_after_it_is_seen()
    {
        ClinicalEntry[] deficit = [Graded(20, "2021-07-15", AsiaGrade.C), Graded(21, "2021-08-15", AsiaGrade.C)];
        ClinicalEntry lesion = Study(22, "2021-07-20", LesionChange.New);
        foreach (ClinicalEntry[] course in new ClinicalEntry[][]
        {
            [Confirmed(10, "2021-03-01"), lesion], [Confirmed(10, "2021-03-01"), .. deficit],
            [Recurred(10, "2021-03-01"), lesion], [Study(10, "2021-03-01", LesionChange.New), .. deficit],
            [Graded(10, "2021-03-01", AsiaGrade.C), Graded(11, "2021-04-01", AsiaGrade.C), lesion],
        })
        {
            var told = Episodes([.. Quiet, .. course]).ShouldHaveSingleItem();
            (told.Interval.By.Latest, told.Entries.Length).ShouldBe((Day("2021-03-01"), course.Length));
        }
    }

    [Fact]
    public void it_came_back_again_where_anything_was_quiet_in_between_or_the_same_was_looked_at_and_is_worse()
    {
        foreach (ClinicalEntry[] course in new ClinicalEntry[][]
        {
            [Confirmed(10, "2021-03-01"), Imaged(11, "2021-04-15", present: false), Study(22, "2021-07-20", LesionChange.New)],
            [Recurred(10, "2021-03-01"), Resolved(11, 10, "2021-05-01"), Study(22, "2021-07-20", LesionChange.New)],
            [Recurred(10, "2021-03-01"), Visited(11, "2021-05-01") with { RecurrenceAssessment = RecurrenceAssessment.None },
                Study(22, "2021-07-20", LesionChange.New)],
            [Graded(10, "2021-03-01", AsiaGrade.C), Graded(11, "2021-04-01", AsiaGrade.C), Graded(12, "2021-09-01", AsiaGrade.B),
                Graded(13, "2021-10-01", AsiaGrade.B)],
        })
            Episodes([.. Quiet, .. course]).Length.ShouldBe(2, Json(course[^1]));
        // What was called a recurrence before treatment is what that was for.
        var treated = Chart(Confirmed(10, "2019-04-09"), Started(11, "2020-01-05", 40m), Study(12, "2020-06-01", LesionChange.New));
        RecurrenceTimeline.Of(treated, RecurrenceDefinition.Composite).FreeInterval(TimeZero.TreatmentStart).EndedBy
            .ShouldBe(ObservationEnd.Event);
    }

    [Fact]
    public void a_lesion_first_imaged_months_after_its_recurrence_was_treated_did_not_grow_under_that_treatment()
    {
        var response = TreatmentResponses.Of(Chart([.. Quiet, Confirmed(10, "2021-03-01"), Started(11, "2021-03-02", 30m),
            Study(12, "2021-06-05", LesionChange.New), Study(13, "2021-09-05", LesionChange.Smaller)])).Responses[1];
        response.At.Select(at => at.Radiological).ShouldBe([null, null, RadiologicalResponse.Smaller, null]);
        response.RespondedOn!.Value.Latest.ShouldBe(Day("2021-09-05"));
    }

    [Fact]
    public void of_two_recurrences_that_overlap_the_episode_is_under_control_with_the_last()
    {
        ClinicalEntry[] events = [.. Quiet, Recurred(10, "2021-03-01"), Recurred(11, "2021-04-10"), Resolved(12, 10, "2021-05-01"),
            Resolved(13, 11, "2021-07-01")];
        Episodes(events).ShouldHaveSingleItem().ResolvedOn!.Value.Latest.ShouldBe(Day("2021-07-01"));
        RecurrenceTimeline.Of(Chart(events), RecurrenceDefinition.Find("composite/4")!).Episodes.ShouldHaveSingleItem()
            .ResolvedOn!.Value.Latest.ShouldBe(Day("2021-05-01"));
    }

    [Fact]
    public void growth_that_nobody_dated_is_named_as_such()
    {
        var chart = Chart([.. Quiet, Study(10, "2021-03-01", LesionChange.Larger) with { ImagedOn = ClinicalDate.NotReported }]);
        foreach (var definition in new[] { "composite/5", "clinical/5" })
            RecurrenceTimeline.Of(chart, RecurrenceDefinition.Find(definition)!).Unplaced.ShouldBe([Id(10)]);
    }

    [Fact]
    public void nobody_asks_for_treatment_of_what_went_away_without_any()
    {
        const string rule = "recurrence-without-treatment-change";
        foreach (var (came, gone) in new (ClinicalEntry[], ClinicalEntry)[]
        {
            ([Study(10, "2021-03-01", LesionChange.New)], Imaged(12, "2021-04-20", present: false)),
            ([Graded(10, "2021-03-01", AsiaGrade.C), Graded(11, "2021-03-20", AsiaGrade.C)], Graded(12, "2021-04-20", AsiaGrade.D)),
        })
        {
            When.Fires(rule, Chart([.. Quiet, .. came]), "2021-04-19");
            When.Silent(rule, Chart([.. Quiet, .. came, gone]), "2021-04-20", because: "not-quiet-again");
        }

        // An examination tells nothing of the lesion.
        When.Fires(rule, Chart([.. Quiet, Study(10, "2021-03-01", LesionChange.New), Graded(12, "2021-04-20", AsiaGrade.D)]), "2021-04-20");
    }

    [Fact]
    public void each_of_two_entries_after_a_visit_is_a_recurrence_of_its_own() =>
        Episodes(Treated, Confirmed(2, "2020-01-01"), Recurred(3, "2020-06-01"), Recurred(4, "2021-06-01"))
            .Select(episode => episode.Entries.Length).ShouldBe([2, 1]);

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public void a_visit_years_after_an_entry_speaks_of_the_same_one_unless_the_patient_was_quiet_in_between(bool quiet, int episodes) =>
        Episodes([Treated, Recurred(2, "2020-01-01"), .. quiet ? new[] { Imaged(3, "2020-08-01", present: false) } : [],
            Confirmed(4, "2023-01-01")]).Length.ShouldBe(episodes);

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public void a_visit_months_after_growth_confirms_that_unless_a_study_was_quiet_in_between(bool quiet, int episodes) =>
        Episodes([Imaged(5, "2018-12-01"), Treated, Study(2, "2019-06-01", LesionChange.Unchanged),
            Study(3, "2020-01-01", LesionChange.Larger),
            .. quiet ? new[] { Study(6, "2020-03-01", LesionChange.Smaller) } : [], Confirmed(4, "2020-05-01")]).Length.ShouldBe(episodes);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void what_a_clinician_calls_a_recurrence_in_the_first_days_is_one_at_a_visit_and_by_an_entry_alike(bool visit)
    {
        ClinicalEntry Called(int id, string on) => visit ? Confirmed(id, on) : Recurred(id, on);
        ClinicalEntry[] operated = [Graded(2, "2018-12-20", AsiaGrade.D), Imaged(3, "2018-12-21"), Operated(4, "2019-01-01")];
        ClinicalEntry[] all = [Graded(5, "2019-01-10", AsiaGrade.C), Study(5, "2019-01-10", LesionChange.Larger)];
        foreach (var worse in all)
        {
            Told([.. operated, worse]).ShouldBe([(CourseEventKind.EarlyDeterioration, Day("2019-01-10"))]);
            Told([.. operated, worse, Called(6, "2019-01-15")]).ShouldBe([(CourseEventKind.Recurrence, Day("2019-01-10"))]);
            Told([.. operated, worse, Called(6, "2018-12-28")]).ShouldBe(
                [(CourseEventKind.Recurrence, Day("2018-12-28")), (CourseEventKind.EarlyDeterioration, Day("2019-01-10"))],
                "what was called so before the operation is what it was for");
        }

        Told([.. operated, Called(6, "2019-01-15")]).ShouldBe([(CourseEventKind.Recurrence, Day("2019-01-15"))]);
    }

    [Fact]
    public void a_visit_months_after_growth_that_was_never_quiet_confirms_that_progression()
    {
        ClinicalEntry[] grown = [Imaged(2, "2018-12-21"), Treated, Study(3, "2019-06-01", LesionChange.Larger)];
        ClinicalEntry[] fallen = [Graded(2, "2018-12-21", AsiaGrade.D), Treated, Graded(3, "2019-06-01", AsiaGrade.C),
            Graded(4, "2019-07-01", AsiaGrade.C)];
        foreach (var refractory in new[] { grown, fallen })
        {
            Told([.. refractory, Confirmed(5, "2019-12-01")]).ShouldBe([(CourseEventKind.Progression, Day("2019-06-01"))]);
            Told([.. refractory, Confirmed(5, "2019-12-01"), Confirmed(6, "2020-03-01")]).ShouldHaveSingleItem();
            Told([.. refractory, Study(7, "2019-09-01", LesionChange.Smaller), Confirmed(5, "2019-12-01")]).ShouldBe(
                [(CourseEventKind.Progression, Day("2019-06-01")), (CourseEventKind.Recurrence, Day("2019-12-01"))],
                "it was quiet in between");
        }

        Told([.. grown, Study(4, "2019-11-01", LesionChange.Larger), Confirmed(5, "2019-12-01")])
            .ShouldBe([(CourseEventKind.Progression, Day("2019-06-01"))], "it went on growing");
        Told([.. grown, Confirmed(5, "2019-07-01")])
            .ShouldBe([(CourseEventKind.Recurrence, Day("2019-06-01"))], "it was called so at the time");
        Told([Imaged(2, "2018-12-21"), Operated(1, "2019"), Study(3, "2019-06-01", LesionChange.Larger), Confirmed(5, "2019-12-01")])
            .ShouldBe([(CourseEventKind.Worsening, Day("2019-06-01"))]);
    }

    [Fact]
    public void a_visit_months_after_a_single_fall_confirms_it_unless_something_was_quiet_in_between()
    {
        ClinicalEntry[] fell = [Treated, Graded(2, "2019-06-01", AsiaGrade.D), Graded(3, "2020-01-01", AsiaGrade.D),
            Graded(4, "2020-06-01", AsiaGrade.C)];
        Told([.. fell, Confirmed(5, "2020-11-01")]).ShouldBe([(CourseEventKind.Recurrence, Day("2020-06-01"))]);
        Told([.. fell, Imaged(6, "2020-09-01", present: false), Confirmed(5, "2020-11-01")])
            .ShouldBe([(CourseEventKind.Recurrence, Day("2020-06-01")), (CourseEventKind.Recurrence, Day("2020-11-01"))]);
    }

    [Theory]
    [InlineData(5, 6)]
    [InlineData(6, 5)]
    public void which_of_two_recurrences_without_a_date_is_which_of_those_that_mri_shows_follows_from_what_they_say(int early, int late)
    {
        ClinicalEntry[] shown = [Treated, Study(2, "2019-06-01", LesionChange.Unchanged), Study(3, "2020-01-01", LesionChange.Larger),
            Study(7, "2020-06-01", LesionChange.Smaller), Study(4, "2022-01-01", LesionChange.Larger)];
        RecurrenceRecorded Recorded(int id, LesionPattern pattern) =>
            Recurred(id, "not-reported") with { Kinds = [RecurrenceKind.Radiological], Pattern = pattern };
        Patterns([.. shown, Recorded(early, LesionPattern.Ventral), Recorded(late, LesionPattern.Dorsal), Resolved(8, early, "2020-05-01"),
            Resolved(9, late, "2022-05-01")]).ShouldBe([LesionPattern.Ventral, LesionPattern.Dorsal]);
        Patterns([.. shown, Recorded(early, LesionPattern.Ventral) with { LastKnownFreeOn = Date("2019-06-01") },
            Recorded(late, LesionPattern.Dorsal) with { LastKnownFreeOn = Date("2021-06-01") }])
            .ShouldBe([LesionPattern.Ventral, LesionPattern.Dorsal]);
        Patterns([.. shown, Recorded(early, LesionPattern.Ventral), Recorded(late, LesionPattern.Dorsal)])
            .ShouldBe(Patterns([.. shown, Recorded(late, LesionPattern.Ventral), Recorded(early, LesionPattern.Dorsal)]));

        static LesionPattern?[] Patterns(ClinicalEntry[] events) => [.. Episodes(events).Select(episode => episode.Pattern)];
    }

    [Fact]
    public void a_visit_without_a_date_that_confirms_what_is_told_already_adds_no_recurrence()
    {
        Episodes(Treated, Recurred(2, "2020-01-01"), Confirmed(3, "not-reported")).ShouldHaveSingleItem().Entries.ShouldBe([Id(2), Id(3)]);
        Episodes(Treated, Confirmed(3, "not-reported")).Length.ShouldBe(1);
    }

    [Fact]
    public void a_deficit_of_the_first_days_after_an_operation_that_stays_is_no_recurrence_beside_it()
    {
        ClinicalEntry[] events = [Treated, Graded(2, "2019-06-01", AsiaGrade.D), Graded(3, "2020-01-01", AsiaGrade.D),
            Operated(4, "2021-06-01"), Graded(5, "2021-06-02", AsiaGrade.C), Graded(6, "2021-09-01", AsiaGrade.C),
            Graded(7, "2022-01-01", AsiaGrade.C)];
        Told(events).ShouldBe([(CourseEventKind.EarlyDeterioration, Day("2021-06-02"))]);
        Told([.. events, Graded(8, "2022-06-01", AsiaGrade.B), Graded(9, "2022-07-01", AsiaGrade.B)]).ShouldBe(
            [(CourseEventKind.EarlyDeterioration, Day("2021-06-02")), (CourseEventKind.Recurrence, Day("2022-06-01"))]);
        // Who is back and falls again fell from there.
        Told([.. events[..5], Graded(6, "2021-09-01", AsiaGrade.D), Graded(8, "2022-06-01", AsiaGrade.C),
            Graded(9, "2022-07-01", AsiaGrade.C)])[^1].ShouldBe((CourseEventKind.Recurrence, Day("2022-06-01")));
    }

    [Fact]
    public void what_is_left_of_such_a_deficit_is_the_level_that_a_partial_recovery_is_lost_from() =>
        Told([Treated, Legs(2, "2019-03-01", 5), Legs(3, "2019-06-01", 5), Operated(4, "2020-01-01"), Legs(5, "2020-01-05", 3),
            Legs(6, "2020-04-01", 4), Legs(7, "2020-10-01", 3), Legs(8, "2021-01-01", 3)]).ShouldBe(
            [(CourseEventKind.EarlyDeterioration, Day("2020-01-05")), (CourseEventKind.Recurrence, Day("2020-10-01"))]);

    [Fact]
    public void a_lesion_that_nobody_had_imaged_under_treatment_and_a_deficit_that_came_back_are_one_recurrence()
    {
        ClinicalEntry[] stable = [Graded(2, "2018-12-01", AsiaGrade.C), Imaged(3, "2018-12-02"), Treated,
            Graded(4, "2019-06-01", AsiaGrade.D), Graded(5, "2019-12-01", AsiaGrade.D)];
        ClinicalEntry[] back = [Graded(6, "2020-06-01", AsiaGrade.C), Study(7, "2020-06-02", LesionChange.Larger)];
        Told([.. stable, .. back]).ShouldBe([(CourseEventKind.Recurrence, Day("2020-06-01"))]);
        Told([.. stable, Study(8, "2019-09-01", LesionChange.Larger), .. back])
            .ShouldAllBe(told => told.Kind == CourseEventKind.Progression, "the lesion had grown all along");
        Told([.. stable, Study(7, "2020-06-02", LesionChange.Larger)]).ShouldBe([(CourseEventKind.Progression, Day("2020-06-02"))]);
    }

    [Fact]
    public void a_deficit_of_a_kind_that_nobody_had_examined_comes_back_where_another_kind_of_examination_was_quiet()
    {
        ClinicalEntry[] worse = [Graded(6, "2020-03-01", AsiaGrade.C), Graded(7, "2020-06-01", AsiaGrade.C)];
        Told([Graded(2, "2018-12-01", AsiaGrade.D), Treated, Legs(3, "2019-06-01", 4), Legs(4, "2019-12-01", 4), .. worse])
            .ShouldBe([(CourseEventKind.Recurrence, Day("2020-03-01"))]);
        Told([Graded(2, "2018-12-01", AsiaGrade.D), Treated, .. worse]).ShouldBe([(CourseEventKind.Progression, Day("2020-03-01"))]);
    }

    [Fact]
    public void an_unchanged_lesion_of_the_first_days_is_neither_a_quiet_interval_nor_hides_that_the_disease_had_been_quiet()
    {
        ClinicalEntry[] operated = [Operated(5, "2021-01-05"), Study(6, "2021-01-15", LesionChange.Unchanged),
            Study(7, "2021-06-01", LesionChange.Larger)];
        Told([Imaged(2, "2018-12-02"), Treated, Study(3, "2020-01-01", LesionChange.Unchanged), .. operated])
            .ShouldBe([(CourseEventKind.Recurrence, Day("2021-06-01"))]);
        ClinicalEntry[] never = [Imaged(2, "2020-12-02"), .. operated];
        Told(never).ShouldBe([(CourseEventKind.Progression, Day("2021-06-01"))]);
        QuietCourse.Of(new(Chart(never))).Intervals.ShouldBeEmpty();
    }

    [Fact]
    public void the_study_that_first_shows_a_recurrence_treated_ten_days_before_is_what_treatment_began_with_and_no_progression()
    {
        var responses = TreatmentResponses.Of(Chart(
            Graded(2, "2018-12-01", AsiaGrade.D), Imaged(3, "2018-12-01"), Treated, Graded(4, "2019-06-01", AsiaGrade.E),
            Imaged(5, "2019-06-01", present: false), Changed(6, 1, "2019-06-01", 5m), Graded(7, "2020-03-01", AsiaGrade.D),
            Changed(8, 1, "2020-03-01", 40m), Study(9, "2020-03-11", LesionChange.New), Graded(10, "2020-06-01", AsiaGrade.E),
            Imaged(11, "2020-06-10", present: false))).Responses;
        responses[1].Next.Kind.ShouldBe(NextEventKind.StillFollowed);
        responses[1].At[1].Radiological.ShouldBe(RadiologicalResponse.Gone);
    }

    [Fact]
    public void what_the_disease_was_first_treated_with_is_no_treatment_of_a_recurrence_that_came_after_it()
    {
        ClinicalEntry[] events = [Graded(2, "2019-01-01", AsiaGrade.D), Operated(3, "2019-01-05"), Confirmed(4, "2019-01-15")];
        TreatmentResponses.Of(Chart(events)).Responses[1].Treatments.ShouldBeEmpty();
        TreatmentResponses.Of(Chart([.. events, Started(5, "2019-01-16", 40m)])).Responses[1].Treatments
            .ShouldHaveSingleItem().Treatment.EntryId.ShouldBe(Id(5));
    }

    private static Episode[] Episodes(params IEnumerable<object> events) =>
        [.. RecurrenceTimeline.Of(Chart(events), RecurrenceDefinition.Composite).Episodes];

    private static (CourseEventKind Kind, DateOnly On)[] Told(params IEnumerable<object> events) =>
        [.. CourseEvents.Of(new(Chart(events))).Select(told => (told.Kind, told.Episode.Interval.By.Earliest))];

    private static VisitLogged Confirmed(int id, string on) =>
        Visited(id, on) with { RecurrenceAssessment = RecurrenceAssessment.Confirmed };

    private static LesionImaged Study(int id, string on, LesionChange change) => Imaged(id, on) with { ChangeSincePrior = change };
}
