using System.Collections.Immutable;
using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>Whether the disease came back or had never gone.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<EpisodePhase>))]
public enum EpisodePhase
{
    /// <summary>Remission had been established before.</summary>
    Relapse,

    /// <summary>Flare before remission, on glucocorticoid, while it was being tapered (Hart 2013, Gut).</summary>
    Recrudescence,

    /// <summary>No remission is on record, and the patient was not certainly on glucocorticoid: the chart does not tell.</summary>
    NotDeterminable,
}

/// <summary>How sure an episode is.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<EpisodeStatus>))]
public enum EpisodeStatus
{
    /// <summary>The definition counts what it finds; it asks for no confirmation.</summary>
    AsFound,

    /// <summary>Confirmed, see <see cref="Episode.ConfirmedBy"/>; dated by its first sign.</summary>
    Confirmed,

    /// <summary>A worse deficit that nothing has confirmed: told, and not counted.</summary>
    Suspected,

    /// <summary>Worse soon after treatment began or after an operation: told, and never counted.</summary>
    EarlyDeterioration,

    /// <summary>
    /// Worse, and partial dates leave open whether before treatment, soon after it or an operation, or after the disease had been quiet:
    /// told, and not counted.
    /// </summary>
    NotDeterminable,
}

/// <summary>What confirms an episode; the ways combine.</summary>
[Flags]
[JsonConverter(typeof(KebabCaseEnumConverter<Confirmations>))]
public enum Confirmations
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A second examination, still worse.</summary>
    Examination = 1,

    /// <summary>A new or larger lesion on magnetic resonance imaging.</summary>
    Mri = 2,

    /// <summary>A clinician, by an entry of its own or at a visit.</summary>
    Clinician = 4,
}

/// <summary>What keeps an episode from being fully known.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<EpisodeCaveat>))]
public enum EpisodeCaveat
{
    /// <summary>A clinician recorded the recurrence without saying how it showed itself.</summary>
    KindNotReported,

    /// <summary>No date is given: the episode stands after the dated ones and its number is not meaningful.</summary>
    DateNotReported,

    /// <summary>The date is known to the month or year only.</summary>
    PartialDate,

    /// <summary>Nothing says when the patient was last free of it: the interval has no lower bound.</summary>
    LastFreeNotReported,

    /// <summary>A visit of the day on which a clinician diagnosed it ruled it out.</summary>
    VisitsDisagree,

    /// <summary>Another study of the day of one that shows it shows the same lesion quiet.</summary>
    StudiesDisagree,
}

/// <summary>
/// When something happened that was only found later: after <paramref name="After"/> and not after <paramref name="By"/>, the
/// half-open interval (L, R]. Each end is itself a span when its date is partial.
/// </summary>
/// <param name="After">L: last known to be free of it; null when not recorded.</param>
/// <param name="By">R: first seen.</param>
public sealed record RecurrenceInterval(DaySpan? After, DaySpan By);

/// <summary>A change of the lesion's position between episodes, such as dorsal to ventral (Elmaci 2020).</summary>
/// <param name="From">Pattern before.</param>
/// <param name="To">Pattern at the recurrence.</param>
public sealed record PatternShift(LesionPattern From, LesionPattern To);

/// <summary>A steroid-sparing agent in use.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Certain">False when partial dates leave it open.</param>
public sealed record AgentInUse(SparingAgent Agent, bool Certain);

/// <summary>One recurrence under one definition.</summary>
public sealed record Episode
{
    /// <summary>1 for the first, 2 for the second, … under this definition.</summary>
    public required int Ordinal { get; init; }

    /// <summary>How it showed itself.</summary>
    public required RecurrenceSigns Signs { get; init; }

    /// <summary>How sure it is; numbers run within one status.</summary>
    public EpisodeStatus Status { get; init; }

    /// <summary>What confirms it.</summary>
    public Confirmations ConfirmedBy { get; init; }

    /// <summary>
    /// When the next examination showed the patient back, or a visit ruled it out, of what nothing had confirmed by then; null while that
    /// is undecided.
    /// </summary>
    public DaySpan? DisprovedOn { get; init; }

    /// <summary>Entry ids it rests on, in order of date.</summary>
    public required ImmutableArray<Guid> Entries { get; init; }

    /// <summary>When it happened, as far as is known.</summary>
    public required RecurrenceInterval Interval { get; init; }

    /// <summary>When a recorded recurrence came under control; null when that is not recorded.</summary>
    public DaySpan? ResolvedOn { get; init; }

    /// <summary>Relapse or recrudescence, by the remission definition of the settings; of what does not count it is not said.</summary>
    public EpisodePhase Phase { get; init; } = EpisodePhase.NotDeterminable;

    /// <summary>Levels; another level than before is still a recurrence.</summary>
    public SpinalLevels? Levels { get; init; }

    /// <summary>Pattern at the recurrence; null when not reported.</summary>
    public LesionPattern? Pattern { get; init; }

    /// <summary>The change of pattern; null when there was none or one of the two is not reported.</summary>
    public PatternShift? PatternChange { get; init; }

    /// <summary>
    /// Dose on the eve of the recurrence in mg of prednisone a day, before any treatment of it; bounds where dates are partial. Null when
    /// the chart holds no course, or no date for the episode.
    /// </summary>
    public DoseRange? PrednisoneMgPerDay { get; init; }

    /// <summary>The same dose as the recorded recurrence states it, mg of prednisone a day.</summary>
    public decimal? StatedPrednisoneMgPerDay { get; init; }

    /// <summary>Days from the last dose to the recurrence; null on glucocorticoid, before any, or when not determinable.</summary>
    public DayCount? DaysSinceSteroidStop { get; init; }

    /// <summary>Steroid-sparing agents for this disease that were begun and not stopped on the eve of the recurrence.</summary>
    public ImmutableArray<AgentInUse> SparingAgents { get; init; } = [];

    /// <summary>
    /// Agents that acted on the eve, each once, by their <see cref="AgentWindow"/>: also for a while after the last dose, and of infusions
    /// without a stop not for ever.
    /// </summary>
    public ImmutableArray<AgentInUse> AgentsInEffect { get; init; } = [];

    /// <summary>What is not fully known about it.</summary>
    public ImmutableArray<EpisodeCaveat> Caveats { get; init; } = [];
}
