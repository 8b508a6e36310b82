using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Integration.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace IgG4FollowUp.Integration.Alerts;

public sealed class OverdueVisitSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private const string Overdue = "visit-overdue";

    [Fact]
    public async Task a_visit_not_logged_raises_one_alert_on_the_day_after_its_grace_and_logging_it_closes_the_alert()
    {
        var clinic = service.Client(clinic: "overdue");
        var patient = await clinic.EnrolWithBaselineAsync(service.Day());
        await service.SettledAsync();
        await service.AdvanceAsync(TimeSpan.FromDays(90 + 14));
        await service.SettledAsync();
        (await clinic.AlertsAsync(patient, Overdue)).ShouldBeEmpty("the grace period ends today");

        await service.AdvanceAsync(TimeSpan.FromDays(1));
        var alert = (await AlertRequests.UntilAsync(() => clinic.AlertsAsync(patient, Overdue), alerts => alerts.Count > 0))
            .ShouldHaveSingleItem();
        alert["status"]!.GetValue<string>().ShouldBe("open");
        var whole = await clinic.GetJsonAsync($"/api/alerts/{alert["alertId"]}");
        whole["alert"]!["raisedOn"]!.GetValue<string>().ShouldBe($"{service.Day():yyyy-MM-dd}");
        whole["alert"]!["finding"]!["heldFrom"]!.GetValue<string>().ShouldBe($"{service.Day():yyyy-MM-dd}");

        using var visit = await clinic.PostAsync($"/api/patients/{patient}/visits",
            $$"""{ "visitedOn": "{{service.Day():yyyy-MM-dd}}" }""");
        visit.IsSuccessStatusCode.ShouldBeTrue();
        await AlertRequests.UntilAsync(() => clinic.AlertsAsync(patient, Overdue, "closed"), alerts => alerts.Count == 1);
        var history = (await clinic.GetJsonAsync($"/api/alerts/{alert["alertId"]}/history"))["items"]!.AsArray();
        history.Select(happening => happening!["kind"]!.GetValue<string>()).ShouldBe(["alert-raised", "alert-closed-by-state"]);
        (await clinic.AlertsAsync(patient, Overdue)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task the_sweep_finds_nothing_to_change_after_the_timers_and_records_that_it_looked_at_everybody()
    {
        var clinic = service.Client(clinic: "swept");
        var patients = new List<Guid>();
        for (var i = 0; i < 3; i++) patients.Add(await clinic.EnrolWithBaselineAsync(service.Day()));
        await service.SettledAsync();
        await service.AdvanceAsync(TimeSpan.FromDays(120));
        await AlertRequests.UntilAsync(() => clinic.AlertsAsync(patients[2], Overdue), alerts => alerts.Count == 1);
        await service.SettledAsync();

        var sweep = service.Host.Services.GetRequiredService<AlertSweep>();
        await sweep.RunAsync(TestContext.Current.CancellationToken, service.Clock.GetUtcNow());
        var heartbeat = await clinic.GetJsonAsync("/api/alerts/heartbeat");
        heartbeat["late"]!.GetValue<bool>().ShouldBeFalse();
        heartbeat["patients"]!.GetValue<int>().ShouldBe(3);
        heartbeat["evaluated"]!.GetValue<int>().ShouldBe(3);
        heartbeat["changes"]!.GetValue<int>().ShouldBe(0);
        heartbeat["findings"]!.GetValue<int>().ShouldBeGreaterThanOrEqualTo(3);
    }
}
