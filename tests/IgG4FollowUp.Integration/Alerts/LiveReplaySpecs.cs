using System.Text.Json;
using IgG4FollowUp.Api.Alerts.Simulations;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain.Alerts;
using IgG4FollowUp.Domain.Alerts.Replay;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Integration.Hosting;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace IgG4FollowUp.Integration.Alerts;

/// <summary>A clinic at work for more than a year, and the replay of its record held against what the service raised meanwhile.</summary>
public sealed class LiveReplaySpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private const string Clinic = "replayed";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task replaying_the_record_under_the_thresholds_of_the_time_gives_the_alerts_that_the_service_raised()
    {
        var clinic = service.Client(clinic: Clinic);
        var begin = service.Day();
        var grade = Guid.CreateVersion7();
        var one = await clinic.EnrolWithBaselineAsync(begin);
        var two = await clinic.EnrolWithBaselineAsync(begin);
        using var bare = await clinic.PostAsync("/api/patients", $$"""{ "studyNumber": "BARE", "enrolledOn": "{{begin:yyyy-MM-dd}}" }""");
        await service.SettledAsync();

        await PassAsync(2);
        await SendAsync(clinic, one, "steroid-courses",
            $$"""{ "startedOn": "{{service.Day():yyyy-MM-dd}}", "drug": "prednisolone", "dailyDoseMg": 40 }""");
        await PassAsync(58);
        await SendAsync(clinic, one, "asia-grades",
            $$"""{ "entryId": "{{grade}}", "assessedOn": "{{service.Day(-3):yyyy-MM-dd}}", "grade": "B" }""");
        await PassAsync(1);
        await SendAsync(clinic, one, $"entries/{grade}/correction", $$"""
            { "replacement": { "kind": "asia-grade", "assessedOn": "{{service.Day(-4):yyyy-MM-dd}}", "grade": "D" }, "reason": "misread" }
            """, await VersionAsync(clinic, one));
        await PassAsync(70);
        await SendAsync(clinic, two, "visits",
            $$"""{ "visitedOn": "{{service.Day(-5):yyyy-MM-dd}}", "nextVisitDueOn": "{{service.Day(60):yyyy-MM-dd}}" }""");
        await PassAsync(80);
        using (var chosen = new HttpRequestMessage(HttpMethod.Put, "/api/alert-rules/settings")
        {
            Content = new StringContent("""{ "thresholds": { "visit-grace": 45 }, "reason": "holidays" }""", null, "application/json"),
        })
        {
            chosen.Headers.TryAddWithoutValidation("If-Match", "\"0\"");
            using var answer = await clinic.SendAsync(chosen, Cancellation);
            answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
            await service.SettledAsync();
        }

        await PassAsync(40);
        await SendAsync(clinic, two, "recurrences", $$"""{ "detectedOn": "{{service.Day(-1):yyyy-MM-dd}}" }""");
        await PassAsync(150);

        var live = await LiveAsync();
        live.Count.ShouldBeGreaterThanOrEqualTo(15);
        live.Select(line => line.Split(' ')[1]).Distinct().Count()
            .ShouldBe(4, "an alert was raised, restated, closed by state and raised again");
        (await ReplayedAsync()).ShouldBe(live);

        using var asked = await clinic.PostAsync("/api/alert-rules/simulations", """{ "thresholds": { "visit-grace": 45 } }""");
        var report =
            (await AlertRequests.UntilAsync(() => clinic.GetJsonAsync(asked.Headers.Location!.ToString()), view =>
                view["report"] is not null))["report"]!;
        report["patients"]!.GetValue<int>().ShouldBe(3);
        report["recurrences"]!["counted"]!.GetValue<int>().ShouldBe(1);
        foreach (var rule in report["rules"]!.AsArray().Where(rule => rule!["rule"]!.GetValue<string>() != "visit-overdue/3"))
        {
            rule!["difference"]!["onlyLive"]!.GetValue<int>().ShouldBe(0);
            rule["difference"]!["onlySimulated"]!.GetValue<int>().ShouldBe(0);
        }
    }

    private async Task SendAsync(HttpClient clinic, Guid patient, string what, string body, string? ifMatch = null)
    {
        using var response = await clinic.PostAsync($"/api/patients/{patient}/{what}", body, ifMatch);
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
        await service.SettledAsync();
    }

    private static async Task<string> VersionAsync(HttpClient clinic, Guid patient) =>
        $"\"{(await clinic.GetJsonAsync($"/api/patients/{patient}"))["version"]!.GetValue<long>()}\"";

    /// <summary>Lets days pass from one instant at which somebody is due to the next, so that each comes on its own day.</summary>
    private async Task PassAsync(int days)
    {
        var target = service.Clock.GetUtcNow().AddDays(days);
        while (true)
        {
            await using var session = service.Host.Services.GetRequiredService<IDocumentStore>().QuerySession(Clinic);
            var watches = await session.Query<PatientWatch>().ToListAsync(Cancellation);
            var next = watches.Min(watch => watch.LookAgainAt)?.AddMinutes(5) is { } due && due < target ? due : target;
            await service.AdvanceAsync(next - service.Clock.GetUtcNow());
            await service.SettledAsync();
            if (next == target) return;
        }
    }

    private async Task<List<string>> LiveAsync()
    {
        await using var session = service.Host.Services.GetRequiredService<IDocumentStore>().QuerySession(Clinic);
        var lines = new List<string>();
        foreach (var id in await session.Query<Alert>().OrderBy(alert => alert.Id).Select(alert => alert.Id).ToListAsync(Cancellation))
        {
            // Escalation follows from what persons do not do, which is no part of a replay.
            lines.AddRange((await session.Events.FetchStreamAsync(id, token: Cancellation)).Where(e => e.Data is not AlertEscalated)
                .Select(e => Line(id, e.Data)));
        }

        return lines;
    }

    private async Task<List<string>> ReplayedAsync()
    {
        var services = service.Host.Services;
        var settings = await services.GetRequiredService<ClinicThresholds>().UntilAsync(Clinic, service.Clock.GetUtcNow(), Cancellation);
        settings.Length.ShouldBe(2);
        var changes = new List<AlertChange>();
        await foreach (var history in services.GetRequiredService<PatientStreams>()
            .ReadAsync(long.MaxValue, Clinic, cancellation: Cancellation))
        {
            var recorded = history.Events.Select(stored => new RecordedEvent(stored.RecordedAt, stored.Read())).ToList();
            changes.AddRange(
                AlertReplay.Of(history.PatientId, recorded, settings, service.Clock.LocalDays(), service.Clock.GetUtcNow()).Changes);
        }

        // PostgreSQL orders identities by their bytes as printed.
        return [.. changes.GroupBy(change => change.AlertId).OrderBy(alert => alert.Key.ToString(), StringComparer.Ordinal)
            .SelectMany(alert => alert).Select(change => Line(change.AlertId, change.Event))];
    }

    // The instant alone may differ: the service looks a moment after what it looks at was recorded.
    private static string Line(Guid id, object happened)
    {
        var json = JsonSerializer.SerializeToNode(happened, happened.GetType(), EntryJson.Options)!.AsObject();
        json.Remove("at").ShouldBeTrue();
        return $"{id} {happened.GetType().Name} {json.ToJsonString()}";
    }
}
