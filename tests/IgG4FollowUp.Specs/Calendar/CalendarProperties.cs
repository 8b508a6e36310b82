using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Calendar;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using IgG4FollowUp.Specs.Patients;
using IgG4FollowUp.Specs.Synthetic;

namespace IgG4FollowUp.Specs.Calendar;

public sealed class CalendarProperties
{
    private static readonly DateOnly Epoch = new(2022, 1, 1);

    /// <summary>Entries that crowd and tie, with partial dates; courses that are seen again and again; and made-up patients.</summary>
    private static readonly Gen<PatientChart> AnyChart = Gen.OneOf(
        Generated.Stream.Select(stream => PatientChart.FoldAll(Given.Patient, stream)!),
        FollowUp(),
        Gen.Choose(0, Charts.Synthetic.Count - 1).Select(i => Charts.Synthetic[i]));

    private static readonly Gen<ClinicSettings> AnySettings =
        from ours in Gen.Elements(true, false)
        from visit in Gen.Choose(7, 400)
        from grace in Gen.Choose(0, 60)
        from state in Gen.Choose(1, 400).ArrayOf(4)
        from mri in Gen.Choose(14, 400).ArrayOf(3)
        from mriGrace in Gen.Choose(0, 60)
        select ours ? ClinicSettings.HouseDefault : ClinicSettings.HouseDefault with
        {
            VisitIntervalDays = visit,
            VisitGraceDays = grace,
            ActiveVisitIntervalDays = state[0],
            TaperVisitIntervalDays = state[1],
            ActiveAfterTreatmentDays = Math.Min(state[2], 365),
            ActiveUnsettledDays = state[3],
            FirstMriDays = mri[0],
            SecondMriDays = mri[1],
            MriIntervalDays = mri[2],
            MriGraceDays = mriGrace,
        };

    private static readonly Gen<(PatientChart Chart, ClinicSettings Settings, int[] Days)> Any =
        from chart in AnyChart
        from settings in AnySettings
        from days in Gen.Choose(0, 2500).ArrayOf(6)
        select (chart, settings, days);

    [Theory]
    [InlineData("visit-overdue", PlannedKind.Visit)]
    [InlineData("mri-overdue", PlannedKind.Mri)]
    [InlineData("plan-overdue", null)]
    public void an_alert_fires_exactly_while_the_calendar_says_overdue(string rule, PlannedKind? what)
    {
        bool Of(PlannedContact contact) =>
            what is null ? contact.What is not (PlannedKind.Visit or PlannedKind.Mri) : contact.What == what;

        var fired = 0;
        Generated.ForAll(Any, given =>
        {
            var planned = FollowUpCalendar.Of(given.Chart, given.Settings);
            var edges = planned.Where(Of).SelectMany(contact =>
                new[] { contact.DueOn, contact.To, contact.To.AddDays(1), contact.From, contact.GivesWayOn ?? contact.To });
            foreach (var day in given.Days.Select(Epoch.AddDays).Concat(edges).Distinct())
            {
                var overdue = planned.Count(contact => Of(contact) && contact.StateOn(day) == PlannedState.Overdue);
                var found = AlertRules.Evaluate(given.Chart, day, given.Settings).Findings.Count(finding => finding.Rule == rule);
                overdue.ShouldBe(found, $"{day:O}");
                fired += found;
            }
        }, times: 300);
        // Guards against a source of charts in which nothing is ever overdue.
        fired.ShouldBeGreaterThan(50);
    }

    [Fact]
    public void at_most_one_visit_and_one_study_are_open_and_nothing_once_follow_up_has_ended() => Generated.ForAll(Any, given =>
    {
        var open = FollowUpCalendar.Of(given.Chart, given.Settings).Where(contact => contact.Open).ToList();
        open.Select(contact => contact.What).Where(what => what is PlannedKind.Visit or PlannedKind.Mri).ShouldBeUnique();
        if (given.Chart.End is not null) open.ShouldBeEmpty();
        FollowUpCalendar.OpenOf(FollowUpDates.Of(given.Chart), given.Settings).ShouldBe(open.OrderBy(contact => contact.What));
    }, times: 300);

    [Fact]
    public void every_planned_contact_has_an_identity_of_its_own_and_a_window_around_its_day() => Generated.ForAll(Any, given =>
    {
        var planned = FollowUpCalendar.Of(given.Chart, given.Settings);
        planned.Where(contact => contact.StatedBy is not null).Select(contact => (contact.What, contact.DueOn, contact.StatedBy))
            .ShouldBeUnique();
        planned.Where(contact => contact.Open).Select(contact => (contact.What, contact.DueOn, contact.StatedBy))
            .ShouldAllBe(key =>
                planned.Count(contact => (contact.What == key.What) && contact.DueOn == key.DueOn && contact.StatedBy == key.StatedBy)
                    == 1);
        planned.ShouldAllBe(contact =>
            contact.From <= contact.DueOn && contact.DueOn <= contact.To && !(contact.Missed && contact.KeptBy != null));
        // What a person says was done was, however early.
        var kept = planned.Where(contact => contact.KeptOn is not null).ToLookup(contact =>
            given.Chart.Find(contact.KeptBy!.Value) is PlanSettled);
        kept[false].ShouldAllBe(contact => contact.KeptOn!.Value.Latest >= contact.From);
        kept[false].Concat(kept[true]).ShouldAllBe(contact => contact.KeptOn!.Value.Earliest <= contact.To);
        planned.Select(contact => contact.DueOn).ShouldBeInOrder();
    }, times: 300);

    [Fact]
    public void the_order_in_which_entries_were_recorded_does_not_matter() => Generated.ForAll(
        from given in Any
        from shuffled in Gen.Shuffle(given.Chart.Entries.ToArray())
        select (given, shuffled),
        drawn => FollowUpCalendar.Of(PatientChart.FoldAll(drawn.given.Chart.Id, drawn.shuffled)!, drawn.given.Settings)
            .ShouldBe(FollowUpCalendar.Of(drawn.given.Chart, drawn.given.Settings)), times: 200);

    [Fact]
    public void under_the_second_house_defaults_no_state_of_the_disease_moves_a_visit() => Generated.ForAll(Any, given =>
    {
        var settings = ClinicSettings.SecondHouseDefault with { VisitIntervalDays = given.Settings.VisitIntervalDays };
        var dates = FollowUpDates.Of(given.Chart);
        FollowUpCalendar.Of(dates, settings).ShouldBe(FollowUpCalendar.Of(dates with { Course = FollowUpCourse.None }, settings));
    }, times: 200);

    [Fact]
    public void dates_that_were_stored_give_the_same_calendar() => Generated.ForAll(Any, given =>
    {
        var dates = FollowUpDates.Of(given.Chart);
        var read = JsonSerializer.Deserialize<FollowUpDates>(JsonSerializer.Serialize(dates, EntryJson.Options), EntryJson.Options)!;
        FollowUpCalendar.Of(read, given.Settings).ShouldBe(FollowUpCalendar.Of(dates, given.Settings));
    }, times: 200);

    private static Gen<PatientChart> FollowUp() =>
        from gaps in Gen.Choose(0, 250).ArrayOf(10)
        from kinds in Gen.Frequency(
            (5, Gen.Constant(0)), (3, Gen.Constant(1)), (1, Gen.Constant(2)), (1, Gen.Constant(3)), (3, Gen.Constant(4))).ArrayOf(10)
        from plans in Gen.Choose(-30, 300).ArrayOf(20)
        from precise in Gen.Frequency((5, Gen.Constant(10)), (1, Gen.Constant(7))).ArrayOf(10)
        select Given.Chart(
            gaps.Select((_, i) => Entry(i, kinds[i], Epoch.AddDays(gaps.Take(i + 1).Sum()), precise[i], plans[i], plans[i + 10])));

    private static object Entry(int number, int kind, DateOnly day, int precision, int nextVisit, int nextStudy)
    {
        var date = day.ToString("yyyy-MM-dd")[..precision];
        return kind switch
        {
            0 => Given.Visited(number + 1, date) with
            {
                NextVisitDueOn = nextVisit > 20 ? day.AddDays(nextVisit) : null,
                NextMriPlannedOn = nextStudy > 100 ? day.AddDays(nextStudy) : null,
            },
            1 => Given.Imaged(number + 1, date),
            2 => Given.Recurred(number + 1, date),
            4 => new PlanMade
            {
                EntryId = Given.Id(number + 1),
                PlannedOn = Given.Date(date),
                What = (PlannedKind)(Math.Abs(nextVisit) % 3 + (int)PlannedKind.Operation),
                DueOn = Given.Date(day.AddDays(Math.Max(31, nextVisit)).ToString("yyyy-MM-dd")),
            },
            _ => Given.Started(number + 1, date, 20),
        };
    }
}
