namespace IgG4FollowUp.Statistics;

/// <summary>The logarithm of the partial likelihood at one β with its derivatives, penalised where that was asked for.</summary>
/// <param name="Value">−∞ or NaN where β is too far out to compute.</param>
/// <param name="Score">First derivatives of <paramref name="Value"/>.</param>
/// <param name="Information">
/// Minus the second derivatives of the unpenalised log likelihood, row by row: the penalty is left out of it, as in Firth's
/// and Heinze's algorithm.
/// </param>
internal sealed record CoxLikelihood(double Value, double[] Score, double[] Information)
{
    /// <summary>exp(x'β) of every row over the largest of its stratum, and the logarithm of that largest one.</summary>
    public static (double[] Weights, double[] LogScales) Weights(CoxDesign design, ReadOnlySpan<double> beta)
    {
        var weights = Predictors(design, beta);
        var scales = new double[design.Strata.Length];
        for (var s = 0; s < scales.Length; s++)
        {
            scales[s] = design.Strata[s].ByTime.Max(i => weights[i]);
            foreach (var i in design.Strata[s].ByTime)
                weights[i] = Math.Exp(weights[i] - scales[s]);
        }

        return (weights, scales);
    }

    /// <summary>x'β of every row.</summary>
    public static double[] Predictors(CoxDesign design, ReadOnlySpan<double> beta)
    {
        var predictors = new double[design.Times.Length];
        for (var i = 0; i < predictors.Length; i++)
        {
            for (var j = 0; j < beta.Length; j++)
                predictors[i] += design.Covariates[(i * beta.Length) + j] * beta[j];
        }

        return predictors;
    }

    public static CoxLikelihood At(CoxDesign design, CoxOptions options, double[] beta)
    {
        var size = design.Size;
        var predictors = Predictors(design, beta);
        var score = new double[size];
        var packed = new double[size * (size + 1) / 2];
        var third = new double[options.Firth ? size * (size + 1) * (size + 2) / 6 : 0];
        double value = 0;
        new CoxRiskSets(design, options.Ties).Visit(predictors, options.Firth, (_, factor) =>
        {
            if (factor.IsFirst)
            {
                foreach (var row in factor.Failed)
                {
                    for (var j = 0; j < size; j++)
                    {
                        value += design.Covariates[(row * size) + j] * beta[j];
                        score[j] += design.Covariates[(row * size) + j];
                    }
                }
            }

            value -= factor.Weight * factor.LogTotal;
            Add(score, factor.Mean, -factor.Weight);
            Add(packed, factor.Covariance, factor.Weight);
            Add(third, factor.Third, factor.Weight);
        });

        var information = Square(packed, size);
        if (!options.Firth)
            return new CoxLikelihood(value, score, information);

        // det I is that of the covariates in their own units, so that it does not depend on which rows their scale is from.
        return Penalised(value + design.Scales.Sum(Math.Log), score, information, third, size);
    }

    /// <summary>
    /// ℓ + ½ ln det I, with the score U_r + ½ tr(I⁻¹ ∂I/∂β_r). Firth, Biometrika 1993;80:27-38; Heinze and Schemper,
    /// Biometrics 2001;57:114-9.
    /// </summary>
    private static CoxLikelihood Penalised(double value, double[] score, double[] information, double[] third, int size)
    {
        if (Cholesky.Of(information, size) is not { } factor)
            return new CoxLikelihood(double.NegativeInfinity, score, information);
        var inverse = factor.Inverse();
        for (int a = 0, abc = 0; a < size; a++)
        {
            for (var b = 0; b <= a; b++)
            {
                for (var c = 0; c <= b; c++, abc++)
                {
                    // Each distinct order of (a, b, c) is one element of the symmetric third derivative.
                    foreach (var (r, i, j) in Orders(a, b, c))
                        score[r] += 0.5 * inverse[(i * size) + j] * third[abc];
                }
            }
        }

        return new CoxLikelihood(value + (factor.LogDeterminant / 2), score, information);
    }

    private static IEnumerable<(int, int, int)> Orders(int a, int b, int c) =>
        new[] { (a, b, c), (a, c, b), (b, a, c), (b, c, a), (c, a, b), (c, b, a) }.Distinct();

    private static void Add(double[] sum, double[] values, double weight)
    {
        for (var i = 0; i < sum.Length; i++)
            sum[i] += weight * values[i];
    }

    private static double[] Square(double[] packed, int size)
    {
        var square = new double[size * size];
        for (int a = 0, ab = 0; a < size; a++)
        {
            for (var b = 0; b <= a; b++, ab++)
                square[(a * size) + b] = square[(b * size) + a] = packed[ab];
        }

        return square;
    }
}
