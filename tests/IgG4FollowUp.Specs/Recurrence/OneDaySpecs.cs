using FsCheck.Fluent;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Response;
using IgG4FollowUp.Domain.Timelines;
using IgG4FollowUp.Specs.Alerts;
using IgG4FollowUp.Specs.Patients;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Recurrence;

/// <summary>Of two entries of one day the order in which they were entered decides nothing.</summary>
public sealed class OneDaySpecs
{
    private static readonly ClinicalEntry[] Before =
        [Graded(1, "2020-01-01", AsiaGrade.C), Imaged(2, "2020-01-01") with { ThicknessMm = 8 }, Started(3, "2020-01-02", 40m)];

    [Theory]
    [InlineData(LesionChange.Resolved, LesionChange.Unchanged, null, ResponseReason.StudiesDisagree)]
    [InlineData(LesionChange.Smaller, LesionChange.Unchanged, null, ResponseReason.StudiesDisagree)]
    [InlineData(LesionChange.Smaller, LesionChange.Smaller, RadiologicalResponse.Smaller, ResponseReason.LesionSmaller)]
    [InlineData(LesionChange.Larger, LesionChange.Smaller, RadiologicalResponse.Larger, ResponseReason.LesionLarger)]
    public void two_studies_of_one_lesion_that_say_different_things_leave_the_response_open_unless_one_shows_growth(
        LesionChange one, LesionChange other, RadiologicalResponse? radiological, ResponseReason reason)
    {
        foreach (var (first, second) in new[] { (one, other), (other, one) })
        {
            var at = Response([.. Before, Study(4, first), Study(5, second), Graded(6, "2020-04-01", AsiaGrade.D)]);
            (at.Radiological, at.Reasons.Contains(reason)).ShouldBe((radiological, true));
            at.Category.ShouldBe(radiological switch
            {
                null => ResponseCategory.NotAssessable,
                RadiologicalResponse.Larger => ResponseCategory.None,
                _ => ResponseCategory.Partial,
            });
        }
    }

    [Fact]
    public void two_lesions_of_one_day_may_differ()
    {
        var at = Response([.. Before[..1], Imaged(2, "2020-01-01") with { Levels = SpinalLevels.Parse("C3-C5") },
            Imaged(7, "2020-01-01") with { Levels = SpinalLevels.Parse("T3-T5") }, Before[2],
            Study(4, LesionChange.Smaller) with { Levels = SpinalLevels.Parse("C3-C5") },
            Study(5, LesionChange.Unchanged) with { Levels = SpinalLevels.Parse("T3-T5") }, Graded(6, "2020-04-01", AsiaGrade.D)]);
        at.Radiological.ShouldBe(RadiologicalResponse.Unchanged);
    }

    [Theory]
    [InlineData(AsiaGrade.B, AsiaGrade.D, null, ResponseReason.ExaminationsDisagree)]
    [InlineData(AsiaGrade.D, AsiaGrade.D, NeurologicalResponse.Improved, ResponseReason.DeficitImproved)]
    public void two_examinations_that_say_different_things_leave_the_response_open(
        AsiaGrade one, AsiaGrade other, NeurologicalResponse? neurological, ResponseReason reason)
    {
        foreach (var (first, second) in new[] { (one, other), (other, one) })
        {
            var at = Response([.. Before, Graded(4, "2020-04-01", first), Graded(5, "2020-04-01", second),
                Study(6, LesionChange.Smaller)]);
            (at.Neurological, at.Reasons.Contains(reason)).ShouldBe((neurological, true));
        }
    }

    [Fact]
    public void what_says_that_it_came_after_treatment_of_the_day_is_the_later_one()
    {
        foreach (var (one, other) in new[] { (4, 5), (5, 4) })
        {
            Response([.. Before, Graded(one, "2020-04-01", AsiaGrade.B) with { TreatmentPhase = TreatmentPhase.BeforeTreatment },
                Graded(other, "2020-04-01", AsiaGrade.D) with { TreatmentPhase = TreatmentPhase.AfterTreatment }])
                .Neurological.ShouldBe(NeurologicalResponse.Improved);
        }
    }

    [Fact]
    public void two_examinations_of_the_day_that_a_response_is_held_against_leave_it_open_where_they_differ()
    {
        foreach (var (one, other) in new[] { (AsiaGrade.B, AsiaGrade.D), (AsiaGrade.D, AsiaGrade.B) })
        {
            var at = Response([Graded(7, "2020-01-01", one), Graded(8, "2020-01-01", other), .. Before[1..],
                Graded(4, "2020-04-01", AsiaGrade.C), Study(6, LesionChange.Smaller)]);
            (at.Neurological, at.Reasons.Contains(ResponseReason.ExaminationsDisagree)).ShouldBe((null, true));
        }
    }

    [Theory]
    [InlineData("2020-06-01", AsiaGrade.D, AsiaGrade.C)]
    [InlineData("2020-06-01", AsiaGrade.C, AsiaGrade.D)]
    public void an_examination_after_the_operation_of_its_day_does_not_tell_what_treatment_began_with(
        string day, AsiaGrade first, AsiaGrade second)
    {
        AsiaGradeRecorded Of(int id, AsiaGrade grade) => Graded(id, day, grade) with
        {
            TreatmentPhase = grade == AsiaGrade.D ? TreatmentPhase.BeforeTreatment : TreatmentPhase.AfterTreatment,
        };
        TreatmentResponses.Of(Chart(Of(1, first), Of(2, second), Operated(3, day), Graded(4, "2020-09-01", AsiaGrade.D)))
            .Responses[0].At[1].Neurological.ShouldBe(NeurologicalResponse.Unchanged);
    }

    [Theory]
    [InlineData(4, 7)]
    [InlineData(7, 4)]
    public void of_two_studies_of_one_day_the_thicker_lesion_counts(int first, int second)
    {
        var chart = Chart([.. Before, Study(4, LesionChange.Smaller, "2020-06-01") with { ThicknessMm = 4 },
            Imaged(5, "2021-01-01") with { ThicknessMm = first }, Imaged(6, "2021-01-01") with { ThicknessMm = second }]);
        var told = CourseEvents.Of(new(chart)).ShouldHaveSingleItem();
        (told.Kind, told.Episode.Interval.By.Earliest).ShouldBe((CourseEventKind.Recurrence, Day("2021-01-01")));
        When.Fires("new-or-larger-lesion", chart, "2021-01-02").Sentence.ShouldContain("7 mm");
    }

    [Theory]
    [InlineData(LesionChange.Larger, LesionChange.Unchanged)]
    [InlineData(LesionChange.Unchanged, LesionChange.Larger)]
    public void a_study_that_another_one_of_its_day_outweighs_is_not_quiet(LesionChange first, LesionChange second)
    {
        var chart = Chart([.. Before, Study(4, LesionChange.Unchanged, "2020-06-01"), Study(5, first, "2021-01-01"),
            Study(6, second, "2021-01-01"), Study(7, LesionChange.Larger, "2021-08-01")]);
        var told = CourseEvents.Of(new(chart)).ShouldHaveSingleItem();
        (told.Kind, told.Episode.Entries.Length).ShouldBe((CourseEventKind.Recurrence, 2));
        QuietCourse.Of(new(chart)).Intervals.ShouldHaveSingleItem().LastSeen.Latest.ShouldBe(Day("2020-06-01"));
    }

    [Theory]
    [InlineData(LesionChange.Larger, LesionChange.Unchanged, true)]
    [InlineData(LesionChange.Unchanged, LesionChange.Larger, true)]
    [InlineData(LesionChange.Larger, LesionChange.Larger, false)]
    public void a_worsening_that_another_study_of_its_day_does_not_show_says_so(LesionChange first, LesionChange second, bool differ)
    {
        var chart = Chart([.. Before, Study(4, LesionChange.Unchanged, "2020-06-01"), Study(5, first, "2021-01-01"),
            Study(6, second, "2021-01-01")]);
        CourseEvents.Of(new(chart)).ShouldHaveSingleItem().Episode.Caveats.Contains(EpisodeCaveat.StudiesDisagree).ShouldBe(differ);
        Timeline.Of(chart).Items.Select(item => item.Fact).OfType<CourseEventFact>().ShouldHaveSingleItem().StudiesDisagree
            .ShouldBe(differ);
        RecurrenceTimeline.Of(chart, RecurrenceDefinition.Find("composite/4")!).Episodes
            .ShouldAllBe(episode => !episode.Caveats.Contains(EpisodeCaveat.StudiesDisagree));
    }

    [Theory]
    [InlineData("900 mg/dL", "250 mg/dL")]
    [InlineData("250 mg/dL", "900 mg/dL")]
    public void of_two_samples_of_one_day_the_higher_one_counts_for_definition_and_alert_alike(string first, string second)
    {
        var chart = Chart(IgG4(1, "2024-01-15", "1000 mg/dL"), Started(2, "2024-02-01", 40), IgG4(3, "2024-05-01", "200 mg/dL"),
            IgG4(4, "2024-09-01", first), IgG4(5, "2024-09-01", second));
        RecurrenceTimeline.Of(chart, RecurrenceDefinition.Serological).Episodes.Length.ShouldBe(1);
        When.Fires("serum-igg4-rise", chart, "2024-09-02").Sentence.ShouldContain("rose to 900 mg/dL");
    }

    [Theory]
    [InlineData(VisitMode.InPerson, VisitMode.Remote)]
    [InlineData(VisitMode.Remote, VisitMode.InPerson)]
    public void a_recurrence_that_one_visit_confirmed_and_another_one_of_its_day_ruled_out_counts_and_says_so(
        VisitMode confirmed, VisitMode ruledOut)
    {
        VisitLogged At(int id, VisitMode mode, RecurrenceAssessment said, string on = "2021-01-01") =>
            Visited(id, on) with { Mode = mode, RecurrenceAssessment = said };
        foreach (var (one, other) in new[] { (4, 5), (5, 4) })
        {
            Told(At(one, confirmed, RecurrenceAssessment.Confirmed), At(other, ruledOut, RecurrenceAssessment.None)).ShouldBeTrue();
            Told(Recurred(one, "2021-01-01"), At(other, ruledOut, RecurrenceAssessment.None)).ShouldBeTrue();
        }

        Told(At(4, confirmed, RecurrenceAssessment.Confirmed), At(5, ruledOut, RecurrenceAssessment.None, "2021-01-02")).ShouldBeFalse();

        static bool Told(params ClinicalEntry[] said)
        {
            var chart = Chart([.. Before, Graded(6, "2020-06-01", AsiaGrade.D), .. said]);
            var episode = RecurrenceTimeline.Of(chart, RecurrenceDefinition.Composite).Episodes.ShouldHaveSingleItem();
            var fact = Timeline.Of(chart).Items.Select(item => item.Fact).OfType<CourseEventFact>().ShouldHaveSingleItem();
            fact.VisitsDisagree.ShouldBe(episode.Caveats.Contains(EpisodeCaveat.VisitsDisagree));
            RecurrenceTimeline.Of(chart, RecurrenceDefinition.Find("composite/4")!).Episodes[0].Caveats
                .ShouldNotContain(EpisodeCaveat.VisitsDisagree);
            return fact.VisitsDisagree;
        }
    }

    [Theory]
    [InlineData("100 mg/dL", "400 mg/dL")]
    [InlineData("400 mg/dL", "100 mg/dL")]
    public void of_two_samples_of_one_month_the_lower_one_is_the_nadir_of_what_came_after_it(string first, string second)
    {
        var chart = Chart(IgG4(1, "2019-01-01", "1000 mg/dL"), Started(2, "2019-01-05", 40m), IgG4(3, "2019-06", first),
            IgG4(4, "2019-06", second), IgG4(5, "2020-01-01", "320 mg/dL"));
        RecurrenceTimeline.Of(chart, RecurrenceDefinition.Serological).Episodes.ShouldHaveSingleItem().Entries.ShouldBe([Id(5)]);
        When.Fires("serum-igg4-rise", chart, "2020-01-02");
    }

    [Fact]
    public void samples_of_two_assays_on_one_day_are_each_held_against_their_own()
    {
        foreach (var (one, other) in new[] { ("A", "B"), ("B", "A") })
        {
            var chart = Chart(IgG4(1, "2019-01-01", "1000 mg/dL", "A"), IgG4(2, "2019-01-01", "800 mg/dL", "B"),
                Started(3, "2019-01-05", 40m), IgG4(4, "2019-06-01", "200 mg/dL", "A"), IgG4(5, "2019-06-01", "300 mg/dL", "B"),
                IgG4(6, "2020-02-01", one == "A" ? "900 mg/dL" : "310 mg/dL", one),
                IgG4(7, "2020-02-01", other == "A" ? "900 mg/dL" : "310 mg/dL", other));
            RecurrenceTimeline.Of(chart, RecurrenceDefinition.Serological).Episodes.Length.ShouldBe(1);
            When.Fires("serum-igg4-rise", chart, "2020-02-02").Sentence.ShouldContain("rose to 900 mg/dL");
        }
    }

    [Theory]
    [InlineData(20, 10)]
    [InlineData(10, 20)]
    public void two_doses_of_one_day_are_bounds_of_the_dose_and_neither_is_a_rise(int first, int second)
    {
        var chart = Chart([.. Before, Changed(4, 3, "2020-03-01", first), Changed(5, 3, "2020-03-01", second)]);
        var dose = new ChartReading(chart).DiseaseExposure.Dose.On(Day("2020-04-01"));
        (dose.AtLeast, dose.AtMost).ShouldBe((Mg(10), Mg(20)));
        ClinicalEntry[] recurred = [Recurred(6, "2020-02-20")];
        When.Fires("recurrence-without-treatment-change",
            Chart([.. Before, .. recurred, Changed(4, 3, "2020-03-01", first), Changed(5, 3, "2020-03-01", second)]), "2020-03-10");
    }

    [Fact]
    public void the_order_in_which_findings_of_one_date_were_entered_decides_nothing() =>
        Generated.ForAll(Gen.Choose(0, 1_000_000), number => OrderDecidesNothing(number, 25), times: 300);

    [Theory]
    [InlineData(60, 711)]
    [InlineData(60, 1377)]
    [InlineData(60, 5063)]
    [InlineData(25, 3436)]
    [InlineData(60, 1431)]
    [InlineData(60, 1548)]
    public void nor_does_it_where_two_examinations_or_studies_of_one_date_differ_in_what_little_they_tell(int apart, int number) =>
        OrderDecidesNothing(number, apart);

    private static void OrderDecidesNothing(int number, int apart)
    {
        object[] events = RandomCourses.Events(number, apart), others = [.. events];
        foreach (var tie in events.Index().Where(one => one.Item is AsiaGradeRecorded or LesionImaged or LabMeasured)
            .GroupBy(one => (one.Item.GetType(), ((ClinicalEntry)one.Item).Date)).Where(tie => tie.Key.Date.IsReported))
        {
            var ids = tie.Select(one => ((ClinicalEntry)one.Item).EntryId).Reverse().ToList();
            foreach (var (i, one) in tie.Index()) others[one.Index] = (ClinicalEntry)one.Item with { EntryId = ids[i] };
        }

        Said(Chart(others[1..])).ShouldBe(Said(Chart(events[1..])));
    }

    private static string Said(PatientChart chart)
    {
        var reading = new ChartReading(chart);
        var quiet = QuietCourse.Of(reading);
        return string.Join('\n',
        [
            .. CourseEvents.Of(reading)
                .Select(told => Json(new { told.Kind, told.IsSuspected, told.Episode.Interval, told.Episode.Phase })).Order(),
            .. RecurrenceDefinition.Current.SelectMany(definition => RecurrenceTimeline.Of(chart, definition).Episodes)
                .Select(episode => Json(episode.Interval)),
            .. quiet.Intervals.Select(interval => Json(new { interval.Since, interval.LastSeen, interval.EndedOn })),
            .. quiet.Remissions.Select(told => Json(new { told.Definition.Id, told.Remission.EstablishedOn })),
            .. TreatmentResponses.Of(reading).Responses.Select(response =>
                Json(new { response.Event.On, response.Since, response.RespondedOn, response.Next, response.At })),
        ]);
    }

    private static ResponseAt Response(params IEnumerable<object> events) => TreatmentResponses.Of(Chart(events)).Responses[0].At[1];

    private static LesionImaged Study(int id, LesionChange change, string on = "2020-04-01") =>
        Imaged(id, on, change != LesionChange.Resolved) with { ChangeSincePrior = change };
}
