using FsCheck;
using FsCheck.Fluent;
using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Calendar;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using IgG4FollowUp.Domain.Timelines;
using IgG4FollowUp.Specs.Patients;

namespace IgG4FollowUp.Specs.Calendar;

/// <summary>Timeline, calendar and rules never contradict each other about a visit that was due.</summary>
public sealed class OneTruthProperties
{
    private static readonly Gen<(PatientChart Chart, ClinicSettings Settings, DateOnly Today)> Any =
        from stream in Generated.Stream
        from grace in Gen.Choose(0, 60)
        from interval in Gen.Choose(7, 400)
        from active in Gen.Choose(1, 100)
        from day in Gen.Choose(new DateOnly(2021, 1, 1).DayNumber, new DateOnly(2030, 1, 1).DayNumber)
        let settings = ClinicSettings.HouseDefault with
        {
            VisitGraceDays = grace,
            VisitIntervalDays = interval,
            ActiveVisitIntervalDays = active,
        }
        select (PatientChart.FoldAll(Given.Patient, stream)!, settings, DateOnly.FromDayNumber(day));

    [Fact]
    public void the_timeline_says_missed_of_a_stated_visit_exactly_while_the_rule_fires_for_it() => Generated.ForAll(Any, given =>
    {
        var (chart, settings, today) = given;
        if (chart.End is not null || !FollowUpCalendar.IsFollowed(chart)) return;
        var told = Timeline.Of(chart, new() { FollowUp = settings }).Items
            .Where(item => (item.Fact switch
            {
                VisitDue due => due.MissedFrom,
                PlanDue { What: PlannedKind.Visit } plan => plan.MissedFrom,
                _ => null,
            }) <= today)
            .Select(item => (item.Fact!.RestsOn[0], item.Date.Earliest)).ToList();
        var fires = AlertRules.Evaluate(chart, today, settings).Findings
            .Where(finding => finding.Rule == "visit-overdue" && finding.RestsOn[1].EntryId is not null)
            .Select(finding => (finding.RestsOn[1].EntryId!.Value, finding.RestsOn[1].On.Earliest)).ToList();
        told.ShouldBe(fires);
    }, times: 300);

    [Fact]
    public void what_the_timeline_calls_kept_late_or_missed_the_calendar_does_too() => Generated.ForAll(Any, given =>
    {
        var (chart, settings, today) = given;
        if (!FollowUpCalendar.IsFollowed(chart)) return;
        var calendar = FollowUpCalendar.Of(chart, settings).Where(contact => contact.What == PlannedKind.Visit).ToList();
        foreach (var fact in Facts(chart, settings))
        {
            var contact = calendar.Find(planned => planned.StatedBy == fact.RestsOn[0] && planned.DueOn == fact.DueOn);
            (contact?.Missed ?? false).ShouldBe(fact.Outcome == VisitDueOutcome.Late);
            (contact?.StateOn(today) == PlannedState.Overdue).ShouldBe(fact.MissedFrom <= today);
            (contact?.KeptBy is not null).ShouldBe(fact.Outcome is VisitDueOutcome.Kept or VisitDueOutcome.NotDeterminable);
        }
    }, times: 300);

    private static IEnumerable<VisitDue> Facts(PatientChart chart, ClinicSettings settings) =>
        Timeline.Of(chart, new() { FollowUp = settings }).Items.Select(item => item.Fact).OfType<VisitDue>();
}
