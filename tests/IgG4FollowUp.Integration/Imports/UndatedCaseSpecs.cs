using System.Text.Json.Nodes;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Hosting;

namespace IgG4FollowUp.Integration.Imports;

/// <summary>
/// Published cases give grades before and after treatment and months of follow-up, and no dates: they count all the same.
/// </summary>
public sealed class UndatedCaseSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private static readonly byte[] File = ImportRequests.Utf8(
        "citation,asia_before,asia_after,surgery,steroid,followup_months,recurrence",
        "\"Somebody A et al. One case, 2020\",C,D,laminectomy,prednisone,12,no",
        "\"Somebody B et al. Another case, 2021\",B,B,laminectomy,prednisone,24,yes",
        "\"Somebody C et al. A third case, 2022\",D,E,laminectomy,prednisone,36,");

    [Fact]
    public async Task grades_and_months_of_an_imported_file_enter_the_transition_matrix_and_the_survival_curve()
    {
        using (var clinic = service.Client(clinic: "undated"))
        using (var response = await clinic.ImportAsync(File))
        {
            (await response.ReportAsync()).Summary.Refused.ShouldBe(0);
            await service.SettledAsync();
        }

        using var analyst = service.Client(Roles.Analyst, clinic: null);
        var matrix = (await analyst.GetJsonAsync("/api/cohort/transitions?clinic=undated"))["matrix"]!.AsArray();
        Row("C")["d"]!.GetValue<int>().ShouldBe(1);
        Row("B")["b"]!.GetValue<int>().ShouldBe(1);
        Row("D")["e"]!.GetValue<int>().ShouldBe(1);

        foreach (var origin in new[] { "presentation", "treatment-start", "surgery" })
        {
            var survival = await analyst.GetJsonAsync($"/api/cohort/survival?clinic=undated&entry=origin&origin={origin}");
            var last = survival["curve"]!.AsArray()[^1]!;
            (last["time"]!.GetValue<int>(), last["censored"]!.GetValue<int>()).ShouldBe((365, 1), origin);
            // When the one recurred within two years nobody says, nor whether the other did.
            survival["notDeterminable"]!.GetValue<int>().ShouldBe(2);
        }

        JsonNode Row(string grade) => matrix.Single(row => row!["baseline"]?.GetValue<string>() == grade)!;
    }
}
