using System.Net;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Imports;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.Integration.Imports;

namespace IgG4FollowUp.Integration.BadInput;

/// <summary>What is wrong in one place of an entry is refused with that place, whatever kind it is of and however it comes.</summary>
public sealed class EntryMutationSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    // A file may be larger; this many at a time say the same.
    private const int BytesOfFile = 4_000_000;

    [Fact]
    public async Task every_wrong_replacement_of_every_kind_is_refused_with_a_pointer_and_changes_nothing()
    {
        using var clinic = service.Client(clinic: "wrong-replacements");
        var patient = await clinic.EnrolAsync();
        // Which unit a result may have follows from the analyte, so it is judged with the record.
        using var lab = await clinic.PostAsync($"{patient}/labs", Examples.Of(typeof(LabMeasured)).ToJsonString());
        lab.StatusCode.ShouldBe(HttpStatusCode.Created);
        var history = await clinic.GetJsonAsync($"{patient}/history");
        var schema = await SchemaAsync("/api/patients/{patientId}/entries/{entryId}/correction", "application/json");
        var (tried, faults) = (0, new List<string>());
        foreach (var (kind, example) in Entries())
        {
            var entry = history[kind == "lab" ? 1 : 0]!["entryId"];
            var body = new JsonObject { ["replacement"] = example, ["reason"] = "The letter says otherwise." };
            foreach (var mutation in Mutations.Of(schema, body).Where(mutation => mutation.Pointer.StartsWith("#/replacement/",
                StringComparison.Ordinal)))
            {
                using var response = await clinic.PostAsync($"{patient}/entries/{entry}/correction", mutation.Json, ifMatch: "\"2\"");
                var answer = await response.JsonAsync();
                tried++;
                if ((int)response.StatusCode is < 400 or > 499 || answer["errors"]?.AsArray().Any(error =>
                    error!["pointer"]!.GetValue<string>().StartsWith(mutation.Pointer, StringComparison.Ordinal)) != true)
                    faults.Add($"{kind} {mutation.Pointer} {mutation.Label}: {(int)response.StatusCode} {Begin(answer.ToJsonString())}");
            }
        }

        tried.ShouldBeGreaterThan(4000);
        faults.ShouldBeEmpty();
        (await clinic.GetJsonAsync(patient))["version"]!.GetValue<long>().ShouldBe(2);
    }

    [Fact]
    public async Task every_wrong_line_of_an_import_is_refused_with_a_pointer_and_the_right_ones_beside_it_are_not()
    {
        using var clinic = service.Client(clinic: "wrong-lines");
        var schema = await SchemaAsync("/api/imports", ImportRequests.Lines);
        var wrong = new List<(string Kind, Mutation Mutation)>();
        foreach (var (kind, example) in Entries())
        {
            // The enrolment and the lists themselves are the same in each.
            var line = new JsonObject { ["enrolment"] = Enrolment("W-1"), ["entries"] = new JsonArray(example) };
            wrong.AddRange(Mutations.Of(schema, line)
                .Where(mutation => wrong.Count == 0 || wrong[0].Kind == kind
                    || mutation.Pointer.StartsWith("#/entries/0/", StringComparison.Ordinal))
                .Select(mutation => (kind, mutation)).ToList());
        }

        var visit = new JsonObject { ["enrolment"] = Enrolment("W-1"), ["visits"] = new JsonArray(Examples.Visit.DeepClone()) };
        wrong.AddRange(Mutations.Of(schema, visit).Where(mutation => mutation.Pointer.StartsWith("#/visits/0/", StringComparison.Ordinal))
            .Select(mutation => ("visit", mutation)));
        wrong.Count.ShouldBeGreaterThan(5000);
        wrong.ShouldContain(one => one.Mutation.Pointer == "#/enrolment/studyNumber" && one.Mutation.Json.Contains("W-1\\n"));

        var faults = new List<string>();
        for (var first = 0; first < wrong.Count;)
        {
            var (lines, bytes) = (new List<string> { Right($"BEFORE-{first}") }, 0);
            var begin = first;
            for (; first < wrong.Count && bytes < BytesOfFile; first++)
            {
                lines.Add(wrong[first].Mutation.Json);
                bytes += lines[^1].Length;
            }

            lines.Add(Right($"AFTER-{first}"));
            using var response = await clinic.ImportAsync(ImportRequests.Utf8(lines), "?mode=row-by-row", ImportRequests.Lines);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            var rows = (await response.ReportAsync()).Rows;
            rows.Count.ShouldBe(lines.Count);
            foreach (var row in new[] { rows[0], rows[^1] }) row.Outcome.ShouldBe(RowOutcome.Accepted);
            foreach (var ((kind, mutation), row) in wrong[begin..first].Zip(rows.Skip(1)))
            {
                if (row.Outcome != RowOutcome.Refused
                    || !row.Reasons.Any(reason => reason.Pointer?.StartsWith(mutation.Pointer, StringComparison.Ordinal) == true))
                    faults.Add($"{kind} {mutation.Pointer} {mutation.Label}: {row.Outcome} "
                        + Begin(string.Join(' ', row.Reasons.Select(reason => $"{reason.Pointer} {reason.Code}"))));
            }
        }

        faults.ShouldBeEmpty();

        static string Right(string number) => new JsonObject { ["enrolment"] = Enrolment(number) }.ToJsonString();
    }

    private static IEnumerable<(string Kind, JsonNode Example)> Entries()
    {
        foreach (var kind in EntryKinds.All)
        {
            var example = kind.Type == typeof(PatientEnrolled) ? Enrolment("NL-001")
                : kind.Type == typeof(VisitLogged) ? new JsonObject { ["visitedOn"] = "2024-06-10", ["mode"] = "in-person" }
                : Examples.Of(kind.Type).AsObject();
            example[EntryKinds.TagMember] = kind.Tag;
            yield return (kind.Tag, example);
        }
    }

    private static JsonObject Enrolment(string studyNumber)
    {
        var enrolment = Examples.Enrolment.DeepClone().AsObject();
        enrolment["studyNumber"] = studyNumber;
        return enrolment;
    }

    private async Task<JsonObject> SchemaAsync(string path, string type)
    {
        using var client = service.Host.Server.CreateClient();
        var document = await client.GetJsonAsync("/openapi/v1.json");
        return document["paths"]![path]!["post"]!["requestBody"]!["content"]![type]!["schema"]!.AsObject();
    }

    private static string Begin(string text) => text[..Math.Min(300, text.Length)];
}
