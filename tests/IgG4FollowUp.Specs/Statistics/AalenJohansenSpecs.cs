using IgG4FollowUp.Statistics;

using static IgG4FollowUp.Specs.Statistics.Printed;

namespace IgG4FollowUp.Specs.Statistics;

public sealed class AalenJohansenSpecs
{
    private static readonly CompetingTime[] Sas = [new(1, 0), new(2, 1), new(3, 1), new(4, 2), new(5, 2), new(6, 0)];

    [Fact]
    public void incidences_variances_and_intervals_are_those_of_sas()
    {
        var curves = AalenJohansen.Estimate(Sas, causes: 2);
        var z = ConfidenceLimits.Z(0.95);
        curves.Select(c => c.Cause).ShouldBe([1, 2]);
        Rounded(curves[0].Points.Select(p => p.Incidence)).ShouldBe([0, .2, .4, .4, .4, .4]);
        Rounded(curves[1].Points.Select(p => p.Incidence)).ShouldBe([0, 0, 0, .2, .4, .4]);
        Rounded(curves[1].Points.Select(p => p.Variance)).ShouldBe([0, 0, 0, .032, .048, .048]);
        foreach (var (point, printed) in curves[1].Points.Zip(
            Words("NA NA NA .00836904-.58185303 .05197575-.75281579 .05197575-.75281579")))
            point.Limits(z).ShouldPrintAs(printed, $"t = {point.Time}");
    }

    [Fact]
    public void counts_of_both_kinds_of_event_stand_with_every_point()
    {
        var death = AalenJohansen.Estimate(Sas, causes: 2)[1].Points;
        death.Select(p => p.AtRisk).ShouldBe([6, 5, 4, 3, 2, 1]);
        death.Select(p => p.Events).ShouldBe([0, 0, 0, 1, 1, 0]);
        death.Select(p => p.OtherEvents).ShouldBe([0, 1, 1, 0, 0, 0]);
        death.Select(p => p.Censored).ShouldBe([1, 0, 0, 0, 0, 1]);
    }

    [Fact]
    public void one_minus_kaplan_meier_overstates_recurrence_when_people_die()
    {
        CompetingTime[] subjects = [new(1, 2), new(2, 1), new(3, 2), new(4, 1), new(5, 0)];
        var recurrence = AalenJohansen.Estimate(subjects, causes: 2)[0].At(5)!.Value;
        var naive = 1 - KaplanMeier.Estimate([.. subjects.Select(s => new SurvivalTime(s.Time, s.Cause == 1))]).Points[^1].Survival;
        recurrence.ShouldBe(0.4, 1e-15);
        naive.ShouldBe(0.625, 1e-15);
    }

    [Fact]
    public void incidence_is_unknown_after_the_last_observation()
    {
        var curve = AalenJohansen.Estimate(Sas, causes: 2)[0];
        curve.At(0).ShouldBe(0);
        curve.At(3.5)!.Value.ShouldBe(0.4, 1e-15);
        curve.At(7).ShouldBeNull();
        AalenJohansen.Estimate([new CompetingTime(1, 1)], causes: 1)[0].At(7).ShouldBe(1);
        AalenJohansen.Estimate([], causes: 1)[0].At(0).ShouldBeNull();
    }

    [Fact]
    public void groups_are_estimated_apart()
    {
        var rows = Sas.Select((t, i) => (Arm: i % 2 == 0 ? "b" : "a", Time: t)).ToArray();
        var groups = AalenJohansen.ByGroup(rows, r => r.Arm, r => r.Time, causes: 2);
        groups.Select(g => g.Key).ShouldBe(["a", "b"]);
        groups[0].Result[1].Points.Select(p => p.Time).ShouldBe([2, 4, 6]);
        groups[0].Result[1].At(4)!.Value.ShouldBe(1 / 3.0, 1e-15);
    }

    [Fact]
    public void an_unknown_cause_is_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => AalenJohansen.Estimate(Sas, causes: 1));
        Should.Throw<ArgumentOutOfRangeException>(() => AalenJohansen.Estimate([new CompetingTime(1, -1)], causes: 1));
        Should.Throw<ArgumentOutOfRangeException>(() => AalenJohansen.Estimate([], causes: 0));
    }

    private static double[] Rounded(IEnumerable<double> values) => [.. values.Select(v => Math.Round(v, 12))];
}
