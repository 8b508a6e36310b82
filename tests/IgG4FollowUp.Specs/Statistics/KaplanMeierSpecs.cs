using IgG4FollowUp.Specs.Statistics.Oracle;
using IgG4FollowUp.Statistics;
using static IgG4FollowUp.Specs.Statistics.Printed;

namespace IgG4FollowUp.Specs.Statistics;

public sealed class KaplanMeierSpecs
{
    private static readonly double Z = ConfidenceLimits.Z(0.95);

    [Theory]
    [InlineData("M 9", 11, 1, ".909", ".0867", ".7541-1.000", ".5081-.9867")]
    [InlineData("M 13", 10, 1, ".818", ".1163", ".6192-1.000", ".4474-.9512")]
    [InlineData("M 18", 8, 1, ".716", ".1397", ".4884-1.000", ".3502-.8990")]
    [InlineData("M 23", 7, 1, ".614", ".1526", ".3769-.999", ".2658-.8353")]
    [InlineData("M 31", 5, 1, ".491", ".1642", ".2549-.946", ".1673-.7534")]
    [InlineData("M 34", 4, 1, ".368", ".1627", ".1549-.875", ".0928-.6570")]
    [InlineData("M 48", 2, 1, ".184", ".1535", ".0359-.944", ".0117-.5250")]
    [InlineData("N 5", 12, 2, ".8333", ".1076", ".6470-1.000", ".4817-.9555")]
    [InlineData("N 8", 10, 2, ".6667", ".1361", ".4468-.995", ".3370-.8597")]
    [InlineData("N 12", 8, 1, ".5833", ".1423", ".3616-.941", ".2701-.8009")]
    [InlineData("N 23", 6, 1, ".4861", ".1481", ".2675-.883", ".1919-.7297")]
    [InlineData("N 27", 5, 1, ".3889", ".1470", ".1854-.816", ".1263-.6498")]
    [InlineData("N 30", 4, 1, ".2917", ".1387", ".1148-.741", ".0724-.5609")]
    [InlineData("N 33", 3, 1, ".1944", ".1219", ".0569-.664", ".0312-.4614")]
    [InlineData("N 43", 2, 1, ".0972", ".0919", ".0153-.620", ".0057-.3489")]
    [InlineData("N 45", 1, 1, "0", "NaN", "NA", "NA")]
    public void aml_is_estimated_as_r_and_miller_print_it(string row, int n, int d, string s, string se, string log, string logLog) =>
        RowOf(row.StartsWith('M') ? AmlMaintained : AmlNonmaintained, row[2..], n, d, s, se, log, logLog);

    [Theory]
    [InlineData("6", 21, 3, ".8571", ".0764", ".7198-1", ".6197-.9516")]
    [InlineData("7", 17, 1, ".8067", ".0869", ".6531-.9964", ".5631-.9228")]
    [InlineData("10", 15, 1, ".7529", ".0963", ".5859-.9676", ".5032-.8894")]
    [InlineData("13", 12, 1, ".6902", ".1068", ".5096-.9348", ".4316-.8491")]
    [InlineData("16", 11, 1, ".6275", ".1141", ".4394-.8960", ".3675-.8049")]
    [InlineData("22", 7, 1, ".5378", ".1282", ".3370-.8582", ".2678-.7468")]
    [InlineData("23", 6, 1, ".4482", ".1346", ".2488-.8074", ".1881-.6801")]
    public void the_6_mp_group_of_freireich_is_estimated_as_published(
        string t, int n, int d, string s, string se, string log, string logLog) => RowOf(SixMp, t, n, d, s, se, log, logLog);

    [Fact]
    public void the_placebo_group_of_freireich_is_estimated_as_published()
    {
        var points = KaplanMeier.Estimate(Placebo).Points;
        points.Select(p => p.Time).ShouldBe([1, 2, 3, 4, 5, 8, 11, 12, 15, 17, 22, 23]);
        foreach (var (point, printed) in points.Zip(Words(".9048 .8095 .7619 .6667 .5714 .3810 .2857 .1905 .1429 .0952 .0476 0")))
            point.Survival.ShouldPrintAs(printed, $"t = {point.Time}");
    }

    [Fact]
    public void medians_and_their_intervals_are_as_published()
    {
        Median(AmlMaintained, IntervalScale.Log).ShouldBe(new QuantileEstimate(31, 18, null));
        Median(AmlMaintained, IntervalScale.LogLog).ShouldBe(new QuantileEstimate(31, 13, null));
        Median(AmlNonmaintained, IntervalScale.Log).ShouldBe(new QuantileEstimate(23, 8, null));
        Median(AmlNonmaintained, IntervalScale.LogLog).ShouldBe(new QuantileEstimate(23, 5, 33));
        Median(SixMp, IntervalScale.Log).ShouldBe(new QuantileEstimate(23, 16, null));
        Median(SixMp, IntervalScale.LogLog).ShouldBe(new QuantileEstimate(23, 13, null));
        Median(Placebo, IntervalScale.Log).ShouldBe(new QuantileEstimate(8, 4, 12));
        Median(Placebo, IntervalScale.LogLog).ShouldBe(new QuantileEstimate(8, 4, 11));
    }

    [Fact]
    public void lung_cancer_by_ecog_score_has_the_counts_and_medians_that_r_prints()
    {
        var rows = OracleFile.Lines("lung.csv").Skip(1)
            .Select(line => line.Split(','))
            .Select(f => (Ecog: int.Parse(f[2]), Time: new SurvivalTime(double.Parse(f[0]), f[1] == "1")))
            .ToArray();

        var curves = KaplanMeier.ByGroup(rows, r => r.Ecog, r => r.Time);

        curves.Select(c => c.Key).ShouldBe([0, 1, 2, 3]);
        curves.Take(3).Select(c => (c.Result.Subjects, c.Result.Events, c.Result.Median())).ShouldBe(
        [
            (63, 37, new QuantileEstimate(394, 348, 574)),
            (113, 82, new QuantileEstimate(306, 268, 429)),
            (50, 44, new QuantileEstimate(199, 156, 288)),
        ]);
    }

    [Fact]
    public void people_who_enter_late_count_at_risk_only_after_they_entered()
    {
        var curve = KaplanMeier.Estimate(DelayedEntry());
        var events = curve.Points.Where(p => p.Events > 0).ToArray();
        events.Select(p => p.Time).ShouldBe([2, 3, 6, 7, 8, 9]);
        events.Select(p => p.AtRisk).ShouldBe([2, 3, 5, 4, 4, 5]);
        double[] fractions = [1 / 2.0, 1 / 3.0, 4 / 15.0, 1 / 5.0, 3 / 20.0, 9 / 100.0];
        foreach (var (point, s) in events.Zip(fractions))
            point.Survival.ShouldBe(s, 1e-15);
    }

    [Fact]
    public void a_median_at_which_the_curve_rests_on_one_half_is_the_midpoint()
    {
        KaplanMeier.Estimate(Times("1 2 5 8+")).Median().Time.ShouldBe(3.5);
        KaplanMeier.Estimate(Times("1 2 5+ 8+")).Median().Time.ShouldBe(2, "nothing ends the interval on which S is one half");
    }

    [Fact]
    public void a_median_that_was_not_reached_is_null_even_where_its_lower_limit_is_known()
    {
        KaplanMeier.Estimate(Times("1 2+ 3+ 4+")).Median().ShouldBe(new QuantileEstimate(null, 1, null));
        KaplanMeier.Estimate(Times("1+ 2+")).Median().ShouldBe(new QuantileEstimate(null, null, null));
    }

    [Fact]
    public void nobody_gives_an_empty_curve()
    {
        var curve = KaplanMeier.Estimate([]);
        curve.Points.ShouldBeEmpty();
        curve.Median().ShouldBe(new QuantileEstimate(null, null, null));
        curve.At([0, 1])[0].ShouldBe(new SurvivalAtTime(0, 0, 0, 0, null, null, null, null));
    }

    [Fact]
    public void the_rows_under_a_curve_give_at_risk_cumulative_events_and_cumulative_censored()
    {
        var rows = KaplanMeier.Estimate(SixMp).At([0, 6, 8, 10, 20, 35, 36], IntervalScale.LogLog);
        rows.Select(r => r.AtRisk).ShouldBe([21, 21, 16, 15, 8, 1, 0]);
        rows.Select(r => r.CumulativeEvents).ShouldBe([0, 3, 4, 5, 7, 9, 9]);
        rows.Select(r => r.CumulativeCensored).ShouldBe([0, 1, 1, 3, 7, 12, 12]);
        rows[0].Survival.ShouldBe(1);
        rows[2].Survival!.Value.ShouldPrintAs(".8067");
        rows[2].Lower!.Value.ShouldPrintAs(".5631");
        rows[6].Survival.ShouldBeNull("nobody was observed for so long");
    }

    [Fact]
    public void at_time_zero_everyone_who_enters_there_is_at_risk_and_late_entrants_are_not_yet()
    {
        SurvivalTime[] subjects = [new(5, true, 0), new(6, false, 0), new(9, true, 4)];
        var rows = KaplanMeier.Estimate(subjects).At([0, 3, 4, 5, 6, 7]);
        rows.Select(r => r.AtRisk).ShouldBe([2, 2, 3, 3, 2, 1]);
    }

    [Fact]
    public void a_curve_that_ended_at_zero_stays_there()
    {
        var row = KaplanMeier.Estimate(Placebo).At([100])[0];
        row.Survival.ShouldBe(0);
        row.StandardError.ShouldBeNull();
        row.Lower.ShouldBeNull();
    }

    [Theory]
    [InlineData(double.NaN, 0)]
    [InlineData(double.PositiveInfinity, 0)]
    [InlineData(3, 3)]
    [InlineData(3, 4)]
    [InlineData(3, double.NaN)]
    public void impossible_times_are_refused(double time, double entry) =>
        Should.Throw<ArgumentException>(() => KaplanMeier.Estimate([new SurvivalTime(time, true, entry)]));

    [Fact]
    public void impossible_questions_are_refused()
    {
        var curve = KaplanMeier.Estimate(SixMp);
        Should.Throw<ArgumentOutOfRangeException>(() => curve.Quantile(1));
        Should.Throw<ArgumentOutOfRangeException>(() => curve.Median(level: 95));
        Should.Throw<ArgumentException>(() => curve.At([2, 1]));
        Should.Throw<ArgumentOutOfRangeException>(() => KaplanMeier.ByGroup(SixMp.AsSpan(0, 1), [1], 1));
    }

    [Fact]
    public void the_normal_quantile_is_exact() => ConfidenceLimits.Z(0.95).ShouldBe(1.95996398454005423552, 1e-15);

    private static SurvivalTime[] DelayedEntry()
    {
        double[] start = [1, 2, 5, 2, 1, 7, 3, 4, 8, 8];
        double[] stop = [2, 3, 6, 7, 8, 9, 9, 9, 14, 17];
        return [.. stop.Select((t, i) => new SurvivalTime(t, i < 7, start[i]))];
    }

    private static QuantileEstimate Median(SurvivalTime[] subjects, IntervalScale scale) =>
        KaplanMeier.Estimate(subjects).Median(scale);

    private static void RowOf(SurvivalTime[] subjects, string t, int n, int d, string s, string se, string log, string logLog)
    {
        var point = KaplanMeier.Estimate(subjects).Points.Single(p => p.Time == double.Parse(t));
        point.AtRisk.ShouldBe(n);
        point.Events.ShouldBe(d);
        point.Survival.ShouldPrintAs(s, "S");
        point.StandardError.ShouldPrintAs(se, "se");
        point.Limits(IntervalScale.Log, Z).ShouldPrintAs(log, "log");
        point.Limits(IntervalScale.LogLog, Z).ShouldPrintAs(logLog, "log-log");
    }
}
