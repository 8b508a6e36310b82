using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>A sign that is seen or is not, at entries in clinical order: the last time it came, as far as dates say.</summary>
/// <param name="Before">The last entry without it that certainly came before; null when none did.</param>
/// <param name="First">The first entry that shows it since.</param>
/// <param name="Last">The last entry that shows it.</param>
/// <param name="Gone">Whether a certainly later entry shows that it is gone.</param>
internal sealed record StandingSign<T>(T? Before, T First, T Last, bool Gone)
    where T : ClinicalEntry
{
    /// <summary>Walks through the entries once; null when none shows the sign.</summary>
    /// <param name="entries">Entries in clinical order and whether each shows it; those without a date, and those that do not say, count
    /// for nothing.</param>
    public static StandingSign<T>? Of(IEnumerable<(T Entry, bool? Shows)> entries)
    {
        var told = new List<(T Entry, bool Shows)>();
        var last = -1;
        foreach (var (entry, shows) in entries)
        {
            if (shows is not { } there || !entry.Date.IsReported) continue;
            if (there) last = told.Count;
            told.Add((entry, there));
        }

        if (last < 0) return null;
        var shown = told[last].Entry;
        var before = told.FindLast(one => !one.Shows && one.Entry.Date.IsCertainlyBefore(shown.Date)).Entry;
        // One that may lie on either side of the last quiet one belongs to what came after.
        var first = told.Find(one => one.Shows && (before is null || !one.Entry.Date.IsCertainlyBefore(before.Date))).Entry;
        return new(before, first, shown, told.Exists(one => !one.Shows && one.Entry.Date.IsCertainlyAfter(shown.Date)));
    }
}
