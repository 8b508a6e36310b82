using System.ComponentModel.DataAnnotations;
using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Patients;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Integration.Analytics;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.Integration.Http;

namespace IgG4FollowUp.Integration.Isolation;

/// <summary>Whatever a person can write into a record, in every member of every kind of entry, is read by no analyst.</summary>
public sealed partial class WrittenWordsSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private const string Clinic = "written-words";

    private static readonly string[] Forms =
        ["application/json", "text/csv", "application/x-ndjson", "image/svg+xml", "application/zip"];

    [Fact]
    public async Task no_string_of_any_kind_of_entry_reaches_an_analyst_in_any_form()
    {
        var written = new HashSet<string>(StringComparer.Ordinal);
        var patient = Guid.CreateVersion7();
        var enrolment = Filled(
            typeof(PatientEnrolled), """{ "studyNumber": "W-1", "sex": "female", "birthYear": 1968, "enrolledOn": "2024-01-08" }""", written);
        var entries = EntryRoutes.All.Select(route => Filled(route.Kind.Type, route.Example, written)).ToList();
        var grade = entries.OfType<AsiaGradeRecorded>().Single();
        object[] events =
        [
            enrolment, .. entries, new EntryCorrected(grade.EntryId, grade with { Note = Word("note") }, Word("reason")),
            new EntryRetracted(entries.OfType<SafetyChecked>().Single().EntryId, RetractionReason.WrongPatient, Word("explanation")),
        ];
        written.Count.ShouldBeGreaterThan(40, "Otherwise the kinds have hardly a string.");
        await using (var session = service.Store().LightweightSession(Clinic))
        {
            session.Events.StartStream<PatientChart>(patient, events);
            await session.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        var reads = (await service.OperationsAsync("written-words-beside"))
            .Where(operation => operation is { Role: Roles.Analyst, Method: "GET" }).Select(operation => operation.Address)
            .Select(address => InAddress().Replace(address, $"/patients/{patient}"))
            .Concat(AnalystTables.All.Select(table => $"/api/cohort/tables/{table.Name}")).Distinct(StringComparer.Ordinal).ToList();
        await service.SettledAsync();
        var dump = await service.DumpAsync();
        dump["patients"].ShouldContain(patient.ToString());
        foreach (var (table, rows) in dump) rows.ShouldNotContain(SentinelBodies.Sentinel, customMessage: table);
        var seen = 0;
        using var analyst = service.Client(Roles.Analyst, clinic: null);
        foreach (var address in reads)
        {
            foreach (var form in Forms)
            {
                if (await TextAsync(analyst, address, form) is not { } text) continue;
                text.ShouldNotContain(SentinelBodies.Sentinel, customMessage: $"{address} as {form}");
                if (text.Contains(patient.ToString(), StringComparison.Ordinal)) seen++;
            }
        }

        seen.ShouldBeGreaterThan(20, "Otherwise the answers are about somebody else.");
        using var clinician = service.Client(clinic: Clinic);
        var chart = (await clinician.GetJsonAsync($"/api/patients/{patient}")).ToJsonString();
        foreach (var word in written) chart.ShouldContain(word);
    }

    private static async Task<string?> TextAsync(HttpClient client, string address, string form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add("Accept", form);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        if (response.StatusCode is HttpStatusCode.NotAcceptable) return null;
        response.StatusCode.ShouldBe(HttpStatusCode.OK, $"{address} as {form}");
        if (response.Content.Headers.ContentType?.MediaType != "application/zip")
            return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await using var zip = await ZipArchive.CreateAsync(
            body, ZipArchiveMode.Read, leaveOpen: false, entryNameEncoding: null, TestContext.Current.CancellationToken);
        var text = "";
        foreach (var file in zip.Entries)
        {
            using var reader = new StreamReader(await file.OpenAsync(TestContext.Current.CancellationToken));
            text += await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        }

        return text;
    }

    // Every member that holds a string gets words of its own, whether or not it is marked as words.
    private static ClinicalEntry Filled(Type kind, string example, HashSet<string> written)
    {
        var json = JsonNode.Parse(example)!.AsObject();
        Fill(json, EntryJson.Options.GetTypeInfo(kind), $"{kind.Name}.", written);
        return PatientWrites.Entry(kind, json, TimeProvider.System);
    }

    private static void Fill(JsonNode? node, JsonTypeInfo type, string path, HashSet<string> written)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items) Fill(item, EntryJson.Options.GetTypeInfo(type.ElementType!), path, written);
            return;
        }

        if (node is not JsonObject json || type.Kind != JsonTypeInfoKind.Object) return;
        foreach (var member in type.Properties.Where(member => member.Set is not null || member.AssociatedParameter is not null))
        {
            var inner = EntryJson.Options.GetTypeInfo(member.PropertyType);
            if (member.PropertyType != typeof(string)) Fill(json[member.Name], inner, $"{path}{member.Name}.", written);
            else if (!IsCode(member))
            {
                var word = Word(path + member.Name);
                json[member.Name] = word;
                written.Add(word);
            }
        }
    }

    // A text of which a pattern lets only few forms through, such as a profile of five digits, holds no words.
    private static bool IsCode(JsonPropertyInfo member) =>
        member.AttributeProvider?.GetCustomAttributes(typeof(RegularExpressionAttribute), inherit: true)
            is [RegularExpressionAttribute form]
        && !Regex.IsMatch(SentinelBodies.Sentinel, form.Pattern, RegexOptions.None, TimeSpan.FromSeconds(1));

    private static string Word(string member) => $"{SentinelBodies.Next()} {member}";

    [GeneratedRegex("/patients/[0-9a-f-]{36}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InAddress();
}
