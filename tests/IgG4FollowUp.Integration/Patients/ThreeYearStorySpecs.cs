using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Hosting;

namespace IgG4FollowUp.Integration.Patients;

/// <summary>Three years of a patient, as the first page tells them.</summary>
public sealed partial class ThreeYearStorySpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private const string Clinic = "three-years";

    [Fact]
    public async Task three_years_are_told_in_twelve_calls_without_an_id_of_the_clients_own_and_shown_whole()
    {
        using var clinic = service.Client(clinic: Clinic);
        var (patient, recorded) = await ToldAsync(clinic);
        await service.SettledAsync();

        ShowsAll(await clinic.GetJsonAsync($"{patient}/timeline"), recorded);
        var tables = await TablesAsync();
        var ids = tables.Values.SelectMany(rows => rows).Select(row => row!["entryId"]).OfType<JsonNode>().Select(Text).ToHashSet();
        recorded.Where(entry => !ids.Contains(entry.Id)).Select(entry => entry.Kind).Distinct().ShouldBe(
            ["enrolment", "presentation", "sparing-agent-stop", "recurrence", "follow-up-end"], ignoreOrder: true);
        var person = tables["patients"].ShouldHaveSingleItem()!;
        (Text(person["presentedOnEarliest"]), Text(person["maintenance24Months"])).ShouldBe(("2021-03-01", "maintained"));
        Text(tables["sparing_agents"].Single(row => Text(row!["agent"]) == "azathioprine")!["lastDoseOnLatest"]).ShouldBe("2021-10-03");
        var episode = tables["recurrences"].Single(row => Text(row!["definition"]) == "composite"
            && row["definitionVersion"]!.GetValue<int>() == 4)!;
        (Text(episode["patternBefore"]), Text(episode["pattern"]), Text(episode["byLatest"])).ShouldBe(("ventral", "dorsal", "2022-11-07"));
    }

    private static void ShowsAll(JsonNode timeline, List<(string Id, string Kind)> recorded)
    {
        var items = timeline["items"]!.AsArray();
        foreach (var (id, kind) in recorded)
            items.ShouldContain(item => item!["entry"] != null && Text(item["entry"]!["entryId"]) == id, kind);
        Facts("plan-due").ShouldContain(fact => Text(fact["what"]) == "taper" && Text(fact["fate"]) == "missed");
        Facts("steroid-pulse").ShouldHaveSingleItem()["peakMgPerDay"]!.GetValue<decimal>().ShouldBe(1250);
        Text(Facts("course-event").ShouldHaveSingleItem()["event"]).ShouldBe("recurrence");
        Facts("treatment-response").Single(fact => fact["recurrence"]!.GetValue<int>() == 1)["at"]!.AsArray()
            .ShouldContain(at => at!["months"]!.GetValue<int>() == 3 && Text(at["category"]) == "partial");

        IEnumerable<JsonNode> Facts(string kind) =>
            items.Select(item => item!["fact"]).OfType<JsonNode>().Where(fact => Text(fact["kind"]) == kind);
    }

    private async Task<Dictionary<string, JsonArray>> TablesAsync()
    {
        using var analyst = service.Client(Roles.Analyst, clinic: null);
        var tables = new Dictionary<string, JsonArray>();
        foreach (var table in AnalystTables.All)
        {
            var answer = (await analyst.GetJsonAsync($"/api/cohort/tables/{table.Name}?clinic={Clinic}")).AsObject();
            tables[table.Name] = answer.Single(member => member.Value is JsonArray).Value!.AsArray();
        }

        return tables;
    }

    private async Task<(string Patient, List<(string Id, string Kind)> Recorded)> ToldAsync(HttpClient clinic)
    {
        var calls = Call().Matches(await StoryAsync());
        calls.Count.ShouldBeLessThanOrEqualTo(12);
        var (patient, recorded, answer) = ("", new List<(string, string)>(), (JsonNode?)null);
        foreach (Match call in calls)
        {
            var path = call.Groups["path"].Value;
            if (call.Groups["of"] is { Success: true, Value: var pointer }) path = $"entries/{Entry(answer!, pointer)}/correction";
            using var response = await clinic.PostAsync(
                $"{patient}/{path}".TrimEnd('/') is { Length: > 0 } address ? address : "/api/patients", call.Groups["body"].Value,
                ifMatch: path.EndsWith("correction", StringComparison.Ordinal) ? $"\"{answer!["version"]}\"" : null);
            response.IsSuccessStatusCode.ShouldBeTrue($"{path} {await response.Content.ReadAsStringAsync()}");
            if (response.StatusCode == HttpStatusCode.Created && response.Headers.Location is { } location) patient = location.ToString();
            answer = await response.JsonAsync();
            recorded.AddRange(answer["entries"]!.AsArray().Select(entry => (Text(entry!["entryId"]), Text(entry["kind"]))));
        }

        return (patient, recorded);

        static string Entry(JsonNode answer, string pointer) =>
            Text(answer["entries"]!.AsArray().Single(entry => Text(entry!["pointer"]) == pointer)!["entryId"]);
    }

    private static async Task<string> StoryAsync()
    {
        var page = await File.ReadAllTextAsync(
            Path.Combine(Here(), "../../../README.md"), TestContext.Current.CancellationToken);
        var story = page[page.IndexOf("## Three years in twelve calls", StringComparison.Ordinal)..];
        return story[..story.IndexOf("\n## ", 3, StringComparison.Ordinal)];
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    private static string Text(JsonNode? node) => node!.GetValue<string>();

    [GeneratedRegex(
        @"^say (?:""""|\$PATIENT/(?<path>[a-z-]+|entries/\$\(id '(?<of>[^']+)'\)/correction)) '(?<body>[^']*)'", RegexOptions.Multiline, 1000)]
    private static partial Regex Call();
}
