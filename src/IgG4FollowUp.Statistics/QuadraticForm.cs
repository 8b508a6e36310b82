using MathNet.Numerics;

namespace IgG4FollowUp.Statistics;

/// <summary>A chi-square statistic.</summary>
/// <param name="ChiSquare">The statistic, 0 or more.</param>
/// <param name="DegreesOfFreedom">The number of independent contrasts tested, 0 or more.</param>
public readonly record struct ChiSquareTest(double ChiSquare, int DegreesOfFreedom)
{
    /// <summary>Upper tail of the chi-square distribution; null when there are no degrees of freedom.</summary>
    public double? PValue =>
        DegreesOfFreedom == 0 ? null : SpecialFunctions.GammaUpperRegularized(DegreesOfFreedom / 2.0, ChiSquare / 2);
}

internal static class QuadraticForm
{
    /// <summary>
    /// u' V⁻ u and the rank of V, by symmetric elimination that takes next the component whose variance is least explained
    /// by those taken. A component that the others explain adds neither to the statistic nor to the rank.
    /// </summary>
    /// <param name="score">u.</param>
    /// <param name="covariance">V, row by row.</param>
    public static ChiSquareTest Of(ReadOnlySpan<double> score, double[] covariance)
    {
        const double explained = 1e-10;
        var size = score.Length;
        var v = (double[])covariance.Clone();
        var u = score.ToArray();
        var open = Enumerable.Range(0, size).Where(g => covariance[(g * size) + g] > 0).ToList();
        double chiSquare = 0;
        var rank = 0;
        while (open.Count > 0)
        {
            var pivot = open.MaxBy(Unexplained);
            if (Unexplained(pivot) <= explained)
                break;
            open.Remove(pivot);
            rank++;
            var variance = v[(pivot * size) + pivot];
            chiSquare += u[pivot] * u[pivot] / variance;
            foreach (var g in open)
            {
                var factor = v[(g * size) + pivot] / variance;
                u[g] -= factor * u[pivot];
                foreach (var h in open)
                    v[(g * size) + h] -= factor * v[(pivot * size) + h];
            }
        }

        return new ChiSquareTest(chiSquare, rank);

        double Unexplained(int g) => v[(g * size) + g] / covariance[(g * size) + g];
    }
}
