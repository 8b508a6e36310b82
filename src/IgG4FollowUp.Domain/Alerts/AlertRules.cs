using System.Collections.Immutable;
using IgG4FollowUp.Domain.Alerts.Rules;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Alerts;

/// <summary>What all rules found in a chart on a day.</summary>
/// <param name="Findings">In the order of the rules, then by episode key.</param>
/// <param name="LookAgainOn">First later day on which time alone changes any verdict; null when it never does.</param>
public sealed record AlertEvaluation(ImmutableArray<Finding> Findings, DateOnly? LookAgainOn);

/// <summary>A condition of a rule that does not hold.</summary>
/// <param name="Name">Its name, in kebab case.</param>
/// <param name="Words">What the chart says instead.</param>
/// <param name="HoldsFrom">First later day on which it will hold; null when time alone does not bring it about.</param>
public sealed record FailedCondition(string Name, string Words, DateOnly? HoldsFrom);

/// <summary>Why a rule is silent.</summary>
/// <param name="Rule">Id of the rule, such as <c>visit-overdue/1</c>.</param>
/// <param name="Fires">True when it found something; the failed conditions then belong to what else it looked at.</param>
/// <param name="Failed">The conditions that failed, in the order in which the rule asks for them; each once.</param>
public sealed record Silence(string Rule, bool Fires, ImmutableArray<FailedCondition> Failed);

/// <summary>
/// The alert rules, evaluated. Nothing here reads a clock: the same chart, day and settings always give the same findings. Entries of the chart
/// count whatever their dates; the day only says how long has been waited. Nothing fires for a patient who died, withdrew or was
/// transferred, nor for one taken from a publication; for one who is lost only the rules that <see cref="AlertRule.SpeaksOfTheLost"/> do.
/// </summary>
public static class AlertRules
{
    /// <summary>Every rule, in the order of findings.</summary>
    public static ImmutableArray<AlertRule> All { get; } =
    [
        NeurologicalWorsening.Rule, LesionProgression.Rule, UntreatedRecurrence.Rule, SuspectedRecurrence.Rule, SteroidWithdrawal.Rule, SteroidDependence.Rule,
        HighExposure.Rule, SerumIgG4Rise.Rule, VisitRules.AskWhetherLost, VisitRules.Overdue, MriOverdue.Rule, BaselineMissing.Rule,
    ];

    /// <summary>A rule by name; null when there is none.</summary>
    /// <param name="name">Such as <c>visit-overdue</c>.</param>
    public static AlertRule? Find(string name) => All.FirstOrDefault(rule => rule.Name == name);

    /// <summary>Applies every rule.</summary>
    /// <param name="chart">The patient's chart.</param>
    /// <param name="today">The day on which one asks.</param>
    /// <param name="settings">The clinic's thresholds; the house defaults when null.</param>
    public static AlertEvaluation Evaluate(PatientChart chart, DateOnly today, AlertSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(chart);
        var view = new AlertView(chart, settings ?? AlertSettings.HouseDefault);
        var findings = ImmutableArray.CreateBuilder<Finding>();
        DateOnly? lookAgain = null;
        foreach (var rule in All)
        {
            if (Silenced(rule, chart) is not null) continue;
            foreach (var candidate in rule.Read(view).OrderBy(candidate => candidate.EpisodeKey, StringComparer.Ordinal))
            {
                var holds = candidate.Holds;
                if (holds.NextChange(today) is { } change && (lookAgain is null || change < lookAgain)) lookAgain = change;
                if (holds.Contains(today) && candidate.UrgentUntil > today && (lookAgain is null || candidate.UrgentUntil < lookAgain)) lookAgain = candidate.UrgentUntil;
                if (holds.Contains(today)) findings.Add(Found(rule, candidate, holds, today, view.Settings));
            }
        }

        return new(findings.ToImmutable(), lookAgain);
    }

    /// <summary>Says which condition keeps a rule from firing.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="chart">The patient's chart.</param>
    /// <param name="today">The day on which one asks.</param>
    /// <param name="settings">The clinic's thresholds; the house defaults when null.</param>
    public static Silence WhyNot(AlertRule rule, PatientChart chart, DateOnly today, AlertSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(chart);
        if (Silenced(rule, chart) is { } silenced) return new(rule.Id, Fires: false, [silenced]);
        var candidates = rule.Read(new(chart, settings ?? AlertSettings.HouseDefault)).ToList();
        return new(
            rule.Id,
            candidates.Exists(candidate => candidate.Holds.Contains(today)),
            [
                .. candidates.SelectMany(candidate => candidate.Conditions).Where(condition => !condition.Holds.Contains(today))
                    .Select(condition => new FailedCondition(condition.Name, condition.Words, condition.Holds.NextChange(today))).Distinct(),
            ]);
    }

    private static FailedCondition? Silenced(AlertRule rule, PatientChart chart) =>
        chart.Enrolment.Origin == DataOrigin.Published ? new("followed-by-a-clinic", "The patient was taken from a publication; no clinic follows them.", HoldsFrom: null)
        : chart.End is not { } end || (end.Reason == FollowUpEndReason.Lost && rule.SpeaksOfTheLost) ? null
        : new("under-follow-up", $"Follow-up ended: {Word(end.Reason)}, {end.EndedOn}.", HoldsFrom: null);

    private static string Word(FollowUpEndReason reason) => reason switch
    {
        FollowUpEndReason.Died => "the patient died",
        FollowUpEndReason.Withdrew => "the patient withdrew",
        FollowUpEndReason.Transferred => "care was transferred",
        _ => "the patient is lost to follow-up",
    };

    private static Finding Found(AlertRule rule, Candidate candidate, DayWindow holds, DateOnly today, AlertSettings settings)
    {
        DateOnly? from = holds.From == DateOnly.MinValue ? null : holds.From;
        return new()
        {
            Rule = rule.Name,
            RuleVersion = rule.Version,
            EpisodeKey = candidate.EpisodeKey,
            Urgency = today < candidate.UrgentUntil ? Urgency.Urgent : candidate.Urgency,
            Sentence = candidate.Sentence,
            RestsOn = candidate.RestsOn,
            Thresholds = [.. candidate.Thresholds.Select(threshold => threshold.In(settings))],
            HeldFrom = from,
            LookAgainOn = holds.Until == DateOnly.MaxValue ? null : holds.Until,
            WouldNotHaveFired =
            [
                .. from is { } first ? [new AskedEarlier(first.AddDays(-1))] : Array.Empty<Counterfactual>(),
                .. candidate.Otherwise(today).Where(IsSensible),
            ],
        };
    }

    // A limit that no clinic may set explains nothing.
    private static bool IsSensible(Counterfactual change) =>
        change is not OtherThreshold other || AlertThresholds.Find(other.Threshold) is { } threshold && threshold.Allows(other.Value);
}
