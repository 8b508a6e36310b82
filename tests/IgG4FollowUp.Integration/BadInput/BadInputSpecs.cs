using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using IgG4FollowUp.Integration.Alerts;
using IgG4FollowUp.Integration.Hosting;

namespace IgG4FollowUp.Integration.BadInput;

/// <summary>Everything that the published description rules out is answered with 4xx and changes nothing.</summary>
public sealed class BadInputSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private const string Course = "01980000-0000-7000-8000-000000000001";
    private const string Grade = "01980000-0000-7000-8000-0000000000a1";

    [Fact]
    public async Task every_example_in_the_description_is_accepted_as_it_stands()
    {
        foreach (var write in await WritesAsync())
        {
            using var clinic = service.Client(clinic: "examples");
            var patient = write.IsEnrolment ? null : await PreparedAsync(clinic, except: write.Name);
            using var response = await SendAsync(clinic, write, patient, write.Example.ToJsonString());
            ((int)response.StatusCode).ShouldBeInRange(200, 299, $"{write.Name}: {await response.Content.ReadAsStringAsync()}");
        }
    }

    [Fact]
    public async Task every_body_that_the_description_rules_out_is_refused_with_a_pointer_and_changes_nothing()
    {
        using var clinic = service.Client(clinic: "bad-input");
        var patient = await PreparedAsync(clinic, except: null);
        var version = await VersionAsync(clinic, patient);
        var tried = 0;
        foreach (var write in await WritesAsync())
        {
            foreach (var mutation in Mutations.Of(write.Schema, write.Example))
            {
                using var response = await SendAsync(clinic, write, patient, mutation.Json);
                var text = await response.Content.ReadAsStringAsync();
                var what = $"{write.Name} {mutation.Pointer} {mutation.Label}: {(int)response.StatusCode} {text[..Math.Min(300, text.Length)]}";
                ((int)response.StatusCode).ShouldBeInRange(400, 499, what);
                response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json", what);
                JsonNode.Parse(text)!["errors"]!.AsArray().ShouldContain(
                    error => (error!["pointer"]!.GetValue<string>()).StartsWith(mutation.Pointer, StringComparison.Ordinal), what);
                tried++;
            }
        }

        tried.ShouldBeGreaterThan(1000);
        (await VersionAsync(clinic, patient)).ShouldBe(version);
        (await clinic.GetJsonAsync("/api/patients"))["items"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task what_is_not_json_at_all_is_refused_and_changes_nothing()
    {
        using var clinic = service.Client(clinic: "broken-json");
        var patient = await PreparedAsync(clinic, except: null);
        var version = await VersionAsync(clinic, patient);
        byte[][] bodies =
        [
            [], "{"u8.ToArray(), "{\"visitedOn\": \"2024"u8.ToArray(), "[]"u8.ToArray(), "null"u8.ToArray(), "1"u8.ToArray(), "\"text\""u8.ToArray(),
            "{} {}"u8.ToArray(), "{\"a\":1,}"u8.ToArray(), "{\"visitedOn\":\"2024\",\"visitedOn\":\"2025\"}"u8.ToArray(), "// {}"u8.ToArray(),
            [0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d], [0xef, 0xbb], Encoding.Unicode.GetBytes("{}"),
            Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("[", 10_000))),
            Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 1000)) + "1" + new string('}', 1000)),
        ];
        foreach (var write in await WritesAsync())
        {
            foreach (var body in bodies)
            {
                using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
                using var response = await SendAsync(clinic, write, patient, content);
                ((int)response.StatusCode).ShouldBeInRange(400, 499, $"{write.Name}: {Convert.ToHexString(body.AsSpan(0, Math.Min(20, body.Length)))}");
                response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            }

            using var text = new StringContent(write.Example.ToJsonString(), Encoding.UTF8, "text/plain");
            using var asText = await SendAsync(clinic, write, patient, text);
            asText.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
            using var large = new StringContent("{\"note\":\"" + new string('x', 2_000_000) + "\"}", Encoding.UTF8, "application/json");
            using var tooLarge = await SendAsync(clinic, write, patient, large);
            tooLarge.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        }

        (await VersionAsync(clinic, patient)).ShouldBe(version);
    }

    [Fact]
    public async Task a_limit_itself_is_accepted()
    {
        using var clinic = service.Client(clinic: "limits");
        var patient = await clinic.EnrolAsync(new string('N', 40));
        string[] bodies =
        [
            $$"""{ "assessedOn": "2024-02-29", "grade": "C", "note": "{{new string('x', 4000)}}" }""",
            """{ "assessedOn": "1968", "grade": "E" }""",
        ];
        foreach (var body in bodies)
        {
            using var response = await clinic.PostAsync($"{patient}/asia-grades", body);
            response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        }

        using var dose = await clinic.PostAsync($"{patient}/steroid-courses", """{ "startedOn": "2024-02", "drug": "methylprednisolone", "route": "intravenous", "dailyDoseMg": 5000 }""");
        dose.StatusCode.ShouldBe(HttpStatusCode.Created, await dose.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("If-Match", "3")]
    [InlineData("If-Match", "\"three")]
    [InlineData("Idempotency-Key", "with space")]
    public async Task a_header_that_is_not_what_it_must_be_is_refused(string header, string value)
    {
        using var clinic = service.Client(clinic: "headers");
        var patient = await clinic.EnrolAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{patient}/visits")
        {
            Content = new StringContent("""{ "visitedOn": "2024-02" }""", null, "application/json"),
        };
        request.Headers.TryAddWithoutValidation(header, value);
        using var response = await clinic.SendAsync(request, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await VersionAsync(clinic, patient)).ShouldBe(1);
    }

    [Theory]
    [InlineData("/api/patients?limit=0")]
    [InlineData("/api/patients?limit=201")]
    [InlineData("/api/patients?limit=x")]
    [InlineData("/api/patients?cursor=not-a-cursor")]
    [InlineData("{patient}?version=0")]
    [InlineData("{patient}?version=-1")]
    [InlineData("{patient}?knownAt=yesterday")]
    [InlineData("{patient}?version=1&knownAt=2024-01-01T00:00:00Z")]
    public async Task a_parameter_that_is_not_what_it_must_be_is_refused(string address)
    {
        using var clinic = service.Client(clinic: "parameters");
        address = address.Replace("{patient}", await clinic.EnrolAsync(), StringComparison.Ordinal);
        using var response = await clinic.GetAsync(address, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    private async Task<IReadOnlyList<Write>> WritesAsync()
    {
        using var client = service.Host.Server.CreateClient();
        var document = await client.GetJsonAsync("/openapi/v1.json");
        document["openapi"]!.GetValue<string>().ShouldStartWith("3.1");
        var writes =
            from path in document["paths"]!.AsObject()
            from method in new[] { "post", "put" }
            let post = path.Value![method]
            let content = post?["requestBody"]?["content"]?["application/json"]
            where content?["example"] is not null
            select new Write(
                method, post["operationId"]!.GetValue<string>(), path.Key, content["schema"]!.AsObject(), content["example"]!,
                post["parameters"]?.AsArray().Any(p => p!["name"]!.GetValue<string>() == "If-Match" && p["required"]?.GetValue<bool>() == true) == true);
        var all = writes.ToList();
        all.Count.ShouldBeGreaterThan(15);
        return all;
    }

    // A patient whose record holds what the examples refer to.
    private static async Task<string> PreparedAsync(HttpClient clinic, string? except)
    {
        var patient = await clinic.EnrolAsync();
        (string Name, string Path, string Body)[] entries =
        [
            ("", "asia-grades", $$"""{ "entryId": "{{Grade}}", "assessedOn": "2024-03-11", "grade": "B" }"""),
            ("startSteroidCourse", "steroid-courses", $$"""{ "entryId": "{{Course}}", "startedOn": "2024-03-15", "drug": "prednisolone", "dailyDoseMg": 40 }"""),
            ("startSparingAgent", "sparing-agents", """{ "entryId": "01980000-0000-7000-8000-000000000002", "startedOn": "2024-04-02", "agent": "rituximab" }"""),
            ("recordRecurrence", "recurrences", """{ "entryId": "01980000-0000-7000-8000-000000000003", "detectedOn": "2025-05-02" }"""),
        ];
        foreach (var (name, path, body) in entries.Where(entry => entry.Name != except))
        {
            using var response = await clinic.PostAsync($"{patient}/{path}", body);
            response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        }

        return patient;
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient clinic, Write write, string? patient, string json) =>
        SendAsync(clinic, write, patient, new StringContent(json, Encoding.UTF8, "application/json"));

    private static async Task<HttpResponseMessage> SendAsync(HttpClient clinic, Write write, string? patient, HttpContent content)
    {
        var address = write.Path.Replace("/api/patients/{patientId}", patient, StringComparison.Ordinal).Replace("{entryId}", Grade, StringComparison.Ordinal);
        if (address.Contains("{alertId}", StringComparison.Ordinal)) address = address.Replace("{alertId}", await AlertOfAsync(clinic, patient!), StringComparison.Ordinal);
        var version = write.Path.StartsWith("/api/patients", StringComparison.Ordinal) ? "\"5\"" : "\"0\"";
        if (address.Contains("{webhookId}", StringComparison.Ordinal))
        {
            var (webhookId, tag) = await WebhookAsync(clinic);
            (address, version) = (address.Replace("{webhookId}", webhookId, StringComparison.Ordinal), tag);
        }

        using var request = new HttpRequestMessage(new HttpMethod(write.Method), address) { Content = content };
        if (write.VersionRequired) request.Headers.TryAddWithoutValidation("If-Match", version);
        return await clinic.SendAsync(request, TestContext.Current.CancellationToken);
    }

    // A patient without a visit has an alert as soon as the service has looked.
    private static async Task<string> AlertOfAsync(HttpClient clinic, string patient) =>
        (await AlertRequests.UntilAsync(() => clinic.AlertsAsync(Guid.Parse(patient.Split('/')[^1])), alerts => alerts.Count > 0))[0]["alertId"]!.GetValue<string>();

    // The clinic's webhook, made when there is none.
    private static async Task<(string Id, string Tag)> WebhookAsync(HttpClient clinic)
    {
        if ((await clinic.GetJsonAsync("/api/webhooks"))["items"]!.AsArray() is [{ } first, ..])
            return (first["webhookId"]!.GetValue<string>(), $"\"{first["version"]}\"");
        using var created = await clinic.PostAsync("/api/webhooks", """{ "url": "https://receiver.example/", "eventTypes": ["alert.raised"] }""");
        created.StatusCode.ShouldBe(HttpStatusCode.Created, await created.Content.ReadAsStringAsync());
        return await WebhookAsync(clinic);
    }

    private static async Task<long> VersionAsync(HttpClient clinic, string patient) => (await clinic.GetJsonAsync(patient))["version"]!.GetValue<long>();

    private sealed record Write(string Method, string Name, string Path, JsonObject Schema, JsonNode Example, bool VersionRequired)
    {
        public bool IsEnrolment => Path == "/api/patients";
    }
}
