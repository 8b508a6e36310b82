using System.Collections.Immutable;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>Where a dose certainly reaches a limit.</summary>
internal static class DoseRuns
{
    // Milligrams: far more than rounding adds up to over a lifetime.
    private const double Doubtful = 0.01;

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

    /// <summary>The last of these runs that lasts so many days; null when none does. An open one lasts as long as anybody asks.</summary>
    public static DayWindow? LastAtLeast(DoseSteps dose, Fraction limit, int days)
    {
        var steps = dose.Steps;
        var until = DateOnly.MaxValue;
        for (var i = steps.Length - 1; i >= 0; i--)
        {
            if (steps[i].Dose.AtLeast < limit)
            {
                until = steps[i].From;
                continue;
            }

            while (i > 0 && steps[i - 1].Dose.AtLeast >= limit) i--;
            if (until == DateOnly.MaxValue || until.DayNumber - steps[i].From.DayNumber >= days) return new(steps[i].From, until);
        }

        return null;
    }

    /// <summary>
    /// Days on which the sum of the last days certainly reaches a limit. The sum is linear between the days on which a step enters or
    /// leaves the window, so the day of crossing is found by halving.
    /// </summary>
    public static IEnumerable<DayWindow> SumAtLeast(DoseSteps dose, Fraction limit, int within)
    {
        if (!MayReach(dose, limit, within)) yield break;
        bool Reached(int day) =>
            dose.SumAtLeast(DateOnly.FromDayNumber(Math.Max(0, day - within + 1)), DateOnly.FromDayNumber(day)) >= limit;
        int? from = null;
        var (former, was) = (-1, false);
        var (given, passed) = (new GivenBefore(dose.Steps), new GivenBefore(dose.Steps));
        var (surelyBelow, surelyAbove) = (limit.Approximate - Doubtful, limit.Approximate + Doubtful);
        foreach (var day in Turns(dose, within))
        {
            var about = given.By(day + 1) - passed.By(Math.Max(0, day - within + 1));
            // Only what lies close to the limit is reckoned exactly.
            var now = about > surelyAbove || (about >= surelyBelow && Reached(day));
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

    /// <summary>The lower bound of what had been given before days that are asked for in order, to within rounding, milligrams.</summary>
    private struct GivenBefore(ImmutableArray<DoseStep> steps)
    {
        private int _next;
        private int _since;
        private double _perDay;
        private double _sum;

        public double By(int day)
        {
            for (; _next < steps.Length && steps[_next].From.DayNumber is var from && from <= day; _next++)
            {
                _sum += _perDay * (from - _since);
                (_since, _perDay) = (from, steps[_next].Dose.AtLeast.Approximate);
            }

            return _sum + _perDay * (day - _since);
        }
    }

    // Whether the highest dose of all, taken all the while, would.
    private static bool MayReach(DoseSteps dose, Fraction limit, int within)
    {
        var highest = Fraction.Zero;
        foreach (ref readonly var step in dose.Steps.AsSpan())
        {
            if (step.Dose.AtLeast > highest) highest = step.Dose.AtLeast;
        }

        return highest * within >= limit;
    }

    // The last days before a step enters the window of some days and before one leaves it, in order.
    private static IEnumerable<int> Turns(DoseSteps dose, int within)
    {
        var steps = dose.Steps;
        var (enters, leaves) = (FirstDated(steps), FirstDated(steps));
        var last = -1;
        while (leaves < steps.Length)
        {
            var leaving = steps[leaves].From.DayNumber + within - 1;
            var entering = enters < steps.Length ? steps[enters].From.DayNumber - 1 : int.MaxValue;
            var day = Math.Min(entering, leaving);
            if (entering == day) enters++;
            if (leaving == day) leaves++;
            if (day > last && day < DateOnly.MaxValue.DayNumber) yield return last = day;
        }
    }

    private static int FirstDated(ImmutableArray<DoseStep> steps) => steps.Length > 0 && steps[0].From == DateOnly.MinValue ? 1 : 0;

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
