using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>Where a dose certainly reaches a limit.</summary>
internal static class DoseRuns
{
    /// <summary>Uninterrupted runs of days with certainly at least so much; an open one has no end.</summary>
    public static IEnumerable<DayWindow> AtLeast(DoseSteps dose, Fraction limit)
    {
        DateOnly? from = null;
        foreach (var step in dose.Steps)
        {
            var reached = step.Dose.AtLeast >= limit;
            if (reached) from ??= step.From;
            else if (from is { } start)
            {
                yield return new(start, step.From);
                from = null;
            }
        }

        if (from is { } open) yield return DayWindow.Since(open);
    }

    /// <summary>
    /// Days on which the sum of the last days certainly reaches a limit. The sum is linear between the days on which a step enters or leaves
    /// the window, so the day of crossing is found by halving.
    /// </summary>
    public static IEnumerable<DayWindow> SumAtLeast(DoseSteps dose, Fraction limit, int within)
    {
        bool Reached(int day) => dose.Sum(DateOnly.FromDayNumber(Math.Max(0, day - within + 1)), DateOnly.FromDayNumber(day)).AtLeast >= limit;
        int? from = null;
        var (former, was) = (-1, false);
        foreach (var day in dose.Steps.Where(step => step.From != DateOnly.MinValue).SelectMany(step => new[] { step.From.DayNumber - 1, step.From.DayNumber + within - 1 })
            .Where(day => day >= 0 && day < DateOnly.MaxValue.DayNumber).Distinct().Order())
        {
            var now = Reached(day);
            if (now != was)
            {
                var (low, high) = (former, day);
                while (high - low > 1)
                {
                    var middle = low + (high - low) / 2;
                    if (Reached(middle) == was) low = middle;
                    else high = middle;
                }

                if (now) from = high;
                else if (from is { } start)
                {
                    yield return new(DateOnly.FromDayNumber(start), DateOnly.FromDayNumber(high));
                    from = null;
                }
            }

            (former, was) = (day, now);
        }

        if (from is { } open) yield return DayWindow.Since(DateOnly.FromDayNumber(open));
    }

    /// <summary>Windows joined where they overlap or touch.</summary>
    public static List<DayWindow> Union(IEnumerable<DayWindow> windows)
    {
        var joined = new List<DayWindow>();
        foreach (var window in windows.Where(window => !window.IsEmpty).OrderBy(window => window.From))
        {
            if (joined.Count > 0 && window.From <= joined[^1].Until)
            {
                if (window.Until > joined[^1].Until) joined[^1] = joined[^1] with { Until = window.Until };
            }
            else joined.Add(window);
        }

        return joined;
    }
}
