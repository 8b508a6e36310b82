using System.Text.Json.Nodes;
using IgG4FollowUp.Integration.Alerts;
using IgG4FollowUp.Integration.Durability;
using IgG4FollowUp.TestSupport;

namespace IgG4FollowUp.Integration.Hosting;

/// <summary>The log as a collector of logs reads it, by choice.</summary>
public sealed class JsonLogSpecs(PostgresServer postgres) : IDisposable
{
    private readonly string _dataFolder = Path.Combine(Path.GetTempPath(), "igg4-json-log-" + Guid.NewGuid().ToString("N")[..10]);

    [Fact]
    public async Task each_line_is_one_object_and_that_of_a_request_has_its_route_and_no_address()
    {
        await using var process = new ServiceProcess(_dataFolder, await postgres.CreateDatabaseAsync(), logLevel: "Information")
        {
            Settings = new() { ["Logging__Console__FormatterName"] = "json" },
        };
        await process.StartAsync();
        var patient = await process.Http.EnrolAsync("SENTINEL-1");
        using var refused = await process.Http.GetAsync($"{patient}?cursor=SENTINEL", TestContext.Current.CancellationToken);

        var requests = await AlertRequests.UntilAsync(
            () => Task.FromResult(Lines(process).Where(line => Route(line) == "/api/patients/{patientId:guid}").ToList()), lines =>
                lines.Count > 0);

        requests.ShouldHaveSingleItem()["LogLevel"]!.GetValue<string>().ShouldBe("Information");
        var logged = string.Join('\n', Lines(process).Select(line => line.ToJsonString()));
        logged.ShouldNotContain("SENTINEL");
        logged.ShouldNotContain(patient.Split('/')[^1]);
    }

    public void Dispose()
    {
        if (Directory.Exists(_dataFolder)) Directory.Delete(_dataFolder, recursive: true);
    }

    // What begins like an object is one: a line that is none fails here.
    private static List<JsonNode> Lines(ServiceProcess process) =>
        [.. process.Output.Split('\n').Where(line => line.StartsWith('{')).Select(line => JsonNode.Parse(line)!)];

    private static string? Route(JsonNode line) => (line["State"] as JsonObject)?["Route"]?.GetValue<string>();
}
