using MathNet.Numerics;

namespace IgG4FollowUp.Statistics;

/// <summary>The hazard of one group relative to another, from a proportional-hazards model with that one covariate.</summary>
/// <param name="Coefficient">β, the natural logarithm of the hazard ratio.</param>
/// <param name="StandardError">From the observed information.</param>
/// <remarks>Cox, J R Stat Soc B 1972;34:187-220; tied events by Breslow's approximation, Biometrics 1974;30:89-99.</remarks>
public sealed record HazardRatio(double Coefficient, double StandardError)
{
    /// <summary>exp β: above 1 when the second group fails faster.</summary>
    public double Ratio => Math.Exp(Coefficient);

    /// <summary>Wald's z, β over its standard error.</summary>
    public double Z => Coefficient / StandardError;

    /// <summary>Two-sided p of Wald's test.</summary>
    public double PValue => SpecialFunctions.Erfc(Math.Abs(Z) / Constants.Sqrt2);

    /// <summary>The interval of the ratio, exp(β ± z · se).</summary>
    /// <param name="level">Confidence level, between 0 and 1 exclusive.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level is not between 0 and 1.</exception>
    public ConfidenceLimits Limits(double level = 0.95)
    {
        var width = ConfidenceLimits.Z(level) * StandardError;
        return new ConfidenceLimits(Math.Exp(Coefficient - width), Math.Exp(Coefficient + width));
    }

    /// <summary>Fits the hazard of <paramref name="group"/> relative to <paramref name="reference"/>.</summary>
    /// <param name="reference">Follow-up of the reference group, in any order.</param>
    /// <param name="group">Follow-up of the other group, in any order.</param>
    /// <returns>
    /// Null when the likelihood has no maximum: while both groups were at risk, only one of them (or neither) had events.
    /// </returns>
    /// <exception cref="ArgumentException">A time is not finite, or an entry is not before its time.</exception>
    public static HazardRatio? Fit(ReadOnlySpan<SurvivalTime> reference, ReadOnlySpan<SurvivalTime> group)
    {
        double[] first = [0], second = [1];
        var rows = new CoxRow[reference.Length + group.Length];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = i < reference.Length ? new CoxRow(reference[i], first) : new CoxRow(group[i - reference.Length], second);
        var fit = Cox.Fit(rows, new CoxOptions(TiedEvents.Breslow));
        return fit.Convergence == CoxConvergence.Converged
            ? new HazardRatio(fit.Coefficients[0].Estimate, fit.Coefficients[0].StandardError) : null;
    }
}
