using MathNet.Numerics;

namespace IgG4FollowUp.Statistics;

/// <summary>
/// The mean time free of the event within the first τ: the area under a survival curve from 0 to τ. It needs no
/// proportional hazards and no median that was reached.
/// </summary>
/// <param name="Horizon">τ, in the unit of the data.</param>
/// <param name="Mean">From 0 to <paramref name="Horizon"/>.</param>
/// <param name="Variance">By Greenwood's formula, 0 or more.</param>
/// <remarks>
/// Irwin, J Hyg 1949;47:188-9; Royston and Parmar, BMC Med Res Methodol 2013;13:152; variance Σ A(t)² d/(n(n − d)), A(t) the
/// area from t to τ. A term with n = d has no area behind it and counts as 0.
/// </remarks>
public readonly record struct RestrictedMean(double Horizon, double Mean, double Variance)
{
    /// <summary>The standard error of the mean.</summary>
    public double StandardError => Math.Sqrt(Variance);

    /// <summary>The mean ± z · se, cut at 0 and τ.</summary>
    /// <param name="level">Confidence level, between 0 and 1 exclusive.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level is not between 0 and 1.</exception>
    public ConfidenceLimits Limits(double level = 0.95)
    {
        var width = ConfidenceLimits.Z(level) * StandardError;
        return new ConfidenceLimits(Math.Max(0, Mean - width), Math.Min(Horizon, Mean + width));
    }

    /// <summary>The restricted mean of a curve.</summary>
    /// <param name="curve">A curve whose times count from 0.</param>
    /// <param name="horizon">τ, above 0.</param>
    /// <returns>Null when the curve is not known up to τ: it ends before, above 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">τ is not a finite number above 0.</exception>
    public static RestrictedMean? Of(KaplanMeierCurve curve, double horizon)
    {
        if (horizon is not (> 0 and < double.PositiveInfinity))
            throw new ArgumentOutOfRangeException(nameof(horizon), horizon, "The horizon is a finite time above 0.");
        var points = curve.Points;
        if (points.IsEmpty || (points[^1].Survival > 0 && points[^1].Time < horizon))
            return null;

        // From the right, so that the area behind each event is at hand.
        double area = 0, variance = 0, right = horizon;
        for (var i = points.Length - 1; i >= 0; i--)
        {
            var (time, n, d) = (points[i].Time, (double)points[i].AtRisk, points[i].Events);
            if (time >= horizon)
                continue;
            area += points[i].Survival * (right - Math.Max(0, time));
            right = Math.Max(0, time);
            if (d > 0 && n > d)
                variance += area * area * d / (n * (n - d));
        }

        return new RestrictedMean(horizon, area + right, variance);
    }
}

/// <summary>The restricted means of two independent groups, compared.</summary>
/// <param name="Reference">Of the reference group.</param>
/// <param name="Group">Of the other group, at the same horizon.</param>
/// <remarks>Uno et al., J Clin Oncol 2014;32:2380-5; as R's <c>survRM2</c>.</remarks>
public readonly record struct RestrictedMeanContrast(RestrictedMean Reference, RestrictedMean Group)
{
    /// <summary>Group less reference, in the unit of time: above 0 when the second group stays free longer.</summary>
    public double Difference => Group.Mean - Reference.Mean;

    /// <summary>Standard error of the difference.</summary>
    public double StandardError => Math.Sqrt(Group.Variance + Reference.Variance);

    /// <summary>Two-sided p that the difference is 0; NaN where neither mean varies.</summary>
    public double DifferencePValue => TwoSided(Difference / StandardError);

    /// <summary>Group over reference.</summary>
    public double Ratio => Group.Mean / Reference.Mean;

    /// <summary>Standard error of the logarithm of the ratio, by the delta method.</summary>
    public double LogRatioStandardError => Math.Sqrt(
        (Group.Variance / (Group.Mean * Group.Mean)) + (Reference.Variance / (Reference.Mean * Reference.Mean)));

    /// <summary>Two-sided p that the ratio is 1; NaN where neither mean varies.</summary>
    public double RatioPValue => TwoSided(Math.Log(Ratio) / LogRatioStandardError);

    /// <summary>Difference ± z · se.</summary>
    /// <param name="level">Confidence level, between 0 and 1 exclusive.</param>
    public ConfidenceLimits DifferenceLimits(double level = 0.95)
    {
        var width = ConfidenceLimits.Z(level) * StandardError;
        return new ConfidenceLimits(Difference - width, Difference + width);
    }

    /// <summary>exp(ln ratio ± z · se).</summary>
    /// <param name="level">Confidence level, between 0 and 1 exclusive.</param>
    public ConfidenceLimits RatioLimits(double level = 0.95)
    {
        var width = ConfidenceLimits.Z(level) * LogRatioStandardError;
        return new ConfidenceLimits(Ratio * Math.Exp(-width), Ratio * Math.Exp(width));
    }

    /// <summary>Compares two curves.</summary>
    /// <param name="reference">The curve of the reference group.</param>
    /// <param name="group">The curve of the other group.</param>
    /// <param name="horizon">τ, above 0.</param>
    /// <returns>Null when either curve is not known up to τ.</returns>
    /// <exception cref="ArgumentOutOfRangeException">τ is not a finite number above 0.</exception>
    public static RestrictedMeanContrast? Of(KaplanMeierCurve reference, KaplanMeierCurve group, double horizon) =>
        RestrictedMean.Of(reference, horizon) is { } first && RestrictedMean.Of(group, horizon) is { } second
            ? new RestrictedMeanContrast(first, second) : null;

    private static double TwoSided(double z) => SpecialFunctions.Erfc(Math.Abs(z) / Constants.Sqrt2);
}
