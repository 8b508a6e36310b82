using System.Collections.Immutable;

namespace IgG4FollowUp.Domain.Disclosure;

/// <summary>
/// A release as it is kept and told: counts of at least the minimum of persons, by codes of the registry's own lists. There is no place in
/// it for a text, an id, a day or a person.
/// </summary>
/// <param name="Minimum">Fewest persons of a count.</param>
/// <param name="Persons">Persons in the release; null where there are fewer than the minimum, or none.</param>
/// <param name="Columns">Columns, each with its groups among everybody.</param>
/// <param name="Tables">Columns counted in each group of another.</param>
/// <param name="Times">The life table of everybody; null where it is not told.</param>
/// <param name="TimesBy">Life tables of groups.</param>
public sealed record ReleasedCounts(
    int Minimum, int? Persons, ImmutableArray<ReleasedColumn> Columns, ImmutableArray<ReleasedTable> Tables, LifeTableCounts? Times,
    ImmutableArray<ReleasedTimes> TimesBy)
{
    /// <summary>Whether anything is told.</summary>
    public bool TellsAnything => Columns.Length > 0 || Times is not null;

    /// <summary>A column by its name; null where it is not told.</summary>
    public ReleasedColumn? Column(string name) => Columns.FirstOrDefault(column => column.Name == name);

    /// <summary>A column in each group of another, or, without one, among everybody; null where it is not told.</summary>
    public ImmutableArray<ImmutableArray<int>>? Cells(string? division, string column) =>
        division is null ? Column(column) is { } alone ? [alone.Sizes] : null
        : division == column ? Column(column) is { } itself ? Diagonal(itself.Sizes) : null
        : Tables.FirstOrDefault(table => table.Division == division && table.Column == column)?.Cells;

    /// <summary>The life table of each group of a column, or, without one, of everybody; null where it is not told.</summary>
    public LifeTableCounts? LifeTable(string? division) =>
        division is null ? Times : TimesBy.FirstOrDefault(times => times.Division == division)?.Counts;

    private static ImmutableArray<ImmutableArray<int>> Diagonal(ImmutableArray<int> sizes) =>
        [.. sizes.Select((size, row) => sizes.Select((_, column) => row == column ? size : 0).ToImmutableArray())];
}

/// <summary>A column of a release with its groups.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Divides">Whether a question may divide the persons by it.</param>
/// <param name="Groups">The groups as told.</param>
/// <param name="Sizes">Persons in each.</param>
public sealed record ReleasedColumn(string Name, bool Divides, ImmutableArray<GroupLabel> Groups, ImmutableArray<int> Sizes);

/// <summary>A column counted in each group of another.</summary>
/// <param name="Division">The other.</param>
/// <param name="Column">The column.</param>
/// <param name="Cells">Persons, for each group of the division those of each group of the column.</param>
public sealed record ReleasedTable(string Division, string Column, ImmutableArray<ImmutableArray<int>> Cells);

/// <summary>The life tables of the groups of a column.</summary>
/// <param name="Division">The column.</param>
/// <param name="Counts">The counts.</param>
public sealed record ReleasedTimes(string Division, LifeTableCounts Counts);
