using System.Collections.Immutable;
using System.Globalization;
using MathNet.Numerics.Statistics;

namespace IgG4FollowUp.Domain.Alerts.Replay;

/// <summary>Counts alerts over patients, so that memory does not grow with them.</summary>
internal sealed class RuleTally
{
    private readonly SortedDictionary<DateOnly, int> _months = [];
    private readonly List<int> _moved = [];
    private int _alerts, _patients, _onlyLive, _onlySimulated, _both;

    public AccuracyTally Accuracy { get; } = new();

    /// <summary>Counts a patient's alerts of the rule.</summary>
    public void Count(IReadOnlyCollection<RaisedAlert> raised)
    {
        if (raised.Count == 0) return;
        _patients++;
        _alerts += raised.Count;
        foreach (var raising in raised)
        {
            var month = new DateOnly(raising.On.Year, raising.On.Month, 1);
            _months[month] = _months.GetValueOrDefault(month) + 1;
        }
    }

    /// <summary>Compares the days on which one alert was raised first.</summary>
    public void Compare(DateOnly? live, DateOnly? simulated)
    {
        if (live is not { } before) _onlySimulated++;
        else if (simulated is not { } after) _onlyLive++;
        else
        {
            _both++;
            if (after != before) _moved.Add(after.DayNumber - before.DayNumber);
        }
    }

    /// <summary>Alerts counted.</summary>
    public int Alerts => _alerts;

    public RuleReport Report(AlertRule rule, int patients, long patientDays, DateOnly? from, DateOnly until) => new(
        rule.Id,
        _alerts,
        new(_patients, patients),
        from is { } first ? Math.Round(_alerts * 30.4375 / (until.DayNumber - first.DayNumber + 1), 4) : null,
        AlertBurden.Of(_alerts, patientDays),
        [.. Months(from, until)
            .Select(month => new MonthCount(month.ToString("yyyy-MM", CultureInfo.InvariantCulture), _months.GetValueOrDefault(month)))],
        rule.PredictsRecurrence ? Accuracy.Report() : null,
        new(
            _onlyLive, _onlySimulated, _both, _moved.Count(days => days < 0), _moved.Count(days => days > 0),
            _moved.Count == 0 ? null : _moved.Select(days => (double)days).Median()));

    private static IEnumerable<DateOnly> Months(DateOnly? from, DateOnly until)
    {
        if (from is not { } first) yield break;
        for (var month = new DateOnly(first.Year, first.Month, 1); month <= until; month = month.AddMonths(1)) yield return month;
    }
}

/// <summary>Holds alerts against recurrences.</summary>
internal sealed class AccuracyTally
{
    private readonly List<int> _leads = [];
    private readonly int[] _outcomes = new int[Enum.GetValues<RaisingOutcome>().Length];
    private int _recurrences, _seenAtDetection;

    public void Count(RaisingOutcome outcome) => _outcomes[(int)outcome]++;

    /// <summary>Counts a recurrence.</summary>
    /// <param name="leadDays">Days from the first alert that preceded it; null when none did.</param>
    /// <param name="seenAtDetection">Whether an alert was raised by its detection.</param>
    public void Count(int? leadDays, bool seenAtDetection)
    {
        _recurrences++;
        if (leadDays is { } days) _leads.Add(days);
        else if (seenAtDetection) _seenAtDetection++;
    }

    public PredictiveAccuracy Report()
    {
        int Of(RaisingOutcome outcome) => _outcomes[(int)outcome];
        var missed = _recurrences - _leads.Count;
        var judged = Of(RaisingOutcome.FalseAlarm) + Of(RaisingOutcome.Foretold) + Of(RaisingOutcome.AtDetection);
        return new(
            new(_leads.Count, _recurrences), new(missed, _recurrences), new(_seenAtDetection, missed), LeadTimes(),
            new(Of(RaisingOutcome.FalseAlarm), judged), new(Of(RaisingOutcome.Foretold), judged),
            new(Of(RaisingOutcome.AtDetection), judged), Of(RaisingOutcome.NotJudged));
    }

    private LeadTimes LeadTimes()
    {
        if (_leads.Count == 0) return new(0, null, null, null, null, null, []);
        var days = _leads.Order().ToImmutableArray();
        var numbers = days.Select(day => (double)day).ToArray();
        return new(
            days.Length, days[0], numbers.QuantileCustom(0.25, QuantileDefinition.R7), numbers.Median(),
            numbers.QuantileCustom(0.75, QuantileDefinition.R7), days[^1],
            days.Length <= Replay.LeadTimes.ListedUpTo ? days : null);
    }
}
