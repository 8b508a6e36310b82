using System.Diagnostics;
using System.Text.Json.Nodes;
using IgG4FollowUp.Integration.Hosting;

namespace IgG4FollowUp.Integration.Alerts;

/// <summary>What a clinic asks about alerts, in few words.</summary>
public static class AlertRequests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static DateOnly Day(this FollowUpService service, int daysFromToday = 0) =>
        DateOnly.FromDateTime(service.Clock.GetLocalNow().Date).AddDays(daysFromToday);

    /// <summary>Enrols a patient whose baseline is on record, so that only what a test adds can raise an alert.</summary>
    public static async Task<Guid> EnrolWithBaselineAsync(this HttpClient client, DateOnly on)
    {
        var number = $"A-{Guid.NewGuid():N}"[..14];
        using var enrolled = await client.PostAsync("/api/patients",
            $$"""{ "studyNumber": "{{number}}", "sex": "female", "birthYear": 1970, "enrolledOn": "{{on:yyyy-MM-dd}}" }""");
        var address = enrolled.Headers.Location!.ToString();
        using var visit = await client.PostAsync($"{address}/visits", $$"""
            { "visitedOn": "{{on:yyyy-MM-dd}}", "nextVisitDueOn": "{{on.AddDays(90):yyyy-MM-dd}}", "asiaGrade": { "grade": "D" },
              "lesions": [ { "lesionPresent": true, "levels": "C5-T4", "compartment": "dura" } ], "presentation": { "otherOrgans": [] } }
            """);
        visit.IsSuccessStatusCode.ShouldBeTrue(await visit.Content.ReadAsStringAsync());
        return Guid.Parse(address[(address.LastIndexOf('/') + 1)..]);
    }

    public static async Task<IReadOnlyList<JsonNode>> AlertsAsync(this HttpClient client, Guid patient, string? rule = null,
        string status = "all") =>
        [.. (await client.GetJsonAsync(
            $"/api/alerts?patientId={patient}&status={status}{(rule is null ? "" : $"&rule={rule}")}"))["items"]!.AsArray()
            .Select(item => item!)];

    /// <summary>Waits until the service has come to something by itself.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> holds)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var answer = await ask();
            if (holds(answer)) return answer;
            if (clock.Elapsed > Patience) throw new TimeoutException($"It did not happen within {Patience.TotalSeconds} s.");
            await Task.Delay(25, TestContext.Current.CancellationToken);
        }
    }
}
