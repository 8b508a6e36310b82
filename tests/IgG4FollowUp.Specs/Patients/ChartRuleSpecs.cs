using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Patients;

public sealed class ChartRuleSpecs
{
    private static void Refused(string member, string code, int id, params object[] events) =>
        Found(events).ShouldBe([$"{Id(id)} {member} {code}"]);

    private static void Allowed(params object[] events) => Found(events).ShouldBeEmpty();

    private static IEnumerable<string> Found(object[] events) =>
        ChartRules.Contradictions(Chart(events), Today).Select(c => $"{c.EntryId} {c.Member} {c.Code}");

    [Fact]
    public void nothing_happens_in_the_future()
    {
        Refused("visitedOn", "date-in-future", 1, Visited(1, "2025-01-02"));
        Refused("imagedOn", "date-in-future", 1, Imaged(1, "2025-02"));
        Allowed(Visited(1, "2025-01-01"), Visited(2, "2025-01"), Visited(3, "2025"), Visited(4, "not-reported"));
    }

    [Fact]
    public void nobody_is_born_in_the_future()
    {
        foreach (var (born, refused) in new[] { (2024, false), (2025, false), (2026, true), (2200, true) })
        {
            var enrolled = Enrolled("not-reported", born);
            ChartRules.Contradictions(PatientChart.FoldAll(Patient, [enrolled])!, Today).Select(found => (found.Member, found.Code))
                .ShouldBe(refused ? [("birthYear", "date-in-future")] : [], $"{born}");
        }
    }

    [Fact]
    public void the_other_dates_of_an_entry_are_not_in_the_future_either()
    {
        Refused("lastKnownFreeOn", "date-in-future", 1, Recurred(1, "2025-01", "2025-01-02"));
        Refused("onsetOn", "date-in-future", 1, Presented(1, "2025-01", "2025-01-02"));
        Allowed(Recurred(1, "2024-05-01", "2024-04"), Presented(2, "2024-01-02", "2023"));
    }

    [Fact]
    public void nothing_happens_before_birth()
    {
        Refused("assessedOn", "date-before-birth", 1, Graded(1, "1969-12-31", AsiaGrade.C));
        Refused("assessedOn", "date-before-birth", 1, Graded(1, "1969", AsiaGrade.C));
        Allowed(Graded(1, "1970", AsiaGrade.C), Graded(2, "1970-01-01", AsiaGrade.C), Graded(3, "not-reported", AsiaGrade.C));
        ChartRules.Contradictions(PatientChart.FoldAll(Patient, [Enrolled(born: null), Graded(1, "1901", AsiaGrade.C)])!, Today)
            .ShouldBeEmpty();
    }

    [Fact]
    public void nothing_happens_after_death_except_that_the_record_goes_on()
    {
        var died = Ended(1, "2024-05", FollowUpEndReason.Died);
        Refused("visitedOn", "date-after-death", 2, died, Visited(2, "2024-06-01"));
        Refused("resumedOn", "date-after-death", 2, died, Resumed(2, "2024-06-01"));
        Allowed(died, Visited(2, "2024-05-31"), Visited(3, "2024"), Visited(4, "not-reported"));
        ChartRules.Contradictions(PatientChart.FoldAll(Patient, [Enrolled("2024-07-01"), died])!, Today).ShouldBeEmpty();
    }

    [Fact]
    public void nothing_is_recorded_after_consent_was_withdrawn_until_follow_up_is_resumed()
    {
        var withdrew = Ended(1, "2024-05-10", FollowUpEndReason.Withdrew);
        Refused("visitedOn", "date-after-withdrawal", 2, withdrew, Visited(2, "2024-05-11"));
        Refused("visitedOn", "date-after-withdrawal", 2, withdrew, Visited(2, "2024-05-20"), Resumed(3, "2024-06-01"));
        Allowed(withdrew, Visited(2, "2024-05-10"), Visited(3, "2024-05"), Visited(4, "not-reported"));
        Allowed(withdrew, Resumed(2, "2024-06-01"), Visited(3, "2024-06-01"), Ended(4, "2024-07-01", FollowUpEndReason.Lost));
        Allowed(Ended(1, "2024-05-10", FollowUpEndReason.Lost), Visited(2, "2024-06-01"));
    }

    [Fact]
    public void a_dose_belongs_to_a_course_that_has_begun()
    {
        Refused("courseId", "entry-unknown", 2, Changed(2, 1, "2024-03-01", 20));
        Refused("courseId", "entry-unknown", 2, Visited(1, "2024-02-01"), Changed(2, 1, "2024-03-01", 20));
        Refused("changedOn", "date-before-start", 2, Started(1, "2024-03-02", 40), Changed(2, 1, "2024-03-01", 20));
        Allowed(Started(1, "2024-03-02", 40), Changed(2, 1, "2024-03-02", 20), Changed(3, 1, "2024-03", 10),
            Changed(4, 1, "not-reported", 5));
        Allowed(Started(1, "not-reported", 40), Changed(2, 1, "1999", 20));
    }

    [Fact]
    public void a_course_that_was_stopped_has_no_further_dose()
    {
        Refused("changedOn", "course-stopped", 3, Started(1, "2024-03-01", 40), Stopped(2, 1, "2024-03-31"),
            Changed(3, 1, "2024-04-01", 20));
        Allowed(Started(1, "2024-03-01", 40), Stopped(2, 1, "2024-03-31"), Changed(3, 1, "2024-03-31", 20), Changed(4, 1, "2024-03", 20));
        Allowed(Started(1, "2024-03-01", 40), Stopped(2, 1, "not-reported"), Changed(3, 1, "2024-04-01", 20));
        Allowed(Started(1, "2024-03-01", 40), Stopped(2, 1, "2024-03-31"), Started(4, "2024-03-05", 1), Changed(3, 4, "2024-04-01", 20));
    }

    [Fact]
    public void a_course_is_stopped_once_and_not_before_it_began()
    {
        Refused("courseId", "entry-unknown", 2, Stopped(2, 1, "2024-03-01"));
        Refused("lastDoseOn", "date-before-start", 2, Started(1, "2024-03-02", 40), Stopped(2, 1, "2024-03-01"));
        Refused("courseId", "course-stopped", 3, Started(1, "2024-03-01", 40), Stopped(2, 1, "2024-03-02"), Stopped(3, 1, "2024-03-03"));
        Allowed(Started(1, "2024-03-01", 40), Stopped(2, 1, "2024-03-01"), Started(3, "2024-03-01", 40), Stopped(4, 3, "2024-03"));
    }

    [Fact]
    public void a_sparing_agent_is_stopped_once_and_not_before_it_began()
    {
        static SparingAgentStarted Agent(int id, string on) =>
            new() { EntryId = Id(id), StartedOn = Date(on), Agent = SparingAgent.Rituximab };
        static SparingAgentStopped End(int id, int treatment, string on) =>
            new() { EntryId = Id(id), TreatmentId = Id(treatment), LastDoseOn = Date(on) };

        Refused("treatmentId", "entry-unknown", 2, Started(1, "2024-03-01", 40), End(2, 1, "2024-03-02"));
        Refused("lastDoseOn", "date-before-start", 2, Agent(1, "2024-03-02"), End(2, 1, "2024-03-01"));
        Refused("treatmentId", "treatment-stopped", 3, Agent(1, "2024-03-01"), End(2, 1, "2024-03-02"), End(3, 1, "2024-03-03"));
        Allowed(Agent(1, "2024-03-01"), End(2, 1, "2024-03-01"), Agent(3, "2024-03-01"), End(4, 3, "2024-03-15"));
    }

    [Fact]
    public void a_recurrence_is_resolved_once_and_not_before_it_was_detected()
    {
        Refused("recurrenceId", "entry-unknown", 2, Resolved(2, 1, "2024-03-02"));
        Refused("resolvedOn", "date-before-start", 2, Recurred(1, "2024-03-02"), Resolved(2, 1, "2024-03-01"));
        Refused("recurrenceId", "recurrence-resolved", 3, Recurred(1, "2024-03-01"), Resolved(2, 1, "2024-03-02"),
            Resolved(3, 1, "2024-03-03"));
        Allowed(Recurred(1, "2024-03-01"), Resolved(2, 1, "2024-03-01"), Recurred(3, "2024-05"), Resolved(4, 3, "2024-05-02"));
    }

    [Fact]
    public void nobody_is_known_free_after_detection()
    {
        Refused("lastKnownFreeOn", "date-after-detection", 1, Recurred(1, "2024-03-01", "2024-03-02"));
        Allowed(Recurred(1, "2024-03-01", "2024-03-01"), Recurred(2, "2024-03-01", "2024-03"), Recurred(3, "not-reported", "2024-03-01"));
    }

    [Fact]
    public void symptoms_begin_before_presentation()
    {
        Refused("onsetOn", "date-after-presentation", 1, Presented(1, "2024-01-01", "2024-01-02"));
        Allowed(Presented(1, "2024-01-01", "2024-01"));
        Allowed(Presented(1, "2024-01-01", "2024-01-01"));
        Allowed(Presented(1, "not-reported", "2024-01-01"));
    }

    [Fact]
    public void the_next_visit_is_due_after_this_one()
    {
        Refused("nextVisitDueOn", "date-before-start", 1, Visited(1, "2024-03-01", "2024-03-01"));
        Refused("nextVisitDueOn", "date-before-start", 1, Visited(1, "2024-03", "2024-03-01"));
        Allowed(Visited(1, "2024-03-01", "2024-03-02"), Visited(2, "2024-03", "2024-03-02"), Visited(3, "not-reported", "1999-01-01"));
    }

    [Fact]
    public void planned_days_lie_within_the_years_a_record_can_hold()
    {
        Refused("nextVisitDueOn", "date-out-of-range", 1, Visited(1, "2024-03-01", "2201-01-01"));
        Refused("nextVisitDueOn", "date-out-of-range", 1, Visited(1, "not-reported", "1899-12-31"));
        Refused("nextMriPlannedOn", "date-out-of-range", 1, Visited(1, "2024-03-01") with { NextMriPlannedOn = new(2201, 1, 1) });
        Allowed(Visited(1, "2024-03-01", "2200-12-31") with { NextMriPlannedOn = new(2200, 12, 31) });
    }

    [Fact]
    public void a_visit_names_entries_of_this_patient()
    {
        Refused("recorded", "entry-unknown", 1, Visited(1, "2024-03-01", null, 2, 3));
        Allowed(Visited(1, "2024-03-01", null, 2), Graded(2, "2024-03-01", AsiaGrade.C));
    }

    [Fact]
    public void an_assessment_gives_a_grade_or_an_examination_or_both()
    {
        Refused("grade", "grade-or-examination", 1, Graded(1, "2024-03-01", null));
        Refused("edition", "edition-without-examination", 1,
            Graded(1, "2024-03-01", AsiaGrade.C) with { Edition = IsncsciEdition.Isncsci2019 });
        Allowed(Graded(1, "2024-03-01", null) with { Examination = IsncsciExamination.AllNotTestable });
        Allowed(Graded(1, "2024-03-01", AsiaGrade.C) with { Examination = IsncsciExamination.AllNormal });
    }

    [Fact]
    public void an_analyte_is_measured_in_a_unit_of_its_kind()
    {
        Refused("result", "unit-of-other-dimension", 1, IgG4(1, "2024-03-01", "135 [IU]/mL"));
        Refused("upperLimitOfNormal", "unit-of-other-dimension", 1, IgG4(1, "2024-03-01", "135 mg/dL", limit: "135 /uL"));
        Allowed(IgG4(1, "2024-03-01", "135 mg/dL", limit: "1.35 g/L"));
        Allowed(
            new LabMeasured { EntryId = Id(1), DrawnOn = Date("2024"), Analyte = Analyte.CsfIgG4Index, Result = Quantity.Parse("0.7 1") });
    }

    [Fact]
    public void a_study_without_a_lesion_describes_none()
    {
        var negative = Imaged(1, "2024-03-01", present: false);
        foreach (var described in new[]
        {
            negative with { Compartment = Compartment.Dura }, negative with { Pattern = LesionPattern.Ventral },
            negative with { Shape = LesionShape.Fusiform },
            negative with { ThicknessMm = 3 }, negative with { ChangeSincePrior = LesionChange.New },
            negative with { ChangeSincePrior = LesionChange.Larger },
        })
        {
            Refused("lesionPresent", "absent-lesion-described", 1, described);
            Allowed(described with { LesionPresent = true });
        }

        Allowed(negative with { ChangeSincePrior = LesionChange.Resolved, CordCavity = true, Levels = SpinalLevels.Parse("thoracic") });
    }

    [Fact]
    public void a_lesion_that_is_gone_is_not_present()
    {
        Refused("changeSincePrior", "present-lesion-resolved", 1,
            Imaged(1, "2024-03-01") with { ChangeSincePrior = LesionChange.Resolved });
        Allowed(Imaged(1, "2024-03-01") with { ChangeSincePrior = LesionChange.Smaller });
    }

    [Fact]
    public void a_patient_presents_and_dies_once()
    {
        Refused("presentedOn", "presentation-exists", 2, Presented(1, "2024-01-01"), Presented(2, "2024-01-02"));
        Refused("reason", "death-exists", 2, Ended(1, "2024-05-01", FollowUpEndReason.Died),
            Ended(2, "2024-05-02", FollowUpEndReason.Died));
        Allowed(Ended(1, "2024-04-01", FollowUpEndReason.Lost), Ended(2, "2024-05-02", FollowUpEndReason.Died));
    }
}
