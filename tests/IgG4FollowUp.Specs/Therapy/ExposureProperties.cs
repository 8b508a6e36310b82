using FsCheck.Fluent;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Therapy;
using IgG4FollowUp.Specs.Patients;

namespace IgG4FollowUp.Specs.Therapy;

public sealed class ExposureProperties
{
    private static readonly DateOnly First = new(2022, 12, 1);

    private static Fraction Most(DoseRange dose) => dose.AtMost ?? Fraction.Of(-1m);

    [Fact]
    public void the_cumulative_dose_is_additive_over_adjacent_intervals() => Generated.ForAll(
        from entries in Generated.Steroids
        from cuts in Gen.Choose(0, 800).ArrayOf(3)
        select (entries, cuts),
        given =>
        {
            var exposure = Given.Exposure(given.entries);
            var cuts = given.cuts.Order().Select(First.AddDays).ToArray();
            var (left, right, whole) = (
                exposure.Cumulative(cuts[0], cuts[1]), exposure.Cumulative(cuts[1].AddDays(1), cuts[2]),
                exposure.Cumulative(cuts[0], cuts[2]));
            if (cuts[1] == cuts[2]) right.ShouldBe(DoseRange.None);
            (left.AtLeast + right.AtLeast).ShouldBe(whole.AtLeast);
            (left.AtMost is null || right.AtMost is null ? null : left.AtMost + right.AtMost).ShouldBe(whole.AtMost);
        });

    [Fact]
    public void the_cumulative_dose_is_the_sum_of_the_daily_doses() => Generated.ForAll(Generated.Steroids, entries =>
    {
        var exposure = Given.Exposure(entries);
        var (least, most) = (Fraction.Zero, (Fraction?)Fraction.Zero);
        for (var day = First; day < First.AddDays(90); day = day.AddDays(1))
        {
            var dose = exposure.DoseOn(day);
            least += dose.AtLeast;
            most += dose.AtMost;
            if (dose.AtMost is { } upper) upper.ShouldBeGreaterThanOrEqualTo(dose.AtLeast);
        }

        exposure.Cumulative(First, First.AddDays(89)).ShouldBe(new DoseRange(least, most));
    }, times: 50);

    [Fact]
    public void exposure_does_not_depend_on_the_order_of_entries() => Generated.ForAll(
        from entries in Generated.Steroids
        from shuffled in Gen.Shuffle(entries)
        select (entries, shuffled),
        given => Given.Exposure(given.shuffled).Dose.Steps.ShouldBe(Given.Exposure(given.entries).Dose.Steps.AsEnumerable()));

    [Fact]
    public void every_reading_of_partial_dates_lies_within_the_bounds() => Generated.ForAll(
        from entries in Generated.Steroids
        from picks in Gen.Choose(0, 1000).ArrayOf(12)
        select (entries, picks),
        given =>
        {
            var bounds = Given.Exposure(given.entries);
            var readings = Reading(given.entries, given.picks);
            if (readings is null) return;
            var reading = Given.Exposure(readings);
            for (var day = First; day < First.AddDays(800); day = day.AddDays(9))
            {
                var (dose, bound) = (reading.DoseOn(day), bounds.DoseOn(day));
                dose.AtLeast.ShouldBeGreaterThanOrEqualTo(bound.AtLeast);
                if (bound.AtMost is not null) Most(dose).ShouldBeLessThanOrEqualTo(bound.AtMost.Value);
            }
        });

    // One day for every date; null when these days put a change or stop out of its order with the start.
    private static ClinicalEntry[]? Reading(ClinicalEntry[] entries, int[] picks)
    {
        var read = entries.Select((entry, i) => entry switch
        {
            SteroidCourseStarted start => (ClinicalEntry)(start with { StartedOn = Pick(start.StartedOn, picks[i]) }),
            SteroidDoseChanged change => change with { ChangedOn = Pick(change.ChangedOn, picks[i]) },
            SteroidCourseStopped stop => stop with { LastDoseOn = Pick(stop.LastDoseOn, picks[i]) },
            _ => entry,
        }).ToArray();
        return ChartRules.Contradictions(Given.Chart(read), new(2100, 1, 1)).Any() ? null : read;
    }

    private static ClinicalDate Pick(ClinicalDate date, int pick) => date.Precision switch
    {
        DatePrecision.Day => date,
        DatePrecision.NotReported => ClinicalDate.On(First.AddDays(pick)),
        _ => ClinicalDate.On(date.Earliest.AddDays(pick % (date.Latest.DayNumber - date.Earliest.DayNumber + 1))),
    };
}
