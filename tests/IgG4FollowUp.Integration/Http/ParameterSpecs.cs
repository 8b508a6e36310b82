using System.Net;
using System.Text.Json.Nodes;
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

    private static JsonObject Schema(JsonObject parameter) =>
        parameter["schema"]!.AsObject() is var schema && schema["items"] is JsonObject item ? item : schema;

    private static bool IsText(JsonObject parameter) => parameter["in"]!.ToString() == "query"
        && Schema(parameter) is var schema && schema["type"]?.ToString() == "string" && schema["enum"] is null && schema["format"] is null;
}
