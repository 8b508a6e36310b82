using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Response;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Recurrence;

/// <summary>What a partial date leaves open of a worsening is told as that, and as nothing else.</summary>
public sealed class PartialDateCourseSpecs
{
    private static readonly ClinicalEntry[] Quiet =
        [Imaged(1, "2018-12-21"), Started(2, "2019-01-01", 40m), Study(3, "2020-03-01", LesionChange.Unchanged)];

    private static readonly ClinicalEntry[] Stable =
        [Started(2, "2019-01-01", 40m), Graded(3, "2019-06-01", AsiaGrade.D), Graded(4, "2020-01-01", AsiaGrade.D)];

    [Theory]
    [InlineData("2021", CourseEventKind.Worsening)]
    [InlineData("2021-05", CourseEventKind.Worsening)]
    [InlineData("2021-05-20", CourseEventKind.EarlyDeterioration)]
    [InlineData("2020", CourseEventKind.Recurrence)]
    [InlineData("2021-07", CourseEventKind.Recurrence)]
    public void growth_in_the_year_of_an_operation_may_have_come_before_it_soon_after_it_or_later(string operated, CourseEventKind kind)
    {
        ClinicalEntry[] events = [.. Quiet, Operated(4, operated), Study(5, "2021-06-01", LesionChange.Larger)];
        Told(events).ShouldBe([(kind, false, Exactly("2021-06-01"), Ids(5))]);
    }

    [Theory]
    [InlineData(LesionChange.Larger, LesionChange.Unchanged)]
    [InlineData(LesionChange.Larger, LesionChange.Larger)]
    [InlineData(LesionChange.New, LesionChange.Unchanged)]
    public void growth_may_have_come_soon_after_an_operation_of_which_nobody_knows_the_date(LesionChange change, LesionChange before)
    {
        ClinicalEntry[] events =
            [.. Quiet[..2], Study(3, "2020-03-01", before), Operated(4, "not-reported"), Study(5, "2021-06-01", change)];
        Told(events).ShouldAllBe(told => told.Kind == CourseEventKind.Worsening);
        Told(events)[^1].Entries.ShouldEndWith(Ids(5));
        RecurrenceTimeline.Of(Chart(events), RecurrenceDefinition.Composite).Unplaced.ShouldContain(Id(5));
        RecurrenceTimeline.Of(Chart(events), RecurrenceDefinition.Find("composite/4")!).Episodes.Length
            .ShouldBe(before == LesionChange.Unchanged ? 1 : 0);
        Told([.. events, Recurred(6, "2021-06-10")])[^1].Kind.ShouldBe(CourseEventKind.Recurrence, "a clinician says so");
    }

    [Theory]
    [InlineData(null, CourseEventKind.Worsening)]
    [InlineData("2021-06-20", CourseEventKind.Worsening)]
    [InlineData("2021-05-04", CourseEventKind.Worsening)]
    [InlineData("2021-05-03", CourseEventKind.Recurrence)]
    [InlineData("2020-01-01", CourseEventKind.Recurrence)]
    public void an_operation_without_a_date_came_no_later_than_the_day_by_which_it_was_known(string? known, CourseEventKind kind)
    {
        var operated = Operated(4, "not-reported") with { KnownBy = known is null ? null : Day(known) };
        Told([.. Quiet, operated, Study(5, "2021-06-01", LesionChange.Larger)]).ShouldBe([(kind, false, Exactly("2021-06-01"), Ids(5))]);
        Told([.. Stable, operated, Graded(5, "2021-06-01", AsiaGrade.C), Graded(6, "2021-07-10", AsiaGrade.C)])
            .ShouldBe([(kind, false, Exactly("2021-06-01"), Ids(5, 6))]);
        // Nor earlier than the presentation.
        Told([.. Quiet, operated, Presented(6, "2021-06-02"), Study(5, "2021-06-01", LesionChange.Larger)])[0].Kind
            .ShouldBe(CourseEventKind.Recurrence);
    }

    [Theory]
    [InlineData("2019-05-03", CourseEventKind.Recurrence)]
    [InlineData("2020-06-10", CourseEventKind.Progression)]
    [InlineData("2021-05-20", CourseEventKind.Worsening)]
    public void treatment_without_a_date_had_begun_by_the_day_by_which_it_was_known(string known, CourseEventKind kind)
    {
        foreach (var treated in new ClinicalEntry[] { Operated(2, "not-reported"), Started(2, "not-reported", 40m) })
        {
            ClinicalEntry[] events = [Imaged(1, "2018-12-21"), treated with { KnownBy = Day(known) },
                Study(3, "2020-03-01", LesionChange.Unchanged), Study(4, "2021-06-01", LesionChange.Larger)];
            Told(events)[^1].Kind.ShouldBe(kind == CourseEventKind.Progression ? CourseEventKind.Worsening : kind);
        }
    }

    [Fact]
    public void so_may_a_deficit() =>
        Told([.. Stable, Operated(5, "not-reported"), Graded(6, "2021-06-02", AsiaGrade.C), Graded(7, "2022-06-01", AsiaGrade.C)])
            .ShouldBe([(CourseEventKind.Worsening, false, Exactly("2021-06-02"), Ids(6, 7))]);

    [Fact]
    public void where_no_treatment_has_a_date_what_worsened_may_have_been_untreated_or_treated()
    {
        ClinicalEntry[] worse = [Graded(3, "2021-06-01", AsiaGrade.C), Graded(4, "2021-07-01", AsiaGrade.C)];
        foreach (var treated in new ClinicalEntry[] { Operated(2, "not-reported"), Started(2, "not-reported", 40m) })
        {
            Told([Imaged(1, "2020-12-21"), treated, Study(3, "2021-06-01", LesionChange.Larger)])
                .ShouldBe([(CourseEventKind.Worsening, false, Exactly("2021-06-01"), Ids(3))]);
            Told([Graded(1, "2020-12-21", AsiaGrade.D), treated, .. worse])
                .ShouldBe([(CourseEventKind.Worsening, false, Exactly("2021-06-01"), Ids(3, 4))]);
        }

        Told([Imaged(1, "2020-12-21"), Study(3, "2021-06-01", LesionChange.Larger)]).ShouldBeEmpty("nobody treated it");
    }

    [Fact]
    public void a_fall_from_a_level_that_may_have_been_one_of_the_first_days_after_an_operation_is_recurrence_or_progression() =>
        Told([.. Stable, Operated(5, "2019"), Graded(6, "2021-06-02", AsiaGrade.C), Graded(7, "2022-06-01", AsiaGrade.C)])
            .ShouldBe([(CourseEventKind.Worsening, false, Exactly("2021-06-02"), Ids(6, 7))]);

    [Fact]
    public void later_growth_is_what_it_is_however_the_one_that_is_left_open_is_read()
    {
        ClinicalEntry[] grown = [Operated(4, "2021"), Study(5, "2021-06-01", LesionChange.Larger),
            Study(6, "2022-06-01", LesionChange.Larger)];
        Told([.. Quiet, .. grown]).ShouldBe(
            [(CourseEventKind.Worsening, false, Exactly("2021-06-01"), Ids(5)),
                (CourseEventKind.Recurrence, false, Exactly("2022-06-01"), Ids(6))]);
        Told([.. Quiet[..2], .. grown])[^1].ShouldBe((CourseEventKind.Progression, false, Exactly("2022-06-01"), Ids(6)));
    }

    [Fact]
    public void growth_after_a_quiet_study_that_may_have_come_before_the_treatment_is_recurrence_or_progression()
    {
        ClinicalEntry[] events = [Imaged(1, "2020-12-21"), Operated(2, "2021"), Study(3, "2021-06-01", LesionChange.Unchanged),
            Study(4, "2022-06-01", LesionChange.Larger), Study(5, "2022-12-01", LesionChange.Larger)];
        Told(events).ShouldBe([(CourseEventKind.Worsening, false, Exactly("2022-06-01"), Ids(4, 5))]);
        Told([.. events[..1], Operated(2, "2021-01"), .. events[2..]])[0].Kind.ShouldBe(CourseEventKind.Recurrence);
        Told([.. events[..1], Operated(2, "2021-09"), .. events[2..]])[0].Kind.ShouldBe(CourseEventKind.Progression);
    }

    [Theory]
    [InlineData("2021", CourseEventKind.Worsening)]
    [InlineData("2020", CourseEventKind.Recurrence)]
    [InlineData("2021-06-01", CourseEventKind.EarlyDeterioration)]
    public void a_deficit_in_the_year_of_an_operation_is_told_once_with_the_examination_that_confirms_it(
        string operated, CourseEventKind kind) =>
        Told([.. Stable, Operated(5, operated), Graded(6, "2021-06-02", AsiaGrade.C), Graded(7, "2022-06-01", AsiaGrade.C)])
            .ShouldBe([(kind, false, Exactly("2021-06-02"), Ids(6, 7))]);

    [Fact]
    public void what_the_patient_loses_after_a_deficit_that_is_left_open_came_back()
    {
        ClinicalEntry[] open = [.. Stable, Operated(5, "2021"), Graded(6, "2021-06-02", AsiaGrade.C), Graded(7, "2022-06-01", AsiaGrade.C)];
        Told([.. open, Graded(8, "2023-01-01", AsiaGrade.B), Graded(9, "2023-02-01", AsiaGrade.B)])[^1]
            .ShouldBe((CourseEventKind.Recurrence, false, Exactly("2023-01-01"), Ids(8, 9)));
        Told([.. open, Graded(8, "2023-01-01", AsiaGrade.D), Graded(9, "2023-02-01", AsiaGrade.D)]).Length.ShouldBe(1);
    }

    [Theory]
    [InlineData("2021", CourseEventKind.Worsening)]
    [InlineData("2020-12", CourseEventKind.Recurrence)]
    [InlineData("2021-09", CourseEventKind.Progression)]
    public void a_fall_from_a_level_that_may_have_been_one_before_treatment_is_recurrence_or_progression(
        string operated, CourseEventKind kind) =>
        Told([Graded(1, "2020-06-01", AsiaGrade.D), Operated(2, operated), Graded(3, "2021-06-01", AsiaGrade.D),
            Graded(4, "2022-06-01", AsiaGrade.C), Graded(5, "2022-07-01", AsiaGrade.C)])
            .ShouldBe([(kind, false, Exactly("2022-06-01"), Ids(4, 5))]);

    [Fact]
    public void what_cannot_have_been_a_level_outside_the_first_days_leaves_nothing_open() =>
        Told([Graded(1, "2019-01-20", AsiaGrade.D), Started(2, "2019-01", 40m), Graded(3, "2019-03-20", AsiaGrade.C),
            Graded(4, "2019-06-20", AsiaGrade.C)])[0].Kind.ShouldBe(CourseEventKind.Progression);

    [Fact]
    public void a_clinician_who_calls_it_a_recurrence_decides()
    {
        ClinicalEntry[] open = [.. Quiet, Operated(4, "2021"), Study(5, "2021-06-01", LesionChange.Larger)];
        var timeline = RecurrenceTimeline.Of(Chart([.. open, Recurred(6, "2021-06-10")]), RecurrenceDefinition.Composite);
        timeline.Episodes.ShouldHaveSingleItem().Entries.ShouldBe([Id(5), Id(6)]);
        timeline.Unplaced.ShouldBeEmpty();
        RecurrenceTimeline.Of(Chart(open), RecurrenceDefinition.Composite).Unplaced.ShouldBe([Id(5)]);
    }

    [Fact]
    public void from_then_on_nobody_knows_whether_the_patient_is_free_and_no_exact_time_is_told()
    {
        ClinicalEntry[] open = [.. Quiet, Operated(4, "2021"), Study(5, "2021-06-01", LesionChange.Larger), Visited(8, "2024-01-01")];
        foreach (var definition in new[] { RecurrenceDefinition.Composite, RecurrenceDefinition.Radiological,
            RecurrenceDefinition.Progression })
        {
            var timeline = RecurrenceTimeline.Of(Chart(open), definition);
            var free = timeline.FreeInterval(TimeZero.TreatmentStart);
            (free.EndedBy, free.End).ShouldBe((ObservationEnd.EndOfData, new DaySpan(Day("2021-06-01"), Day("2024-01-01"))));
            timeline.ToLastAssessment(free).Exact.ShouldBeNull();
        }

        RecurrenceTimeline.Of(Chart(open), RecurrenceDefinition.Clinical).FreeInterval(TimeZero.TreatmentStart).Exact.ShouldNotBeNull();
        var later = RecurrenceTimeline.Of(Chart([.. open, Study(6, "2022-06-01", LesionChange.Larger)]), RecurrenceDefinition.Composite)
            .FreeInterval(TimeZero.TreatmentStart);
        (later.EndedBy, later.LastFree, later.End)
            .ShouldBe((ObservationEnd.Event, Exactly("2020-03-01"), new DaySpan(Day("2021-06-01"), Day("2022-06-01"))));
    }

    [Fact]
    public void it_ends_a_quiet_interval_and_is_the_next_event_of_a_response()
    {
        var reading = new ChartReading(Chart([.. Quiet, Operated(4, "2021"), Study(5, "2021-06-01", LesionChange.Larger)]));
        QuietCourse.Of(reading).Intervals.ShouldHaveSingleItem().EndedOn.ShouldBe(Exactly("2021-06-01"));
        TreatmentResponses.Of(reading).Responses[0].Next.ShouldBe(new(NextEventKind.Worsening, Exactly("2021-06-01")));
    }

    [Fact]
    public void a_first_treatment_of_which_several_may_have_been_the_first_began_on_one_of_their_days()
    {
        ClinicalEntry[] events = [Graded(1, "2019-01-01", AsiaGrade.C), Imaged(2, "2019-01-01"), Started(3, "2019-01-05", 40m),
            Operated(4, "2019"), Graded(5, "2019-04-05", AsiaGrade.E), Study(6, "2019-04-05", LesionChange.Resolved)];
        var response = TreatmentResponses.Of(Chart(events)).Responses[0];
        response.Since.ShouldBe(new DaySpan(Day("2019-01-01"), Day("2019-01-05")));
        response.At[1].Category.ShouldBe(ResponseCategory.Complete);
    }

    [Theory]
    [InlineData("2019", AsiaGrade.C, null)]
    [InlineData("2019", AsiaGrade.D, AsiaGrade.D)]
    [InlineData("2019-02", AsiaGrade.C, AsiaGrade.D)]
    [InlineData("2019-04", AsiaGrade.C, AsiaGrade.C)]
    public void the_grade_before_an_operation_is_told_only_where_no_other_one_may_have_come_after_it(
        string operated, AsiaGrade later, AsiaGrade? before) =>
        Decompressions.First(Chart(Graded(1, "2018-12-01", AsiaGrade.D), Graded(2, "2019-03-01", later),
            Operated(3, operated) with { Procedures = [Procedure.Laminectomy] }))!.GradeBefore.ShouldBe(before);

    private static (CourseEventKind Kind, bool Suspected, DaySpan By, string Entries)[] Told(params IEnumerable<object> events) =>
    [
        .. CourseEvents.Of(new(Chart(events))).Select(told =>
            (told.Kind, told.IsSuspected, told.Episode.Interval.By, string.Join(' ', told.Episode.Entries))),
    ];

    private static string Ids(params int[] numbers) => string.Join(' ', numbers.Select(Id));

    private static DaySpan Exactly(string day) => new(Day(day), Day(day));

    private static LesionImaged Study(int id, string on, LesionChange change) =>
        Imaged(id, on, change != LesionChange.Resolved) with { ChangeSincePrior = change };
}
