using System.Collections.Immutable;

namespace IgG4FollowUp.Domain.Alerts;

/// <summary>One thing that must be so before a rule fires, and the days on which it is.</summary>
internal sealed record Condition(string Name, string Words, DayWindow Holds)
{
    public static Condition Of(string name, string words, bool holds) => new(name, words, DayWindow.When(holds));
}

/// <summary>What a rule may find in a chart: it fires on the days on which every condition holds.</summary>
internal sealed record Candidate(string EpisodeKey, ImmutableArray<Condition> Conditions)
{
    public Urgency Urgency { get; init; }

    /// <summary>Before this day it is urgent, whatever <see cref="Urgency"/> says of later.</summary>
    public DateOnly UrgentUntil { get; init; } = DateOnly.MinValue;

    public string Sentence { get; init; } = "";

    public ImmutableArray<Evidence> RestsOn { get; init; } = [];

    public ImmutableArray<AlertThreshold> Thresholds { get; init; } = [];

    /// <summary>Changes that would have kept it silent on a day, besides asking before it began to hold.</summary>
    public Func<DateOnly, IEnumerable<Counterfactual>> Otherwise { get; init; } = _ => [];

    public DayWindow Holds => Conditions.Aggregate(DayWindow.Always, (window, condition) => window.And(condition.Holds));

    /// <summary>Nothing to judge: something the rule needs is not in the chart.</summary>
    public static Candidate Lacking(string name, string words) => new(name, [Condition.Of(name, words, holds: false)]);
}
