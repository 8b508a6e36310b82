using FsCheck;
using FsCheck.Fluent;
using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Specs.Statistics;

public sealed class TimeDependentExposureSpecs
{
    private static readonly Arbitrary<ExposedTime[]> Cohorts = (
        from entry in Gen.Choose(0, 4)
        from length in Gen.Choose(1, 12)
        from happened in Gen.Frequency((2, Gen.Constant(true)), (1, Gen.Constant(false)))
        from exposed in Gen.Choose(0, 20)
        select new ExposedTime(new SurvivalTime(entry + length, happened, entry), exposed > 14 ? null : exposed)).ArrayOf().ToArbitrary();

    [Fact]
    public void mantel_byar_is_the_score_test_of_a_cox_model_with_a_covariate_that_changes() => ForAll(people =>
    {
        var (times, groups) = TimeDependentExposure.Stretches(people);
        var rows = times.Select((time, i) => new CoxRow(time, new double[] { groups[i] })).ToArray();
        var score = Cox.Fit(rows, new CoxOptions(TiedEvents.Exact)).Score!.Value;
        var test = TimeDependentExposure.MantelByar(people);
        score.ChiSquare.ShouldBe(test.ChiSquare, 1e-8 * Math.Max(1, test.ChiSquare));
        score.DegreesOfFreedom.ShouldBe(test.DegreesOfFreedom);
    });

    [Fact]
    public void when_everybody_is_exposed_from_the_beginning_or_never_the_test_is_the_plain_one() => ForAll(people =>
    {
        var fixedly = people.Select(p => p with { ExposedAt = p.ExposedAt is null ? null : -1 }).ToArray();
        var plain = LogRank.Test([.. people.Select(p => p.Time)], [.. people.Select(p => p.ExposedAt is null ? 0 : 1)]);
        TimeDependentExposure.MantelByar(fixedly).ChiSquare.ShouldBe(plain.ChiSquare, 1e-9);
    });

    [Fact]
    public void no_person_time_and_no_event_is_lost_or_counted_twice() => ForAll(people =>
    {
        var (rows, _) = TimeDependentExposure.Stretches(people);
        rows.Sum(r => r.Time - r.Entry).ShouldBe(people.Sum(p => p.Time.Time - p.Time.Entry), 1e-9);
        rows.Count(r => r.IsEvent).ShouldBe(people.Count(p => p.Time.IsEvent));
    });

    [Fact]
    public void from_a_landmark_after_which_nobody_changes_the_curves_are_those_of_two_fixed_groups() => ForAll(people =>
    {
        const double landmark = 6;
        var settled = people.Select(p => p with { ExposedAt = p.ExposedAt <= landmark ? p.ExposedAt : null }).ToArray();
        var curves = TimeDependentExposure.SimonMakuch(settled, landmark);
        for (var group = 0; group < 2; group++)
        {
            var alive = settled.Where(p => p.Time.Time > landmark && (p.ExposedAt is null ? 0 : 1) == group);
            var expected = KaplanMeier.Estimate([.. alive.Select(p => p.Time with { Entry = Math.Max(landmark, p.Time.Entry) })]);
            curves[group].Points.ShouldBe(expected.Points);
        }
    });

    [Fact]
    public void an_event_at_the_moment_of_exposure_belongs_to_the_time_before()
    {
        var (rows, groups) = TimeDependentExposure.Stretches([new ExposedTime(new SurvivalTime(5, true), 5)]);
        rows.ShouldBe([new SurvivalTime(5, true)]);
        groups.ShouldBe([TimeDependentExposure.Unexposed]);
    }

    private static void ForAll(Action<ExposedTime[]> law) => Prop.ForAll(Cohorts, law).Hold();
}
