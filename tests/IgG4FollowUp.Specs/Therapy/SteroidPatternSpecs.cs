using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Therapy;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Therapy;

public sealed class SteroidPatternSpecs
{
    private const Glucocorticoid Methylprednisolone = Glucocorticoid.Methylprednisolone;

    [Fact]
    public void a_gram_on_three_days_is_a_pulse()
    {
        var pulse = Exposure(Started(1, "2024-03-01", 1000, Methylprednisolone, SteroidRoute.Intravenous),
            Stopped(2, 1, "2024-03-03")).Pulses.ShouldHaveSingleItem();
        pulse.ShouldBe(new SteroidPulse(Id(1), Methylprednisolone, Mg(1250), new(3, 3), new(Mg(3750), Mg(3750)), Certain: true));
    }

    [Theory]
    [InlineData(200, "2024-03-05", SteroidRoute.Intravenous, 1)]
    [InlineData(199.9, "2024-03-05", SteroidRoute.Intravenous, 0)]
    [InlineData(200, "2024-03-06", SteroidRoute.Intravenous, 0)]
    [InlineData(200, "2024-03-05", SteroidRoute.Oral, 0)]
    public void a_pulse_is_intravenous_high_and_short(double mg, string lastDose, SteroidRoute route, int pulses) =>
        Exposure(Started(1, "2024-03-01", (decimal)mg, Methylprednisolone, route), Stopped(2, 1, lastDose)).Pulses.Length.ShouldBe(pulses);

    [Fact]
    public void the_limits_of_a_pulse_are_settings()
    {
        var chart = Chart(Started(1, "2024-03-01", 100, Methylprednisolone, SteroidRoute.Intravenous), Stopped(2, 1, "2024-03-08"));
        SteroidExposure.Of(chart, settings: new() { PulseMgPerDay = 125m, PulseDays = 8 }).Pulses.ShouldHaveSingleItem();
        SteroidExposure.Of(chart, settings: new() { PulseMgPerDay = 125m, PulseDays = 7 }).Pulses.ShouldBeEmpty();
    }

    [Fact]
    public void the_taper_after_a_pulse_within_one_course_is_not_part_of_it()
    {
        var pulse = Exposure(
            Started(1, "2024-03-01", 1000, Methylprednisolone, SteroidRoute.Intravenous), Changed(2, 1, "2024-03-04", 500),
            Changed(3, 1, "2024-03-06", 40),
            Stopped(4, 1, "2024-03-20")).Pulses.ShouldHaveSingleItem();
        (pulse.Days, pulse.Cumulative.AtLeast).ShouldBe((new DayCount(5, 5), Mg(3750 + 1250)));
    }

    [Fact]
    public void an_open_course_is_only_possibly_a_pulse()
    {
        var pulse = Exposure(Started(1, "2024-03-01", 1000, Methylprednisolone, SteroidRoute.Intravenous)).Pulses.ShouldHaveSingleItem();
        (pulse.Certain, pulse.Days, pulse.Cumulative.AtMost).ShouldBe((false, new DayCount(1, null), null));
    }

    [Fact]
    public void a_pulse_dated_to_the_month_is_only_possibly_one()
    {
        var pulse = Exposure(Started(1, "2024-03", 1000, Methylprednisolone, SteroidRoute.Intravenous), Stopped(2, 1, "2024-03")).Pulses
            .ShouldHaveSingleItem();
        (pulse.Certain, pulse.Days).ShouldBe((false, new DayCount(1, 31)));
    }

    [Fact]
    public void a_gap_between_courses_is_an_interruption_with_its_length()
    {
        var gap = Exposure(Started(1, "2024-03-01", 40), Stopped(2, 1, "2024-03-31"), Started(3, "2024-06-01", 20)).Interruptions
            .ShouldHaveSingleItem();
        gap.ShouldBe(new SteroidInterruption(Id(1), Id(3), new(61, 61)));
    }

    [Fact]
    public void courses_that_touch_or_overlap_leave_no_gap()
    {
        Exposure(Started(1, "2024-03-01", 40), Stopped(2, 1, "2024-03-31"), Started(3, "2024-04-01", 20)).Interruptions.ShouldBeEmpty();
        Exposure(Started(1, "2024-03-01", 40), Started(3, "2024-03-10", 20), Stopped(4, 3, "2024-03-12"), Stopped(2, 1, "2024-03-31"),
            Started(5, "2024-04-01", 20))
            .Interruptions.ShouldBeEmpty();
    }

    [Fact]
    public void local_courses_do_not_fill_a_gap() =>
        Exposure(
            Started(1, "2024-03-01", 40), Stopped(2, 1, "2024-03-31"),
            Started(4, "2024-04-01", 40, Glucocorticoid.Triamcinolone, SteroidRoute.Epidural),
            Started(3, "2024-06-01", 20)).Interruptions.ShouldHaveSingleItem();

    [Fact]
    public void partial_dates_bound_the_length_of_a_gap()
    {
        Exposure(Started(1, "2024-01-01", 40), Stopped(2, 1, "2024-03"), Started(3, "2024-05", 20))
            .Interruptions.ShouldHaveSingleItem().Days.ShouldBe(new DayCount(30, 90));
        Exposure(Started(1, "2024-01-01", 40), Stopped(2, 1, "2024-03"), Started(3, "2024-03", 20))
            .Interruptions.ShouldHaveSingleItem().Days.ShouldBe(new DayCount(0, 29));
    }
}
