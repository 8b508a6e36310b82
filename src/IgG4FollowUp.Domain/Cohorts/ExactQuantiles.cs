namespace IgG4FollowUp.Domain.Cohorts;

/// <summary>Quantiles behind the exact intervals, brought to machine precision.</summary>
internal static class ExactQuantiles
{
    /// <summary>Quantile of the gamma distribution with rate 1: half the chi-square quantile at twice the degrees of freedom.</summary>
    public static double Gamma(double shape, double p) =>
        Polish(MathNet.Numerics.Distributions.Gamma.InvCDF(shape, 1, p), p,
            x => MathNet.Numerics.Distributions.Gamma.CDF(shape, 1, x), x => MathNet.Numerics.Distributions.Gamma.PDF(shape, 1, x));

    public static double Beta(double a, double b, double p) =>
        Polish(MathNet.Numerics.Distributions.Beta.InvCDF(a, b, p), p,
            x => MathNet.Numerics.Distributions.Beta.CDF(a, b, x), x => MathNet.Numerics.Distributions.Beta.PDF(a, b, x));

    // The library's inversions stop at a fixed absolute accuracy; two Newton steps on its distribution function, which is
    // exact to rounding, remove what is left.
    private static double Polish(double x, double p, Func<double, double> cdf, Func<double, double> pdf)
    {
        for (var i = 0; i < 2; i++)
            x -= (cdf(x) - p) / pdf(x);
        return x;
    }
}
