using IgG4FollowUp.Specs.Statistics.Oracle;
using IgG4FollowUp.Statistics;
using MathNet.Numerics;

namespace IgG4FollowUp.Specs.Statistics;

public sealed class ExactIntervalSpecs
{
    private static readonly OracleIntervals R = OracleFile.Read<OracleIntervals>(OracleFile.Lines("interval-oracle.json").Single());

    [Fact]
    public void garwood_intervals_agree_with_r()
    {
        foreach (var row in R.Poisson)
            Same(new PersonTimeRate((int)row[0], 12.5).Limits(), row[1] / 12.5, row[2] / 12.5, $"{row[0]} events");
    }

    [Fact]
    public void wilson_intervals_agree_with_r()
    {
        foreach (var row in R.Wilson)
            Same(new Proportion((int)row[0], (int)row[1]).Wilson(), row[2], row[3], $"{row[0]}/{row[1]}");
    }

    [Fact]
    public void chi_square_tails_keep_their_digits_far_out()
    {
        foreach (var row in R.ChiSquareTail)
            (SpecialFunctions.GammaUpperRegularized(row[1] / 2, row[0] / 2) / row[2]).ShouldBe(1, 1e-9, $"{row[0]} on {row[1]}");
    }

    [Fact]
    public void no_event_still_has_an_upper_limit()
    {
        var limits = new PersonTimeRate(0, 100).Limits();
        limits.Lower.ShouldBe(0);
        limits.Upper.ShouldBe(-Math.Log(0.025) / 100, 1e-14);
    }

    [Fact]
    public void a_proportion_shows_its_fraction_and_rounds_half_away_from_zero()
    {
        new Proportion(22, 45).Percent().ShouldBe("48.9");
        new Proportion(22, 45).Fraction.ShouldBe("22/45");
        new Proportion(13, 122).Percent(2).ShouldBe("10.66");
        new Proportion(1, 8).Percent(0).ShouldBe("13", "12.5");
        new Proportion(1, 16).Percent().ShouldBe("6.3", "6.25");
        new Proportion(9, 45).Percent().ShouldBe("20.0");
        new Proportion(0, 0).Percent().ShouldBeNull();
        new Proportion(0, 0).Share.ShouldBeNull();
        new Proportion(0, 0).Wilson().AreDefined.ShouldBeFalse();
    }

    [Fact]
    public void impossible_counts_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new Proportion(-1, 3));
        Should.Throw<ArgumentOutOfRangeException>(() => new Proportion(4, 3));
        Should.Throw<ArgumentOutOfRangeException>(() => new PersonTimeRate(-1, 3));
        Should.Throw<ArgumentOutOfRangeException>(() => new PersonTimeRate(1, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => new PersonTimeRate(1, 1).Limits(0));
    }

    private static void Same(ConfidenceLimits limits, double lower, double upper, string where)
    {
        limits.Lower.ShouldBe(lower, 1e-9 * Math.Max(1, lower), where);
        limits.Upper.ShouldBe(upper, 1e-9 * Math.Max(1, upper), where);
    }
}
