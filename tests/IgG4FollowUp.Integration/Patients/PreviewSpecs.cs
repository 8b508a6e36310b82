using System.Net;
using System.Text.Json.Nodes;
using IgG4FollowUp.Integration.Alerts;
using IgG4FollowUp.Integration.Hosting;

namespace IgG4FollowUp.Integration.Patients;

/// <summary>A write that is tried says what it would do, and does nothing.</summary>
public sealed class PreviewSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private const string Clinic = "previews";

    [Fact]
    public async Task what_a_visit_would_do_is_what_it_does_and_trying_it_leaves_no_trace()
    {
        using var clinic = service.Client(clinic: Clinic);
        var patient = await clinic.EnrolWithBaselineAsync(service.Day(-200));
        await service.SettledAsync();
        var history = await HistoryAsync(clinic, patient);
        var (facts, alerts) = (await FactsAsync(clinic, patient), await OpenAsync(clinic, patient));
        var visit = $$"""
            { "visitedOn": "{{service.Day():yyyy-MM-dd}}", "asiaGrade": { "grade": "C" }, "recurrenceAssessment": "suspected",
              "surgeries": [ { "procedures": ["laminectomy"] } ] }
            """;

        var tried = await TryAsync(clinic, $"/api/patients/{patient}/visits", visit);
        await service.SettledAsync();
        (await HistoryAsync(clinic, patient)).ShouldBe(history);
        (await OpenAsync(clinic, patient)).ShouldBe(alerts);
        tried["warnings"]!.AsArray().ShouldBeEmpty();
        tried["entries"]!.AsArray().Select(entry => Text(entry!["pointer"]))
            .ShouldBe(["#/asiaGrade", "#/surgeries/0", "#"], ignoreOrder: true);
        var would = tried["wouldDo"]!;
        would["entries"]!.AsArray().Select(entry => Text(entry!["kind"])).ShouldBe(["asia-grade", "surgery", "visit"], ignoreOrder: true);

        using (var done = await clinic.PostAsync($"/api/patients/{patient}/visits", visit))
        {
            done.StatusCode.ShouldBe(HttpStatusCode.Created);
            var recorded = await done.JsonAsync();
            recorded["wouldDo"].ShouldBeNull();
            tried["version"]!.GetValue<int>().ShouldBe(recorded["version"]!.GetValue<int>());
        }

        await service.SettledAsync();
        var now = await OpenAsync(clinic, patient);
        Rules(would["raised"]!).ShouldBe(now.Except(alerts).Select(RuleOf), ignoreOrder: true);
        Rules(would["closed"]!).ShouldBe(alerts.Except(now).Select(RuleOf), ignoreOrder: true);
        would["raised"]!.AsArray().ShouldNotBeEmpty();
        would["closed"]!.AsArray().ShouldNotBeEmpty();
        would["closed"]!.AsArray().ShouldAllBe(closed => closed!["because"]!.AsArray().Count > 0);
        // Ids that the service gives differ from one time to the next, so facts are told apart by what they are.
        var after = await FactsAsync(clinic, patient);
        Kinds(would["derived"]!).ShouldBe(after.Except(facts).Select(KindOf), ignoreOrder: true);
        Kinds(would["noLonger"]!).ShouldBe(facts.Except(after).Select(KindOf), ignoreOrder: true);
    }

    [Fact]
    public async Task what_a_correction_or_a_retraction_would_close_is_told()
    {
        using var clinic = service.Client(clinic: Clinic);
        var patient = await clinic.EnrolWithBaselineAsync(service.Day(-60));
        using var worse = await clinic.PostAsync($"/api/patients/{patient}/asia-grades",
            $$"""{ "assessedOn": "{{service.Day(-1):yyyy-MM-dd}}", "grade": "C" }""");
        var recorded = await worse.JsonAsync();
        var (entry, tag) = (Text(recorded["entryIds"]![0]), worse.Headers.ETag!.ToString());
        await service.SettledAsync();

        var retracted = await TryAsync(
            clinic, $"/api/patients/{patient}/entries/{entry}/retraction", """{ "reason": "entered-in-error" }""", tag);
        Rules(retracted["wouldDo"]!["closed"]!).ShouldContain("neurological-worsening");
        retracted["wouldDo"]!["entries"]!.AsArray().ShouldBeEmpty();
        var corrected = await TryAsync(clinic, $"/api/patients/{patient}/entries/{entry}/correction", $$"""
            { "replacement": { "kind": "asia-grade", "assessedOn": "{{service.Day(-1):yyyy-MM-dd}}", "grade": "B" }, "reason": "Misread the form" }
            """, tag);
        Rules(corrected["wouldDo"]!["restated"]!).ShouldContain("neurological-worsening");
        Text(corrected["wouldDo"]!["entries"]![0]!["grade"]).ShouldBe("B");
        (await OpenAsync(clinic, patient)).Select(RuleOf).ShouldContain("neurological-worsening");
    }

    [Fact]
    public async Task what_is_refused_is_refused_in_the_same_words_tried_or_not()
    {
        using var clinic = service.Client(clinic: Clinic);
        var patient = await clinic.EnrolAsync("P-1");
        (string Address, string Body, string? IfMatch)[] refused =
        [
            ("/api/patients", """{ "studyNumber": "P-1", "sex": "male", "birthYear": 1968, "enrolledOn": "2024-01-08" }""", null),
            ($"{patient}/visits", """{ "visitedOn": "2999-01-01" }""", null),
            ($"{patient}/visits", """{ "visitedOn": "2024-02-01", "asiaGrade": { "grade": "F" } }""", null),
            ($"{patient}/asia-grades", """{ "assessedOn": "2024-02-01", "grade": "C" }""", "\"7\""),
            ($"/api/patients/{Guid.NewGuid()}/asia-grades", """{ "assessedOn": "2024-02-01", "grade": "C" }""", null),
            ($"{patient}/entries/{Guid.NewGuid()}/retraction", """{ "reason": "entered-in-error" }""", "\"1\""),
            ($"{patient}/entries/{Guid.NewGuid()}/retraction", """{ "reason": "entered-in-error" }""", null),
        ];
        foreach (var (address, body, ifMatch) in refused)
        {
            using var tried = await clinic.PostAsync(address + "?dryRun=true", body, ifMatch);
            using var done = await clinic.PostAsync(address, body, ifMatch);
            tried.StatusCode.ShouldBe(done.StatusCode, address);
            (await tried.JsonAsync()).ToJsonString().ShouldBe((await done.JsonAsync()).ToJsonString());
            ((int)done.StatusCode).ShouldBeGreaterThanOrEqualTo(400);
        }
    }

    [Fact]
    public async Task a_study_number_and_a_key_that_were_only_tried_are_still_free()
    {
        using var clinic = service.Client(clinic: Clinic);
        const string Enrolment = """{ "studyNumber": "P-2", "sex": "male", "birthYear": 1968, "enrolledOn": "2024-01-08" }""";
        var tried = await TryAsync(clinic, "/api/patients", Enrolment, key: "once");
        tried["wouldDo"]!["entries"]!.AsArray().ShouldHaveSingleItem();
        using var done = await clinic.PostAsync("/api/patients", Enrolment, idempotencyKey: "once");
        done.StatusCode.ShouldBe(HttpStatusCode.Created);
        // Whoever tries what was done under a key is told what it would do now, and not what it did.
        using var again = await clinic.PostAsync("/api/patients?dryRun=true", Enrolment, idempotencyKey: "once");
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task a_write_that_was_tried_is_on_record_as_a_read()
    {
        using var clinic = service.Client(clinic: "tried");
        using var monitor = service.Client("monitor", clinic: "tried");
        var patient = await clinic.EnrolAsync();
        await TryAsync(clinic, $"{patient}/asia-grades", """{ "assessedOn": "2024-02-01", "grade": "C" }""");
        var entries = await AlertRequests.UntilAsync(
            async () => (await monitor.GetJsonAsync("/api/access-record?endpoint=recordAsiaGrade"))["items"]!.AsArray(),
            found => found.Count > 0);
        Text(entries.ShouldHaveSingleItem()!["kind"]).ShouldBe("read");
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("True")]
    [InlineData("")]
    [InlineData("true&dryRun=false")]
    public async Task a_write_is_tried_or_done_and_nothing_in_between(string asked)
    {
        using var clinic = service.Client(clinic: Clinic);
        var patient = await clinic.EnrolAsync();
        using var answer = await clinic.PostAsync(
            $"{patient}/asia-grades?dryRun={asked}", """{ "assessedOn": "2024-02-01", "grade": "C" }""");
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        Text((await answer.JsonAsync())["detail"]).ShouldStartWith("Parameter 'dryRun':");
        (await clinic.GetJsonAsync(patient))["version"]!.GetValue<int>().ShouldBe(1);
    }

    private static async Task<JsonNode> TryAsync(HttpClient clinic, string address, string body, string? ifMatch = null, string? key = null)
    {
        using var tried = await clinic.PostAsync(address + "?dryRun=true", body, ifMatch, key);
        tried.StatusCode.ShouldBe(HttpStatusCode.OK, await tried.Content.ReadAsStringAsync());
        (tried.Headers.ETag, tried.Headers.Location).ShouldBe((null, null));
        return await tried.JsonAsync();
    }

    private static async Task<string> HistoryAsync(HttpClient clinic, Guid patient) =>
        (await clinic.GetJsonAsync($"/api/patients/{patient}/history")).ToJsonString();

    private static async Task<HashSet<string>> FactsAsync(HttpClient clinic, Guid patient) =>
    [
        .. (await clinic.GetJsonAsync($"/api/patients/{patient}/timeline"))["items"]!.AsArray()
            .Where(item => Text(item!["status"]) == "derived").Select(item => item!.ToJsonString()),
    ];

    private static async Task<HashSet<string>> OpenAsync(HttpClient clinic, Guid patient) =>
        [.. (await clinic.AlertsAsync(patient, status: "open")).Select(alert => $"{Text(alert["rule"])} {Text(alert["alertId"])}")];

    private static string RuleOf(string alert) => alert[..alert.IndexOf(' ', StringComparison.Ordinal)];

    private static string KindOf(string fact) => Text(JsonNode.Parse(fact)!["fact"]!["kind"]);

    private static IEnumerable<string> Kinds(JsonNode facts) => facts.AsArray().Select(fact => Text(fact!["fact"]!["kind"]));

    private static IEnumerable<string> Rules(JsonNode effects) => effects.AsArray().Select(effect => Text(effect!["finding"]!["rule"]));

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
