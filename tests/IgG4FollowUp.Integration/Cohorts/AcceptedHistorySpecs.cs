using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Analytics.Questions;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Integration.Analytics;
using IgG4FollowUp.Integration.Hosting;

namespace IgG4FollowUp.Integration.Cohorts;

/// <summary>What a decision has accepted, every read of the cohort answers for.</summary>
public sealed class AcceptedHistorySpecs(AcceptedHistoryService cohort) : IClassFixture<AcceptedHistoryService>
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    private const string FromTheBeginning = "origin=presentation&entry=origin";

    [Fact]
    public async Task every_operation_of_the_cohort_answers_in_every_form()
    {
        var reads = await ReadsAsync();
        reads.Count.ShouldBeGreaterThanOrEqualTo(15);
        foreach (var address in reads.SelectMany(Addresses))
        {
            await AnswersAsync(address, "application/json");
            if (!address.Contains("/patients", StringComparison.Ordinal) && !address.Contains("/diff", StringComparison.Ordinal))
            {
                await AnswersAsync(address, "text/csv");
                if (!address.EndsWith("/package", StringComparison.Ordinal)) await LinesAsync(address);
            }
        }
    }

    [Fact]
    public async Task every_statistic_answers_under_every_definition_from_every_origin()
    {
        foreach (var statistic
            in new[] { "survival?entry=enrolment&", "log-rank?by=sex&", "cumulative-incidence?entry=enrolment&",
                "mean-cumulative-function?by=sex&", "rates?by=origin&", "swimmer?" })
        {
            foreach (var definition in RecurrenceDefinition.All)
            {
                foreach (var origin in new[] { "first-symptom", "presentation", "surgery", "treatment-start" })
                    await AnswersAsync($"/api/cohort/{statistic}definition={definition.Id}&origin={origin}", "application/json");
            }
        }

        foreach (var months in new[] { 1, 6, 12 })
            await AnswersAsync($"/api/cohort/transitions?atMonths={months}&by=ended_by", "application/json");
    }

    [Fact]
    public async Task nothing_is_drawn_behind_the_end_of_a_lane_and_no_time_ends_before_it_begins()
    {
        foreach (var origin in TimesRequest.Origins.Keys)
        {
            var swimmer = await AnswersAsync(
                $"/api/cohort/swimmer?origin={origin}&dataOrigin=clinic,published,synthetic", "application/json");
            var ends = swimmer["lanes"]!.AsArray().ToDictionary(
                lane => lane!["patientId"]!.GetValue<string>(), lane => lane!["end"]!.GetValue<double>());
            foreach (var mark in swimmer["marks"]!.AsArray())
                mark!["time"]!.GetValue<double>().ShouldBeLessThanOrEqualTo(ends[mark["patientId"]!.GetValue<string>()], origin);
            swimmer["marksAfterFollowUp"].ShouldNotBeNull();
        }

        var rows = (await AnswersAsync("/api/cohort/adtte?dataOrigin=clinic,published,synthetic", "application/json"))["adtte"]!.AsArray();
        rows.ShouldNotBeEmpty();
        foreach (var row in rows)
            (Day(row!, "adt").DayNumber - Day(row!, "startdt").DayNumber).ShouldBe(row!["aval"]!.GetValue<int>(), row.ToJsonString());

        static DateOnly Day(System.Text.Json.Nodes.JsonNode row, string member) =>
            DateOnly.Parse(row[member]!.GetValue<string>(), CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task every_question_as_known_at_the_last_event_is_answered_as_at_present_whatever_it_names()
    {
        var sequence = (await AnswersAsync("/api/cohort/table-one", "application/json"))["sequence"]!.GetValue<long>();
        string[] statistics = ["survival?", "log-rank?by=sex&", "cumulative-incidence?entry=enrolment&", "mean-cumulative-function?",
            "rates?censoring=last-contact&", "swimmer?"];
        string[] naming = ["survival?by={0}", "rates?by={0}", "transitions?by={0}", "transitions?atMonths=6&by={0}",
            "treatment-responses?by={0}", "log-rank?by=sex&entry=enrolment&stratum={0}", "table-one?{0}=..", "swimmer?{0}=..",
            "adtte?{0}=.."];
        string[] questions =
        [
            .. from item in statistics.Index()
               from definition in RecurrenceDefinition.All.Index()
               let origin = TimesRequest.Origins.Keys.ElementAt((item.Index + definition.Index) % TimesRequest.Origins.Count)
               select $"{item.Item}definition={definition.Item.Id}&origin={origin}",
            .. from column in Persons.Columns.Index()
               let answering = naming.Where(one => MayName(one, column.Item)).ToList()
               let question = answering[column.Index % answering.Count]
               where !column.Item.Required || !question.EndsWith("..", StringComparison.Ordinal)
               select string.Format(CultureInfo.InvariantCulture, question, column.Item.Name)
                   // A strategy, or maintenance, is known some days after the origin.
                   + (AboutTimes(question) && column.Item.Known.DaysAfter is > 0 and var days ? $"&landmarkDays={days}" : ""),
            "table-one?", "adtte?", "tables/patients?", "tables/outcomes?ended_by=death&",
            "treatment-responses?event=recurrence&ended_by=lost",
        ];
        foreach (var question in questions)
        {
            var asked = $"/api/cohort/{question}&dataOrigin=clinic,published,synthetic";
            if (question.StartsWith("tables/", StringComparison.Ordinal)) asked = $"/api/cohort/{question}clinic=north";
            var present = await AnswersAsync(asked, "application/json");
            var known = await AnswersAsync($"{asked}&knownAt=sequence:{sequence}", "application/json");
            foreach (var answer in new[] { present, known }) answer.AsObject().Remove("knownAt");
            JsonNode.DeepEquals(present, known).ShouldBeTrue(question);
        }

        // What is known some days after the origin divides people from a landmark on alone, which rates have not.
        static bool MayName(string question, Column column) => !AboutTimes(question) || (column.Known != Knowledge.Later
            && (column.Known.DaysAfter == 0 || !question.StartsWith("rates", StringComparison.Ordinal)));

        static bool AboutTimes(string question) =>
            question.StartsWith("survival", StringComparison.Ordinal) || question.StartsWith("log-rank", StringComparison.Ordinal)
                || question.StartsWith("rates", StringComparison.Ordinal);
    }

    [Fact]
    public async Task the_tables_of_such_histories_are_what_the_events_say() => await cohort.Service.TablesEqualTheEventsAsync();

    [Fact]
    public async Task every_answer_says_where_its_patients_come_from_and_what_counts_after_the_end_of_follow_up()
    {
        foreach (var statistic
            in new[] { $"survival?{FromTheBeginning}", $"log-rank?by=sex&{FromTheBeginning}", $"cumulative-incidence?{FromTheBeginning}",
                $"mean-cumulative-function?{FromTheBeginning}", $"rates?{FromTheBeginning}", "swimmer", "transitions", "table-one", "adtte",
                "tables/outcomes", "treatment-responses" })
        {
            var everybody = statistic.StartsWith("tables/", StringComparison.Ordinal) ? ""
                : $"{(statistic.Contains('?', StringComparison.Ordinal) ? '&' : '?')}dataOrigin=clinic,published,synthetic";
            var answer = await AnswersAsync($"/api/cohort/{statistic}{everybody}", "application/json");
            var mixed = new[] { "clinicPatients", "publishedPatients", "syntheticPatients" }.Select(name => answer[name]!.GetValue<int>())
                .ToList();
            (mixed.Sum() + Refused(answer)).ShouldBe(AcceptedHistoryService.Patients + AcceptedHistoryService.PatientsOfPapers, statistic);
            mixed.ShouldAllBe(count => count > 0, statistic);
            if (answer["analysed"] is { } analysed && statistic != "swimmer") analysed.GetValue<int>().ShouldBeGreaterThan(4, statistic);
            if (statistic is "table-one" or "tables/outcomes") continue;
            answer["followUpRule"]!.GetValue<string>().ShouldBe(FollowUpPeriod.RuleId, statistic);
            answer["afterFollowUp"]!.GetValue<string>().ShouldBe(FollowUpPeriod.Rule, statistic);
        }

        var papers = await AnswersAsync($"/api/cohort/tables/recurrences?clinic={AcceptedHistoryService.Papers}", "application/json");
        (papers["publishedPatients"]!.GetValue<int>() + Refused(papers), papers["clinicPatients"]!.GetValue<int>())
            .ShouldBe((AcceptedHistoryService.PatientsOfPapers, 0));

        static int Refused(JsonNode answer) => answer["consentRefused"]!.GetValue<int>();
    }

    [Fact]
    public async Task a_group_of_which_nobody_can_be_analysed_is_named_and_nothing_is_said_of_its_median()
    {
        foreach (var statistic in new[] { "survival", "log-rank", "cumulative-incidence", "mean-cumulative-function", "rates" })
        {
            var answer = await AnswersAsync($"/api/cohort/{statistic}?by=clinic", "application/json");
            answer["groupsWithoutAnalysed"]!.GetValue<string>().Split(", ").ShouldContain(AcceptedHistoryService.Papers, statistic);
        }

        JsonNode Row(JsonNode answer, string table) =>
            answer[table]!.AsArray().Single(row => row!["group"]!.GetValue<string>() == AcceptedHistoryService.Papers)!;
        var survival = Row(await AnswersAsync("/api/cohort/survival?by=clinic", "application/json"), "groups");
        (survival["analysed"]!.GetValue<int>(), survival["medianText"]!.GetValue<string>()).ShouldBe((0, "nobody analysed"));
        var rate = Row(await AnswersAsync("/api/cohort/rates?by=clinic", "application/json"), "rates");
        (rate["patients"]!.GetValue<int>(), rate["ofPatients"]!.GetValue<int>(), rate["eventsPerPersonYear"])
            .ShouldBe((0, AcceptedHistoryService.PatientsOfPapers, null));
        Row(await AnswersAsync("/api/cohort/mean-cumulative-function?by=clinic", "application/json"), "groups")["patients"]!.GetValue<int>()
            .ShouldBe(0);
    }

    [Fact]
    public async Task what_is_known_of_standard_errors_under_delayed_entry_is_said()
    {
        (await AnswersAsync("/api/cohort/cumulative-incidence?entry=origin", "application/json"))["stdErrorType"]!.GetValue<string>()
            .ShouldNotContain("differs");
        (await AnswersAsync("/api/cohort/cumulative-incidence?entry=enrolment", "application/json"))["stdErrorType"]!.GetValue<string>()
            .ShouldContain("under delayed entry it differs");
    }

    private async Task<JsonNode> AnswersAsync(string address, string form)
    {
        using var analyst = cohort.Service.Client(Roles.Analyst, clinic: null);
        analyst.DefaultRequestHeaders.Add("Accept", address.EndsWith("/package", StringComparison.Ordinal) ? "application/zip" : form);
        using var response = await analyst.GetAsync(address, Cancellation);
        var body = await response.Content.ReadAsStringAsync(Cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, $"{address} as {form}: {body[..Math.Min(body.Length, 500)]}");
        body.Length.ShouldBeGreaterThan(0, $"{address} as {form}");
        return form == "text/csv" || address.EndsWith("/package", StringComparison.Ordinal) ? new JsonObject() : JsonNode.Parse(body)!;
    }

    // One object with the same members on each line, and as many as a table of the JSON has rows.
    private async Task LinesAsync(string address)
    {
        using var analyst = cohort.Service.Client(Roles.Analyst, clinic: null);
        analyst.DefaultRequestHeaders.Add("Accept", CohortAnswer.Lines);
        using var response = await analyst.GetAsync(address, Cancellation);
        var body = await response.Content.ReadAsStringAsync(Cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, $"{address}: {body[..Math.Min(body.Length, 500)]}");
        response.Content.Headers.ContentType!.MediaType.ShouldBe(CohortAnswer.Lines, address);
        if (body.Length > 0) body.ShouldEndWith("\n", customMessage: address);
        var rows = body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject()).ToList();
        rows.Select(row => string.Join(',', row.Select(member => member.Key))).Distinct().Count().ShouldBeLessThanOrEqualTo(1, address);
        (await AnswersAsync(address, "application/json")).AsObject()
            .ShouldContain(member => member.Value is JsonArray && member.Value.AsArray().Count == rows.Count, address);
    }

    // Every address that a description may mean: each table, each part of an answer.
    private IEnumerable<string> Addresses((string Address, JsonArray Parameters) read)
    {
        var required = read.Parameters.Where(parameter =>
            parameter!["in"]?.GetValue<string>() == "query" && parameter["required"]?.GetValue<bool>() == true)
            .Select(parameter => $"{parameter!["name"]}={(parameter["schema"]!["enum"] is not null ? "sex" : "0")}");
        var query = string.Join('&', required);
        foreach (var table in read.Address.Contains("{table}", StringComparison.Ordinal)
            ? AnalystTables.All.Select(table => table.Name)
            : [""])
        {
            var address = read.Address.Replace("{table}", table, StringComparison.Ordinal)
                .Replace("{patientId}", cohort.Somebody.ToString(), StringComparison.Ordinal);
            yield return query.Length == 0 ? address : $"{address}?{query}";
        }
    }

    private async Task<List<(string Address, JsonArray Parameters)>> ReadsAsync()
    {
        using var client = cohort.Service.Host.Server.CreateClient();
        var document = await client.GetJsonAsync("/openapi/v1.json");
        return
        [
            .. from path in document["paths"]!.AsObject()
               where path.Key.StartsWith("/api/cohort", StringComparison.Ordinal) && path.Value!["get"] is not null
               select (path.Key, path.Value!["get"]!["parameters"]?.AsArray() ?? []),
        ];
    }
}
