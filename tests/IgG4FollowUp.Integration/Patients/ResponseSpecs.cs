using System.Net;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Analytics;
using IgG4FollowUp.Integration.Hosting;

namespace IgG4FollowUp.Integration.Patients;

/// <summary>How a clinic reads response to treatment, and what counts as treatment of this disease in what analysts read.</summary>
public sealed class ResponseSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private const string Course = "01980000-0000-7000-8000-0000000001c1";

    [Fact]
    public async Task a_clinic_reads_how_its_patient_was_treated_and_responded_now_and_as_known_before()
    {
        using var clinic = service.Client();
        var patient = await clinic.EnrolAsync();
        await RecordAsync(clinic, $"{patient}/presentations", """
            { "presentedOn": "2024-01-08", "onsetOn": "2023-11", "neurologicalOnsetOn": "2023-12-20", "deteriorationOn": "2024-01-06" }
            """);
        await RecordAsync(clinic, $"{patient}/visits", $$"""
            { "visitedOn": "2024-01-08", "asiaGrade": { "grade": "C" }, "lesions": [ { "lesionPresent": true } ],
              "surgeries": [ { "performedOn": "2024-01-10", "procedures": ["laminectomy"], "decompression": true, "urgency": "emergency" } ],
              "steroidCourses": [ { "entryId": "{{Course}}", "startedOn": "2024-01-11", "drug": "prednisolone", "dailyDoseMg": 40 } ] }
            """);
        var version = (await clinic.GetJsonAsync(patient))["version"]!.GetValue<int>();
        await RecordAsync(clinic, $"{patient}/visits", """
            { "visitedOn": "2024-04-08", "asiaGrade": { "grade": "E" }, "lesions": [ { "lesionPresent": false } ] }
            """);

        var view = await clinic.GetJsonAsync($"{patient}/responses");
        (view["settings"]!.GetValue<string>(), view["definition"]!.GetValue<string>()).ShouldBe(("house-default/3", "composite/5"));
        var first = view["responses"]!.AsArray().Single()!;
        first["treatments"]!.AsArray().Select(treatment => treatment!["kind"]!.GetValue<string>()).ShouldBe(["surgery", "glucocorticoid"]);
        var at = first["at"]!.AsArray().Single(at => at!["months"]!.GetValue<int>() == 3)!;
        (at["category"]!.GetValue<string>(), at["neurological"]!.GetValue<string>(), at["radiological"]!.GetValue<string>())
            .ShouldBe(("complete", "regained", "gone"));
        at["reasons"]!.AsArray().Select(reason => reason!.GetValue<string>()).ShouldBe(["deficit-regained", "lesion-gone"]);
        first["daysToResponse"]!["atLeast"]!.GetValue<int>().ShouldBe(89);
        var decompression = view["decompression"]!;
        (decompression["urgency"]!.GetValue<string>(), decompression["gradeBefore"]!.GetValue<string>(),
            decompression["daysFromDeterioration"]!["atMost"]!.GetValue<int>())
            .ShouldBe(("emergency", "C", 4));
        (decompression["daysFromFirstSymptom"]!["atLeast"]!.GetValue<int>(),
            decompression["daysFromFirstSymptom"]!["atMost"]!.GetValue<int>()).ShouldBe((41, 70));
        view["strategy"]!.GetValue<string>().ShouldBe("surgery-and-steroid");
        view["maintenance"]!.AsArray().Select(at => at!["state"]!.GetValue<string>()).ShouldAllBe(state => state == "not-determinable");

        var before = await clinic.GetJsonAsync($"{patient}/responses?version={version}");
        before["responses"]![0]!["at"]!.AsArray().ShouldAllBe(at => at!["category"]!.GetValue<string>() == "not-assessable");
        (await clinic.GetJsonAsync($"{patient}/timeline"))["items"]!.AsArray().Select(item => item!["fact"]?["kind"]?.GetValue<string>())
            .ShouldContain("treatment-response");

        using var browser = service.Host.Server.CreateClient();
        browser.DefaultRequestHeaders.Add("Cookie", await service.Host.Services.PageCookieAsync(Roles.Clinician, "north"));
        var page = WebUtility.HtmlDecode(await browser.GetStringAsync(patient["/api".Length..], TestContext.Current.CancellationToken));
        page.ShouldContain("Response to treatment");
        page.ShouldContain("of the first treatment; surgery + glucocorticoid; 1 month: not assessable (no examination, no study)");
        page.ShouldContain("3 months: complete (deficit regained, lesion gone)");
        page.ShouldContain("laminectomy; decompression; emergency");
        page.ShouldContain("first deficit 2023-12-20");
    }

    [Fact]
    public async Task what_was_said_of_an_operation_can_be_corrected()
    {
        const string Operation = "01980000-0000-7000-8000-0000000001d1";
        using var clinic = service.Client();
        var patient = await clinic.EnrolAsync();
        await RecordAsync(clinic, $"{patient}/surgeries",
            $$"""{ "entryId": "{{Operation}}", "performedOn": "2024-01-10", "procedures": ["laminectomy"] }""");
        (await clinic.GetJsonAsync($"{patient}/responses"))["decompression"]!["on"]!["earliest"]!.GetValue<string>().ShouldBe("2024-01-10");

        using var correction = await clinic.PostAsync(
            $"{patient}/entries/{Operation}/correction",
            """
            { "replacement": { "kind": "surgery", "performedOn": "2024-01-10", "procedures": ["laminectomy"], "decompression": false, "urgency": "elective" },
              "reason": "The lamina was opened for the biopsy only." }
            """, ifMatch: "\"2\"");

        correction.StatusCode.ShouldBe(HttpStatusCode.OK,
            await correction.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        (await clinic.GetJsonAsync($"{patient}/responses"))["decompression"].ShouldBeNull();
        using var refused = await clinic.PostAsync($"{patient}/surgeries",
            """{ "performedOn": "2024-01-10", "procedures": ["biopsy"], "decompression": true }""");
        (refused.StatusCode, (await refused.JsonAsync())["errors"]![0]!["pointer"]!.GetValue<string>())
            .ShouldBe((HttpStatusCode.UnprocessableEntity, "#/decompression"));
    }

    [Fact]
    public async Task only_the_clinic_itself_reads_it_and_what_is_no_question_is_refused()
    {
        using var clinic = service.Client();
        var address = await clinic.EnrolAsync() + "/responses";
        async Task<HttpStatusCode> StatusAsync(string role, string? of, string query = "")
        {
            using var client = service.Client(role, of);
            using var response = await client.GetAsync(address + query, TestContext.Current.CancellationToken);
            return response.StatusCode;
        }

        (await StatusAsync(Roles.Clinician, "north")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(Roles.Clinician, "south")).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(Roles.Analyst, of: null)).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync(Roles.Clinician, "north", "?months=6")).ShouldBe(HttpStatusCode.BadRequest);
        (await StatusAsync(Roles.Clinician, "north", "?version=none")).ShouldBe(HttpStatusCode.BadRequest);
        (await StatusAsync(Roles.Clinician, "north", "?version=1&knownAt=1")).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task what_was_given_for_another_disease_and_biopsies_are_no_treatment_in_counts_and_lanes()
    {
        using var clinic = service.Client(clinic: "elsewhere");
        var patient = await clinic.EnrolAsync();
        await RecordAsync(clinic, $"{patient}/presentations", """{ "presentedOn": "2024-01-08" }""");
        await RecordAsync(clinic, $"{patient}/surgeries", """{ "performedOn": "2024-01-10", "procedures": ["biopsy"] }""");
        await RecordAsync(clinic, $"{patient}/steroid-courses",
            """{ "startedOn": "2024-01-11", "drug": "prednisone", "dailyDoseMg": 40, "indication": "other" }""");
        await RecordAsync(clinic, $"{patient}/sparing-agents",
            """{ "startedOn": "2024-01-12", "agent": "methotrexate", "indication": "other" }""");
        await RecordAsync(clinic, $"{patient}/visits", """{ "visitedOn": "2024-06-08" }""");
        await service.SettledAsync();

        using var analyst = service.Client(Roles.Analyst, clinic: null);
        var row = (await analyst.GetJsonAsync("/api/cohort/tables/patients?clinic=elsewhere"))["patients"]!.AsArray().Single()!;
        (row["surgeriesRecorded"]!.GetValue<int>(), row["treatmentSurgeriesRecorded"]!.GetValue<int>()).ShouldBe((1, 0));
        (row["systemicSteroidCoursesRecorded"]!.GetValue<int>(), row["diseaseSteroidCoursesRecorded"]!.GetValue<int>()).ShouldBe((1, 0));
        row["sparingAgentsRecorded"]!.GetValue<int>().ShouldBe(0);
        row["treatmentStrategy"]!.GetValue<string>().ShouldBe("none");
        var swimmer = await analyst.GetJsonAsync("/api/cohort/swimmer?clinic=elsewhere");
        swimmer["intervals"]!.AsArray().ShouldBeEmpty();
        swimmer["marks"]!.AsArray().ShouldBeEmpty();

        await RecordAsync(clinic, $"{patient}/surgeries", """{ "performedOn": "2024-01-20", "procedures": ["laminectomy"] }""");
        await RecordAsync(clinic, $"{patient}/steroid-courses",
            """{ "startedOn": "2024-01-21", "drug": "prednisone", "dailyDoseMg": 40 }""");
        await service.SettledAsync();
        swimmer = await analyst.GetJsonAsync("/api/cohort/swimmer?clinic=elsewhere");
        swimmer["intervals"]!.AsArray().Select(interval => interval!["kind"]!.GetValue<string>()).ShouldBe(["glucocorticoid"]);
        swimmer["marks"]!.AsArray().Select(mark => mark!["kind"]!.GetValue<string>()).ShouldBe(["surgery"]);
        await service.TablesEqualTheEventsAsync();
    }

    [Fact]
    public async Task a_lane_shows_an_infusion_as_long_as_it_certainly_acts_and_tablets_until_they_are_stopped()
    {
        using var clinic = service.Client(clinic: "infused");
        var patient = await clinic.EnrolAsync();
        await RecordAsync(clinic, $"{patient}/presentations", """{ "presentedOn": "2020-01-01" }""");
        await RecordAsync(clinic, $"{patient}/sparing-agents", """{ "startedOn": "2020-01-01", "agent": "rituximab" }""");
        await RecordAsync(clinic, $"{patient}/sparing-agents", """{ "startedOn": "2020-01-01", "agent": "azathioprine" }""");
        await RecordAsync(clinic, $"{patient}/visits", """{ "visitedOn": "2024-06-08" }""");
        await service.SettledAsync();

        using var analyst = service.Client(Roles.Analyst, clinic: null);
        var swimmer = await analyst.GetJsonAsync("/api/cohort/swimmer?clinic=infused");
        var end = swimmer["lanes"]!.AsArray().Single()!["end"]!.GetValue<double>();
        end.ShouldBeGreaterThan(1000);
        swimmer["intervals"]!.AsArray().Select(drawn => (drawn!["kind"]!.GetValue<string>(), drawn["end"]!.GetValue<double>()))
            .ShouldBe([("rituximab", 183), ("azathioprine", end)], ignoreOrder: true);
        swimmer["undatedIntervals"]!.GetValue<int>().ShouldBe(0);
    }

    private static async Task RecordAsync(HttpClient clinic, string address, string json)
    {
        using var response = await clinic.PostAsync(address, json);
        response.StatusCode.ShouldBe(HttpStatusCode.Created,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
