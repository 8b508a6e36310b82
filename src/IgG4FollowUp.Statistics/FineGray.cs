using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace IgG4FollowUp.Statistics;

/// <summary>A person's follow-up with the covariates known at time zero.</summary>
/// <param name="Time">Observed from time zero: delayed entry has no such model here.</param>
/// <param name="Covariates">The same number of finite values for everyone.</param>
public readonly record struct FineGrayRow(CompetingTime Time, ReadOnlyMemory<double> Covariates);

/// <summary>A fitted model of a subdistribution hazard.</summary>
/// <param name="Convergence">Whether there are estimates.</param>
/// <param name="Rows">Number of people.</param>
/// <param name="Events">Events of the cause of interest.</param>
/// <param name="Coefficients">
/// Logarithms of subdistribution hazard ratios; the robust standard error, which counts the estimated censoring, is the one
/// to use and is that of the Wald limits.
/// </param>
/// <param name="Covariance">The robust covariance, row by row; NaN where there is none.</param>
/// <param name="LogLikelihoodAtZero">Weighted log partial likelihood with all coefficients 0.</param>
/// <param name="LogLikelihood">At the estimates.</param>
public sealed record FineGrayFit(
    CoxConvergence Convergence, int Rows, int Events, ImmutableArray<CoxCoefficient> Coefficients,
    ImmutableArray<double> Covariance, double LogLikelihoodAtZero, double LogLikelihood);

/// <summary>
/// The proportional subdistribution hazards model: how covariates move the cumulative incidence of a cause among competing
/// causes. Those who had another event stay in the risk set with the probability that they would still be uncensored. It
/// describes who will have had the event; for what drives its rate, fit <see cref="Cox"/> with other causes censored.
/// O(n log n).
/// </summary>
/// <remarks>Fine and Gray, J Am Stat Assoc 1999;94:496-509; conventions are those of R's <c>cmprsk::crr</c>.</remarks>
public static class FineGray
{
    /// <summary>Fits the model.</summary>
    /// <param name="rows">In any order.</param>
    /// <param name="cause">The cause of interest, 1 or more.</param>
    /// <param name="level">Confidence level, between 0 and 1 exclusive.</param>
    /// <exception cref="ArgumentException">Invalid times, cause, covariates or level, or somebody entered late.</exception>
    public static FineGrayFit Fit(ReadOnlySpan<FineGrayRow> rows, int cause, double level = 0.95)
    {
        ConfidenceLimits.RequireLevel(level);
        ArgumentOutOfRangeException.ThrowIfLessThan(cause, 1);
        var (events, outcomes) = (new CoxRow[rows.Length], new int[rows.Length]);
        for (var i = 0; i < rows.Length; i++)
        {
            var (time, own, entry) = rows[i].Time;
            ArgumentOutOfRangeException.ThrowIfNegative(own, nameof(rows));
            if (!double.IsNegativeInfinity(entry))
                throw new ArgumentException("The model is for people observed from time zero.", nameof(rows));
            outcomes[i] = own == 0 ? 0 : own == cause ? 1 : 2;
            events[i] = new CoxRow(new SurvivalTime(time, own == cause), rows[i].Covariates);
        }

        var design = CoxDesign.Of(events);
        var full = new Subdistribution(design, outcomes);
        var columns = Cholesky.IndependentColumns(full.At(new double[design.Size]).Information, design.Size, design.Events);
        var model = columns.Length == design.Size ? full : new Subdistribution(design.With(columns), outcomes);
        var search = new CoxSearch(model.At, design.Events);
        var best = search.Maximise(new double[columns.Length], fixedAt: null);
        return Report(model, best, columns, design.Size, level);
    }

    private static FineGrayFit Report(Subdistribution model, CoxMaximum best, int[] columns, int size, double level)
    {
        var design = model.Design;
        var covariance = new double[size * size];
        covariance.AsSpan().Fill(double.NaN);
        var coefficients = new CoxCoefficient[size];
        coefficients.AsSpan().Fill(new CoxCoefficient(double.NaN, double.NaN, null, ConfidenceLimits.Undefined, null));
        if (best.Convergence == CoxConvergence.Monotone)
        {
            foreach (var (j, column) in columns.Index())
            {
                var estimate = best.Moving![j] ? Math.Sign(best.Beta[j]) * double.PositiveInfinity : best.Beta[j] / design.Scales[j];
                coefficients[column] = coefficients[column] with { Estimate = estimate };
            }
        }
        else if (best.Convergence == CoxConvergence.Converged)
        {
            var inverse = Cholesky.Of(best.Likelihood.Information, columns.Length)!.Inverse();
            var robust = model.Sandwich(best.Beta, inverse);
            var z = ConfidenceLimits.Z(level);
            foreach (var (a, row) in columns.Index())
            {
                foreach (var (b, column) in columns.Index())
                    covariance[(row * size) + column] = robust[(a * columns.Length) + b] / (design.Scales[a] * design.Scales[b]);
                var estimate = best.Beta[a] / design.Scales[a];
                var error = Math.Sqrt(covariance[(row * size) + row]);
                coefficients[row] = new CoxCoefficient(
                    estimate, Math.Sqrt(inverse[(a * columns.Length) + a]) / design.Scales[a], error,
                    new ConfidenceLimits(estimate - (z * error), estimate + (z * error)), null);
            }
        }

        return new FineGrayFit(
            best.Convergence, design.Times.Length, design.Events,
            ImmutableCollectionsMarshal.AsImmutableArray(coefficients), ImmutableCollectionsMarshal.AsImmutableArray(covariance),
            model.At(new double[columns.Length]).Value, best.Likelihood.Value);
    }

    /// <summary>Outcome 0 is censored, 1 the cause of interest, 2 any other.</summary>
    private sealed class Subdistribution
    {
        private readonly int[] _outcomes;
        private readonly int[] _ascending;
        private readonly double[] _uncensored;

        public Subdistribution(CoxDesign design, int[] outcomes)
        {
            (Design, _outcomes) = (design, outcomes);
            _ascending = design.Strata.Length == 0 ? [] : [.. design.Strata[0].ByTime.Reverse()];
            _uncensored = Uncensored();
        }

        public CoxDesign Design { get; }

        private int Size => Design.Size;

        public CoxLikelihood At(double[] beta)
        {
            var (weights, scales) = CoxLikelihood.Weights(Design, beta);
            var (score, information) = (new double[Size], new double[Size * Size]);
            double value = 0;
            foreach (var set in RiskSets(weights))
            {
                foreach (var row in set.Failed)
                {
                    for (var j = 0; j < Size; j++)
                    {
                        value += X(row, j) * beta[j];
                        score[j] += X(row, j) - set.Mean[j];
                    }

                    value -= Math.Log(set.Total) + scales[0];
                    for (var k = 0; k < information.Length; k++)
                        information[k] += set.Covariance[k];
                }
            }

            return new CoxLikelihood(value, score, information);
        }

        /// <summary>I⁻¹ Σ (η + ψ)(η + ψ)' I⁻¹ of Fine and Gray, section 3.</summary>
        public double[] Sandwich(double[] beta, double[] inverse)
        {
            var (weights, _) = CoxLikelihood.Weights(Design, beta);
            var influence = new double[_outcomes.Length * Size];
            AddScores(influence, weights);
            AddCensoring(influence, weights);
            var meat = new double[Size * Size];
            for (var i = 0; i < _outcomes.Length; i++)
            {
                for (var a = 0; a < Size; a++)
                {
                    for (var b = 0; b < Size; b++)
                        meat[(a * Size) + b] += influence[(i * Size) + a] * influence[(i * Size) + b];
                }
            }

            return Product(Product(inverse, meat), inverse);
        }

        private double X(int row, int j) => Design.Covariates[(row * Size) + j];

        private double Time(int row) => Design.Times[row].Time;

        /// <summary>G(t−) at each row's time: Kaplan-Meier of being censored.</summary>
        private double[] Uncensored()
        {
            var result = new double[_outcomes.Length];
            double after = 1;
            for (var i = 0; i < _ascending.Length;)
            {
                var (start, censored) = (i, 0);
                for (; i < _ascending.Length && Time(_ascending[i]) == Time(_ascending[start]); i++)
                {
                    result[_ascending[i]] = after;
                    censored += _outcomes[_ascending[i]] == 0 ? 1 : 0;
                }

                after *= 1 - (censored / (double)(_ascending.Length - start));
            }

            return result;
        }

        /// <summary>The risk set of each time of the cause of interest, ascending.</summary>
        private List<RiskSet> RiskSets(double[] weights)
        {
            // Backwards for those not yet failed or censored, then forwards for those who had another event before.
            var sets = new List<RiskSet>();
            var (total, first, second) = (0.0, new double[Size], new double[Size * Size]);
            for (var i = _ascending.Length - 1; i >= 0;)
            {
                var failed = new List<int>();
                var time = Time(_ascending[i]);
                for (; i >= 0 && Time(_ascending[i]) == time; i--)
                {
                    Add(_ascending[i], weights[_ascending[i]]);
                    if (_outcomes[_ascending[i]] == 1)
                        failed.Add(_ascending[i]);
                }

                if (failed.Count > 0)
                    sets.Add(new RiskSet(time, [.. failed], _uncensored[failed[0]], total, [.. first], [.. second]));
            }

            sets.Reverse();
            (total, first, second) = (0.0, new double[Size], new double[Size * Size]);
            var next = 0;
            for (var s = 0; s < sets.Count; s++)
            {
                for (; Time(_ascending[next]) < sets[s].Time; next++)
                {
                    if (_outcomes[_ascending[next]] == 2)
                        Add(_ascending[next], weights[_ascending[next]] / _uncensored[_ascending[next]]);
                }

                sets[s] = sets[s].With(total, first, second);
            }

            return sets;

            void Add(int row, double w)
            {
                total += w;
                for (var a = 0; a < Size; a++)
                {
                    first[a] += w * X(row, a);
                    for (var b = 0; b < Size; b++)
                        second[(a * Size) + b] += w * X(row, a) * X(row, b);
                }
            }
        }

        /// <summary>η: what each person adds to the score, the weights taken as known.</summary>
        private void AddScores(double[] influence, double[] weights)
        {
            var sets = RiskSets(weights);
            var (hazard, weighted) = (Cumulative(sets, _ => 1), Cumulative(sets, s => s.Uncensored));
            var times = sets.Select(s => s.Time).ToArray();
            foreach (var row in _ascending)
            {
                var until = CountUpTo(times, Time(row));
                for (var j = 0; j < Size; j++)
                {
                    ref var sum = ref influence[(row * Size) + j];
                    sum -= weights[row] * ((X(row, j) * hazard[until][Size]) - hazard[until][j]);
                    if (_outcomes[row] == 1)
                        sum += X(row, j) - sets[until - 1].Mean[j];
                    if (_outcomes[row] == 2)
                    {
                        sum -= weights[row] / _uncensored[row] * ((X(row, j) * (weighted[^1][Size] - weighted[until][Size]))
                            - (weighted[^1][j] - weighted[until][j]));
                    }
                }
            }
        }

        /// <summary>ψ: what each person adds through the estimate of the censoring.</summary>
        private void AddCensoring(double[] influence, double[] weights)
        {
            var sets = RiskSets(weights);
            var weighted = Cumulative(sets, s => s.Uncensored);
            var times = sets.Select(s => s.Time).ToArray();
            var others = new double[Size + 1];
            var compensator = new double[Size];
            for (var i = 0; i < _ascending.Length;)
            {
                var start = i;
                var time = Time(_ascending[start]);
                for (; i < _ascending.Length && Time(_ascending[i]) == time; i++)
                {
                }

                double atRisk = _ascending.Length - start;
                var censored = _ascending[start..i].Count(row => _outcomes[row] == 0);
                var before = times.Length == 0 ? 0 : CountBefore(times, time);
                for (var j = 0; j < Size; j++)
                {
                    var q = (others[j] * (weighted[^1][Size] - weighted[before][Size]))
                        - (others[Size] * (weighted[^1][j] - weighted[before][j]));
                    compensator[j] += censored * q / (atRisk * atRisk);
                    foreach (var row in _ascending[start..i])
                        influence[(row * Size) + j] += (_outcomes[row] == 0 ? q / atRisk : 0) - compensator[j];
                }

                foreach (var row in _ascending[start..i].Where(row => _outcomes[row] == 2))
                {
                    for (var j = 0; j < Size; j++)
                        others[j] += weights[row] / _uncensored[row] * X(row, j);
                    others[Size] += weights[row] / _uncensored[row];
                }
            }
        }

        /// <summary>Sums over the first risk sets of x̄ dΛ, and last of dΛ, each times a weight.</summary>
        private List<double[]> Cumulative(List<RiskSet> sets, Func<RiskSet, double> weight)
        {
            var sums = new List<double[]> { new double[Size + 1] };
            foreach (var set in sets)
            {
                double[] sum = [.. sums[^1]];
                var hazard = weight(set) * set.Failed.Length / set.Total;
                for (var j = 0; j < Size; j++)
                    sum[j] += set.Mean[j] * hazard;
                sum[Size] += hazard;
                sums.Add(sum);
            }

            return sums;
        }

        private static int CountBefore(double[] times, double time) =>
            Array.BinarySearch(times, time) is var found && found < 0 ? ~found : found;

        private static int CountUpTo(double[] times, double time) =>
            Array.BinarySearch(times, time) is var found && found < 0 ? ~found : found + 1;

        private double[] Product(double[] a, double[] b)
        {
            var product = new double[Size * Size];
            for (var i = 0; i < Size; i++)
            {
                for (var j = 0; j < Size; j++)
                {
                    for (var k = 0; k < Size; k++)
                        product[(i * Size) + j] += a[(i * Size) + k] * b[(k * Size) + j];
                }
            }

            return product;
        }
    }

    /// <summary>Weighted total, mean and covariance of the covariates among those who count as at risk.</summary>
    private sealed record RiskSet(
        double Time, int[] Failed, double Uncensored, double Total, double[] Mean, double[] Covariance)
    {
        /// <summary>From plain sums, with those of people who had another event before, per unit of G(t−).</summary>
        public RiskSet With(double total, double[] first, double[] second)
        {
            var size = Mean.Length;
            var all = Total + (Uncensored * total);
            double[] mean = [.. Mean.Select((sum, j) => (sum + (Uncensored * first[j])) / all)];
            double[] covariance = [.. Covariance.Select((sum, k) =>
                ((sum + (Uncensored * second[k])) / all) - (mean[k / size] * mean[k % size]))];
            return this with { Total = all, Mean = mean, Covariance = covariance };
        }
    }
}
