using System.Net;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Hosting;

namespace IgG4FollowUp.Integration.Patients;

/// <summary>How a clinic reads how far a record meets the criteria of the disease.</summary>
public sealed class ClassificationSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    [Fact]
    public async Task a_clinic_reads_what_a_patient_with_isolated_spinal_disease_lacks_before_and_after_a_biopsy()
    {
        using var clinic = service.Client();
        var patient = await clinic.EnrolAsync();
        foreach (var (path, body) in new[]
        {
            ("presentations", """{ "presentedOn": "2024-01-08", "otherOrgans": [] }"""),
            ("lesions", """{ "imagedOn": "2024-01-09", "lesionPresent": true, "compartment": "dura" }"""),
            ("labs",
                """{ "drawnOn": "2024-01-09", "analyte": "serum-igg4", "result": "160 mg/dL", "upperLimitOfNormal": "135 mg/dL" }"""),
            ("labs", """{ "drawnOn": "2024-01-09", "analyte": "csf-igg4", "result": "4 mg/dL" }"""),
            ("labs", """{ "drawnOn": "2024-01-09", "analyte": "csf-albumin", "result": "40 mg/dL" }"""),
            ("labs", """{ "drawnOn": "2024-01-09", "analyte": "serum-albumin", "result": "4 g/dL" }"""),
        })
            (await clinic.PostAsync($"{patient}/{path}", body)).StatusCode.ShouldBe(HttpStatusCode.Created);

        var before = await clinic.GetJsonAsync($"{patient}/classification-criteria");
        var acr = before["acrEular2019"]!;
        (acr["entry"]!["state"]!.GetValue<string>(), acr["points"]!.GetValue<int>(), acr["verdict"]!.GetValue<string>())
            .ShouldBe(("met", 4, "open"));
        acr["canBeReachedWithoutFurtherBiopsy"]!.GetValue<bool>().ShouldBeFalse();
        acr["sentence"]!.GetValue<string>().ShouldContain("20 cannot be reached without one");
        acr["missing"]!.AsArray()[0]!["couldAdd"]!.GetValue<int>().ShouldBe(16);
        before["comprehensive2020"]!["verdict"]!.GetValue<string>().ShouldBe("possible");
        using var browser = service.Host.Server.CreateClient();
        browser.DefaultRequestHeaders.Add("Cookie", await service.Host.Services.PageCookieAsync(Roles.Clinician, "north"));
        var page = WebUtility.HtmlDecode(await browser.GetStringAsync(patient["/api".Length..], TestContext.Current.CancellationToken));
        page.ShouldContain("without a further biopsy, so 20 cannot be reached without one");
        page.ShouldContain("possible; definite with two of three parts in one biopsy");
        before["csfIgG4"]![0]!["index"]!.GetValue<decimal>().ShouldBe(2.5m);

        (await clinic.PostAsync($"{patient}/biopsies", """
            { "reportedOn": "2024-01-20", "tissue": "spinal-meninges", "igG4PositiveCellsPerHpf": 62, "igG4ToIgGPercent": 55,
              "lymphoplasmacyticInfiltrate": true, "storiformFibrosis": true, "exclusions": [] }
            """)).StatusCode.ShouldBe(HttpStatusCode.Created);
        var after = await clinic.GetJsonAsync($"{patient}/classification-criteria");
        (after["acrEular2019"]!["points"]!.GetValue<int>(), after["acrEular2019"]!["verdict"]!.GetValue<string>())
            .ShouldBe((31, "classified"));
        after["comprehensive2020"]!["verdict"]!.GetValue<string>().ShouldBe("definite");
        after["tissueCounts"]![0]!["reached"]!.GetValue<bool>().ShouldBeTrue();
        (await clinic.GetJsonAsync($"{patient}/classification-criteria?version={before["version"]}")).ToJsonString()
            .ShouldBe(before.ToJsonString());
    }

    [Fact]
    public async Task another_clinic_and_an_analyst_read_none_of_it()
    {
        using var clinic = service.Client();
        var address = $"{await clinic.EnrolAsync()}/classification-criteria";
        using var other = service.Client(clinic: "south");
        (await other.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode
            .ShouldBe(HttpStatusCode.NotFound);
        using var analyst = service.Client(Roles.Analyst, null);
        (await analyst.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode
            .ShouldBe(HttpStatusCode.Forbidden);
    }
}
