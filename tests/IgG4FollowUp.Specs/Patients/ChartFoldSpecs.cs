using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Patients;

public sealed class ChartFoldSpecs
{
    [Fact]
    public void entries_are_read_in_clinical_order_whatever_the_order_of_recording()
    {
        var chart = Chart(Visited(4, "2024-06-01"), Graded(3, "2024-06-01", AsiaGrade.D), Graded(2, "2024-05", AsiaGrade.C),
            Graded(1, "not-reported", AsiaGrade.B));
        chart.Entries.Select(entry => entry.EntryId).ShouldBe([Id(1), Id(0), Id(2), Id(3), Id(4)]);
        chart.EventCount.ShouldBe(5);
    }

    [Fact]
    public void a_course_starts_before_its_changes_and_stops_after_them_on_one_day()
    {
        var chart = Chart(Stopped(3, 1, "2024-03-01"), Changed(2, 1, "2024-03-01", 20), Started(9, "2024-03-01", 40));
        chart.Entries.Skip(1).Select(entry => entry.EntryId).ShouldBe([Id(9), Id(2), Id(3)]);
    }

    [Fact]
    public void every_kind_of_entry_has_its_own_place_in_the_clinical_order()
    {
        var kinds = StoredShapeSpecs.EntryKinds.Select(kind => StoredShapeSpecs.Sample(kind)).Cast<ClinicalEntry>().ToList();
        foreach (var (left, right) in kinds.SelectMany(left => kinds.Select(right => (left, right))))
        {
            var comparison = ClinicalOrder.Compare(left, right);
            (comparison == 0).ShouldBe(left == right);
            Math.Sign(ClinicalOrder.Compare(right, left)).ShouldBe(-Math.Sign(comparison));
        }
    }

    [Fact]
    public void a_correction_replaces_the_entry_and_keeps_the_former_one()
    {
        var wrong = Graded(1, "2024-02-01", AsiaGrade.C);
        var right = wrong with { Grade = AsiaGrade.D, AssessedOn = Date("2024-03-01") };
        var chart = Chart(wrong, new EntryCorrected(Id(1), right, "misread"));
        chart.Find(Id(1)).ShouldBe(right);
        chart.Superseded.ShouldBe([new SupersededEntry(wrong, Retracted: false, "misread")]);
    }

    [Fact]
    public void a_retraction_removes_the_entry_and_keeps_it_with_code_and_remark()
    {
        var wrong = Graded(1, "2024-02-01", AsiaGrade.C);
        var chart = Chart(wrong, new EntryRetracted(Id(1), RetractionReason.WrongPatient, "bed next door"));
        chart.Find(Id(1)).ShouldBeNull();
        chart.Knows(Id(1)).ShouldBeTrue();
        chart.Superseded.ShouldBe([new SupersededEntry(wrong, Retracted: true, "bed next door", RetractionReason.WrongPatient)]);
    }

    [Fact]
    public void what_is_no_event_of_a_patient_cannot_be_folded()
    {
        Should.Throw<InvalidOperationException>(() => PatientChart.Fold(null, Patient, "hello"));
        Should.Throw<InvalidOperationException>(() => Chart(new EntryRetracted(Id(7), RetractionReason.Duplicate, null)));
        Should.Throw<InvalidOperationException>(() => Chart(new EntryCorrected(Id(7), Graded(7, "2024", AsiaGrade.C), "why")));
    }

    [Fact]
    public void no_events_make_no_chart() => PatientChart.FoldAll(Patient, []).ShouldBeNull();

    [Fact]
    public void follow_up_is_ended_until_it_is_resumed()
    {
        var ended = Ended(1, "2024-05-01", FollowUpEndReason.Lost);
        Chart().End.ShouldBeNull();
        Chart(ended).End.ShouldBe(ended);
        Chart(ended, Resumed(2, "2024-06-01")).End.ShouldBeNull();
        Chart(Resumed(2, "2024-06-01"), ended, Ended(3, "2024-07-01", FollowUpEndReason.Transferred)).End!.EntryId.ShouldBe(Id(3));
    }

    [Fact]
    public void a_death_is_the_end_in_force_even_where_partial_dates_sort_a_resumption_after_it()
    {
        var chart = Chart(Ended(1, "2024-01-02", FollowUpEndReason.Lost), Resumed(2, "2024-06"), Ended(3, "2024", FollowUpEndReason.Died));
        chart.End!.EntryId.ShouldBe(Id(3));
        chart.Death!.EntryId.ShouldBe(Id(3));
    }

    [Fact]
    public void the_last_contact_is_the_latest_reported_date()
    {
        Chart(Graded(1, "not-reported", AsiaGrade.C)).LastContact.ShouldBe(Date("2024-01-01"));
        Chart(Visited(1, "2024-05-01", "2024-08-01"), Graded(2, "2024-04", AsiaGrade.C)).LastContact.ShouldBe(Date("2024-05-01"));
        PatientChart.FoldAll(Patient, [Enrolled("not-reported")])!.LastContact.ShouldBeNull();
    }

    [Fact]
    public void a_chart_survives_storage()
    {
        var chart = Chart(
            Graded(1, "2024-02", AsiaGrade.C), new EntryCorrected(Id(1), Graded(1, "2024-02", AsiaGrade.D), "misread"),
            Imaged(2, "2024-03-01"),
            new EntryRetracted(Id(2), RetractionReason.Duplicate, null));
        var read = System.Text.Json.JsonSerializer.Deserialize<PatientChart>(Json(chart), EntryJson.Options)!;
        Json(read).ShouldBe(Json(chart));
        read.Entries.ShouldBe(chart.Entries.AsEnumerable());
        read.Superseded.Length.ShouldBe(2);
    }
}
