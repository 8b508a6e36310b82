using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Patients;

public sealed class DecisionSpecs
{
    private static readonly AsiaGradeRecorded GradeC = Graded(1, "2024-02-01", AsiaGrade.C);

    private static void Refused(Decision decision, params string[] codes)
    {
        decision.Accepted.ShouldBeFalse();
        decision.Events.ShouldBeEmpty();
        decision.Refusals.Select(refusal => refusal.Code).ShouldBe(codes);
    }

    [Fact]
    public void a_patient_is_enrolled_with_what_is_already_known()
    {
        var decision = PatientDecisions.Enrol(Patient, Enrolled(), [Presented(1, "2024-01-01"), GradeC with { EntryId = Id(2) }], Today);
        decision.Accepted.ShouldBeTrue();
        decision.Events.Length.ShouldBe(3);
        (decision.Chart!.Id, decision.Chart.EventCount).ShouldBe((Patient, 3));
    }

    [Fact]
    public void a_refused_enrolment_leaves_no_chart()
    {
        var decision = PatientDecisions.Enrol(Patient, Enrolled("2025-02-01"), [], Today);
        Refused(decision, "date-in-future");
        decision.Chart.ShouldBeNull();
    }

    [Fact]
    public void nobody_is_enrolled_twice()
    {
        Refused(PatientDecisions.Record(Chart(), [Enrolled() with { EntryId = Id(5) }], Today), "already-enrolled");
        Refused(PatientDecisions.Enrol(Patient, Enrolled(), [Enrolled() with { EntryId = Id(5) }], Today), "already-enrolled");
    }

    [Fact]
    public void an_id_is_never_used_again()
    {
        var retracted = Chart(GradeC, new EntryRetracted(Id(1), RetractionReason.Duplicate, null));
        Refused(PatientDecisions.Record(Chart(GradeC), [Imaged(1, "2024-03-01")], Today), "entry-exists");
        Refused(PatientDecisions.Record(retracted, [GradeC], Today), "entry-exists");
        Refused(PatientDecisions.Record(Chart(), [GradeC, Imaged(1, "2024-03-01")], Today), "entry-exists");
    }

    [Fact]
    public void entries_are_recorded_all_or_none()
    {
        var decision = PatientDecisions.Record(Chart(), [GradeC, Visited(2, "2025-03-01")], Today);
        Refused(decision, "date-in-future");
        decision.Refusals[0].ShouldBe(decision.Refusals[0] with { EntryId = Id(2), Member = "visitedOn" });
        decision.Chart!.EventCount.ShouldBe(1);
    }

    [Fact]
    public void later_entries_of_a_command_may_refer_to_earlier_ones_and_the_other_way_round() =>
        PatientDecisions.Record(
            Chart(), [Visited(1, "2024-03-01", null, 2, 3), Started(2, "2024-03-01", 40), Changed(3, 2, "2024-03-08", 30)], Today).Accepted
            .ShouldBeTrue();

    [Fact]
    public void a_correction_replaces_the_entry_under_its_id()
    {
        var decision = PatientDecisions.Correct(Chart(GradeC), Id(1), GradeC with { EntryId = Id(77), Grade = AsiaGrade.D }, "misread",
            Today);
        decision.Events.ShouldBe([new EntryCorrected(Id(1), GradeC with { Grade = AsiaGrade.D }, "misread")]);
        decision.Chart!.Find(Id(1)).ShouldBe(GradeC with { Grade = AsiaGrade.D });
    }

    [Fact]
    public void a_correction_is_judged_like_a_new_entry()
    {
        var chart = Chart(Started(1, "2024-03-01", 40), Changed(2, 1, "2024-03-08", 30));
        Refused(PatientDecisions.Correct(chart, Id(1), Started(1, "2024-03-09", 40), "date", Today), "date-before-start");
        Refused(PatientDecisions.Correct(Chart(GradeC), Id(0), Enrolled(born: 2025), "birth", Today), "date-before-birth",
            "date-before-birth");
    }

    [Fact]
    public void a_correction_needs_an_entry_that_holds_and_says_something_else_of_the_same_kind()
    {
        Refused(PatientDecisions.Correct(Chart(), Id(1), GradeC, "why", Today), "entry-unknown");
        Refused(
            PatientDecisions.Correct(Chart(GradeC, new EntryRetracted(Id(1), RetractionReason.Duplicate, null)), Id(1), GradeC, "why",
                Today), "entry-retracted");
        Refused(PatientDecisions.Correct(Chart(GradeC), Id(1), Imaged(1, "2024-02-01"), "why", Today), "kind-changed");
        Refused(PatientDecisions.Correct(Chart(GradeC), Id(1), GradeC with { }, "why", Today), "nothing-changed");
    }

    [Fact]
    public void a_retraction_needs_an_entry_that_holds_and_is_no_enrolment()
    {
        Refused(PatientDecisions.Retract(Chart(), Id(1), RetractionReason.Duplicate, null, Today), "entry-unknown");
        Refused(
            PatientDecisions.Retract(Chart(GradeC, new EntryRetracted(Id(1), RetractionReason.Duplicate, null)), Id(1),
                RetractionReason.Duplicate, null, Today),
            "entry-retracted");
        Refused(PatientDecisions.Retract(Chart(), Id(0), RetractionReason.Duplicate, null, Today), "enrolment-kept");
    }

    [Fact]
    public void a_course_that_others_refer_to_is_not_retracted_before_them()
    {
        var chart = Chart(Started(1, "2024-03-01", 40), Changed(2, 1, "2024-03-08", 30));
        Refused(PatientDecisions.Retract(chart, Id(1), RetractionReason.Duplicate, null, Today), "entry-unknown");
        var first = PatientDecisions.Retract(chart, Id(2), RetractionReason.Duplicate, null, Today);
        PatientDecisions.Retract(first.Chart!, Id(1), RetractionReason.Duplicate, null, Today).Accepted.ShouldBeTrue();
    }

    [Fact]
    public void a_visit_that_listed_a_retracted_entry_is_corrected_along()
    {
        var chart = Chart(GradeC, Imaged(2, "2024-02-01"), Visited(3, "2024-02-01", null, 1, 2));
        var decision = PatientDecisions.Retract(chart, Id(1), RetractionReason.WrongPatient, "mixed up", Today);
        decision.Accepted.ShouldBeTrue();
        decision.Events.Length.ShouldBe(2);
        decision.Events[1].ShouldBe(new EntryRetracted(Id(1), RetractionReason.WrongPatient, "mixed up"));
        ((VisitLogged)decision.Chart!.Find(Id(3))!).Recorded.ShouldBe([Id(2)]);
    }

    [Fact]
    public void what_an_old_chart_already_contradicts_does_not_lock_it()
    {
        var chart = Chart(Visited(1, "2025-06-01"));
        PatientDecisions.Record(chart, [GradeC with { EntryId = Id(2) }], Today).Accepted.ShouldBeTrue();
        PatientDecisions.Correct(chart, Id(1), Visited(1, "2024-06-01"), "year", Today).Accepted.ShouldBeTrue();
        PatientDecisions.Retract(chart, Id(1), RetractionReason.EnteredInError, null, Today).Accepted.ShouldBeTrue();
        Refused(PatientDecisions.Record(chart, [Visited(2, "2025-06-01")], Today), "date-in-future");
    }

    [Fact]
    public void no_refusal_or_warning_repeats_a_clinical_value()
    {
        var decision = PatientDecisions.Record(
            Chart(Ended(9, "2024-05-01", FollowUpEndReason.Died)), [IgG4(1, "2024-07-13", "777 [IU]/mL"), Started(2, "2026-11-19", 4321)],
            Today);
        decision.Refusals.Length.ShouldBeGreaterThan(2);
        foreach (var refusal in decision.Refusals) refusal.Detail.ShouldNotMatch("[0-9]");
    }
}
