using System.Net;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Analytics;
using IgG4FollowUp.Integration.Hosting;

namespace IgG4FollowUp.Integration.Cohorts;

/// <summary>Courses of the disease as a clinic logs them, and as timeline, tables, alerts and curves tell them.</summary>
public sealed class StorySpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private const string Laminectomy = """{ "performedOn": "2022-01-10", "procedures": ["laminectomy"] }""";

    [Fact]
    public async Task a_lesion_that_grows_on_treatment_and_was_never_quiet_is_progression_and_no_recurrence()
    {
        await LoggedAsync("refractory",
            ("visits",
                """{ "visitedOn": "2022-01-10", "lesions": [{ "lesionPresent": true }], "steroidCourses": [{ "drug": "prednisone", "dailyDoseMg": 40 }] }"""),
            ("visits", """{ "visitedOn": "2022-05-10", "lesions": [{ "lesionPresent": true, "changeSincePrior": "larger" }] }"""));

        (await EventsAsync("refractory", "composite/5")).ShouldBe([("progression", 120)]);
        (await EventsAsync("refractory", "progression")).ShouldBe([("recurrence", 120)]);
        (await EventsAsync("refractory", "progression-or-recurrence")).ShouldBe([("recurrence", 120)]);
        await ToldAsync("refractory", ["progression 2022-05-10"], ["new-or-larger-lesion"]);
    }

    [Fact]
    public async Task a_deficit_on_the_day_after_an_operation_is_no_recurrence()
    {
        await LoggedAsync("day-after",
            ("visits", """{ "visitedOn": "2022-01-05", "asiaGrade": { "grade": "D" } }"""), ("surgeries", Laminectomy),
            ("visits", """{ "visitedOn": "2022-01-11", "asiaGrade": { "grade": "C" } }"""),
            ("visits", """{ "visitedOn": "2022-03-11", "asiaGrade": { "grade": "D" } }"""));

        (await EventsAsync("day-after", "composite/5")).ShouldBeEmpty();
        (await EventsAsync("day-after", "composite/3")).ShouldBe([("recurrence", 1)]);
        await ToldAsync("day-after", ["early-deterioration 2022-01-11 suspected"], []);
    }

    [Fact]
    public async Task a_relapse_after_surgery_alone_is_a_recurrence_once_an_mri_confirms_the_deficit()
    {
        await LoggedAsync("surgery-alone",
            ("visits", """{ "visitedOn": "2022-01-05", "asiaGrade": { "grade": "C" }, "lesions": [{ "lesionPresent": true }] }"""),
            ("surgeries", Laminectomy),
            ("visits",
                """{ "visitedOn": "2022-05-10", "asiaGrade": { "grade": "D" }, "lesions": [{ "lesionPresent": true, "changeSincePrior": "smaller" }] }"""),
            ("visits", """{ "visitedOn": "2022-10-10", "asiaGrade": { "grade": "C" } }"""));
        (await EventsAsync("surgery-alone", "clinical/5")).ShouldBeEmpty();

        await LoggedAsync("surgery-alone",
            ("lesions", """{ "imagedOn": "2022-10-12", "lesionPresent": true, "changeSincePrior": "larger" }"""));

        (await EventsAsync("surgery-alone", "clinical/5")).ShouldBe([("recurrence", 273)]);
        await ToldAsync(
            "surgery-alone", ["recurrence 2022-10-10"],
            ["neurological-worsening", "new-or-larger-lesion", "recurrence-without-treatment-change"]);
    }

    [Fact]
    public async Task serum_igg4_that_fell_by_half_and_doubled_has_risen()
    {
        // The last sample is of ten days ago: an old one asks nobody to look.
        var treated = DateOnly.FromDateTime(service.Clock.GetUtcNow().UtcDateTime).AddDays(-278);
        await LoggedAsync("serum",
            ("visits", Drawn(-5, "1000 mg/dL")),
            ("visits",
                $$"""{ "visitedOn": "{{treated:yyyy-MM-dd}}", "steroidCourses": [{ "drug": "prednisone", "dailyDoseMg": 40 }] }"""),
            ("visits", Drawn(115, "400 mg/dL")), ("visits", Drawn(268, "900 mg/dL")));

        (await EventsAsync("serum", "serological/3")).ShouldBe([("recurrence", 268)]);
        await ToldAsync("serum", [], ["serum-igg4-rise"]);
        await using var connection = await service.ConnectAsync();
        (await connection.ScalarAsync<string>(
            "select string_agg(by_earliest::text, ', ') from analytics.recurrences "
            + "where clinic = 'serum' and definition_version = 3 and definition = 'serological'"))
            .ShouldBe($"{treated.AddDays(268):yyyy-MM-dd}");

        string Drawn(int day, string result) =>
            $$"""{ "visitedOn": "{{treated.AddDays(day):yyyy-MM-dd}}", "labs": [{ "analyte": "serum-igg4", "result": "{{result}}", "assay": "nephelometry", "upperLimitOfNormal": "135 mg/dL" }] }""";
    }

    [Fact]
    public async Task whoever_was_last_imaged_in_2021_is_not_known_to_be_free_of_radiological_recurrence_until_a_blood_test_in_2025()
    {
        await LoggedAsync("imaged-once",
            ("labs",
                """{ "drawnOn": "2020-01-09", "analyte": "serum-igg4", "result": "600 mg/dL", "assay": "nephelometry" }"""),
            ("visits", """{ "visitedOn": "2020-01-10", "steroidCourses": [{ "drug": "prednisone", "dailyDoseMg": 40 }] }"""),
            ("lesions", """{ "imagedOn": "2021-01-10", "lesionPresent": true, "changeSincePrior": "smaller" }"""),
            ("visits", """{ "visitedOn": "2023-01-10", "recurrenceAssessment": "none" }"""),
            ("labs",
                """{ "drawnOn": "2025-01-10", "analyte": "serum-igg4", "result": "80 mg/dL", "assay": "nephelometry" }"""));

        (await CensoredAsync("radiological")).ShouldBe(366);
        (await CensoredAsync("radiological&censoring=last-contact")).ShouldBe(1827);
        (await CensoredAsync("composite")).ShouldBe(1096);
        (await CensoredAsync("serological")).ShouldBe(1827);
        var sequence = (await SurvivalAsync("radiological"))["sequence"]!.GetValue<long>();
        (await CensoredAsync($"radiological&knownAt=sequence:{sequence}")).ShouldBe(366);

        async Task<int> CensoredAsync(string asked)
        {
            var answer = await SurvivalAsync(asked);
            var last = answer["curve"]!.AsArray().ShouldHaveSingleItem()!;
            last["censored"]!.GetValue<int>().ShouldBe(1);
            return last["time"]!.GetValue<int>();
        }

        async Task<JsonNode> SurvivalAsync(string asked)
        {
            using var analyst = service.Client(Roles.Analyst, clinic: null);
            return await analyst.GetJsonAsync(
                $"/api/cohort/survival?clinic=imaged-once&origin=treatment-start&entry=origin&definition={asked}");
        }
    }

    private readonly Dictionary<string, string> _patients = [];

    private async Task LoggedAsync(string clinic, params (string What, string Body)[] entries)
    {
        using var client = service.Client(clinic: clinic);
        if (!_patients.TryGetValue(clinic, out var patient)) _patients[clinic] = patient = await client.EnrolAsync();
        foreach (var (what, body) in entries)
        {
            using var response = await client.PostAsync($"{patient}/{what}", body);
            response.StatusCode.ShouldBe(HttpStatusCode.Created,
                await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        await service.SettledAsync();
    }

    /// <summary>
    /// What the timeline and the table tell of a worsening, with its first day, and which alerts of the course of the disease are open.
    /// </summary>
    private async Task ToldAsync(string clinic, string[] worsenings, string[] alerts)
    {
        using var client = service.Client(clinic: clinic);
        var facts = (await client.GetJsonAsync($"{_patients[clinic]}/timeline"))["items"]!.AsArray().Select(item => item!["fact"])
            .OfType<JsonNode>().Where(fact => fact["kind"]?.GetValue<string>() == "course-event").ToList();
        facts.Select(fact => (fact["event"]!.GetValue<string>(), fact["suspected"]!.GetValue<bool>()))
            .ShouldBe(worsenings.Select(told => (told.Split(' ')[0], told.EndsWith(" suspected", StringComparison.Ordinal))));
        await using var connection = await service.ConnectAsync();
        (await connection.ScalarAsync<string[]>(
            "select coalesce(array_agg(event || ' ' || by_earliest || case when suspected then ' suspected' else '' end), '{}') "
            + $"from analytics.course_events where clinic = '{clinic}'")).ShouldBe(worsenings);
        string[] ofTheCourse = ["neurological-worsening", "new-or-larger-lesion", "serum-igg4-rise", "recurrence-without-treatment-change"];
        var open = await client.GetJsonAsync($"/api/alerts?patientId={_patients[clinic].Split('/')[^1]}");
        open["items"]!.AsArray().SelectMany(alert => (alert!["parts"]?.AsArray() ?? []).Append(alert))
            .Select(alert => alert!["rule"]!.GetValue<string>()).Where(ofTheCourse.Contains).Distinct().Order(StringComparer.Ordinal)
            .ShouldBe(alerts);
    }

    /// <summary>What ended the time free of it, and after how many days of treatment.</summary>
    private async Task<List<(string, int)>> EventsAsync(string clinic, string definition)
    {
        using var analyst = service.Client(Roles.Analyst, clinic: null);
        var answer =
            await analyst.GetJsonAsync(
                $"/api/cohort/cumulative-incidence?clinic={clinic}&definition={definition}&origin=treatment-start&entry=origin");
        return [.. answer["curve"]!.AsArray().Where(point => point!["events"]!.GetValue<int>() > 0)
            .Select(point => (point!["cause"]!.GetValue<string>(), point["time"]!.GetValue<int>()))];
    }
}
