using System.Collections.Immutable;

namespace IgG4FollowUp.Domain.Disclosure;

/// <summary>Persons counted by two divisions.</summary>
/// <param name="Rows">The group of each person by the one.</param>
/// <param name="Columns">The group of each person by the other.</param>
public sealed record CountTable(IReadOnlyList<int> Rows, IReadOnlyList<int> Columns)
{
    /// <summary>The cells, row by row.</summary>
    public ImmutableArray<ImmutableArray<int>> Cells { get; } = Count(Rows, Columns);

    /// <summary>Whether every cell has at least the minimum of persons.</summary>
    public bool IsLargeEnough(int minimum) => Cells.All(row => row.All(cell => cell >= minimum));

    /// <summary>
    /// What the tables of two divisions against a third tell of the two against each other: for each cell the least and the most persons
    /// that can be in it (Fréchet's bounds, within each group of the third and summed).
    /// </summary>
    /// <param name="one">A division.</param>
    /// <param name="other">Another.</param>
    /// <param name="third">The division against which both are told; everybody in one group for their sizes alone.</param>
    public static (int Least, int Most)[][] Bounds(IReadOnlyList<int> one, IReadOnlyList<int> other, IReadOnlyList<int> third)
    {
        var (first, second) = (Count(one, third), Count(other, third));
        var sizes = Enumerable.Range(0, first[0].Length).Select(group => first.Sum(row => row[group])).ToArray();
        return [.. first.Select(row => second.Select(column => (
            sizes.Select((size, i) => Math.Max(0, row[i] + column[i] - size)).Sum(),
            sizes.Select((_, i) => Math.Min(row[i], column[i])).Sum())).ToArray())];
    }

    private static ImmutableArray<ImmutableArray<int>> Count(IReadOnlyList<int> rows, IReadOnlyList<int> columns)
    {
        var cells = Enumerable.Range(0, rows.Max() + 1).Select(_ => new int[columns.Max() + 1]).ToArray();
        for (var i = 0; i < rows.Count; i++) cells[rows[i]][columns[i]]++;
        return [.. cells.Select(row => row.ToImmutableArray())];
    }
}
