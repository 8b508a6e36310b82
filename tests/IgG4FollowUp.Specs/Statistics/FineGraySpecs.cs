using FsCheck;
using FsCheck.Fluent;
using IgG4FollowUp.Specs.Statistics.Oracle;
using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Specs.Statistics;

/// <summary>Two hundred random data sets against R's cmprsk package, see generate-fine-gray-oracle.R, and laws.</summary>
public sealed class FineGraySpecs
{
    // R stops when its own steps are small; its coefficients are good to about this.
    private const double Tolerance = 1e-6;

    private static readonly Arbitrary<(CompetingTime Time, int X)[]> Cohorts = (
        from time in Gen.Choose(0, 12)
        from cause in Gen.Choose(0, 2)
        from x in Gen.Choose(0, 2)
        select (new CompetingTime(time, cause), x)).ArrayOf().ToArbitrary();

    [Fact]
    public void estimates_and_robust_standard_errors_agree_with_r()
    {
        var sets = OracleFile.Lines("fine-gray-oracle.jsonl").Select(OracleFile.Read<OracleFineGray>).ToArray();
        sets.Length.ShouldBe(200);
        foreach (var (set, id) in sets.Select((s, i) => (s, i + 1)))
        {
            var where = $"data set {id} ({set.Kind})";
            var size = set.Coefficients.Length;
            var fit = FineGray.Fit(
                [.. set.Time.Select((t, i) => new FineGrayRow(new CompetingTime(t, set.Cause[i]), set.X.AsMemory(i * size, size)))], 1);
            fit.Convergence.ShouldBe(CoxConvergence.Converged, where);
            fit.LogLikelihoodAtZero.ShouldBe(set.LogLikelihood[0], 1e-8 * -set.LogLikelihood[0], where);
            fit.LogLikelihood.ShouldBe(set.LogLikelihood[1], 1e-8 * -set.LogLikelihood[1], where);
            for (var j = 0; j < size; j++)
            {
                fit.Coefficients[j].Estimate.ShouldBe(set.Coefficients[j], Tolerance, where);
                fit.Coefficients[j].StandardError.ShouldBe(set.ModelErrors[j], Tolerance, where);
                fit.Coefficients[j].RobustStandardError!.Value.ShouldBe(set.Errors[j], Tolerance, $"{where}, robust");
            }
        }
    }

    [Fact]
    public void without_another_cause_it_is_coxs_model_with_breslows_ties() => ForAll(people =>
    {
        var single = people.Select(p => (Time: p.Time with { Cause = Math.Min(1, p.Time.Cause) }, p.X)).ToArray();
        var fit = FineGray.Fit(Rows(single), 1);
        var cox = Cox.Fit(
            [.. single.Select((p, i) => new CoxRow(new SurvivalTime(p.Time.Time, p.Time.Cause == 1), new double[] { p.X }, 0, i))],
            new CoxOptions(TiedEvents.Breslow, Robust: true));
        fit.Convergence.ShouldBe(cox.Convergence);
        fit.LogLikelihood.ShouldBe(cox.LogLikelihood, 1e-8);
        if (fit.Convergence != CoxConvergence.Converged)
            return;
        fit.Coefficients[0].Estimate.ShouldBe(cox.Coefficients[0].Estimate, 1e-7);
        fit.Coefficients[0].RobustStandardError!.Value.ShouldBe(cox.Coefficients[0].RobustStandardError!.Value, 1e-7);
    });

    [Fact]
    public void without_censoring_people_with_another_event_are_at_risk_for_ever() => ForAll(people =>
    {
        var complete = people.Select(p => (Time: p.Time with { Cause = Math.Max(1, p.Time.Cause) }, p.X)).ToArray();
        var fit = FineGray.Fit(Rows(complete), 1);
        var cox = Cox.Fit(
            [.. complete.Select(p => new CoxRow(
                p.Time.Cause == 1 ? new SurvivalTime(p.Time.Time, true) : new SurvivalTime(1000, false), new double[] { p.X }))],
            new CoxOptions(TiedEvents.Breslow));
        fit.LogLikelihood.ShouldBe(cox.LogLikelihood, 1e-8);
        if (fit.Convergence == CoxConvergence.Converged)
            fit.Coefficients[0].Estimate.ShouldBe(cox.Coefficients[0].Estimate, 1e-7);
    });

    [Fact]
    public void the_order_of_rows_and_the_unit_of_time_change_nothing() => ForAll(people =>
    {
        var fit = FineGray.Fit(Rows(people), 1);
        var other = FineGray.Fit(Rows([.. people.Reverse().Select(p => (p.Time with { Time = p.Time.Time * 12 }, p.X))]), 1);
        other.Convergence.ShouldBe(fit.Convergence);
        if (fit.Convergence != CoxConvergence.Converged)
            return;
        other.Coefficients[0].Estimate.ShouldBe(fit.Coefficients[0].Estimate, 1e-7);
        other.Coefficients[0].RobustStandardError!.Value.ShouldBe(fit.Coefficients[0].RobustStandardError!.Value, 1e-7);
    });

    [Fact]
    public void late_entry_and_values_that_make_no_sense_are_refused()
    {
        FineGrayRow good = new(new CompetingTime(1, 1), new double[] { 1 });
        Should.Throw<ArgumentException>(() => FineGray.Fit([good with { Time = new CompetingTime(2, 1, 1) }], 1));
        Should.Throw<ArgumentException>(() => FineGray.Fit([good, good with { Covariates = new double[] { 1, 2 } }], 1));
        Should.Throw<ArgumentException>(() => FineGray.Fit([good], 0));
        FineGray.Fit([], 1).Convergence.ShouldBe(CoxConvergence.NothingToEstimate);
    }

    private static FineGrayRow[] Rows((CompetingTime Time, int X)[] people) =>
        [.. people.Select(p => new FineGrayRow(p.Time, new double[] { p.X }))];

    private static void ForAll(Action<(CompetingTime Time, int X)[]> law) => Prop.ForAll(Cohorts, law).Hold();

    private sealed record OracleFineGray(
        string Kind, double[] Time, int[] Cause, double[] X, double[] Coefficients, double[] Errors, double[] ModelErrors,
        double[] LogLikelihood);
}
