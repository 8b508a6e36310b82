using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Alerts;

public sealed class TherapyRuleSpecs
{
    private const string Low = "steroid-low-without-mri";
    private const string Mri = "mri-overdue";
    private const string Dependence = "steroid-dependence";
    private const string High = "high-steroid-exposure";
    private const string Untreated = "recurrence-without-treatment-change";

    private static readonly PatientChart StoppedInMay = Chart(Started(1, "2024-02-01", 40), Stopped(2, 1, "2024-05-31"));

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    public void findings_of_one_rule_stand_in_the_order_of_what_they_are_about_whatever_the_ids(int earlier, int later) =>
        When.Asked(Untreated, Chart(Started(9, "2019-01-01", 40m), Stopped(8, 9, "2019-06-01"), Recurred(earlier, "2022-01-01"),
            Imaged(7, "2022-12-01", present: false), Recurred(later, "2024-01-01")), "2024-08-01")
            .Select(finding => finding.EpisodeKey).ShouldBe([Id(earlier).ToString("N"), Id(later).ToString("N")]);

    [Theory]
    [InlineData(VisitMode.InPerson, false)]
    [InlineData(VisitMode.Remote, true)]
    public void who_was_only_spoken_to_by_telephone_has_no_recurrence_ruled_out(VisitMode mode, bool fires)
    {
        var visit = Visited(3, "2024-02-01") with { RecurrenceAssessment = RecurrenceAssessment.None, Mode = mode };
        var chart = Chart(Started(1, "2019-01-01", 40m), Stopped(2, 1, "2019-06-01"), Recurred(4, "2024-01-01"), visit);
        When.Asked(Untreated, chart, "2024-03-01").Length.ShouldBe(fires ? 1 : 0);
    }

    [Fact]
    public void two_weeks_after_a_stop_an_mri_should_be_planned()
    {
        When.Silent(Low, StoppedInMay, "2024-06-15", because: "time-to-plan-passed");
        When.Fires(Low, StoppedInMay, "2024-06-16").RestsOn.Select(fact => fact.Value).ShouldBe(["40", "0"]);
    }

    [Theory]
    [InlineData(5, false)]
    [InlineData(4.9, true)]
    public void less_than_the_maintenance_dose_counts_like_a_stop(double mg, bool fires)
    {
        var chart = Chart(Started(1, "2024-02-01", 40), Changed(2, 1, "2024-06-01", (decimal)mg));
        if (fires) When.Fires(Low, chart, "2024-06-16");
        else When.Silent(Low, chart, "2024-06-16", because: "stopped-or-below-maintenance");
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(3.9, true)]
    public void the_limit_is_one_of_prednisone_whatever_the_drug(double mg, bool fires)
    {
        var chart = Chart(Started(1, "2024-02-01", 32, Glucocorticoid.Methylprednisolone), Changed(2, 1, "2024-06-01", (decimal)mg));
        When.Asked(Low, chart, "2024-06-16").Length.ShouldBe(fires ? 1 : 0);
    }

    [Fact]
    public void an_alert_of_a_dose_names_every_course_behind_it()
    {
        var chart = Chart(
            Started(1, "2022-01-01", 40), Stopped(2, 1, "2022-03-01"),
            Started(3, "2024-01-01", 10), Started(4, "2024-01-05", 8, Glucocorticoid.Methylprednisolone), Changed(5, 4, "2024-02-01", 12));
        var origins = DoseOrigin.Of(When.Fires(Dependence, chart, "2024-08-01"), chart);
        origins.Select(origin => origin.On.ToString()).ShouldBe(["2024-01-05", "2024-02-01"]);
        origins.ShouldAllBe(origin => origin.Kind == EvidenceKind.DailyDose);
        foreach (var origin in origins) origin.EntryIds.ShouldBe([Id(2), Id(3), Id(4)], ignoreOrder: true);
    }

    [Fact]
    public void an_alert_of_a_sum_names_the_courses_of_its_year_and_one_of_a_stop_names_the_stop()
    {
        var chart = Chart(
            Started(1, "2022-01-01", 40), Stopped(2, 1, "2022-03-01"), Started(3, "2024-01-01", 30), Started(4, "2024-01-01", 30),
            Stopped(5, 4, "2024-06-30"));
        DoseOrigin.Of(When.Fires(High, chart, "2024-08-01"), chart).ShouldHaveSingleItem().EntryIds
            .ShouldBe([Id(3), Id(4)], ignoreOrder: true);
        DoseOrigin.Of(When.Fires(Low, StoppedInMay, "2024-06-16"), StoppedInMay).Select(origin => origin.EntryIds.Single())
            .ShouldBe([Id(1), Id(2)]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void no_dose_that_an_alert_rests_on_is_without_an_entry(int courses)
    {
        var found = 0;
        for (var kind = 0; kind < 24; kind++)
        {
            var chart = Chart(Enumerable.Range(0, courses).Select(i =>
                Started(i + 1, $"202{2 + ((kind + i) % 3)}-0{1 + ((kind * (i + 5)) % 9)}-10", 5 + (kind * (i + 7) % 55))));
            foreach (var finding in AlertRules.Evaluate(chart, Day("2024-12-31")).Findings)
            {
                var origins = DoseOrigin.Of(finding, chart);
                found += origins.Length;
                origins.Length.ShouldBe(finding.RestsOn.Count(evidence =>
                    evidence is { EntryId: null, Kind: EvidenceKind.DailyDose or EvidenceKind.CumulativeDose }));
                origins.ShouldAllBe(origin => origin.EntryIds.Length > 0);
            }
        }

        found.ShouldBeGreaterThan(24);
    }

    [Fact]
    public void a_planned_mri_silences_it_until_it_should_have_taken_place()
    {
        var planned = PatientChart.Fold(StoppedInMay, Patient, Visited(3, "2024-06-03") with { NextMriPlannedOn = Day("2024-07-01") });
        When.Silent(Low, planned, "2024-07-29", because: "time-to-plan-passed").HoldsFrom.ShouldBe(Day("2024-07-30"));
        When.Fires(Low, planned, "2024-07-30").RestsOn[^1].EntryId.ShouldBe(Id(3));
        When.Silent(Low, PatientChart.Fold(planned, Patient, Imaged(4, "2024-07-02")), "2024-07-30", because: "no-mri-since");
    }

    [Fact]
    public void an_mri_that_may_have_come_before_the_stop_is_none_after_it() =>
        When.Fires(Low, PatientChart.Fold(StoppedInMay, Patient, Imaged(3, "2024")), "2024-06-16");

    [Fact]
    public void a_stop_known_to_the_month_counts_from_its_end()
    {
        var chart = Chart(Started(1, "2024-02-01", 40), Stopped(2, 1, "2024-05"));
        When.Silent(Low, chart, "2024-06-15", because: "time-to-plan-passed");
        When.Fires(Low, chart, "2024-06-16");
    }

    [Fact]
    public void an_unknown_dose_is_not_called_low() =>
        When.Silent(Low, Chart(Started(1, "2024-02-01", null)), "2025-06-16", because: "stopped-or-below-maintenance");

    [Fact]
    public void the_first_mri_is_overdue_three_months_and_the_grace_after_treatment_began()
    {
        var chart = Chart(Imaged(1, "2024-01-30"), Started(2, "2024-02-01", 40));
        When.Silent(Mri, chart, "2024-05-30", because: "limit-passed");
        When.Fires(Mri, chart, "2024-05-31").Sentence.ShouldContain("2024-05-02");
    }

    [Fact]
    public void a_study_shortly_before_its_day_was_that_days_study()
    {
        var chart = Chart(Imaged(1, "2024-01-30"), Started(2, "2024-02-01", 40), Imaged(3, "2024-04-10"));
        When.Silent(Mri, chart, "2024-08-29", because: "limit-passed");
        When.Fires(Mri, chart, "2024-08-30");
    }

    [Fact]
    public void the_clinicians_plan_comes_before_the_schedule()
    {
        var chart = Chart(Imaged(1, "2024-01-30"), Started(2, "2024-02-01", 40),
            Visited(3, "2024-02-01") with { NextMriPlannedOn = Day("2024-08-01") });
        When.Silent(Mri, chart, "2024-08-29", because: "limit-passed");
        When.Fires(Mri, chart, "2024-08-30").RestsOn[1].EntryId.ShouldBe(Id(3));
    }

    [Fact]
    public void without_treatment_the_interval_runs_from_the_last_study()
    {
        When.Silent(Mri, Chart(Imaged(1, "2024-02-01")), "2025-02-28", because: "limit-passed");
        When.Fires(Mri, Chart(Imaged(1, "2024-02-01")), "2025-03-01");
        When.Silent(Mri, Chart(), "2025-03-01", because: "study");
    }

    [Fact]
    public void more_than_three_months_at_fifteen_milligrams_is_dependence()
    {
        var chart = Chart(Started(1, "2024-01-01", 15));
        When.Silent(Dependence, chart, "2024-03-31", because: "long-enough").HoldsFrom.ShouldBe(Day("2024-04-01"));
        When.Fires(Dependence, chart, "2024-04-01");
        When.Silent(Dependence, Chart(Started(1, "2024-01-01", 14.9m)), "2025-04-01", because: "dose-reached");
    }

    [Fact]
    public void a_dose_reduced_in_time_is_no_dependence() =>
        When.Silent(Dependence, Chart(Started(1, "2024-01-01", 40), Changed(2, 1, "2024-03-15", 10)), "2024-06-01", because: "still-there");

    [Fact]
    public void twelve_milligrams_of_methylprednisolone_are_fifteen_of_prednisone() =>
        When.Fires(Dependence, Chart(Started(1, "2024-01-01", 12, Glucocorticoid.Methylprednisolone)), "2024-04-01");

    [Fact]
    public void two_courses_together_reach_the_dose() =>
        When.Fires(Dependence, Chart(Started(1, "2024-01-01", 10), Started(2, "2024-01-01", 5, Glucocorticoid.Prednisolone)), "2024-04-01");

    [Fact]
    public void a_start_known_to_the_month_proves_dependence_from_its_end() =>
        When.Fires(Dependence, Chart(Started(1, "2024-01", 20)), "2024-05-01").HeldFrom.ShouldBe(Day("2024-05-01"));

    [Fact]
    public void more_than_thirty_days_at_thirty_milligrams_are_high_exposure()
    {
        When.Silent(High, Chart(Started(1, "2024-02-01", 30)), "2024-03-01", because: "exposure-high");
        When.Fires(High, Chart(Started(1, "2024-02-01", 30)), "2024-03-02");
        When.Silent(High, Chart(Started(1, "2024-02-01", 30), Changed(2, 1, "2024-03-02", 5)), "2024-03-03", because: "exposure-high");
    }

    [Fact]
    public void a_month_at_thirty_milligrams_counts_until_fewer_than_thirty_one_of_its_days_lie_within_the_year()
    {
        var chart = Chart(Started(1, "2024-02-01", 30), Changed(2, 1, "2024-03-03", 5));
        When.Fires(High, chart, "2025-01-30").LookAgainOn.ShouldBe(Day("2025-01-31"));
        When.Silent(High, chart, "2025-01-31", because: "exposure-high");
    }

    [Fact]
    public void five_grams_within_a_year_are_high_exposure_until_the_year_is_over()
    {
        var chart = Chart(Started(1, "2024-02-01", 1000, Glucocorticoid.Methylprednisolone, SteroidRoute.Intravenous),
            Stopped(2, 1, "2024-02-04"));
        When.Silent(High, chart, "2024-02-03", because: "exposure-high");
        When.Fires(High, chart, "2024-02-04").LookAgainOn.ShouldBe(Day("2025-01-31"));
        When.Asked(High, chart, "2025-01-30").Length.ShouldBe(1);
        When.Silent(High, chart, "2025-01-31", because: "exposure-high");
    }

    [Fact]
    public void neither_a_visit_nor_a_sparing_agent_protects_bone_and_eyes()
    {
        var agent = new SparingAgentStarted
        {
            EntryId = Id(5),
            StartedOn = Date("2024-02-01"),
            Agent = SparingAgent.Azathioprine,
            Indication = Indication.IgG4RelatedDisease,
        };
        When.Fires(High, Chart(Started(1, "2024-02-01", 40), Visited(4, "2024-05-01"), agent), "2024-05-02");
    }

    [Fact]
    public void a_published_slow_taper_is_no_dependence()
    {
        var entries = new List<ClinicalEntry> { Started(1, "2024-01-01", 40) };
        for (var step = 0; step < 6; step++)
            entries.Add(Changed(2 + step, 1, Day("2024-01-29").AddDays(14 * step).ToString("yyyy-MM-dd"), 35 - (5 * step)));
        for (var day = Day("2024-03-25"); day < Day("2024-06-01"); day = day.AddDays(1))
            When.Asked(Dependence, Chart([.. entries]), day.ToString("yyyy-MM-dd")).ShouldBeEmpty();
    }

    [Fact]
    public void a_dose_that_comes_down_again_to_where_it_had_to_be_raised_from_is_no_taper_under_way()
    {
        object[] failed =
        [
            Started(1, "2024-01-01", 40), Changed(2, 1, "2024-02-15", 20), Changed(3, 1, "2024-03-15", 15),
            Changed(4, 1, "2024-04-10", 25),
        ];
        When.Fires(Dependence, Chart([.. failed, Changed(5, 1, "2024-05-15", 15)]), "2024-05-20");
        // On every day of a dose that goes up and down.
        When.Fires(Dependence, Chart([.. failed, Changed(5, 1, "2024-05-15", 20), Changed(6, 1, "2024-06-01", 16)]), "2024-06-02");
        When.Silent(
            Dependence, Chart([.. failed, Changed(5, 1, "2024-05-15", 14)]), "2024-05-20", because: "still-there");
        // Whoever gets further than before is on the way down.
        When.Silent(
            Dependence,
            Chart(Started(1, "2024-01-01", 60), Changed(2, 1, "2024-02-15", 30), Changed(3, 1, "2024-03-01", 40),
                Changed(4, 1, "2024-04-01", 25)),
            "2024-04-10", because: "no-taper-under-way");
    }

    [Fact]
    public void a_taper_that_stands_still_at_fifteen_milligrams_or_goes_up_again_is_dependence()
    {
        When.Silent(Dependence, Chart(Started(1, "2024-01-01", 40), Changed(2, 1, "2024-04-01", 15)), "2024-04-29",
            because: "no-taper-under-way");
        When.Fires(Dependence, Chart(Started(1, "2024-01-01", 40), Changed(2, 1, "2024-04-01", 15)), "2024-04-30");
        When.Fires(Dependence, Chart(Started(1, "2024-01-01", 40), Changed(2, 1, "2024-03-25", 15), Changed(3, 1, "2024-04-02", 20)),
            "2024-04-03");
    }

    [Fact]
    public void doses_for_another_disease_are_neither_dependence_nor_withdrawal()
    {
        var asthma = Started(1, "2024-01-01", 20) with { Indication = Indication.Other };
        When.Silent(Dependence, Chart(asthma), "2024-06-01", because: "dose-reached");
        When.Silent(Low, Chart(asthma, Stopped(2, 1, "2024-01-06")), "2024-06-01", because: "stopped-or-below-maintenance");
    }

    [Fact]
    public void a_recurrence_that_threatens_the_cord_is_asked_about_after_three_days()
    {
        When.Silent(Untreated, Chart(Recurred(1, "2024-05-01") with { Kinds = [RecurrenceKind.Clinical] }), "2024-05-04",
            because: "limit-passed");
        When.Fires(Untreated, Chart(Recurred(1, "2024-05-01") with { Kinds = [RecurrenceKind.Clinical] }), "2024-05-05");
    }

    [Fact]
    public void a_recurrence_without_change_of_treatment_is_asked_about_after_two_weeks()
    {
        var chart = Chart(Recurred(1, "2024-05-01") with { Kinds = [RecurrenceKind.Radiological] });
        When.Silent(Untreated, chart, "2024-05-15", because: "limit-passed");
        When.Fires(Untreated, chart, "2024-05-16").EpisodeKey.ShouldBe(Id(1).ToString("N"));
    }

    [Fact]
    public void only_more_treatment_is_a_change()
    {
        PatientChart With(decimal mg) => Chart(Started(1, "2024-02-01", 20), Recurred(2, "2024-05-01"), Changed(3, 1, "2024-05-05", mg));
        When.Silent(Untreated, With(30), "2024-06-01", because: "no-change-of-treatment");
        When.Fires(Untreated, With(10), "2024-06-01");
    }

    [Theory]
    [InlineData("2024-04-17", true)]
    [InlineData("2024-04-16", false)]
    public void a_change_up_to_two_weeks_before_the_recurrence_was_seen_is_its_treatment(string raised, bool changed)
    {
        var chart = Chart(Started(1, "2024-02-01", 20), Changed(2, 1, raised, 40), Recurred(3, "2024-05-01"));
        if (changed) When.Silent(Untreated, chart, "2024-06-01", because: "no-change-of-treatment");
        else When.Fires(Untreated, chart, "2024-06-01");
    }

    [Fact]
    public void a_recurrence_that_resolved_or_was_ruled_out_is_over()
    {
        When.Silent(Untreated, Chart(Recurred(1, "2024-05-01"), Resolved(2, 1, "2024-07-01")), "2024-08-01", because: "not-resolved");
        var ruledOut = Visited(2, "2024-06-01") with { RecurrenceAssessment = RecurrenceAssessment.None };
        When.Silent(Untreated, Chart(Recurred(1, "2024-05-01"), ruledOut), "2024-08-01", because: "not-ruled-out");
    }

    [Fact]
    public void a_deficit_that_nobody_called_a_recurrence_counts_when_it_followed_treatment_and_was_seen_again()
    {
        object[] fallen = [Started(1, "2024-02-01", 20), Graded(2, "2024-03-15", AsiaGrade.D), Graded(3, "2024-04-01", AsiaGrade.D),
            Graded(4, "2024-05-01", AsiaGrade.C)];
        When.Silent(Untreated, Chart(fallen), "2024-06-01", because: "recurrence");
        When.Fires(Untreated, Chart([.. fallen, Graded(5, "2024-05-10", AsiaGrade.C)]), "2024-06-01")
            .RestsOn.Select(fact => fact.EntryId).ShouldBe([Id(4), Id(5)]);
    }

    [Fact]
    public void a_recurrence_seen_in_serum_alone_or_without_a_date_is_left_alone()
    {
        When.Silent(Untreated, Chart(Recurred(1, "2024-05-01") with { Kinds = [RecurrenceKind.Serological] }), "2024-08-01",
            because: "recurrence");
        When.Silent(Untreated, Chart(Recurred(1, "not-reported")), "2024-08-01", because: "recurrence");
    }

    [Fact]
    public void a_treatment_recorded_late_closes_it()
    {
        var chart = Chart(Recurred(1, "2024-05-01"));
        When.Silent(Untreated, PatientChart.Fold(chart, Patient, Started(2, "2024-05-03", 40)), "2024-08-01",
            because: "no-change-of-treatment");
    }
}
