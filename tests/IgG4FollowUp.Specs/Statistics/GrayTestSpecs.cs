using FsCheck;
using FsCheck.Fluent;
using IgG4FollowUp.Specs.Statistics.Oracle;
using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Specs.Statistics;

/// <summary>Two hundred random data sets against R's cmprsk package, see generate-gray-oracle.R, and laws.</summary>
public sealed class GrayTestSpecs
{
    private static readonly Arbitrary<(CompetingTime Time, int Group)[]> Cohorts = (
        from time in Gen.Choose(0, 12)
        from cause in Gen.Choose(0, 2)
        from theGroup in Gen.Choose(0, 2)
        select (new CompetingTime(time, cause), theGroup)).ArrayOf().ToArbitrary();

    [Fact]
    public void statistics_agree_with_r()
    {
        var sets = OracleFile.Lines("gray-oracle.jsonl").Select(OracleFile.Read<OracleGray>).ToArray();
        sets.Length.ShouldBe(200);
        sets.Count(s => s.ChiSquare.All(x => x >= 0)).ShouldBeGreaterThan(180);
        foreach (var (set, id) in sets.Select((s, i) => (s, i + 1)))
        {
            var subjects = set.Time.Select((t, i) => new CompetingTime(t, set.Cause[i])).ToArray();
            for (var cause = 1; cause <= 2; cause++)
            {
                if (set.ChiSquare[cause - 1] is not { } expected)
                    continue;
                var where = $"data set {id} ({set.Kind}), cause {cause}";
                var test = GrayTest.Test(subjects, set.Group, cause, set.Stratum, set.Rho).Test;

                // R says -1 where the covariance of all groups but one is singular.
                if (expected < 0)
                {
                    (test?.DegreesOfFreedom ?? 0).ShouldBeLessThan(set.Degrees, where);
                    continue;
                }

                test!.Value.ChiSquare.ShouldBe(expected, 1e-8 * Math.Max(1, expected), where);
                test.Value.DegreesOfFreedom.ShouldBe(set.Degrees, where);
            }
        }
    }

    [Fact]
    public void the_order_of_rows_the_names_of_groups_and_the_unit_of_time_change_nothing() => ForAll(people =>
    {
        int[] renamed = [2, 0, 1];
        var result = Of(people).Test;
        var changed = Of([.. people.Reverse().Select(p => (p.Time with { Time = p.Time.Time * 30.4375 }, renamed[p.Group]))]).Test;
        changed.HasValue.ShouldBe(result.HasValue);
        if (result is not { } test || changed is not { } other)
            return;
        other.ChiSquare.ShouldBe(test.ChiSquare, 1e-8 * Math.Max(1, test.ChiSquare));
        other.DegreesOfFreedom.ShouldBe(test.DegreesOfFreedom);
    });

    [Fact]
    public void deviations_make_nothing_together_and_each_row_of_their_covariance_too() => ForAll(people =>
    {
        var result = Of(people);
        result.Scores.Sum().ShouldBe(0, 1e-9);
        if (result.Test is null)
            return;
        for (var g = 0; g < result.Scores.Length; g++)
            result.Covariance.Skip(g * result.Scores.Length).Take(result.Scores.Length).Sum().ShouldBe(0, 1e-8);
    });

    [Fact]
    public void without_another_cause_the_scores_are_those_of_the_log_rank_test() => ForAll(people =>
    {
        var single = people.Select(p => (p.Time with { Cause = Math.Min(1, p.Time.Cause) }, p.Group)).ToArray();
        var logRank = LogRank.Test([.. single.Select(p => new SurvivalTime(p.Item1.Time, p.Item1.Cause == 1))], Groups(single));
        foreach (var (own, theirs) in Of(single).Scores.Zip(logRank.Groups))
            own.ShouldBe(theirs.Score, 1e-9);
    });

    [Fact]
    public void a_group_that_others_outlived_is_left_out_when_censoring_took_it_and_forbids_the_test_when_another_event_did()
    {
        CompetingTime[] compared = [new(5, 1), new(8, 0), new(6, 1), new(9, 0), new(7, 1), new(9, 1)];
        int[] groups = [0, 0, 1, 1, 0, 1];
        var test = GrayTest.Test(compared, groups, 1).Test;
        test!.Value.DegreesOfFreedom.ShouldBe(1);
        GrayTest.Test([.. compared, new(1, 0), new(2, 0)], [.. groups, 2, 2], 1).Test.ShouldBe(test);
        GrayTest.Test([.. compared, new(1, 0), new(2, 2)], [.. groups, 2, 2], 1).Test.ShouldBeNull();
        GrayTest.Test([.. compared, new(1, 2), new(5, 0)], [.. groups, 2, 2], 1).Test!.Value.DegreesOfFreedom.ShouldBe(2);
    }

    [Fact]
    public void late_entry_and_codes_that_make_no_sense_are_refused()
    {
        CompetingTime[] one = [new CompetingTime(1, 1)];
        Should.Throw<ArgumentException>(() => GrayTest.Test([new CompetingTime(2, 1, 1)], [0], 1));
        Should.Throw<ArgumentException>(() => GrayTest.Test(one, [], 1));
        Should.Throw<ArgumentException>(() => GrayTest.Test(one, [-1], 1));
        Should.Throw<ArgumentException>(() => GrayTest.Test(one, [0], 0));
        GrayTest.Test([], [], 1).Test!.Value.PValue.ShouldBeNull();
    }

    private static GrayResult Of((CompetingTime Time, int Group)[] people) =>
        GrayTest.Test([.. people.Select(p => p.Time)], Groups(people), cause: 1);

    private static int[] Groups((CompetingTime Time, int Group)[] people) => [.. people.Select(p => p.Group)];

    private static void ForAll(Action<(CompetingTime Time, int Group)[]> law) => Prop.ForAll(Cohorts, law).Hold();

    private sealed record OracleGray(
        string Kind, double[] Time, int[] Cause, int[] Group, int[] Stratum, double Rho, int Degrees, double?[] ChiSquare);
}
