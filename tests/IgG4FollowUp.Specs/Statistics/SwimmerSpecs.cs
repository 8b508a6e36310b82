using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Specs.Statistics;

public sealed class SwimmerSpecs
{
    [Fact]
    public void lanes_stand_from_the_longest_observed_to_the_shortest()
    {
        var lanes = Swimmer.Arrange([Lane("b", 0, 10), Lane("c", 5, 30), Lane("a", 10, 20)]);
        lanes.Select(l => l.Key).ShouldBe(["c", "a", "b"]);
    }

    [Fact]
    public void stretches_of_one_kind_are_joined_and_cut_to_the_lane()
    {
        var lane = Swimmer.Arrange([Lane("a", 0, 24) with
        {
            Ongoing = true,
            Intervals =
            [
                new("steroid", 6, 9), new("steroid", -2, 3), new("rituximab", 2, 4), new("steroid", 3, 5), new("steroid", 20, null),
                new("steroid", 30, 40), new("steroid", -9, -3),
            ],
        }])[0];
        lane.Intervals.ShouldBe([new("steroid", 0, 5), new("rituximab", 2, 4), new("steroid", 6, 9), new("steroid", 20, 24)]);
        lane.Ongoing.ShouldBeTrue();
    }

    [Fact]
    public void a_short_course_within_a_longer_one_does_not_shorten_it()
    {
        var lane = Swimmer.Arrange([Lane("a", 0, 24) with { Intervals = [new("steroid", 1, 20), new("steroid", 2, 3)] }])[0];
        lane.Intervals.ShouldBe([new("steroid", 1, 20)]);
    }

    [Fact]
    public void marks_are_in_order_of_time_and_none_is_lost()
    {
        var lane = Swimmer.Arrange([Lane("a", 0, 24) with { Marks = [new("recurrence", 12), new("surgery", -1), new("death", 25)] }])[0];
        lane.Marks.ShouldBe([new("surgery", -1), new("recurrence", 12), new("death", 25)]);
    }

    [Fact]
    public void what_ends_before_it_starts_is_refused()
    {
        Should.Throw<ArgumentException>(() => Swimmer.Arrange([Lane("a", 3, 2)]));
        Should.Throw<ArgumentException>(() => Swimmer.Arrange([Lane("a", 0, 9) with { Intervals = [new("steroid", 5, 4)] }]));
        Should.Throw<ArgumentException>(() => Swimmer.Arrange([Lane("a", 0, 9) with { Marks = [new("recurrence", double.NaN)] }]));
    }

    private static SwimmerLane Lane(string key, double start, double end) => new(key, start, end, Ongoing: false, [], []);
}
