using System.Net;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Hosting;

namespace IgG4FollowUp.Integration.Cohorts;

/// <summary>Questions about times divide people by what was known when time began to count.</summary>
public sealed class ImmortalTimeSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private static readonly string[] Statistics =
        ["survival", "log-rank", "cumulative-incidence", "rates", "mean-cumulative-function"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void every_column_of_a_person_says_when_it_is_known() =>
        Persons.Columns.Where(column => column.Known == Knowledge.OfRow).Select(column => column.Name).ShouldBeEmpty();

    [Fact]
    public void a_column_that_is_known_from_a_day_on_names_a_column_that_the_person_has() =>
        Persons.Columns.SelectMany(column => column.Known.DayColumns).ShouldBeSubsetOf(Persons.Columns.Select(column => column.Name));

    [Fact]
    public async Task the_dictionary_says_when_each_column_is_known()
    {
        using var analyst = service.Client(Roles.Analyst, clinic: null);
        var columns = (await analyst.GetJsonAsync("/api/cohort/tables"))["columns"]!.AsArray()
            .Where(row => row!["table"]!.GetValue<string>() is "patients" or "labs")
            .ToDictionary(row => $"{row!["table"]}.{row["column"]}", row => row!["known"]!.GetValue<string>());
        columns["patients.sex"].ShouldBe("time-zero");
        columns["patients.treatment_surgeries_recorded"].ShouldBe("later");
        columns["patients.treatment_strategy"].ShouldBe("presented_on_latest + 90 days");
        columns["patients.lesion_pattern"].ShouldBe("lesion_imaged_on_latest");
        columns["labs.value"].ShouldBe("as its row is dated");
    }

    [Theory]
    [InlineData("treatment_surgeries_recorded", "1")]
    [InlineData("sparing_agents_recorded", "1")]
    [InlineData("recurrence_recorded", "true")]
    [InlineData("ended_by", "lost")]
    [InlineData("improved", "true")]
    [InlineData("visits_recorded", "3..")]
    [InlineData("last_grade", "D")]
    public async Task a_group_or_a_condition_of_what_people_came_to_be_later_is_refused_with_the_reason_and_what_to_ask(
        string column, string value)
    {
        foreach (var statistic in Statistics)
        {
            await RefusedAsync($"{statistic}?by={column}", "by", column);
            var by = statistic == "log-rank" ? "by=sex&" : "";
            await RefusedAsync($"{statistic}?{by}{column}={value}", column, column);
        }

        await RefusedAsync($"log-rank?by=sex&stratum={column}", "stratum", column);
    }

    [Fact]
    public async Task a_treatment_strategy_divides_people_from_the_day_on_which_it_is_known_and_no_earlier()
    {
        await RefusedAsync("survival?by=treatment_strategy", "by", "landmarkDays=90");
        await RefusedAsync("survival?by=treatment_strategy&landmarkDays=89", "by", "landmarkDays=90");
        await RefusedAsync("rates?treatment_strategy=steroid", "treatment_strategy", "landmarkDays=90");
        await AnswerAsync("survival?by=treatment_strategy&landmarkDays=90");
    }

    [Fact]
    public async Task who_was_operated_on_divides_people_at_a_landmark_alone()
    {
        await RefusedAsync("survival?by=surgery", "by", "landmarkDays");
        await RefusedAsync("log-rank?by=rituximab", "by", "time-dependent-exposure");
        await AnswerAsync("log-rank?by=rituximab&landmarkDays=90");
    }

    [Fact]
    public async Task from_a_landmark_on_only_those_still_at_risk_are_analysed_by_what_they_had_begun_by_then()
    {
        const string clinic = "landmark";
        // Days of treatment with glucocorticoid at which: operated on, recurred; censored at 730 where they did not.
        await CourseAsync(clinic, operatedAfter: 30, recurredAfter: 365);
        await CourseAsync(clinic, operatedAfter: 60, recurredAfter: null);
        await CourseAsync(clinic, operatedAfter: 200, recurredAfter: 300);
        await CourseAsync(clinic, operatedAfter: null, recurredAfter: 80);
        await CourseAsync(clinic, operatedAfter: null, recurredAfter: 400);
        await service.SettledAsync();

        var answer = await AnswerAsync(
            $"survival?clinic={clinic}&origin=treatment-start&entry=origin&by=surgery&landmarkDays=90");

        (answer["patients"]!.GetValue<int>(), answer["analysed"]!.GetValue<int>(), answer["eventByLandmark"]!.GetValue<int>())
            .ShouldBe((5, 4, 1));
        answer["landmarkDays"]!.GetValue<int>().ShouldBe(90);
        answer["curve"]!.AsArray().Where(row => row!["events"]!.GetValue<int>() > 0)
            .Select(row => (row!["group"]!.GetValue<string>(), row["time"]!.GetValue<int>()))
            .ShouldBe([("no surgery", 210), ("no surgery", 310), ("surgery", 275)]);
        answer["groups"]!.AsArray().ToDictionary(row => row!["group"]!.GetValue<string>(), row => row!["analysed"]!.GetValue<int>())
            .ShouldBe(new Dictionary<string, int> { ["no surgery"] = 2, ["surgery"] = 2 }, ignoreOrder: true);

        var later = await AnswerAsync(
            $"survival?clinic={clinic}&origin=treatment-start&entry=origin&by=surgery&landmarkDays=250");
        later["groups"]!.AsArray().ToDictionary(row => row!["group"]!.GetValue<string>(), row => row!["analysed"]!.GetValue<int>())
            .ShouldBe(new Dictionary<string, int> { ["no surgery"] = 1, ["surgery"] = 3 }, ignoreOrder: true);
    }

    [Fact]
    public async Task a_finding_counts_for_who_had_it_by_the_origin_and_of_the_others_it_was_not_known_by_then()
    {
        const string clinic = "imaged-later";
        await CourseAsync(clinic, null, null, ("lesions", """{ "imagedOn": "2020-01-02", "lesionPresent": true, "pattern": "ventral" }"""));
        await CourseAsync(clinic, null, null, ("lesions", """{ "imagedOn": "2021-01-02", "lesionPresent": true, "pattern": "dorsal" }"""));
        await CourseAsync(clinic, null, null);
        await service.SettledAsync();

        (await GroupsAsync("")).ShouldBe(["not known by then 2", "ventral 1"]);
        (await GroupsAsync("&landmarkDays=400")).ShouldBe(["dorsal 1", "not known by then 1", "ventral 1"]);
        (await AnswerAsync($"survival?clinic={clinic}&origin=treatment-start&lesion_pattern=dorsal"))["patients"]!.GetValue<int>()
            .ShouldBe(0);
        var sequence = (await AnswerAsync($"survival?clinic={clinic}"))["sequence"]!.GetValue<long>();
        (await GroupsAsync($"&landmarkDays=400&knownAt=sequence:{sequence}"))
            .ShouldBe(["dorsal 1", "not known by then 1", "ventral 1"]);

        async Task<List<string>> GroupsAsync(string asked) =>
        [
            .. (await AnswerAsync($"survival?clinic={clinic}&origin=treatment-start&by=lesion_pattern{asked}"))["groups"]!.AsArray()
                .Select(row => $"{row!["group"]} {row["patients"]}"),
        ];
    }

    private async Task CourseAsync(string clinic, int? operatedAfter, int? recurredAfter, params (string What, string Body)[] more)
    {
        using var client = service.Client(clinic: clinic);
        var patient = await client.EnrolAsync();
        var start = new DateOnly(2020, 1, 10);
        List<(string What, string Body)> entries =
        [
            ("visits",
                """{ "visitedOn": "2020-01-10", "steroidCourses": [{ "drug": "prednisone", "dailyDoseMg": 40 }] }"""),
            ("visits", """{ "visitedOn": "2022-01-09", "recurrenceAssessment": "none" }"""), .. more,
        ];
        if (operatedAfter is { } operated)
            entries.Add(("surgeries", $$"""{ "performedOn": "{{start.AddDays(operated):yyyy-MM-dd}}", "procedures": ["laminectomy"] }"""));
        if (recurredAfter is { } recurred)
            entries.Add(("recurrences", $$"""{ "detectedOn": "{{start.AddDays(recurred):yyyy-MM-dd}}", "kinds": ["clinical"] }"""));
        foreach (var (what, body) in entries)
        {
            using var response = await client.PostAsync($"{patient}/{what}", body);
            response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync(Cancellation));
        }
    }

    private async Task<JsonNode> AnswerAsync(string address)
    {
        using var analyst = service.Client(Roles.Analyst, clinic: null);
        return await analyst.GetJsonAsync("/api/cohort/" + address);
    }

    private async Task RefusedAsync(string address, string parameter, string said)
    {
        using var analyst = service.Client(Roles.Analyst, clinic: null);
        using var response = await analyst.GetAsync("/api/cohort/" + address, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, $"{address}: {text}");
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = JsonNode.Parse(text)!;
        problem["type"]!.GetValue<string>().ShouldEndWith("immortal-time");
        problem["detail"]!.GetValue<string>().ShouldContain($"'{parameter}'", Case.Sensitive, address);
        problem["detail"]!.GetValue<string>().ShouldContain(said, Case.Sensitive, address);
        problem["detail"]!.GetValue<string>().ShouldContain("landmarkDays", Case.Sensitive, address);
    }
}
