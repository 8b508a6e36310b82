using IgG4FollowUp.Api.Webhooks;

namespace IgG4FollowUp.Integration.Webhooks;

public sealed class RetryScheduleSpecs
{
    [Fact]
    public void ten_attempts_follow_the_recommended_schedule_over_three_days()
    {
        // Time since the first attempt as Standard Webhooks 1.0.0 prints it.
        string[] recommended = ["0:00:05", "0:05:05", "0:35:05", "2:35:05", "7:35:05", "17:35:05", "1.07:35:05", "2.03:35:05",
            "3.03:35:05"];
        var since = TimeSpan.Zero;
        var times = new List<TimeSpan>();
        for (var failed = 1; RetrySchedule.DelayAfter(failed, chance: 0, retryAfter: null) is { } delay; failed++)
            times.Add(since += delay);
        times.ShouldBe(recommended.Select(TimeSpan.Parse));
        RetrySchedule.Attempts.ShouldBe(10);
    }

    [Fact]
    public void chance_only_ever_adds_and_at_most_a_fifth()
    {
        var random = new Random(7);
        for (var failed = 1; failed < RetrySchedule.Attempts; failed++)
        {
            var least = RetrySchedule.DelayAfter(failed, 0, null)!.Value;
            var delays = Enumerable.Range(0, 200).Select(_ => RetrySchedule.DelayAfter(failed, random.NextDouble(), null)!.Value).ToList();
            delays.ShouldAllBe(delay => delay >= least && delay < least * 1.2);
            delays.Distinct().Count().ShouldBeGreaterThan(190);
            delays.Max().ShouldBeGreaterThan(least * 1.15);
        }
    }

    [Theory]
    [InlineData(1, 120, 120)]
    [InlineData(1, 2, 5)]
    [InlineData(1, -60, 5)]
    [InlineData(1, 1_000_000_000, 86_400)]
    [InlineData(9, 60, 86_400)]
    public void a_receiver_may_ask_for_more_time_than_the_schedule_gives_but_for_a_day_at_most(int failed, double asked, double waited) =>
        RetrySchedule.DelayAfter(failed, 0, TimeSpan.FromSeconds(asked)).ShouldBe(TimeSpan.FromSeconds(waited));

    [Fact]
    public void after_the_last_attempt_nothing_a_receiver_says_makes_another() =>
        RetrySchedule.DelayAfter(RetrySchedule.Attempts, 0, TimeSpan.FromSeconds(1)).ShouldBeNull();
}
