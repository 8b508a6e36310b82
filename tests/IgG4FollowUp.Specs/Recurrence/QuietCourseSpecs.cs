using FsCheck.Fluent;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Timelines;
using IgG4FollowUp.Specs.Patients;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Recurrence;

/// <summary>What is only quiet, and what is remission by which definition.</summary>
public sealed class QuietCourseSpecs
{
    // Quiet since April 2020, looked at in both respects in the autumn and in the next June.
    private static readonly object[] Quiet =
    [
        Graded(1, "2020-01-01", AsiaGrade.C), Started(2, "2020-01-10", 40m), Graded(3, "2020-04-10", AsiaGrade.D),
        Imaged(4, "2020-10-20", present: false), Graded(5, "2020-11-01", AsiaGrade.D),
        Imaged(6, "2021-06-10", present: false), Graded(7, "2021-06-15", AsiaGrade.D),
    ];

    [Fact]
    public void what_came_back_has_to_be_seen_quiet_itself_before_anything_is_quiet_again()
    {
        object[] relapsed =
        [
            Graded(1, "2020-01-01", AsiaGrade.C), Imaged(2, "2020-01-01"), Started(3, "2020-01-05", 40m), Changed(4, 3, "2020-04-01", 5m),
            Graded(5, "2020-05-01", AsiaGrade.D), Imaged(6, "2020-05-01", present: false),
        ];
        object[] lesion = [.. relapsed, Imaged(7, "2021-01-05") with { ChangeSincePrior = LesionChange.New }];
        object[] deficit = [.. relapsed, Graded(7, "2021-01-05", AsiaGrade.C), Graded(8, "2021-01-08", AsiaGrade.C)];
        Again([.. lesion, Graded(9, "2021-01-06", AsiaGrade.D), Imaged(10, "2021-04-05", present: false)]).ShouldBe(Day("2021-04-05"));
        Again([.. lesion, Graded(9, "2021-01-06", AsiaGrade.D)]).ShouldBeNull();
        Again([.. lesion, Ruled(9, "2021-02-01", VisitMode.InPerson)]).ShouldBe(Day("2021-02-01"));
        Again([.. lesion, Ruled(9, "2021-02-01", VisitMode.Remote)]).ShouldBeNull();
        Again([.. deficit, Imaged(9, "2021-01-09", present: false), Graded(10, "2021-05-01", AsiaGrade.D)]).ShouldBe(Day("2021-05-01"));
        Again([.. deficit, Imaged(9, "2021-01-09", present: false)]).ShouldBeNull();

        // More than a year after the examination that told nothing of the lesion, less than one after the study that did.
        object[] late =
        [
            .. lesion, Graded(9, "2021-01-06", AsiaGrade.D), Imaged(10, "2021-04-05", present: false),
            Graded(11, "2022-01-10", AsiaGrade.D), Imaged(12, "2022-01-10", present: false),
        ];
        QuietCourse.Of(new ChartReading(Chart(late))).Remissions.Where(found => found.Remission.EstablishedOn.Earliest > Day("2021-01-05"))
            .Select(found => found.Definition.Id).ShouldBe(["low-dose/2"]);

        static VisitLogged Ruled(int id, string on, VisitMode mode) =>
            Visited(id, on) with { RecurrenceAssessment = RecurrenceAssessment.None, Mode = mode };

        static DateOnly? Again(object[] events) => QuietCourse.Of(new ChartReading(Chart(events))).Intervals
            .Where(interval => interval.Since.Earliest > Day("2021-01-05")).Select(interval => (DateOnly?)interval.Since.Earliest)
            .SingleOrDefault();
    }

    [Theory]
    [InlineData("walking")]
    [InlineData("bladder")]
    [InlineData("bowel")]
    public void while_a_function_is_lost_nothing_is_quiet_until_it_is_back_or_a_visit_in_person_rules_recurrence_out(string what)
    {
        StatusAssessed Status(int id, string on, bool lost) => what switch
        {
            "walking" => Said(id, on) with { Walking = lost ? Walking.Wheelchair : Walking.WithAid },
            "bladder" => Said(id, on) with { Bladder = lost ? BladderFunction.Retention : BladderFunction.Urgency },
            _ => Said(id, on) with { Bowel = lost ? BowelFunction.Incontinence : BowelFunction.Normal },
        };
        object[] lost =
            [.. Quiet, Stopped(9, 2, "2020-12-01"), Status(10, "2020-04-10", lost: false), Status(11, "2021-06-01", lost: true)];
        var quiet = Course(lost);
        var interval = quiet.Intervals.ShouldHaveSingleItem();
        (interval.EndedOn!.Value.Earliest, interval.EndIsSuspected).ShouldBe((Day("2021-06-01"), true));
        quiet.Remissions.Select(found => found.Definition.Id).ShouldNotContain("steroid-free/2", "by June 2021 it was lost");
        Course([.. lost, Status(12, "2021-06-10", lost: false)]).Intervals.Length.ShouldBe(2);
        Course([.. lost, Visited(12, "2021-06-08") with { RecurrenceAssessment = RecurrenceAssessment.None }]).Intervals.Length.ShouldBe(2);
        Course([.. lost, Visited(12, "2021-06-08") with { RecurrenceAssessment = RecurrenceAssessment.None, Mode = VisitMode.Remote }])
            .Intervals.Length.ShouldBe(1);
        // Nobody knows that it had been there, or it was lost before anybody treated the disease.
        Course([.. Quiet, Status(11, "2021-06-01", lost: true)]).Intervals.ShouldHaveSingleItem().EndedOn.ShouldBeNull();
        Course([.. Quiet, Status(10, "2019-12-01", lost: false), Status(11, "2020-01-05", lost: true)]).Intervals
            .ShouldHaveSingleItem().EndedOn.ShouldBeNull();

        static StatusAssessed Said(int id, string on) => new() { EntryId = Id(id), AssessedOn = Date(on) };

        static QuietCourse Course(object[] events) => QuietCourse.Of(new ChartReading(Chart(events)));
    }

    [Fact]
    public void each_definition_of_remission_has_its_own_dose_and_time() =>
        Remissions([.. Quiet, Changed(8, 2, "2020-04-01", 5m), Stopped(9, 2, "2020-12-01")]).ShouldBe(
            [("low-dose/2", "2020-11-01"), ("steroid-free/2", "2021-06-15"), ("stable-disease/1", "2021-06-15")]);

    [Theory]
    [InlineData("2020-12-10", true)]
    [InlineData("2020-12-20", false)]
    public void stable_disease_needs_more_than_six_months_at_its_dose(string lowered, bool stable) =>
        Remissions([.. Quiet, Changed(8, 2, "2020-04-01", 10m), Changed(9, 2, lowered, 7.5m)])
            .Contains(("stable-disease/1", "2021-06-15")).ShouldBe(stable);

    [Theory]
    [InlineData("2021-03-10", Indication.IgG4RelatedDisease, true)]
    [InlineData("2021-03-20", Indication.IgG4RelatedDisease, false)]
    [InlineData("2021-03-20", Indication.Other, true)]
    public void stable_disease_needs_the_same_sparing_agents_for_three_months(string changed, Indication indication, bool stable)
    {
        var begun = new SparingAgentStarted
        {
            EntryId = Id(10),
            StartedOn = Date("2020-02-01"),
            Agent = SparingAgent.Azathioprine,
            Indication = indication,
        };
        ClinicalEntry[] changes =
        [
            new AgentDoseChanged
            {
                EntryId = Id(11),
                TreatmentId = Id(10),
                ChangedOn = Date(changed),
                Dose = new(100, AgentDoseUnit.Mg),
            },
            new SparingAgentStopped { EntryId = Id(11), TreatmentId = Id(10), LastDoseOn = Date(changed) },
        ];
        foreach (var change in changes)
        {
            Remissions([.. Quiet, Changed(8, 2, "2020-04-01", 5m), begun, change])
                .Contains(("stable-disease/1", "2021-06-15")).ShouldBe(stable);
        }
    }

    [Theory]
    [InlineData(VisitMode.Remote, false)]
    [InlineData(VisitMode.InPerson, true)]
    [InlineData(null, true)]
    public void a_telephone_call_examines_nobody(VisitMode? mode, bool remission) =>
        Remissions([Started(1, "2020-01-10", 5m), Imaged(2, "2020-04-10", present: false), Imaged(3, "2020-10-20", present: false),
            Visited(4, "2020-10-25") with { Mode = mode, RecurrenceAssessment = RecurrenceAssessment.None }])
            .Any(one => one.Definition == "low-dose/2").ShouldBe(remission);

    [Fact]
    public void stable_disease_needs_more_than_a_year_of_quiet() =>
        Remissions([.. Quiet, Changed(8, 2, "2020-04-01", 5m), Graded(9, "2020-07-01", AsiaGrade.C), Graded(10, "2020-07-10", AsiaGrade.C),
            Graded(11, "2020-07-20", AsiaGrade.D)])
            .Select(remission => remission.Definition).ShouldBe(["low-dose/2"]);

    [Theory]
    [InlineData("2020-12-10", true)]
    [InlineData("2020-12-20", false)]
    public void remission_free_of_steroid_needs_six_months_without_it(string lastDose, bool free) =>
        Remissions([.. Quiet, Changed(8, 2, "2020-04-01", 5m), Stopped(9, 2, lastDose)])
            .Contains(("steroid-free/2", "2021-06-15")).ShouldBe(free);

    [Fact]
    public void a_stable_mass_that_may_enhance_is_a_quiet_interval_and_no_remission()
    {
        object[] events =
        [
            Graded(1, "2020-01-01", AsiaGrade.C), Started(2, "2020-01-10", 5m), Graded(3, "2020-04-10", AsiaGrade.D),
            Study(4, "2020-11-20", LesionChange.Unchanged), Graded(5, "2020-12-01", AsiaGrade.D),
        ];
        var course = Of(events);
        course.Intervals.ShouldBe([new(On("2020-04-10"), On("2020-12-01"), EndedOn: null, Id(3))]);
        course.Remissions.ShouldBeEmpty();

        Of([.. events, Study(6, "2021-03-01", LesionChange.Larger)]).Intervals.ShouldBe(
            [new(On("2020-04-10"), On("2020-12-01"), On("2021-03-01"), Id(3))]);
    }

    [Fact]
    public void a_look_of_which_only_the_month_is_known_may_have_been_the_last() =>
        Of(Graded(1, "2020-01-01", AsiaGrade.C), Started(2, "2020-01-10", 5m), Graded(3, "2020-04-10", AsiaGrade.D),
            Graded(4, "2020-07", AsiaGrade.D), Study(5, "2020-07-12", LesionChange.Unchanged)).Intervals
            .ShouldBe([new(On("2020-04-10"), new(Day("2020-07-12"), Day("2020-07-31")), EndedOn: null, Id(3))]);

    [Theory]
    [InlineData("2020-07", "2020-07-01", "2020-07-01", "2020-07-31")]
    [InlineData("2020", "2020-12-31", "2020-12-31", "2020-12-31")]
    [InlineData("2020-08", "2020-07-12", "2020-08-01", "2020-08-31")]
    public void an_interval_lasts_to_whatever_may_have_been_seen_last(string vague, string exact, string earliest, string latest) =>
        Of(Graded(1, "2019-01-01", AsiaGrade.C), Started(2, "2019-01-10", 5m), Graded(3, "2019-04-10", AsiaGrade.D),
            Graded(4, vague, AsiaGrade.D), Study(5, exact, LesionChange.Unchanged)).Intervals
            .ShouldBe([new(On("2019-04-10"), new(Day(earliest), Day(latest)), EndedOn: null, Id(3))]);

    [Fact]
    public void nobody_is_in_remission_whom_nobody_looked_at() =>
        Of(Started(1, "2020-01-01", 5m)).ShouldBeEquivalentTo(new QuietCourse([], []));

    [Fact]
    public void quiet_before_any_treatment_is_not_told() =>
        Of(Graded(1, "2020-01-01", AsiaGrade.D), Graded(2, "2020-06-01", AsiaGrade.D)).ShouldBeEquivalentTo(new QuietCourse([], []));

    [Fact]
    public void a_timeline_tells_both_with_the_look_that_established_them()
    {
        var items = Timeline.Of(Chart([.. Quiet, Changed(8, 2, "2020-04-01", 5m)])).Items;
        items.Select(item => item.Fact).OfType<QuietIntervalFact>().ShouldHaveSingleItem().RestsOn[0].ShouldBe(Id(3));
        var remission = items.Select(item => item.Fact).OfType<RemissionFact>().First();
        (remission.Definition, remission.Number, remission.EndedByRecurrence, remission.RestsOn[0])
            .ShouldBe(("low-dose/2", 1, null, Id(5)));
    }

    [Fact]
    public void who_was_quiet_before_the_taper_ended_is_in_remission_six_months_after_it() =>
        Remissions([.. Quiet, Changed(8, 2, "2020-09-01", 5m)]).ShouldContain(("low-dose/2", "2021-06-15"));

    [Fact]
    public void who_is_in_remission_without_glucocorticoid_is_in_remission_on_a_low_dose()
    {
        var remissions = Remissions([.. Quiet, Changed(8, 2, "2020-06-01", 20m), Stopped(9, 2, "2020-12-01")]);
        remissions.ShouldBe([("low-dose/2", "2021-06-15"), ("steroid-free/2", "2021-06-15"), ("stable-disease/1", "2021-06-15")]);
        Course(RemissionDefinition.LookedAtLowDose).ShouldBe(Course(RemissionDefinition.LookedAtSteroidFree));

        static (int, int?, int?) Course(RemissionDefinition one) => (one.QuietDays, one.LookWithinDays, one.DoseDays);
    }

    [Fact]
    public void every_remission_lies_within_a_quiet_interval() =>
        Generated.ForAll(Gen.Choose(0, 1_000_000).Select(RandomCourses.Of), chart =>
    {
        var course = QuietCourse.Of(new ChartReading(chart));
        foreach (var (_, _, remission) in course.Remissions)
            course.Intervals.ShouldContain(interval => interval.Since.Earliest <= remission.EstablishedOn.Earliest
                && remission.EstablishedOn.Latest <= interval.LastSeen.Latest);
    }, times: 300);

    private static QuietCourse Of(params IEnumerable<object> events) => QuietCourse.Of(new ChartReading(Chart(events)));

    private static (string Definition, string On)[] Remissions(IEnumerable<object> events) =>
        [.. Of(events).Remissions.Select(one => (one.Definition.Id, one.Remission.EstablishedOn.Earliest.ToString("yyyy-MM-dd")))];

    private static DaySpan On(string date) => new(Day(date), Day(date));

    private static LesionImaged Study(int id, string on, LesionChange change) => Imaged(id, on) with { ChangeSincePrior = change };
}
