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
        var sets = RiskSets(reference, group);
        var observed = sets.Sum(s => s.EventsInGroup);
        if (observed == 0 || observed == sets.Sum(s => s.Events))
            return null;

        // The log likelihood is concave in one variable, so its score has one root: Newton's steps, kept between bounds
        // that always hold it.
        double beta = 0, low = double.NegativeInfinity, high = double.PositiveInfinity;
        for (var i = 0; i < 100; i++)
        {
            var (score, information) = Derivatives(sets, observed, beta);
            if (score > 0)
                low = beta;
            else
                high = beta;
            var next = beta + Math.Clamp(score / information, -4, 4);
            if (!(next > low && next < high))
                next = double.IsFinite(low) && double.IsFinite(high) ? (low + high) / 2 : beta;
            var step = Math.Abs(next - beta);
            beta = next;
            if (step <= 1e-14 * Math.Max(1, Math.Abs(beta)))
                break;
        }

        return new HazardRatio(beta, 1 / Math.Sqrt(Derivatives(sets, observed, beta).Information));
    }

    private static (double Score, double Information) Derivatives(List<RiskSet> sets, int observed, double beta)
    {
        double expected = 0, information = 0;
        foreach (var set in sets)
        {
            var share = 1 / (1 + (set.InReference / (set.InGroup * Math.Exp(beta))));
            expected += set.Events * share;
            information += set.Events * share * (1 - share);
        }

        return (observed - expected, information);
    }

    /// <summary>Event times at which both groups were at risk; the others say nothing about β.</summary>
    private static List<RiskSet> RiskSets(ReadOnlySpan<SurvivalTime> reference, ReadOnlySpan<SurvivalTime> group)
    {
        SurvivalTime[] all = [.. reference, .. group];
        var cells = new int[all.Length];
        cells.AsSpan(reference.Length).Fill(1);
        var walk = new RiskSetWalk(SortedTimes.Of<SurvivalTime>(all, cells, 2, causes: 1), 0, 2);
        var sets = new List<RiskSet>();
        while (walk.MoveNext())
        {
            if (walk.AtRisk[0] > 0 && walk.AtRisk[1] > 0)
                sets.Add(new RiskSet(walk.AtRisk[0], walk.AtRisk[1], walk.Failed[1], walk.Failed[0] + walk.Failed[1]));
        }

        return sets;
    }

    private readonly record struct RiskSet(double InReference, double InGroup, int EventsInGroup, int Events);
}
