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
    /// <param name="predictors">x'β of each row.</param>
    /// <param name="third">Whether third cumulants are wanted; not with exact ties.</param>
    /// <param name="visit">Is given the stratum's place and the factor.</param>
    public void Visit(double[] predictors, bool third, Action<int, CoxFactor> visit)
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
                    total.Add(Covariates(byTime[added]), predictors[byTime[added]]);
                    if (design.Times[byTime[added]].IsEvent)
                        factor.Failed.Add(byTime[added]);
                }

                if (factor.Failed.Count == 0)
                    continue;
                for (; removed < byEntry.Length && design.Times[byEntry[removed]].Entry >= factor.Time; removed++)
                    total.Add(Covariates(byEntry[removed]), predictors[byEntry[removed]], -1);
                if (total.HasCancelled)
                    Rebuild(total, byTime.AsSpan(0, added), factor.Time, predictors);
                if (ties == TiedEvents.Exact && factor.Failed.Count > 1)
                {
                    Subsets(factor, byTime.AsSpan(0, added), predictors);
                    visit(s, factor);
                    continue;
                }

                var factors = ties == TiedEvents.Efron ? factor.Failed.Count : 1;
                failed.Clear(total.Reference);
                foreach (var row in factors > 1 ? factor.Failed : [])
                    failed.Add(Covariates(row), predictors[row]);
                for (var k = 0; k < factors; k++)
                {
                    factor.IsFirst = k == 0;
                    factor.Weight = factor.Failed.Count / (double)factors;
                    factor.Share = k / (double)factors;
                    total.Cumulants(failed, factor);
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
    private void Rebuild(Sums total, ReadOnlySpan<int> seen, double time, double[] predictors)
    {
        total.Clear();
        foreach (var row in seen)
        {
            if (design.Times[row].Entry < time)
                total.Add(Covariates(row), predictors[row]);
        }
    }

    /// <summary>
    /// The sum over all sets of d of those at risk of the product of their weights, with the mean and covariance of the sets'
    /// sums of covariates, by adding one row after another (Gail, Lubin and Rubinstein, Biometrika 1981;68:703-7). Sets of k
    /// are a mixture of those without the row and of those of k − 1 with it; logarithms keep products of any size apart.
    /// </summary>
    private void Subsets(CoxFactor factor, ReadOnlySpan<int> seen, double[] predictors)
    {
        var d = factor.Failed.Count;
        var packed = _size * (_size + 1) / 2;
        var (logs, means, covariances) = (new double[d + 1], new double[(d + 1) * _size], new double[(d + 1) * packed]);
        var gap = new double[_size];
        logs.AsSpan(1).Fill(double.NegativeInfinity);
        var atRisk = 0;
        foreach (var row in seen)
        {
            if (!(design.Times[row].Entry < factor.Time))
                continue;
            atRisk++;
            var x = Covariates(row);
            for (var k = Math.Min(d, atRisk); k > 0; k--)
            {
                var with = logs[k - 1] + predictors[row];
                var larger = Math.Max(logs[k], with);
                logs[k] = larger + Math.Log(Math.Exp(logs[k] - larger) + Math.Exp(with - larger));
                var share = Math.Exp(with - logs[k]);
                for (var a = 0; a < _size; a++)
                    gap[a] = means[((k - 1) * _size) + a] + x[a] - means[(k * _size) + a];
                for (int a = 0, ab = 0; a < _size; a++)
                {
                    means[(k * _size) + a] += share * gap[a];
                    for (var b = 0; b <= a; b++, ab++)
                    {
                        ref var covariance = ref covariances[(k * packed) + ab];
                        covariance += share * (covariances[((k - 1) * packed) + ab] - covariance + ((1 - share) * gap[a] * gap[b]));
                    }
                }
            }
        }

        (factor.IsFirst, factor.Weight, factor.Share) = (true, 1, 0);
        factor.LogTotal = logs[d];
        means.AsSpan(d * _size).CopyTo(factor.Mean);
        covariances.AsSpan(d * packed).CopyTo(factor.Covariance);
    }

    /// <summary>
    /// Σ w, Σ w x, Σ w x x' and, where wanted, Σ w x ⊗ x ⊗ x; w is exp(x'β − reference), the reference the largest x'β so
    /// far, so that no one's weight is lost beside that of somebody at risk at other times.
    /// </summary>
    private sealed class Sums(int size, bool third)
    {
        private const double Cancelled = 0.01;

        private readonly double[] _first = new double[size];
        private readonly double[] _second = new double[size * (size + 1) / 2];
        private readonly double[] _third = third ? new double[size * (size + 1) * (size + 2) / 6] : [];
        private double _total;
        private double _largest;

        public bool HasCancelled => _total < Cancelled * _largest;

        public double Reference { get; private set; }

        public void Clear(double reference = double.NegativeInfinity)
        {
            Reference = reference;
            _total = _largest = 0;
            _first.AsSpan().Clear();
            _second.AsSpan().Clear();
            _third.AsSpan().Clear();
        }

        public void Add(ReadOnlySpan<double> x, double predictor, int sign = 1)
        {
            if (predictor > Reference)
                Refer(predictor);
            var w = sign * Math.Exp(predictor - Reference);
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
            factor.LogTotal = Math.Log(total) + Reference;
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

        private void Refer(double predictor)
        {
            var scale = Math.Exp(Reference - predictor);
            Reference = predictor;
            _total *= scale;
            _largest *= scale;
            foreach (var sums in new[] { _first, _second, _third })
            {
                for (var i = 0; i < sums.Length; i++)
                    sums[i] *= scale;
            }
        }

        private static int Packed(int row, int column) => (row * (row + 1) / 2) + column;
    }
}
