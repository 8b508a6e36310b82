namespace IgG4FollowUp.Statistics;

/// <summary>What every estimator needs of a subject; outcome 0 is censoring.</summary>
internal interface IObservation
{
    double Time { get; }

    double Entry { get; }

    int Outcome { get; }
}

/// <summary>
/// The times of many subjects, set apart by cell (a group, or a group within a stratum) and by outcome, each part in
/// ascending order. Every estimator here needs only how many left, entered and failed up to a time, so the bare times are
/// sorted, without the rows they came from: primitive arrays sort several times faster and nothing else is allocated.
/// </summary>
internal sealed class SortedTimes
{
    private readonly int _outcomes;
    private readonly double[] _exits;
    private readonly int[] _exitOffsets;
    private readonly double[]? _entries;
    private readonly int[] _entryOffsets;

    private SortedTimes(int outcomes, double[] exits, int[] exitOffsets, double[]? entries, int[] entryOffsets)
    {
        _outcomes = outcomes;
        _exits = exits;
        _exitOffsets = exitOffsets;
        _entries = entries;
        _entryOffsets = entryOffsets;
    }

    public int Subjects(int cell) => _exitOffsets[(cell + 1) * _outcomes] - _exitOffsets[cell * _outcomes];

    /// <summary>Times with an outcome: 0 is censoring, 1 and up are kinds of event.</summary>
    public ReadOnlySpan<double> Exits(int cell, int outcome)
    {
        var index = (cell * _outcomes) + outcome;
        return _exits.AsSpan(_exitOffsets[index].._exitOffsets[index + 1]);
    }

    /// <summary>Entry times; empty when nobody in the whole data entered late.</summary>
    public ReadOnlySpan<double> Entries(int cell) =>
        _entries is null ? [] : _entries.AsSpan(_entryOffsets[cell].._entryOffsets[cell + 1]);

    public bool HasEntries => _entries is not null;

    /// <summary>Sets apart and sorts.</summary>
    /// <param name="subjects">Follow-up times in any order.</param>
    /// <param name="cells">The cell of each subject; empty puts everyone in cell 0.</param>
    /// <param name="cellCount">Number of cells.</param>
    /// <param name="causes">Number of kinds of event.</param>
    public static SortedTimes Of<T>(ReadOnlySpan<T> subjects, ReadOnlySpan<int> cells, int cellCount, int causes)
        where T : struct, IObservation
    {
        var outcomes = causes + 1;
        var counts = new int[(cellCount * outcomes) + 1];
        var delayed = false;
        for (var i = 0; i < subjects.Length; i++)
        {
            var subject = subjects[i];
            Require(subject.Time, subject.Entry);
            if ((uint)subject.Outcome > (uint)causes)
                throw new ArgumentOutOfRangeException(nameof(subjects), subject.Outcome, $"A cause lies between 0 and {causes}.");
            counts[(Cell(cells, i, cellCount) * outcomes) + subject.Outcome]++;
            delayed |= !double.IsNegativeInfinity(subject.Entry);
        }

        var offsets = Offsets(counts);
        var next = offsets.ToArray();
        var exits = new double[subjects.Length];
        for (var i = 0; i < subjects.Length; i++)
            exits[next[((cells.IsEmpty ? 0 : cells[i]) * outcomes) + subjects[i].Outcome]++] = subjects[i].Time;

        var entryOffsets = EntryOffsets(offsets, cellCount, outcomes);
        double[]? entries = null;
        if (delayed)
        {
            entries = new double[subjects.Length];
            var nextEntry = entryOffsets.ToArray();
            for (var i = 0; i < subjects.Length; i++)
                entries[nextEntry[cells.IsEmpty ? 0 : cells[i]]++] = subjects[i].Entry;
        }

        for (var i = 0; i + 1 < offsets.Length; i++)
            exits.AsSpan(offsets[i]..offsets[i + 1]).Sort();
        for (var cell = 0; entries is not null && cell < cellCount; cell++)
            entries.AsSpan(entryOffsets[cell]..entryOffsets[cell + 1]).Sort();
        return new SortedTimes(outcomes, exits, offsets, entries, entryOffsets);
    }

    /// <summary>Counts the times equal to t from a position in an ascending list, and moves the position past them.</summary>
    public static int TakeAt(double t, ReadOnlySpan<double> times, ref int next)
    {
        var start = next;
        while (next < times.Length && times[next] == t)
            next++;
        return next - start;
    }

    private static int Cell(ReadOnlySpan<int> cells, int index, int cellCount)
    {
        if (cells.IsEmpty)
            return 0;
        if ((uint)cells[index] >= (uint)cellCount)
            throw new ArgumentOutOfRangeException(nameof(cells), cells[index], $"A group lies between 0 and {cellCount - 1}.");
        return cells[index];
    }

    private static int[] Offsets(int[] counts)
    {
        var sum = 0;
        for (var i = 0; i < counts.Length; i++)
            (counts[i], sum) = (sum, sum + counts[i]);
        return counts;
    }

    private static int[] EntryOffsets(int[] offsets, int cells, int outcomes)
    {
        var result = new int[cells + 1];
        for (var cell = 0; cell <= cells; cell++)
            result[cell] = offsets[cell * outcomes];
        return result;
    }

    public static void Require(double time, double entry)
    {
        if (!double.IsFinite(time))
            throw new ArgumentException($"A survival time is a finite number, not {time}.");
        if (!(entry < time))
            throw new ArgumentException($"Observation ends after it begins: entry {entry} is not before {time}.");
    }
}
