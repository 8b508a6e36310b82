using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Patients;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.Integration.Imports;

namespace IgG4FollowUp.Integration.Patients;

/// <summary>Whatever a person writes is shown as what was written.</summary>
public sealed partial class MarkupSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    [Fact]
    public async Task every_text_of_every_kind_of_entry_is_shown_as_text_on_the_page_of_the_patient_and_in_the_history()
    {
        using var clinic = service.Client(clinic: "markup");
        using var browser = service.Host.Server.CreateClient();
        browser.DefaultRequestHeaders.Add("Cookie", await service.Host.Services.PageCookieAsync(Roles.Clinician, "markup"));
        var (shown, faults) = (0, new List<string>());
        foreach (var route in EntryRoutes.All)
        {
            var entry = SentinelBodies.Accepted(JsonShapes.Recorded(route.Kind), JsonNode.Parse(route.Example)!).AsObject();
            entry[EntryKinds.TagMember] = route.Kind.Tag;
            entry["entryId"] = Guid.CreateVersion7().ToString();
            var written = new List<string>();
            Mark(entry, written);
            if (written.Count == 0) continue;
            var patient = await RecordAsync(clinic, entry);
            foreach (var address in new[] { $"/patients/{patient}", $"/patients/{patient}/history" })
            {
                var page = await browser.GetStringAsync(address, TestContext.Current.CancellationToken);
                var asText = WebUtility.HtmlDecode(Tags().Replace(page, ""));
                if (page.Contains("<b title", StringComparison.OrdinalIgnoreCase)) faults.Add($"{route.Kind.Tag}: markup in {address}");
                foreach (var text in written)
                {
                    shown++;
                    if (!address.EndsWith("/history", StringComparison.Ordinal) && !asText.Contains(text, StringComparison.Ordinal))
                        faults.Add($"{route.Kind.Tag}: {text} of {entry.ToJsonString()} is not on the page");
                }
            }
        }

        faults.ShouldBeEmpty();
        shown.ShouldBeGreaterThan(40);
    }

    // Each sentinel becomes an element, a reference to a character and both quotation marks.
    private static void Mark(JsonNode? node, List<string> written)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members.ToList())
                {
                    // A text as given says what the value beside it says, and nothing else is taken for it.
                    if (name.EndsWith("AsGiven", StringComparison.Ordinal)) members.Remove(name);
                    else if (Marked(value) is { } text) members[name] = text;
                    else Mark(value, written);
                }

                break;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    if (Marked(items[i]) is { } text) items[i] = text;
                    else Mark(items[i], written);
                }

                break;
        }

        string? Marked(JsonNode? value)
        {
            if (value is not JsonValue || value.ToString() is not { } text
                || !text.StartsWith(SentinelBodies.Sentinel, StringComparison.Ordinal))
                return null;
            written.Add($"<b title=\"{text[SentinelBodies.Sentinel.Length..]}\">&amp;'</b>");
            return written[^1];
        }
    }

    // With what the examples belong to.
    private static async Task<Guid> RecordAsync(HttpClient clinic, JsonObject entry)
    {
        var number = $"M-{Guid.NewGuid():N}"[..20];
        const string Id = "01980000-0000-7000-8000-00000000000";
        JsonObject[] needed =
        [
            Needed("steroid-course",
                $$"""{ "entryId": "{{Id}}1", "startedOn": "2024-03-15", "drug": "prednisolone", "dailyDoseMg": 40 }"""),
            Needed("sparing-agent", $$"""{ "entryId": "{{Id}}2", "startedOn": "2024-04-02", "agent": "rituximab" }"""),
            Needed("recurrence", $$"""{ "entryId": "{{Id}}3", "detectedOn": "2025-05-02" }"""),
            Needed("plan", $$"""{ "entryId": "{{Id}}4", "plannedOn": "2024-03-15", "what": "mri", "dueOn": "2024-06" }"""),
        ];
        var own = entry[EntryKinds.TagMember]!.GetValue<string>();
        var line = new JsonObject
        {
            ["enrolment"] = new JsonObject { ["studyNumber"] = number, ["enrolledOn"] = "2024-01-08" },
            ["entries"] = new JsonArray([.. needed.Where(one => one["kind"]!.GetValue<string>() != own), entry.DeepClone()]),
        };
        using var response = await clinic.ImportAsync(ImportRequests.Utf8(line.ToJsonString()), contentType: ImportRequests.Lines);
        var row = (await response.ReportAsync()).Rows.ShouldHaveSingleItem();
        row.Reasons.ShouldBeEmpty(line.ToJsonString());
        return row.PatientId!.Value;

        static JsonObject Needed(string kind, string json)
        {
            var needed = JsonNode.Parse(json)!.AsObject();
            needed[EntryKinds.TagMember] = kind;
            return needed;
        }
    }

    [GeneratedRegex("<[^>]*>", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Tags();
}
