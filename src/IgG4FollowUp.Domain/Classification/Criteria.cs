using System.Collections.Immutable;

namespace IgG4FollowUp.Domain.Classification;

/// <summary>A criterion without points.</summary>
/// <param name="Name">Name, in kebab case.</param>
/// <param name="Words">What it asks for.</param>
/// <param name="State">What the record says.</param>
/// <param name="RestsOn">Entries that say so.</param>
public sealed record Criterion(string Name, string Words, CriterionState State, ImmutableArray<Guid> RestsOn)
{
    internal static Criterion Of(string name, string words, Seen seen) => new(name, words, seen.State, seen.Entries);
}

/// <summary>A criterion with points.</summary>
/// <param name="Name">Name, in kebab case.</param>
/// <param name="Words">What it asks for.</param>
/// <param name="Points">What it is worth.</param>
/// <param name="State">What the record says.</param>
/// <param name="RestsOn">Entries that say so.</param>
public sealed record WeightedCriterion(string Name, string Words, int Points, CriterionState State, ImmutableArray<Guid> RestsOn)
{
    internal bool IsMissing => State is CriterionState.Open or CriterionState.NotOnRecord;

    internal static WeightedCriterion Of(string name, string words, int points, Seen seen) => new(
        name, words, points, seen.State, seen.Entries);
}

/// <summary>A domain of weighted criteria, of which the one with the most points counts.</summary>
/// <param name="Name">Name, in kebab case.</param>
/// <param name="Items">Its criteria, by points.</param>
/// <param name="PointsConfirmed">
/// Whether the points were read in a reprint of the published table; the others are known by repute and have to be held against it.
/// </param>
public sealed record WeightedDomain(string Name, ImmutableArray<WeightedCriterion> Items, bool PointsConfirmed)
{
    /// <summary>Points that the record gives.</summary>
    public int Points => Items.Where(item => item.State == CriterionState.Met).Select(item => item.Points).DefaultIfEmpty().Max();

    /// <summary>Points if everything that is missing were met.</summary>
    public int AtMost => Math.Max(Points, Items.Where(item => item.IsMissing).Select(item => item.Points).DefaultIfEmpty().Max());

    /// <summary>Name of the criterion that gives the points; null when none does.</summary>
    public string? GivenBy => Items.Where(item => item.State == CriterionState.Met).MaxBy(item => item.Points)?.Name;
}

/// <summary>Something that is not on record, or is left open by it, and would add points.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Item">The criterion.</param>
/// <param name="Words">What it asks for.</param>
/// <param name="CouldAdd">Points that it would add to the total.</param>
/// <param name="EnoughAlone">Whether the threshold would then be reached, with nothing else added.</param>
public sealed record MissingPoints(string Domain, string Item, string Words, int CouldAdd, bool EnoughAlone);
