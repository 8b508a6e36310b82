using MathNet.Numerics;

namespace IgG4FollowUp.Statistics;

/// <summary>The scale on which a normal interval for a survival probability is formed before it is mapped back.</summary>
/// <remarks>Kalbfleisch and Prentice, The Statistical Analysis of Failure Time Data, 2nd ed., Wiley 2002, section 1.4.</remarks>
public enum IntervalScale
{
    /// <summary>S ± z · se, cut at 0 and 1.</summary>
    Plain,

    /// <summary>S · exp(± z · se / S), cut at 1: the default of R's <c>survfit</c>.</summary>
    Log,

    /// <summary>S^exp(± z · se / (S ln S)): stays within 0 and 1 by itself and is the better one in small samples.</summary>
    LogLog,
}

/// <summary>A confidence interval. Both limits are <see cref="double.NaN"/> where the interval is undefined.</summary>
/// <param name="Lower">Lower limit, in the unit of the estimate.</param>
/// <param name="Upper">Upper limit, in the unit of the estimate.</param>
public readonly record struct ConfidenceLimits(double Lower, double Upper)
{
    /// <summary>Limits that do not exist, as for a survival of 0.</summary>
    public static ConfidenceLimits Undefined { get; } = new(double.NaN, double.NaN);

    /// <summary>False when the limits are undefined.</summary>
    public bool AreDefined => !double.IsNaN(Lower);

    /// <summary>The two-sided standard normal quantile z of a confidence level: 1.959964 for 0.95.</summary>
    /// <param name="level">Confidence level, between 0 and 1 exclusive.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level is not between 0 and 1.</exception>
    public static double Z(double level)
    {
        RequireLevel(level);
        return Constants.Sqrt2 * SpecialFunctions.ErfInv(level);
    }

    internal static void RequireLevel(double level)
    {
        if (level is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(level), level, "A confidence level lies between 0 and 1.");
    }
}
