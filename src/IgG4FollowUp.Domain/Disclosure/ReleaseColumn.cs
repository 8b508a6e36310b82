using System.Collections.Immutable;
using IgG4FollowUp.Domain.Cohorts;

namespace IgG4FollowUp.Domain.Disclosure;

/// <summary>A coarse column of a release: a few codes, no day, no id, no text.</summary>
/// <param name="Name">Stable name in snake case.</param>
/// <param name="Label">As shown.</param>
/// <param name="Codes">
/// Its codes; whoever has none of them, or of whom it is not reported, is in the rest. A yes or no has the one code of yes: of no and not
/// reported neither is told apart from the other.
/// </param>
public sealed record ReleaseColumn(string Name, string Label, IReadOnlyList<TableCategory> Codes)
{
    /// <summary>Whether the codes have an order, so that neighbours are put together.</summary>
    public bool IsOrdered { get; init; }

    /// <summary>Whether a question may divide the persons by it.</summary>
    public bool MayDivide { get; init; }
}

/// <summary>A person in a release.</summary>
/// <param name="Key">Who it is; never told.</param>
/// <param name="Codes">The code of each column; a column that is missing is not reported.</param>
/// <param name="Until">
/// Index of the first of <see cref="LifeTable.Candidates"/> by which observation had ended, their number when it went on beyond the last;
/// null when the time is not exactly known.
/// </param>
/// <param name="Recurred">Whether it ended with a recurrence.</param>
public sealed record ReleasedPerson(string Key, ImmutableSortedDictionary<string, string> Codes, int? Until, bool Recurred);
