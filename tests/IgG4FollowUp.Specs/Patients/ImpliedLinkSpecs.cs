using IgG4FollowUp.Domain.Patients;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Patients;

/// <summary>Doses, stops and the like whose sender did not say to which course they belong.</summary>
public sealed class ImpliedLinkSpecs
{
    private static readonly DateOnly Today = new(2024, 12, 31);

    [Fact]
    public void a_dose_belongs_to_the_one_course_that_goes_on() => Recorded(
        Chart(Started(1, "2024-03-01", 40)), Dose(2, "2024-05-01")).OfType<SteroidDoseChanged>().Single().CourseId.ShouldBe(Id(1));

    [Fact]
    public void it_may_belong_to_a_course_that_is_recorded_with_it() => Recorded(
        Chart(), Dose(2, "2024-05-01"), Started(1, "2024-03-01", 40)).OfType<SteroidDoseChanged>().Single().CourseId.ShouldBe(Id(1));

    [Fact]
    public void a_course_that_ended_before_or_begins_later_is_not_meant()
    {
        var recorded = Recorded(
            Chart(Started(1, "2024-03-01", 1000)), Dose(3, "2024-03-04"), Stop(4, "2024-03-03"), Started(2, "2024-03-04", 40));
        recorded.OfType<SteroidCourseStopped>().Single().CourseId.ShouldBe(Id(1));
        recorded.OfType<SteroidDoseChanged>().Single().CourseId.ShouldBe(Id(2));
    }

    [Fact]
    public void of_two_courses_that_go_on_none_is_guessed()
    {
        var decision = PatientDecisions.Record(
            Chart(Started(1, "2024-03-01", 40), Started(2, "2024-04-01", 10)), [Dose(3, "2024-05-01")], Today);
        var refusal = decision.Refusals.ShouldHaveSingleItem();
        (refusal.EntryId, refusal.Member, refusal.Code).ShouldBe((Id(3), "courseId", "which-is-meant"));
        refusal.Detail.ShouldStartWith("This can belong to more than one steroid course");
    }

    [Fact]
    public void without_any_course_it_is_refused_as_well() =>
        PatientDecisions.Record(Chart(), [Dose(3, "2024-05-01")], Today).Refusals.ShouldHaveSingleItem().Detail
            .ShouldStartWith("No steroid course is on record");

    [Fact]
    public void a_stop_is_never_meant_for_a_course_that_has_one() =>
        PatientDecisions.Record(Chart(Started(1, "2024-03-01", 40), Stopped(2, 1, "2024-06-01")), [Stop(3, "2024-05-01")], Today)
            .Refusals.ShouldHaveSingleItem().Code.ShouldBe("which-is-meant");

    [Fact]
    public void a_day_that_may_lie_before_the_stop_leaves_the_course_in_question() => Recorded(
        Chart(Started(1, "2024-03-01", 40), Stopped(2, 1, "2024-06-10")), Dose(3, "2024-06")).OfType<SteroidDoseChanged>().Single()
        .CourseId.ShouldBe(Id(1));

    private static IEnumerable<ClinicalEntry> Recorded(PatientChart chart, params ClinicalEntry[] entries)
    {
        var decision = PatientDecisions.Record(chart, entries, Today);
        decision.Refusals.ShouldBeEmpty();
        decision.Events.Length.ShouldBe(entries.Length);
        return decision.Events.Cast<ClinicalEntry>();
    }

    private static SteroidDoseChanged Dose(int id, string on) =>
        new() { EntryId = Id(id), CourseId = ImpliedLinks.LeftOut, ChangedOn = Date(on), DailyDoseMg = 20 };

    private static SteroidCourseStopped Stop(int id, string on) =>
        new() { EntryId = Id(id), CourseId = ImpliedLinks.LeftOut, LastDoseOn = Date(on) };
}
