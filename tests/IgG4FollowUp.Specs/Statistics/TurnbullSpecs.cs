using FsCheck;
using FsCheck.Fluent;
using IgG4FollowUp.Specs.Statistics.Oracle;
using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Specs.Statistics;

/// <summary>Two hundred random data sets against R's npsurv package, see generate-turnbull-oracle.R, and laws.</summary>
public sealed class TurnbullSpecs
{
    private static readonly OracleTurnbull[] DataSets =
        [.. OracleFile.Lines("turnbull-oracle.jsonl").Select(OracleFile.Read<OracleTurnbull>)];

    private static readonly Arbitrary<CensoredInterval[]> Cohorts = (
        from after in Gen.Choose(0, 10)
        from width in Gen.Choose(0, 6)
        from censored in Gen.Choose(0, 3)
        select new CensoredInterval(after, censored == 0 ? double.PositiveInfinity : after + width)).ArrayOf().ToArbitrary();

    [Fact]
    public void the_likelihood_and_the_probability_of_every_interval_agree_with_r()
    {
        DataSets.Length.ShouldBe(200);
        DataSets.Select(s => s.Kind).Distinct().Count().ShouldBe(8);
        foreach (var (set, id) in DataSets.Select((s, i) => (s, i + 1)))
        {
            var where = $"data set {id} ({set.Kind})";
            var curve = Turnbull.Estimate(Intervals(set), gap: 1e-12);
            curve.LogLikelihood.ShouldBe(set.LogLikelihood, 1e-8 * Math.Max(1, -set.LogLikelihood), where);

            // The masses themselves need not be unique; what every subject's interval holds is.
            for (var i = 0; i < set.Left.Length; i++)
            {
                var (own, theirs) = (0.0, 0.0);
                foreach (var mass in curve.Masses)
                    own += Inside(set, i, mass.After, mass.By) ? mass.Probability : 0;
                for (var j = 0; j < set.Probability.Length; j++)
                {
                    var by = set.MassRight[j] ?? double.PositiveInfinity;
                    theirs += Inside(set, i, set.MassLeft[j], by) ? set.Probability[j] : 0;
                }

                own.ShouldBe(theirs, 1e-5, $"{where}, interval {i}");
            }
        }
    }

    [Fact]
    public void generalised_log_rank_statistics_agree_with_their_definition()
    {
        DataSets.Count(s => s.ChiSquare is not null).ShouldBeGreaterThan(150);
        foreach (var (set, id) in DataSets.Select((s, i) => (s, i + 1)).Where(x => x.s.ChiSquare is not null))
        {
            var test = PermutationTest.LogRank(Intervals(set), set.Group, seed: 1, most: 1);
            var tolerance = 1e-4 * Math.Max(1, set.ChiSquare!.Value);
            test.Asymptotic.ChiSquare.ShouldBe(set.ChiSquare.Value, tolerance, $"data set {id} ({set.Kind})");
        }
    }

    [Fact]
    public void the_kuhn_tucker_conditions_hold() => ForAll(intervals =>
    {
        var curve = Turnbull.Estimate(intervals);
        if (intervals.Length == 0)
            return;
        curve.Masses.Sum(m => m.Probability).ShouldBe(1, 1e-12);
        curve.Gap.ShouldBeLessThanOrEqualTo(1e-9 * intervals.Length);
        var held = intervals.Select(i => curve.Masses.Where(m => Holds(i, m)).Sum(m => m.Probability)).ToArray();
        held.Sum(Math.Log).ShouldBe(curve.LogLikelihood, 1e-9);
        foreach (var mass in curve.Masses)
        {
            var slope = intervals.Select((i, k) => Holds(i, mass) ? 1 / held[k] : 0).Sum();
            slope.ShouldBeLessThanOrEqualTo(intervals.Length + 1e-7);
            (mass.Probability * (intervals.Length - slope)).ShouldBe(0, 1e-6);
        }
    });

    [Fact]
    public void for_known_and_right_censored_times_it_is_kaplan_meier() => ForAll(intervals =>
    {
        var plain = intervals.Select(i => double.IsInfinity(i.By) ? i : CensoredInterval.Exactly(i.After)).ToArray();
        var curve = Turnbull.Estimate(plain, gap: 1e-12);
        foreach (var point in KaplanMeier.Estimate([.. plain.Select(i => new SurvivalTime(i.After, i.After == i.By))]).Points)
            curve.Survival(point.Time).ShouldBe(point.Survival, 1e-5);
    });

    [Fact]
    public void the_order_of_subjects_and_the_unit_of_time_change_nothing() => ForAll(intervals =>
    {
        var curve = Turnbull.Estimate(intervals);
        var other = Turnbull.Estimate([.. intervals.Reverse().Select(i => new CensoredInterval(i.After * 12, i.By * 12))]);
        other.LogLikelihood.ShouldBe(curve.LogLikelihood, 1e-7);
        other.Masses.Select(m => (m.After, m.By)).ShouldBe(curve.Masses.Select(m => (m.After * 12, m.By * 12)));
        Turnbull.BootstrapLimits([.. intervals.Reverse()], [3, 7], 20, seed: 4)
            .ShouldBe(Turnbull.BootstrapLimits(intervals, [3, 7], 20, seed: 4));
    });

    [Fact]
    public void survival_lies_within_its_bounds_and_never_rises() => ForAll(intervals =>
    {
        var curve = Turnbull.Estimate(intervals);
        double last = 1;
        for (var t = 0.0; intervals.Length > 0 && t < 18; t += 0.5)
        {
            var (lower, upper) = curve.SurvivalBounds(t);
            curve.Survival(t).ShouldBeInRange(lower - 1e-12, upper + 1e-12);
            curve.Survival(t).ShouldBeLessThanOrEqualTo(last + 1e-12);
            last = curve.Survival(t);
        }
    });

    [Fact]
    public void bootstrap_limits_hold_the_estimate_of_a_cohort_seen_every_half_year()
    {
        var random = new Random(3);
        var intervals = Enumerable.Range(0, 150).Select(_ =>
        {
            var visit = Math.Floor(-Math.Log(random.NextDouble()) * 3 / 0.5) * 0.5;
            return visit >= 5 ? CensoredInterval.NotBy(5) : new CensoredInterval(visit, visit + 0.5);
        }).ToArray();
        var curve = Turnbull.Estimate(intervals);
        double[] times = [1, 2, 3, 4];
        var limits = Turnbull.BootstrapLimits(intervals, times, 400, seed: 9);
        for (var i = 0; i < times.Length; i++)
        {
            var s = curve.Survival(times[i]);
            s.ShouldBeInRange(limits[i].Lower, limits[i].Upper);
            (limits[i].Upper - limits[i].Lower).ShouldBe(2 * 1.96 * Math.Sqrt(s * (1 - s) / 150), 0.03);
        }
    }

    [Fact]
    public void intervals_that_end_before_they_begin_are_refused()
    {
        foreach (var (after, by) in new[]
        {
            (2.0, 1.0), (double.NaN, 1.0), (1.0, double.NaN), (double.PositiveInfinity, double.PositiveInfinity),
            (double.NegativeInfinity, double.NegativeInfinity),
        })
            Should.Throw<ArgumentException>(() => Turnbull.Estimate([new CensoredInterval(after, by)]));
        Turnbull.Estimate([]).Masses.ShouldBeEmpty();
        Turnbull.BootstrapLimits([], [1], 10, 1)[0].AreDefined.ShouldBeFalse();
    }

    private static void ForAll(Action<CensoredInterval[]> law) => Prop.ForAll(Cohorts, law).Hold();

    private static CensoredInterval[] Intervals(OracleTurnbull set) =>
        [.. set.Left.Select((left, i) => new CensoredInterval(left, set.Right[i] ?? double.PositiveInfinity))];

    private static bool Inside(OracleTurnbull set, int subject, double after, double by) =>
        Holds(new CensoredInterval(set.Left[subject], set.Right[subject] ?? double.PositiveInfinity), new TurnbullMass(after, by, 0));

    private static bool Holds(CensoredInterval interval, TurnbullMass mass) => interval.After == interval.By
        ? mass.After == interval.After && mass.By == interval.By
        : mass.After >= interval.After && mass.By <= interval.By && (mass.After < mass.By || mass.By > interval.After);

    private sealed record OracleTurnbull(
        string Kind, double[] Left, double?[] Right, int[] Group, double[] MassLeft, double?[] MassRight, double[] Probability,
        double LogLikelihood, double? ChiSquare);
}
