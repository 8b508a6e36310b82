using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Response;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Recurrence;

/// <summary>One recurrence is told once, however many looks and words were given to it.</summary>
public sealed class OneRecurrenceSpecs
{
    private static readonly ClinicalEntry Treated = Started(1, "2019-01-01", 40m);

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
