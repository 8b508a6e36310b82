using System.Text.Json.Nodes;
using IgG4FollowUp.Api;
using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.Integration.Webhooks;
using IgG4FollowUp.TestSupport;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using static IgG4FollowUp.Integration.Webhooks.WebhookRequests;

namespace IgG4FollowUp.Integration.Alerts;

/// <summary>A visit falls due; what the service is doing at that instant must not matter.</summary>
public sealed class DueInstantSpecs(PostgresServer postgres)
{
    private const string Overdue = "visit-overdue";
    private const double Minutes = 2;

    /// <summary>From the visit: the due day of the next, the grace period, and the day after it.</summary>
    private const int OverdueAfter = 90 + 14 + 1;

    private const int Earlier = 60;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task a_service_that_was_down_when_a_visit_fell_due_raises_one_alert_when_it_is_up_again_with_and_without_the_sweep(
        bool swept)
    {
        await using var nodes = await AlertNodes.CreateAsync(postgres);
        await using var receiver = await Receiver.StartAsync();
        Guid patient;
        string secret;
        var heldFrom = nodes.Today.AddDays(OverdueAfter);
        await using (var first = await nodes.StartAsync())
        {
            using var clinic = AlertNodes.Client(first);
            (_, secret) = await clinic.CreateWebhookAsync(receiver.Url, AlertChanged.Raised, AlertChanged.Closed);
            patient = await clinic.EnrolWithBaselineAsync(nodes.Today);
            await UntilAsync(nodes.AreQuietAsync, minutes: Minutes);
            // The day of the baseline, set at enrolment, comes and sets the next one.
            nodes.Pass(TimeSpan.FromDays(Earlier));
            await UntilAsync(nodes.AreQuietAsync, minutes: Minutes);
            (await first.Services.GetRequiredService<IDocumentStore>().LookAgainAtAsync("north", patient))
                .ShouldBe(nodes.Clock.StartOf(heldFrom));
            (await clinic.AlertsAsync(patient)).ShouldBeEmpty();
        }

        nodes.Pass(TimeSpan.FromDays(OverdueAfter - Earlier + 2));
        if (!swept) await nodes.Database.SkipSweepsAsync(nodes.Clock);

        await using var second = await nodes.StartAsync();
        using var again = AlertNodes.Client(second);
        var alert = (await AlertRequests.UntilAsync(() => again.AlertsAsync(patient, Overdue), alerts => alerts.Count > 0))
            .ShouldHaveSingleItem();
        var raised = (await again.GetJsonAsync($"/api/alerts/{alert["alertId"]}"))["alert"]!;
        raised["finding"]!["heldFrom"]!.GetValue<string>().ShouldBe($"{heldFrom:yyyy-MM-dd}");
        raised["raisedOn"]!.GetValue<string>().ShouldBe($"{nodes.Today:yyyy-MM-dd}");
        await UntilAsync(() => receiver.All.Count == 1, minutes: Minutes);

        using var visit = await again.PostAsync($"/api/patients/{patient}/visits", $$"""{ "visitedOn": "{{nodes.Today:yyyy-MM-dd}}" }""");
        visit.IsSuccessStatusCode.ShouldBeTrue();
        await AlertRequests.UntilAsync(() => again.AlertsAsync(patient, Overdue, "closed"), alerts => alerts.Count == 1);
        await UntilAsync(() => receiver.All.Count == 2, minutes: Minutes);
        await UntilAsync(nodes.AreQuietAsync, minutes: Minutes);
        receiver.All.Select(message => (string?)JsonNode.Parse(message.Body)!["type"]).ShouldBe([AlertChanged.Raised, AlertChanged.Closed]);
        receiver.All.ShouldAllBe(message => message.IsSignedWith(secret));
        (await AlertLedger.BalancesAsync(nodes.Database, nodes.Today)).ShouldHaveSingleItem().Id
            .ShouldBe(alert["alertId"]!.GetValue<Guid>());
        nodes.Trouble.Lines.ShouldNotContain(line =>
            line.StartsWith("Error", StringComparison.Ordinal) || line.StartsWith("Critical", StringComparison.Ordinal));
    }

    [Fact]
    public async Task two_nodes_raise_one_alert_for_each_patient_and_tell_of_it_once()
    {
        const int Patients = 30;
        await using var nodes = await AlertNodes.CreateAsync(postgres);
        await using var receiver = await Receiver.StartAsync();
        await using var one = await nodes.StartAsync();
        await using var two = await nodes.StartAsync();
        HttpClient[] clients = [AlertNodes.Client(one), AlertNodes.Client(two)];
        var (webhook, secret) = await clients[0].CreateWebhookAsync(receiver.Url, AlertChanged.Raised);
        var patients = new List<Guid>();
        for (var i = 0; i < Patients; i++) patients.Add(await clients[i % 2].EnrolWithBaselineAsync(nodes.Today));
        await UntilAsync(nodes.AreQuietAsync, minutes: Minutes);

        nodes.Pass(TimeSpan.FromDays(OverdueAfter));
        await UntilAsync(async () => (await clients[1].DeliveriesAsync(webhook, "?state=delivered&limit=100")).Count == Patients,
            minutes: Minutes);
        await UntilAsync(nodes.AreQuietAsync, minutes: Minutes);

        var alerts = await AlertLedger.BalancesAsync(nodes.Database, nodes.Today);
        alerts.Select(alert => alert.PatientId).Order().ShouldBe(patients.Order());
        alerts.ShouldAllBe(alert => alert.Finding.Rule == Overdue && alert.RaisedOn == nodes.Today && alert.Version == 1);
        receiver.All.Select(message => JsonNode.Parse(message.Body)!["data"]!["alertId"]!.GetValue<Guid>()).Order()
            .ShouldBe(alerts.Select(alert => alert.Id).Order());
        receiver.All.Select(message => message.Id).Distinct().Count().ShouldBe(Patients);
        receiver.All.ShouldAllBe(message => message.IsSignedWith(secret));
        foreach (var client in clients) client.Dispose();
    }
}
