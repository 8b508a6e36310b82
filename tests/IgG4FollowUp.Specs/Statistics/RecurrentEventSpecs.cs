using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Specs.Statistics;

public sealed class RecurrentEventSpecs
{
    [Fact]
    public void a_person_is_followed_from_flare_to_flare_and_then_to_the_end()
    {
        CountingProcess.Rows(7, 0, 24, [3, 9]).ShouldBe(
            [new(7, 0, 3, true, 1), new(7, 3, 9, true, 2), new(7, 9, 24, false, 3)]);
        CountingProcess.Rows(7, 2, 9, [9]).ShouldBe([new(7, 2, 9, true, 1)], "a flare on the last day ends the last row");
        CountingProcess.Rows(7, 0, 24, []).ShouldBe([new(7, 0, 24, false, 1)]);
    }

    [Fact]
    public void everyone_is_at_risk_at_time_zero()
    {
        RecurrentRow[] rows = [.. Enumerable.Range(0, 20).SelectMany(i => CountingProcess.Rows(i, 0, 10 + i, i % 3 == 0 ? [1, 4] : []))];
        rows.Count(r => r.Start == 0).ShouldBe(20);
        MeanCumulativeFunction.Estimate(rows)[0].AtRisk.ShouldBe(20);
    }

    [Theory]
    [InlineData(0, 10, 5, 5)]
    [InlineData(0, 10, 5, 4)]
    [InlineData(0, 10, 5, 11)]
    [InlineData(2, 10, 2, 5)]
    [InlineData(10, 10, 1, 2)]
    public void impossible_histories_are_refused(double entry, double end, double first, double second) =>
        Should.Throw<ArgumentException>(() => CountingProcess.Rows(1, entry, end, [first, second]).ToArray());

    [Fact]
    public void the_mean_and_its_robust_variance_match_a_calculation_by_hand()
    {
        // Two people over 10 months; one flares at 2 and 4. At each, d/Y = 1/2; the flaring person's influence is
        // (1 − 1/2)/2 = 1/4 each time, the other's −1/4.
        var points = MeanCumulativeFunction.Estimate([.. CountingProcess.Rows(1, 0, 10, [2, 4]), .. CountingProcess.Rows(2, 0, 10, [])]);
        points.ShouldBe([new(2, 2, 1, 0.5, 2 / 16.0), new(4, 2, 1, 1, 2 / 4.0)]);
        var limits = points[1].Limits(ConfidenceLimits.Z(0.95));
        (limits.Lower * limits.Upper).ShouldBe(1, 1e-12, "the interval is symmetric on the log scale");
        limits.Upper.ShouldBe(Math.Exp(1.959963984540054 * Math.Sqrt(0.5)), 1e-12);
    }

    [Fact]
    public void with_at_most_one_event_each_the_mean_is_the_nelson_aalen_estimate()
    {
        var points = MeanCumulativeFunction.Estimate([new(1, 0, 1, true), new(2, 0, 2, false), new(3, 0, 3, true)]);
        points.Select(p => p.Mean).ShouldBe([1 / 3.0, (1 / 3.0) + 1]);
    }

    [Fact]
    public void overlapping_rows_of_one_person_are_refused()
    {
        Should.Throw<ArgumentException>(() => MeanCumulativeFunction.Estimate([new(1, 0, 5, true), new(1, 4, 6, false)]));
        Should.Throw<ArgumentException>(() => MeanCumulativeFunction.Estimate([new(1, 5, 5, true)]));
        MeanCumulativeFunction.Estimate([]).ShouldBeEmpty();
    }

    [Fact]
    public void a_rate_counts_only_the_time_after_enrolment()
    {
        var rate = PersonTimeRate.Of([.. CountingProcess.Rows(1, 2, 6, [3]), .. CountingProcess.Rows(2, 0, 6, [1, 2])]);
        rate.Events.ShouldBe(3);
        rate.PersonTime.ShouldBe(10);
        rate.Rate.ShouldBe(0.3, 1e-15);
    }
}
