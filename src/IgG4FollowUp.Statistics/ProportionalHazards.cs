using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace IgG4FollowUp.Statistics;

/// <summary>The function of time along which a coefficient is suspected to change.</summary>
public enum TimeTransform
{
    /// <summary>1 − S(t−), Kaplan-Meier of all rows: late times with few people do not dominate.</summary>
    KaplanMeier,

    /// <summary>t.</summary>
    Identity,

    /// <summary>ln t; every time must be above 0.</summary>
    Log,
}

/// <summary>One event's scaled Schoenfeld residuals.</summary>
/// <param name="Time">When it happened.</param>
/// <param name="TransformedTime">The transform of it.</param>
/// <param name="Coefficients">
/// An estimate, very rough, of each coefficient at that time: drawn against the transformed time and smoothed, a coefficient
/// that does not change gives a level line.
/// </param>
public sealed record SchoenfeldResidual(double Time, double TransformedTime, ImmutableArray<double> Coefficients);

/// <summary>Whether the hazards of a fitted model are proportional.</summary>
/// <param name="Transform">The function of time g.</param>
/// <param name="Covariates">The score test that a coefficient β + θ g(t) has θ = 0, for each covariate.</param>
/// <param name="Global">The same for all covariates together.</param>
/// <param name="Residuals">One per event, in ascending order of time.</param>
/// <remarks>
/// Grambsch and Therneau, Biometrika 1994;81:515-26, with the exact score test of R's <c>cox.zph</c> from survival 3 on.
/// Covariates must vary within every stratum that has events for the residuals to be those of R, which leaves out the
/// covariates that do not.
/// </remarks>
public sealed record ProportionalHazards(
    TimeTransform Transform, ImmutableArray<ChiSquareTest> Covariates, ChiSquareTest Global,
    ImmutableArray<SchoenfeldResidual> Residuals)
{
    /// <summary>Checks a fit.</summary>
    /// <param name="rows">The rows that the model was fitted to.</param>
    /// <param name="fit">A converged model without Firth's penalty, without exact ties and without redundant covariates.</param>
    /// <param name="transform">The function of time.</param>
    /// <exception cref="ArgumentException">The fit is not of this kind, or a time has no logarithm.</exception>
    public static ProportionalHazards Check(
        ReadOnlySpan<CoxRow> rows, CoxFit fit, TimeTransform transform = TimeTransform.KaplanMeier)
    {
        if (fit.Convergence != CoxConvergence.Converged || fit.Options.Firth || fit.Options.Ties == TiedEvents.Exact
            || fit.Coefficients.Any(c => !double.IsFinite(c.Estimate)))
            throw new ArgumentException(
                "Only a converged model without penalty, exact ties or redundant covariates is checked.", nameof(fit));

        var design = CoxDesign.Of(rows);
        var g = Transformed(design, transform);
        var mean = design.Times.Where(t => t.IsEvent).Average(t => g(t.Time));
        var beta = fit.Coefficients.Select((c, j) => c.Estimate * design.Scales[j]).ToArray();
        var sums = new Sums(design, t => g(t) - mean);
        new CoxRiskSets(design, fit.Options.Ties)
            .Visit(CoxLikelihood.Predictors(design, beta), third: false, (_, factor) => sums.Add(factor));
        return new ProportionalHazards(
            transform, [.. Enumerable.Range(0, design.Size).Select(j => sums.Test([j]))],
            sums.Test([.. Enumerable.Range(0, design.Size)]), sums.Scaled(beta, g));
    }

    private static Func<double, double> Transformed(CoxDesign design, TimeTransform transform)
    {
        switch (transform)
        {
            case TimeTransform.Identity:
                return t => t;
            case TimeTransform.Log when design.Times.All(t => t.Time > 0):
                return Math.Log;
            case TimeTransform.Log:
                throw new ArgumentException("A time that is not above 0 has no logarithm.", nameof(transform));
            case TimeTransform.KaplanMeier:
                var points = KaplanMeier.Estimate(design.Times).Points;
                double[] times = [.. points.Select(p => p.Time)];
                return t => Array.BinarySearch(times, t) is var i && (i < 0 ? ~i : i) is > 0 and var before
                    ? 1 - points[before - 1].Survival : 0;
            default:
                throw new ArgumentOutOfRangeException(nameof(transform), transform, "Not a function of time.");
        }
    }

    /// <summary>Score of θ and the blocks of the information of β and θ, over all factors.</summary>
    private sealed class Sums(CoxDesign design, Func<double, double> g)
    {
        private readonly int _size = design.Size;
        private readonly double[] _score = new double[design.Size];
        private readonly double[] _information = new double[4 * design.Size * design.Size];
        private readonly List<(double Time, int Row, double[] Residual)> _residuals = [];

        public void Add(CoxFactor factor)
        {
            var at = g(factor.Time);
            if (factor.IsFirst)
            {
                foreach (var row in factor.Failed)
                    _residuals.Add((factor.Time, row, design.Covariates[(row * _size)..((row + 1) * _size)]));
            }

            for (var k = _residuals.Count - factor.Failed.Count; k < _residuals.Count; k++)
            {
                for (var j = 0; j < _size; j++)
                {
                    if (factor.IsFirst)
                        _score[j] += at * _residuals[k].Residual[j];
                    _residuals[k].Residual[j] -= factor.Weight / factor.Failed.Count * factor.Mean[j];
                }
            }

            for (int a = 0, ab = 0; a < _size; a++)
            {
                _score[a] -= at * factor.Weight * factor.Mean[a];
                for (var b = 0; b <= a; b++, ab++)
                {
                    var part = factor.Weight * factor.Covariance[ab];
                    for (var block = 0; block < 4; block++)
                    {
                        var (row, column) = (block / 2 * _size, block % 2 * _size);
                        var value = part * (row > 0 ? at : 1) * (column > 0 ? at : 1);
                        _information[((row + a) * 2 * _size) + column + b] += value;
                        if (a != b)
                            _information[((row + b) * 2 * _size) + column + a] += value;
                    }
                }
            }
        }

        /// <summary>The score test of some θ, with β estimated and the other θ at 0.</summary>
        public ChiSquareTest Test(int[] theta)
        {
            int[] kept = [.. Enumerable.Range(0, _size), .. theta.Select(j => j + _size)];
            double[] score = [.. kept.Select(k => k < _size ? 0 : _score[k - _size])];
            return Cholesky.Of(Cholesky.Part(_information, 2 * _size, kept), kept.Length) is { } factor
                ? new ChiSquareTest(score.Zip(factor.Solve(score), (u, w) => u * w).Sum(), theta.Length)
                : new ChiSquareTest(double.NaN, 0);
        }

        public ImmutableArray<SchoenfeldResidual> Scaled(double[] beta, Func<double, double> transform)
        {
            var information = Cholesky.Of(
                Cholesky.Part(_information, 2 * _size, [.. Enumerable.Range(0, _size)]), _size)!;
            return [.. _residuals.OrderBy(r => r.Time).ThenBy(r => r.Row).Select(r => new SchoenfeldResidual(
                r.Time, transform(r.Time), Scaled(information.Solve(r.Residual), beta)))];
        }

        private ImmutableArray<double> Scaled(double[] solved, double[] beta) => ImmutableCollectionsMarshal.AsImmutableArray(
            solved.Select((x, j) => ((x * _residuals.Count) + beta[j]) / design.Scales[j]).ToArray());
    }
}
