using System.Net;
using System.Text.Json.Nodes;
using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Integration.Cohorts;

/// <summary>What the service answers from its tables against what the domain says of the same charts.</summary>
public sealed class StatisticsSpecs(CohortService cohort) : IClassFixture<CohortService>
{
    [Theory]
    [InlineData("log", IntervalScale.Log)]
    [InlineData("log-log", IntervalScale.LogLog)]
    [InlineData("plain", IntervalScale.Plain)]
    public async Task survival_by_sex_is_the_estimate_over_the_same_charts(string conftype, IntervalScale scale)
    {
        var answer = await cohort.GetAsync($"survival?clinic=synthetic&by=sex&origin=treatment-start&entry=origin&conftype={conftype}");

        var rows = Times(RecurrenceDefinition.Composite, TimeZero.TreatmentStart);
        var expected = KaplanMeier.ByGroup(rows, row => row.Sex, row => new SurvivalTime(row.Time.Time, row.Time.Cause == 1));
        expected.Count.ShouldBe(2);
        var z = ConfidenceLimits.Z(0.95);
        var points = (from curve in expected from p in curve.Result.Points select (curve.Key, Point: p, Limits: p.Limits(scale, z)))
            .ToList();
        var shown = answer["curve"]!.AsArray();
        shown.Count.ShouldBe(points.Count);
        foreach (var (row, (group, point, limits)) in shown.Zip(points))
        {
            row!["group"]!.GetValue<string>().ShouldBe(group);
            row["time"]!.GetValue<double>().ShouldBe(point.Time);
            row["atRisk"]!.GetValue<int>().ShouldBe(point.AtRisk);
            row["events"]!.GetValue<int>().ShouldBe(point.Events);
            row["censored"]!.GetValue<int>().ShouldBe(point.Censored);
            Same(row["survival"], point.Survival);
            Same(row["stdError"], point.StandardError);
            Same(row["lower"], limits.Lower);
            Same(row["upper"], limits.Upper);
        }

        foreach (var (row, curve) in answer["groups"]!.AsArray().Zip(expected))
        {
            row!["analysed"]!.GetValue<int>().ShouldBe(curve.Result.Subjects);
            row["events"]!.GetValue<int>().ShouldBe(curve.Result.Events);
            row["eventsOfAnalysed"]!.GetValue<string>().ShouldBe($"{curve.Result.Events} of {curve.Result.Subjects}");
            row["median"]?.GetValue<double>().ShouldBe(curve.Result.Median(scale).Time!.Value);
        }

        answer["definition"]!.GetValue<string>().ShouldBe("composite");
        answer["definitionVersion"]!.GetValue<int>().ShouldBe(5);
        answer["followUpRule"]!.GetValue<string>().ShouldBe(FollowUpPeriod.RuleId);
        answer["origin"]!.GetValue<string>().ShouldBe("treatment-start");
        answer["patients"]!.GetValue<int>().ShouldBe(CohortService.OthersWhoAgree);
        answer["analysed"]!.GetValue<int>().ShouldBe(rows.Count);
        answer["notDeterminable"]!.GetValue<int>().ShouldBe(CohortService.OthersWhoAgree - rows.Count);
        answer["sequence"].ShouldNotBeNull();
        (answer["syntheticPatients"]!.GetValue<int>(), answer["clinicPatients"]!.GetValue<int>(),
            answer["publishedPatients"]!.GetValue<int>())
            .ShouldBe((CohortService.OthersWhoAgree, 0, 0));
    }

    [Fact]
    public async Task an_estimate_at_set_months_is_that_of_the_curve_with_the_numbers_under_it()
    {
        var answer = await cohort.GetAsync("survival?clinic=synthetic&by=sex&atMonths=60,6,600,6&origin=presentation&entry=origin");
        (await cohort.GetAsync("survival?clinic=synthetic"))["atMonths"]!.AsArray().Select(row => row!["months"]!.GetValue<int>())
            .ShouldBe([12, 24, 60]);
        var rows = answer["atMonths"]!.AsArray();
        rows.Select(row => row!["months"]!.GetValue<int>()).ShouldBe([6, 60, 600, 6, 60, 600]);
        rows.Select(row => row!["time"]!.GetValue<int>()).Take(3).ShouldBe([183, 1826, 18262]);
        foreach (var row in rows)
        {
            var curve = answer["curve"]!.AsArray().Where(point => point!["group"]!.GetValue<string>() == row!["group"]!.GetValue<string>())
                .ToList();
            var past = curve.Where(point => point!["time"]!.GetValue<double>() <= row!["time"]!.GetValue<double>()).ToList();
            var beyond = past.Count == curve.Count && past[^1]!["survival"]!.GetValue<double>() > 0;
            row!["cumulativeEvents"]!.GetValue<int>().ShouldBe(past.Sum(point => point!["events"]!.GetValue<int>()));
            row["cumulativeCensored"]!.GetValue<int>().ShouldBe(past.Sum(point => point!["censored"]!.GetValue<int>()));
            row["text"]?.GetValue<string>().ShouldBe("nobody was observed so long");
            (row["text"] is not null).ShouldBe(beyond);
            foreach (var shown in new[] { "survival", "stdError", "lower", "upper" })
                row[shown]?.ToJsonString().ShouldBe(beyond ? null : past[^1]![shown]!.ToJsonString());
        }

        // The other group's curve comes down to 0, where it stays.
        rows.Count(row => row!["text"] is not null).ShouldBe(1);
    }

    [Fact]
    public async Task a_cumulative_incidence_at_set_months_is_that_of_the_curve()
    {
        var answer = await cohort.GetAsync("cumulative-incidence?clinic=synthetic&atMonths=24,600&origin=presentation&entry=origin");
        var rows = answer["atMonths"]!.AsArray();
        rows.Select(row => (row!["cause"]!.GetValue<string>(), row["months"]!.GetValue<int>()))
            .ShouldBe(
                [("recurrence", 24), ("recurrence", 600), ("death", 24), ("death", 600), ("progression", 24), ("progression", 600)]);
        foreach (var row in rows.Where(row => row!["months"]!.GetValue<int>() == 24))
        {
            var past = answer["curve"]!.AsArray().Where(point => point!["cause"]!.GetValue<string>() == row!["cause"]!.GetValue<string>()
                && point["time"]!.GetValue<double>() <= 731).ToList();
            foreach (var shown in new[] { "incidence", "stdError", "lower", "upper" })
                row![shown]?.ToJsonString().ShouldBe(past[^1]![shown]?.ToJsonString());
            row!["cumulativeEvents"]!.GetValue<int>().ShouldBe(past.Sum(point => point!["events"]!.GetValue<int>()));
        }

        rows.Where(row => row!["months"]!.GetValue<int>() == 600)
            .ShouldAllBe(row => row!["incidence"] == null && row["text"]!.GetValue<string>() == "nobody was observed so long");
        foreach (var wrong in new[] { "0", "601", "12,", "12,x", "1.5", "" })
        {
            using var response = await cohort.SendAsync($"survival?atMonths={wrong}");
            response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, wrong);
        }
    }

    [Theory]
    [InlineData("radiological")]
    [InlineData("serological")]
    [InlineData("clinical")]
    [InlineData("treatment-escalation")]
    public async Task a_curve_is_censored_at_the_last_assessment_unless_the_last_contact_is_asked_for(string definition)
    {
        var shown = new Dictionary<Censoring, List<(double Time, int Censored)>>();
        foreach (var censoring in Enum.GetValues<Censoring>())
        {
            var name = StoredName.Of(censoring);
            var answer = await cohort.GetAsync(
                $"survival?clinic=synthetic&origin=presentation&entry=origin&definition={definition}&censoring={name}");
            answer["censoring"]!.GetValue<string>().ShouldBe(name);
            answer["censoringRule"]!.GetValue<string>().ShouldBe(censoring.Rule());
            shown[censoring] =
            [
                .. answer["curve"]!.AsArray().Select(row => (row!["time"]!.GetValue<double>(), row["censored"]!.GetValue<int>()))
                    .Where(row => row.Item2 > 0),
            ];
            var times = Times(RecurrenceDefinition.Find(definition)!, TimeZero.Presentation, censoring);
            shown[censoring].ShouldBe(times.Where(row => row.Time.Cause != 1).GroupBy(row => row.Time.Time).OrderBy(same => same.Key)
                .Select(same => (same.Key, same.Count())));
            answer["notDeterminable"]!.GetValue<int>().ShouldBe(CohortService.OthersWhoAgree - times.Count);
        }

        shown[Censoring.LastAssessment].ShouldNotBe(shown[Censoring.LastContact]);
        var unsaid = await cohort.GetAsync($"survival?clinic=synthetic&origin=presentation&entry=origin&definition={definition}");
        unsaid["censoring"]!.GetValue<string>().ShouldBe("last-assessment");
        unsaid["curve"]!.AsArray().Where(row => row!["censored"]!.GetValue<int>() > 0)
            .Select(row => (row!["time"]!.GetValue<double>(), row["censored"]!.GetValue<int>())).ShouldBe(shown[Censoring.LastAssessment]);
    }

    [Fact]
    public async Task every_answer_about_times_says_how_it_censors_and_takes_either_way()
    {
        foreach (var statistic
            in new[] { "survival?", "log-rank?by=sex&", "cumulative-incidence?", "mean-cumulative-function?", "rates?" })
        {
            var unsaid = await cohort.GetAsync($"{statistic}clinic=synthetic");
            unsaid["censoring"]!.GetValue<string>().ShouldBe("last-assessment", statistic);
            var contact = await cohort.GetAsync($"{statistic}clinic=synthetic&censoring=last-contact");
            contact["censoring"]!.GetValue<string>().ShouldBe("last-contact", statistic);
            using var other = await cohort.SendAsync($"{statistic}clinic=synthetic&censoring=today");
            other.StatusCode.ShouldBe(HttpStatusCode.BadRequest, statistic);
        }
    }

    [Fact]
    public async Task delayed_entry_leaves_out_whoever_was_never_at_risk_after_enrolment()
    {
        var plain = await cohort.GetAsync("survival?clinic=synthetic&origin=presentation&entry=origin");
        var delayed = await cohort.GetAsync("survival?clinic=synthetic&origin=presentation&entry=enrolment");
        delayed["entry"]!.GetValue<string>().ShouldBe("enrolment");
        delayed["neverAtRisk"]!.GetValue<int>().ShouldBeGreaterThan(0);
        (delayed["analysed"]!.GetValue<int>() + delayed["neverAtRisk"]!.GetValue<int>() + delayed["notDeterminable"]!.GetValue<int>())
            .ShouldBe(CohortService.OthersWhoAgree);
        delayed["curve"]![0]!["atRisk"]!.GetValue<int>().ShouldBeLessThan(plain["curve"]![0]!["atRisk"]!.GetValue<int>());
    }

    [Fact]
    public async Task the_log_rank_test_and_the_cumulative_incidence_are_those_over_the_same_charts()
    {
        var rows = Times(RecurrenceDefinition.Clinical, TimeZero.Presentation);
        var (keys, test) = LogRank.Test(rows, row => row.Sex, row => new SurvivalTime(row.Time.Time, row.Time.Cause == 1));
        var answer = await cohort.GetAsync("log-rank?clinic=synthetic&by=sex&definition=clinical&origin=presentation&entry=origin");
        answer["chiSquare"]!.GetValue<double>().ShouldBe(test.ChiSquare, 1e-12);
        answer["pValue"]!.GetValue<double>().ShouldBe(test.PValue!.Value, 1e-12);
        answer["groups"]!.AsArray().Select(row => row!["group"]!.GetValue<string>()).ShouldBe(keys);

        var curves = AalenJohansen.ByGroup(rows, row => row.Sex, row => row.Time, RecurrenceDefinition.Clinical.Causes);
        var points = (from curve in curves from cause in curve.Result from p in cause.Points select p).ToList();
        var shown = (await cohort.GetAsync(
            "cumulative-incidence?clinic=synthetic&by=sex&definition=clinical&origin=presentation&entry=origin"))["curve"]!.AsArray();
        shown.Count.ShouldBe(points.Count);
        foreach (var (row, point) in shown.Zip(points))
        {
            Same(row!["incidence"], point.Incidence);
            Same(row["eventFree"], point.EventFree);
            Same(row["stdError"], point.StandardError);
        }
    }

    [Fact]
    public async Task a_stratified_weighted_test_says_so_and_a_test_without_groups_is_refused()
    {
        var answer = await cohort.GetAsync("log-rank?by=sex&stratum=clinic&weight=peto&clinic=synthetic&clinic=synthetic-45");
        answer["stratum"]!.GetValue<string>().ShouldBe("clinic");
        answer["weight"]!.GetValue<string>().ShouldBe("peto");
        using var without = await cohort.SendAsync("log-rank");
        without.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("enrolment", Censoring.LastAssessment)]
    [InlineData("origin", Censoring.LastAssessment)]
    [InlineData("enrolment", Censoring.LastContact)]
    [InlineData("origin", Censoring.LastContact)]
    public async Task recurrences_are_counted_as_often_as_they_happen_over_the_time_observed(string? entry, Censoring? censoring)
    {
        var (fromEnrolment, toContact) = (entry != "origin", censoring == Censoring.LastContact);
        var (known, events, days) = Observed(fromEnrolment, toContact);
        Observed(!fromEnrolment, toContact).ShouldNotBe((known, events, days), "some were enrolled late");
        Observed(fromEnrolment, !toContact).Days.ShouldNotBe(days, "some were last seen without an assessment");
        var asked = (entry is null ? "" : $"&entry={entry}") + (censoring is { } way ? $"&censoring={StoredName.Of(way)}" : "");

        var answer = await cohort.GetAsync($"rates?clinic=synthetic&origin=presentation{asked}");
        answer["entry"]!.GetValue<string>().ShouldBe(entry ?? "enrolment");
        answer["censoring"]!.GetValue<string>().ShouldBe(toContact ? "last-contact" : "last-assessment");
        var rate = answer["rates"]![0]!;
        rate["patients"]!.GetValue<int>().ShouldBe(known);
        rate["events"]!.GetValue<int>().ShouldBe(events);
        events.ShouldBeGreaterThan(10);
        rate["personYears"]!.GetValue<double>().ShouldBe(days / 365.25, 1e-9);
        var expected = new PersonTimeRate(events, days / 365.25);
        rate["eventsPerPersonYear"]!.GetValue<double>().ShouldBe(expected.Rate, 1e-12);
        rate["upper"]!.GetValue<double>().ShouldBe(expected.Limits().Upper, 1e-12);

        var mean = await cohort.GetAsync($"mean-cumulative-function?clinic=synthetic&origin=presentation{asked}");
        mean["analysed"]!.GetValue<int>().ShouldBe(known);
        mean["curve"]!.AsArray().Sum(row => row!["events"]!.GetValue<int>()).ShouldBe(events);
        mean["curve"]!.AsArray().Max(row => row!["atRisk"]!.GetValue<int>()).ShouldBeInRange(known / 2, known);
    }

    // Patients, recurrences and days by the domain over the same charts.
    private (int Known, int Events, double Days) Observed(bool fromEnrolment, bool toContact)
    {
        var (known, events, days) = (0, 0, 0d);
        foreach (var facts in cohort.Others)
        {
            var timeline = RecurrenceTimeline.Of(facts.Chart, RecurrenceDefinition.Composite);
            var free = timeline.FreeInterval(TimeZero.Presentation);
            // A death is seen on its own day.
            var last = toContact || facts.Outcome.EndedBy == ObservationEnd.Death ? facts.Outcome.LastContact : timeline.LastAssessed;
            if (free.Origin is not { IsExact: true } origin || last is not { IsExact: true } end) continue;
            var seen = timeline.Episodes.Where(episode => timeline.WithinFollowUp(episode) != Determination.No).ToList();
            if (seen.Exists(episode => !episode.Interval.By.IsExact || timeline.WithinFollowUp(episode) != Determination.Yes)) continue;
            var from = origin.Earliest;
            if (fromEnrolment)
            {
                var enrolled = facts.Chart.Enrolment.EnrolledOn;
                if (enrolled.Earliest != enrolled.Latest) continue;
                if (enrolled.Earliest > from) from = enrolled.Earliest;
            }

            if (end.Earliest <= from) continue;
            known++;
            events += seen.Select(episode => episode.Interval.By.Earliest).Distinct().Count(day => day > from);
            days += end.Earliest.DayNumber - from.DayNumber;
        }

        return (known, events, days);
    }

    [Fact]
    public async Task everyone_stands_in_the_transition_matrix_and_its_rows_sum_to_n()
    {
        var answer = await cohort.GetAsync("transitions?clinic=synthetic&by=sex");
        var total = 0;
        foreach (var row in answer["matrix"]!.AsArray())
        {
            var cells = new[] { "a", "b", "c", "d", "e", "notYetDue", "missed", "lost", "withdrew", "transferred", "died" }.Sum(cell =>
                row![cell]!.GetValue<int>());
            cells.ShouldBe(row!["patients"]!.GetValue<int>());
            total += cells;
        }

        total.ShouldBe(CohortService.OthersWhoAgree);
        var improved = answer["proportions"]!.AsArray().Where(row => row!["outcome"]!.GetValue<string>() == "improved").ToList();
        improved.Sum(row => row!["count"]!.GetValue<int>())
            .ShouldBe(cohort.Others.Count(facts => facts.Outcome.Change == AisChange.Improved));
    }

    [Theory]
    [InlineData(12, null, 91)]
    [InlineData(24, 60, 60)]
    [InlineData(3, 0, 0)]
    public async Task grades_at_a_set_time_are_those_of_the_domain_over_the_same_charts_and_everyone_is_accounted_for(int months,
        int? windowDays, int window)
    {
        var answer = await cohort.GetAsync($"transitions?clinic=synthetic&by=sex&atMonths={months}"
            + (windowDays is null ? "" : $"&windowDays={windowDays}"));

        var asOf = DateOnly.Parse(answer["asOf"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture);
        var days = answer["atDays"]!.GetValue<int>();
        (answer["at"]!.GetValue<string>(), days, answer["windowDays"]!.GetValue<int>())
            .ShouldBe(("set-time", (int)Math.Round(months * 365.25 / 12), window));
        var expected = cohort.Others.GroupBy(facts => facts.Chart.Enrolment.Sex == Sex.Male ? "male" : "female")
            .ToDictionary(group => group.Key, group =>
                TransitionMatrix.Of(group.Select(facts => GradeAt.Of(facts.Outcome.Grades, days, window, asOf))));
        var total = 0;
        foreach (var row in answer["matrix"]!.AsArray())
        {
            var of = expected[row!["group"]!.GetValue<string>()].Rows.Single(r =>
                (r.Baseline?.ToString() ?? "not reported") == row["baseline"]!.GetValue<string>());
            int[] cells =
                [.. new[] { "a", "b", "c", "d", "e", "notYetDue", "missed", "lost", "withdrew", "transferred", "died" }.Select(cell =>
                    row[cell]!.GetValue<int>())];
            cells.ShouldBe([.. of.Graded, .. of.Ungraded]);
            cells.Sum().ShouldBe(row["patients"]!.GetValue<int>());
            total += cells.Sum();
        }

        total.ShouldBe(CohortService.OthersWhoAgree);
        if (window > 0) answer["matrix"]!.AsArray().Sum(row => row!["d"]!.GetValue<int>()).ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("atMonths=0")]
    [InlineData("atMonths=601")]
    [InlineData("atMonths=1.5")]
    [InlineData("atMonths=12&windowDays=365")]
    [InlineData("atMonths=12&windowDays=-1")]
    [InlineData("windowDays=30")]
    [InlineData("at=last&atMonths=12")]
    public async Task a_set_time_that_is_none_is_refused(string query)
    {
        using var response = await cohort.SendAsync("transitions?" + query);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task a_swimmer_plot_has_a_lane_for_everyone_whose_days_are_known()
    {
        var answer = await cohort.GetAsync("swimmer?clinic=synthetic-45");
        var lanes = answer["lanes"]!.AsArray();
        (lanes.Count + answer["notDeterminable"]!.GetValue<int>()).ShouldBe(45);
        lanes.Select(lane => lane!["end"]!.GetValue<double>()).ShouldBeInOrder(SortDirection.Descending);
        var kinds = answer["intervals"]!.AsArray().Select(interval => interval!["kind"]!.GetValue<string>()).Distinct().ToList();
        kinds.ShouldContain("glucocorticoid");
        kinds.Count.ShouldBeGreaterThan(1);
        answer["marks"]!.AsArray().ShouldContain(mark => mark!["kind"]!.GetValue<string>() == "recurrence");
    }

    private List<(string Sex, CompetingTime Time)> Times(
        RecurrenceDefinition definition, TimeZero zero, Censoring censoring = Censoring.LastAssessment) =>
    [
        .. from facts in cohort.Others
           let timeline = RecurrenceTimeline.Of(facts.Chart, definition)
           let free = timeline.FreeInterval(zero)
           let time = (censoring == Censoring.LastContact ? free : timeline.ToLastAssessment(free)).Exact
           where time is not null
           select (facts.Chart.Enrolment.Sex == Sex.Male ? "male" : "female", time.Value),
    ];

    private static void Same(JsonNode? shown, double expected)
    {
        if (double.IsNaN(expected)) shown.ShouldBeNull();
        else shown!.GetValue<double>().ShouldBe(expected, 1e-12);
    }
}
