namespace IgG4FollowUp.Statistics;

/// <summary>
/// One factor of the partial likelihood: the total of the weights exp(x'β) of those who could have failed, and the cumulants
/// of the covariates under these weights. Reused from one factor to the next.
/// </summary>
internal sealed class CoxFactor(int size)
{
    public double Time { get; set; }

    /// <summary>Rows that failed at this time.</summary>
    public List<int> Failed { get; } = [];

    /// <summary>True for the first factor of a time.</summary>
    public bool IsFirst { get; set; }

    /// <summary>How often the factor counts: the number failed with Breslow's ties, else 1.</summary>
    public double Weight { get; set; }

    /// <summary>Efron's share by which those failed no longer count in this factor, from 0 below 1.</summary>
    public double Share { get; set; }

    public double LogTotal { get; set; }

    public double[] Mean { get; } = new double[size];

    /// <summary>Covariance, lower triangle row by row.</summary>
    public double[] Covariance { get; } = new double[size * (size + 1) / 2];

    /// <summary>Third cumulants (a, b, c) with c ≤ b ≤ a, in that order; empty unless asked for.</summary>
    public double[] Third { get; set; } = [];
}

/// <summary>
/// Walks through the event times of a Cox model from the last to the first, so that rows enter the risk set as they were last
/// seen and leave it where they began: O(n) for a sorted design, but for exact ties.
/// </summary>
internal sealed class CoxRiskSets(CoxDesign design, TiedEvents ties)
{
    private readonly int _size = design.Size;

    /// <summary>Visits every factor of the likelihood.</summary>
    /// <param name="weights">exp(x'β) of each row, up to a factor that its stratum shares.</param>
    /// <param name="logScales">The logarithm of that factor for each stratum.</param>
    /// <param name="third">Whether third cumulants are wanted; not with exact ties.</param>
    /// <param name="visit">Is given the stratum's place and the factor.</param>
    public void Visit(double[] weights, double[] logScales, bool third, Action<int, CoxFactor> visit)
    {
        var factor = new CoxFactor(_size) { Third = third ? new double[_size * (_size + 1) * (_size + 2) / 6] : [] };
        var total = new Sums(_size, third);
        var failed = new Sums(_size, third);
        for (var s = 0; s < design.Strata.Length; s++)
        {
            var (byTime, byEntry) = design.Strata[s];
            total.Clear();
            int added = 0, removed = 0;
            while (added < byTime.Length)
            {
                factor.Time = design.Times[byTime[added]].Time;
                factor.Failed.Clear();
                for (; added < byTime.Length && design.Times[byTime[added]].Time == factor.Time; added++)
                {
                    total.Add(Covariates(byTime[added]), weights[byTime[added]]);
                    if (design.Times[byTime[added]].IsEvent)
                        factor.Failed.Add(byTime[added]);
                }

                if (factor.Failed.Count == 0)
                    continue;
                for (; removed < byEntry.Length && design.Times[byEntry[removed]].Entry >= factor.Time; removed++)
                    total.Add(Covariates(byEntry[removed]), -weights[byEntry[removed]]);
                if (total.HasCancelled)
                    Rebuild(total, byTime.AsSpan(0, added), factor.Time, weights);
                if (ties == TiedEvents.Exact && factor.Failed.Count > 1)
                {
                    Subsets(factor, byTime.AsSpan(0, added), weights, logScales[s]);
                    visit(s, factor);
                    continue;
                }

                var factors = ties == TiedEvents.Efron ? factor.Failed.Count : 1;
                failed.Clear();
                foreach (var row in factors > 1 ? factor.Failed : [])
                    failed.Add(Covariates(row), weights[row]);
                for (var k = 0; k < factors; k++)
                {
                    factor.IsFirst = k == 0;
                    factor.Weight = factor.Failed.Count / (double)factors;
                    factor.Share = k / (double)factors;
                    total.Cumulants(failed, factor);
                    factor.LogTotal += logScales[s];
                    visit(s, factor);
                }
            }
        }
    }

    private ReadOnlySpan<double> Covariates(int row) => design.Covariates.AsSpan(row * _size, _size);

    /// <summary>
    /// Adding and taking away leaves rounding behind that matters once little is left; then the sums are made anew from the
    /// rows at risk.
    /// </summary>
    private void Rebuild(Sums total, ReadOnlySpan<int> seen, double time, double[] weights)
    {
        total.Clear();
        foreach (var row in seen)
        {
            if (design.Times[row].Entry < time)
                total.Add(Covariates(row), weights[row]);
        }
    }

    /// <summary>
    /// The sum over all sets of d of those at risk of the product of their weights, with its first two derivatives, by
    /// adding one row after another (Gail, Lubin and Rubinstein, Biometrika 1981;68:703-7).
    /// </summary>
    private void Subsets(CoxFactor factor, ReadOnlySpan<int> seen, double[] weights, double logScale)
    {
        var d = factor.Failed.Count;
        double sum = 0;
        var atRisk = new List<int>();
        foreach (var row in seen)
        {
            if (design.Times[row].Entry < factor.Time)
            {
                atRisk.Add(row);
                sum += weights[row];
            }
        }

        // Weights that sum to d keep the sums of products within e^d.
        var packed = _size * (_size + 1) / 2;
        var (value, first, second) = (new double[d + 1], new double[(d + 1) * _size], new double[(d + 1) * packed]);
        value[0] = 1;
        for (var i = 0; i < atRisk.Count; i++)
        {
            var x = Covariates(atRisk[i]);
            var w = weights[atRisk[i]] * d / sum;
            for (var k = Math.Min(d, i + 1); k > 0; k--)
            {
                var (from, to) = ((k - 1) * _size, k * _size);
                for (int a = 0, ab = 0; a < _size; a++)
                {
                    for (var b = 0; b <= a; b++, ab++)
                    {
                        second[(k * packed) + ab] += w * (second[((k - 1) * packed) + ab]
                            + (x[a] * first[from + b]) + (x[b] * first[from + a]) + (x[a] * x[b] * value[k - 1]));
                    }
                }

                for (var a = 0; a < _size; a++)
                    first[to + a] += w * (first[from + a] + (x[a] * value[k - 1]));
                value[k] += w * value[k - 1];
            }
        }

        (factor.IsFirst, factor.Weight, factor.Share) = (true, 1, 0);
        factor.LogTotal = Math.Log(value[d]) + (d * (Math.Log(sum / d) + logScale));
        for (int a = 0, ab = 0; a < _size; a++)
        {
            factor.Mean[a] = first[(d * _size) + a] / value[d];
            for (var b = 0; b <= a; b++, ab++)
                factor.Covariance[ab] = (second[(d * packed) + ab] / value[d]) - (factor.Mean[a] * factor.Mean[b]);
        }
    }

    /// <summary>Σ w, Σ w x, Σ w x x' and, where wanted, Σ w x ⊗ x ⊗ x.</summary>
    private sealed class Sums(int size, bool third)
    {
        private const double Cancelled = 0.01;

        private readonly double[] _first = new double[size];
        private readonly double[] _second = new double[size * (size + 1) / 2];
        private readonly double[] _third = third ? new double[size * (size + 1) * (size + 2) / 6] : [];
        private double _total;
        private double _largest;

        public bool HasCancelled => _total < Cancelled * _largest;

        public void Clear()
        {
            _total = _largest = 0;
            _first.AsSpan().Clear();
            _second.AsSpan().Clear();
            _third.AsSpan().Clear();
        }

        public void Add(ReadOnlySpan<double> x, double w)
        {
            _total += w;
            _largest = Math.Max(_largest, _total);
            for (int a = 0, ab = 0, abc = 0; a < size; a++)
            {
                var wa = w * x[a];
                _first[a] += wa;
                for (var b = 0; b <= a; b++, ab++)
                {
                    var wab = wa * x[b];
                    _second[ab] += wab;
                    for (var c = 0; third && c <= b; c++, abc++)
                        _third[abc] += wab * x[c];
                }
            }
        }

        /// <summary>The cumulants with the factor's share of some rows' weights taken away.</summary>
        public void Cumulants(Sums away, CoxFactor factor)
        {
            var share = factor.Share;
            var total = _total - (share * away._total);
            factor.LogTotal = Math.Log(total);
            var (mean, covariance) = (factor.Mean, factor.Covariance);
            for (int a = 0, ab = 0; a < size; a++)
            {
                mean[a] = (_first[a] - (share * away._first[a])) / total;
                for (var b = 0; b <= a; b++, ab++)
                    covariance[ab] = ((_second[ab] - (share * away._second[ab])) / total) - (mean[a] * mean[b]);
            }

            for (int a = 0, abc = 0; third && a < size; a++)
            {
                for (var b = 0; b <= a; b++)
                {
                    for (var c = 0; c <= b; c++, abc++)
                    {
                        factor.Third[abc] = ((_third[abc] - (share * away._third[abc])) / total) - (mean[a] * mean[b] * mean[c])
                            - (mean[a] * covariance[Packed(b, c)]) - (mean[b] * covariance[Packed(a, c)])
                            - (mean[c] * covariance[Packed(a, b)]);
                    }
                }
            }
        }

        private static int Packed(int row, int column) => (row * (row + 1) / 2) + column;
    }
}
