using System.Collections.Immutable;

namespace IgG4FollowUp.Domain.Disclosure;

/// <summary>
/// The persons of a release and all that is ever told of them, decided before anything is asked: which columns are told, which divide the
/// persons, and which count by which. So no answer depends on those before it, no analyst takes anything from another, and what follows
/// from all answers together follows from this. A question has one division at most.
/// </summary>
/// <remarks>
/// Everything told is a count of at least the minimum of persons or computed from such counts. What is not told can be reckoned only to
/// an interval of at least as many numbers as the minimum, from the sizes of groups and through any third division; and no sum or
/// difference of answers concerns fewer persons, see <see cref="Isolation"/>.
/// </remarks>
public sealed class ProtectedCohort
{
    private const string Times = "time to recurrence";

    private readonly Dictionary<(string Division, string Column), CountTable> _tables = [];
    private readonly Dictionary<string, LifeTable> _times = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, string), (int Least, int Most)[][]> _bounds = [];
    private readonly List<(string Division, string Column, IReadOnlyList<int> Of)> _told = [];

    /// <summary>Decides what is told.</summary>
    /// <param name="persons">The persons of the release.</param>
    /// <param name="columns">The columns, those first that matter most.</param>
    /// <param name="minimum">Fewest persons of whom anything is told, from 2.</param>
    public ProtectedCohort(IReadOnlyList<ReleasedPerson> persons, IReadOnlyList<ReleaseColumn> columns, int minimum)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(minimum, 2);
        (Minimum, Persons) = (minimum, persons.Count);
        if (!IsTold) return;
        Columns = [.. columns.Select(column => Grouping.By(column, persons, minimum)).OfType<Grouping>()];
        int[] everybody = new int[persons.Count];
        var all = LifeTable.Of(persons, everybody, minimum);
        Everybody = all;
        var divisions = new List<Grouping>();
        foreach (var column in Columns.Where(column => column.Column.MayDivide))
        {
            IReadOnlyList<int>[] before = [.. divisions.Select(one => (IReadOnlyList<int>)one.Of)];
            if (Isolation.IsRuledOut([.. before, column.Of], minimum) && !Isolation.FollowsASet(before, column.Of)) divisions.Add(column);
        }

        Divisions = [.. divisions];
        // Times first: they are what a follow-up is for.
        foreach (var division in Divisions)
        {
            if (all is not null && LifeTable.Of(persons, division.Of, minimum, all.Ends) is { } times
                && Tell(division, Times, times.Cells))
                _times.Add(division.Name, times);
        }

        foreach (var column in Columns)
        {
            foreach (var division in Divisions.Where(one => one.Name != column.Name))
            {
                var table = _tables.GetValueOrDefault((column.Name, division.Name)) is { } same
                    ? new CountTable(same.Columns, same.Rows)
                    : new CountTable(division.Of, column.Of);
                if (_tables.ContainsKey((column.Name, division.Name))
                    || (table.IsLargeEnough(minimum) && Tell(division, column.Name, column.Of)))
                    _tables.Add((division.Name, column.Name), table);
            }
        }
    }

    /// <summary>All that is told, and nothing else.</summary>
    public ReleasedCounts Counts => new(
        Minimum, IsTold ? Persons : null,
        [.. Columns.Select(column => new ReleasedColumn(column.Name, Division(column.Name) is not null, column.Labels, column.Sizes))],
        [.. _tables.Select(table => new ReleasedTable(table.Key.Division, table.Key.Column, table.Value.Cells))],
        Everybody?.Counts, [.. _times.Select(times => new ReleasedTimes(times.Key, times.Value.Counts))]);

    /// <summary>Fewest persons of whom anything is told.</summary>
    public int Minimum { get; }

    /// <summary>Persons in the release.</summary>
    public int Persons { get; }

    /// <summary>Whether anything is told: nobody and too few are the same.</summary>
    public bool IsTold => Persons >= Minimum;

    /// <summary>The columns whose groups are counted among everybody.</summary>
    public ImmutableArray<Grouping> Columns { get; } = [];

    /// <summary>Those of them by which persons may be divided.</summary>
    public ImmutableArray<Grouping> Divisions { get; } = [];

    /// <summary>The life table of everybody; null where it is not told.</summary>
    public LifeTable? Everybody { get; }

    /// <summary>A division by the name of its column; null where it is not told.</summary>
    public Grouping? Division(string name) => Divisions.FirstOrDefault(one => one.Name == name);

    /// <summary>A column counted in each group of a division; null where it is not told.</summary>
    public CountTable? Table(string division, string column) => _tables.GetValueOrDefault((division, column));

    /// <summary>The life table of each group of a division; null where it is not told.</summary>
    public LifeTable? TimesBy(string division) => _times.GetValueOrDefault(division);

    // What is told already of either side, together with this, may narrow what is not told of two others.
    private bool Tell(Grouping division, string column, IReadOnlyList<int> of)
    {
        var narrowed = new Dictionary<(string, string), (int Least, int Most)[][]>();
        foreach (var (other, content, cells) in _told)
        {
            if (other == division.Name && content != column)
                Narrow((Side(column, other), of), (Side(content, other), cells), division.Of);
            else if (content == column && other != division.Name)
                Narrow((division.Name, division.Of), (other, Division(other)!.Of), Joined(of, cells));
        }

        if (narrowed.Any(pair => !IsTable(pair.Key) && pair.Value.Any(row => row.Any(cell => cell.Most - cell.Least + 1 < Minimum))))
            return false;
        foreach (var (pair, cells) in narrowed) _bounds[pair] = cells;
        _told.Add((division.Name, column, of));
        return true;

        void Narrow((string Name, IReadOnlyList<int> Of) one, (string Name, IReadOnlyList<int> Of) another, IReadOnlyList<int> third)
        {
            if (string.CompareOrdinal(one.Name, another.Name) > 0) (one, another) = (another, one);
            var pair = (one.Name, another.Name);
            narrowed[pair] = Both(
                narrowed.GetValueOrDefault(pair) ?? _bounds.GetValueOrDefault(pair), CountTable.Bounds(one.Of, another.Of, third));
        }
    }

    private bool IsTable((string One, string Other) pair) =>
        _told.Exists(told => (told.Division == pair.One && told.Column == pair.Other)
            || (told.Division == pair.Other && told.Column == pair.One));

    // Intervals of time differ from division to division.
    private static string Side(string column, string division) => column == Times ? $"{Times} by {division}" : column;

    private static (int Least, int Most)[][] Both((int Least, int Most)[][]? before, (int Least, int Most)[][] now) =>
        before is null ? now : [.. now.Select((row, i) => row.Select((cell, j) =>
            (Math.Max(cell.Least, before[i][j].Least), Math.Min(cell.Most, before[i][j].Most))).ToArray())];

    // The finest division that follows from each of two.
    private static int[] Joined(IReadOnlyList<int> one, IReadOnlyList<int> other)
    {
        int[] joined = [.. one];
        foreach (var group in other.Distinct())
        {
            int[] met = [.. joined.Where((_, i) => other[i] == group).Distinct()];
            for (var i = 0; i < joined.Length; i++)
            {
                if (met.Contains(joined[i])) joined[i] = met[0];
            }
        }

        var numbers = joined.Distinct().Order().ToArray();
        return [.. joined.Select(group => Array.IndexOf(numbers, group))];
    }
}
