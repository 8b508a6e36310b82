namespace IgG4FollowUp.Statistics;

/// <summary>A count over its denominator, never one without the other.</summary>
public readonly record struct Proportion
{
    /// <summary>States a proportion.</summary>
    /// <param name="count">From 0 to the denominator.</param>
    /// <param name="denominator">How many were in a position to be counted; may be 0, and then there is no share.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 0 or above the denominator.</exception>
    public Proportion(int count, int denominator)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, denominator);
        Count = count;
        Denominator = denominator;
    }

    /// <summary>How many were counted.</summary>
    public int Count { get; }

    /// <summary>How many were in a position to be counted.</summary>
    public int Denominator { get; }

    /// <summary>Count over denominator, from 0 to 1; null when the denominator is 0.</summary>
    public double? Share => Denominator == 0 ? null : Count / (double)Denominator;

    /// <summary>"3/8": the raw fraction, which small numbers are read by.</summary>
    public string Fraction => $"{Count}/{Denominator}";

    /// <summary>
    /// 100 · count / denominator, rounded half away from zero, without the per cent sign; null when the denominator is 0.
    /// </summary>
    /// <param name="decimals">Decimals to print, 0 or more.</param>
    public string? Percent(int decimals = 1) => Denominator == 0
        ? null
        : Math.Round(100m * Count / Denominator, decimals, MidpointRounding.AwayFromZero).ToString($"F{decimals}");

    /// <summary>
    /// Wilson's score interval for the share; close to its level even at small numbers. Undefined when the denominator
    /// is 0. Wilson, J Am Stat Assoc 1927;22:209-12.
    /// </summary>
    /// <param name="level">Confidence level, between 0 and 1 exclusive.</param>
    public ConfidenceLimits Wilson(double level = 0.95)
    {
        var z = ConfidenceLimits.Z(level);
        if (Share is not { } p)
            return ConfidenceLimits.Undefined;
        double n = Denominator, scale = 1 + (z * z / n);
        var centre = (p + (z * z / (2 * n))) / scale;
        var half = z / scale * Math.Sqrt((p * (1 - p) / n) + (z * z / (4 * n * n)));
        return new ConfidenceLimits(Count == 0 ? 0 : centre - half, Count == Denominator ? 1 : centre + half);
    }
}
