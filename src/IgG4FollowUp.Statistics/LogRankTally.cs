using System.Runtime.InteropServices;

namespace IgG4FollowUp.Statistics;

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
        for (var g = 0; g < groups; g++)
            _subjects[g] += times.Subjects(firstCell + g);

        var walk = new RiskSetWalk(times, firstCell, groups);
        double survival = 1, peto = 1;
        while (walk.MoveNext())
        {
            var n = walk.AtRisk.Sum();
            var d = walk.Failed.Sum();
            peto *= 1 - (d / (n + 1.0));
            Accumulate(walk.AtRisk, walk.Failed, n, d, WeightAt(n, survival, peto));
            survival *= (n - d) / (double)n;
        }
    }

    public LogRankResult Result()
    {
        // Groups that the others explain: always the last one; also one that was never at risk, and one per set of groups that
        // never met in a risk set.
        var test = QuadraticForm.Of(_score, _covariance);
        var table = new LogRankGroup[groups];
        for (var g = 0; g < groups; g++)
            table[g] = new LogRankGroup(_subjects[g], _observed[g], _expected[g], _score[g]);
        return new LogRankResult(
            weight, test.ChiSquare, test.DegreesOfFreedom, test.PValue,
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
}
