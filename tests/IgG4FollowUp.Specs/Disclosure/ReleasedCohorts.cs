using System.Collections.Immutable;
using IgG4FollowUp.Domain.Disclosure;

namespace IgG4FollowUp.Specs.Disclosure;

/// <summary>Made-up persons of releases.</summary>
internal static class ReleasedCohorts
{
    /// <summary>Persons whose codes go together somewhat, with rare ones and unreported ones among them.</summary>
    public static List<ReleasedPerson> Make(int persons, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, persons).Select(i =>
        {
            var severity = random.NextDouble();
            var codes = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
            foreach (var column in RegistryColumns.All)
            {
                if (random.Next(9) == 0) continue;
                // Skewed, so that every cohort has codes held by one or two.
                var at = Math.Pow((random.NextDouble() + severity) / 2, 1.6) * column.Codes.Count;
                if (column.Codes.Count == 1 && random.NextDouble() > 0.2 + 0.6 * severity) continue;
                codes[column.Name] = column.Codes[Math.Min((int)at, column.Codes.Count - 1)].Code;
            }

            var time = (int)(-Math.Log(1 - random.NextDouble()) * 5);
            return new ReleasedPerson(
                i.ToString(), codes.ToImmutable(), random.Next(12) == 0 ? null : Math.Min(time, LifeTable.Candidates.Length),
                random.NextDouble() < 0.3 + 0.4 * severity);
        })];
    }

    public static ProtectedCohort Protect(this IReadOnlyList<ReleasedPerson> persons, int minimum) =>
        new(persons, RegistryColumns.All, minimum);
}
