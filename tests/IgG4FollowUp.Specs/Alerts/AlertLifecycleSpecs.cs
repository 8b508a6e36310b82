using System.Text.Json;
using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using IgG4FollowUp.Specs.Patients;

namespace IgG4FollowUp.Specs.Alerts;

public sealed class AlertLifecycleSpecs
{
    private static readonly DateOnly Today = new(2025, 3, 1);
    private static readonly DateTimeOffset Now = new(2025, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly ClinicSettings Settings = ClinicSettings.HouseDefault;

    // Nobody came since the enrolment, and neither grade nor study is on record.
    private static readonly PatientChart Neglected = Given.Chart();

    [Fact]
    public void a_finding_is_raised_once_and_reviewing_again_changes_nothing()
    {
        var (alerts, review) = Reviewed([], Neglected, Today);
        review.Changes.ShouldNotBeEmpty();
        review.Changes.ShouldAllBe(change => change.Event is AlertRaised);
        alerts.Select(alert => alert.Id).ShouldBeUnique();

        AlertReview.Of(Neglected, alerts, Today, Now.AddHours(1), Settings).Changes.ShouldBeEmpty();
    }

    [Fact]
    public void the_identity_of_an_alert_is_made_from_patient_rule_and_episode_alone()
    {
        var (alerts, _) = Reviewed([], Neglected, Today);
        var (later, _) = Reviewed([], Neglected, Today.AddDays(3));
        foreach (var alert in alerts) later.ShouldContain(other => other.Id == alert.Id && other.Finding.Rule == alert.Finding.Rule);
        Alert.IdOf(Guid.NewGuid(), alerts[0].Finding).ShouldNotBe(alerts[0].Id);
    }

    [Fact]
    public void a_finding_that_is_gone_is_closed_by_the_state_with_the_condition_that_failed()
    {
        var (alerts, _) = Reviewed([], Neglected, Today);
        var seen = PatientChart.Fold(Neglected, Neglected.Id, Given.Visited(1, "2025-03-01"));
        var closed = AlertReview.Of(seen, alerts, Today, Now, Settings).Changes
            .Single(change => change.Before!.Finding.Rule == "visit-overdue");
        closed.Event.ShouldBeOfType<AlertClosedByState>().Because.ShouldHaveSingleItem().ShouldContain("due on");
        closed.After.StatusOn(Today).ShouldBe(AlertStatus.Closed);
        closed.After.Closed!.By.ShouldBeNull();
    }

    [Fact]
    public void a_finding_that_comes_back_reopens_what_the_state_closed_and_leaves_closed_what_a_person_closed()
    {
        var (alerts, _) = Reviewed([], Neglected, Today);
        var byState = alerts.ConvertAll(alert => Happened(alert, new AlertClosedByState(Today, Now, ["gone"], 2)));
        var reopened = AlertReview.Of(Neglected, byState, Today, Now, Settings);
        reopened.Changes.Length.ShouldBe(alerts.Count);
        reopened.Changes.ShouldAllBe(change => change.Event is AlertReopened && change.After.TimesRaised == 2);

        var byPerson = alerts.ConvertAll(alert => Happened(alert, new AlertClosed("dr-a", Now, ClosingReason.NoActionNeeded, null)));
        var silent = AlertReview.Of(Neglected, byPerson, Today, Now, Settings);
        silent.Changes.ShouldBeEmpty();
        silent.Suppressed.ShouldBe(alerts.Count);
    }

    [Fact]
    public void a_late_correction_that_leaves_the_episode_restates_the_alert_in_place()
    {
        var visit = Given.Visited(1, "2024-06-10", "2024-09-10");
        var chart = PatientChart.Fold(Neglected, Neglected.Id, visit);
        var (alerts, _) = Reviewed([], chart, Today);
        var grace = Settings with { VisitGraceDays = 21, Version = 2 };
        var restated = AlertReview.Of(chart, alerts, Today, Now, grace).Changes
            .Single(change => change.Before!.Finding.Rule == "visit-overdue");
        restated.Event.ShouldBeOfType<AlertRestated>().Settings.ShouldBe(grace.Id);
        restated.After.RaisedAt.ShouldBe(restated.Before!.RaisedAt);
    }

    [Fact]
    public void the_same_record_settings_and_instant_give_the_same_bytes()
    {
        string Bytes() =>
            JsonSerializer.Serialize(AlertReview.Of(Neglected, [], Today, Now, Settings).Changes.Select(change => change.Event),
                EntryJson.Options);
        Bytes().ShouldBe(Bytes());
    }

    [Fact]
    public void an_alert_is_escalated_after_the_time_of_its_urgency_until_somebody_takes_it_and_three_times_at_most()
    {
        var alert = Reviewed([], Neglected, Today).Alerts[0];
        var days = Alert.EscalatesAfter(alert.Finding.Urgency, Settings);
        EscalatesAt(alert).ShouldBe(Now + days);
        var escalated = Happened(alert, new AlertEscalated(Now + days, 1));
        EscalatesAt(escalated).ShouldBe(Now + (2 * days));
        EscalatesAt(Happened(escalated, new AlertEscalated(Now + (3 * days), Alert.HighestLevel))).ShouldBeNull();
        EscalatesAt(Happened(alert, new AlertAcknowledged("dr-a", Now, null))).ShouldBeNull();
        EscalatesAt(Happened(alert, new AlertSnoozed("dr-a", Now, Today.AddDays(40), null))).ShouldBe(StartOf(Today.AddDays(40)) + days);
    }

    [Fact]
    public void what_is_urgent_is_escalated_within_hours()
    {
        var alert = Reviewed([], Neglected, Today).Alerts[0];
        EscalatesAt(alert with { Finding = alert.Finding with { Urgency = Urgency.Urgent } }).ShouldBe(Now.AddHours(4));
        var choice = ThresholdTable.All.Single(threshold => threshold.Name == "escalate-urgent-within");
        (choice.Unit, choice.Minimum).ShouldBe(("hours", 1m), "a clinic may choose an hour");
    }

    [Fact]
    public void a_snoozed_alert_is_open_again_on_the_day_named()
    {
        var snoozed = Happened(Reviewed([], Neglected, Today).Alerts[0], new AlertSnoozed("dr-a", Now, Today.AddDays(5), null));
        snoozed.StatusOn(Today.AddDays(4)).ShouldBe(AlertStatus.Snoozed);
        snoozed.StatusOn(Today.AddDays(5)).ShouldBe(AlertStatus.Open);
    }

    private static DateTimeOffset StartOf(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    [Fact]
    public void what_nobody_acknowledged_in_time_is_escalated_once_and_looked_at_again_when_it_may_be_escalated_next()
    {
        var (alerts, _) = Reviewed([], Neglected, Today);
        var first = alerts.Min(EscalatesAt)!.Value;

        var early = Escalated(alerts, first.AddSeconds(-1));
        early.Review.Changes.ShouldBeEmpty();
        early.LookAgainAt.ShouldBe(first);

        var due = Escalated(alerts, first);
        due.Review.Changes.Select(change => change.AlertId)
            .ShouldBe(alerts.Where(alert => EscalatesAt(alert) == first).Select(alert => alert.Id).Order());
        due.Review.Changes.ShouldAllBe(change => change.After.Level == 1);
        List<Alert> after =
            [.. alerts.Select(alert => due.Review.Changes.FirstOrDefault(change => change.AlertId == alert.Id)?.After ?? alert)];
        Escalated(after, first).Review.Changes.ShouldBeEmpty();
        due.LookAgainAt.ShouldBe(after.Min(EscalatesAt));
    }

    [Fact]
    public void the_day_on_which_time_alone_changes_a_verdict_comes_before_a_later_escalation()
    {
        var taken = Reviewed([], Neglected, Today).Alerts.ConvertAll(alert => Happened(alert, new AlertAcknowledged("dr-a", Now, null)));
        var review = AlertReview.Of(Neglected, taken, Today, Now, Settings) with { LookAgainOn = Today.AddDays(2) };
        review.WithEscalations(taken, Now, Settings, StartOf).LookAgainAt.ShouldBe(StartOf(Today.AddDays(2)));
        (review with { LookAgainOn = null }).WithEscalations(taken, Now, Settings, StartOf).LookAgainAt.ShouldBeNull();
    }

    private static (AlertReview Review, DateTimeOffset? LookAgainAt) Escalated(List<Alert> alerts, DateTimeOffset now) =>
        (AlertReview.Of(Neglected, alerts, Today, now, Settings) with { LookAgainOn = null })
            .WithEscalations(alerts, now, Settings, StartOf);

    private static DateTimeOffset? EscalatesAt(Alert alert) => alert.EscalatesAt(Settings, StartOf);

    private static Alert Happened(Alert alert, object happened) => Alert.Fold(alert, alert.Id, happened)!;

    private static (List<Alert> Alerts, AlertReview Review) Reviewed(IReadOnlyCollection<Alert> known, PatientChart chart, DateOnly today)
    {
        var review = AlertReview.Of(chart, known, today, Now, Settings);
        return ([.. review.Changes.Select(change => change.After)], review);
    }
}
