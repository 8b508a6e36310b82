using System.Runtime.InteropServices;

namespace IgG4FollowUp.Statistics;

/// <summary>
/// The proportional-hazards model: the hazard of a row is a baseline that its stratum shares, times exp(x'β). Delayed entry
/// and covariates that change with time are stretches of observation. Newton's method with halved steps from β = 0;
/// O(n log n) but for exact ties.
/// </summary>
/// <remarks>
/// Cox, J R Stat Soc B 1972;34:187-220; Therneau and Grambsch, Modeling Survival Data, Springer 2000. Conventions are those
/// of R's <c>survival::coxph</c>; with Firth's penalty, of Heinze and Schemper, Biometrics 2001;57:114-9.
/// </remarks>
public static class Cox
{
    /// <summary>Fits the model.</summary>
    /// <param name="rows">Stretches of observation in any order.</param>
    /// <param name="options">How; the default is Efron's ties and model-based variance.</param>
    /// <exception cref="ArgumentException">
    /// Invalid times, covariates that are not finite or not of one number, or options that exclude each other.
    /// </exception>
    public static CoxFit Fit(ReadOnlySpan<CoxRow> rows, CoxOptions? options = null)
    {
        options ??= new CoxOptions();
        Require(options);
        var design = CoxDesign.Of(rows);
        var zero = CoxLikelihood.At(design, options with { Firth = false }, new double[design.Size]);
        var columns = Cholesky.IndependentColumns(zero.Information, design.Size, design.Events);
        var part = columns.Length == design.Size ? design : design.With(columns);
        var search = new CoxSearch(beta => CoxLikelihood.At(part, options, beta), part.Events, options.Firth);
        var start = search.At(new double[columns.Length]);
        var best = search.Maximise(new double[columns.Length], fixedAt: null);
        return new Report(part, options, search, best, columns, design.Size, start).Write(rows);
    }

    private static void Require(CoxOptions options)
    {
        ConfidenceLimits.RequireLevel(options.Level);
        if (options is { Ties: TiedEvents.Exact, Firth: true } or { Ties: TiedEvents.Exact, Robust: true })
            throw new ArgumentException("Exact ties have neither Firth's penalty nor a robust variance here.", nameof(options));
        if (options is { Firth: true, Robust: true })
            throw new ArgumentException("Firth's penalty has no robust variance.", nameof(options));
    }

    /// <summary>What is told of a maximum, in the units and with the columns that were asked about.</summary>
    private sealed record Report(
        CoxDesign Design, CoxOptions Options, CoxSearch Search, CoxMaximum Best, int[] Columns, int Size, CoxLikelihood Start)
    {
        public CoxFit Write(ReadOnlySpan<CoxRow> rows)
        {
            int[] finite = Best.Moving is null ? [] : [.. Enumerable.Range(0, Columns.Length).Where(j => !Best.Moving[j])];
            var information = Cholesky.Of(Cholesky.Part(Best.Likelihood.Information, Columns.Length, finite), finite.Length);
            var inverse = information?.Inverse() ?? [];
            var model = Spread(inverse, finite);
            var robust = Options.Robust && Best.Convergence == CoxConvergence.Converged
                ? Spread(CoxResiduals.Sandwich(Design, Options.Ties, Best.Beta, inverse, rows), finite) : null;
            var covariance = robust ?? model;
            var ratio = 2 * (Best.Likelihood.Value - Start.Value);
            return new CoxFit(
                Options, Best.Convergence, rows.Length, Design.Events,
                [.. Enumerable.Range(0, Size).Select(j => Coefficient(j, model, robust))],
                ImmutableCollectionsMarshal.AsImmutableArray(covariance),
                Start.Value, Best.Likelihood.Value, new ChiSquareTest(Math.Max(0, ratio), Columns.Length),
                Options.Firth ? null : QuadraticForm.Of(Start.Score, Start.Information), Wald(covariance));
        }

        private ChiSquareTest? Wald(double[] covariance)
        {
            if (Best.Convergence != CoxConvergence.Converged)
                return null;
            var beta = Best.Beta.Select((b, j) => b / Design.Scales[j]).ToArray();
            var part = Cholesky.Part(covariance, Size, Columns);
            return Cholesky.Of(part, Columns.Length) is { } factor
                ? new ChiSquareTest(beta.Zip(factor.Solve(beta), (b, w) => b * w).Sum(), Columns.Length) : null;
        }

        private CoxCoefficient Coefficient(int covariate, double[] model, double[]? robust)
        {
            var j = Array.IndexOf(Columns, covariate);
            if (j < 0 || Best.Convergence == CoxConvergence.NotReached)
                return new CoxCoefficient(double.NaN, double.NaN, null, ConfidenceLimits.Undefined, null);
            var scale = Design.Scales[j];
            var moving = Best.Moving![j];
            var estimate = moving ? Math.Sign(Best.Beta[j]) * double.PositiveInfinity : Best.Beta[j] / scale;
            var error = Math.Sqrt(model[(covariate * Size) + covariate]);
            double? robustError = robust is null ? null : Math.Sqrt(robust[(covariate * Size) + covariate]);
            var width = ConfidenceLimits.Z(Options.Level) * (robustError ?? error);
            return new CoxCoefficient(
                estimate, error, robustError,
                moving ? ConfidenceLimits.Undefined : new ConfidenceLimits(estimate - width, estimate + width),
                Options.ProfileLimits ? Profile(j, moving ? 1 : error * scale) : null);
        }

        private ConfidenceLimits Profile(int j, double width)
        {
            var z = ConfidenceLimits.Z(Options.Level);
            var target = Best.Likelihood.Value - (z * z / 2);
            var scale = Design.Scales[j];
            return new ConfidenceLimits(Limit(-1), Limit(1));

            double Limit(int side) =>
                Best.Moving![j] && Math.Sign(Best.Beta[j]) == side
                    ? side * double.PositiveInfinity : Search.ProfileLimit(Best, j, side, z * width, target) / scale;
        }

        /// <summary>A covariance of finite, standardised coefficients as one of all, in their units.</summary>
        private double[] Spread(double[] part, int[] finite)
        {
            var all = new double[Size * Size];
            all.AsSpan().Fill(double.NaN);
            for (var a = 0; part.Length > 0 && a < finite.Length; a++)
            {
                for (var b = 0; b < finite.Length; b++)
                {
                    all[(Columns[finite[a]] * Size) + Columns[finite[b]]] =
                        part[(a * finite.Length) + b] / (Design.Scales[finite[a]] * Design.Scales[finite[b]]);
                }
            }

            return all;
        }
    }
}
