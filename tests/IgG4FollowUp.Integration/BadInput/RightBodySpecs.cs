using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IgG4FollowUp.Api.Imports;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.Integration.Imports;

namespace IgG4FollowUp.Integration.BadInput;

/// <summary>Nothing that the published description admits is refused for its shape; what it means may still be.</summary>
public sealed partial class RightBodySpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private const int Bodies = 30;
    private const int Lines = 400;
    private const int Seed = 20_260_301;

    // Refusals of a shape; every other one is about what is said.
    private static readonly string[] OfShape =
    [
        "wrong-type", "not-text", "wrong-length", "wrong-pattern", "wrong-format", "unknown-choice", "out-of-range", "too-many-items",
        "too-few-items", "repeated-item", "unknown-member", "required", "broken-json", "too-large",
    ];

    [Fact]
    public async Task a_body_of_the_described_shape_is_refused_by_no_write_for_its_shape()
    {
        using var clinic = service.Client(clinic: "right-bodies");
        var patient = await clinic.EnrolAsync();
        var right = new RightBodies(new Random(Seed));
        var (tried, accepted, faults) = (0, 0, new List<string>());
        foreach (var (method, path, takesVersion, schema) in await WritesAsync())
        {
            for (var n = 0; n < Bodies; n++)
            {
                var body = right.Of(schema)!;
                // A number that nobody has yet.
                if (body["studyNumber"] is not null && path == "/api/patients")
                    body["studyNumber"] = $"R-{tried.ToString(CultureInfo.InvariantCulture)}";
                var address = path.Replace("/api/patients/{patientId}", patient, StringComparison.Ordinal);
                using var request = new HttpRequestMessage(new HttpMethod(method), Id().Replace(address, Guid.NewGuid().ToString()))
                {
                    Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
                };
                if (takesVersion) request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
                using var response = await clinic.SendAsync(request, TestContext.Current.CancellationToken);
                var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                tried++;
                if (response.IsSuccessStatusCode) accepted++;
                else if (response.StatusCode is not (HttpStatusCode.UnprocessableEntity or HttpStatusCode.NotFound
                    or HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed) || Codes(answer).Intersect(OfShape).Any())
                    faults.Add($"{method} {path} {(int)response.StatusCode} {Begin(answer)} for {Begin(body.ToJsonString())}");
            }
        }

        tried.ShouldBeGreaterThan(1000);
        accepted.ShouldBeGreaterThan(200);
        faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_line_of_the_described_shape_is_refused_by_no_import_for_its_shape()
    {
        using var clinic = service.Client(clinic: "right-lines");
        var document = await clinic.GetJsonAsync("/openapi/v1.json");
        var schema = document["paths"]!["/api/imports"]!["post"]!["requestBody"]!["content"]![ImportRequests.Lines]!["schema"]!.AsObject();
        var right = new RightBodies(new Random(Seed));
        var lines = new List<string>();
        for (var n = 0; n < Lines; n++)
        {
            var line = right.Of(schema)!;
            line["enrolment"]!["studyNumber"] = $"L-{n.ToString(CultureInfo.InvariantCulture)}";
            lines.Add(line.ToJsonString());
        }

        using var response = await clinic.ImportAsync(ImportRequests.Utf8(lines), "?mode=row-by-row", ImportRequests.Lines);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var rows = (await response.ReportAsync()).Rows;
        rows.Count.ShouldBe(Lines);
        rows.Count(row => row.Outcome == RowOutcome.Accepted).ShouldBeGreaterThan(20);
        rows.SelectMany(row => row.Reasons.Where(reason => OfShape.Contains(reason.Code))
            .Select(reason => $"{reason.Pointer} {reason.Code} {reason.Detail} for {Begin(lines[row.Row - 1])}")).ShouldBeEmpty();
    }

    [GeneratedRegex(@"\{\w+Id\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Id();

    private async Task<IReadOnlyList<(string Method, string Path, bool TakesVersion, JsonObject Schema)>> WritesAsync()
    {
        using var client = service.Host.Server.CreateClient();
        return
        [
            .. from path in (await client.GetJsonAsync("/openapi/v1.json"))["paths"]!.AsObject()
               from operation in path.Value!.AsObject()
               let schema = operation.Value!["requestBody"]?["content"]?["application/json"]?["schema"]
               where schema is not null
               let required = operation.Value["parameters"]?.AsArray().Any(parameter =>
                   parameter!["name"]?.GetValue<string>() == "If-Match" && parameter["required"]?.GetValue<bool>() == true)
               select (operation.Key.ToUpperInvariant(), path.Key, required == true, schema.AsObject()),
        ];
    }

    private static IEnumerable<string> Codes(string answer) =>
        JsonNode.Parse(answer)?["errors"]?.AsArray().Select(error => error!["code"]!.GetValue<string>()) ?? [];

    private static string Begin(string text) => text[..Math.Min(400, text.Length)];
}
