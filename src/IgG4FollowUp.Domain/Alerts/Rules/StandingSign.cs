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
    /// <param name="speaksOf">
    /// Whether an entry says anything of what another one shows; null where each does. Of several that stand apart the last one that is not
    /// gone is told.
    /// </param>
    public static StandingSign<T>? Of<TRead>(
        List<TRead> read, Func<TRead, T> of, Func<TRead, bool?> shows, Func<T, T, bool>? speaksOf = null)
    {
        if (Last(true, static (_, _) => true, null) is not { } shown) return null;
        var gone = GoneAfter(shown);
        for (var i = read.Count - 1; i >= 0 && gone is not null && speaksOf is not null; i--)
        {
            if (Told(read[i], true) is { } other && GoneAfter(other) is null) (shown, gone) = (other, null);
        }

        // Where nothing says how the same was before, what says how it was elsewhere does not keep it from being new.
        var before = Last(false, (entry, shown) => entry.Date.IsCertainlyBefore(shown!.Date) && Speaks(entry, shown), shown)
            ?? (speaksOf is null ? null : Last(false, static (entry, shown) => entry.Date.IsCertainlyBefore(shown!.Date), shown));
        // One that may lie on either side of the last quiet one belongs to what came after.
        var first = First(
            true, (entry, before) => (before is null || !entry.Date.IsCertainlyBefore(before.Date)) && Speaks(entry, shown), before)!;
        return new(before, first, shown, gone is not null);

        bool Speaks(T entry, T other) => entry.EntryId == other.EntryId || speaksOf?.Invoke(entry, other) != false;

        T? GoneAfter(T other) => First(false, (entry, other) => entry.Date.IsCertainlyAfter(other!.Date) && Speaks(entry, other), other);

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
