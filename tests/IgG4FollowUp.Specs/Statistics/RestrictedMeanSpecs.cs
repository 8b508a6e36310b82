using FsCheck.Fluent;
using IgG4FollowUp.Specs.Statistics.Oracle;
using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Specs.Statistics;

/// <summary>Two hundred random data sets against R, see generate-restricted-mean-oracle.R, and what must hold of any.</summary>
public sealed class RestrictedMeanSpecs
{
    [Fact]
    public void means_and_contrasts_agree_with_r()
    {
        var sets = OracleFile.Lines("restricted-mean-oracle.jsonl").Select(OracleFile.Read<OracleRestrictedMean>).ToArray();
        sets.Length.ShouldBe(200);
        sets.Count(s => s.Entry is not null).ShouldBe(25);
        sets.Sum(s => s.Results.Count(r => r[0] is null || r[2] is null)).ShouldBeGreaterThan(50);
        sets.Sum(s => s.Results.Count(r => r[11] is not null)).ShouldBeGreaterThan(250);
        foreach (var (set, id) in sets.Select((s, i) => (s, i + 1)))
        {
            var (reference, other) = (Curve(set, 0), Curve(set, 1));
            foreach (var (horizon, expected) in set.Horizons.Zip(set.Results))
            {
                var where = $"data set {id} ({set.Kind}), horizon {horizon}";
                Same(RestrictedMean.Of(reference, horizon), expected[..2], where);
                Same(RestrictedMean.Of(other, horizon), expected[2..4], where);
                if (RestrictedMeanContrast.Of(reference, other, horizon) is not { } contrast)
                {
                    (expected[0] is null || expected[2] is null).ShouldBeTrue(where);
                    continue;
                }

                var (difference, ratio) = (contrast.DifferenceLimits(), contrast.RatioLimits());
                Same([contrast.Difference, difference.Lower, difference.Upper], expected[4..7], where);
                Same([contrast.Ratio, ratio.Lower, ratio.Upper], expected[8..11], where);
                if (contrast.StandardError > 1e-9)
                    Same([contrast.DifferencePValue, contrast.RatioPValue], [expected[7], expected[11]], where);
            }
        }
    }

    [Fact]
    public void without_censoring_it_is_the_mean_of_the_times_cut_at_the_horizon() => ForAll((times, horizon) =>
    {
        var mean = RestrictedMean.Of(KaplanMeier.Estimate([.. times.Select(t => new SurvivalTime(t, true))]), horizon)!.Value;
        var cut = times.Select(t => (double)Math.Min(t, horizon)).ToArray();
        mean.Mean.ShouldBe(cut.Average(), 1e-10);
        mean.Variance.ShouldBe(cut.Sum(t => Math.Pow(t - cut.Average(), 2)) / cut.Length / cut.Length, 1e-10);
    });

    [Fact]
    public void in_another_unit_of_time_it_is_the_same_time() => ForAll((times, horizon) =>
    {
        var plain = RestrictedMean.Of(Curve(1), horizon);
        var scaled = RestrictedMean.Of(Curve(12), horizon * 12);
        scaled.HasValue.ShouldBe(plain.HasValue);
        if (plain is not { } years || scaled is not { } months)
            return;
        months.Mean.ShouldBe(years.Mean * 12, 1e-9);
        months.StandardError.ShouldBe(years.StandardError * 12, 1e-9);

        KaplanMeierCurve Curve(int unit) => KaplanMeier.Estimate([.. times.Select((t, i) => new SurvivalTime(t * unit, i % 3 > 0))]);
    });

    [Fact]
    public void a_horizon_is_a_finite_time_above_zero()
    {
        var curve = KaplanMeier.Estimate([new SurvivalTime(1, true)]);
        foreach (var horizon in new[] { 0, -1, double.NaN, double.PositiveInfinity })
            Should.Throw<ArgumentOutOfRangeException>(() => RestrictedMean.Of(curve, horizon));
        RestrictedMean.Of(KaplanMeier.Estimate([]), 1).ShouldBeNull();
    }

    private static void ForAll(Action<int[], int> law) => Prop.ForAll(
        Gen.Choose(0, 15).NonEmptyListOf().Select(times => times.ToArray()).ToArbitrary(), Gen.Choose(1, 20).ToArbitrary(), law)
        .Hold();

    private static KaplanMeierCurve Curve(OracleRestrictedMean set, int group) => KaplanMeier.Estimate([.. Enumerable
        .Range(0, set.Time.Length).Where(i => set.Group[i] == group)
        .Select(i => new SurvivalTime(set.Time[i], set.Event[i] == 1, set.Entry?[i] ?? double.NegativeInfinity))]);

    private static void Same(RestrictedMean? actual, double?[] expected, string where)
    {
        actual.HasValue.ShouldBe(expected[0] is not null, where);
        if (actual is { } mean)
            Same([mean.Mean, mean.StandardError], expected, where);
    }

    private static void Same(double[] actual, double?[] expected, string where)
    {
        foreach (var (a, e) in actual.Zip(expected))
            a.ShouldBe(e!.Value, 1e-8 * Math.Max(1, Math.Abs(e.Value)), where);
    }

    private sealed record OracleRestrictedMean(
        string Kind, double[] Time, int[] Event, int[] Group, double[]? Entry, double[] Horizons, double?[][] Results);
}
