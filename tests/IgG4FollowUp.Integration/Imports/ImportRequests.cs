using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Imports;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Integration.Hosting;

namespace IgG4FollowUp.Integration.Imports;

/// <summary>What a client of the import says, in few words.</summary>
public static class ImportRequests
{
    public const string Csv = "text/csv";
    public const string Lines = "application/x-ndjson";

    public static byte[] Published => File.ReadAllBytes(Demonstration.PathOf("published-cases.csv"));

    public static async Task<HttpResponseMessage> ImportAsync(
        this HttpClient client, byte[] file, string query = "", string contentType = Csv, string? accept = null,
        string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/imports" + query) { Content = new ByteArrayContent(file) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        if (accept is not null) request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>The report of an import, also when it was refused as a whole.</summary>
    public static async Task<ImportReport> ReportAsync(this HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBeOneOf([200, 422], text);
        return JsonSerializer.Deserialize<ImportReport>(text, EntryJson.Options)!;
    }

    public static byte[] Utf8(params IEnumerable<string> lines) => Encoding.UTF8.GetBytes(string.Join('\n', lines));

    /// <summary>The clinic's patients with the version of each record.</summary>
    public static async Task<Dictionary<Guid, long>> VersionsAsync(this HttpClient client)
    {
        var versions = new Dictionary<Guid, long>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await client.GetJsonAsync($"/api/patients?limit=200{cursor}");
            foreach (var item in page["items"]!.AsArray())
                versions.Add(item!["patientId"]!.GetValue<Guid>(), item["version"]!.GetValue<long>());
            cursor = page["next"]?.GetValue<string>() is { } next ? $"&cursor={next}" : null;
        }

        return versions;
    }

    /// <summary>A patient as a line of NDJSON, made of what reading the patient gives.</summary>
    public static async Task<string> ExportAsync(this HttpClient client, Guid patientId)
    {
        var entries = (await client.GetJsonAsync($"/api/patients/{patientId}"))["chart"]!["entries"]!.AsArray();
        return new JsonObject
        {
            ["enrolment"] = entries.Single(entry => entry!["kind"]!.GetValue<string>() == "enrolment")!.DeepClone(),
            ["entries"] =
                new JsonArray(
                    [.. entries.Where(entry => entry!["kind"]!.GetValue<string>() != "enrolment").Select(entry => entry!.DeepClone())]),
        }.ToJsonString();
    }
}
