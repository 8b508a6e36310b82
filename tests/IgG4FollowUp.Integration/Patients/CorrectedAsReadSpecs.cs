using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Imports;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.Integration.Imports;

namespace IgG4FollowUp.Integration.Patients;

/// <summary>
/// What the service wrote by itself it takes back: every entry of an import can be corrected with all its values as they are read.
/// </summary>
public sealed class CorrectedAsReadSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    // Numbers in other units and with as many decimals as a conversion leaves.
    private const string Converted =
        "study_number,sex,birth_year,enrolled_on,last_visit_on,followup_months,weight_kg,thickness_mm,mri_on,levels,steroid,steroid_on,"
        + "steroid_dose_mg,serum_igg4,serum_igg4_on,serum_igg4_limit,sparing_agent,sparing_agent_on,administered_on,"
        + "administration_dose_mg,walking_distance_m,status_on,igg4_igg_percent,biopsy_on,labs,labs_on,safety_checks,safety_checks_on\n"
        + "C-1,F,1970,2023-01-02,2024-05-06,1.25 years,150 lb,0.333333 cm,2023-01-03,C5-T4,prednisolone,2023-01-05,33.333333,2.123456 g/L,"
        + "2023-01-03,1.4 g/L,rituximab,2023-02-01,2023-08-01,333.333333,0.333 km,2024-05-06,45.123456,2023-01-10,C3 0.7 g/L,2024-05-06,"
        + "BP 135/85; T-score -2.1,2024-05-06\n"
        + "C-2,M,1971,2023-01-02,2024-05-06,1.5 years,70123 g,3.123456,2023-01-03,C5,PSL 0.5 mg/kg,2023-01-05,,135 mg/dL,2023-01-03,,"
        + "MTX,2023-02-01,,,,,,,,,,\n";

    [Fact]
    public async Task every_entry_of_an_import_is_corrected_with_what_was_read_of_it_and_a_note()
    {
        var corrected = 0;
        var faults = new List<string>();
        foreach (var (name, file) in new[]
        {
            ("read-published", ImportRequests.Published),
            ("read-comparators", File.ReadAllBytes(Demonstration.PathOf("comparator-cases.csv"))),
            ("read-converted", Encoding.UTF8.GetBytes(Converted)),
        })
        {
            using var clinic = service.Client(clinic: name);
            using var import = await clinic.ImportAsync(file, "?mode=row-by-row");
            var report = await import.ReportAsync();
            report.Summary.Refused.ShouldBe(0, string.Join(' ', report.Rows.SelectMany(row => row.Reasons)));
            foreach (var row in report.Rows)
            {
                var patient = $"/api/patients/{row.PatientId}";
                var read = await clinic.GetJsonAsync(patient);
                var version = read["version"]!.GetValue<long>();
                foreach (var entry in read["chart"]!["entries"]!.AsArray())
                {
                    var replacement = entry!.DeepClone();
                    replacement["note"] = "As in the letter.";
                    var body = new JsonObject { ["replacement"] = replacement, ["reason"] = "The letter was found." };
                    using var response = await clinic.PostAsync(
                        $"{patient}/entries/{entry["entryId"]}/correction", body.ToJsonString(), ifMatch: $"\"{version}\"");
                    if (response.StatusCode == HttpStatusCode.OK) version = (await response.JsonAsync())["version"]!.GetValue<long>();
                    else faults.Add($"{entry.ToJsonString()}: {(int)response.StatusCode} "
                        + await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
                    corrected++;
                }
            }
        }

        faults.ShouldBeEmpty();
        corrected.ShouldBeGreaterThan(200);
    }
}
