using System.Net;
using System.Text;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.Integration.Imports;

namespace IgG4FollowUp.Integration.Http;

/// <summary>
/// A media type is the same one with its parameters and in any case (RFC 9110, 8.3.1), wherever one is taken or asked for.
/// </summary>
public sealed class MediaTypeSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private const string Clinic = "media-types";
    private const string Table = "study_number\tsex\nA-1\tF\n";
    private const string Line = """{ "enrolment": { "studyNumber": "A-1", "enrolledOn": "2024" } }""";

    private readonly Dictionary<string, HttpClient> _clients = new()
    {
        [""] = service.Host.Server.CreateClient(),
        [Roles.Clinician] = service.Client(clinic: Clinic),
        [Roles.Analyst] = service.Client(Roles.Analyst, clinic: null),
        [Roles.Admin] = service.Client(Roles.Admin, clinic: null),
        [Roles.Monitor] = service.Client(Roles.Monitor, Clinic),
    };

    [Theory]
    [InlineData("text/csv; charset=\"utf-8\"", Table)]
    [InlineData("text/csv;charset=UTF-8;header=present", Table)]
    [InlineData("TEXT/CSV; Charset=Utf-8", Table)]
    [InlineData("text/tab-separated-values; charset=\"utf-8\"", Table)]
    [InlineData("application/x-ndjson; charset=\"UTF-8\"", Line)]
    [InlineData("Application/X-NDJSON", Line)]
    public async Task an_import_is_taken_in_a_type_with_its_parameters(string type, string file)
    {
        using var clinic = service.Client(clinic: Clinic);
        using var response = await clinic.ImportAsync(Encoding.UTF8.GetBytes(file), "?dryRun=true", type);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("application/ndjson")]
    [InlineData("application/jsonl")]
    [InlineData("application/x-jsonlines")]
    [InlineData("text/plain")]
    [InlineData("text/csv; charset=latin1")]
    [InlineData("text/csvx")]
    [InlineData("csv")]
    [InlineData("")]
    public async Task an_import_in_another_type_is_told_which_are_taken(string type)
    {
        using var clinic = service.Client(clinic: Clinic);
        using var response = await clinic.ImportAsync(Encoding.UTF8.GetBytes(Table), "?dryRun=true", type);
        response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        var detail = (await response.JsonAsync())["detail"]!.GetValue<string>();
        detail.ShouldContain("text/csv");
        detail.ShouldContain("application/x-ndjson");
    }

    [Fact]
    public async Task every_write_takes_json_with_its_parameters_and_in_any_case()
    {
        var tried = 0;
        foreach (var write in (await service.OperationsAsync(Clinic)).Where(operation =>
            operation.Endpoint.Metadata.GetMetadata<WriteDescription>() is not null))
        {
            foreach (var (type, taken) in new[]
            {
                ("application/json; charset=\"utf-8\"", true), ("APPLICATION/JSON", true), ("application/json;charset=UTF-8", true),
                ("application/json; charset=utf-16", false), ("application/problem+json", false), ("text/json", false),
            })
            {
                // Of a body that is taken the first thing to be said is that it is no JSON.
                using var response = await _clients.AskAsync(write, change: request =>
                {
                    request.Content = new ByteArrayContent("{"u8.ToArray());
                    request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
                });
                response.StatusCode.ShouldBe(
                    taken ? HttpStatusCode.BadRequest : HttpStatusCode.UnsupportedMediaType, $"{write.Method} {write.Address} {type}");
                tried++;
            }
        }

        tried.ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task every_read_answers_in_each_form_that_is_described_when_its_encoding_is_asked_for_too()
    {
        var document = await _clients[""].GetJsonAsync("/openapi/v1.json");
        var tried = 0;
        foreach (var read in (await service.OperationsAsync(Clinic)).Where(operation => operation.Method == "GET" && !operation.IsLive))
        {
            var path = "/" + read.Endpoint.RoutePattern.RawText!.Trim('/').Replace(":guid", "", StringComparison.Ordinal);
            var forms = document["paths"]![path]!["get"]!["responses"]!["200"]!["content"]?.AsObject().Select(form => form.Key).ToList();
            forms.ShouldNotBeNull(path).ShouldNotBeEmpty(path);
            foreach (var form in forms)
            {
                // There may be nothing yet, which says nothing of forms.
                using var plain = await _clients.AskAsync(read, change: request => request.Headers.TryAddWithoutValidation("Accept", form));
                if (plain.StatusCode == HttpStatusCode.NotFound) continue;
                plain.StatusCode.ShouldBe(HttpStatusCode.OK, $"{read.Address} {form}");
                foreach (var accept in new[] { $"{form};charset=UTF-8", $"{form}; charset=\"utf-8\"", form.ToUpperInvariant() })
                {
                    using var response = await _clients.AskAsync(read, change: request =>
                        request.Headers.TryAddWithoutValidation("Accept", accept));
                    response.StatusCode.ShouldBe(HttpStatusCode.OK, $"{read.Address} {accept}");
                    response.Content.Headers.ContentType!.MediaType.ShouldBe(form, $"{read.Address} {accept}");
                    tried++;
                }
            }
        }

        tried.ShouldBeGreaterThan(150);
    }
}
