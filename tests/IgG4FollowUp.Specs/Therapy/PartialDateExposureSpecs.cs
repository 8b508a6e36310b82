using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Therapy;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Therapy;

public sealed class PartialDateExposureSpecs
{
    private static DoseRange Between(decimal least, decimal? most) => new(Mg(least), most is { } m ? Mg(m) : null);

    [Fact]
    public void a_start_known_to_the_month_bounds_the_sum_by_its_latest_and_earliest_reading()
    {
        var exposure = Exposure(Started(1, "2024-03", 10), Stopped(2, 1, "2024-04-10"));
        exposure.CumulativeUntil(Today).ShouldBe(Between(110, 410));
        exposure.FirstStart.ShouldBe(new DaySpan(Day("2024-03-01"), Day("2024-03-31")));
        exposure.Caveats.ShouldBe([new(Id(1), ExposureCaveatKind.PartialDate)]);
        exposure.TreatedOn(Day("2024-03-15")).ShouldBe(Determination.NotDeterminable);
    }

    [Fact]
    public void a_stop_known_to_the_month_bounds_the_sum()
    {
        var exposure = Exposure(Started(1, "2024-03-01", 10), Stopped(2, 1, "2024-04"));
        exposure.CumulativeUntil(Today).ShouldBe(Between(320, 610));
        exposure.SteroidFreeSince.ShouldBe(new DaySpan(Day("2024-04-02"), Day("2024-05-01")));
    }

    [Fact]
    public void a_change_known_to_the_month_may_be_any_day_of_it()
    {
        var exposure = Exposure(Started(1, "2024-03-01", 40), Changed(2, 1, "2024-04", 20), Stopped(3, 1, "2024-05-31"));
        exposure.DoseOn(Day("2024-03-31")).ShouldBe(Between(40, 40));
        exposure.DoseOn(Day("2024-04-15")).ShouldBe(Between(20, 40));
        exposure.DoseOn(Day("2024-04-30")).ShouldBe(Between(20, 20));
        exposure.CumulativeUntil(Today).ShouldBe(Between((31 * 40) + (61 * 20), (60 * 40) + (32 * 20)));
    }

    [Fact]
    public void two_changes_in_one_month_in_unknown_order_leave_both_doses_possible_after_it()
    {
        var exposure = Exposure(Started(1, "2024-03-01", 40), Changed(2, 1, "2024-04", 20), Changed(3, 1, "2024-04", 5));
        exposure.DoseOn(Day("2024-04-10")).ShouldBe(Between(5, 40));
        exposure.DoseOn(Day("2024-06-01")).ShouldBe(Between(5, 20));
    }

    [Fact]
    public void a_change_that_another_one_certainly_followed_holds_no_longer()
    {
        var exposure = Exposure(Started(1, "2024-03-01", 40), Changed(2, 1, "2024-04", 20), Changed(3, 1, "2024-05-10", 5));
        exposure.DoseOn(Day("2024-05-09")).ShouldBe(Between(20, 20));
        exposure.DoseOn(Day("2024-05-10")).ShouldBe(Between(5, 5));
    }

    [Fact]
    public void a_change_before_a_vaguely_dated_one_may_be_the_later_of_the_two()
    {
        var exposure = Exposure(Started(1, "2024-03-01", 40), Changed(2, 1, "2024-04", 20), Changed(3, 1, "2024-04-10", 5));
        exposure.DoseOn(Day("2024-04-09")).ShouldBe(Between(20, 40));
        exposure.DoseOn(Day("2024-05-01")).ShouldBe(Between(5, 20));
    }

    [Fact]
    public void two_doses_from_one_day_are_both_possible_and_said_so()
    {
        var exposure = Exposure(Started(1, "2024-03-01", 40), Changed(2, 1, "2024-04-10", 20), Changed(3, 1, "2024-04-10", 5));
        exposure.DoseOn(Day("2024-04-10")).ShouldBe(Between(5, 20));
        exposure.Caveats.ShouldBe([new(Id(3), ExposureCaveatKind.TwoDosesFromOneDay)]);
    }

    [Fact]
    public void an_unknown_dose_makes_the_sum_a_lower_bound_until_a_known_one_follows()
    {
        var exposure = Exposure(Started(1, "2024-03-01", null), Changed(2, 1, "2024-03-11", 20), Stopped(3, 1, "2024-03-20"));
        exposure.DoseOn(Day("2024-03-05")).ShouldBe(Between(0, null));
        exposure.CumulativeUntil(Today).ShouldBe(Between(200, null));
        exposure.Cumulative(Day("2024-03-11"), Today).ShouldBe(Between(200, 200));
        exposure.Caveats.ShouldBe([new(Id(1), ExposureCaveatKind.DoseNotReported)]);
        exposure.TreatedOn(Day("2024-03-05")).ShouldBe(Determination.Yes);
    }

    [Fact]
    public void an_unknown_drug_makes_the_sum_a_lower_bound()
    {
        var exposure = Exposure(Started(1, "2024-03-01", 8, drug: null), Started(2, "2024-03-01", 10), Stopped(3, 1, "2024-03-02"),
            Stopped(4, 2, "2024-03-10"));
        exposure.CumulativeUntil(Today).ShouldBe(Between(100, null));
        exposure.DoseOn(Day("2024-03-03")).ShouldBe(Between(10, 10));
        exposure.Caveats.ShouldBe([new(Id(1), ExposureCaveatKind.DrugNotReported)]);
    }

    [Fact]
    public void without_a_start_date_the_sum_has_no_upper_bound()
    {
        var exposure = Exposure(Started(1, "not-reported", 10), Changed(2, 1, "2024-03-01", 5), Stopped(3, 1, "2024-03-10"));
        exposure.CumulativeUntil(Today).ShouldBe(Between(50, null));
        exposure.Cumulative(Day("2024-02-20"), Day("2024-02-29")).ShouldBe(Between(0, 100));
        exposure.FirstStart.ShouldBe(new DaySpan(DateOnly.MinValue, Day("2024-03-01")));
        exposure.Caveats.ShouldBe([new(Id(1), ExposureCaveatKind.DateNotReported)]);
    }

    [Fact]
    public void without_a_stop_date_only_the_first_day_is_certain()
    {
        var exposure = Exposure(Started(1, "2024-03-01", 10), Stopped(2, 1, "not-reported"));
        exposure.DoseOn(Day("2024-03-01")).ShouldBe(Between(10, 10));
        exposure.DoseOn(Day("2024-03-02")).ShouldBe(Between(0, 10));
        exposure.SteroidFreeSince!.Value.Latest.ShouldBe(DateOnly.MaxValue);
    }

    [Fact]
    public void a_change_without_a_date_may_have_come_any_day_of_the_course()
    {
        var exposure = Exposure(Started(1, "2024-03-01", 40), Changed(2, 1, "not-reported", 10), Stopped(3, 1, "2024-03-10"));
        exposure.DoseOn(Day("2024-03-09")).ShouldBe(Between(10, 40));
        exposure.DoseOn(Day("2024-03-10")).ShouldBe(Between(10, 10));
    }

    [Fact]
    public void an_old_chart_that_contradicts_itself_still_has_an_exposure()
    {
        var exposure = Exposure(Started(1, "2024-03-10", 40), Changed(2, 1, "2024-03-01", 10), Stopped(3, 1, "2024-02-01"),
            Changed(4, 77, "2024-03-01", 9));
        exposure.DoseOn(Day("2024-03-10")).ShouldBe(Between(10, 10));
        exposure.DoseOn(Day("2024-03-11")).ShouldBe(DoseRange.None);
    }

    [Fact]
    public void a_patient_never_treated_has_an_exact_exposure_of_nothing()
    {
        var exposure = Exposure();
        exposure.CumulativeUntil(Today).ShouldBe(DoseRange.None);
        exposure.TreatedOn(Today).ShouldBe(Determination.No);
        (exposure.Interruptions.IsEmpty, exposure.Pulses.IsEmpty).ShouldBe((true, true));
    }
}
