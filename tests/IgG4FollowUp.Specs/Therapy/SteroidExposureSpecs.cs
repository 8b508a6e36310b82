using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Therapy;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Therapy;

public sealed class SteroidExposureSpecs
{
    private static DoseRange Exactly(decimal mg) => new(Mg(mg), Mg(mg));

    private static DoseRange Whole(SteroidExposure exposure) => exposure.CumulativeUntil(Today);

    [Theory]
    [InlineData(Glucocorticoid.Methylprednisolone, 500, "2024-03-01", SteroidRoute.Intravenous, "625")]
    [InlineData(Glucocorticoid.Methylprednisolone, 1000, "2024-03-03", SteroidRoute.Intravenous, "3750")]
    [InlineData(Glucocorticoid.Dexamethasone, 20, "2024-03-07", SteroidRoute.Intravenous, "2800/3")]
    [InlineData(Glucocorticoid.Prednisone, 40, "2024-03-05", SteroidRoute.Oral, "200")]
    public void the_published_check_values_are_met_exactly(Glucocorticoid drug, int mg, string lastDose, SteroidRoute route,
        string expected)
    {
        var sum = Whole(Exposure(Started(1, "2024-03-01", mg, drug, route), Stopped(2, 1, lastDose)));
        sum.IsExact.ShouldBeTrue();
        sum.AtLeast.ToString().ShouldBe(expected);
    }

    [Fact]
    public void dexamethasone_5_mg_every_6_hours_for_a_week_is_shown_as_933_3() =>
        Whole(Exposure(Started(1, "2024-03-01", 20, Glucocorticoid.Dexamethasone), Stopped(2, 1, "2024-03-07"))).AtLeast.Round(1)
            .ShouldBe(933.3m);

    [Fact]
    public void a_dose_holds_from_its_first_day_until_the_next_and_the_last_dose_counts()
    {
        var exposure = Exposure(Started(1, "2024-03-01", 40), Changed(2, 1, "2024-03-15", 20), Stopped(3, 1, "2024-03-31"));
        exposure.DoseOn(Day("2024-02-29")).ShouldBe(DoseRange.None);
        exposure.DoseOn(Day("2024-03-01")).ShouldBe(Exactly(40));
        exposure.DoseOn(Day("2024-03-14")).ShouldBe(Exactly(40));
        exposure.DoseOn(Day("2024-03-15")).ShouldBe(Exactly(20));
        exposure.DoseOn(Day("2024-03-31")).ShouldBe(Exactly(20));
        exposure.DoseOn(Day("2024-04-01")).ShouldBe(DoseRange.None);
        Whole(exposure).ShouldBe(Exactly((14 * 40) + (17 * 20)));
        exposure.Cumulative(Day("2024-03-14"), Day("2024-03-15")).ShouldBe(Exactly(60));
        exposure.Cumulative(Day("2024-03-15"), Day("2024-03-14")).ShouldBe(DoseRange.None);
        exposure.Caveats.ShouldBeEmpty();
    }

    [Fact]
    public void concurrent_courses_add_up()
    {
        var exposure = Exposure(
            Started(1, "2024-03-01", 10), Started(2, "2024-03-05", 1000, Glucocorticoid.Methylprednisolone, SteroidRoute.Intravenous),
            Stopped(3, 2, "2024-03-07"));
        exposure.DoseOn(Day("2024-03-06")).ShouldBe(Exactly(1260));
        exposure.DoseOn(Day("2024-03-08")).ShouldBe(Exactly(10));
        exposure.Cumulative(Day("2024-03-01"), Day("2024-03-10")).ShouldBe(Exactly(3850));
    }

    [Fact]
    public void a_dose_change_entered_late_counts_from_its_clinical_date() =>
        Whole(Exposure(Started(1, "2024-03-01", 40), Stopped(3, 1, "2024-03-10"), Changed(2, 1, "2024-03-06", 20))).ShouldBe(Exactly(300));

    [Fact]
    public void a_change_on_the_first_day_replaces_the_starting_dose() =>
        Whole(Exposure(Started(1, "2024-03-01", 40), Changed(2, 1, "2024-03-01", 30), Stopped(3, 1, "2024-03-02"))).ShouldBe(Exactly(60));

    [Fact]
    public void local_routes_are_listed_apart_and_count_nothing()
    {
        var exposure = Exposure(Started(1, "2024-03-01", 80, Glucocorticoid.Triamcinolone, SteroidRoute.Epidural),
            Started(2, "2024-03-01", null, null, SteroidRoute.OtherLocal));
        exposure.Systemic.ShouldBeEmpty();
        exposure.Local.Select(course => course.CourseId).ShouldBe([Id(1), Id(2)]);
        Whole(exposure).ShouldBe(DoseRange.None);
        (exposure.Caveats.IsEmpty, exposure.FirstStart, exposure.SteroidFreeSince).ShouldBe((true, null, null));
    }

    [Fact]
    public void intramuscular_doses_are_systemic() =>
        Whole(Exposure(Started(1, "2024-03-01", 40, Glucocorticoid.Triamcinolone, SteroidRoute.Intramuscular), Stopped(2, 1, "2024-03-01")))
            .ShouldBe(Exactly(50));

    [Fact]
    public void a_course_ends_with_the_patients_death()
    {
        var exposure = Exposure(Started(1, "2024-03-01", 10), Ended(2, "2024-03-10", FollowUpEndReason.Died));
        exposure.DoseOn(Day("2024-03-11")).ShouldBe(DoseRange.None);
        Whole(exposure).ShouldBe(Exactly(100));
        exposure.Systemic[0].EndedBy.ShouldBe(CourseEnd.Death);
        exposure.SteroidFreeSince.ShouldBeNull();
    }

    [Fact]
    public void a_course_that_is_open_when_the_patient_is_lost_may_have_ended_any_day_since()
    {
        var exposure = Exposure(Started(1, "2024-03-01", 10), Ended(2, "2024-03-10", FollowUpEndReason.Lost));
        exposure.DoseOn(Day("2024-03-10")).ShouldBe(Exactly(10));
        exposure.DoseOn(Day("2024-03-11")).ShouldBe(new DoseRange(Mg(0), Mg(10)));
        exposure.Caveats.ShouldBe([new(Id(1), ExposureCaveatKind.OpenAtEndOfFollowUp)]);
        exposure.TreatedOn(Day("2024-06-01")).ShouldBe(Determination.NotDeterminable);
        Exposure(Started(1, "2024-03-01", 10), Ended(2, "2024-03-10", FollowUpEndReason.Lost), Resumed(3, "2024-04-01"))
            .DoseOn(Day("2024-05-01")).ShouldBe(Exactly(10));
    }

    [Fact]
    public void first_start_last_stop_and_steroid_free_since_are_days_when_dates_are()
    {
        var exposure = Exposure(
            Started(1, "2024-03-01", 40), Stopped(2, 1, "2024-03-31"), Started(3, "2024-06-01", 20), Stopped(4, 3, "2024-06-30"));
        exposure.FirstStart.ShouldBe(new DaySpan(Day("2024-03-01"), Day("2024-03-01")));
        exposure.LastStop.ShouldBe(new DaySpan(Day("2024-06-30"), Day("2024-06-30")));
        exposure.SteroidFreeSince.ShouldBe(new DaySpan(Day("2024-07-01"), Day("2024-07-01")));
        exposure.TreatedOn(Day("2024-06-30")).ShouldBe(Determination.Yes);
        exposure.TreatedOn(Day("2024-07-01")).ShouldBe(Determination.No);
    }

    [Fact]
    public void nobody_is_steroid_free_while_a_course_is_open()
    {
        var exposure = Exposure(Started(1, "2024-03-01", 40), Started(2, "2024-04-01", 5), Stopped(3, 1, "2024-05-01"));
        exposure.SteroidFreeSince.ShouldBeNull();
        exposure.LastStop!.Value.Latest.ShouldBe(Day("2024-05-01"));
    }
}
