using FsCheck;
using FsCheck.Fluent;
using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Alerts.Replay;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using IgG4FollowUp.Domain.Synthetic;
using IgG4FollowUp.Specs.Patients;

namespace IgG4FollowUp.Specs.Alerts;

public sealed class ReplayProperties
{
    private static readonly DateTimeOffset End = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly RecordedEvent[][] Synthetic =
        [.. SyntheticCohort.Generate(120, 31, new(2025, 12, 31)).Select(patient => patient.Events.ToArray())
            .Where(events => events[0].RecordedAt.Year >= 2022)];

    /// <summary>Random streams recorded in batches at random instants, several at one instant, and made-up patients.</summary>
    private static readonly Gen<RecordedEvent[]> AnyHistory = Gen.OneOf(
        from stream in Generated.Stream
        from gaps in Gen.Frequency((2, Gen.Constant(0)), (3, Gen.Choose(1, 60 * 24 * 90))).ArrayOf(stream.Length)
        select stream.Select((e, i) =>
            new RecordedEvent(new DateTimeOffset(2023, 6, 1, 8, 0, 0, TimeSpan.Zero).AddMinutes(gaps.Take(i + 1).Sum()), e)).ToArray(),
        Gen.Elements(Synthetic));

    private static readonly Gen<ClinicSettings> AnySettings =
        from values in Gen.Choose(0, 1000).ArrayOf(ThresholdTable.All.Length)
        from ours in Gen.Elements(true, false)
        select ours ? ClinicSettings.HouseDefault
            : ThresholdTable.All.Zip(values).Aggregate(ClinicSettings.HouseDefault, (settings, choice) =>
            choice.First.Set(settings,
                Math.Round(choice.First.Minimum
                    + (choice.First.Maximum - choice.First.Minimum) * choice.Second * choice.Second / 1_000_000m, 2)));

    private static readonly Gen<(RecordedEvent[] History, ClinicSettings Settings)> Any =
        from history in AnyHistory
        from settings in AnySettings
        select (history, settings);

    [Fact]
    public void the_same_history_and_thresholds_give_the_same_alerts_to_the_byte() => Generated.ForAll(Any, given =>
        Replayed.Text(Replay(given.History, given.Settings with { }).Changes)
            .ShouldBe(Replayed.Text(Replay(given.History, given.Settings).Changes)), times: 40);

    [Fact]
    public void what_is_recorded_later_never_changes_what_was_raised_before() => Generated.ForAll(
        from given in Any
        from cut in Gen.Choose(0, 1000)
        select (given.History, given.Settings, cut),
        drawn =>
        {
            var (history, settings, share) = drawn;
            var whole = Replay(history, settings);
            var instants = history.Select(recorded => recorded.RecordedAt)
                .Concat(whole.Changes.Select(change => Replayed.Instant(change.Event)))
                // What was recorded after the last day that is replayed is no part of the whole.
                .Where(instant => instant <= End).Order().ToList();
            var cut = instants[(instants.Count - 1) * share / 1000];
            var known = Replay([.. history.Where(recorded => recorded.RecordedAt <= cut)], settings, cut);
            Replayed.Text(known.Changes).ShouldBe(Replayed.Text(whole.Changes.Where(change => Replayed.Instant(change.Event) <= cut)));
        },
        times: 60);

    [Fact]
    public void a_daily_sweep_adds_nothing() => Generated.ForAll(
        from given in Any
        from hour in Gen.Choose(0, 23)
        select (given.History, given.Settings, hour),
        drawn =>
            Replayed.Text(Swept(drawn.History, drawn.Settings, drawn.hour))
                .ShouldBe(Replayed.Text(Replay(drawn.History, drawn.Settings).Changes)),
        times: 25);

    [Fact]
    public void every_change_that_a_raised_finding_names_silences_it_when_tried_on_the_record_of_that_instant()
    {
        var tried = new HashSet<string>();
        Generated.ForAll(Any, given =>
        {
            foreach (var happened in Replay(given.History, given.Settings).Changes.Select(change => change.Event))
            {
                var (finding, on, at) = happened switch
                {
                    AlertRaised e => (e.Finding, e.On, e.At),
                    AlertReopened e => (e.Finding, e.On, e.At),
                    AlertRestated e => (e.Finding, e.On, e.At),
                    _ => default,
                };
                if (finding is null) continue;
                var chart = PatientChart.FoldAll(Given.Patient,
                    given.History.Where(recorded => recorded.RecordedAt <= at).Select(recorded => recorded.Event))!;
                var situation = new Situation(chart, on, given.Settings);
                foreach (var (changed, today, settings) in finding.WouldNotHaveFired.Select(change => change.Apply(situation)))
                {
                    AlertRules.Evaluate(changed, today, settings).Findings.Select(found => (found.Rule, found.EpisodeKey))
                        .ShouldNotContain((finding.Rule, finding.EpisodeKey));
                    tried.Add(finding.Rule);
                }
            }
        }, times: 40);
        // Guards against histories that no longer make the rules fire.
        tried.Count.ShouldBeGreaterThanOrEqualTo(8);
    }

    [Fact]
    public void an_alert_is_raised_once_then_closed_and_reopened_in_turn_and_never_twice_at_one_instant() => Generated.ForAll(Any, given =>
    {
        foreach (var alert in Replay(given.History, given.Settings).Changes.GroupBy(change => change.AlertId))
        {
            var kinds = alert.Select(change => change.Event).Where(happened => happened is not AlertRestated)
                .Select(happened => happened.GetType()).ToList();
            kinds[0].ShouldBe(typeof(AlertRaised));
            for (var i = 1; i < kinds.Count; i++) kinds[i].ShouldBe(i % 2 == 1 ? typeof(AlertClosedByState) : typeof(AlertReopened));
            alert.Select(change => Replayed.Instant(change.Event)).ShouldBeUnique();
        }
    }, times: 40);

    [Fact]
    public void simulating_the_live_thresholds_differs_in_nothing() => Generated.ForAll(Any, given =>
    {
        var simulation =
            new AlertSimulation(
                new() { Simulated = given.Settings, Live = SettingsFrom.Always(given.Settings), Until = new(2025, 12, 31), Now = End },
                Replayed.Days);
        simulation.Add(Given.Patient, given.History);
        foreach (var rule in simulation.Report().Rules)
            rule.Difference.ShouldBe(new(OnlyLive: 0, OnlySimulated: 0, rule.Difference.Both, Earlier: 0, Later: 0, MedianDaysMoved: null));
    }, times: 40);

    [Fact]
    public void the_figures_of_a_report_add_up() => Generated.ForAll(
        from histories in AnyHistory.ArrayOf(3)
        from live in AnySettings
        from simulated in AnySettings
        from months in Gen.Choose(0, 20)
        select (histories, live, simulated, months),
        drawn =>
        {
            var simulation = new AlertSimulation(
                new()
                {
                    Simulated = drawn.simulated,
                    Live = SettingsFrom.Always(drawn.live),
                    From = new DateOnly(2024, 1, 1).AddMonths(drawn.months),
                    Until = new(2025, 10, 31),
                    Now = End,
                },
                Replayed.Days);
            foreach (var history in drawn.histories) simulation.Add(Given.Patient, history);
            var report = simulation.Report();
            report.Patients.ShouldBe(3);
            foreach (var rule in report.Rules)
            {
                rule.Months.Sum(month => month.Alerts).ShouldBe(rule.Alerts);
                rule.PatientsAlerted.Denominator.ShouldBe(3);
                (rule.Difference.Earlier + rule.Difference.Later).ShouldBeLessThanOrEqualTo(rule.Difference.Both);
                if (rule.Accuracy is not { } accuracy) continue;
                (accuracy.FalseAlarms.Count + accuracy.Foretold.Count + accuracy.AtDetection.Count)
                    .ShouldBe(accuracy.FalseAlarms.Denominator);
                (accuracy.FalseAlarms.Denominator + accuracy.NotJudged).ShouldBe(rule.Alerts);
                accuracy.Preceded.Denominator.ShouldBe(report.Recurrences.Counted);
                (accuracy.Preceded.Count + accuracy.Missed.Count).ShouldBe(report.Recurrences.Counted);
                accuracy.LeadDays.Count.ShouldBe(accuracy.Preceded.Count);
                report.AnyRule.Preceded.Count.ShouldBeGreaterThanOrEqualTo(accuracy.Preceded.Count);
                if (accuracy.LeadDays.Count > 0)
                    accuracy.LeadDays.Minimum!.Value.ShouldBeInRange(1, SimulationQuestion.DefaultLookBackDays);
            }
        },
        times: 40);

    private static AlertReplay Replay(RecordedEvent[] history, ClinicSettings settings, DateTimeOffset? until = null) =>
        AlertReplay.Of(Given.Patient, history, SettingsFrom.Always(settings), Replayed.Days, until ?? End);

    /// <summary>
    /// The same walk written as plainly as it can be: every batch, every midnight and every sweep, the chart folded anew each time.
    /// </summary>
    private static List<AlertChange> Swept(RecordedEvent[] history, ClinicSettings settings, int hour)
    {
        var days = Enumerable.Range(0, 1 + Replayed.Days.DayOf(End).DayNumber - Replayed.Days.DayOf(history[0].RecordedAt).DayNumber)
            .Select(i => Replayed.Days.StartOf(Replayed.Days.DayOf(history[0].RecordedAt).AddDays(i))).ToList();
        var instants = history.Select(recorded => recorded.RecordedAt).Concat(days).Concat(days.Select(day => day.AddHours(hour)))
            .Where(at => at >= history[0].RecordedAt && at <= End).Distinct().Order();
        var alerts = new Dictionary<Guid, Alert>();
        var changes = new List<AlertChange>();
        var (known, chart) = (0, default(PatientChart));
        foreach (var now in instants)
        {
            var count = history.Count(recorded => recorded.RecordedAt <= now);
            if (count != known)
                (known, chart) = (count, PatientChart.FoldAll(Given.Patient, history.Take(count).Select(recorded => recorded.Event)));
            foreach (var change in AlertReview.Of(chart!, alerts.Values, Replayed.Days.DayOf(now), now, settings).Changes)
            {
                alerts[change.AlertId] = change.After;
                changes.Add(change);
            }
        }

        return changes;
    }
}
