using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Timelines;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Recurrence;

/// <summary>A single worse letter or score that the next examination shows to have been none.</summary>
public sealed class DisprovedFallSpecs
{
    // Quiet from April 2020 on.
    private static readonly ClinicalEntry[] Quiet =
    [
        Graded(1, "2020-01-01", AsiaGrade.C), Started(2, "2020-01-10", 5m), Graded(3, "2020-04-10", AsiaGrade.D),
        Imaged(4, "2020-09-20", present: false), Graded(5, "2020-10-01", AsiaGrade.D),
    ];

    private static readonly ClinicalEntry Fell = Graded(6, "2020-12-01", AsiaGrade.C);

    [Fact]
    public void a_fall_that_the_next_examination_disproves_ends_no_quiet_interval()
    {
        var course = Of([.. Quiet, Fell, Graded(7, "2020-12-20", AsiaGrade.D), Graded(8, "2021-06-01", AsiaGrade.D)]);
        course.Intervals.ShouldHaveSingleItem().ShouldBe(new(On("2020-04-10"), On("2021-06-01"), EndedOn: null, Id(3)));
    }

    [Fact]
    public void while_it_is_undecided_it_ends_the_interval_and_is_told_as_suspected()
    {
        var interval = Of([.. Quiet, Fell]).Intervals.ShouldHaveSingleItem();
        (interval.EndedOn, interval.EndIsSuspected).ShouldBe((On("2020-12-01"), true));
        var told = Told([.. Quiet, Fell]);
        (told.Suspected, told.DisprovedBy, told.ConfirmedBy.IsEmpty).ShouldBe((true, null, true));
    }

    [Fact]
    public void once_confirmed_it_ends_the_interval_for_good()
    {
        var interval = Of([.. Quiet, Fell, Graded(7, "2020-12-20", AsiaGrade.C), Graded(8, "2021-06-01", AsiaGrade.D)]).Intervals[0];
        (interval.EndedOn, interval.EndIsSuspected).ShouldBe((On("2020-12-01"), false));
    }

    [Fact]
    public void the_timeline_says_that_it_was_disproved_and_counts_nothing()
    {
        var told = Told([.. Quiet, Fell, Graded(7, "2020-12-20", AsiaGrade.D)]);
        (told.Suspected, told.DisprovedBy).ShouldBe((true, Day("2020-12-20")));
        var timeline = RecurrenceTimeline.Of(Chart(Quiet.Append(Fell).Append(Graded(7, "2020-12-20", AsiaGrade.D))),
            RecurrenceDefinition.Composite);
        timeline.Episodes.ShouldBeEmpty();
        timeline.Suspected.ShouldHaveSingleItem().DisprovedOn.ShouldBe(On("2020-12-20"));
    }

    [Fact]
    public void remission_is_established_over_it_and_a_later_recurrence_is_a_relapse()
    {
        ClinicalEntry[] events =
        [
            .. Quiet, Fell, Graded(7, "2020-12-20", AsiaGrade.D), Imaged(8, "2021-03-20", present: false),
            Imaged(9, "2021-09-01") with { ChangeSincePrior = LesionChange.New },
        ];
        Of(events).Remissions[0].Remission.EstablishedOn.ShouldBe(On("2020-12-20"));
        RecurrenceTimeline.Of(Chart(events), RecurrenceDefinition.Composite).Episodes.ShouldHaveSingleItem().Phase
            .ShouldBe(EpisodePhase.Relapse);
        RecurrenceTimeline.Of(Chart(events), RecurrenceDefinition.Find("composite/4")!).Episodes.ShouldHaveSingleItem().Phase
            .ShouldNotBe(EpisodePhase.Relapse);
    }

    [Fact]
    public void an_mri_that_shows_growth_confirms_it_although_the_patient_is_back()
    {
        var timeline = RecurrenceTimeline.Of(Chart(Quiet.Concat<object>(
            [Fell, Graded(7, "2020-12-20", AsiaGrade.D), Imaged(8, "2021-01-10") with { ChangeSincePrior = LesionChange.New }])),
            RecurrenceDefinition.Composite);
        var episode = timeline.Episodes.ShouldHaveSingleItem();
        (episode.Interval.By, episode.DisprovedOn).ShouldBe((On("2020-12-01"), null));
    }

    [Fact]
    public void who_is_back_after_treatment_was_raised_responded_to_it_and_nothing_is_disproved()
    {
        Told([.. Quiet, Fell, Changed(8, 2, "2020-12-02", 30m), Graded(7, "2020-12-20", AsiaGrade.D)]).DisprovedBy.ShouldBeNull();
        Told([.. Quiet, Fell, Changed(8, 2, "2020-12-02", 2.5m), Graded(7, "2020-12-20", AsiaGrade.D)]).DisprovedBy.ShouldNotBeNull();
    }

    [Fact]
    public void a_deficit_that_comes_soon_after_a_disproved_one_is_dated_by_itself()
    {
        var timeline = RecurrenceTimeline.Of(Chart(Quiet.Concat<object>(
            [Fell, Graded(7, "2020-12-20", AsiaGrade.D), Graded(8, "2021-01-20", AsiaGrade.C), Graded(9, "2021-02-20", AsiaGrade.C)])),
            RecurrenceDefinition.Composite);
        timeline.Episodes.ShouldHaveSingleItem().Interval.By.ShouldBe(On("2021-01-20"));
        timeline.Suspected.ShouldHaveSingleItem().Entries.ShouldBe([Id(6)]);
    }

    [Fact]
    public void who_is_back_in_one_measure_and_not_in_another_is_not_back()
    {
        var weak = IsncsciExamination.AllNormal.With(BodySide.Right, CordLevel.L3, MuscleGrade.Of(1));
        ClinicalEntry Examined(int id, string on, AsiaGrade grade, IsncsciExamination? examination) =>
            Graded(id, on, grade) with { Examination = examination };
        ClinicalEntry[] events =
        [
            Started(2, "2020-01-10", 5m), Examined(3, "2020-04-10", AsiaGrade.D, IsncsciExamination.AllNormal),
            Examined(5, "2020-10-01", AsiaGrade.D, IsncsciExamination.AllNormal), Examined(6, "2020-12-01", AsiaGrade.C, weak),
        ];
        // The letter alone is looked at again: what the muscles were like then nobody knows.
        Told([.. events, Graded(7, "2020-12-20", AsiaGrade.D)]).DisprovedBy.ShouldBeNull();
        Told([.. events, Examined(7, "2020-12-20", AsiaGrade.D, IsncsciExamination.AllNormal)]).DisprovedBy.ShouldBe(Day("2020-12-20"));
    }

    [Theory]
    [InlineData("2020-12", null)]
    [InlineData("2021-01", "2021-01-31")]
    public void what_may_have_come_before_it_disproves_nothing(string on, string? disproved) =>
        Told([.. Quiet, Fell, Graded(7, on, AsiaGrade.D)]).DisprovedBy.ShouldBe(disproved is null ? null : Day(disproved));

    [Theory]
    [InlineData(AsiaGrade.C)]
    [InlineData(AsiaGrade.B)]
    public void who_is_examined_as_bad_or_worse_after_a_visit_ruled_it_out_is_not_back(AsiaGrade again)
    {
        ClinicalEntry[] events =
        [
            .. Quiet, Fell, Visited(7, "2020-12-10") with { Mode = VisitMode.Remote, RecurrenceAssessment = RecurrenceAssessment.None },
            Graded(8, "2020-12-20", again),
        ];
        Timeline.Of(Chart(events)).Items.Select(item => item.Fact).OfType<CourseEventFact>().ShouldAllBe(told => told.DisprovedBy == null);
        var interval = Of(events).Intervals[0];
        (interval.EndedOn, interval.EndIsSuspected).ShouldBe((On("2020-12-01"), true));
    }

    [Theory]
    [InlineData(VisitMode.InPerson)]
    [InlineData(VisitMode.Remote)]
    public void a_fall_that_a_later_visit_rules_out_is_disproved_and_ends_no_quiet_interval(VisitMode mode)
    {
        var visit = Visited(7, "2021-02-01") with { Mode = mode, RecurrenceAssessment = RecurrenceAssessment.None };
        var told = Told([.. Quiet, Fell, visit]);
        (told.Suspected, told.DisprovedBy).ShouldBe((true, Day("2021-02-01")));
        Of([.. Quiet, Fell, visit]).Intervals.ShouldHaveSingleItem().EndedOn.ShouldBeNull();
        Told([.. Quiet, Fell, visit with { VisitedOn = Date("2020-12") }]).DisprovedBy.ShouldBeNull("it may have come before");
        Told([.. Quiet, Fell, Changed(8, 2, "2020-12-02", 30m), visit]).DisprovedBy.ShouldBeNull("it may have been treated away");
        Told([.. Quiet, Fell, Recurred(8, "2020-12-10"), visit]).DisprovedBy.ShouldBeNull("a clinician had confirmed it");
    }

    [Fact]
    public void nor_is_a_deficit_of_the_first_days_ruled_out_by_a_visit_that_finds_no_recurrence() =>
        Told([.. Quiet, Operated(8, "2020-11-28"), Fell,
            Visited(7, "2021-02-01") with { RecurrenceAssessment = RecurrenceAssessment.None }]).DisprovedBy.ShouldBeNull();

    [Theory]
    [InlineData(6, 9)]
    [InlineData(9, 6)]
    public void a_suspicion_of_the_day_of_a_confirmed_deficit_leaves_nothing_suspected_whatever_the_ids(int fell, int visit)
    {
        var interval = Of(
        [
            .. Quiet, Graded(fell, "2020-12-01", AsiaGrade.C),
            Visited(visit, "2020-12-01") with { RecurrenceAssessment = RecurrenceAssessment.Suspected },
            Graded(10, "2020-12-20", AsiaGrade.C),
        ]).Intervals[0];
        (interval.EndedOn, interval.EndIsSuspected).ShouldBe((On("2020-12-01"), false));
    }

    [Theory]
    [InlineData(VisitMode.InPerson)]
    [InlineData(VisitMode.Remote)]
    public void a_recurrence_that_is_suspected_at_a_visit_ends_the_quiet_interval_until_a_visit_rules_it_out(VisitMode mode)
    {
        VisitLogged At(int id, string on, RecurrenceAssessment said) => Visited(id, on) with { Mode = mode, RecurrenceAssessment = said };
        var suspected = At(6, "2020-12-01", RecurrenceAssessment.Suspected);
        var ruledOut = At(7, "2020-12-20", RecurrenceAssessment.None);
        (DaySpan? EndedOn, bool Suspected) End(params ClinicalEntry[] later) =>
            Of([.. Quiet, .. later]).Intervals[0] is var interval ? (interval.EndedOn, interval.EndIsSuspected) : default;
        End(suspected).ShouldBe((On("2020-12-01"), true));
        End(suspected, ruledOut).ShouldBe((null, false));
        End(suspected, At(7, "2020-12-20", RecurrenceAssessment.Confirmed)).ShouldBe((On("2020-12-01"), false));
        End(suspected, Recurred(8, "2020-12-10"), ruledOut).ShouldBe((On("2020-12-01"), false));
        End(suspected, ruledOut, Recurred(8, "2021-02-10")).ShouldBe((On("2021-02-10"), false));
        End(suspected, At(7, "2020-12", RecurrenceAssessment.None)).ShouldBe((On("2020-12-01"), true), "which came first is open");
    }

    private static QuietCourse Of(ClinicalEntry[] events) => QuietCourse.Of(new ChartReading(Chart(events)));

    private static CourseEventFact Told(ClinicalEntry[] events) =>
        Timeline.Of(Chart(events)).Items.Select(item => item.Fact).OfType<CourseEventFact>().ShouldHaveSingleItem();

    private static DaySpan On(string date) => new(Day(date), Day(date));
}
