using IgG4FollowUp.Statistics;

using static IgG4FollowUp.Specs.Statistics.Printed;

namespace IgG4FollowUp.Specs.Statistics;

public sealed class LogRankSpecs
{
    [Fact]
    public void aml_differs_as_much_as_r_prints()
    {
        var (subjects, groups) = Together(AmlMaintained, AmlNonmaintained);
        var test = LogRank.Test(subjects, groups);
        test.Groups.Select(g => g.Observed).ShouldBe([7, 11]);
        test.Groups[0].Expected.ShouldPrintAs("10.69");
        test.Groups[1].Expected.ShouldPrintAs("7.31");
        test.ChiSquare.ShouldPrintAs("3.39639");
        test.DegreesOfFreedom.ShouldBe(1);
        test.PValue!.Value.ShouldPrintAs("0.065339");
        test.Covariance[0].ShouldPrintAs("4.00755");
        test.Groups[0].Subjects.ShouldBe(11);
    }

    [Fact]
    public void freireich_gives_the_published_statistics_for_every_weight()
    {
        var (subjects, groups) = Together(SixMp, Placebo);
        var test = LogRank.Test(subjects, groups);
        test.Groups.Select(g => g.Observed).ShouldBe([9, 21]);
        test.Groups[0].Expected.ShouldPrintAs("19.2505");
        test.Groups[1].Expected.ShouldPrintAs("10.7495");
        test.ChiSquare.ShouldPrintAs("16.7929");
        (test.PValue!.Value * 1e5).ShouldPrintAs("4.17");
        LogRank.Test(subjects, groups, LogRankWeight.GehanBreslow).ChiSquare.ShouldPrintAs("13.457852");
        LogRank.Test(subjects, groups, LogRankWeight.TaroneWare).ChiSquare.ShouldPrintAs("15.123575");

        // The publication cut this one after six decimals; in rational arithmetic it is 14.0841398668…
        var peto = LogRank.Test(subjects, groups, LogRankWeight.Peto).ChiSquare;
        Math.Truncate(peto * 1e6).ShouldBe(14084139);
        peto.ShouldPrintAs("14.0841398669");
    }

    [Theory]
    [InlineData("10 20 30", "10 20 50", "0.254237", "0.614107")]
    [InlineData("10 20+ 30", "10 20+ 50", "0.384615", "0.535143")]
    public void small_checks(string first, string second, string chiSquare, string p)
    {
        var (subjects, groups) = Together(Times(first), Times(second));
        var test = LogRank.Test(subjects, groups);
        test.ChiSquare.ShouldPrintAs(chiSquare);
        test.PValue!.Value.ShouldPrintAs(p);
    }

    [Fact]
    public void a_group_censored_before_the_first_event_changes_nothing_in_aml()
    {
        var (subjects, groups) = Together(AmlMaintained, AmlNonmaintained);
        var (more, moreGroups) = Together(AmlMaintained, AmlNonmaintained, Times("1+ 2+ 2+ 3+ 3+ 3+ 4+"));
        var (two, three) = (LogRank.Test(subjects, groups), LogRank.Test(more, moreGroups));
        three.ChiSquare.ShouldBe(two.ChiSquare, 1e-13);
        three.DegreesOfFreedom.ShouldBe(two.DegreesOfFreedom);
        three.Groups[2].ShouldBe(new LogRankGroup(7, 0, 0, 0));
    }

    [Fact]
    public void without_two_groups_at_risk_at_an_event_there_is_no_test()
    {
        var (subjects, groups) = Together(Times("1+ 2+"), Times("1+ 3+"));
        var test = LogRank.Test(subjects, groups);
        test.ChiSquare.ShouldBe(0);
        test.DegreesOfFreedom.ShouldBe(0);
        test.PValue.ShouldBeNull();
        LogRank.Test([], []).PValue.ShouldBeNull();
    }

    [Fact]
    public void groups_that_never_meet_in_a_risk_set_are_not_compared_with_each_other()
    {
        SurvivalTime[] subjects =
        [
            new(1, true, 0), new(2, true, 0), new(3, true, 0), new(3, false, 0),
            new(11, true, 10), new(12, true, 10), new(13, true, 10), new(13, false, 10),
        ];
        var early = LogRank.Test(subjects.AsSpan(0, 4), [0, 1, 0, 1]);
        var late = LogRank.Test(subjects.AsSpan(4, 4), [0, 1, 0, 1]);
        var all = LogRank.Test(subjects, [0, 1, 0, 1, 2, 3, 2, 3]);
        all.DegreesOfFreedom.ShouldBe(2);
        all.ChiSquare.ShouldBe(early.ChiSquare + late.ChiSquare, 1e-12);
    }

    [Fact]
    public void rows_are_compared_by_any_key_within_any_stratum()
    {
        var rows = AmlMaintained.Select((t, i) => (Pattern: "ventral", Site: i % 2, Time: t))
            .Concat(AmlNonmaintained.Select((t, i) => (Pattern: "dorsal", Site: i % 2, Time: t)))
            .ToArray();
        var test = LogRank.Test(rows, r => r.Pattern, r => r.Time);
        test.Key.ShouldBe(["dorsal", "ventral"]);
        test.Result.Groups.Select(g => g.Observed).ShouldBe([11, 7]);
        test.Result.ChiSquare.ShouldPrintAs("3.39639");

        var stratified = LogRank.Test(rows, r => r.Pattern, r => r.Site, r => r.Time).Result;
        var parts = new[] { 0, 1 }
            .Select(site => LogRank.Test([.. rows.Where(r => r.Site == site)], r => r.Pattern, r => r.Time).Result).ToArray();
        var score = parts.Sum(p => p.Groups[0].Score);
        stratified.ChiSquare.ShouldBe(score * score / parts.Sum(p => p.Covariance[0]), 1e-12);
    }

    [Fact]
    public void the_hazard_ratio_in_aml_is_the_one_that_r_prints_with_breslow_ties()
    {
        var fit = HazardRatio.Fit(AmlMaintained, AmlNonmaintained)!;
        fit.Coefficient.ShouldPrintAs("0.9042");
        fit.Ratio.ShouldPrintAs("2.4700");
        fit.StandardError.ShouldPrintAs("0.5122");
        fit.Z.ShouldPrintAs("1.765");
        fit.PValue.ShouldPrintAs("0.0775");
        var limits = fit.Limits();
        limits.Lower.ShouldBe(Math.Exp(fit.Coefficient - (1.959963984540054 * fit.StandardError)), 1e-12);
        limits.Upper.ShouldBe(Math.Exp(fit.Coefficient + (1.959963984540054 * fit.StandardError)), 1e-12);
    }

    [Fact]
    public void there_is_no_hazard_ratio_when_only_one_group_has_events()
    {
        HazardRatio.Fit(Times("1+ 2+"), Times("1 2")).ShouldBeNull();
        HazardRatio.Fit(Times("1 2"), Times("1+ 2+")).ShouldBeNull();
        HazardRatio.Fit([], Times("1 2")).ShouldBeNull();
    }

    [Fact]
    public void a_subject_without_a_group_is_refused()
    {
        Should.Throw<ArgumentException>(() => LogRank.Test(SixMp, [0, 1]));
        Should.Throw<ArgumentException>(() => LogRank.Test(SixMp.AsSpan(0, 2), [0, -1]));
        Should.Throw<ArgumentException>(() => LogRank.Test(SixMp.AsSpan(0, 2), [0, 1], [0]));
    }
}
