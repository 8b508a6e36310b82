using System.Collections.Immutable;

namespace IgG4FollowUp.Domain.Disclosure;

/// <summary>
/// Whether a release may follow another, so that no difference between their answers concerns fewer persons than the minimum.
/// </summary>
public static class Renewal
{
    /// <summary>
    /// True when of those who came, and of those of whom something else is told now, either nobody or enough are in the release, and in
    /// each group by which it divides persons; and when nobody or enough left.
    /// </summary>
    /// <param name="before">Who is in the last release, with a digest of what was told of them.</param>
    /// <param name="digest">The digest of what would be told of a person now.</param>
    /// <param name="persons">Who would be in the next one.</param>
    /// <param name="next">What it would tell.</param>
    public static bool IsSafe(
        IReadOnlyDictionary<string, string> before, Func<ReleasedPerson, string> digest, IReadOnlyList<ReleasedPerson> persons,
        ProtectedCohort next)
    {
        ImmutableArray<bool> differs = [.. persons.Select(person => before.GetValueOrDefault(person.Key) != digest(person))];
        var now = persons.Select(person => person.Key).ToHashSet(StringComparer.Ordinal);
        return IsNobodyOrEnough(before.Keys.Count(key => !now.Contains(key))) && IsNobodyOrEnough(differs.Count(one => one))
            && next.Divisions.All(division => division.Labels.Select((_, group) => differs.Where((one, i) =>
                one && division.Of[i] == group).Count()).All(IsNobodyOrEnough));

        bool IsNobodyOrEnough(int count) => count == 0 || count >= next.Minimum;
    }
}
