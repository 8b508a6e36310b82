using System.Net;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Integration.Hosting;

namespace IgG4FollowUp.Integration.Cohorts;

/// <summary>Every read under the cohort's and the patients' addresses against its own description.</summary>
public sealed class DescriptionSpecs(CohortService cohort) : IClassFixture<CohortService>
{
    private static readonly string[] Patients =
        ["/api/patients", "/api/patients/{patientId}", "/api/patients/{patientId}/timeline", "/api/patients/{patientId}/history",
            "/api/patients/{patientId}/responses", "/api/patients/{patientId}/classification-criteria"];

    private sealed record Parameter(string Name, string Description, IReadOnlyList<string> Values, char? Between, bool Required, string In)
    {
        /// <summary>Questions that ask every value, all at once where the description says that it may be several.</summary>
        public IEnumerable<string> Asked => Between switch
        {
            '&' => [string.Join('&', Values.Select(value => $"{Name}={value}"))],
            ',' => [$"{Name}={string.Join(',', Values)}"],
            _ => Values.Select(value => $"{Name}={value}"),
        };
    }

    [Fact]
    public async Task every_parameter_of_every_read_has_a_meaning_and_every_read_of_data_takes_knownAt_and_names_its_sequence()
    {
        var reads = await ReadsAsync();
        reads.Count.ShouldBe(6 + 23);
        foreach (var (address, operation, parameters) in reads)
        {
            parameters.ShouldAllBe(parameter => parameter.Description.Length > 10 || parameter.In == "path", address);
            parameters.Select(parameter => parameter.Name.ToLowerInvariant()).ShouldBeUnique(address);
            if (address == "/api/cohort/diff") continue;
            parameters.ShouldContain(parameter => parameter.Name == AsOfRequest.Parameter, address);
            operation["responses"]!["200"]!["headers"]![AsOfSequences.Header].ShouldNotBeNull(address);
        }

        foreach (var statistic
            in new[] { "survival", "log-rank", "cumulative-incidence", "mean-cumulative-function", "rates", "transitions", "table-one",
                "swimmer", "adtte", "treatment-responses", "gray-test", "restricted-mean-survival-time", "permutation-log-rank",
                "interval-censored-survival", "time-dependent-exposure", "cox-regression", "fine-gray" })
        {
            var names = reads.Single(read => read.Address == "/api/cohort/" + statistic).Parameters.Select(parameter => parameter.Name)
                .ToList();
            names.ShouldContain("lesion_pattern", statistic);
            names.ShouldContain("last_grade", statistic);
        }

        var tables = reads.Single(read => read.Address == "/api/cohort/tables/{table}").Parameters;
        tables.Single(parameter => parameter.Name == "table").Values.ShouldBe(AnalystTables.All.Select(table => table.Name));
        AnalystTables.All.SelectMany(table => table.Columns).Select(column => column.Name).Distinct()
            .ShouldBeSubsetOf(tables.Select(parameter => parameter.Name));
    }

    [Fact]
    public async Task every_parameter_and_value_that_a_statistic_is_described_with_is_taken_and_others_are_not()
    {
        foreach (var (address, _, parameters) in (await ReadsAsync()).Where(read =>
            read.Address.StartsWith("/api/cohort/", StringComparison.Ordinal) && !read.Address.Contains('{', StringComparison.Ordinal)))
        {
            // One clinic, since the forty-five stand in two.
            var needed = (parameters.Exists(parameter => parameter.Name == "clinic") ? "clinic=synthetic&" : "")
                + string.Concat(parameters.Where(parameter => parameter.Required)
                    .Select(parameter => $"{parameter.Name}={(parameter.Values.Count > 0 ? "sex" : "0")}&"));
            foreach (var parameter in parameters.Where(parameter => parameter.Values.Count is > 0 and < 15 && !parameter.Required))
            {
                foreach (var asked in parameter.Asked)
                {
                    using var response = await cohort.SendAsync($"{address["/api/cohort/".Length..]}?{needed}{asked}");
                    response.StatusCode.ShouldBe(
                        IsKnownLater(parameter) ? HttpStatusCode.BadRequest : HttpStatusCode.OK, $"{address} {asked}");
                }

                if (!IsChoice(parameter)) continue;
                using var other = await cohort.SendAsync($"{address["/api/cohort/".Length..]}?{needed}{parameter.Name}=none-of-these");
                other.StatusCode.ShouldBe(HttpStatusCode.BadRequest, $"{address} {parameter.Name}");
            }
        }

        // Questions about times describe the columns that they refuse as conditions, and how many days from the origin others are known.
        static bool IsKnownLater(Parameter parameter) =>
            parameter.Description.StartsWith("Condition: Refused here", StringComparison.Ordinal);

        // The column origin, where data come from, is a condition where no statistic calls its own origin so.
        static bool IsChoice(Parameter parameter) =>
            parameter.Values.Contains("synthetic") is false
                && parameter.Name is "definition" or "origin" or "conftype" or "entry" or "weight" or "at" or "beside" or "table";
    }

    private async Task<List<(string Address, JsonNode Operation, List<Parameter> Parameters)>> ReadsAsync()
    {
        using var client = cohort.Service.Host.Server.CreateClient();
        var document = await client.GetJsonAsync("/openapi/v1.json");
        return
        [
            .. from path in document["paths"]!.AsObject()
               where path.Key.StartsWith("/api/cohort", StringComparison.Ordinal) || Patients.Contains(path.Key, StringComparer.Ordinal)
               let operation = path.Value!["get"]
               where operation is not null
               let parameters = (operation["parameters"]?.AsArray() ?? []).Select(parameter => Resolve(document, parameter!))
                   .Select(parameter => new Parameter(
                   parameter["name"]!.GetValue<string>(), parameter["description"]?.GetValue<string>() ?? "",
                   [.. ((parameter["schema"]!["items"] ?? parameter["schema"]!)["enum"]?.AsArray() ?? [])
                       .Select(value => value!.GetValue<string>())],
                   parameter["schema"]!["items"] is null ? null : parameter["explode"]?.GetValue<bool>() == false ? ',' : '&',
                   parameter["required"]?.GetValue<bool>() == true, parameter["in"]!.GetValue<string>())).ToList()
               select (path.Key, operation, parameters),
        ];
    }

    private static JsonNode Resolve(JsonNode document, JsonNode parameter) =>
        parameter["$ref"] is { } reference
            ? document["components"]!["parameters"]![reference.GetValue<string>().Split('/')[^1]]!
            : parameter;
}
