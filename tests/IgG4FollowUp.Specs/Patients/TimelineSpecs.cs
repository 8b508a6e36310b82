using System.Text.Json;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Timelines;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Patients;

public sealed class TimelineSpecs
{
    private static readonly AsiaGradeRecorded GradeC = Graded(1, "2024-02-01", AsiaGrade.C);

    private static IEnumerable<string> Shown(PatientChart chart) => Timeline.Of(chart).Items.Select(item =>
        $"{item.Date} {item.Status}"
            + (item.Fact is { } fact ? $" {fact.GetType().Name}" : $" {item.Entry!.GetType().Name} {item.Revision}"));

    [Fact]
    public void entries_and_what_follows_from_them_are_shown_in_clinical_order() =>
        Shown(Chart(Graded(2, "2024-05-01", AsiaGrade.D), GradeC, Visited(3, "2024-02-01", "2024-04-15"), Presented(4, "2024-01"),
            Visited(5, "2024-05-01"))).ShouldBe(
        [
            "2024-01 Current PresentationRecorded 1",
            "2024-01-01 Current PatientEnrolled 1",
            "2024-02-01 Current AsiaGradeRecorded 1",
            "2024-02-01 Current VisitLogged 1",
            "2024-04-15 Derived VisitDue",
            "2024-05-01 Current AsiaGradeRecorded 1",
            "2024-05-01 Derived AsiaChange",
            "2024-05-01 Current VisitLogged 1",
        ]);

    [Fact]
    public void a_corrected_entry_is_shown_with_what_replaced_it_and_why()
    {
        var (second, third) = (GradeC with { Grade = AsiaGrade.D }, GradeC with { Grade = AsiaGrade.B, AssessedOn = Date("2024-01-20") });
        var items =
            Timeline.Of(Chart(GradeC, new EntryCorrected(Id(1), second, "misread"), new EntryCorrected(Id(1), third, "wrong day"))).Items;
        items.Select(item => (item.Status, item.Revision, item.Entry)).ShouldBe(
        [
            (TimelineStatus.Current, 1, Enrolled()), (TimelineStatus.Current, 3, third), (TimelineStatus.Corrected, 1, GradeC),
            (TimelineStatus.Corrected, 2, second),
        ]);
        items[2].Superseded.ShouldBe(new Supersession("misread", null, second));
        items[3].Superseded.ShouldBe(new Supersession("wrong day", null, third));
    }

    [Fact]
    public void a_retracted_entry_is_shown_with_the_reason_and_supports_no_fact()
    {
        var items = Timeline.Of(Chart(
            GradeC, new EntryCorrected(Id(1), GradeC with { Grade = AsiaGrade.D }, "misread"),
            new EntryRetracted(Id(1), RetractionReason.WrongPatient, "bed next door"),
            Graded(2, "2024-03-01", AsiaGrade.B))).Items;
        items.Select(item => item.Status)
            .ShouldBe([TimelineStatus.Current, TimelineStatus.Corrected, TimelineStatus.Retracted, TimelineStatus.Current]);
        items[1].Superseded!.ReplacedBy.ShouldBe(GradeC with { Grade = AsiaGrade.D });
        items[2].Superseded.ShouldBe(new Supersession("bed next door", RetractionReason.WrongPatient, null));
    }

    [Fact]
    public void days_since_presentation_and_surgery_are_given_where_both_days_are_known()
    {
        var items = Timeline.Of(Chart(
            Presented(1, "2024-01-11"), Operated(2, "2024-01-21"), Visited(3, "2024-01-26"), Visited(4, "2024-02"),
            Operated(5, "2024-03-01"), Visited(6, "2024-03-15"),
            Operated(7, "2024-04"), Visited(8, "2024-04-15"))).Items;
        items.Select(item => (item.DaysSincePresentation, item.DaysSinceSurgery)).ShouldBe(
            [(-10, null), (0, null), (10, 0), (10, 0), (15, 5), (null, null), (50, 0), (64, 14), (null, null), (95, null)],
            "the first operation has a fact, its response");
    }

    [Fact]
    public void without_a_day_of_presentation_no_days_are_counted_from_it() =>
        Timeline.Of(Chart(Presented(1, "2024-01"), Visited(2, "2024-02-01"))).Items.ShouldAllBe(item => item.DaysSincePresentation == null);

    [Fact]
    public void the_version_is_that_of_the_stream() =>
        (Timeline.Of(Chart(GradeC)).Version, Timeline.Of(Chart(GradeC)).PatientId).ShouldBe((2, Patient));

    [Fact]
    public void a_timeline_says_its_facts_by_kind_in_json_and_can_be_read_back()
    {
        var timeline = Timeline.Of(Chart(
            GradeC, Graded(2, "2024-03-01", AsiaGrade.D), IgG4(3, "2024-01-05", "270 mg/dL", limit: "135 mg/dL"), Imaged(4, "2024-01-05"),
            Imaged(5, "2024-06-01"),
            Started(6, "2024-01-06", 1000, Glucocorticoid.Methylprednisolone, SteroidRoute.Intravenous),
            Stopped(7, 6, "2024-01-08"),
            Recurred(8, "2024-06-01"), Visited(9, "2024-02-01", "2024-05-01"), Ended(10, "2024-07-01", FollowUpEndReason.Lost),
            Resumed(11, "2024-08-01"),
            new EntryCorrected(Id(1), GradeC with { Grade = AsiaGrade.B }, "misread")));
        var json = Json(timeline);
        Json(JsonSerializer.Deserialize<Timeline>(json, EntryJson.Options)!).ShouldBe(json);

        var items = JsonDocument.Parse(json).RootElement.GetProperty("items").EnumerateArray().ToList();
        items.Where(item => item.TryGetProperty("fact", out _)).Select(item => item.GetProperty("fact").GetProperty("kind").GetString())
            .Order().ShouldBe(
        [
            "asia-change", "course-event", "follow-up-closed", "follow-up-gap", "lesion-comparison", "quiet-interval", "recurrence-episode",
            "serum-igg4-comparison", "steroid-dose", "steroid-dose",
            "steroid-free", "steroid-pulse", "treatment-response", "treatment-response", "visit-due",
        ]);
        items.Single(item => item.GetProperty("status").GetString() == "corrected").GetProperty("superseded").GetProperty("replacedBy")
            .GetProperty("kind")
            .GetString().ShouldBe("asia-grade");
    }

    [Fact]
    public void words_typed_by_a_person_are_marked_wherever_a_timeline_repeats_them() =>
        typeof(Supersession).GetProperty(nameof(Supersession.Because))!.IsDefined(typeof(FreeTextAttribute), inherit: false).ShouldBeTrue();
}
