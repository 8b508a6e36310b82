using System.Net;
using IgG4FollowUp.Integration.Hosting;

namespace IgG4FollowUp.Integration.Patients;

public sealed class TimelineSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    [Fact]
    public async Task a_timeline_that_was_read_before_shows_what_was_recorded_since()
    {
        using var clinic = service.Client();
        var patient = await clinic.EnrolAsync();
        (await clinic.GetJsonAsync($"{patient}/timeline"))["version"]!.GetValue<long>().ShouldBe(1);
        (await clinic.GetJsonAsync($"{patient}/timeline"))["version"]!.GetValue<long>().ShouldBe(1);

        using var grade = await clinic.PostAsync($"{patient}/asia-grades", """{ "assessedOn": "2024-02-07", "grade": "C" }""");

        var timeline = await clinic.GetJsonAsync($"{patient}/timeline");
        timeline["version"]!.GetValue<long>().ShouldBe(2);
        timeline["items"]!.AsArray().Count.ShouldBe(2);
        (await clinic.GetJsonAsync($"{patient}/timeline?version=1"))["items"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_visit_that_was_due_is_told_by_the_clinics_own_days_of_grace()
    {
        using var clinic = service.Client(clinic: "patient-with-everybody");
        var patient = await clinic.EnrolAsync();
        using var visit = await clinic.PostAsync($"{patient}/visits", """{ "visitedOn": "2024-03-01", "nextVisitDueOn": "2024-06-01" }""");
        visit.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await GraceAsync(patient)).ShouldBe(14);
        using var choice = new HttpRequestMessage(HttpMethod.Put, "/api/alert-rules/settings")
        {
            Content = new StringContent("""{ "thresholds": { "visit-grace": 30 } }""", null, "application/json"),
        };
        choice.Headers.Add("If-Match", "\"0\"");
        using var chosen = await clinic.SendAsync(choice, TestContext.Current.CancellationToken);
        chosen.StatusCode.ShouldBe(HttpStatusCode.OK, await chosen.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        (await GraceAsync(patient)).ShouldBe(30);
        (await GraceAsync(patient, "?version=2")).ShouldBe(30);

        async Task<int> GraceAsync(string of, string query = "") => (await clinic.GetJsonAsync($"{of}/timeline{query}"))["items"]!.AsArray()
            .Single(item => (string?)item!["fact"]?["kind"] == "visit-due")!["fact"]!["graceDays"]!.GetValue<int>();
    }

    [Fact]
    public async Task a_client_that_has_the_current_version_gets_304()
    {
        using var clinic = service.Client();
        var patient = await clinic.EnrolAsync();
        foreach (var address in new[] { patient, $"{patient}/timeline" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Add("If-None-Match", "\"1\"");
            using var response = await clinic.SendAsync(request, TestContext.Current.CancellationToken);
            response.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        }
    }
}
