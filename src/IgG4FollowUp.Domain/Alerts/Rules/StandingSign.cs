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
    /// <param name="entries">Entries with a date that say whether it is there, in clinical order.</param>
    /// <param name="isThere">Whether an entry shows it.</param>
    public static StandingSign<T>? Of(List<T> entries, Predicate<T> isThere)
    {
        if (entries.FindLast(isThere) is not { } last) return null;
        var before = entries.FindLast(entry => !isThere(entry) && entry.Date.IsCertainlyBefore(last.Date));
        // One that may lie on either side of the last quiet one belongs to what came after.
        var first = entries.Find(entry => isThere(entry) && (before is null || !entry.Date.IsCertainlyBefore(before.Date)))!;
        return new(before, first, last, entries.Exists(entry => !isThere(entry) && entry.Date.IsCertainlyAfter(last.Date)));
    }
}
