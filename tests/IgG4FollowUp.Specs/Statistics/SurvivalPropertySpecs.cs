using FsCheck;
using FsCheck.Fluent;
using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Specs.Statistics;

public sealed class SurvivalPropertySpecs
{
    private sealed record Person(int Time, int Cause, int Group, int Stratum, int Entry);

    private static readonly Arbitrary<Person[]> Cohorts = (
        from time in Gen.Choose(0, 12)
        from cause in Gen.Frequency((2, Gen.Constant(0)), (3, Gen.Choose(1, 3)))
        from theGroup in Gen.Choose(0, 3)
        from stratum in Gen.Choose(0, 1)
        from delay in Gen.Choose(1, 8)
        select new Person(time, cause, theGroup, stratum, time - delay)).ArrayOf().ToArbitrary();

    [Fact]
    public void the_probabilities_of_all_states_make_one() => ForAll(people =>
    {
        var curves = AalenJohansen.Estimate([.. people.Select(Competing)], causes: 3);
        for (var i = 0; i < curves[0].Points.Length; i++)
            (curves[0].Points[i].EventFree + curves.Sum(c => c.Points[i].Incidence)).ShouldBe(1, 1e-12);
    });

    [Fact]
    public void with_a_single_cause_incidence_is_one_minus_kaplan_meier_with_greenwoods_variance() => ForAll(people =>
    {
        var incidence = AalenJohansen.Estimate([.. people.Select(p => Competing(p) with { Cause = Math.Min(1, p.Cause) })], causes: 1)[0];
        var survival = KaplanMeier.Estimate([.. people.Select(Survival)]);
        foreach (var (f, s) in incidence.Points.Zip(survival.Points))
        {
            f.Incidence.ShouldBe(1 - s.Survival, 1e-12);
            if (s.Survival > 0)
                Math.Sqrt(f.Variance).ShouldBe(s.StandardError, 1e-7);
        }
    });

    [Fact]
    public void a_group_censored_before_the_first_event_leaves_the_statistic_unchanged() => ForAll(people =>
    {
        var before = LogRank.Test([.. people.Select(Plain)], Groups(people));
        Person[] more = [.. people, new Person(-1, 0, 4, 0, 0), new Person(-2, 0, 4, 0, 0)];
        var after = LogRank.Test([.. more.Select(Plain)], Groups(more));
        Near(after.ChiSquare, before.ChiSquare);
        after.DegreesOfFreedom.ShouldBe(before.DegreesOfFreedom);
    });

    [Fact]
    public void the_statistic_does_not_depend_on_the_labels_of_the_groups() => ForAll(people =>
    {
        int[] relabelled = [2, 0, 3, 1];
        var subjects = people.Select(Survival).ToArray();
        foreach (var weight in Enum.GetValues<LogRankWeight>())
        {
            var test = LogRank.Test(subjects, Groups(people), Strata(people), weight);
            var other = LogRank.Test(subjects, [.. people.Select(p => relabelled[p.Group])], Strata(people), weight);
            Near(other.ChiSquare, test.ChiSquare);
            other.DegreesOfFreedom.ShouldBe(test.DegreesOfFreedom);
        }
    });

    [Fact]
    public void observed_and_expected_have_the_same_sum() => ForAll(people =>
    {
        var groups = LogRank.Test([.. people.Select(Survival)], Groups(people), Strata(people)).Groups;
        groups.Sum(g => g.Expected).ShouldBe(groups.Sum(g => g.Observed), 1e-9);
        groups.Sum(g => g.Score).ShouldBe(0, 1e-9);
    });

    [Fact]
    public void the_order_of_subjects_changes_nothing() => ForAll(people =>
    {
        var shuffled = people.OrderBy(p => ((p.Time * 7919) + (p.Cause * 104729) + (p.Group * 31) + p.Entry) % 101).Reverse().ToArray();
        KaplanMeier.Estimate([.. shuffled.Select(Survival)]).Points.ShouldBe(KaplanMeier.Estimate([.. people.Select(Survival)]).Points);
        AalenJohansen.Estimate([.. shuffled.Select(Competing)], 3)[1].Points
            .ShouldBe(AalenJohansen.Estimate([.. people.Select(Competing)], 3)[1].Points);
        LogRank.Test([.. shuffled.Select(Survival)], Groups(shuffled)).ChiSquare
            .ShouldBe(LogRank.Test([.. people.Select(Survival)], Groups(people)).ChiSquare);
        MeanCumulativeFunction.Estimate(Rows(people)).Select(p => (p.Time, p.AtRisk, p.Events, p.Mean))
            .ShouldBe(MeanCumulativeFunction.Estimate([.. Rows(people).Reverse()]).Select(p => (p.Time, p.AtRisk, p.Events, p.Mean)));
    });

    [Fact]
    public void a_curve_never_rises_and_its_interval_holds_it() => ForAll(people =>
    {
        var z = ConfidenceLimits.Z(0.9);
        double last = 1;
        foreach (var point in KaplanMeier.Estimate([.. people.Select(Survival)]).Points)
        {
            point.Survival.ShouldBeInRange(0, last);
            last = point.Survival;
            foreach (var scale in Enum.GetValues<IntervalScale>())
            {
                var limits = point.Limits(scale, z);
                if (!limits.AreDefined)
                    continue;
                limits.Lower.ShouldBeInRange(0, point.Survival);
                limits.Upper.ShouldBeInRange(point.Survival, 1);
            }
        }
    });

    private static RecurrentRow[] Rows(Person[] people) =>
        [.. people.SelectMany((p, i) => CountingProcess.Rows(i, p.Entry, p.Time, p.Cause > 0 ? [p.Entry + 0.5] : []))];

    private static void ForAll(Action<Person[]> law) => Prop.ForAll(Cohorts, law).QuickCheckThrowOnFailure();

    private static void Near(double actual, double expected) => actual.ShouldBe(expected, 1e-8 * Math.Max(1, expected));

    private static SurvivalTime Survival(Person p) => new(p.Time, p.Cause > 0, p.Entry);

    private static SurvivalTime Plain(Person p) => new(p.Time, p.Cause > 0);

    private static CompetingTime Competing(Person p) => new(p.Time, p.Cause, p.Entry);

    private static int[] Groups(Person[] people) => [.. people.Select(p => p.Group)];

    private static int[] Strata(Person[] people) => [.. people.Select(p => p.Stratum)];
}
