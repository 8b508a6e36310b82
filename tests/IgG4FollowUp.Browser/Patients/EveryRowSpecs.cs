using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IgG4FollowUp.Api.Patients;
using IgG4FollowUp.Browser.Hosting;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.TestSupport;
using IgG4FollowUp.Web.Words;

namespace IgG4FollowUp.Browser.Patients;

[Collection(typeof(OneService))]
public sealed partial class EveryRowSpecs(RunningService service, Chromium chromium)
{
    // Codes that are written like the English words.
    private static readonly string[] Spoken = ["follow-up", "with-aid"];

    private static readonly string[] EnumNames =
    [
        .. typeof(ClinicalEntry).Assembly.GetTypes().Where(type => type.IsEnum).SelectMany(Enum.GetNames)
            .Where(name => Humps().IsMatch(name)),
    ];

    [Fact]
    public async Task an_entry_of_every_kind_is_a_row_in_words_on_the_page_of_the_patient()
    {
        using var clinic = service.Client("every-row");
        var patient = await clinic.EnrolAsync("EVERY-1");
        foreach (var route in EntryRoutes.All) await clinic.SayAsync($"/api/patients/{patient}/{route.Path}", route.Example);
        await using var visitor = await chromium.VisitAsync(service);
        await visitor.SignInAsync("every-row");
        await visitor.Page.GotoAsync($"/patients/{patient}");

        var rows = await visitor.Page.Locator("li.current").AllInnerTextsAsync();
        rows.Count.ShouldBeGreaterThanOrEqualTo(EntryRoutes.All.Length, string.Join('\n', rows));
        // What is folded away is part of the row, and blanks of the page are no words of it.
        var whole = (await visitor.Page.Locator("li.current").AllTextContentsAsync()).Select(Plain).ToList();
        foreach (var route in EntryRoutes.All)
        {
            var body = JsonNode.Parse(route.Example)!.AsObject();
            body["entryId"] ??= Guid.CreateVersion7().ToString();
            var entry = (ClinicalEntry)body.Deserialize(route.Kind.Type, EntryJson.Options)!;
            var said = EntryValues.Members(route.Kind.Type).SelectMany(member => EntryValues.Of(member, entry)).Select(Plain).ToList();
            whole.ShouldContain(
                row => row.Contains(EntryWords.Kind(entry), StringComparison.Ordinal)
                    && said.TrueForAll(value => row.Contains(value, StringComparison.OrdinalIgnoreCase)),
                $"{route.Kind.Tag}: {string.Join("; ", said)}\n{string.Join('\n', whole)}");
        }

        var unread = EntryRoutes.All.SelectMany(route => Codes(JsonNode.Parse(route.Example)!)).Except(Spoken).Concat(EnumNames)
            .Append("null").Append("{").Append("undefined").Distinct().ToList();
        foreach (var row in rows)
        {
            Words().Count(row).ShouldBeGreaterThan(1, row);
            Tokens().Matches(row).Select(token => token.Value).Intersect(unread).ShouldBeEmpty(row);
        }

        visitor.ShouldHaveStayedQuietlyAtHome();
    }

    private static string Plain(string text) => Blanks().Replace(text, " ");

    /// <summary>Names of members and codes that no person would write so.</summary>
    private static IEnumerable<string> Codes(JsonNode node) => node switch
    {
        JsonObject json => json.Where(member => Camel().IsMatch(member.Key)).Select(member => member.Key)
            .Concat(json.Where(member => member.Value is not null).SelectMany(member => Codes(member.Value!))),
        JsonArray items => items.SelectMany(item => Codes(item!)),
        JsonValue value when value.TryGetValue(out string? text) && Kebab().IsMatch(text) => [text],
        _ => [],
    };

    [GeneratedRegex("^[A-Z][a-z]+([A-Z][a-z]+)+$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Humps();

    [GeneratedRegex("^[a-z]+[A-Z]", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Camel();

    [GeneratedRegex("^[a-z0-9]*[a-z][a-z0-9]*(-[a-z0-9]+)+$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Kebab();

    [GeneratedRegex(@"[\w-]+|\{", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Tokens();

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Blanks();

    [GeneratedRegex(@"\p{L}+", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Words();
}
