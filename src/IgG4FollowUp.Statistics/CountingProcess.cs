namespace IgG4FollowUp.Statistics;

/// <summary>
/// One stretch of one person's observation, (<paramref name="Start"/>, <paramref name="Stop"/>], in the counting-process
/// form of Andersen and Gill, Ann Stat 1982;10:1100-20.
/// </summary>
/// <param name="Subject">Number of the person; rows with the same number are the same person's.</param>
/// <param name="Start">When the stretch begins, in the unit of the analysis; the person is at risk just after it.</param>
/// <param name="Stop">When it ends, after <paramref name="Start"/>.</param>
/// <param name="IsEvent">True when an event happened at <paramref name="Stop"/>.</param>
/// <param name="Order">The event the person is waiting for: 1 for the first, 2 for the second, …</param>
public readonly record struct RecurrentRow(int Subject, double Start, double Stop, bool IsEvent, int Order = 1);

/// <summary>Turns the recurrent events of people into counting-process rows.</summary>
public static class CountingProcess
{
    /// <summary>
    /// The rows of one person: one up to each event, and one from the last event to the end of observation unless the two
    /// coincide. Every person gets at least one row, so that the number at risk just after entry is the number of people.
    /// </summary>
    /// <param name="subject">Number of the person.</param>
    /// <param name="entry">When observation began: 0, or later when enrolment follows time zero (left truncation).</param>
    /// <param name="end">When observation ended, after <paramref name="entry"/>.</param>
    /// <param name="events">Times of the events, ascending and distinct, after <paramref name="entry"/> and not after
    /// <paramref name="end"/>.</param>
    /// <exception cref="ArgumentException">The times break these rules.</exception>
    public static IEnumerable<RecurrentRow> Rows(int subject, double entry, double end, IReadOnlyList<double> events)
    {
        if (!double.IsFinite(entry) || !double.IsFinite(end) || end <= entry)
            throw new ArgumentException($"Observation ends after it begins: ({entry}, {end}].");
        for (var i = 0; i < events.Count; i++)
        {
            if (!(events[i] > (i == 0 ? entry : events[i - 1])) || events[i] > end)
                throw new ArgumentException($"Event times ascend within ({entry}, {end}]: {events[i]}.", nameof(events));
        }

        return Build();

        IEnumerable<RecurrentRow> Build()
        {
            var start = entry;
            for (var i = 0; i < events.Count; i++)
            {
                yield return new RecurrentRow(subject, start, events[i], IsEvent: true, i + 1);
                start = events[i];
            }

            if (start < end)
                yield return new RecurrentRow(subject, start, end, IsEvent: false, events.Count + 1);
        }
    }
}
