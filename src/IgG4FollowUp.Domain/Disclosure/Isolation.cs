using MathNet.Numerics.LinearAlgebra;

namespace IgG4FollowUp.Domain.Disclosure;

/// <summary>
/// Whether answers about groups, whatever is summed over them and however they are combined, could isolate fewer persons than the minimum.
/// </summary>
/// <remarks>
/// A sum over a group is a product with the group's indicator vector, so that what follows linearly from all answers is the span of those
/// vectors (Chin and Özsoyoğlu, IEEE Trans Softw Eng 1982;8:574–82: auditing). A vector of the span that is zero outside a set T exists
/// exactly when the projection on the span, cut down to T, has the eigenvalue 1. Gershgorin's circles bound that eigenvalue by the sums of
/// the absolute values in its rows; below 1 for every T of fewer persons than the minimum there is no such vector. The bound can refuse
/// what would have been safe, never the reverse.
/// </remarks>
public static class Isolation
{
    private const double Tolerance = 1e-9;

    /// <summary>True when no linear combination of sums over the groups concerns fewer persons than the minimum.</summary>
    /// <param name="groupings">For each division, the group of each person.</param>
    /// <param name="minimum">Fewest persons that a combination may concern.</param>
    public static bool IsRuledOut(IReadOnlyList<IReadOnlyList<int>> groupings, int minimum)
    {
        if (groupings.Count == 0 || groupings[0].Count == 0) return groupings.Count == 0;
        // Persons who are in the same groups throughout are in such a set together or not at all.
        var alike = Enumerable.Range(0, groupings[0].Count)
            .GroupBy(person => string.Join('/', groupings.Select(of => of[person])), StringComparer.Ordinal)
            .Select(same => (Person: same.First(), Count: same.Count())).ToArray();
        var vectors = Vectors(groupings, [.. alike.Select(one => one.Person)]);
        var weights = Vector<double>.Build.DenseOfEnumerable(alike.Select(one => (double)one.Count));
        var gram = vectors.TransposeThisAndMultiply(Matrix<double>.Build.DenseOfDiagonalVector(weights) * vectors);
        var projected = vectors * gram.PseudoInverse();

        int[] few = [.. Enumerable.Range(0, alike.Length).Where(i => alike[i].Count < minimum)];
        return few.All(one =>
        {
            var room = minimum - 1 - alike[one].Count;
            var sum = alike[one].Count * Math.Abs(Between(one, one));
            foreach (var other in few.Where(i => i != one && alike[i].Count <= minimum - 1 - alike[one].Count)
                .OrderByDescending(i => Math.Abs(Between(one, i))))
            {
                if (room <= 0) break;
                sum += Math.Min(room, alike[other].Count) * Math.Abs(Between(one, other));
                room -= alike[other].Count;
            }

            return sum < 1 - Tolerance;
        });

        double Between(int one, int other) => projected.Row(one) * vectors.Row(other);
    }

    /// <summary>
    /// Whether a set that no answer named follows as a sum or difference of unions of groups of two divisions, or of groups of three:
    /// counts in it would follow too, however small.
    /// </summary>
    /// <param name="groupings">For each division, the group of each person.</param>
    /// <param name="added">The division that is to be added to them.</param>
    public static bool FollowsASet(IReadOnlyList<IReadOnlyList<int>> groupings, IReadOnlyList<int> added)
    {
        foreach (var (i, second) in groupings.Index())
        {
            var pairs = added.Zip(second).Distinct().ToArray();
            var others = Unions(second);
            if (Unions(added).Any(a => others.Any(b => Signs.Any(sign =>
                AreOneApart(pairs.Select(at => Is(a.Contains(at.First)) + sign * Is(b.Contains(at.Second)))))))) return true;
            foreach (var third in groupings.Skip(i + 1))
            {
                var triples = added.Zip(second, third).Distinct().ToArray();
                if (triples.Select(at => at.First).Distinct().Any(a => second.Distinct().Any(b => third.Distinct().Any(c =>
                    Signs.Any(one => Signs.Any(other => AreOneApart(triples.Select(at =>
                        Is(at.First == a) + one * Is(at.Second == b) + other * Is(at.Third == c))))))))) return true;
            }
        }

        return false;

        // Two values, one apart, are a set and the others: what is added or taken from both is a number of everybody.
        static bool AreOneApart(IEnumerable<int> values)
        {
            var (least, most) = (int.MaxValue, int.MinValue);
            foreach (var value in values)
            {
                (least, most) = (Math.Min(least, value), Math.Max(most, value));
                if (most - least > 1) return false;
            }

            return most - least == 1;
        }

        static int Is(bool holds) => holds ? 1 : 0;
    }

    private static readonly int[] Signs = [1, -1];

    // Every union of groups that is neither empty nor everybody.
    private static List<HashSet<int>> Unions(IReadOnlyList<int> of)
    {
        var groups = of.Distinct().Order().ToArray();
        return [.. Enumerable.Range(1, Math.Max(0, (1 << groups.Length) - 2))
            .Select(union => groups.Where((_, i) => (union >> i & 1) == 1).ToHashSet())];
    }

    private static Matrix<double> Vectors(IReadOnlyList<IReadOnlyList<int>> groupings, int[] persons)
    {
        var columns = groupings.SelectMany(of => of.Distinct().Order().Skip(1).Select(group => (of, group))).ToArray();
        return Matrix<double>.Build.Dense(persons.Length, columns.Length + 1, (row, column) =>
            column == 0 || columns[column - 1].of[persons[row]] == columns[column - 1].group ? 1 : 0);
    }
}
