using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Settings;

namespace IgG4FollowUp.Domain.Alerts;

/// <summary>How soon a person should look. House defaults, not triage guidance.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<Urgency>))]
public enum Urgency
{
    /// <summary>In the course of normal work.</summary>
    Routine,

    /// <summary>Within days.</summary>
    Soon,

    /// <summary>Today.</summary>
    Urgent,
}

/// <summary>What kind of fact a finding rests on; it says how to read the value.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<EvidenceKind>))]
public enum EvidenceKind
{
    /// <summary>A visit took place on the date.</summary>
    Visit,

    /// <summary>A day on which something was due, <c>YYYY-MM-DD</c>.</summary>
    DueDay,

    /// <summary>An AIS grade, A to E.</summary>
    AsiaGrade,

    /// <summary>UEMS and LEMS, 0 to 50 points each, such as <c>UEMS 40, LEMS 35</c>; ND where a muscle was not testable.</summary>
    MotorScores,

    /// <summary>A magnetic resonance study and what it shows.</summary>
    Study,

    /// <summary>A serum IgG4 result with its unit.</summary>
    SerumIgG4,

    /// <summary>A dose in mg of prednisone a day.</summary>
    DailyDose,

    /// <summary>A cumulative dose in mg of prednisone.</summary>
    CumulativeDose,

    /// <summary>A sign of recurrence.</summary>
    Recurrence,

    /// <summary>The enrolment.</summary>
    Enrolment,

    /// <summary>Voluntary anal contraction, <c>present</c> or <c>absent</c>.</summary>
    AnalContraction,

    /// <summary>How the patient was: walking, bladder or bowel, as recorded.</summary>
    Status,

    /// <summary>An operation.</summary>
    Operation,

    /// <summary>A steroid-sparing agent that was begun, given or stopped, by name.</summary>
    SparingAgent,

    /// <summary>What was looked at for the safety of treatment, and what was found or why nothing was.</summary>
    SafetyCheck,

    /// <summary>What was given to prevent harm by the treatment.</summary>
    Prevention,

    /// <summary>A sensory or motor level, as the worksheet of the ISNCSCI names it.</summary>
    Level,

    /// <summary>What bears on the risks of treatment.</summary>
    Risk,

    /// <summary>Why something is missing, as somebody recorded it.</summary>
    RecordedReason,
}

/// <summary>A fact that a finding rests on.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="EntryId">The entry it was read from; null when it follows from several.</param>
/// <param name="On">Its clinical date.</param>
/// <param name="Value">Its value, with the unit that the kind names.</param>
public sealed record Evidence(EvidenceKind Kind, Guid? EntryId, ClinicalDate On, string Value);

/// <summary>A threshold as it stood when a rule was applied.</summary>
/// <param name="Name">Name of the setting.</param>
/// <param name="Value">Its value.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Default">Its house default.</param>
/// <param name="Source">Where the default comes from.</param>
/// <param name="Mark">How well that source supports it.</param>
public sealed record AppliedThreshold(string Name, decimal Value, string Unit, decimal Default, string Source, SourceMark Mark)
{
    internal static AppliedThreshold Of(Threshold threshold, ClinicSettings settings) => new(
        threshold.Name, threshold.Get(settings), threshold.Unit, threshold.Default, threshold.Source, threshold.Mark);
}

/// <summary>
/// Something that a rule found in a chart. It does not say on which day it was evaluated: until time alone changes the verdict it stays the
/// same, save that <see cref="WouldNotHaveFired"/> names what would have silenced it on the day asked about.
/// </summary>
public sealed record Finding
{
    private FindingWords? _words;

    /// <summary>A finding as it was recorded.</summary>
    public Finding()
    {
    }

    // Many findings are only counted, and of most nobody asks what would have silenced them.
    [SetsRequiredMembers]
    internal Finding(AlertRule rule, Candidate candidate, DateOnly today, ClinicSettings settings)
    {
        var holds = candidate.Holds;
        (Rule, RuleVersion, EpisodeKey) = (rule.Name, rule.Version, candidate.EpisodeKey);
        Urgency = today < candidate.UrgentUntil ? Urgency.Urgent : candidate.Urgency;
        HeldFrom = holds.From == DateOnly.MinValue ? null : holds.From;
        LookAgainOn = holds.Until == DateOnly.MaxValue ? null : holds.Until;
        (_words, Sentence, WouldNotHaveFired) = (new(candidate, today, settings), null!, default);
    }

    /// <summary>Name of the rule, in kebab case.</summary>
    public required string Rule { get; init; }

    /// <summary>Version of the rule.</summary>
    public required int RuleVersion { get; init; }

    /// <summary>
    /// What it is about within the rule and the patient, such as the visit after which nobody came. The same state gives the same key, so
    /// (rule, patient, key) identifies an alert.
    /// </summary>
    public required string EpisodeKey { get; init; }

    /// <summary>How soon a person should look.</summary>
    public required Urgency Urgency { get; init; }

    /// <summary>What was found, in one sentence. It asks for a review and never implies a treatment.</summary>
    public required string Sentence { get => field ??= _words!.Sentence; init; }

    /// <summary>The facts it rests on, in order of date.</summary>
    public required ImmutableArray<Evidence> RestsOn { get => OrSaid(field, static words => words.RestsOn); init; }

    /// <summary>The thresholds that were applied.</summary>
    public required ImmutableArray<AppliedThreshold> Thresholds { get => OrSaid(field, static words => words.Thresholds); init; }

    /// <summary>First day on which it held; null when no passing of time was needed.</summary>
    public DateOnly? HeldFrom { get; init; }

    /// <summary>Day on which time alone will end it; null when only a change of the chart or the settings can.</summary>
    public DateOnly? LookAgainOn { get; init; }

    /// <summary>Changes any one of which would have kept the rule from finding it; each can be tried.</summary>
    public ImmutableArray<Counterfactual> WouldNotHaveFired
    {
        get => OrSaid(field, static words => words.WouldNotHaveFired);
        init;
    } = [];

    /// <summary>The same with all its words, which leaves the reading of the chart behind; that belongs to one thread.</summary>
    internal Finding InFull() => this with
    {
        Sentence = Sentence,
        RestsOn = RestsOn,
        Thresholds = Thresholds,
        WouldNotHaveFired = WouldNotHaveFired,
        _words = null,
    };

    /// <summary>Whether two findings are the same news. What would have silenced them depends on the day asked about.</summary>
    /// <param name="other">The other one.</param>
    internal bool SaysTheSameAs(Finding other) =>
        Facts == other.Facts && RestsOn.AsSpan().SequenceEqual(other.RestsOn.AsSpan())
            && Thresholds.AsSpan().SequenceEqual(other.Thresholds.AsSpan());

    // Lists are equal when they are the same list, so they are compared apart.
    private Finding Facts =>
        this with { Sentence = Sentence, RestsOn = [], Thresholds = [], WouldNotHaveFired = [], _words = null };

    private ImmutableArray<T> OrSaid<T>(ImmutableArray<T> known, Func<FindingWords, ImmutableArray<T>> said) =>
        known.IsDefault && _words is { } words ? said(words) : known;
}

/// <summary>What there is to say of what a rule found, put into words when first asked for.</summary>
internal sealed class FindingWords(Candidate candidate, DateOnly today, ClinicSettings settings)
{
    public string Sentence => Account.Sentence;

    public ImmutableArray<Evidence> RestsOn => Account.RestsOn;

    public ImmutableArray<AppliedThreshold> Thresholds => field.IsDefault
        ? field = [.. Account.Thresholds.Select(threshold => AppliedThreshold.Of(threshold, settings))] : field;

    public ImmutableArray<Counterfactual> WouldNotHaveFired => field.IsDefault ? field = [.. Silencers()] : field;

    private Account Account => field ??= candidate.Told(today);

    private IEnumerable<Counterfactual> Silencers()
    {
        if (candidate.Holds.From != DateOnly.MinValue) yield return new AskedEarlier(candidate.Holds.From.AddDays(-1));
        foreach (var change in Account.Counterfactuals())
        {
            if (IsMeaningful(change)) yield return change;
        }
    }

    // A limit that no clinic may set explains nothing.
    private static bool IsMeaningful(Counterfactual change) =>
        change is not OtherThreshold other || ThresholdTable.Find(other.Threshold) is { } threshold && threshold.Allows(other.Value);
}
