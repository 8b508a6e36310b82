using System.Net;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Hosting;

namespace IgG4FollowUp.Integration.Patients;

public sealed class DataQualitySpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    [Fact]
    public async Task a_clinic_sees_what_is_missing_for_whom_and_how_it_grew()
    {
        using var clinic = service.Client(clinic: "quality");
        var patient = await clinic.EnrolAsync();
        (await Missing(clinic, patient)).ShouldContain("6.1 diagnosis of the rare disease");
        var before = await clinic.GetJsonAsync("/api/clinic/data-quality");
        Tally(before, "6.1 diagnosis of the rare disease")["missing"]!.GetValue<int>().ShouldBe(1);
        var sequence = await SequenceAsync(clinic, patient);

        using var visit = await clinic.PostAsync(
            $"{patient}/visits",
            """
            { "visitedOn": "2024-02-01", "diagnoses": [ { "diagnosis": "igg4-related-spinal-pachymeningitis", "certainty": "definite" } ],
              "labs": [ { "analyte": "serum-igg4", "result": "2 g/L" } ] }
            """);
        visit.StatusCode.ShouldBe(HttpStatusCode.Created);

        (await Missing(clinic, patient)).ShouldNotContain("6.1 diagnosis of the rare disease");
        var after = await clinic.GetJsonAsync("/api/clinic/data-quality");
        Tally(after, "6.1 diagnosis of the rare disease")["complete"]!.GetValue<int>().ShouldBe(1);
        var rule = after["rules"]!.AsArray().Single(rule => rule!["rule"]!.GetValue<string>() == "igg4-comparable")!;
        rule["byYear"]!.ToJsonString().ShouldBe("""[{"year":2024,"asked":1,"met":0}]""");
        // What was known at a moment can be asked once the log's mark has come to it.
        await service.SettledAsync();
        Tally(
            await clinic.GetJsonAsync($"/api/clinic/data-quality?knownAt=sequence:{sequence}"),
            "6.1 diagnosis of the rare disease")["missing"]!
            .GetValue<int>().ShouldBe(1);

        var listed = (await clinic.GetJsonAsync("/api/clinic/data-quality/patients"))["items"]!.AsArray().ShouldHaveSingleItem()!;
        listed["leftOut"]!.AsArray().Select(left => left!["rule"]!.GetValue<string>())
            .ShouldBe(["reuse-asked", "igg4-comparable", "diagnosis-grounded", "recurrence-asked"]);

        using var page = await clinic.GetAsync("/missing-data", TestContext.Current.CancellationToken);
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
            .ShouldContain("assay and upper limit of a serum IgG4: 1");
    }

    [Fact]
    public async Task another_clinic_sees_nothing_of_it()
    {
        using var clinic = service.Client(clinic: "quality-own");
        var patient = await clinic.EnrolAsync();
        using var other = service.Client(clinic: "quality-other");
        (await other.GetJsonAsync("/api/clinic/data-quality"))["patients"]!.GetValue<int>().ShouldBe(0);
        (await other.GetJsonAsync("/api/clinic/data-quality/patients"))["items"]!.AsArray().ShouldBeEmpty();
        using var response = await other.GetAsync($"{patient}/data-quality", TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var analyst = service.Client(Roles.Analyst, clinic: null);
        using var refused = await analyst.GetAsync("/api/clinic/data-quality", TestContext.Current.CancellationToken);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private static async Task<List<string>> Missing(HttpClient clinic, string patient) =>
        [.. (await clinic.GetJsonAsync($"{patient}/data-quality"))["commonDataSet"]!["elements"]!.AsArray()
            .Where(element => element!["state"]!.GetValue<string>() == "missing").Select(element => element!["name"]!.GetValue<string>())];

    private static JsonNode Tally(JsonNode quality, string element) =>
        quality["elements"]!.AsArray().Single(tally => tally!["name"]!.GetValue<string>() == element)!;

    private static async Task<string> SequenceAsync(HttpClient clinic, string patient)
    {
        using var response = await clinic.GetAsync(patient, TestContext.Current.CancellationToken);
        return response.Headers.GetValues("Known-Sequence").Single();
    }
}
