using System.Net;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Hosting;
using Microsoft.OpenApi;

namespace IgG4FollowUp.Integration.Http;

/// <summary>A place in the log or in a record that it has not come to is told as such by every read that takes one.</summary>
public sealed class PositionSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private const string Clinic = "positions";

    // Far above what there is, the ends of what integers of programs can be, and what is none.
    private static readonly string[] Beyond =
    [
        "99999999", "2147483647", "2147483648", "9007199254740993", "9223372036854775807", "9223372036854775808", "99999999999999999999",
        "-1", "-9223372036854775808",
    ];

    [Fact]
    public async Task a_position_beyond_what_there_is_is_refused_by_every_read_that_takes_one_and_the_answer_names_the_parameter()
    {
        var reads = (await service.OperationsAsync(Clinic)).Where(operation => operation.Method == "GET").ToList();
        var clients = new Dictionary<string, HttpClient>
        {
            [""] = service.Host.Server.CreateClient(),
            [Roles.Clinician] = service.Client(clinic: Clinic),
            [Roles.Analyst] = service.Client(Roles.Analyst, clinic: null),
            [Roles.Admin] = service.Client(Roles.Admin, clinic: null),
            [Roles.Monitor] = service.Client(Roles.Monitor, Clinic),
        };
        var (tried, wrong) = (new List<string>(), new List<string>());
        foreach (var read in reads)
        {
            foreach (var parameter in read.Parameters.Where(IsPosition))
            {
                tried.Add($"{read.Endpoint.RoutePattern.RawText} {parameter.Name}");
                foreach (var position in Beyond.Concat(parameter.Name == AsOfRequest.Parameter ? ["sequence:99999999"] : []))
                {
                    using var response = await clients.AskAsync(
                        read, parameter.InHeader ? null : With(read, parameter.Name, position), change: request =>
                        {
                            if (parameter.InHeader) request.Headers.TryAddWithoutValidation(parameter.Name, position);
                        });
                    var text = response.IsSuccessStatusCode ? "" : (await response.JsonAsync())["detail"]!.GetValue<string>();
                    if (response.StatusCode is not (HttpStatusCode.BadRequest or HttpStatusCode.NotFound)
                        || !text.Contains($"'{parameter.Name}'", StringComparison.Ordinal))
                        wrong.Add($"{read.Address} {parameter.Name}={position}: {(int)response.StatusCode} {text}");
                }
            }
        }

        foreach (var client in clients.Values) client.Dispose();
        wrong.ShouldBeEmpty();
        foreach (var name in new[] { AsOfRequest.Parameter, "version", "from", "to", "fromVersion", "toVersion", "Last-Event-ID" })
            tried.ShouldContain(each => each.EndsWith($" {name}", StringComparison.Ordinal), name);
        tried.Count.ShouldBeGreaterThan(35);
    }

    [Fact]
    public async Task a_state_of_knowledge_before_the_record_began_is_told_as_what_may_be_missing()
    {
        using var clinic = service.Client(clinic: Clinic);
        using var analyst = service.Client(Roles.Analyst, clinic: null);
        var patient = await clinic.EnrolAsync();
        await service.SettledAsync();
        foreach (var address in new[] { "", "/timeline", "/history", "/responses", "/classification-criteria", "/data-quality" })
            await NamesAsync(clinic, $"{patient}{address}");
        await NamesAsync(analyst, $"/api/cohort/patients/{patient.Split('/')[^1]}/timeline");

        static async Task NamesAsync(HttpClient client, string address)
        {
            using var response = await client.GetAsync($"{address}?knownAt=sequence:0", TestContext.Current.CancellationToken);
            response.StatusCode.ShouldBe(HttpStatusCode.NotFound, address);
            (await response.JsonAsync())["detail"]!.GetValue<string>().ShouldContain($"'{AsOfRequest.Parameter}'", Case.Sensitive, address);
        }
    }

    // A number without an end of its own counts something that grows.
    private static bool IsPosition(ReadParameter parameter) =>
        parameter.Name is AsOfRequest.Parameter or "version" or "from" or "to" or "Last-Event-ID" && parameter.Format != "date"
            || parameter is { Type: JsonSchemaType.Integer, Repeats: false, Ranges: false, Range: null or { Most: >= int.MaxValue } };

    private static string With(Operation read, string name, string value)
    {
        var parts = read.Address.Split('?', '&');
        var query = parts.Skip(1).Where(part => !part.StartsWith(name + "=", StringComparison.Ordinal)).Append($"{name}={value}");
        return $"{parts[0]}?{string.Join('&', query)}";
    }
}
