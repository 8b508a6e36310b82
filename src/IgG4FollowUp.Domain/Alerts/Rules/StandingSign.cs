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
    /// <summary>The sign as it stands; null when no entry shows it.</summary>
    /// <param name="read">What was read, in clinical order; entries without a date, and those that do not say, count for nothing.</param>
    /// <param name="of">The entry that something was read from.</param>
    /// <param name="shows">Whether it shows the sign; null when it does not say.</param>
    public static StandingSign<T>? Of<TRead>(List<TRead> read, Func<TRead, T> of, Func<TRead, bool?> shows)
    {
        if (Last(true, static (_, _) => true, null) is not { } shown) return null;
        var before = Last(false, static (entry, shown) => entry.Date.IsCertainlyBefore(shown!.Date), shown);
        // One that may lie on either side of the last quiet one belongs to what came after.
        var first = First(true, static (entry, before) => before is null || !entry.Date.IsCertainlyBefore(before.Date), before)!;
        var gone = First(false, static (entry, shown) => entry.Date.IsCertainlyAfter(shown!.Date), shown);
        return new(before, first, shown, gone is not null);

        T? Last(bool there, Func<T, T?, bool> fits, T? other)
        {
            for (var i = read.Count - 1; i >= 0; i--)
            {
                if (Told(read[i], there) is { } entry && fits(entry, other)) return entry;
            }

            return null;
        }

        T? First(bool there, Func<T, T?, bool> fits, T? other)
        {
            foreach (var one in read)
            {
                if (Told(one, there) is { } entry && fits(entry, other)) return entry;
            }

            return null;
        }

        T? Told(TRead one, bool there) => shows(one) == there && of(one) is { Date.IsReported: true } entry ? entry : null;
    }
}
