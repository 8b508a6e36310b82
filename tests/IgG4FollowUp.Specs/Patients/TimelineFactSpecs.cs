using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using IgG4FollowUp.Domain.Timelines;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Patients;

public sealed class TimelineFactSpecs
{
    private static List<T> Facts<T>(params IEnumerable<object> events)
        where T : DerivedFact => [.. Timeline.Of(Chart(events)).Items.Select(item => item.Fact).OfType<T>()];

    [Theory]
    [InlineData("60 mg/dL", null, true)]
    [InlineData("60 mg/dL", 10, false)]
    [InlineData("400 mg/dL", null, false)]
    public void a_serum_igg4_that_may_read_falsely_low_is_told(string low, int? dilution, bool told) =>
        Timeline.Of(Chart(
            IgG4(1, "2024-01-05", "600 mg/dL"), IgG4(2, "2024-02-05", low) with { Dilution = dilution },
            IgG4(3, "2024-03-05", "620 mg/dL")))
            .Items.Select(item => item.Fact).OfType<ProzoneSuspected>().Select(fact => fact.RestsOn[0])
            .ShouldBe(told ? [Id(2)] : Array.Empty<Guid>());

    [Fact]
    public void a_grade_is_compared_with_the_previous_and_with_the_first_one()
    {
        var facts = Facts<AsiaChange>(
            Graded(1, "2024-02-01", AsiaGrade.B), Graded(2, "2024-03-01", AsiaGrade.D), Graded(5, "2024-03-15", null),
            Graded(3, "2024-04-01", AsiaGrade.C),
            Graded(4, "2024-05-01", AsiaGrade.C));
        facts.Select(fact => fact.Previous).ShouldBe(
        [
            new(Id(1), AsiaGrade.B, GradeChange.Improved, 2, true), new(Id(2), AsiaGrade.D, GradeChange.Worsened, 1, true),
            new(Id(3), AsiaGrade.C, GradeChange.Unchanged, 0, true),
        ]);
        facts.Select(fact => (fact.Baseline.EntryId, fact.Baseline.Change, fact.Baseline.Grades)).ShouldBe(
            [(Id(1), GradeChange.Improved, 2), (Id(1), GradeChange.Improved, 1), (Id(1), GradeChange.Improved, 1)]);
        facts.Select(fact => fact.RestsOn.AsEnumerable()).ShouldBe([[Id(2), Id(1)], [Id(3), Id(2), Id(1)], [Id(4), Id(3), Id(1)]]);
    }

    [Fact]
    public void an_entered_grade_and_a_derived_one_are_not_compared()
    {
        // Everything normal gives E.
        var derived = Graded(2, "2024-03-01", null) with { Examination = IsncsciExamination.AllNormal };
        Facts<AsiaChange>(Graded(1, "2024-02-01", AsiaGrade.D), derived).ShouldBeEmpty();
        var facts = Facts<AsiaChange>(
            Graded(1, "2024-02-01", AsiaGrade.D), derived with { Grade = AsiaGrade.D }, derived with
            {
                EntryId = Id(3),
                AssessedOn = Date("2024-04-01"),
            },
            Graded(4, "2024-05-01", AsiaGrade.C));
        facts.Select(fact => (fact.Grade, fact.Previous.EntryId, fact.Previous.Change, fact.Baseline.EntryId)).ShouldBe(
        [
            (AsiaGrade.D, Id(1), GradeChange.Unchanged, Id(1)), (AsiaGrade.E, Id(2), GradeChange.Unchanged, Id(2)),
            (AsiaGrade.C, Id(2), GradeChange.Worsened, Id(1)),
        ]);
    }

    [Theory]
    [InlineData("2024", "2024-03-01")]
    [InlineData("2024-03-01", "2024-03-01")]
    [InlineData("not-reported", "not-reported")]
    public void an_order_that_dates_leave_open_is_said_to_be_uncertain(string first, string second)
    {
        Facts<AsiaChange>(Graded(1, first, AsiaGrade.B), Graded(2, second, AsiaGrade.D)).ShouldHaveSingleItem().Previous.OrderCertain
            .ShouldBeFalse();
        Facts<LesionComparison>(Imaged(1, first), Imaged(2, second)).ShouldHaveSingleItem().OrderCertain.ShouldBeFalse();
    }

    [Fact]
    public void serum_igg4_is_compared_with_baseline_and_nadir_and_the_laboratorys_own_limit()
    {
        var facts = Facts<SerumIgG4Comparison>(
            IgG4(1, "2024-01-01", "540 mg/dL", limit: "1.35 g/L"), IgG4(2, "2024-02-01", "1.8 g/L"), IgG4(3, "2024-03-01", "90 mg/dL"),
            IgG4(4, "2024-04-01", "270 mg/dL", limit: "121 mg/dL"));
        facts.Select(fact => (fact.TimesUpperLimit, fact.Baseline?.Ratio, fact.Nadir?.Ratio, fact.NotComparable)).ShouldBe(
            [(4m, null, null, null), (null, 0.3333m, 0.3333m, null), (null, 0.1667m, 0.5m, null), (2.2314m, 0.5m, 3m, null)]);
        facts[3].RestsOn.ShouldBe([Id(4), Id(1), Id(3)]);
    }

    [Fact]
    public void serum_igg4_is_never_compared_across_assays()
    {
        var facts = Facts<SerumIgG4Comparison>(
            IgG4(1, "2024-01-01", "500 mg/dL", "nephelometry"), IgG4(2, "2024-02-01", "100 mg/dL", "ELISA"),
            IgG4(3, "2024-03-01", "250 mg/dL", "Nephelometry "),
            IgG4(4, "2024-04-01", "50 mg/dL", assay: null), IgG4(5, "2024-05-01", "50 mg/dL", "turbidimetry"));
        facts.Select(fact => (fact.Baseline?.EntryId, fact.Nadir?.Ratio, fact.NotComparable)).ShouldBe(
        [
            (null, null, NotComparableReason.AssayChanged), (Id(1), 0.5m, null), (null, null, NotComparableReason.AssayNotReported),
            (null, null, NotComparableReason.AssayNotReported),
        ]);
    }

    [Fact]
    public void other_analytes_and_a_nadir_of_nothing_give_no_ratio()
    {
        Facts<SerumIgG4Comparison>(
            IgG4(1, "2024-01-01", "500 mg/dL") with { Analyte = Domain.Laboratory.Analyte.SerumIgG }, IgG4(2, "2024-01-01", "500 mg/dL"))
            .ShouldBeEmpty();
        var fact = Facts<SerumIgG4Comparison>(IgG4(1, "2024-01-01", "0 mg/dL"), IgG4(2, "2024-02-01", "5 mg/dL")).ShouldHaveSingleItem();
        (fact.Nadir!.Ratio, fact.NotComparable).ShouldBe((null, null));
    }

    [Fact]
    public void a_serum_igg4_below_or_above_a_limit_is_said_to_be_that_and_is_no_multiple_of_anything()
    {
        var facts = Facts<SerumIgG4Comparison>(
            IgG4(1, "2024-01-01", "540 mg/dL"), IgG4(2, "2024-02-01", "<3 mg/dL", limit: "135 mg/dL") with { Dilution = 100 },
            IgG4(3, "2024-03-01", "90 mg/dL"));
        facts.Select(fact => (fact.BeyondRange, fact.TimesUpperLimit, fact.Baseline?.Ratio, fact.Nadir?.EntryId, fact.Nadir?.Ratio))
            .ShouldBe(
            [(true, null, null, Id(1), null), (false, null, 0.1667m, Id(2), null)]);
    }

    [Fact]
    public void under_treatment_the_baseline_is_the_last_value_before_it_and_the_nadir_the_lowest_since()
    {
        object[] drawn = [IgG4(1, "2024-01-01", "900 mg/dL"), IgG4(2, "2024-01-20", "1000 mg/dL"), Started(3, "2024-02-01", 40),
            IgG4(4, "2024-06-01", "400 mg/dL"), IgG4(5, "2024-12-01", "900 mg/dL")];
        Facts<SerumIgG4Comparison>(drawn)
            .Select(fact => (fact.Baseline?.EntryId, fact.Baseline?.Ratio, fact.Nadir?.EntryId, fact.Nadir?.Ratio))
            .ShouldBe([(Id(1), 1.1111m, Id(1), 1.1111m), (Id(2), 0.4m, null, null), (Id(2), 0.9m, Id(4), 2.25m)]);
        Facts<SerumIgG4Comparison>(drawn[2..]).Single().ShouldSatisfyAllConditions(
            fact => fact.Baseline.ShouldBeNull("a value under treatment is no baseline"), fact => fact.Nadir!.EntryId.ShouldBe(Id(4)));
    }

    [Theory]
    [InlineData(null, 1, 5)]
    [InlineData(100, 2, 4)]
    public void what_may_read_falsely_low_is_neither_baseline_nor_nadir(int? dilution, int baseline, int nadir)
    {
        // Far below the values around it, before treatment and under it.
        var fact = Facts<SerumIgG4Comparison>(
            IgG4(1, "2023-12-01", "900 mg/dL"), IgG4(2, "2024-01-10", "90 mg/dL") with { Dilution = dilution },
            Started(3, "2024-02-01", 40), IgG4(5, "2024-03-01", "600 mg/dL"),
            IgG4(4, "2024-05-01", "60 mg/dL") with { Dilution = dilution }, IgG4(6, "2024-07-01", "610 mg/dL"))[^1];
        (fact.Baseline!.EntryId, fact.Nadir!.EntryId).ShouldBe((Id(baseline), Id(nadir)));
        foreach (var id in new[] { 2, 4 }) fact.RestsOn.Contains(Id(id)).ShouldBeTrue("whether it counts decides");
    }

    [Fact]
    public void a_dorsal_lesion_that_was_removed_and_returns_ventrally_has_changed_its_pattern()
    {
        var facts = Facts<LesionComparison>(
            Imaged(1, "2024-01-01") with { Pattern = LesionPattern.Dorsal, ThicknessMm = 8, Levels = SpinalLevels.Parse("C2-T3") },
            Imaged(2, "2024-03-01", present: false),
            Imaged(3, "2024-09-01") with
            {
                Pattern = LesionPattern.Ventral,
                ThicknessMm = 5,
                Levels = SpinalLevels.Parse("C5-T1"),
                ChangeSincePrior = LesionChange.New,
            },
            Imaged(4, "2024-10-01") with { Pattern = LesionPattern.Ventral, ThicknessMm = 6.5m, Levels = SpinalLevels.Parse("C5-T1") });
        facts.Select(fact => (fact.Presence, fact.StatedChange, fact.Pattern, fact.ThicknessChangeMm, fact.LevelsOverlap)).ShouldBe(
        [
            (LesionPresence.Disappeared, null, null, null, null),
            (LesionPresence.Appeared, LesionChange.New, new PatternChange(Id(1), LesionPattern.Dorsal, LesionPattern.Ventral), null, null),
            (LesionPresence.Persists, null, null, 1.5m, true),
        ]);
        facts[1].RestsOn.ShouldBe([Id(3), Id(2), Id(1)]);
        Facts<LesionComparison>(Imaged(1, "2024-01-01", present: false), Imaged(2, "2024-03-01", present: false)).Single().Presence
            .ShouldBe(LesionPresence.StillAbsent);
    }

    [Fact]
    public void a_visit_is_kept_or_late_by_later_visits_alone()
    {
        var facts = Facts<VisitDue>(
            Visited(1, "2024-01-01", "2024-02-01"), Visited(2, "2024-02-15", "2024-03-01"), Visited(3, "2024-03-16", "2024-06-01"),
            Visited(4, "2024-05-20", "2024-09-01"));
        facts.Select(fact => (fact.DueOn, fact.Outcome, fact.DaysLate)).ShouldBe(
        [
            (Day("2024-02-01"), VisitDueOutcome.Kept, 14), (Day("2024-03-01"), VisitDueOutcome.Late, 15),
            (Day("2024-06-01"), VisitDueOutcome.Kept, -12),
            (Day("2024-09-01"), VisitDueOutcome.Open, null),
        ]);
        facts.ShouldAllBe(fact => fact.GraceDays == 14);
        facts.Select(fact => fact.MissedFrom).ShouldBe([null, null, null, Day("2024-09-16")]);
        facts[1].RestsOn.ShouldBe([Id(2), Id(3)]);
    }

    [Fact]
    public void the_days_of_grace_are_a_setting() =>
        Timeline.Of(Chart(Visited(1, "2024-01-01", "2024-02-01"), Visited(2, "2024-02-02")),
            new() { FollowUp = ClinicSettings.HouseDefault with { VisitGraceDays = 0 } }).Items
            .Select(item => item.Fact).OfType<VisitDue>().Single().Outcome.ShouldBe(VisitDueOutcome.Late);

    [Fact]
    public void an_extra_visit_before_the_window_keeps_nothing_and_leaves_the_plan_open()
    {
        var fact = Facts<VisitDue>(Visited(1, "2024-03-01", "2024-06-01"), Visited(2, "2024-04-01")).ShouldHaveSingleItem();
        (fact.Outcome, fact.DaysLate).ShouldBe((VisitDueOutcome.Open, null));
        Facts<VisitDue>(Visited(1, "2024-03-01", "2024-06-01"), Visited(2, "2024-04-01", "2024-07-01"))[0].Outcome.ShouldBe(
            VisitDueOutcome.Replaced);
    }

    [Theory]
    [InlineData("2025-02", VisitDueOutcome.NotDeterminable)]
    [InlineData("2025-01", VisitDueOutcome.Kept)]
    [InlineData("2025-03", VisitDueOutcome.Late)]
    public void a_next_visit_with_a_partial_date_decides_only_when_every_reading_agrees(string next, VisitDueOutcome outcome)
    {
        var fact = Facts<VisitDue>(Visited(1, "2024-12-01", "2025-02-01"), Visited(2, next)).ShouldHaveSingleItem();
        (fact.Outcome, fact.DaysLate).ShouldBe((outcome, null));
    }

    [Fact]
    public void a_visit_is_no_longer_due_when_follow_up_ended_before()
    {
        var fact = Facts<VisitDue>(Visited(1, "2024-01-01", "2024-03-01"), Ended(2, "2024-02-01", FollowUpEndReason.Transferred))
            .ShouldHaveSingleItem();
        (fact.Outcome, fact.RestsOn[1]).ShouldBe((VisitDueOutcome.Lifted, Id(2)));
        Facts<VisitDue>(Visited(1, "2024-01-01", "2024-03-01"), Ended(2, "2024-03-01", FollowUpEndReason.Lost)).Single().Outcome
            .ShouldBe(VisitDueOutcome.Lifted);
    }

    [Fact]
    public void a_visit_is_no_longer_due_when_the_patient_withdrew_from_follow_up_before()
    {
        var fact = Facts<VisitDue>(Visited(1, "2024-01-01", "2024-03-01"), Withdrawn(2, "2024-02-01")).ShouldHaveSingleItem();
        fact.Outcome.ShouldBe(VisitDueOutcome.Lifted);
        fact.RestsOn.ShouldBe([Id(1), Id(2)]);
        Facts<VisitDue>(Visited(1, "2024-01-01", "2024-03-01"), Withdrawn(2, "2024-06-01")).Single().Outcome
            .ShouldNotBe(VisitDueOutcome.Lifted);
    }

    [Fact]
    public void the_end_and_the_resumption_of_follow_up_say_how_long()
    {
        object[] events = [Ended(1, "2024-03-01", FollowUpEndReason.Lost), Resumed(2, "2024-05-01"),
            Ended(3, "2024-06-01", FollowUpEndReason.Died)];
        Facts<FollowUpClosed>(events).Select(fact => (fact.Reason, fact.DaysFollowed, fact.InForce))
            .ShouldBe([(FollowUpEndReason.Lost, 60, false), (FollowUpEndReason.Died, 152, true)]);
        var gap = Facts<FollowUpGap>(events).ShouldHaveSingleItem();
        (gap.Days, gap.RestsOn[0], gap.RestsOn[1]).ShouldBe((61, Id(2), Id(1)));
        Facts<FollowUpClosed>(Ended(1, "2024", FollowUpEndReason.Lost)).Single().DaysFollowed.ShouldBeNull();
    }

    [Fact]
    public void a_planned_day_outside_the_years_of_an_old_chart_is_left_out() =>
        Facts<VisitDue>(Visited(1, "2024-01-01", "9999-01-01")).ShouldBeEmpty();
}
