using System.Collections.Immutable;
using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Settings;

namespace IgG4FollowUp.Domain.Alerts;

/// <summary>
/// A named, versioned rule: a pure function of chart, day and settings. A rule that changes gets a new version.
/// </summary>
/// <param name="Name">Name, in kebab case.</param>
/// <param name="Version">Version of the rule.</param>
/// <param name="Source">Where it comes from; every rule is at least in part a house default.</param>
/// <param name="Mark">How well the source supports it.</param>
public sealed record AlertRule(string Name, int Version, string Source, SourceMark Mark)
{
    /// <summary>Name and version as printed next to every finding, such as <c>visit-overdue/1</c>.</summary>
    public string Id => $"{Name}/{Version}";

    /// <summary>
    /// Whether it also speaks of a patient who is lost to follow-up. What an examination showed is a reason to look for the patient again;
    /// that a visit or a study did not take place, or how the dose went on, says nothing then. House default.
    /// </summary>
    public bool AppliesToLostPatients { get; init; }

    /// <summary>
    /// Whether it speaks of disease that may be coming back, so that it can be asked how often a recurrence followed. The other rules speak
    /// of care: a visit that did not take place foretells nothing, and a recurrence without a change of treatment has come already. House
    /// default.
    /// </summary>
    public bool PredictsRecurrence { get; init; }

    /// <summary>Whether it speaks of an episode of the disease, so that its findings stand beside the others of that episode.</summary>
    public bool SpeaksOfAnEpisode { get; init; }

    /// <summary>What whoever telephones the patient asks; empty where the finding is not for the same day. House default.</summary>
    public ImmutableArray<string> AskedByTelephone { get; init; } = [];

    [JsonIgnore]
    internal Func<RuleInput, IEnumerable<Candidate>> Read { get; init; } = _ => [];
}
