namespace IgG4FollowUp.Statistics;

/// <summary>Score residuals: what each row adds to the score at the estimates.</summary>
internal static class CoxResiduals
{
    /// <summary>
    /// I⁻¹ (Σ over clusters of s s') I⁻¹, s the sum of the cluster's score residuals. Lin and Wei, J Am Stat Assoc
    /// 1989;84:1074-8.
    /// </summary>
    public static double[] Sandwich(CoxDesign design, TiedEvents ties, double[] beta, double[] inverse, ReadOnlySpan<CoxRow> rows)
    {
        var size = design.Size;
        var residuals = Score(design, ties, beta);
        var clusters = new Dictionary<int, double[]>();
        for (var i = 0; i < rows.Length; i++)
        {
            if (!clusters.TryGetValue(rows[i].Subject, out var sum))
                clusters.Add(rows[i].Subject, sum = new double[size]);
            for (var j = 0; j < size; j++)
                sum[j] += residuals[(i * size) + j];
        }

        var sandwich = new double[size * size];
        var influence = new double[size];
        foreach (var sum in clusters.Values)
        {
            for (var a = 0; a < size; a++)
            {
                influence[a] = 0;
                for (var b = 0; b < size; b++)
                    influence[a] += inverse[(a * size) + b] * sum[b];
            }

            for (var a = 0; a < size; a++)
            {
                for (var b = 0; b < size; b++)
                    sandwich[(a * size) + b] += influence[a] * influence[b];
            }
        }

        return sandwich;
    }

    /// <summary>
    /// ∫ (x − x̄(t)) dM(t) of every row, row by row: for the rows at risk the increments of the baseline are summed up once
    /// and looked up at both ends of a stretch; rows that failed are then set right for their own ties.
    /// </summary>
    private static double[] Score(CoxDesign design, TiedEvents ties, double[] beta)
    {
        var size = design.Size;
        var (weights, scales) = CoxLikelihood.Weights(design, beta);
        var residuals = new double[design.Times.Length * size];
        var increments = design.Strata.Select(_ => new Increments(size)).ToArray();
        new CoxRiskSets(design, ties).Visit(CoxLikelihood.Predictors(design, beta), third: false, (stratum, factor) =>
        {
            var hazard = factor.Weight * Math.Exp(scales[stratum] - factor.LogTotal);
            increments[stratum].Add(factor, hazard);
            var part = factor.Weight / factor.Failed.Count;
            foreach (var row in factor.Failed)
            {
                for (var j = 0; j < size; j++)
                {
                    var distance = design.Covariates[(row * size) + j] - factor.Mean[j];
                    residuals[(row * size) + j] += distance * (part + (factor.Share * hazard * weights[row]));
                }
            }
        });

        for (var s = 0; s < increments.Length; s++)
        {
            foreach (var row in design.Strata[s].ByTime)
            {
                var (until, before) = (increments[s].From(design.Times[row].Time), increments[s].From(design.Times[row].Entry));
                for (var j = 0; j < size; j++)
                {
                    residuals[(row * size) + j] -= weights[row]
                        * ((design.Covariates[(row * size) + j] * (before[size] - until[size])) - (before[j] - until[j]));
                }
            }
        }

        return residuals;
    }

    /// <summary>Sums over the event times after a time of dΛ and x̄ dΛ.</summary>
    private sealed class Increments(int size)
    {
        private readonly List<double> _times = [];
        private readonly List<double[]> _sums = [new double[size + 1]];

        /// <summary>Times come in descending order.</summary>
        public void Add(CoxFactor factor, double hazard)
        {
            if (factor.IsFirst)
            {
                _times.Add(-factor.Time);
                _sums.Add([.. _sums[^1]]);
            }

            var sum = _sums[^1];
            for (var j = 0; j < size; j++)
                sum[j] += factor.Mean[j] * hazard;
            sum[size] += hazard;
        }

        public double[] From(double after)
        {
            // The first event time that is not after it ends those that are.
            var found = _times.BinarySearch(-after);
            return _sums[found < 0 ? ~found : found];
        }
    }
}
