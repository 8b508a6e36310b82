using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Therapy;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Patients;

/// <summary>A dose prescribed otherwise than as so many milligrams each day counts by its mean a day.</summary>
public sealed class PrescribedDoseSpecs
{
    private static readonly SteroidCourseStarted Start = new()
    {
        EntryId = Id(1),
        StartedOn = Date("2024-03-01"),
        Drug = Glucocorticoid.Prednisone,
    };

    [Theory]
    [InlineData(15, DoseFrequency.AlternateDays, 7.5)]
    [InlineData(10, DoseFrequency.Weekly, 1.428571)]
    [InlineData(5, DoseFrequency.ThreeTimesDaily, 15)]
    [InlineData(7, DoseFrequency.EveryTwoWeeks, 0.5)]
    [InlineData(20, DoseFrequency.Daily, 20)]
    public void the_daily_dose_is_the_mean_of_a_day(double mg, DoseFrequency frequency, double daily) =>
        (Start with { Prescribed = new() { Mg = (decimal)mg, Frequency = frequency } }).DailyDoseMg.ShouldBe((decimal)daily);

    [Fact]
    public void a_dose_by_weight_is_that_of_the_weight_given_with_it() =>
        (Start with { Prescribed = new() { MgPerKg = 0.6m, WeightKg = 62 } }).DailyDoseMg.ShouldBe(37.2m);

    [Fact]
    public void exposure_goes_by_the_mean_of_a_day()
    {
        var chart = Chart(
            Start with { Prescribed = new() { MgPerKg = 0.6m, WeightKg = 50 } },
            new SteroidDoseChanged
            {
                EntryId = Id(2),
                CourseId = Id(1),
                ChangedOn = Date("2024-06-01"),
                Prescribed = new() { Mg = 15, Frequency = DoseFrequency.AlternateDays },
            });
        var exposure = SteroidExposure.Of(chart);
        exposure.DoseOn(new(2024, 5, 31)).AtLeast.ShouldBe(Fraction.Of(30));
        exposure.DoseOn(new(2024, 6, 1)).AtLeast.ShouldBe(Fraction.Of(7.5m));
    }

    [Fact]
    public void what_does_not_make_a_dose_is_refused_with_what_would()
    {
        Wrong(new() { Mg = 15, MgPerKg = 0.5m, WeightKg = 60 }).ShouldBe(["amount-or-by-weight"]);
        Wrong(new() { MgPerKg = 0.5m }).ShouldBe(["amount-or-by-weight"]);
        Wrong(new() { Mg = 15, WeightKg = 60 }).ShouldBe(["amount-or-by-weight"]);
        Wrong(new()).ShouldBe(["amount-or-by-weight"]);
        Wrong(new() { Mg = 500, Frequency = DoseFrequency.Monthly }).ShouldBe(["too-seldom"]);
        Wrong(new() { MgPerKg = 100, WeightKg = 400 }).ShouldBe(["dose-out-of-range"]);
        Wrong(new() { Mg = 0.1m, Frequency = DoseFrequency.EveryTwoWeeks }).ShouldBe(["dose-out-of-range"]);
        Wrong(new() { Mg = 15, Frequency = DoseFrequency.AlternateDays }, 15).ShouldBe(["daily-dose-differs"]);
        Wrong(new() { Mg = 10, Frequency = DoseFrequency.Weekly }, 1.43m).ShouldBeEmpty();
        Wrong(new() { Mg = 15, Frequency = DoseFrequency.AlternateDays }).ShouldBeEmpty();
        Wrong(prescribed: null).ShouldBe(["dose-missing"]);
        Wrong(prescribed: null, 20).ShouldBeEmpty();
        ChartRules.Contradictions(Chart(Start), Today).ShouldBeEmpty();

        static string[] Wrong(PrescribedDose? prescribed, decimal? daily = null) =>
        [
            .. ChartRules.Contradictions(
                Chart(
                    Start,
                    new SteroidDoseChanged
                    {
                        EntryId = Id(2), CourseId = Id(1), ChangedOn = Date("2024-06-01"), DailyDoseMg = daily, Prescribed = prescribed,
                    }),
                Today).Select(contradiction => contradiction.Code),
        ];
    }
}
