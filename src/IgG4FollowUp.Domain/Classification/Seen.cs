using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace IgG4FollowUp.Domain.Classification;

/// <summary>What a record says of one criterion.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<CriterionState>))]
public enum CriterionState
{
    /// <summary>It is met.</summary>
    Met,

    /// <summary>It was looked at and is not met.</summary>
    NotMet,

    /// <summary>Something is on record that bears on it, and leaves it open.</summary>
    Open,

    /// <summary>Nothing that bears on it is on record.</summary>
    NotOnRecord,
}

/// <summary>Yes, no, or neither, with the entries that say so; neither and no entry is silence.</summary>
internal readonly record struct Seen(bool? Is, ImmutableArray<Guid> Entries)
{
    public static Seen Nothing { get; } = new(null, []);

    public CriterionState State => Is switch
    {
        true => CriterionState.Met,
        false => CriterionState.NotMet,
        null => Entries.IsEmpty ? CriterionState.NotOnRecord : CriterionState.Open,
    };

    public static Seen Of(bool? value, Guid entry) => new(value, [entry]);

    /// <summary>Whether one of them is: no only when each says no.</summary>
    public static Seen Any(IEnumerable<Seen> all)
    {
        Seen[] seen = [.. all];
        if (seen.Length == 0) return Nothing;
        if (seen.Any(one => one.Is == true)) return new(true, EntriesOf(seen.Where(one => one.Is == true)));
        return new(seen.All(one => one.Is == false) ? false : null, EntriesOf(seen));
    }

    /// <summary>Whether it and the other are; one no is enough for no.</summary>
    public Seen And(Seen other) =>
        Is == false ? this
        : other.Is == false ? other
        : new(Is & other.Is, EntriesOf([this, other]));

    /// <summary>Whether at least so many are.</summary>
    public static Seen AtLeast(int many, params ReadOnlySpan<Seen> all)
    {
        Seen[] seen = [.. all];
        var (yes, open) = (seen.Count(one => one.Is == true), seen.Count(one => one.Is is null));
        return yes >= many ? new(true, EntriesOf(seen.Where(one => one.Is == true)))
            : new(yes + open >= many ? null : false, EntriesOf(seen));
    }

    private static ImmutableArray<Guid> EntriesOf(IEnumerable<Seen> all) => [.. all.SelectMany(one => one.Entries).Distinct()];
}

/// <summary>Comparisons with what may not be on record.</summary>
internal static class Comparisons
{
    public static bool? Above(decimal? value, decimal limit) => value is { } known ? known > limit : null;

    public static bool? AtLeast(decimal? value, decimal limit) => value is { } known ? known >= limit : null;
}
