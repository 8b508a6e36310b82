using System.Runtime.InteropServices;
using MathNet.Numerics;

namespace IgG4FollowUp.Domain.Cohorts;

/// <summary>Sums observed, expected, scores and their covariance over the event times of one stratum after another.</summary>
internal sealed class LogRankTally(int groups, LogRankWeight weight)
{
    private readonly int[] _subjects = new int[groups];
    private readonly int[] _observed = new int[groups];
    private readonly double[] _expected = new double[groups];
    private readonly double[] _score = new double[groups];
    private readonly double[] _covariance = new double[groups * groups];

    public void Add(SortedTimes times, int firstCell)
    {
        var pace = new Cursor[groups];
        var atRisk = new int[groups];
        var failed = new int[groups];
        double survival = 1, peto = 1;
        for (var g = 0; g < groups; g++)
            _subjects[g] += times.Subjects(firstCell + g);

        while (NextEvent(times, firstCell, pace) is { } t)
        {
            int n = 0, d = 0;
            for (var g = 0; g < groups; g++)
            {
                pace[g].AdvanceTo(t, times, firstCell + g, out atRisk[g], out failed[g]);
                n += atRisk[g];
                d += failed[g];
            }

            peto *= 1 - (d / (n + 1.0));
            Accumulate(atRisk, failed, n, d, WeightAt(n, survival, peto));
            survival *= (n - d) / (double)n;
        }
    }

    public LogRankResult Result()
    {
        var (chiSquare, rank) = QuadraticForm();
        var table = new LogRankGroup[groups];
        for (var g = 0; g < groups; g++)
            table[g] = new LogRankGroup(_subjects[g], _observed[g], _expected[g], _score[g]);
        return new LogRankResult(
            weight, chiSquare, rank, rank == 0 ? null : SpecialFunctions.GammaUpperRegularized(rank / 2.0, chiSquare / 2),
            ImmutableCollectionsMarshal.AsImmutableArray(table), ImmutableCollectionsMarshal.AsImmutableArray(_covariance));
    }

    private double WeightAt(int n, double survivalBefore, double peto) => weight switch
    {
        LogRankWeight.LogRank => 1,
        LogRankWeight.GehanBreslow => n,
        LogRankWeight.TaroneWare => Math.Sqrt(n),
        LogRankWeight.Peto => peto,
        LogRankWeight.FlemingHarrington => survivalBefore,
        _ => throw new ArgumentOutOfRangeException(nameof(weight), weight, "Not a weight."),
    };

    private void Accumulate(int[] atRisk, int[] failed, int n, int d, double w)
    {
        // With one person at risk the hypergeometric variance is 0/0, and nothing is random: 0.
        var spread = n > 1 ? w * w * d * (n - d) / (n - 1) : 0;
        for (var g = 0; g < groups; g++)
        {
            if (atRisk[g] == 0)
                continue;
            var share = atRisk[g] / (double)n;
            _observed[g] += failed[g];
            _expected[g] += d * share;
            _score[g] += w * (failed[g] - (d * share));
            for (var h = 0; h < g; h++)
                _covariance[(g * groups) + h] = _covariance[(h * groups) + g] -= spread * share * atRisk[h] / n;
            _covariance[(g * groups) + g] += spread * share * (n - atRisk[g]) / n;
        }
    }

    private static double? NextEvent(SortedTimes times, int firstCell, Cursor[] pace)
    {
        double? earliest = null;
        for (var g = 0; g < pace.Length; g++)
        {
            var events = times.Exits(firstCell + g, 1);
            if (pace[g].Event < events.Length && !(events[pace[g].Event] >= earliest))
                earliest = events[pace[g].Event];
        }

        return earliest;
    }

    /// <summary>
    /// score' V⁻ score and the rank of V, by symmetric elimination that takes next the group whose variance is least
    /// explained by those taken. A group that the others explain (always the last one; also one that was never at risk, and
    /// one per set of groups that never met in a risk set) adds neither to the statistic nor to the rank.
    /// </summary>
    private (double ChiSquare, int Rank) QuadraticForm()
    {
        const double explained = 1e-10;
        var v = (double[])_covariance.Clone();
        var u = (double[])_score.Clone();
        var open = Enumerable.Range(0, groups).Where(g => _covariance[(g * groups) + g] > 0).ToList();
        double chiSquare = 0;
        var rank = 0;
        while (open.Count > 0)
        {
            var pivot = open.MaxBy(Unexplained);
            if (Unexplained(pivot) <= explained)
                break;
            open.Remove(pivot);
            rank++;
            var variance = v[(pivot * groups) + pivot];
            chiSquare += u[pivot] * u[pivot] / variance;
            foreach (var g in open)
            {
                var factor = v[(g * groups) + pivot] / variance;
                u[g] -= factor * u[pivot];
                foreach (var h in open)
                    v[(g * groups) + h] -= factor * v[(pivot * groups) + h];
            }
        }

        return (chiSquare, rank);

        double Unexplained(int g) => v[(g * groups) + g] / _covariance[(g * groups) + g];
    }

    private struct Cursor
    {
        private int _censored;
        private int _entered;

        public int Event { get; private set; }

        public void AdvanceTo(double t, SortedTimes times, int cell, out int atRisk, out int failed)
        {
            var events = times.Exits(cell, 1);
            var censored = times.Exits(cell, 0);
            var entries = times.Entries(cell);
            while (_censored < censored.Length && censored[_censored] < t)
                _censored++;
            while (_entered < entries.Length && entries[_entered] < t)
                _entered++;
            atRisk = (times.HasEntries ? _entered : times.Subjects(cell)) - _censored - Event;
            var first = Event;
            while (Event < events.Length && events[Event] == t)
                Event++;
            failed = Event - first;
        }
    }
}
