using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Specs.Patients;
using IgG4FollowUp.Specs.Synthetic;
using IgG4FollowUp.Statistics;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Outcomes;

public sealed class OutcomeSpecs
{
    [Fact]
    public void baseline_is_the_last_grade_before_treatment_and_best_and_last_come_after_it()
    {
        var outcome = Of(
            Graded(1, "2020-01-01", AsiaGrade.D), Graded(2, "2020-01-09", AsiaGrade.C), Operated(3, "2020-01-10"),
            Graded(4, "2020-03-01", AsiaGrade.E),
            Graded(5, "2020-09-01", AsiaGrade.D));
        (outcome.Baseline!.Grade, outcome.Best!.Grade, outcome.Last!.Grade).ShouldBe((AsiaGrade.C, AsiaGrade.E, AsiaGrade.D));
        (outcome.Change, outcome.BestChange, outcome.GradesGained).ShouldBe((AisChange.Improved, AisChange.Improved, 1));
        outcome.BaselineMayFollowTreatment.ShouldBeFalse();
    }

    [Theory]
    [InlineData(AsiaGrade.A, AsiaGrade.A, AisChange.Unchanged, true, false, AisConversion.NotReached, AisConversion.NotReached)]
    [InlineData(AsiaGrade.A, AsiaGrade.B, AisChange.Improved, true, false, AisConversion.Reached, AisConversion.NotReached)]
    [InlineData(AsiaGrade.A, AsiaGrade.C, AisChange.Improved, true, false, AisConversion.Reached, AisConversion.Reached)]
    [InlineData(AsiaGrade.B, AsiaGrade.C, AisChange.Improved, true, true, AisConversion.NotApplicable, AisConversion.Reached)]
    [InlineData(AsiaGrade.B, AsiaGrade.A, AisChange.Worsened, true, true, AisConversion.NotApplicable, AisConversion.NotReached)]
    [InlineData(AsiaGrade.D, AsiaGrade.C, AisChange.Worsened, true, true, AisConversion.NotApplicable, AisConversion.NotApplicable)]
    [InlineData(AsiaGrade.E, AsiaGrade.E, AisChange.Unchanged, false, true, AisConversion.NotApplicable, AisConversion.NotApplicable)]
    public void change_and_conversion_follow_the_baseline_and_a_cannot_worsen_nor_e_improve(
        AsiaGrade baseline, AsiaGrade last, AisChange change, bool canImprove, bool canWorsen, AisConversion incomplete,
        AisConversion motorIncomplete)
    {
        var outcome = Of(Graded(1, "2020-01-01", baseline), Operated(2, "2020-01-02"), Graded(3, "2020-06-01", last));
        outcome.Change.ShouldBe(change);
        (outcome.CanImprove, outcome.CanWorsen).ShouldBe((canImprove, canWorsen));
        (outcome.CompleteToIncomplete, outcome.ToMotorIncomplete).ShouldBe((incomplete, motorIncomplete));
        (outcome.FirstImprovement is null).ShouldBe(baseline == AsiaGrade.E);
    }

    [Fact]
    public void without_dates_the_source_says_which_grade_came_before_treatment()
    {
        AsiaGradeRecorded Undated(int id, AsiaGrade grade, TreatmentPhase? phase) =>
            Graded(id, "not-reported", grade) with { TreatmentPhase = phase };
        var outcome = Of(Undated(2, AsiaGrade.D, TreatmentPhase.AfterTreatment), Undated(1, AsiaGrade.C, TreatmentPhase.BeforeTreatment));
        (outcome.Baseline!.Grade, outcome.Last?.Grade, outcome.Change).ShouldBe((AsiaGrade.C, AsiaGrade.D, AisChange.Improved));
        outcome.BaselineMayFollowTreatment.ShouldBeFalse();
        Of(Undated(1, AsiaGrade.C, null), Undated(2, AsiaGrade.D, null)).Change.ShouldBe(AisChange.Undetermined);
        Of(Graded(1, "2020-06-01", AsiaGrade.C), Operated(2, "2020-05-01"), Undated(3, AsiaGrade.B, TreatmentPhase.BeforeTreatment))
            .Baseline!.Grade.ShouldBe(AsiaGrade.B);
    }

    [Theory]
    [InlineData(RecurrenceAssessment.None, 365, 365)]
    [InlineData(null, null, null)]
    public void months_that_a_source_states_in_place_of_dates_are_time_free_of_recurrence_only_where_it_denies_one(
        RecurrenceAssessment? said, int? atLeast, int? atMost)
    {
        var visit = Visited(3, "not-reported") with { RecurrenceAssessment = said, StatedFollowUpMonths = 12 };
        var chart = Chart(Presented(1, "not-reported"), Operated(2, "not-reported"), visit);
        var timeline = RecurrenceTimeline.Of(chart, RecurrenceDefinition.Composite);
        foreach (var zero in new[] { TimeZero.Presentation, TimeZero.Surgery, TimeZero.TreatmentStart })
            timeline.FreeInterval(zero).Days.ShouldBe(atLeast is { } days ? new DayCount(days, atMost) : null);
        timeline.FreeInterval(TimeZero.FirstSymptom).Days.ShouldBeNull();
        Free(Chart(Presented(1, "not-reported"), visit), TimeZero.Surgery).Days.ShouldBeNull("nobody is known to have been operated on");
    }

    [Fact]
    public void a_recurrence_within_the_stated_months_happened_some_time_in_them()
    {
        var visit = Visited(2, "not-reported") with { StatedFollowUpMonths = 24 };
        var free = Free(Chart(Presented(1, "not-reported"), visit, Recurred(3, "not-reported")), TimeZero.Presentation);
        (free.EndedBy, free.Days, free.Exact).ShouldBe((ObservationEnd.Event, new DayCount(0, 730), null));
    }

    [Fact]
    public void stated_months_say_nothing_where_the_origin_has_a_date()
    {
        var chart = Chart(
            Presented(1, "2024-02-01"),
            Visited(2, "2024-06-01") with { StatedFollowUpMonths = 24, RecurrenceAssessment = RecurrenceAssessment.None });
        Free(chart, TimeZero.Presentation).Days.ShouldBe(new DayCount(121, 121));
    }

    private static TimeToEvent Free(PatientChart chart, TimeZero zero) =>
        RecurrenceTimeline.Of(chart, RecurrenceDefinition.Composite).FreeInterval(zero);

    [Fact]
    public void motor_and_sensory_scores_are_compared_with_the_last_whole_examination_before_treatment()
    {
        AsiaGradeRecorded Examined(int id, string on) => Graded(id, on, grade: null) with { Examination = IsncsciExamination.AllNormal };
        var outcome = Of(
            Examined(1, "2020-01-01"), Examined(2, "2020-01-05"), Graded(3, "2020-01-08", AsiaGrade.C), Operated(4, "2020-01-10"),
            Examined(5, "2020-03-01"), Ended(6, "2020-06-01", FollowUpEndReason.Lost), Examined(7, "2020-09-01"));
        (outcome.BaselineExamination!.EntryId, outcome.Baseline!.Grade).ShouldBe((Id(2), AsiaGrade.C));
        outcome.LaterExaminations.Select(later => later.EntryId).ShouldBe([Id(5)]);
    }

    [Fact]
    public void only_determined_grades_count_and_a_missing_one_is_not_unchanged()
    {
        var outcome = Of(Graded(1, "2020-01-01", AsiaGrade.A), Operated(2, "2020-01-02"), Graded(3, "2020-06-01", grade: null));
        (outcome.Change, outcome.CompleteToIncomplete, outcome.GradesGained)
            .ShouldBe((AisChange.Undetermined, AisConversion.Undetermined, null));
        Of(Operated(2, "2020-01-02"))
            .ShouldSatisfyAllConditions(o => o.Change.ShouldBe(AisChange.Undetermined), o => o.CanImprove.ShouldBeNull());
    }

    [Fact]
    public void only_grades_of_one_method_are_compared_and_the_others_are_counted()
    {
        var derived = Graded(1, "2020-01-01", grade: null) with { Examination = IsncsciExamination.AllNormal };
        var outcome = Of(derived, Operated(2, "2020-01-02"), Graded(3, "2020-06-01", AsiaGrade.C));
        (outcome.Method, outcome.Baseline!.Grade, outcome.Change, outcome.NotComparable)
            .ShouldBe((GradeMethod.Derived, AsiaGrade.E, AisChange.Undetermined, 1));

        var entered = Of(Graded(1, "2020-01-01", AsiaGrade.C), Operated(2, "2020-01-02"),
            derived with { EntryId = Id(3), AssessedOn = Date("2020-06-01") });
        (entered.Method, entered.Change, entered.NotComparable).ShouldBe((GradeMethod.Entered, AisChange.Undetermined, 1));
        GradeAt.Of(entered.Grades, 152, 30, Today).ShouldBe(GradePair.Ungraded(AsiaGrade.C, MissingGradeReason.Missed));
    }

    [Fact]
    public void a_letter_entered_beside_an_examination_is_the_baseline_when_later_grades_were_all_entered()
    {
        var both = Graded(1, "2020-01-01", AsiaGrade.D) with { Examination = IsncsciExamination.AllNormal };
        var later = Graded(3, "2020-06-01", AsiaGrade.C);
        var outcome = Of(both, Operated(2, "2020-01-02"), later);
        (outcome.Method, outcome.Baseline!.Grade, outcome.Change, outcome.NotComparable)
            .ShouldBe((GradeMethod.Entered, AsiaGrade.D, AisChange.Worsened, 0));

        var examined = Of(both, Operated(2, "2020-01-02"), later, both with { EntryId = Id(4), AssessedOn = Date("2020-09-01") });
        (examined.Method, examined.Baseline!.Grade, examined.Change, examined.NotComparable)
            .ShouldBe((GradeMethod.Derived, AsiaGrade.E, AisChange.Unchanged, 1));
        Of(both).Baseline!.Grade.ShouldBe(AsiaGrade.E);
    }

    [Fact]
    public void improvement_lies_between_the_last_grade_that_was_not_better_and_the_first_that_was()
    {
        var improvement = Of(
            Graded(1, "2020-01-01", AsiaGrade.C), Operated(2, "2020-01-02"), Graded(3, "2020-02-01", AsiaGrade.C),
            Graded(4, "2020-03-01", AsiaGrade.D)).FirstImprovement!;
        improvement.Exact.ShouldBe(new CompetingTime(60, 1));
        improvement.DaysFree.ShouldBe(new DayCount(31, 31));
    }

    [Theory]
    [InlineData(FollowUpEndReason.Died, ObservationEnd.Death, 2)]
    [InlineData(FollowUpEndReason.Lost, ObservationEnd.Lost, 0)]
    [InlineData(FollowUpEndReason.Withdrew, ObservationEnd.Withdrew, 0)]
    [InlineData(FollowUpEndReason.Transferred, ObservationEnd.Transferred, 0)]
    public void without_improvement_death_competes_and_the_others_censor_under_their_own_names(FollowUpEndReason reason, ObservationEnd end,
        int cause)
    {
        var outcome = Of(Presented(9, "2019-12-22"), Graded(1, "2020-01-01", AsiaGrade.C), Operated(2, "2020-01-02"),
            Ended(3, "2020-12-31", reason));
        outcome.FirstImprovement!.Exact.ShouldBe(new CompetingTime(365, cause));
        (outcome.EndedBy, outcome.FollowUpDays).ShouldBe((end, new DayCount(375, 375)));
    }

    [Fact]
    public void without_improvement_the_patient_is_censored_at_the_last_contact() =>
        Of(Graded(1, "2024-02-01", AsiaGrade.C), Visited(2, "2024-05-11")).FirstImprovement!.Exact.ShouldBe(new CompetingTime(100, 0));

    [Fact]
    public void a_grade_whose_partial_date_overlaps_the_baseline_is_no_follow_up()
    {
        var outcome = Of(Graded(1, "2020", AsiaGrade.C), Graded(2, "2020-06-01", AsiaGrade.D), Graded(3, "2021", AsiaGrade.D));
        outcome.Last!.EntryId.ShouldBe(Id(3));
        outcome.FollowUp.ShouldHaveSingleItem();
        outcome.FirstImprovement!.Days.ShouldBe(new DayCount(1, 730));
        outcome.BaselineMayFollowTreatment.ShouldBeTrue();
    }

    [Fact]
    public void a_first_grade_after_treatment_serves_as_baseline_and_says_so()
    {
        var outcome = Of(Operated(1, "2020-01-01"), Graded(2, "2020-01-20", AsiaGrade.C), Graded(3, "2020-06-01", AsiaGrade.D));
        (outcome.Baseline!.EntryId, outcome.BaselineMayFollowTreatment, outcome.Change).ShouldBe((Id(2), true, AisChange.Improved));
    }

    [Fact]
    public void everyone_is_improved_unchanged_worsened_or_undetermined()
    {
        var outcomes = Charts.Synthetic.Select(chart => OutcomeTimeline.Of(chart)).ToList();
        Enum.GetValues<AisChange>().Sum(change => outcomes.Count(outcome => outcome.Change == change)).ShouldBe(Charts.Synthetic.Count);
        outcomes.ShouldAllBe(outcome => outcome.Change != AisChange.Improved || outcome.CanImprove == true);
        outcomes.ShouldAllBe(outcome => outcome.Change != AisChange.Worsened || outcome.CanWorsen == true);
    }

    [Fact]
    public void the_grade_at_a_year_is_the_nearest_one_within_the_window()
    {
        var outcome = Of(
            Graded(1, "2020-01-01", AsiaGrade.C), Graded(2, "2020-11-20", AsiaGrade.B), Graded(3, "2020-12-20", AsiaGrade.D),
            Graded(4, "2021-06-01", AsiaGrade.E));
        GradeAt.Of(outcome.Grades, 365, 60, Today).ShouldBe(GradePair.Graded(AsiaGrade.C, AsiaGrade.D));
    }

    [Theory]
    [InlineData("2020-06-01", FollowUpEndReason.Died, MissingGradeReason.Died)]
    [InlineData("2020-06-01", FollowUpEndReason.Lost, MissingGradeReason.Lost)]
    [InlineData("2020-06-01", FollowUpEndReason.Withdrew, MissingGradeReason.Withdrew)]
    [InlineData("2020-06-01", FollowUpEndReason.Transferred, MissingGradeReason.Transferred)]
    [InlineData("2022-06-01", FollowUpEndReason.Died, MissingGradeReason.Missed)]
    public void without_a_grade_at_the_time_the_reason_is_told(string ended, FollowUpEndReason reason, MissingGradeReason expected) =>
        GradeAt.Of(Of(Graded(1, "2020-01-01", AsiaGrade.C), Ended(2, ended, reason)).Grades, 365, 60, Today)
            .ShouldBe(GradePair.Ungraded(AsiaGrade.C, expected));

    [Theory]
    [InlineData("2021-03-01", MissingGradeReason.NotYetDue)]
    [InlineData("2021-03-02", MissingGradeReason.Missed)]
    public void a_visit_is_missed_only_when_its_window_has_closed(string today, MissingGradeReason expected) =>
        GradeAt.Of(Of(Graded(1, "2020-01-01", AsiaGrade.C)).Grades, 365, 60, Day(today))
            .ShouldBe(GradePair.Ungraded(AsiaGrade.C, expected));

    [Fact]
    public void everyone_stands_in_the_transition_matrix() =>
        TransitionMatrix.Of(
            Charts.Synthetic.Select(chart => GradeAt.Of(OutcomeTimeline.Of(chart).Grades, 365, 90, new DateOnly(2025, 12, 31)))).Subjects
            .ShouldBe(Charts.Synthetic.Count);

    [Fact]
    public void the_order_of_entries_does_not_matter_and_no_time_is_negative() => Generated.ForAll(
        FsCheck.Fluent.Gen.SelectMany(Generated.Entries, entries =>
            FsCheck.Fluent.Gen.Select(FsCheck.Fluent.Gen.Shuffle(entries), shuffled => (entries, shuffled))),
        given =>
        {
            var outcome = OutcomeTimeline.Of(Chart(given.entries));
            Json(OutcomeTimeline.Of(Chart(given.shuffled))).ShouldBe(Json(outcome));
            (outcome.FirstImprovement?.Days?.AtLeast ?? 0).ShouldBeGreaterThanOrEqualTo(0);
        });

    private static OutcomeTimeline Of(params IEnumerable<object> events) => OutcomeTimeline.Of(Chart(events));
}
