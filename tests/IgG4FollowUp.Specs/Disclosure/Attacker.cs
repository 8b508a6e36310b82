using IgG4FollowUp.Domain.Disclosure;

namespace IgG4FollowUp.Specs.Disclosure;

/// <summary>
/// Somebody who asks everything, keeps every answer, knows of everybody in which group of each division they are, and reckons.
/// </summary>
internal sealed class Attacker
{
    private readonly Func<string?, string, IReadOnlyList<IReadOnlyList<int>>?> _cells;
    private readonly Func<string?, LifeTableCounts?> _times;
    private readonly IReadOnlyList<string> _divisions;
    private readonly IReadOnlyList<string> _columns;

    public Attacker(ReleasedCounts release, IReadOnlyList<string> divisions, IReadOnlyList<string> columns)
    {
        (_divisions, _columns) = (divisions, columns);
        _cells = (division, column) =>
        {
            Questions++;
            return release.Cells(division, column) is { } told && division != column
                ? [.. told.Select(row => (IReadOnlyList<int>)row)]
                : null;
        };
        _times = division =>
        {
            Questions++;
            return release.LifeTable(division);
        };
    }

    /// <summary>How many questions were asked.</summary>
    public int Questions { get; private set; }

    /// <summary>
    /// The smallest number of persons that an answer, or the difference of an answer and a whole of which it is a part, is about.
    /// </summary>
    public int SmallestCount { get; private set; } = int.MaxValue;

    /// <summary>The fewest numbers that a count which is not told can be.</summary>
    public int NarrowestInterval { get; private set; } = int.MaxValue;

    public Attacker Attack()
    {
        var sizes = _columns.ToDictionary(column => column, column => _cells(null, column)?[0]);
        var tables = new Dictionary<(string, string), IReadOnlyList<IReadOnlyList<int>>>();
        foreach (var column in _columns)
        {
            Counted(sizes[column] ?? []);
            foreach (var division in _divisions)
            {
                if (_cells(division, column) is not { } cells) continue;
                tables[(division, column)] = cells;
                tables[(column, division)] = Turned(cells);
                // Differences and complements: a whole without a part of it.
                foreach (var row in cells) Counted([.. row, .. row.Select(cell => row.Sum() - cell)]);
                foreach (var row in Turned(cells)) Counted([.. row.Select(cell => row.Sum() - cell)]);
            }
        }

        Curves();
        foreach (var one in _columns)
        {
            foreach (var other in _columns.Where(other => string.CompareOrdinal(one, other) < 0 && !tables.ContainsKey((one, other))))
            {
                if (sizes[one] is not { } rows || sizes[other] is not { } columns) continue;
                var bounds = Through([rows], [columns]);
                foreach (var third in _columns)
                {
                    if (tables.TryGetValue((third, one), out var first) && tables.TryGetValue((third, other), out var second))
                        bounds = Both(bounds, Through(first, second));
                }

                Shuttle(bounds, rows, columns);
                foreach (var (least, most) in bounds.SelectMany(row => row))
                    NarrowestInterval = Math.Min(NarrowestInterval, most - least + 1);
            }
        }

        return this;
    }

    // A group's interval of time that is not told lies within one that is, and is part of everybody's.
    private void Curves()
    {
        if (_times(null) is not { } all) return;
        Counted([.. all.Events[0], .. all.Lost[0], .. all.Beyond]);
        foreach (var division in _divisions)
        {
            if (_times(division) is not { } times) continue;
            for (var group = 0; group < times.Beyond.Length; group++)
            {
                Counted([.. times.Events[group], .. times.Lost[group], times.Beyond[group]]);
                foreach (var (told, whole) in new[] { (times.Events, all.Events), (times.Lost, all.Lost) })
                {
                    for (var i = 0; i < all.Months.Length; i++)
                    {
                        var at = times.Months.ToList().FindIndex(month => month >= all.Months[i]);
                        var within = at < 0 ? [] : Enumerable.Range(0, all.Months.Length).Where(j =>
                            all.Months[j] <= times.Months[at] && (at == 0 || all.Months[j] > times.Months[at - 1])).ToList();
                        if (within.Count < 2) continue;
                        var (part, total, row) = (whole[0][i], within.Sum(j => whole[0][j]), told[group][at]);
                        NarrowestInterval = Math.Min(
                            NarrowestInterval, Math.Min(part, row) - Math.Max(0, part + row - total) + 1);
                    }
                }

                // Everybody's without the group's is the other groups'.
                for (var i = 0; i < times.Months.Length; i++)
                {
                    Counted(
                    [
                        times.Events.Sum(row => row[i]) - times.Events[group][i], times.Lost.Sum(row => row[i]) - times.Lost[group][i],
                    ]);
                }
            }
        }
    }

    private void Counted(IReadOnlyCollection<int> counts)
    {
        if (counts.Count > 0) SmallestCount = Math.Min(SmallestCount, counts.Min());
    }

    private static (int Least, int Most)[][] Through(IReadOnlyList<IReadOnlyList<int>> first, IReadOnlyList<IReadOnlyList<int>> second) =>
        [.. Enumerable.Range(0, first[0].Count).Select(i => Enumerable.Range(0, second[0].Count).Select(j => (
            first.Zip(second).Sum(z => Math.Max(0, z.First[i] + z.Second[j] - z.First.Sum())),
            first.Zip(second).Sum(z => Math.Min(z.First[i], z.Second[j])))).ToArray())];

    private static (int Least, int Most)[][] Both((int Least, int Most)[][] one, (int Least, int Most)[][] other) =>
        [.. one.Select((row, i) => row.Select((cell, j) =>
            (Math.Max(cell.Least, other[i][j].Least), Math.Min(cell.Most, other[i][j].Most))).ToArray())];

    // What the others of a row or a column leave, again and again (Dobra and Fienberg's shuttle).
    private static void Shuttle((int Least, int Most)[][] bounds, IReadOnlyList<int> rows, IReadOnlyList<int> columns)
    {
        for (var changed = true; changed;)
        {
            changed = false;
            for (var i = 0; i < rows.Count; i++)
            {
                for (var j = 0; j < columns.Count; j++)
                {
                    var (least, most) = bounds[i][j];
                    var now = (
                        Least: new[] { least, rows[i] - bounds[i].Where((_, at) => at != j).Sum(cell => cell.Most),
                            columns[j] - bounds.Where((_, at) => at != i).Sum(row => row[j].Most) }.Max(),
                        Most: new[] { most, rows[i] - bounds[i].Where((_, at) => at != j).Sum(cell => cell.Least),
                            columns[j] - bounds.Where((_, at) => at != i).Sum(row => row[j].Least) }.Min());
                    changed |= now != (least, most);
                    bounds[i][j] = now;
                }
            }
        }
    }

    private static int[][] Turned(IReadOnlyList<IReadOnlyList<int>> cells) =>
        [.. Enumerable.Range(0, cells[0].Count).Select(column => cells.Select(row => row[column]).ToArray())];
}
