using FsCheck;
using FsCheck.Fluent;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Response;
using IgG4FollowUp.Domain.Timelines;
using IgG4FollowUp.Specs.Patients;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Recurrence;

public sealed class CourseEventSpecs
{
    [Fact]
    public void growth_that_never_stopped_is_told_as_progression() =>
        Told(Started(1, "2020-01-10", 40m), Study(2, "2020-06-01", LesionChange.Larger), Study(3, "2020-12-01", LesionChange.Larger))
            .ShouldBe([(CourseEventKind.Progression, 1, false, Id(2))]);

    [Fact]
    public void worse_on_the_day_after_an_operation_is_told_as_early_deterioration() =>
        Told(Graded(1, "2020-01-01", AsiaGrade.D), Operated(2, "2020-01-02"), Graded(3, "2020-01-03", AsiaGrade.C))
            .ShouldBe([(CourseEventKind.EarlyDeterioration, 1, true, Id(3))]);

    [Theory]
    [InlineData("2020-01-05", AsiaGrade.C, false)]
    [InlineData("2020-04-03", AsiaGrade.C, false)]
    [InlineData("2020-04-03", AsiaGrade.B, false)]
    [InlineData("2020-04-03", AsiaGrade.D, true)]
    public void early_deterioration_is_confirmed_by_a_later_examination_at_which_the_patient_is_not_back(
        string on, AsiaGrade grade, bool suspected)
    {
        object[] worse = [Graded(1, "2020-01-01", AsiaGrade.D), Operated(2, "2020-01-02"), Graded(3, "2020-01-03", AsiaGrade.C)];
        Told([.. worse, Graded(4, on, grade)])[0].ShouldBe((CourseEventKind.EarlyDeterioration, 1, suspected, Id(3)));
        // Who was back once and is worse again later has not confirmed what was seen first.
        Told([.. worse, Graded(4, "2020-01-10", AsiaGrade.D), Graded(5, "2020-06-01", grade)])[0]
            .ShouldBe((CourseEventKind.EarlyDeterioration, 1, true, Id(3)));
    }

    [Fact]
    public void who_is_as_weak_three_months_after_an_operation_as_on_the_day_after_it_is_worse_than_when_treatment_began()
    {
        object[] events = [Graded(1, "2020-01-01", AsiaGrade.D), Operated(2, "2020-01-02"), Graded(3, "2020-01-03", AsiaGrade.C)];
        At(AsiaGrade.C).ShouldBe(NeurologicalResponse.Worse);
        At(AsiaGrade.D).ShouldBe(NeurologicalResponse.Unchanged);
        At(AsiaGrade.E).ShouldBe(NeurologicalResponse.Regained);

        NeurologicalResponse? At(AsiaGrade grade) => TreatmentResponses.Of(Chart([.. events, Graded(4, "2020-04-03", grade)]))
            .Responses[0].At.Single(at => at.Months == 3).Neurological;
    }

    [Fact]
    public void a_deficit_of_the_first_days_after_an_operation_betters_no_response()
    {
        // Nothing was lost when the disease came back, one letter on the day after it was operated on.
        object[] events = [Graded(1, "2019-01-01", AsiaGrade.D), Operated(2, "2019-01-02"), Graded(3, "2019-06-01", AsiaGrade.D),
            Recurred(4, "2020-01-01"), Graded(5, "2020-01-01", AsiaGrade.D), Operated(6, "2020-01-10"),
            Graded(7, "2020-01-11", AsiaGrade.C)];
        var at = TreatmentResponses.Of(Chart([.. events, Graded(8, "2020-04-10", AsiaGrade.D)])).Responses[1];
        (at.At.Single(month => month.Months == 3).Neurological, at.RespondedOn).ShouldBe((NeurologicalResponse.NothingLost, null));
    }

    [Fact]
    public void what_was_lost_before_treatment_began_and_is_regained_is_a_response()
    {
        object[] events = [Graded(1, "2019-01-01", AsiaGrade.D), Operated(2, "2019-01-02"), Graded(3, "2019-06-01", AsiaGrade.D),
            Recurred(4, "2020-01-01"), Graded(5, "2020-01-01", AsiaGrade.C), Graded(6, "2020-01-09", AsiaGrade.B),
            Operated(7, "2020-01-10")];
        TreatmentResponses.Of(Chart([.. events, Graded(8, "2020-04-10", AsiaGrade.C)])).Responses[1].At
            .Single(month => month.Months == 3).Neurological.ShouldBe(NeurologicalResponse.Improved);
    }

    [Fact]
    public void an_old_examination_does_not_tell_what_treatment_began_with()
    {
        object[] events = [Graded(1, "2019-06-01", AsiaGrade.D), Operated(2, "2020-01-02"), Graded(3, "2020-01-03", AsiaGrade.B)];
        TreatmentResponses.Of(Chart([.. events, Graded(4, "2020-04-03", AsiaGrade.D)])).Responses[0].At
            .Single(month => month.Months == 3).Neurological.ShouldBe(NeurologicalResponse.Improved);
    }

    [Fact]
    public void a_deficit_that_nothing_confirms_is_told_as_suspected_until_something_does()
    {
        object[] fallen =
        [
            Started(1, "2020-01-10", 40m), Graded(2, "2020-04-01", AsiaGrade.D), Graded(3, "2020-07-01", AsiaGrade.D),
            Graded(4, "2021-01-01", AsiaGrade.C),
        ];
        Told(fallen).ShouldBe([(CourseEventKind.Recurrence, 1, true, Id(4))]);
        Told([.. fallen, Graded(5, "2021-01-10", AsiaGrade.C)]).ShouldBe([(CourseEventKind.Recurrence, 1, false, Id(4))]);
        Told([.. fallen, Study(5, "2021-01-10", LesionChange.New)]).ShouldBe([(CourseEventKind.Recurrence, 1, false, Id(4))]);
    }

    [Fact]
    public void a_timeline_tells_each_worsening_with_the_entry_at_which_it_was_first_seen_and_what_confirms_it()
    {
        var fact = Timeline.Of(Chart(
                Started(1, "2020-01-10", 40m), Graded(2, "2020-04-01", AsiaGrade.D), Graded(3, "2020-07-01", AsiaGrade.D),
                Graded(4, "2021-01-01", AsiaGrade.C), Study(5, "2021-01-10", LesionChange.New)))
            .Items.Select(item => item.Fact).OfType<CourseEventFact>().ShouldHaveSingleItem();
        fact.RestsOn.Take(2).ShouldBe([Id(4), Id(5)]);
        fact.ConfirmedBy.ShouldBe([Confirmations.Mri]);
        fact.Signs.ShouldBe([RecurrenceSigns.Clinical, RecurrenceSigns.Radiological]);
        (fact.Suspected, fact.Definition).ShouldBe((false, "composite/5"));
    }

    [Fact]
    public void no_entry_is_a_sign_of_two_worsenings() => Generated.ForAll(RandomCharts, chart =>
        CourseEvents.Of(new ChartReading(chart)).SelectMany(told => told.Episode.Entries).ShouldBeUnique(), times: 300);

    private static readonly Gen<PatientChart> RandomCharts = Gen.Choose(0, 1_000_000).Select(RandomCourses.Of);

    private static (CourseEventKind, int, bool, Guid)[] Told(params object[] events) =>
    [
        .. CourseEvents.Of(new ChartReading(Chart(events)))
            .Select(told => (told.Kind, told.Episode.Ordinal, told.IsSuspected, told.Episode.Entries[0])),
    ];

    private static LesionImaged Study(int id, string on, LesionChange change) => Imaged(id, on) with { ChangeSincePrior = change };
}
