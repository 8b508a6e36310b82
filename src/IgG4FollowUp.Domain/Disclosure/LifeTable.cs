using System.Collections.Immutable;
using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Domain.Disclosure;

/// <summary>
/// A life table whose every cell counts at least the minimum of persons: intervals of months are put together until in each group enough
/// had the event and enough were lost to observation. What it estimates rests on its counts alone, so that it tells no more than they do.
/// </summary>
/// <remarks>
/// The actuarial method: those lost in an interval count as at risk for half of it (Cutler and Ederer, J Chronic Dis 1958;8:699–712;
/// Greenwood's variance). Whoever is followed beyond the last month counts as event-free so long. Whoever's time is not exactly known
/// counts as lost in the first interval.
/// </remarks>
/// <param name="Counts">The counts.</param>
/// <param name="Cells">The cell of each person: two for each interval, events first, and the last for those beyond.</param>
public sealed record LifeTable(LifeTableCounts Counts, ImmutableArray<int> Cells)
{
    /// <summary>Months at which an interval may end (house default).</summary>
    public static ImmutableArray<int> Candidates { get; } = [3, 6, 12, 18, 24, 36, 48, 60, 84, 120];

    /// <summary>Counts persons; null where no interval has enough of each in every group.</summary>
    /// <param name="persons">The persons.</param>
    /// <param name="groups">The group of each.</param>
    /// <param name="minimum">Fewest persons of a cell.</param>
    /// <param name="ends">Indexes of candidates at which an interval may end, ascending; all of them when null.</param>
    public static LifeTable? Of(
        IReadOnlyList<ReleasedPerson> persons, IReadOnlyList<int> groups, int minimum, IReadOnlyList<int>? ends = null)
    {
        ends ??= [.. Enumerable.Range(0, Candidates.Length)];
        var number = groups.Count == 0 ? 0 : groups.Max() + 1;
        if (number == 0) return null;
        var last = ends.LastOrDefault(end => Enough(person => Until(person) > end), -1);
        var (closed, open) = (new List<int>(), -1);
        foreach (var end in ends.Where(end => end <= last))
        {
            if (!Enough(person => Until(person) > open && Until(person) <= end && HasEvent(person))
                || !Enough(person => Until(person) > open && Until(person) <= end && !HasEvent(person))) continue;
            closed.Add(end);
            open = end;
        }

        if (closed.Count == 0) return null;
        // Whoever would be left over joins the last interval.
        closed[^1] = last;
        int[] cells = [.. persons.Select(person => closed.FindIndex(end => Until(person) <= end) is >= 0 and var at
            ? 2 * at + (HasEvent(person) ? 0 : 1)
            : 2 * closed.Count)];
        return new(
            new(
                [.. closed.Select(end => Candidates[end])], Kind(0), Kind(1),
                [.. Enumerable.Range(0, number).Select(group => Count(group, 2 * closed.Count))]),
            [.. cells]);

        bool Enough(Func<ReleasedPerson, bool> has) => Enumerable.Range(0, number).All(group =>
            persons.Where((person, i) => groups[i] == group && has(person)).Take(minimum).Count() >= minimum);

        ImmutableArray<ImmutableArray<int>> Kind(int kind) =>
            [.. Enumerable.Range(0, number).Select(group => closed.Select((_, i) => Count(group, 2 * i + kind)).ToImmutableArray())];

        int Count(int group, int cell) => cells.Where((one, i) => one == cell && groups[i] == group).Count();
    }

    /// <summary>Indexes of the candidates that end its intervals.</summary>
    public IReadOnlyList<int> Ends => [.. Counts.Months.Select(month => Candidates.IndexOf(month))];

    private static int Until(ReleasedPerson person) => person.Until ?? 0;

    private static bool HasEvent(ReleasedPerson person) => person is { Recurred: true, Until: not null };
}

/// <summary>The counts of a life table and what is estimated from them.</summary>
/// <param name="Months">The ends of the intervals, months, ascending.</param>
/// <param name="Events">Persons of each group whose event was in each interval.</param>
/// <param name="Lost">Persons of each group without an event whose observation ended in it.</param>
/// <param name="Beyond">Persons of each group observed beyond the last month.</param>
public sealed record LifeTableCounts(
    ImmutableArray<int> Months, ImmutableArray<ImmutableArray<int>> Events, ImmutableArray<ImmutableArray<int>> Lost,
    ImmutableArray<int> Beyond)
{
    private const double MonthsPerYear = 12;

    /// <summary>Persons of a group.</summary>
    public int Persons(int group) => Events[group].Sum() + Lost[group].Sum() + Beyond[group];

    /// <summary>Freedom from the event at the end of each interval, with Greenwood's error and a log-log interval.</summary>
    /// <param name="group">The group.</param>
    /// <param name="level">Confidence level, between 0 and 1 exclusive.</param>
    public IEnumerable<LifeTablePoint> Points(int group, double level)
    {
        var (atRisk, survival, variance) = (Persons(group), 1.0, 0.0);
        var z = ConfidenceLimits.Z(level);
        for (var i = 0; i < Months.Length; i++)
        {
            var (events, lost) = (Events[group][i], Lost[group][i]);
            var exposed = atRisk - lost / 2.0;
            survival *= 1 - events / exposed;
            variance += events / (exposed * (exposed - events));
            var width = Math.Exp(z * Math.Sqrt(variance) / Math.Log(survival));
            yield return new(
                Months[i], atRisk, events, lost, survival, survival * Math.Sqrt(variance),
                new(Math.Pow(survival, 1 / width), Math.Pow(survival, width)));
            atRisk -= events + lost;
        }
    }

    /// <summary>
    /// Events up to the last month, by the years for which persons were observed, each ending in the middle of an interval.
    /// </summary>
    public PersonTimeRate Rate(int group)
    {
        var (atRisk, from, years) = (Persons(group), 0, 0.0);
        for (var i = 0; i < Months.Length; i++)
        {
            var ended = Events[group][i] + Lost[group][i];
            years += (Months[i] - from) / MonthsPerYear * (atRisk - ended / 2.0);
            (atRisk, from) = (atRisk - ended, Months[i]);
        }

        return new(Events[group].Sum(), years);
    }
}

/// <summary>A life table at the end of an interval.</summary>
/// <param name="Months">The end, months.</param>
/// <param name="AtRisk">Persons who entered the interval.</param>
/// <param name="Events">Of these, with the event in it.</param>
/// <param name="Lost">Of these, without it and no longer observed at the end.</param>
/// <param name="Survival">Freedom from the event.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="Limits">Its interval.</param>
public sealed record LifeTablePoint(
    int Months, int AtRisk, int Events, int Lost, double Survival, double StandardError, ConfidenceLimits Limits);
