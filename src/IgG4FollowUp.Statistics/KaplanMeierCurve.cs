using System.Collections.Immutable;

namespace IgG4FollowUp.Statistics;

/// <summary>The Kaplan-Meier estimate just after one of the times at which somebody failed or was censored.</summary>
/// <param name="Time">In the unit of the data.</param>
/// <param name="AtRisk">n: under observation just before <paramref name="Time"/>.</param>
/// <param name="Events">d: events at this time.</param>
/// <param name="Censored">Censored at this time, after the events.</param>
/// <param name="Survival">S, from 0 to 1.</param>
/// <param name="LogVariance">
/// Greenwood's sum Σ d/(n(n − d)), the variance of ln S; infinite from the time at which everyone at risk failed.
/// </param>
public readonly record struct KaplanMeierPoint(
    double Time, int AtRisk, int Events, int Censored, double Survival, double LogVariance)
{
    /// <summary>Greenwood's standard error of S, S · √Σ d/(n(n − d)); NaN where S is 0. Greenwood 1926.</summary>
    public double StandardError => Survival == 0 ? double.NaN : Survival * Math.Sqrt(LogVariance);

    /// <summary>
    /// A pointwise interval for S on the given scale. Undefined where S is 0, and on the log-log scale also where S is 1.
    /// </summary>
    /// <param name="scale">The scale the interval is formed on.</param>
    /// <param name="z">The normal quantile of the confidence level, see <see cref="ConfidenceLimits.Z"/>.</param>
    public ConfidenceLimits Limits(IntervalScale scale, double z)
    {
        if (Survival == 0)
            return ConfidenceLimits.Undefined;
        var width = z * Math.Sqrt(LogVariance);
        switch (scale)
        {
            case IntervalScale.Plain:
                return new ConfidenceLimits(Math.Max(0, Survival - (width * Survival)), Math.Min(1, Survival + (width * Survival)));
            case IntervalScale.Log:
                return new ConfidenceLimits(Survival * Math.Exp(-width), Math.Min(1, Survival * Math.Exp(width)));
            case IntervalScale.LogLog when Survival == 1:
                return ConfidenceLimits.Undefined;
            case IntervalScale.LogLog:
                var log = Math.Log(Survival);
                return new ConfidenceLimits(Math.Exp(log * Math.Exp(-width / log)), Math.Exp(log * Math.Exp(width / log)));
            default:
                throw new ArgumentOutOfRangeException(nameof(scale), scale, "Not an interval scale.");
        }
    }
}

/// <summary>A time by which a given share of people has had the event, with its interval; null means not reached.</summary>
/// <param name="Time">In the unit of the data.</param>
/// <param name="Lower">Where the lower pointwise band crosses.</param>
/// <param name="Upper">Where the upper pointwise band crosses.</param>
public readonly record struct QuantileEstimate(double? Time, double? Lower, double? Upper);

/// <summary>What is printed for one time of a curve: the estimate and the counts that stand under it.</summary>
/// <param name="Time">The time asked about.</param>
/// <param name="AtRisk">Entered at or before this time and still observed at it, so that at time zero all patients count.</param>
/// <param name="CumulativeEvents">Events up to and including this time.</param>
/// <param name="CumulativeCensored">Censorings up to and including this time.</param>
/// <param name="Survival">S, from 0 to 1; null after the last observation, unless S had reached 0.</param>
/// <param name="StandardError">Greenwood's standard error; null where undefined.</param>
/// <param name="Lower">Lower limit; null where undefined.</param>
/// <param name="Upper">Upper limit; null where undefined.</param>
public readonly record struct SurvivalAtTime(
    double Time, int AtRisk, int CumulativeEvents, int CumulativeCensored,
    double? Survival, double? StandardError, double? Lower, double? Upper);

/// <summary>A Kaplan-Meier curve: a right-continuous step function that starts at 1.</summary>
public sealed class KaplanMeierCurve
{
    // The tolerance of R's quantile and print methods: the square root of the machine's precision.
    private const double Tolerance = 1.490116119384766e-8;

    private readonly double[]? _entries;

    internal KaplanMeierCurve(int subjects, ImmutableArray<KaplanMeierPoint> points, double[]? entries)
    {
        Subjects = subjects;
        Points = points;
        _entries = entries;
    }

    /// <summary>Number of subjects.</summary>
    public int Subjects { get; }

    /// <summary>Number of events.</summary>
    public int Events => Points.Sum(p => p.Events);

    /// <summary>One point per distinct time, ascending, including times at which people were only censored.</summary>
    public ImmutableArray<KaplanMeierPoint> Points { get; }

    /// <summary>The time by which half have had the event; see <see cref="Quantile"/>.</summary>
    /// <param name="scale">Scale of the interval; R's default is the log scale.</param>
    /// <param name="level">Confidence level.</param>
    public QuantileEstimate Median(IntervalScale scale = IntervalScale.Log, double level = 0.95) => Quantile(0.5, scale, level);

    /// <summary>
    /// The smallest time with S ≤ 1 − p. Where S equals 1 − p over an interval that a further event ends, the midpoint of
    /// that interval, as R prints it. The limits invert the pointwise band by the same rule (Brookmeyer and Crowley,
    /// Biometrics 1982;38:29-41).
    /// </summary>
    /// <param name="p">The share that has had the event, between 0 and 1 exclusive: 0.5 for the median.</param>
    /// <param name="scale">Scale of the pointwise band.</param>
    /// <param name="level">Confidence level.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share or the level is not between 0 and 1.</exception>
    public QuantileEstimate Quantile(double p, IntervalScale scale = IntervalScale.Log, double level = 0.95)
    {
        if (p is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(p), p, "A quantile's share lies between 0 and 1.");
        var z = ConfidenceLimits.Z(level);
        return new QuantileEstimate(
            Crossing(1 - p, point => point.Survival),
            Crossing(1 - p, point => point.Limits(scale, z).Lower),
            Crossing(1 - p, point => point.Limits(scale, z).Upper));
    }

    /// <summary>The estimate and the numbers at risk, with event and censored so far at each of some times.</summary>
    /// <param name="times">Times in the unit of the data, ascending.</param>
    /// <param name="scale">Scale of the interval.</param>
    /// <param name="level">Confidence level.</param>
    /// <exception cref="ArgumentException">The times are not in ascending order.</exception>
    public IReadOnlyList<SurvivalAtTime> At(
        IReadOnlyList<double> times, IntervalScale scale = IntervalScale.Log, double level = 0.95)
    {
        var z = ConfidenceLimits.Z(level);
        var rows = new SurvivalAtTime[times.Count];
        int next = 0, events = 0, censored = 0, gone = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var t = times[i];
            if (i > 0 && !(t >= times[i - 1]))
                throw new ArgumentException("Times are asked for in ascending order.", nameof(times));
            for (; next < Points.Length && Points[next].Time <= t; next++)
            {
                gone = events + censored;
                events += Points[next].Events;
                censored += Points[next].Censored;
            }

            var leftBefore = next > 0 && Points[next - 1].Time == t ? gone : events + censored;
            rows[i] = Row(t, Entered(t) - leftBefore, events, censored, next, scale, z);
        }

        return rows;
    }

    private SurvivalAtTime Row(double t, int atRisk, int events, int censored, int next, IntervalScale scale, double z)
    {
        var point = next == 0 ? new KaplanMeierPoint(t, atRisk, 0, 0, 1, 0) : Points[next - 1];
        var known = point.Survival == 0 || (Points.Length > 0 && t <= Points[^1].Time);
        if (!known)
            return new SurvivalAtTime(t, atRisk, events, censored, null, null, null, null);
        var limits = point.Limits(scale, z);
        return new SurvivalAtTime(
            t, atRisk, events, censored, point.Survival, Known(point.StandardError), Known(limits.Lower), Known(limits.Upper));
    }

    private int Entered(double t)
    {
        if (_entries is null)
            return Subjects;
        int low = 0, high = _entries.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_entries[middle] <= t)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private double? Crossing(double target, Func<KaplanMeierPoint, double> value)
    {
        for (var i = 0; i < Points.Length; i++)
        {
            // Curve and band move only at events, and the logarithms of a band are what a large curve costs.
            if (Points[i].Events == 0)
                continue;
            var first = value(Points[i]);
            if (!(first < target + Tolerance))
                continue;
            if (Math.Abs(first - target) < Tolerance)
            {
                for (var j = i + 1; j < Points.Length; j++)
                {
                    if (Points[j].Events > 0 && value(Points[j]) < first)
                        return (Points[i].Time + Points[j].Time) / 2;
                }
            }

            return Points[i].Time;
        }

        return null;
    }

    private static double? Known(double value) => double.IsNaN(value) ? null : value;
}
