namespace IgG4FollowUp.Statistics;

/// <summary>Goes through the event times of several groups together, with the numbers at risk and failing in each.</summary>
internal sealed class RiskSetWalk(SortedTimes times, int firstCell, int groups)
{
    private readonly Cursor[] _cursors = new Cursor[groups];

    /// <summary>n per group just before the current event time.</summary>
    public int[] AtRisk { get; } = new int[groups];

    /// <summary>d per group at the current event time.</summary>
    public int[] Failed { get; } = new int[groups];

    /// <summary>Goes to the next time at which any group had an event.</summary>
    public bool MoveNext()
    {
        double? earliest = null;
        for (var g = 0; g < groups; g++)
        {
            var events = times.Exits(firstCell + g, 1);
            if (_cursors[g].Event < events.Length && !(events[_cursors[g].Event] >= earliest))
                earliest = events[_cursors[g].Event];
        }

        if (earliest is not { } t)
            return false;
        for (var g = 0; g < groups; g++)
            _cursors[g].AdvanceTo(t, times, firstCell + g, out AtRisk[g], out Failed[g]);
        return true;
    }

    private struct Cursor
    {
        private int _censored;
        private int _entered;

        public int Event { get; private set; }

        public void AdvanceTo(double t, SortedTimes times, int cell, out int atRisk, out int failed)
        {
            var censored = times.Exits(cell, 0);
            var entries = times.Entries(cell);
            while (_censored < censored.Length && censored[_censored] < t)
                _censored++;
            while (_entered < entries.Length && entries[_entered] < t)
                _entered++;
            atRisk = (times.HasEntries ? _entered : times.Subjects(cell)) - _censored - Event;

            var next = Event;
            failed = SortedTimes.TakeAt(t, times.Exits(cell, 1), ref next);
            Event = next;
        }
    }
}
