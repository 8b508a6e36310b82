using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Fuzz;
using IgG4FollowUp.Integration.Hosting;

namespace IgG4FollowUp.Integration.Http;

/// <summary>What the description says of a parameter's text is what the service takes, in both directions.</summary>
public sealed class ParameterSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private const string Refusal = "a text of 1 to ";

    [Fact]
    public async Task every_text_in_a_query_is_as_long_as_its_description_says_and_has_the_characters_it_admits()
    {
        using var clinician = service.Client();
        using var analyst = service.Client(Roles.Analyst, clinic: null);
        using var monitor = service.Client(Roles.Monitor);
        var tried = new HashSet<string>();
        foreach (var operation in DescribedOperation.In(await clinician.GetJsonAsync("/openapi/v1.json")))
        {
            if (operation.Method != "GET" || operation.Role == Roles.Admin || operation.IsEndless) continue;
            foreach (var parameter in operation.Parameters.Where(IsText))
            {
                // Conditions on columns are shared by the questions that take them.
                if (!tried.Add(parameter["description"]!.ToString())) continue;
                var (name, schema) = (parameter["name"]!.ToString(), Schema(parameter));
                var most = schema["maxLength"].ShouldNotBeNull($"{operation.Name} {name}").GetValue<int>();
                var least = schema["minLength"].ShouldNotBeNull($"{operation.Name} {name}").GetValue<int>();
                var within = string.Concat(Enumerable.Repeat("\ud83e\udde0", most));
                (await DetailAsync(operation, name, within)).ShouldNotContain(Refusal, Case.Sensitive, $"{operation.Name} {name}");
                foreach (var beyond in new[] { within + "x", "a\u0001", "\u0085" }.Concat(least == 0 ? [] : [""]))
                    (await DetailAsync(operation, name, beyond)).ShouldContain(Refusal, Case.Sensitive, $"{operation.Name} {name}");
            }
        }

        tried.Count.ShouldBeGreaterThan(3);

        async Task<string> DetailAsync(DescribedOperation operation, string name, string value)
        {
            var path = string.Join('/', operation.Path.Split('/').Select(step =>
                step == "{table}" ? "patients" : step.StartsWith('{') ? Guid.CreateVersion7().ToString() : step));
            using var response = await (operation.Role == Roles.Analyst ? analyst : operation.Role == Roles.Monitor ? monitor : clinician)
                .GetAsync($"{path}?{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}", TestContext.Current.CancellationToken);
            if (response.StatusCode != HttpStatusCode.BadRequest) return "";
            return (await response.JsonAsync())["detail"]!.GetValue<string>();
        }
    }

    [Theory]
    [InlineData("2024-06-10T12:00:00Z", HttpStatusCode.OK)]
    [InlineData("2024-06-10T12:00:00.25Z", HttpStatusCode.OK)]
    [InlineData("2024-06-10T12:00:00+02:00", HttpStatusCode.OK)]
    [InlineData("2024-06-10T12:00:00.1234567-05:00", HttpStatusCode.OK)]
    [InlineData("2024-06-10T12:00:00", HttpStatusCode.BadRequest)]
    [InlineData("2024-06-10T12:00:00.25", HttpStatusCode.BadRequest)]
    [InlineData("2024-06-10T12:00:00 02:00", HttpStatusCode.BadRequest)]
    [InlineData("2024-06-10T12:00:00ZZ", HttpStatusCode.BadRequest)]
    [InlineData("2024-06-10T12:00Z", HttpStatusCode.BadRequest)]
    public async Task a_moment_has_its_offset(string moment, HttpStatusCode status)
    {
        using var clinician = service.Client();
        using var response = await clinician.GetAsync(
            $"/api/patients?knownAt={Uri.EscapeDataString(moment)}", TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(status, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("0", 0L)]
    [InlineData("1899", 1899L)]
    [InlineData("2201", 2201L)]
    [InlineData("20200", 20200L)]
    [InlineData("02020", 2020L)]
    [InlineData("sequence:2020", 2020L)]
    [InlineData("sequence:7", 7L)]
    [InlineData("2020", 2020L)]
    [InlineData("sequence:", null)]
    [InlineData("sequence:-1", null)]
    [InlineData("sequence: 7", null)]
    [InlineData("Sequence:7", null)]
    [InlineData("sequence:2020-01-01", null)]
    [InlineData("sequence:99999999999999999999", null)]
    [InlineData("\u0667", null)]
    public void a_sequence_is_a_number_with_or_without_the_word(string text, long? sequence)
    {
        AsOfRequest.TryParse(text, out var known).ShouldBe(sequence is not null);
        known.Sequence.ShouldBe(sequence);
    }

    [Theory]
    [InlineData("2020", "settled", "2020-12-31T23:59:59Z")]
    [InlineData("2020-05-01", "2020-05-01T23:59:59Z", "offset")]
    [InlineData("2020-05", "2024-06-10T12:00:00Z", "sequence:2500")]
    public async Task what_may_be_meant_as_a_year_or_a_day_is_refused_with_what_would_be_right_wherever_a_state_of_knowledge_is_asked_for(
        string text, string right, string orElse)
    {
        using var clinician = service.Client();
        using var analyst = service.Client(Roles.Analyst, clinic: null);
        var (tried, ends) = (0, 0);
        foreach (var operation in DescribedOperation.In(await clinician.GetJsonAsync("/openapi/v1.json")))
        {
            foreach (var name in operation.Parameters.Select(parameter => parameter["name"]!.ToString())
                .Where(name =>
                    name == AsOfRequest.Parameter || (operation.Name == "GET /api/cohort/diff" && name is "from" or "to")))
            {
                using var response = await (operation.Role == Roles.Analyst ? analyst : clinician)
                    .GetAsync($"{Address(operation, name)}{name}={text}", TestContext.Current.CancellationToken);
                response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, operation.Name);
                var detail = (await response.JsonAsync())["detail"]!.GetValue<string>();
                detail.ShouldContain(right, Case.Sensitive, operation.Name);
                detail.ShouldContain(orElse, Case.Sensitive, operation.Name);
                tried++;
                if (name != AsOfRequest.Parameter) ends++;
            }
        }

        tried.ShouldBeGreaterThan(15);
        ends.ShouldBe(2);
    }

    [Fact]
    public async Task an_id_in_a_query_is_one_that_something_may_have()
    {
        using var clinician = service.Client();
        using var analyst = service.Client(Roles.Analyst, clinic: null);
        using var monitor = service.Client(Roles.Monitor);
        var id = Guid.CreateVersion7().ToString();
        var tried = 0;
        var reads = DescribedOperation.In(await clinician.GetJsonAsync("/openapi/v1.json")).Where(operation => operation.Method == "GET");
        foreach (var operation in reads)
        {
            foreach (var parameter in operation.Parameters.Where(each =>
                each["in"]!.ToString() == "query" && Schema(each)["format"]?.ToString() == "uuid"))
            {
                var (name, pattern) = (parameter["name"]!.ToString(), Schema(parameter)["pattern"]!.ToString());
                var address = Address(operation, name);
                // Of the columns of all tables, one is enough that each has.
                if (operation.Role == Roles.Analyst && name != "patient_id") continue;
                foreach (var (value, right) in new[]
                {
                    (id, true), (id.ToUpperInvariant(), true), ("ffffffff-ffff-ffff-ffff-ffffffffffff", true),
                    (Guid.Empty.ToString(), false), (Guid.Empty.ToString("N"), false), (id.Replace("-", ""), false),
                    ($"{{{id}}}", false),
                    ($"urn:uuid:{id}", false), ($" {id}", false), (id[..^1], false), (id + "0", false), (id + "\n", false), ("x", false),
                })
                {
                    var sender = operation.Role == Roles.Analyst ? analyst : operation.Role == Roles.Monitor ? monitor : clinician;
                    using var response = await sender.GetAsync(
                        $"{address}{name}={Uri.EscapeDataString(value)}", TestContext.Current.CancellationToken);
                    response.StatusCode.ShouldBe(right ? HttpStatusCode.OK : HttpStatusCode.BadRequest, $"{operation.Name} {name} {value}");
                    Regex.IsMatch(value, pattern.Replace("$", "\\z", StringComparison.Ordinal), RegexOptions.None, TimeSpan.FromSeconds(1))
                        .ShouldBe(right, value);
                }

                tried++;
            }
        }

        tried.ShouldBeGreaterThan(3);
    }

    /// <summary>The address of a read with all that it requires but one parameter, which follows.</summary>
    private static string Address(DescribedOperation operation, string but)
    {
        var path = string.Join('/', operation.Path.Split('/').Select(step =>
            step == "{table}" ? "patients" : step.StartsWith('{') ? Guid.CreateVersion7().ToString() : step));
        var required = operation.Parameters
            .Where(parameter => parameter["in"]!.ToString() == "query" && parameter["required"]?.GetValue<bool>() == true)
            .Where(parameter => parameter["name"]!.ToString() != but)
            .Select(parameter => $"{parameter["name"]}={Schema(parameter)["enum"]?.AsArray()[0]?.ToString() ?? "0"}&");
        return $"{path}?{string.Concat(required)}";
    }

    private static JsonObject Schema(JsonObject parameter) =>
        parameter["schema"]!.AsObject() is var schema && schema["items"] is JsonObject item ? item : schema;

    private static bool IsText(JsonObject parameter) => parameter["in"]!.ToString() == "query"
        && Schema(parameter) is var schema && schema["type"]?.ToString() == "string" && schema["enum"] is null && schema["format"] is null;
}
