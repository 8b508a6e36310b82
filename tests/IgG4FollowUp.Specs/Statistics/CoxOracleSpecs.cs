using IgG4FollowUp.Specs.Statistics.Oracle;
using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Specs.Statistics;

/// <summary>Two hundred random data sets against R's survival package 3.5.3; see generate-cox-oracle.R.</summary>
public sealed class CoxOracleSpecs
{
    private const double Tolerance = 1e-8;

    // The oracle differentiates the penalised likelihood numerically.
    private const double FirthTolerance = 1e-6;

    private static readonly OracleCox[] DataSets = [.. OracleFile.Lines("cox-oracle.jsonl").Select(OracleFile.Read<OracleCox>)];

    [Fact]
    public void there_are_two_hundred_data_sets_of_ten_kinds()
    {
        DataSets.Length.ShouldBe(200);
        DataSets.Select(d => d.Kind).Distinct().Count().ShouldBe(10);
        DataSets.Count(d => d.Start is not null).ShouldBe(60);
        DataSets.Count(d => d.Efron.Monotone).ShouldBeGreaterThanOrEqualTo(20);
        DataSets.Count(d => d.Efron.Coefficients?.Any(b => b is null) == true).ShouldBeGreaterThanOrEqualTo(15);
        DataSets.Count(d => d.Efron.Zph is not null).ShouldBeGreaterThan(100);
        DataSets.Count(d => d.FirthEfron is not null).ShouldBeGreaterThan(140);
        DataSets.Count(d => d.FirthEfron?.Limits is not null).ShouldBeGreaterThan(60);
    }

    [Theory]
    [InlineData(TiedEvents.Efron)]
    [InlineData(TiedEvents.Breslow)]
    [InlineData(TiedEvents.Exact)]
    public void estimates_and_tests_agree_with_r(TiedEvents ties)
    {
        foreach (var set in DataSets)
        {
            var where = $"data set {set.Id} ({set.Kind})";
            var expected = set.With(ties);
            var fit = Cox.Fit(Rows(set), new CoxOptions(ties));
            Near(fit.LogLikelihoodAtZero, expected.LogLikelihood[0], Tolerance, where);
            Near(fit.LogLikelihood, expected.LogLikelihood[^1], Tolerance, where);
            Near(fit.Score!.Value.ChiSquare, expected.Score, Tolerance, $"{where}, score test");
            if (expected.Monotone)
            {
                fit.Convergence.ShouldBe(CoxConvergence.Monotone, where);
                fit.Coefficients.ShouldContain(c => double.IsInfinity(c.Estimate));
                fit.Wald.ShouldBeNull(where);
                continue;
            }

            Same(fit.Coefficients.Select(c => c.Estimate), expected.Coefficients!, $"{where}, coefficients");
            Same(fit.Coefficients.Select(c => c.StandardError), expected.Errors!, $"{where}, standard errors");
            if (fit.Convergence == CoxConvergence.NothingToEstimate)
                continue;
            fit.Convergence.ShouldBe(CoxConvergence.Converged, where);
            Near(fit.Wald!.Value.ChiSquare, expected.Wald!.Value, Tolerance, $"{where}, Wald");
            fit.Wald.Value.DegreesOfFreedom.ShouldBe(expected.Coefficients!.Count(b => b is not null), where);
        }
    }

    [Theory]
    [InlineData(TiedEvents.Efron)]
    [InlineData(TiedEvents.Breslow)]
    public void robust_variances_agree_with_r(TiedEvents ties)
    {
        foreach (var set in DataSets.Where(d => d.With(ties).Robust is not null))
        {
            var fit = Cox.Fit(Rows(set), new CoxOptions(ties, Robust: true));
            if (fit.Convergence == CoxConvergence.NothingToEstimate)
                continue;
            var where = $"data set {set.Id} ({set.Kind}), robust";
            Same(fit.Coefficients.Select(c => c.RobustStandardError ?? double.NaN), set.With(ties).Robust!, where);
            if (set.With(ties).RobustWald is { } wald)
                Near(fit.Wald!.Value.ChiSquare, wald, 1e-7, where);
        }
    }

    [Theory]
    [InlineData(TiedEvents.Efron)]
    [InlineData(TiedEvents.Breslow)]
    public void checks_of_proportional_hazards_agree_with_r(TiedEvents ties)
    {
        TimeTransform[] transforms = [TimeTransform.KaplanMeier, TimeTransform.Identity, TimeTransform.Log];
        foreach (var set in DataSets.Where(d => d.With(ties).Zph is not null))
        {
            var where = $"data set {set.Id} ({set.Kind})";
            var rows = Rows(set);
            var fit = Cox.Fit(rows, new CoxOptions(ties));
            var checks = transforms.Select(transform => ProportionalHazards.Check(rows, fit, transform)).ToArray();
            Same(checks.SelectMany(c => c.Covariates.Append(c.Global)).Select(t => t.ChiSquare), set.With(ties).Zph!, where);

            // R leaves the order of events at the same time to its sort.
            if (set.With(ties).Residuals is { } residuals)
                Same(checks[0].Residuals.SelectMany(r => r.Coefficients).Order(), residuals.Order(), where);
        }
    }

    [Theory]
    [InlineData(TiedEvents.Efron)]
    [InlineData(TiedEvents.Breslow)]
    public void firths_penalised_maximum_and_its_profile_agree_with_its_definition(TiedEvents ties)
    {
        foreach (var set in DataSets)
        {
            if ((ties == TiedEvents.Efron ? set.FirthEfron : set.FirthBreslow) is not { } expected)
                continue;
            var where = $"data set {set.Id} ({set.Kind}), Firth";
            var fit = Cox.Fit(Rows(set), new CoxOptions(ties, Firth: true, ProfileLimits: expected.Limits is not null));
            fit.Convergence.ShouldBe(CoxConvergence.Converged, where);
            Near(fit.LogLikelihood - fit.LogLikelihoodAtZero, expected.LogLikelihoodGain, FirthTolerance, where);
            foreach (var (own, theirs) in fit.Coefficients.Zip(expected.Coefficients))
                Near(own.Estimate, theirs, FirthTolerance, where);
            if (expected.Limits is not { } limits)
                continue;
            foreach (var (own, theirs) in fit.Coefficients.Select(c => c.Profile!.Value).Zip(limits.Chunk(2)))
            {
                Near(own.Lower, theirs[0], FirthTolerance, where);
                Near(own.Upper, theirs[1], FirthTolerance, where);
            }
        }
    }

    private static CoxRow[] Rows(OracleCox set)
    {
        var size = set.X.Length / set.Stop.Length;
        return [.. set.Stop.Select((stop, i) => new CoxRow(
            new SurvivalTime(stop, set.Event[i] == 1, set.Start?[i] ?? double.NegativeInfinity),
            set.X.AsMemory(i * size, size), set.Stratum[i], set.Subject[i]))];
    }

    private static void Same(IEnumerable<double> actual, IEnumerable<double?> expected, string where)
    {
        foreach (var (a, e) in actual.Zip(expected))
        {
            if (e is { } value)
                Near(a, value, Tolerance, where);
            else
                a.ShouldBe(double.NaN, where);
        }
    }

    private static void Near(double actual, double expected, double tolerance, string where) =>
        actual.ShouldBe(expected, tolerance * Math.Max(1, Math.Abs(expected)), where);
}
