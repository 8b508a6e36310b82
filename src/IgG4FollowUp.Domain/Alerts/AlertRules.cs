using System.Collections.Immutable;
using IgG4FollowUp.Domain.Alerts.Rules;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;

namespace IgG4FollowUp.Domain.Alerts;

/// <summary>What all rules found in a chart on a day.</summary>
/// <param name="Findings">In the order of the rules, then by the date of the entry that each is about.</param>
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
/// The alert rules, evaluated. Nothing here reads a clock: the same chart, day and settings always give the same findings. Entries of the
/// chart count whatever their dates; the day only says how long has been waited. Nothing fires for a patient who died, withdrew, was
/// transferred or does not agree to follow-up, nor for one taken from a publication; for one who is lost only the rules do that
/// <see cref="AlertRule.AppliesToLostPatients"/> names.
/// </summary>
public static class AlertRules
{
    /// <summary>Every rule, in the order of findings.</summary>
    public static ImmutableArray<AlertRule> All { get; } =
    [
        RedFlags.Rule, LevelAscending.Rule, UntreatedCompression.Rule, NeurologicalWorsening.Rule, LesionProgression.Rule,
        UntreatedRecurrence.Rule, SuspectedRecurrence.Rule, NoResponse.Rule, SteroidWithdrawal.Rule, TreatmentStopped.Rule,
        SteroidDependence.Rule, HighExposure.Rule, HepatitisBScreening.Rule, HepatitisBProphylaxis.Rule, DepletionChecks.Rule,
        PregnancyUnanswered.Rule, .. SafetyMonitoring.Rules, NextInfusion.Rule, BCellReturn.Rule, LowImmunoglobulin.Rule,
        SerumIgG4Rise.Rule, ProzoneSuspected.Rule, VisitRules.AskWhetherLost, VisitRules.Overdue, MriOverdue.Rule, PostOperativeCheck.Rule,
        CordCavity.Rule, PlanOverdue.Rule, BaselineMissing.Rule, SystemicExamination.Rule,
    ];

    /// <summary>A rule by name; null when there is none.</summary>
    /// <param name="name">Such as <c>visit-overdue</c>.</param>
    public static AlertRule? Find(string name) => All.FirstOrDefault(rule => rule.Name == name);

    /// <summary>Applies every rule.</summary>
    /// <param name="chart">The patient's chart.</param>
    /// <param name="today">The day on which one asks.</param>
    /// <param name="settings">The clinic's thresholds; the house defaults when null.</param>
    public static AlertEvaluation Evaluate(PatientChart chart, DateOnly today, ClinicSettings? settings = null) =>
        Evaluate(new ChartReading(chart), today, settings ?? ClinicSettings.HouseDefault);

    internal static AlertEvaluation Evaluate(ChartReading reading, DateOnly today, ClinicSettings settings)
    {
        var input = new RuleInput(reading, settings, today, Explains: false);
        var findings = ImmutableArray.CreateBuilder<Finding>();
        var holding = new List<Candidate>();
        DateOnly? lookAgain = null;
        foreach (var rule in All)
        {
            if (IsSilenced(rule, reading)) continue;
            foreach (var candidate in rule.Read(input))
            {
                var holds = candidate.Holds;
                LookAgain(holds.NextChange(today));
                if (!holds.Contains(today)) continue;
                holding.Add(candidate);
                if (candidate.UrgentUntil > today) LookAgain(candidate.UrgentUntil);
            }

            if (holding.Count > 1) holding.Sort((left, right) => ByDay(today, left, right));
            foreach (var candidate in holding) findings.Add(new(rule, candidate, today, settings));
            holding.Clear();
        }

        return new(findings.ToImmutable(), lookAgain);

        void LookAgain(DateOnly? day)
        {
            if (day is not null && (lookAgain is null || day < lookAgain)) lookAgain = day;
        }
    }

    /// <summary>Says which condition keeps a rule from firing.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="chart">The patient's chart.</param>
    /// <param name="today">The day on which one asks.</param>
    /// <param name="settings">The clinic's thresholds; the house defaults when null.</param>
    public static Silence WhyNot(AlertRule rule, PatientChart chart, DateOnly today, ClinicSettings? settings = null) =>
        WhyNot(rule, new ChartReading(chart), today, settings ?? ClinicSettings.HouseDefault);

    internal static Silence WhyNot(AlertRule rule, ChartReading reading, DateOnly today, ClinicSettings settings)
    {
        ArgumentNullException.ThrowIfNull(rule);
        if (IsSilenced(rule, reading)) return new(rule.Id, Fires: false, [Silenced(reading)]);
        var candidates = rule.Read(new(reading, settings, today, Explains: true)).ToList();
        return new(
            rule.Id,
            candidates.Exists(candidate => candidate.Holds.Contains(today)),
            [
                .. candidates.SelectMany(candidate => candidate.Conditions).Where(condition => !condition.Holds.Contains(today))
                    .Select(condition => new FailedCondition(condition.Name, condition.Words, condition.Holds.NextChange(today)))
                    .Distinct(),
            ]);
    }

    // Ids decide only between findings that say the same.
    private static int ByDay(DateOnly today, Candidate left, Candidate right)
    {
        if (Nullable.Compare(left.On, right.On) is var day and not 0) return day;
        if (string.CompareOrdinal(left.Kind, right.Kind) is var kind and not 0) return kind;
        if (left.On is null || ReferenceEquals(left, right)) return 0;
        var words = string.CompareOrdinal(left.Told(today).Sentence, right.Told(today).Sentence);
        return words != 0 ? words : string.CompareOrdinal(left.EpisodeKey, right.EpisodeKey);
    }

    /// <summary>Whether rules may fire for a patient.</summary>
    /// <param name="reading">The patient's chart.</param>
    /// <param name="whenLost">Whether they are rules that go on for a patient who is lost.</param>
    internal static bool IsWatched(ChartReading reading, bool whenLost) =>
        reading.Enrolment.Origin != DataOrigin.Published
        && reading.FollowUpConsent is not { IsGiven: false }
        && (reading.End is not { } end || (end.Reason == FollowUpEndReason.Lost && whenLost));

    private static bool IsSilenced(AlertRule rule, ChartReading reading) => !IsWatched(reading, rule.AppliesToLostPatients);

    private static FailedCondition Silenced(ChartReading reading) => reading.Enrolment.Origin == DataOrigin.Published
        ? new("followed-by-a-clinic", "The patient was taken from a publication; no clinic follows them.", HoldsFrom: null)
        : reading.FollowUpConsent is { IsGiven: false } against
            ? new("agrees-to-follow-up", $"The patient does not agree to follow-up, {against.Since}.", HoldsFrom: null)
        : new("under-follow-up", $"Follow-up ended: {Word(reading.End!.Reason)}, {reading.End.EndedOn}.", HoldsFrom: null);

    private static string Word(FollowUpEndReason reason) => reason switch
    {
        FollowUpEndReason.Died => "the patient died",
        FollowUpEndReason.Withdrew => "the patient withdrew",
        FollowUpEndReason.Transferred => "care was transferred",
        _ => "the patient is lost to follow-up",
    };
}
