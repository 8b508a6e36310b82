using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace IgG4FollowUp.Statistics;

/// <summary>The outcome of Gray's test.</summary>
/// <param name="Test">
/// The statistic; its degrees of freedom are the groups that were at risk when the cause happened, less one. Null where it
/// cannot be had: another event took members of a group that had nobody left at risk when the cause first happened. They are
/// known not to have had it, so the group cannot be left out, and its variance is not known. Or the cause happened after its
/// pooled incidence had come to 1, by what is left of which the variance divides.
/// </param>
/// <param name="Scores">Per group, events of the cause less those expected under one cumulative incidence.</param>
/// <param name="Covariance">Of the scores, row by row.</param>
public sealed record GrayResult(ChiSquareTest? Test, ImmutableArray<double> Scores, ImmutableArray<double> Covariance);

/// <summary>
/// Whether groups share one cumulative incidence of a cause among competing causes. A log-rank test of the cause compares
/// rates among those still free of all; this compares who has had it, which is what a patient asks.
/// </summary>
/// <remarks>Gray, Ann Stat 1988;16:1141-54, with the variance of R's <c>cmprsk::cuminc</c>. O(n log n) for few groups.</remarks>
public static class GrayTest
{
    /// <summary>Compares groups, within strata where there are any.</summary>
    /// <param name="subjects">Follow-up in any order, observed from time zero; delayed entry has no such test here.</param>
    /// <param name="groups">The group of each subject: 0, 1, …</param>
    /// <param name="cause">The cause of interest, 1 or more.</param>
    /// <param name="strata">The stratum of each subject; empty for a single stratum.</param>
    /// <param name="rho">The weight of a time is (1 − F(t−))^ρ: 0 weighs all alike.</param>
    /// <exception cref="ArgumentException">Invalid times, codes or cause, or somebody entered late.</exception>
    public static GrayResult Test(
        ReadOnlySpan<CompetingTime> subjects, ReadOnlySpan<int> groups, int cause, ReadOnlySpan<int> strata = default,
        double rho = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cause, 1);
        if (groups.Length != subjects.Length || (strata.Length != 0 && strata.Length != subjects.Length))
            throw new ArgumentException("Every subject has one group, and one stratum when there are strata.");
        var byStratum = new SortedDictionary<int, List<Row>>();
        var count = 0;
        for (var i = 0; i < subjects.Length; i++)
        {
            SortedTimes.Require(subjects[i].Time, subjects[i].Entry);
            if (!double.IsNegativeInfinity(subjects[i].Entry))
                throw new ArgumentException("Gray's test is for people observed from time zero.", nameof(subjects));
            ArgumentOutOfRangeException.ThrowIfNegative(groups[i], nameof(groups));
            ArgumentOutOfRangeException.ThrowIfNegative(subjects[i].Cause, nameof(subjects));
            count = Math.Max(count, groups[i] + 1);
            var stratum = strata.IsEmpty ? 0 : strata[i];
            if (!byStratum.TryGetValue(stratum, out var rows))
                byStratum.Add(stratum, rows = []);
            rows.Add(new Row(subjects[i].Time, subjects[i].Cause == 0 ? 0 : subjects[i].Cause == cause ? 1 : 2, groups[i]));
        }

        var (scores, covariance) = (new double[count], new double[count * count]);
        var (compared, other) = (new bool[count], new bool[count]);
        foreach (var rows in byStratum.Values)
            new Stratum(rows, count, rho).AddTo(scores, covariance, compared, other);
        return new GrayResult(
            Enumerable.Range(0, count).Any(g => other[g] && !compared[g]) || !covariance.All(double.IsFinite)
                ? null : QuadraticForm.Of(scores, covariance),
            ImmutableCollectionsMarshal.AsImmutableArray(scores), ImmutableCollectionsMarshal.AsImmutableArray(covariance));
    }

    /// <summary>Outcome 0 is censored, 1 the cause of interest, 2 any other.</summary>
    private readonly record struct Row(double Time, int Outcome, int Group);

    /// <summary>
    /// What one group adds at one time to the variance: <paramref name="Variance"/> times w w', w its
    /// <paramref name="Direct"/> part and <paramref name="Later"/> times the sums of the weights that follow.
    /// </summary>
    private readonly record struct Term(int Time, int Group, double Variance, double Direct, double Later);

    private sealed class Stratum
    {
        private readonly int _groups;
        private readonly double _rho;
        private readonly double[] _survival;
        private readonly double[] _incidence;
        private readonly int[] _atRisk;
        private readonly double[] _score;
        private readonly bool[] _compared;
        private readonly bool[] _other;
        private readonly List<Term> _terms = [];

        // Per event time, A (groups × groups, how a group's hazard moves another's score) and its sum up to that time.
        private readonly List<double[]> _weights = [];
        private readonly List<double[]> _sums = [];
        private double _pooled;

        public Stratum(List<Row> rows, int groups, double rho)
        {
            (_groups, _rho) = (groups, rho);
            (_survival, _incidence, _atRisk, _score) = (new double[groups], new double[groups], new int[groups], new double[groups]);
            (_compared, _other) = (new bool[groups], new bool[groups]);
            _survival.AsSpan().Fill(1);
            rows.Sort((a, b) => a.Time.CompareTo(b.Time));
            foreach (var row in rows)
                _atRisk[row.Group]++;
            var counts = new int[3, groups];
            for (var i = 0; i < rows.Count;)
            {
                Array.Clear(counts);
                var start = i;
                for (; i < rows.Count && rows[i].Time == rows[start].Time; i++)
                    counts[rows[i].Outcome, rows[i].Group]++;
                Step(counts);
                for (var g = 0; g < groups; g++)
                    _atRisk[g] -= counts[0, g] + counts[1, g] + counts[2, g];
            }
        }

        public void AddTo(double[] scores, double[] covariance, bool[] compared, bool[] other)
        {
            for (var g = 0; g < _groups; g++)
            {
                scores[g] += _score[g];
                compared[g] |= _compared[g];
                other[g] |= _other[g];
            }

            var w = new double[_groups];
            foreach (var term in _terms)
            {
                for (var g = 0; g < _groups; g++)
                {
                    var at = (g * _groups) + term.Group;
                    w[g] = (term.Direct * _weights[term.Time][at]) + (term.Later * (_sums[^1][at] - _sums[term.Time][at]));
                }

                for (var g = 0; g < _groups; g++)
                {
                    for (var h = 0; h < _groups; h++)
                        covariance[(g * _groups) + h] += term.Variance * w[g] * w[h];
                }
            }
        }

        private void Step(int[,] counts)
        {
            int[] present = [.. Enumerable.Range(0, _groups).Where(g => _atRisk[g] > 0)];
            var own = present.Sum(g => counts[1, g]);
            var other = present.Sum(g => counts[2, g]);
            if (own + other == 0)
                return;

            // n/S stands for those who would be at risk had nothing but the cause of interest and censoring taken people away.
            var total = present.Sum(g => _atRisk[g] / _survival[g]);
            var free = present.Sum(g => _atRisk[g] * (1 - _incidence[g]) / _survival[g]);
            var weight = Math.Pow(1 - _pooled, _rho);
            Weigh(present, own, total, weight);
            var after = _pooled + (own / total);
            foreach (var g in present)
            {
                double n = _atRisk[g], s = _survival[g];
                _compared[g] |= own > 0;
                _other[g] |= counts[2, g] > 0;
                _score[g] += weight * (counts[1, g] - (own * n * (1 - _incidence[g]) / (s * free)));
                var left = s * (n - counts[1, g] - counts[2, g]) / n;
                var time = _weights.Count - 1;
                if (own > 0)
                {
                    var ties = own > 1 ? 1 - ((own - 1) / ((total * s) - 1)) : 1;
                    var later = left > 0 ? 1 - ((1 - after) / left) : 1;
                    _terms.Add(new Term(time, g, ties * s * own / (total * n), Direct: 1, later));
                }

                if (counts[2, g] > 0 && left > 0)
                {
                    var ties = counts[2, g] > 1 ? 1 - ((counts[2, g] - 1) / (n - 1)) : 1;
                    _terms.Add(new Term(time, g, ties * s * s * counts[2, g] / (n * n), Direct: 0, (1 - after) / left));
                }

                _incidence[g] += s * counts[1, g] / n;
                _survival[g] = left;
            }

            _pooled = after;
        }

        private void Weigh(int[] present, int own, double total, double weight)
        {
            var weights = new double[_groups * _groups];
            var left = 1 - _pooled;
            var sums = _sums.Count == 0 ? new double[_groups * _groups] : (double[])_sums[^1].Clone();
            foreach (var g in present)
            {
                foreach (var h in present)
                {
                    var share = _atRisk[h] / (_survival[h] * total);
                    var a = weight * _atRisk[g] / _survival[g] * ((g == h ? 1 : 0) - share);
                    weights[(g * _groups) + h] = a;
                    if (own > 0)
                        sums[(g * _groups) + h] += left > 1e-12 ? a * own / (total * left) : double.NaN;
                }
            }

            _weights.Add(weights);
            _sums.Add(sums);
        }
    }
}
