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
