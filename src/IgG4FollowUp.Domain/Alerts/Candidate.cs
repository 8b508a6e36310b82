using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;

namespace IgG4FollowUp.Domain.Alerts;

/// <summary>One thing that must be so before a rule fires, and the days on which it is.</summary>
/// <param name="Name">Its name, in kebab case.</param>
/// <param name="Words">What the chart says where it is not so; empty unless somebody asks.</param>
/// <param name="Holds">The days.</param>
internal readonly record struct Condition(string Name, string Words, DayWindow Holds)
{
    public static Condition Of(
        RuleInput input, string name, [InterpolatedStringHandlerArgument(nameof(input))] WordsIfAsked words, DayWindow holds) =>
        new(name, words.Text, holds);

    public static Condition Of(
        RuleInput input, string name, [InterpolatedStringHandlerArgument(nameof(input))] WordsIfAsked words, bool holds) =>
        new(name, words.Text, DayWindow.When(holds));
}

/// <summary>Text that is put together only when somebody asks, since few do and a chart has many conditions.</summary>
[InterpolatedStringHandler]
internal ref struct WordsIfAsked
{
    private DefaultInterpolatedStringHandler _words;

    public WordsIfAsked(int literalLength, int formattedCount, RuleInput input, out bool asked)
    {
        asked = input.Explains;
        if (asked) _words = new(literalLength, formattedCount, CultureInfo.InvariantCulture);
        Asked = asked;
    }

    public readonly bool Asked { get; }

    /// <summary>The text; empty when nobody asked.</summary>
    public string Text => Asked ? _words.ToStringAndClear() : "";

    public void AppendLiteral(string text) => _words.AppendLiteral(text);

    public void AppendFormatted<T>(T value) => _words.AppendFormatted(value);
}

/// <summary>What there is to say of a candidate on a day on which it fires.</summary>
/// <param name="Sentence">What was found.</param>
internal sealed record Account(string Sentence)
{
    public ImmutableArray<Evidence> RestsOn { get; init; } = [];

    public ImmutableArray<Threshold> Thresholds { get; init; } = [];

    /// <summary>Changes that would have kept it silent on that day, besides asking before it began to hold.</summary>
    public Func<IEnumerable<Counterfactual>> Counterfactuals { get; init; } = () => [];
}

/// <summary>What a rule may find in a chart: it fires on the days on which every condition holds.</summary>
internal sealed record Candidate(string EpisodeKey, ImmutableArray<Condition> Conditions)
{
    /// <summary>What a rule may find in one entry.</summary>
    /// <param name="about">The entry.</param>
    /// <param name="kind">Begins the key of the episode, which ends with the entry.</param>
    /// <param name="conditions">What must be so.</param>
    public Candidate(ClinicalEntry about, string kind, ImmutableArray<Condition> conditions)
        : this(about.EntryId, about.Date, kind, conditions)
    {
    }

    /// <summary>The same of an entry that was read.</summary>
    /// <param name="about">Its id.</param>
    /// <param name="on">Its date.</param>
    /// <param name="kind">Begins the key of the episode, which ends with the entry.</param>
    /// <param name="conditions">What must be so.</param>
    public Candidate(Guid about, ClinicalDate on, string kind, ImmutableArray<Condition> conditions)
        : this($"{kind}{about:N}", conditions) => (On, Kind) = (on, kind);

    /// <summary>The date of the entry that it is about; null where it is about none.</summary>
    public ClinicalDate? On { get; }

    /// <summary>What it is, besides that entry.</summary>
    public string Kind { get; } = EpisodeKey;

    public Urgency Urgency { get; init; }

    /// <summary>Before this day it is urgent, whatever <see cref="Urgency"/> says of later.</summary>
    public DateOnly UrgentUntil { get; init; } = DateOnly.MinValue;

    /// <summary>Says what it found; asked only on a day on which it fires.</summary>
    public Func<DateOnly, Account> Told { get; init; } = _ => throw new InvalidOperationException("What never fires has nothing to say.");

    public DayWindow Holds { get; } = AllOf(Conditions);

    /// <summary>Nothing to judge: something the rule needs is not in the chart.</summary>
    public static Candidate NotApplicable(
        RuleInput input, string name, [InterpolatedStringHandlerArgument(nameof(input))] WordsIfAsked words) =>
        new(name, [new(name, words.Text, DayWindow.Never)]);

    private static DayWindow AllOf(ImmutableArray<Condition> conditions)
    {
        var all = DayWindow.Always;
        foreach (var condition in conditions) all = all.And(condition.Holds);
        return all;
    }
}
