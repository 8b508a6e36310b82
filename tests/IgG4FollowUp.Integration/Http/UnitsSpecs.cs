using System.Net;
using System.Text.Json.Nodes;
using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Integration.Hosting;

namespace IgG4FollowUp.Integration.Http;

/// <summary>A program finds out from the description which units a result may be given in.</summary>
public sealed class UnitsSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    [Fact]
    public async Task the_description_lists_the_units_of_every_analyte_for_results_and_limits_and_each_is_taken()
    {
        using var clinic = service.Client(clinic: "units");
        var document = await clinic.GetJsonAsync("/openapi/v1.json");
        var write = document["paths"]!["/api/patients/{patientId}/labs"]!["post"]!["requestBody"]!;
        var lab = write["content"]!["application/json"]!["schema"]!;
        var listed = new List<Dictionary<string, string[]>>();
        foreach (var member in new[] { "result", "upperLimitOfNormal", "lowerLimitOfNormal" })
            listed.Add(Units(lab["properties"]![member]!["description"]!.GetValue<string>()));

        var names = lab["properties"]!["analyte"]!["enum"]!.AsArray().Select(name => name!.GetValue<string>()).ToList();
        names.Count.ShouldBe(Enum.GetValues<Analyte>().Length);
        foreach (var units in listed)
        {
            units.Keys.ShouldBe(names, ignoreOrder: true);
            foreach (var analyte in Enum.GetValues<Analyte>())
                string.Join(", ", units[StoredName.Of(analyte)]).ShouldBe(Analytes.UnitsOf(analyte), StoredName.Of(analyte));
        }

        var patient = await clinic.EnrolAsync();
        var tried = 0;
        foreach (var (analyte, units) in listed[0])
        {
            // Of a ratio it says that there is none.
            foreach (var result in units is ["a bare number", _] ? ["1"] : units.Select(unit => $"1 {unit}"))
            {
                var body = new JsonObject { ["drawnOn"] = "2024-03-11", ["analyte"] = analyte, ["result"] = result };
                using var response = await clinic.PostAsync($"{patient}/labs?dryRun=true", body.ToJsonString());
                response.StatusCode.ShouldBe(HttpStatusCode.OK,
                    $"{body} {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
                tried++;
            }
        }

        tried.ShouldBeGreaterThan(names.Count);
    }

    // "serum-igg, serum-igg4 in g/L, mg/dL; …"
    private static Dictionary<string, string[]> Units(string description)
    {
        var (start, end) = (description.LastIndexOf("Units: ", StringComparison.Ordinal), description.LastIndexOf('.'));
        start.ShouldBeGreaterThanOrEqualTo(0, description);
        return description[(start + "Units: ".Length)..end].Split("; ").Select(group => group.Split(" in "))
            .SelectMany(group => group[0].Split(", ").Select(analyte => (analyte, Units: group[1].Split(", "))))
            .ToDictionary(pair => pair.analyte, pair => pair.Units);
    }
}
