using System.Collections.Immutable;

namespace IgG4FollowUp.Statistics;

/// <summary>The mean number of events per person up to one event time.</summary>
/// <param name="Time">In the unit of the data.</param>
/// <param name="AtRisk">Y: people under observation just before <paramref name="Time"/>.</param>
/// <param name="Events">d: events at this time.</param>
/// <param name="Mean">M, events per person, 0 or more.</param>
/// <param name="Variance">The robust variance of M, 0 or more.</param>
public readonly record struct MeanCumulativePoint(double Time, int AtRisk, int Events, double Mean, double Variance)
{
    /// <summary>The robust standard error of M.</summary>
    public double StandardError => Math.Sqrt(Variance);

    /// <summary>The pointwise interval on the log scale, M · exp(± z · se / M), which stays above 0.</summary>
    /// <param name="z">The normal quantile of the confidence level, see <see cref="ConfidenceLimits.Z"/>.</param>
    public ConfidenceLimits Limits(double z)
    {
        var width = Math.Exp(z * StandardError / Mean);
        return new ConfidenceLimits(Mean / width, Mean * width);
    }
}

/// <summary>
/// The expected number of recurrent events per person up to a time, M(t) = Σ d/Y, under no assumption on how the events of
/// one person depend on each other. The variance is robust: Σ over people of (Σ (dᵢ − Yᵢ d/Y)/Y)², where dᵢ and Yᵢ are the
/// person's own events and presence at an event time. Runs in O(n log n).
/// </summary>
/// <remarks>
/// Nelson, J Qual Technol 1988;20:24-35; variance by Lawless and Nadeau, Technometrics 1995;37:158-68. R's
/// <c>survfit(Surv(start, stop, event) ~ 1, id = id)</c> gives the same as <c>cumhaz</c> and <c>std.chaz</c>². People who
/// die stop being counted: the mean is over those still under observation, not over all who ever were.
/// </remarks>
public static class MeanCumulativeFunction
{
    /// <summary>Estimates the function from counting-process rows.</summary>
    /// <param name="rows">Rows in any order; the rows of one subject must not overlap but may leave gaps.</param>
    /// <returns>One point per distinct event time, ascending; M is 0 before the first.</returns>
    /// <exception cref="ArgumentException">A row does not end after it starts, or two rows of a subject overlap.</exception>
    public static ImmutableArray<MeanCumulativePoint> Estimate(IReadOnlyList<RecurrentRow> rows)
    {
        var ordered = rows.OrderBy(r => r.Subject).ThenBy(r => r.Start).ToArray();
        var people = Number(ordered);
        int[] byStart = [.. Enumerable.Range(0, ordered.Length).OrderBy(i => ordered[i].Start)];
        int[] byStop = [.. Enumerable.Range(0, ordered.Length).OrderBy(i => ordered[i].Stop)];

        var sums = new InfluenceSums(people.Length == 0 ? 0 : people[^1] + 1);
        var points = ImmutableArray.CreateBuilder<MeanCumulativePoint>();
        int entered = 0, left = 0;
        double mean = 0;
        for (var i = 0; i < byStop.Length;)
        {
            var t = ordered[byStop[i]].Stop;
            var end = i;
            var events = 0;
            for (; end < byStop.Length && ordered[byStop[end]].Stop == t; end++)
                events += ordered[byStop[end]].IsEvent ? 1 : 0;
            if (events == 0)
            {
                i = end;
                continue;
            }

            // A row's exit comes before any later row's entry at the same instant, and always after its own entry.
            while (true)
            {
                var exit = left < byStop.Length ? ordered[byStop[left]].Stop : double.PositiveInfinity;
                var entry = entered < byStart.Length ? ordered[byStart[entered]].Start : double.PositiveInfinity;
                if (exit < t && exit <= entry)
                    sums.Leave(people[byStop[left++]]);
                else if (entry < t)
                    sums.Enter(people[byStart[entered++]]);
                else
                    break;
            }

            var atRisk = entered - left;
            mean += events / (double)atRisk;
            sums.Share(events, atRisk);
            for (; i < end; i++)
            {
                if (ordered[byStop[i]].IsEvent)
                    sums.Event(people[byStop[i]], atRisk);
            }

            points.Add(new MeanCumulativePoint(t, atRisk, events, mean, sums.Variance));
        }

        return points.ToImmutable();
    }

    private static int[] Number(RecurrentRow[] ordered)
    {
        var people = new int[ordered.Length];
        for (var i = 0; i < ordered.Length; i++)
        {
            var row = ordered[i];
            if (!double.IsFinite(row.Stop) || !(row.Start < row.Stop))
                throw new ArgumentException(
                    $"A row ends after it starts, at a finite time: subject {row.Subject}, ({row.Start}, {row.Stop}].");
            var same = i > 0 && ordered[i - 1].Subject == row.Subject;
            if (same && row.Start < ordered[i - 1].Stop)
                throw new ArgumentException($"Two rows of subject {row.Subject} overlap at {row.Start}.");
            people[i] = i == 0 ? 0 : people[i - 1] + (same ? 0 : 1);
        }

        return people;
    }

    /// <summary>
    /// Keeps Σ uᵢ² without touching everyone at every event: all people at risk lose the same amount d/Y² of u at an event
    /// time, so their u is stored relative to the running total of those amounts.
    /// </summary>
    private sealed class InfluenceSums(int people)
    {
        private readonly double[] _influence = new double[people];
        private double _shared;
        private double _sum;
        private double _squares;
        private double _squaresOfAbsent;

        public double Variance => Math.Max(0, _squares + _squaresOfAbsent);

        public void Enter(int person)
        {
            var u = _influence[person];
            _sum += u;
            _squares += u * u;
            _squaresOfAbsent -= u * u;
            _influence[person] = u + _shared;
        }

        public void Leave(int person)
        {
            var u = _influence[person] - _shared;
            _sum -= u;
            _squares -= u * u;
            _squaresOfAbsent += u * u;
            _influence[person] = u;
        }

        public void Share(double events, double atRisk)
        {
            var each = events / (atRisk * atRisk);
            _squares += (atRisk * each * each) - (2 * each * _sum);
            _sum -= atRisk * each;
            _shared += each;
        }

        public void Event(int person, double atRisk)
        {
            var u = _influence[person] - _shared;
            _squares += ((2 * u) + (1 / atRisk)) / atRisk;
            _sum += 1 / atRisk;
            _influence[person] += 1 / atRisk;
        }
    }
}
