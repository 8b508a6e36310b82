using System.Collections.Immutable;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;

namespace IgG4FollowUp.Domain.Alerts.Replay;

/// <summary>
/// Replays patient after patient under the thresholds to try and under the clinic's own, and holds the alerts against the recurrences that
/// the record holds now. Knowing these recurrences judges alerts; it raises none.
/// </summary>
public sealed class AlertSimulation
{
    private readonly SimulationQuestion _question;
    private readonly LocalDays _days;
    private readonly DateTimeOffset _end;
    private readonly ImmutableArray<SettingsFrom> _simulated;
    private readonly Dictionary<string, RuleTally> _rules = AlertRules.All.ToDictionary(rule => rule.Name, _ => new RuleTally());
    private readonly AccuracyTally _anyRule = new();
    private readonly HashSet<string> _foretelling = [.. AlertRules.All.Where(rule => rule.PredictsRecurrence).Select(rule => rule.Name)];
    private DateOnly? _firstRecord;
    private long _underFollowUp, _lostIncluded;
    private int _patients, _counted, _beforeTheRecord, _undated;

    /// <summary>Begins a simulation.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="days">Days in the clinic.</param>
    public AlertSimulation(SimulationQuestion question, LocalDays days)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(days);
        (_question, _days, _simulated) = (question, days, SettingsFrom.Always(question.Simulated));
        var last = days.StartOf(question.Until.AddDays(1)).AddTicks(-1);
        _end = last < question.Now ? last : question.Now;
    }

    /// <summary>Replays one more patient.</summary>
    /// <param name="patientId">The patient.</param>
    /// <param name="history">The patient's stream in order, as far as it is known.</param>
    public void Add(Guid patientId, IReadOnlyList<RecordedEvent> history)
    {
        ArgumentNullException.ThrowIfNull(history);
        if (PatientChart.FoldAll(patientId, history.Select(recorded => recorded.Event)) is not { } chart) return;
        _patients++;
        var begins = _days.DayOf(history[0].RecordedAt);
        if (begins <= _question.Until && !(begins >= _firstRecord)) _firstRecord = begins;
        var watched = WatchedDays.Of(patientId, history, _days, _question.From, _days.DayOf(_end));
        _underFollowUp += watched.UnderFollowUp;
        _lostIncluded += watched.LostIncluded;
        var simulated = RaisedAlert.Of(AlertReplay.Of(patientId, history, _simulated, _days, _end));
        var live = RaisedAlert.Of(AlertReplay.Of(patientId, history, _question.Live, _days, _end));
        var raised = simulated.Where(raising => InPeriod(raising.On)).ToList();
        foreach (var group in raised.GroupBy(raising => raising.Rule)) _rules[group.Key].Count([.. group]);
        Compare(live, simulated);
        Judge(chart, begins, simulated, raised);
    }

    /// <summary>What was found so far.</summary>
    public SimulationReport Report()
    {
        var from = _question.From ?? _firstRecord;
        return new(
            Definitions(), from, _question.Until, _patients, new(_counted, _beforeTheRecord, _undated),
            [.. AlertRules.All.Select(rule => _rules[rule.Name].Report(rule, _patients, Days(rule), from, _question.Until))],
            _anyRule.Report(), AlertBurden.Of(_rules.Values.Sum(rule => rule.Alerts), _lostIncluded));
    }

    private long Days(AlertRule rule) => rule.AppliesToLostPatients ? _lostIncluded : _underFollowUp;

    private void Compare(List<RaisedAlert> live, List<RaisedAlert> simulated)
    {
        var (ours, theirs) = (First(live), First(simulated));
        foreach (var alert in live.Concat(simulated).Where(raising => InPeriod(raising.On)).DistinctBy(raising => raising.AlertId))
            _rules[alert.Rule].Compare(Day(ours, alert.AlertId), Day(theirs, alert.AlertId));
    }

    private void Judge(PatientChart chart, DateOnly begins, List<RaisedAlert> simulated, List<RaisedAlert> raised)
    {
        var timeline = RecurrenceTimeline.Of(chart, RecurrenceDefinition.Composite);
        var recurrences = ConfirmedRecurrence.Of(timeline);
        _undated += timeline.Episodes.Length - recurrences.Length;
        var followedTo = chart.LastContact?.Earliest;
        var judged = simulated.Where(raising => _foretelling.Contains(raising.Rule))
            .Select(raising => (Alert: raising, Outcome: raising.Outcome(recurrences, followedTo, _question.HorizonDays))).ToList();
        foreach (var (raising, outcome) in judged.Where(pair => InPeriod(pair.Alert.On)))
        {
            _rules[raising.Rule].Accuracy.Count(outcome);
            _anyRule.Count(outcome);
        }

        foreach (var recurrence in recurrences.Where(recurrence => InPeriod(recurrence.DetectedOn)))
        {
            if (recurrence.DetectedOn <= begins)
            {
                _beforeTheRecord++;
                continue;
            }

            _counted++;
            Count(_anyRule, recurrence, judged);
            foreach (var rule in _foretelling)
                Count(_rules[rule].Accuracy, recurrence, [.. judged.Where(pair => pair.Alert.Rule == rule)]);
        }
    }

    // An alert by which an earlier recurrence was detected is no warning of the next one.
    private void Count(AccuracyTally tally, ConfirmedRecurrence recurrence, List<(RaisedAlert Alert, RaisingOutcome Outcome)> judged) =>
        tally.Count(
        judged.Where(pair => pair.Outcome != RaisingOutcome.AtDetection)
            .Select(pair => (int?)(recurrence.DetectedOn.DayNumber - pair.Alert.On.DayNumber))
            .Where(days => days >= 1 && days <= _question.LookBackDays).Max(),
        judged.Exists(pair => pair.Outcome == RaisingOutcome.AtDetection
            && (pair.Alert.On == recurrence.DetectedOn || pair.Alert.RestsOn.Any(entry => recurrence.Entries.Contains(entry)))));

    private bool InPeriod(DateOnly day) => !(day < _question.From) && day <= _question.Until;

    private static Dictionary<Guid, DateOnly> First(List<RaisedAlert> raisings)
    {
        var first = new Dictionary<Guid, DateOnly>();
        foreach (var raising in raisings) first.TryAdd(raising.AlertId, raising.On);
        return first;
    }

    private static DateOnly? Day(Dictionary<Guid, DateOnly> days, Guid alertId) => days.TryGetValue(alertId, out var day) ? day : null;

    private SimulationDefinitions Definitions() => new(
        RecurrenceDefinition.Composite.Id, RecurrenceDefinition.Composite.Settings.Id,
        _question.LookBackDays, SimulationQuestion.DefaultLookBackDays, _question.HorizonDays, SimulationQuestion.DefaultHorizonDays,
        [
            "Alerts are raised by what had been recorded at each instant; recurrences are taken from the record as known when the "
                + "simulation was asked.",
            "A recurrence happened within an interval (L, R]; lead time is counted to R, the first day on which it can have been detected, "
                + "so the true one is no longer.",
            "An alert that rests on an entry by which a recurrence was detected, or was raised on that day, detected it: it is no false "
                + "alarm and no warning.",
            "A false alarm is an alert without a recurrence detected on the day or within the horizon after it, in a patient whose last "
                + "contact is no earlier than the end of the horizon.",
            "Look-back and horizon are house defaults unless chosen; no such interval is known to have been published for spinal disease.",
            "Rules that speak of care (visits, studies, monitoring, baseline, treatment) foretell no recurrence and are only counted.",
            "Patient-years are days of the period from the first day of a patient's record on which the rule could fire, by what had been "
                + "recorded by the end of each, over 365.25; alerts of one patient are not independent of each other.",
            "What persons did to alerts is not replayed: every alert ends by the state of the record.",
        ]);
}
