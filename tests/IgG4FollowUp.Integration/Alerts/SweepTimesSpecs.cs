using FsCheck;
using FsCheck.Fluent;
using IgG4FollowUp.Api;
using IgG4FollowUp.Api.Alerts;

namespace IgG4FollowUp.Integration.Alerts;

/// <summary>The sweep keeps to the clocks on the wall, whatever these do.</summary>
public sealed class SweepTimesSpecs
{
    // Clocks are changed at midnight, at one, two and three, by an hour and by half of one, north and south; or never.
    private static readonly string[] Zones =
        ["Europe/Rome", "America/New_York", "America/Havana", "America/Sao_Paulo", "Africa/Cairo", "Asia/Beirut", "Atlantic/Azores",
            "Australia/Lord_Howe", "Asia/Tokyo", "UTC"];

    [Theory]
    [InlineData("2026-03-28T12:00:00Z", "2026-03-29T03:00:00Z")]
    [InlineData("2026-03-29T12:00:00Z", "2026-03-30T03:00:00Z")]
    [InlineData("2026-10-24T12:00:00Z", "2026-10-25T04:00:00Z")]
    [InlineData("2026-10-25T12:00:00Z", "2026-10-26T04:00:00Z")]
    public void five_o_clock_in_Rome_is_five_o_clock_on_the_days_on_which_the_clocks_are_changed(string now, string next) =>
        new SweepTimes(new(5, 0), TimeSpan.FromHours(26)).Next(new Wall("Europe/Rome", DateTimeOffset.Parse(now)))
            .ShouldBe(DateTimeOffset.Parse(next));

    [Fact]
    public void now_lies_between_two_sweeps_and_both_are_at_their_time_or_at_the_first_minute_that_the_clock_has() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(2000),
            Prop.ForAll(
                ArbMap.Default.ArbFor<(PositiveInt Zone, PositiveInt Minute, PositiveInt Now)>(),
                drawn =>
                {
                    var at = TimeOnly.MinValue.AddMinutes(drawn.Minute.Get * 97 % 1440);
                    // Every quarter of an hour of fifteen years.
                    var now = new DateTimeOffset(2011, 1, 1, 0, 0, 0, TimeSpan.Zero)
                        .AddMinutes((long)drawn.Now.Get * 7919 % (15 * 366 * 96) * 15);
                    var wall = new Wall(Zones[drawn.Zone.Get % Zones.Length], now);
                    var times = new SweepTimes(at, TimeSpan.FromHours(26));
                    var (slot, next) = (times.Slot(wall), times.Next(wall));

                    slot.ShouldBeLessThanOrEqualTo(now);
                    next.ShouldBeGreaterThan(now);
                    new Wall(wall.LocalTimeZone.Id, next).Today().ShouldBe(new Wall(wall.LocalTimeZone.Id, slot).Today().AddDays(1));
                    foreach (var instant in new[] { slot, next })
                    {
                        var local = TimeZoneInfo.ConvertTime(instant, wall.LocalTimeZone).DateTime;
                        var wanted = local.Date + at.ToTimeSpan();
                        if (local == wanted) continue;
                        wall.LocalTimeZone.IsInvalidTime(wanted).ShouldBeTrue($"{wall.LocalTimeZone.Id} {local}");
                        wall.LocalTimeZone.IsInvalidTime(local.AddMinutes(-1)).ShouldBeTrue($"{wall.LocalTimeZone.Id} {local}");
                    }
                }));

    private sealed class Wall(string zone, DateTimeOffset now) : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone { get; } = TimeZoneInfo.FindSystemTimeZoneById(zone);

        public override DateTimeOffset GetUtcNow() => now;
    }
}
