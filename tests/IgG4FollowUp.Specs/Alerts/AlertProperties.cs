using FsCheck;
using FsCheck.Fluent;
using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using IgG4FollowUp.Domain.Therapy;
using IgG4FollowUp.Specs.Patients;
using IgG4FollowUp.Specs.Synthetic;

namespace IgG4FollowUp.Specs.Alerts;

public sealed class AlertProperties
{
    /// <summary>
    /// Random entries with clashing partial dates, random courses, and made-up patients; most without an end, which would silence all.
    /// </summary>
    private static readonly Gen<PatientChart> AnyChart = Gen.OneOf(
        Generated.Stream.Select(stream => Living(PatientChart.FoldAll(Given.Patient, stream)!)),
        Generated.Stream.Select(stream => PatientChart.FoldAll(Given.Patient, stream)!),
        Generated.Steroids.Select(courses => Given.Chart(courses)),
        Gen.Choose(0, Charts.Synthetic.Count - 1).Select(i => Charts.Synthetic[i]),
        Gen.Choose(0, Charts.Synthetic.Count - 1).Select(i => Living(Charts.Synthetic[i])));

    private static readonly Gen<DateOnly> AnyDay =
        from day in Gen.Choose(new DateOnly(2022, 1, 1).DayNumber, new DateOnly(2028, 1, 1).DayNumber)
        select DateOnly.FromDayNumber(day);

    private static readonly Gen<ClinicSettings> AnySettings =
        from values in Gen.Choose(0, 1000).ArrayOf(ThresholdTable.All.Length)
        from ours in Gen.Elements(true, false)
        select ours ? ClinicSettings.HouseDefault
            : ThresholdTable.All.Zip(values).Aggregate(ClinicSettings.HouseDefault, (settings, choice) =>
            choice.First.Set(settings,
                Math.Round(choice.First.Minimum
                    + (choice.First.Maximum - choice.First.Minimum) * choice.Second * choice.Second / 1_000_000m, 2)));

    private static readonly Gen<Situation> Any =
        from chart in AnyChart
        from today in AnyDay
        from settings in AnySettings
        select new Situation(chart, today, settings);

    [Fact]
    public void every_alert_is_in_exactly_one_episode_and_the_first_of_each_keeps_the_order() => Generated.ForAll(Any, given =>
    {
        var alerts = AlertEpisodeSpecs.Alerts(given.Chart, given.Today, given.Settings);
        var episodes = AlertEpisodes.Of(alerts);
        episodes.SelectMany(episode => episode).Select(alert => alert.Id).ShouldBe(alerts.Select(alert => alert.Id), ignoreOrder: true);
        var places = episodes.Select(episode => episode.Select(alert => alerts.IndexOf(alert)).ToList()).ToList();
        places.ShouldAllBe(place => place.SequenceEqual(place.Order()));
        places.Select(place => place[0]).ShouldBeInOrder();
        // Whoever asks in another order gets the same episodes.
        AlertEpisodes.Of(alerts.AsEnumerable().Reverse()).Select(episode => string.Join(' ', episode.Select(alert => alert.Id).Order()))
            .ShouldBe(episodes.Select(episode => string.Join(' ', episode.Select(alert => alert.Id).Order())), ignoreOrder: true);
    }, times: 200);

    [Fact]
    public void the_same_chart_day_and_settings_give_the_same_findings_to_the_byte() => Generated.ForAll(Any, given =>
    {
        var first = Text(given);
        Text(given).ShouldBe(first);
        Text(given with { Settings = given.Settings with { } }).ShouldBe(first);
    }, times: 200);

    [Fact]
    public void the_order_in_which_entries_were_recorded_does_not_matter() => Generated.ForAll(
        from given in Any
        from shuffled in Gen.Shuffle(given.Chart.Entries.ToArray())
        select (given, shuffled),
        drawn => Text(drawn.given with { Chart = PatientChart.FoldAll(drawn.given.Chart.Id, drawn.shuffled)! }).ShouldBe(Text(drawn.given)),
        times: 200);

    [Fact]
    public void every_counterfactual_is_true_when_tried()
    {
        var tried = new HashSet<(string, Type)>();
        Generated.ForAll(Any, given =>
        {
            foreach (var finding in Evaluate(given).Findings)
            {
                finding.WouldNotHaveFired.ShouldNotBeEmpty();
                foreach (var change in finding.WouldNotHaveFired)
                {
                    Keys(Evaluate(change.Apply(given))).ShouldNotContain((finding.Rule, finding.EpisodeKey), change.Words);
                    tried.Add((finding.Rule, change.GetType()));
                }
            }
        }, times: 400);
        // Guards against a source of charts that no longer makes the rules fire.
        tried.Select(pair => pair.Item1).Distinct().Count().ShouldBeGreaterThanOrEqualTo(8);
    }

    [Fact]
    public void no_verdict_changes_before_the_day_to_look_again_and_one_does_on_it() => Generated.ForAll(
        from given in Any
        from days in Gen.Choose(0, 10_000).ArrayOf(12)
        select (given, days),
        drawn =>
        {
            var (given, days) = drawn;
            var now = Evaluate(given);
            var next = now.LookAgainOn?.DayNumber ?? given.Today.DayNumber + 3000;
            next.ShouldBeGreaterThan(given.Today.DayNumber);
            foreach (var day in days.Select(d => given.Today.DayNumber + d % (next - given.Today.DayNumber)).Append(next - 1).Distinct())
            {
                var then = Evaluate(given with { Today = DateOnly.FromDayNumber(day) });
                Verdicts(then).ShouldBe(Verdicts(now));
                then.LookAgainOn.ShouldBe(now.LookAgainOn);
                then.Findings.Select(finding => finding.Sentence).ShouldBe(now.Findings.Select(finding => finding.Sentence));
            }

            if (now.LookAgainOn is { } exact) Verdicts(Evaluate(given with { Today = exact })).ShouldNotBe(Verdicts(now));
        }, times: 200);

    [Fact]
    public void exposure_is_called_high_on_exactly_the_days_on_which_the_exposure_itself_says_so() => Generated.ForAll(
        from courses in Generated.Steroids
        from offsets in Gen.Choose(0, 1200).ArrayOf(60)
        select (chart: Given.Chart(courses), offsets),
        given =>
        {
            var exposure = SteroidExposure.Of(given.chart);
            var days = given.offsets.Concat(exposure.Dose.Steps.Where(step => step.From.Year is > 2000 and < 2100)
                .SelectMany(step =>
                    new[] { 29, 30, 334, 335, 336, 363, 364, 365 }.Select(n =>
                        step.From.DayNumber + n - new DateOnly(2023, 1, 1).DayNumber)));
            foreach (var day in days.Distinct().Select(offset => new DateOnly(2023, 1, 1).AddDays(offset)))
            {
                AlertRules.Evaluate(given.chart, day).Findings.Any(finding => finding.Rule == "high-steroid-exposure")
                    .ShouldBe(IsHigh(exposure, day), day.ToString("O"));
            }
        }, times: 60);

    // Day by day over a year.
    private static bool IsHigh(SteroidExposure exposure, DateOnly day)
    {
        var (settings, from, run) = (ClinicSettings.HouseDefault, day.AddDays(-364), 0);
        for (var each = from; each <= day && run < settings.HighDays; each = each.AddDays(1))
            run = exposure.DoseOn(each).AtLeast >= Fraction.Of(settings.HighMgPerDay) ? run + 1 : 0;
        return run >= settings.HighDays || exposure.Dose.Sum(from, day).AtLeast >= Fraction.Of(settings.HighCumulativeMg);
    }

    [Fact]
    public void a_finding_has_a_key_of_its_own() => Generated.ForAll(Any, given => Keys(Evaluate(given)).ShouldBeUnique(), times: 200);

    [Fact]
    public void a_rule_either_fires_or_says_what_failed() => Generated.ForAll(Any, given =>
    {
        var fired = Evaluate(given).Findings.Select(finding => finding.Rule).ToHashSet();
        foreach (var rule in AlertRules.All)
        {
            var silence = AlertRules.WhyNot(rule, given.Chart, given.Today, given.Settings);
            silence.Fires.ShouldBe(fired.Contains(rule.Name));
            if (!silence.Fires) silence.Failed.ShouldNotBeEmpty();
        }
    }, times: 200);

    [Fact]
    public void nothing_fires_for_the_dead_and_the_withdrawn() => Generated.ForAll(Any, given =>
    {
        if (given.Chart.End is { Reason: not FollowUpEndReason.Lost }) Evaluate(given).ShouldBeEquivalentTo(new AlertEvaluation([], null));
    }, times: 200);

    [Fact]
    public void every_threshold_has_a_source_and_a_default_in_range()
    {
        ThresholdTable.All.ShouldAllBe(threshold => threshold.Allows(threshold.Default));
        ThresholdTable.All.Select(threshold => threshold.Name).ShouldBeUnique();
        foreach (var threshold in ThresholdTable.All)
        {
            threshold.Source.ShouldStartWith("House default");
            threshold.Get(threshold.Set(ClinicSettings.HouseDefault, threshold.Maximum)).ShouldBe(threshold.Maximum);
            threshold.Allows(threshold.Maximum + 1).ShouldBeFalse();
            var changed = threshold.Set(ClinicSettings.HouseDefault, threshold.Maximum);
            ThresholdTable.All.Where(other => other != threshold).ShouldAllBe(other => other.Get(changed) == other.Default);
        }

        AlertRules.All.Select(rule => rule.Id).ShouldBeUnique();
        AlertRules.All.ShouldAllBe(rule => rule.Source.StartsWith("House default"));
    }

    private static PatientChart Living(PatientChart chart) =>
        PatientChart.FoldAll(chart.Id, chart.Entries.Where(entry => entry is not (FollowUpEnded or FollowUpResumed)))!;

    private static AlertEvaluation Evaluate(Situation given) => AlertRules.Evaluate(given.Chart, given.Today, given.Settings);

    private static string Text(Situation given) => When.Text(Evaluate(given));

    private static (string, string, Urgency)[] Verdicts(AlertEvaluation evaluation) =>
        [.. evaluation.Findings.Select(finding => (finding.Rule, finding.EpisodeKey, finding.Urgency))];

    private static (string, string)[] Keys(AlertEvaluation evaluation) =>
        [.. evaluation.Findings.Select(finding => (finding.Rule, finding.EpisodeKey))];
}
