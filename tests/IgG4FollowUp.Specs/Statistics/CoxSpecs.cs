using FsCheck;
using FsCheck.Fluent;
using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Specs.Statistics;

public sealed class CoxSpecs
{
    private sealed record Person(int Start, int Length, bool Event, int Treated, int Age, int Stratum);

    private static readonly Arbitrary<Person[]> Cohorts = (
        from start in Gen.Choose(0, 4)
        from length in Gen.Choose(1, 10)
        from happened in Gen.Frequency((2, Gen.Constant(true)), (1, Gen.Constant(false)))
        from treated in Gen.Choose(0, 1)
        from age in Gen.Choose(20, 80)
        from stratum in Gen.Choose(0, 1)
        select new Person(start, length, happened, treated, age, stratum)).ArrayOf().ToArbitrary();

    [Fact]
    public void the_order_of_rows_and_the_names_of_strata_change_nothing() => ForAll((people, options) =>
    {
        var fit = Cox.Fit(Rows(people), options);
        var other = Cox.Fit([.. Rows(people).Reverse().Select(r => r with { Stratum = 7 - r.Stratum })], options);
        Same(other, fit);
    });

    [Fact]
    public void the_unit_of_time_changes_nothing() => ForAll((people, options) => Same(
        Cox.Fit([.. Rows(people).Select(r => r with
        {
            Time = r.Time with { Time = r.Time.Time * 365.25, Entry = r.Time.Entry * 365.25 },
        })], options),
        Cox.Fit(Rows(people), options)));

    [Fact]
    public void cutting_a_stretch_in_two_changes_nothing() => ForAll((people, options) => Same(
        Cox.Fit([.. Rows(people).SelectMany(r => r.Time.Time - r.Time.Entry < 2 ? [r] : new[]
        {
            r with { Time = new SurvivalTime(r.Time.Entry + 0.5, false, r.Time.Entry) },
            r with { Time = r.Time with { Entry = r.Time.Entry + 0.5 } },
        })], options),
        Cox.Fit(Rows(people), options)));

    [Fact]
    public void a_covariate_counted_from_elsewhere_in_another_unit_has_the_coefficient_per_that_unit() => ForAll((people, options) =>
    {
        var fit = Cox.Fit(Rows(people), options);
        var other = Cox.Fit([.. Rows(people, age => (age - 50) / 10.0)], options);
        if (fit.Convergence != CoxConvergence.Converged)
            return;
        Near(other.Coefficients[1].Estimate / 10, fit.Coefficients[1].Estimate);
        Near(other.Coefficients[0].Estimate, fit.Coefficients[0].Estimate);
        Near(other.LogLikelihood - other.LogLikelihoodAtZero, fit.LogLikelihood - fit.LogLikelihoodAtZero);
    });

    [Fact]
    public void the_score_test_of_groups_with_exact_ties_is_the_log_rank_test() => ForAll((people, _) =>
    {
        var rows = people.Select(p => new CoxRow(Time(p), new double[] { p.Treated }, p.Stratum)).ToArray();
        var test = LogRank.Test([.. people.Select(Time)], [.. people.Select(p => p.Treated)], [.. people.Select(p => p.Stratum)]);
        var score = Cox.Fit(rows, new CoxOptions(TiedEvents.Exact)).Score!.Value;
        Near(score.ChiSquare, test.ChiSquare);
        score.DegreesOfFreedom.ShouldBe(test.DegreesOfFreedom);
    });

    [Fact]
    public void a_group_without_events_has_an_infinite_estimate_a_finite_test_and_one_finite_limit()
    {
        var rows = Enumerable.Range(1, 20)
            .Select(i => new CoxRow(new SurvivalTime(i, i % 2 == 0), new double[] { i % 2 })).ToArray();
        var fit = Cox.Fit(rows, new CoxOptions(ProfileLimits: true));
        fit.Convergence.ShouldBe(CoxConvergence.Monotone);
        fit.Wald.ShouldBeNull();
        fit.LikelihoodRatio.PValue!.Value.ShouldBeInRange(0, 0.05);
        var effect = fit.Coefficients[0];
        effect.Estimate.ShouldBe(double.NegativeInfinity);
        effect.StandardError.ShouldBe(double.NaN);
        effect.Wald.AreDefined.ShouldBeFalse();
        effect.Profile!.Value.Lower.ShouldBe(double.NegativeInfinity);
        effect.Profile.Value.Upper.ShouldBeInRange(-5, 0);

        var penalised = Cox.Fit(rows, new CoxOptions(Firth: true, ProfileLimits: true));
        penalised.Convergence.ShouldBe(CoxConvergence.Converged);
        penalised.Coefficients[0].Profile!.Value.Lower.ShouldBeInRange(-20, penalised.Coefficients[0].Estimate);
    }

    [Fact]
    public void nothing_is_estimated_from_no_rows_no_events_or_a_constant()
    {
        Cox.Fit([]).Convergence.ShouldBe(CoxConvergence.NothingToEstimate);
        Cox.Fit([new(new SurvivalTime(1, false), new double[] { 1 }), new(new SurvivalTime(2, false), new double[] { 0 })])
            .Convergence.ShouldBe(CoxConvergence.NothingToEstimate);
        var constant = Cox.Fit([new(new SurvivalTime(1, true), new[] { 0.1 }), new(new SurvivalTime(2, true), new[] { 0.1 })]);
        constant.Convergence.ShouldBe(CoxConvergence.NothingToEstimate);
        constant.Coefficients[0].Estimate.ShouldBe(double.NaN);
    }

    [Fact]
    public void rows_and_options_that_make_no_sense_are_refused()
    {
        CoxRow good = new(new SurvivalTime(1, true), new double[] { 1 });
        Should.Throw<ArgumentException>(() => Cox.Fit([good, good with { Covariates = new double[] { 1, 2 } }]));
        Should.Throw<ArgumentException>(() => Cox.Fit([good with { Covariates = new[] { double.NaN } }]));
        Should.Throw<ArgumentException>(() => Cox.Fit([good with { Time = new SurvivalTime(1, true, 1) }]));
        Should.Throw<ArgumentException>(() => Cox.Fit([good], new CoxOptions(TiedEvents.Exact, Firth: true)));
        Should.Throw<ArgumentException>(() => Cox.Fit([good], new CoxOptions(TiedEvents.Exact, Robust: true)));
        Should.Throw<ArgumentException>(() => Cox.Fit([good], new CoxOptions(Robust: true, Firth: true)));
        Should.Throw<ArgumentOutOfRangeException>(() => Cox.Fit([good], new CoxOptions(Level: 1)));
    }

    private static void ForAll(Action<Person[], CoxOptions> law) => Prop.ForAll(Cohorts, people =>
    {
        foreach (var options in new[]
        {
            new CoxOptions(), new CoxOptions(TiedEvents.Breslow), new CoxOptions(TiedEvents.Exact), new CoxOptions(Firth: true),
        })
            law(people, options);
    }).Hold();

    private static CoxRow[] Rows(Person[] people, Func<double, double>? scale = null) =>
        [.. people.Select((p, i) => new CoxRow(Time(p), new[] { p.Treated, scale?.Invoke(p.Age) ?? p.Age }, p.Stratum, i))];

    private static SurvivalTime Time(Person p) => new(p.Start + p.Length, p.Event, p.Start);

    private static void Same(CoxFit actual, CoxFit expected)
    {
        actual.Convergence.ShouldBe(expected.Convergence);
        Near(actual.LogLikelihood, expected.LogLikelihood);
        foreach (var (a, e) in actual.Coefficients.Zip(expected.Coefficients))
        {
            if (!double.IsFinite(e.Estimate) || expected.Convergence != CoxConvergence.Converged)
                continue;
            Near(a.Estimate, e.Estimate);
            Near(a.StandardError, e.StandardError);
        }
    }

    // A coefficient that the data say nothing about is not a number in both.
    private static void Near(double actual, double expected)
    {
        if (double.IsNaN(expected))
            actual.ShouldBe(double.NaN);
        else
            actual.ShouldBe(expected, 1e-7 * Math.Max(1, Math.Abs(expected)));
    }
}
