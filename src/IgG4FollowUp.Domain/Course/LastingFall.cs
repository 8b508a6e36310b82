
namespace IgG4FollowUp.Domain.Course;

/// <summary>A fall of one measure that the patient has not come back from.</summary>
/// <param name="From">The examination it is measured against.</param>
/// <param name="To">The examination that first showed it.</param>
/// <param name="Last">The last examination of the measure: the same, or a later one at which the patient was not back.</param>
/// <param name="By">From the first to the last, in the measure's own steps.</param>
/// <param name="Confirmed">Whether it is more than one reading could feign.</param>
internal sealed record LastingFall(Measured From, Measured To, Measured Last, int By, bool Confirmed)
{
    /// <summary>The examination at which it began; <see cref="To"/> is a later one where the patient fell as far again.</summary>
    public Measured Began { get; init; } = To;

    /// <summary>
    /// Walks through the examinations of one measure. A fall begins at an examination that is worse, by the threshold, than the one before
    /// or than the best level that two examinations on end have reached: so neither a slow decline nor a short recovery hides it, and one
    /// lucky reading is no standard. It ends when the patient is back within the threshold. While it stands, one as large again, from the
    /// best level since, is a new one. It is confirmed by a later examination that is as bad against the level of two, or by being twice
    /// the threshold. Only what certainly came before is compared.
    /// </summary>
    /// <param name="series">Examinations, in clinical order.</param>
    /// <param name="fall">Steps from the first examination down to the second, negative for a rise;
    /// null when they cannot be compared.</param>
    /// <param name="threshold">Steps that count.</param>
    /// <param name="compared">Whether any two could be compared.</param>
    /// <param name="told">Told of each fall when it begins, and of null when the patient is back, with the examination that shows
    /// it.</param>
    /// <returns>Null when the patient is not worse.</returns>
    public static LastingFall? Standing(
        IReadOnlyList<Measured> series, Func<Measured, Measured, int?> fall, int threshold, out bool compared,
        Action<LastingFall?, Measured>? told = null)
    {
        LastingFall? standing = null;
        Measured? previous = null, reached = null, since = null, steady = null;
        var settled = 0;
        compared = false;
        foreach (var now in series)
        {
            for (; settled < series.Count && series[settled].IsBefore(now); settled++)
            {
                var earlier = series[settled];
                // What cannot even be compared with itself is nothing to fall from.
                if (fall(earlier, earlier) is null) continue;
                var lower = previous is not null && fall(previous, earlier) > 0;
                if (previous is not null) reached = Better(reached, lower ? earlier : previous);
                if (standing is not null && earlier.On >= standing.To.On) since = Better(since, earlier);
                // Of two on one day nobody knows which came first: the patient fell from the better one.
                if (!lower || !previous!.IsSameDay(earlier) || previous.IsBefore(earlier)) previous = earlier;
            }

            if (previous is null) continue;
            if (standing is null)
            {
                var best = Better(reached, previous);
                compared |= fall(best, now) is not null;
                if (fall(best, now) is not { } down || down < threshold) continue;
                (standing, since, steady) = (new(best, now, now, down, down >= 2 * threshold), now, reached ?? previous);
                told?.Invoke(standing, now);
            }
            else if (standing.To.IsBefore(now) && fall(standing.From, now) is { } down)
            {
                var again = fall(since ?? standing.To, now) >= threshold;
                standing = down < threshold ? null
                    : again ? standing with { To = now, Last = now, By = down, Confirmed = true }
                    : standing with
                    {
                        Last = now,
                        By = down,
                        Confirmed = standing.Confirmed || down >= 2 * threshold || fall(steady!, now) >= threshold,
                    };
                if (again) since = now;
                if (again || standing is null) told?.Invoke(standing, now);
            }
        }

        return standing;

        Measured Better(Measured? one, Measured other) => one is null || fall(one, other) <= 0 ? other : one;
    }
}
