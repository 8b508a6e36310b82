using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Timelines;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Patients;

public sealed class SteroidTimelineSpecs
{
    private static List<T> Facts<T>(params IEnumerable<object> events)
        where T : DerivedFact => [.. Timeline.Of(Chart(events)).Items.Select(item => item.Fact).OfType<T>()];

    private static MgRange Exactly(decimal mg) => new(mg, mg);

    [Fact]
    public void every_start_change_and_stop_says_the_dose_in_prednisone_and_the_sum_so_far()
    {
        var facts = Facts<SteroidDoseFact>(
            Started(1, "2024-03-01", 32, Glucocorticoid.Methylprednisolone), Changed(2, 1, "2024-03-11", 16), Started(3, "2024-03-15", 5),
            Stopped(4, 1, "2024-03-20"));
        facts.Select(fact => (fact.CourseMgPerDay, fact.TotalMgPerDay, fact.CumulativeMg)).ShouldBe(
        [
            (40m, Exactly(40), Exactly(40)), (20m, Exactly(20), Exactly(420)), (5m, Exactly(25), Exactly(505)),
            (0m, Exactly(5), Exactly(630)),
        ]);
        facts.ShouldAllBe(fact => fact.Systemic && fact.Factors == "house-default/1");
        facts[1].RestsOn.ShouldBe([Id(2), Id(1)]);
    }

    [Fact]
    public void doses_are_rounded_for_display_only()
    {
        var facts = Facts<SteroidDoseFact>(Started(1, "2024-03-01", 20, Glucocorticoid.Dexamethasone), Stopped(2, 1, "2024-03-07"));
        (facts[0].CourseMgPerDay, facts[1].CumulativeMg).ShouldBe((133.33m, Exactly(933.33m)));
    }

    [Fact]
    public void a_partial_date_gives_no_total_for_a_day_and_one_days_dose_for_the_sum_at_the_start()
    {
        var fact = Facts<SteroidDoseFact>(Started(1, "2024-03", 10), Stopped(2, 1, "2024-04-10"))[0];
        (fact.CourseMgPerDay, fact.TotalMgPerDay, fact.CumulativeMg).ShouldBe((10m, null, Exactly(10)));
    }

    [Fact]
    public void what_is_not_reported_stays_open()
    {
        var fact = Facts<SteroidDoseFact>(Started(1, "not-reported", 10, drug: null)).ShouldHaveSingleItem();
        (fact.Systemic, fact.CourseMgPerDay, fact.TotalMgPerDay, fact.CumulativeMg).ShouldBe((true, null, null, null));
        Facts<SteroidDoseFact>(Started(1, "2024-03-01", null))[0].TotalMgPerDay.ShouldBe(new MgRange(0, null));
    }

    [Fact]
    public void a_local_route_has_no_equivalent()
    {
        var fact = Facts<SteroidDoseFact>(Started(1, "2024-03-01", 80, Glucocorticoid.Triamcinolone, SteroidRoute.Epidural))
            .ShouldHaveSingleItem();
        (fact.Systemic, fact.CourseMgPerDay, fact.TotalMgPerDay, fact.CumulativeMg).ShouldBe((false, null, null, null));
    }

    [Fact]
    public void a_pulse_is_pointed_out()
    {
        var fact = Facts<SteroidPulseFact>(Started(1, "2024-03-01", 1000, Glucocorticoid.Methylprednisolone, SteroidRoute.Intravenous),
            Stopped(2, 1, "2024-03-03"))
            .ShouldHaveSingleItem();
        (fact.PeakMgPerDay, fact.Days, fact.CumulativeMg, fact.Certain).ShouldBe((1250m, new DayCount(3, 3), Exactly(3750), true));
        fact.RestsOn.ShouldBe([Id(1), Id(2)]);
    }

    [Fact]
    public void intervals_without_steroid_are_shown_with_the_stop_that_began_them()
    {
        var facts = Facts<SteroidFreeInterval>(
            Started(1, "2024-01-01", 40), Stopped(2, 1, "2024-01-31"), Started(3, "2024-03-01", 20), Stopped(4, 3, "2024-03-31"));
        facts.Select(fact => (fact.SinceEarliest, fact.SinceLatest, fact.Days)).ShouldBe(
            [(Day("2024-02-01"), Day("2024-02-01"), new DayCount(29, 29)), (Day("2024-04-01"), Day("2024-04-01"), null)]);
        facts.Select(fact => fact.RestsOn[0]).ShouldBe([Id(2), Id(4)]);
        Facts<SteroidFreeInterval>(Started(1, "2024-01-01", 40)).ShouldBeEmpty();
        Facts<SteroidFreeInterval>(Started(1, "2024-01-01", 40), Stopped(2, 1, "not-reported")).Single().SinceLatest.ShouldBeNull();
    }

    [Fact]
    public void recurrences_are_episodes_open_or_resolved_with_the_dose_at_detection()
    {
        var facts = Facts<RecurrenceEpisode>(
            Started(1, "2024-01-01", 7.5m), Recurred(2, "2024-03-01", "2024-02-01"), Resolved(3, 2, "2024-04-01"), Recurred(4, "2024-06"));
        facts.Select(fact =>
            (fact.Number, fact.State, fact.ResolvedOn, fact.DaysToResolution, fact.DaysSinceKnownFree, fact.PrednisoneMgPerDay)).ShouldBe(
        [
            (1, RecurrenceState.Resolved, Date("2024-04-01"), 31, 29, Exactly(7.5m)), (2, RecurrenceState.Open, null, null, null, null),
        ]);
        facts[0].RestsOn.ShouldBe([Id(2), Id(3), Id(1)]);
    }
}
