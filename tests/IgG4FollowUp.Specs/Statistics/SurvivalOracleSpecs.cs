using IgG4FollowUp.Specs.Statistics.Oracle;
using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Specs.Statistics;

/// <summary>Two hundred random data sets against R's survival package 3.5.3; see generate-survival-oracle.R.</summary>
public sealed class SurvivalOracleSpecs
{
    private const double Tolerance = 1e-9;

    private static readonly OracleDataSet[] DataSets =
        [.. OracleFile.Lines("survival-oracle.jsonl").Select(OracleFile.Read<OracleDataSet>)];

    [Fact]
    public void there_are_two_hundred_data_sets_of_ten_kinds()
    {
        DataSets.Length.ShouldBe(200);
        DataSets.Select(d => d.Kind).Distinct().Count().ShouldBe(10);
        DataSets.Count(d => d.Entry is not null).ShouldBe(40);
        DataSets.Count(d => d.Kind == "events-at-zero" && d.Time.Zip(d.Cause).Any(x => x is (0, > 0))).ShouldBe(20);
        DataSets.Count(d => d.Cause.All(c => c == 0)).ShouldBeGreaterThanOrEqualTo(20);
        DataSets.Count(d => d.LogRank.Chisq[0] is not null).ShouldBeGreaterThan(100);
        DataSets.Count(d => d.LogRank.Chisq[5] is not null).ShouldBeGreaterThan(100);
        DataSets.Count(d => d.LogRank.Df[0] >= 3).ShouldBeGreaterThan(10);
    }

    [Fact]
    public void kaplan_meier_agrees_with_r()
    {
        foreach (var set in DataSets)
        {
            var curves = KaplanMeier.ByGroup(Subjects(set), set.Group, set.Group.Max() + 1);
            foreach (var (group, expected) in set.Group.Distinct().Order().Zip(set.KaplanMeier))
                Compare($"data set {set.Id} ({set.Kind}), group {group}", curves[group], expected);
        }
    }

    [Fact]
    public void quantiles_and_their_intervals_agree_with_r()
    {
        double[] shares = [0.25, 0.5, 0.75];
        foreach (var set in DataSets)
        {
            var curves = KaplanMeier.ByGroup(Subjects(set), set.Group, set.Group.Max() + 1);
            foreach (var (group, expected) in set.Group.Distinct().Order().Zip(set.KaplanMeier))
            {
                Same(Flat(curves[group], IntervalScale.Log), expected.QuantilesLog, $"data set {set.Id} ({set.Kind}), log");
                Same(Flat(curves[group], IntervalScale.LogLog), expected.QuantilesLogLog, $"data set {set.Id} ({set.Kind}), log-log");
            }
        }

        IEnumerable<double> Flat(KaplanMeierCurve curve, IntervalScale scale) =>
            shares.Select(p => curve.Quantile(p, scale)).SelectMany(q => new[] { q.Time, q.Lower, q.Upper }).Select(t => t ?? double.NaN);
    }

    [Fact]
    public void log_rank_tests_agree_with_r()
    {
        LogRankWeight[] weights =
            [LogRankWeight.LogRank, LogRankWeight.GehanBreslow, LogRankWeight.TaroneWare, LogRankWeight.Peto,
                LogRankWeight.FlemingHarrington];
        foreach (var set in DataSets)
        {
            var where = $"data set {set.Id} ({set.Kind})";
            var subjects = Subjects(set);
            var groups = set.Group;
            var expected = set.LogRank;
            foreach (var (weight, chiSquare) in weights.Zip(expected.Chisq))
                Same(LogRank.Test(subjects, groups, weight).ChiSquare, chiSquare, $"{where}, {weight}");
            Same(LogRank.Test(subjects, groups, set.Stratum).ChiSquare, expected.Chisq[5], $"{where}, stratified");

            var test = LogRank.Test(subjects, groups);
            test.Groups.Select(g => (double)g.Observed).ShouldBe(expected.Observed, where);
            Same(test.Groups.Select(g => g.Expected), expected.Expected, where);
            Same(test.Covariance, expected.Covariance, where);
            if (expected.Chisq[0] is null)
                continue;
            test.DegreesOfFreedom.ShouldBe((int)expected.Df[0], where);
            Same(test.PValue!.Value, expected.P[0], where);
        }
    }

    [Fact]
    public void hazard_ratios_of_two_groups_agree_with_r()
    {
        DataSets.Count(d => d.Cox is not null).ShouldBeGreaterThan(30);
        foreach (var set in DataSets.Where(d => d.Group.Distinct().Count() == 2))
        {
            var groups = set.Group.Distinct().Order().ToArray();
            var fit = HazardRatio.Fit(Of(groups[0]), Of(groups[1]));
            if (set.Cox is null)
            {
                fit.ShouldBeNull($"data set {set.Id} ({set.Kind})");
                continue;
            }

            Same([fit!.Coefficient, fit.StandardError], set.Cox, $"data set {set.Id} ({set.Kind})");

            SurvivalTime[] Of(int group) => [.. Subjects(set).Where((_, i) => set.Group[i] == group)];
        }
    }

    [Fact]
    public void aalen_johansen_agrees_with_r()
    {
        foreach (var set in DataSets)
        {
            var where = $"data set {set.Id} ({set.Kind})";
            var expected = set.AalenJohansen;
            var subjects = set.Time.Select((t, i) => new CompetingTime(t, set.Cause[i], EntryOf(set, i))).ToArray();
            var curves = AalenJohansen.Estimate(subjects, expected.Causes);
            foreach (var curve in curves)
                curve.Points.Select(p => p.Time).ShouldBe(expected.Time, where);
            Same(curves.SelectMany(c => c.Points).Select(p => p.Incidence), expected.Incidence, $"{where}, incidence");
            Same(curves.SelectMany(c => c.Points).Select(p => p.Variance), expected.Variance, $"{where}, variance");
        }
    }

    [Fact]
    public void the_mean_cumulative_function_agrees_with_r()
    {
        foreach (var set in DataSets)
        {
            var where = $"data set {set.Id}";
            var expected = set.Recurrent;
            var rows = expected.Id.Select((id, i) => new RecurrentRow(id, expected.Start[i], expected.Stop[i], expected.Event[i] == 1));
            var points = MeanCumulativeFunction.Estimate([.. rows]);
            points.Select(p => p.Time).ShouldBe(expected.Time, where);
            points.Select(p => (double)p.AtRisk).ShouldBe(expected.N, where);
            points.Select(p => (double)p.Events).ShouldBe(expected.D, where);
            Same(points.Select(p => p.Mean), expected.Mean, $"{where}, mean");
            Same(points.Select(p => p.Variance), expected.Variance, $"{where}, variance");
        }
    }

    private static void Compare(string where, KaplanMeierCurve curve, OracleKaplanMeier expected)
    {
        var points = curve.Points;
        var z = ConfidenceLimits.Z(0.95);
        points.Select(p => p.Time).ShouldBe(expected.Time, where);
        points.Select(p => (double)p.AtRisk).ShouldBe(expected.N, where);
        points.Select(p => (double)p.Events).ShouldBe(expected.D, where);
        points.Select(p => (double)p.Censored).ShouldBe(expected.C, where);
        Same(points.Select(p => p.Survival), expected.S, $"{where}, S");
        Same(points.Select(p => p.StandardError), expected.Se, $"{where}, se");
        foreach (var (scale, limits) in new[]
        {
            (IntervalScale.Plain, expected.Plain), (IntervalScale.Log, expected.Log), (IntervalScale.LogLog, expected.Loglog),
        })
        {
            var all = points.Select(p => p.Limits(scale, z)).ToArray();
            Same(all.Select(l => l.Lower).Concat(all.Select(l => l.Upper)), limits, $"{where}, {scale}");
        }
    }

    private static SurvivalTime[] Subjects(OracleDataSet set) =>
        [.. set.Time.Select((t, i) => new SurvivalTime(t, set.Cause[i] > 0, EntryOf(set, i)))];

    private static double EntryOf(OracleDataSet set, int i) => set.Entry is null ? double.NegativeInfinity : set.Entry[i];

    private static void Same(IEnumerable<double> actual, IEnumerable<double> expected, string where) =>
        Same(actual, expected.Select(x => (double?)x), where);

    private static void Same(IEnumerable<double> actual, IEnumerable<double?> expected, string where)
    {
        var (a, e) = (actual.ToArray(), expected.ToArray());
        a.Length.ShouldBe(e.Length, where);
        for (var i = 0; i < a.Length; i++)
        {
            if (e[i] is { } value)
                Math.Abs(a[i] - value).ShouldBeLessThanOrEqualTo(Tolerance * Math.Max(1, Math.Abs(value)), $"{where}, element {i}");
            else
                a[i].ShouldBe(double.NaN, $"{where}, element {i}");
        }
    }

    private static void Same(double actual, double? expected, string where)
    {
        if (expected is { } value)
            Math.Abs(actual - value).ShouldBeLessThanOrEqualTo(Tolerance * Math.Max(1, Math.Abs(value)), where);
    }
}
