using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Specs.Statistics;

/// <summary>
/// What the ways of comparing promise, over 1,000 made-up cohorts in which an operation changes nothing: recurrence and operation come at
/// random, each at a rate of its own, and follow-up ends at random.
/// </summary>
public sealed class ImmortalTimeSimulationSpecs
{
    private const int Draws = 1000;
    private const int Patients = 80;
    private const double Landmark = 1;
    private const double Nominal = 0.95;

    // Three standard errors of a share of 1,000 draws.
    private static readonly double MonteCarlo = 3 * Math.Sqrt(Nominal * (1 - Nominal) / Draws);

    private static readonly Lazy<Patient[][]> Cohorts = new(() =>
    {
        var random = new Random(20_260_301);
        return [.. Enumerable.Range(0, Draws).Select(_ => Enumerable.Range(0, Patients).Select(_ => Patient.Draw(random)).ToArray())];
    });

    [Fact]
    public void who_was_ever_operated_on_seems_to_recur_less_although_the_operation_does_nothing()
    {
        var (mean, covered) = Compare(cohort => Cohort(cohort, ever: true));
        mean.ShouldBeLessThan(-0.5);
        covered.ShouldBeLessThan(0.7);
    }

    [Fact]
    public void from_a_landmark_on_groups_by_what_was_done_by_then_differ_by_nothing_and_intervals_cover_that()
    {
        var (mean, covered) = Compare(cohort => Cohort([.. cohort.Where(one => one.Time.Time > Landmark)], ever: false));
        mean.ShouldBe(0, 0.03);
        covered.ShouldBe(Nominal, MonteCarlo);
    }

    [Fact]
    public void an_operation_that_counts_from_its_day_on_has_no_effect_and_intervals_cover_that()
    {
        var (mean, covered) = Compare(cohort =>
        {
            var (rows, groups) = TimeDependentExposure.Stretches(Exposed(cohort));
            return [.. rows.Select((row, i) => new CoxRow(row, new double[] { groups[i] }))];
        });
        mean.ShouldBe(0, 0.03);
        covered.ShouldBe(Nominal, MonteCarlo);
    }

    [Fact]
    public void the_test_of_mantel_and_byar_rejects_as_often_as_it_says_and_a_log_rank_test_of_ever_and_never_nearly_always()
    {
        var (rejected, misled) = (0, 0);
        foreach (var cohort in Cohorts.Value)
        {
            if (TimeDependentExposure.MantelByar(Exposed(cohort)).PValue < 0.05) rejected++;
            var ever = LogRank.Test(
                [.. cohort.Select(one => one.Time)], [.. cohort.Select(one => one.OperatedAt < one.Time.Time ? 1 : 0)]);
            if (ever.PValue < 0.05) misled++;
        }

        (rejected / (double)Draws).ShouldBe(1 - Nominal, MonteCarlo);
        (misled / (double)Draws).ShouldBeGreaterThan(0.5);
    }

    [Fact]
    public void curves_under_and_not_under_treatment_are_both_the_survival_that_everybody_has()
    {
        double[] sums = [0, 0];
        foreach (var cohort in Cohorts.Value)
        {
            var curves = TimeDependentExposure.SimonMakuch(Exposed(cohort), Landmark);
            for (var group = 0; group < 2; group++)
                sums[group] += curves[group].At([Landmark + 1], IntervalScale.LogLog, Nominal)[0].Survival ?? 0;
        }

        foreach (var sum in sums) (sum / Draws).ShouldBe(Math.Exp(-Patient.RecurrenceRate), 0.01);
    }

    [Fact]
    public void intervals_of_a_curve_a_restricted_mean_and_a_rate_cover_the_truth()
    {
        const double horizon = 2;
        var truth = Math.Exp(-Patient.RecurrenceRate * horizon);
        var mean = (1 - truth) / Patient.RecurrenceRate;
        var (curves, means, rates) = (0, 0, 0);
        foreach (var cohort in Cohorts.Value)
        {
            var curve = KaplanMeier.Estimate([.. cohort.Select(one => one.Time)]);
            var at = curve.At([horizon], IntervalScale.LogLog, Nominal)[0];
            if (at.Lower <= truth && truth <= at.Upper) curves++;
            var area = RestrictedMean.Of(curve, horizon)!.Value.Limits(Nominal);
            if (area.Lower <= mean && mean <= area.Upper) means++;
            var rate = new PersonTimeRate(cohort.Count(one => one.Time.IsEvent), cohort.Sum(one => one.Time.Time)).Limits(Nominal);
            if (rate.Lower <= Patient.RecurrenceRate && Patient.RecurrenceRate <= rate.Upper) rates++;
        }

        (curves / (double)Draws).ShouldBe(Nominal, MonteCarlo);
        (means / (double)Draws).ShouldBe(Nominal, MonteCarlo);
        // Exact limits of a count cover at least as often as they say.
        (rates / (double)Draws).ShouldBeGreaterThan(Nominal - MonteCarlo);
    }

    private static ExposedTime[] Exposed(Patient[] cohort) =>
        [.. cohort.Select(one => new ExposedTime(one.Time, one.OperatedAt < one.Time.Time ? one.OperatedAt : null))];

    private static CoxRow[] Cohort(Patient[] cohort, bool ever) =>
    [
        .. cohort.Select(one => new CoxRow(
            one.Time, new double[] { one.OperatedAt < (ever ? one.Time.Time : Landmark) ? 1 : 0 })),
    ];

    // The mean log hazard ratio, and how often its interval holds none.
    private static (double Mean, double Covered) Compare(Func<Patient[], CoxRow[]> rows)
    {
        var fits = Cohorts.Value.Select(cohort => Cox.Fit(rows(cohort)).Coefficients[0]).ToList();
        return (
            fits.Where(fit => double.IsFinite(fit.Estimate)).Average(fit => fit.Estimate),
            fits.Count(fit => fit.Wald.Lower <= 0 && fit.Wald.Upper >= 0) / (double)Draws);
    }

    private sealed record Patient(SurvivalTime Time, double OperatedAt)
    {
        public const double RecurrenceRate = 0.5;
        private const double OperationRate = 0.7;
        private const double LossRate = 0.15;

        public static Patient Draw(Random random)
        {
            var (recurs, lost) = (Exponential(random, RecurrenceRate), Exponential(random, LossRate));
            return new(new SurvivalTime(Math.Min(recurs, lost), recurs <= lost), Exponential(random, OperationRate));
        }

        private static double Exponential(Random random, double rate) => -Math.Log(1 - random.NextDouble()) / rate;
    }
}
