using System.Net;
using System.Text;
using IgG4FollowUp.Api.Imports;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Integration.Analytics;
using IgG4FollowUp.Integration.Hosting;

namespace IgG4FollowUp.Integration.Imports;

/// <summary>Why a value is missing can be said in its cell, or in a list, and is kept beside what there is.</summary>
public sealed class MissingReasonSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    [Theory]
    [InlineData("not done", MissingReason.NotDone)]
    [InlineData("nicht durchgeführt", MissingReason.NotDone)]
    [InlineData("not-possible", MissingReason.NotPossible)]
    [InlineData("contraindicated", MissingReason.NotPossible)]
    [InlineData("refused", MissingReason.Refused)]
    [InlineData("Declined", MissingReason.Refused)]
    public void a_cell_of_a_number_says_why_there_is_none(string cell, MissingReason reason)
    {
        foreach (var (field, item) in new[]
        {
            ("pain_score", StatusItem.Pain), ("mjoa", StatusItem.Mjoa), ("mjoa_thoracic", StatusItem.MjoaThoracic),
            ("nurick", StatusItem.Nurick), ("modified_rankin", StatusItem.ModifiedRankin), ("weight_kg", StatusItem.Weight),
            ("scim_total", StatusItem.Scim), ("eq5d_profile", StatusItem.Eq5d), ("walking_distance_m", StatusItem.WalkingDistance),
        })
        {
            var status = Row($"study_number,last_visit_on,{field}\nA-1,2024-05-02,{cell}\n").Entries.OfType<StatusAssessed>()
                .ShouldHaveSingleItem(field);
            status.NotAssessed.ShouldBe([new(item, reason)]);
            status.AssessedOn.ShouldBe(ClinicalDate.Parse("2024-05-02"));
        }

        foreach (var field in new[] { "serum_igg4", "serum_igg4_mg_dl" })
        {
            var row = Row($"study_number,last_visit_on,{field}\nA-1,2024-05-02,{cell}\n");
            row.Entries.OfType<LabMeasured>().ShouldBeEmpty();
            row.Entries.OfType<LabMissed>().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
                missed => missed.NotMeasured.ShouldBe([new(Analyte.SerumIgG4, reason)]),
                missed => missed.MissedOn.ShouldBe(ClinicalDate.Parse("2024-05-02")));
        }
    }

    [Theory]
    [InlineData("not done", MissingReason.NotDone)]
    [InlineData("nicht möglich", MissingReason.NotPossible)]
    [InlineData("refused", MissingReason.Refused)]
    public void a_cell_of_a_study_or_of_histology_says_why_there_is_nothing(string cell, MissingReason reason)
    {
        foreach (var (field, item) in new[]
        {
            ("shape", StudyItem.Shape), ("t1_signal", StudyItem.T1Signal), ("t2_signal", StudyItem.T2Signal),
            ("enhancement", StudyItem.Enhancement), ("thickness_mm", StudyItem.Thickness),
            ("cord_compression", StudyItem.CordCompression), ("cord_cavity", StudyItem.CordCavity),
        })
        {
            var row = Row($"study_number,mri_on,levels,{field}\nA-1,2024-05-02,T2-T4,{cell}\n");
            row.Reasons.ShouldBeEmpty(field);
            row.Entries.OfType<LesionImaged>().ShouldHaveSingleItem(field).NotAssessed.ShouldBe([new(item, reason)], field);
        }

        foreach (var (field, item) in new[]
        {
            ("igg4_igg_percent", HistologyItem.IgG4ToIgG), ("storiform_fibrosis", HistologyItem.StoriformFibrosis),
            ("obliterative_phlebitis", HistologyItem.ObliterativePhlebitis),
        })
        {
            var row = Row($"study_number,biopsy_on,igg4_cells_per_hpf,{field}\nA-1,2024-05-02,40,{cell}\n");
            row.Reasons.ShouldBeEmpty(field);
            row.Entries.OfType<BiopsyReported>().ShouldHaveSingleItem(field).NotAssessed.ShouldBe([new(item, reason)], field);
        }
    }

    [Fact]
    public void the_numbers_of_blood_chemistry_and_vitamins_are_read_under_the_names_that_people_write()
    {
        var row = Row(
            "study_number,last_visit_on,labs\nA-1,2024-05-02,Hb 13.2 g/dl; WBC 6.4 x10^9/L; ANC 3100 /µl; PLT 212 10*9/L; ALT 44 U/L; "
                + "GOT 31 U/l; eGFR 74 mL/min/1.73 m²; HbA1c 6.5 %; fasting glucose 126 mg/dL; 25-OH vitamin D 20 ng/mL; CD19 4 /µl\n");
        row.Reasons.ShouldBeEmpty();
        row.Entries.OfType<LabMeasured>().Select(lab => $"{lab.Analyte} {lab.Result}").ShouldBe(
        [
            "Haemoglobin 13.2 g/dL", "Leucocytes 6.4 10*9/L", "Neutrophils 3100 /uL", "Platelets 212 10*9/L",
            "AlanineAminotransferase 44 U/L", "AspartateAminotransferase 31 U/L", "EstimatedGfr 74 mL/min/{1.73_m2}", "HbA1c 6.5 %",
            "FastingGlucose 126 mg/dL", "VitaminD 20 ng/mL", "BCells 4 /uL",
        ]);
    }

    [Theory]
    [InlineData("WBC 6,4 x10^9/L", "6.4 10*9/L")]
    [InlineData("PLT 212 10^9/L", "212 10*9/L")]
    [InlineData("PLT 212,5 10*9/L", "212.5 10*9/L")]
    [InlineData("eGFR 74,5 mL/min/1,73 m²", "74.5 mL/min/{1.73_m2}")]
    [InlineData("HbA1c 6,5%", "6.5 %")]
    public void digits_of_a_unit_are_no_part_of_the_number(string lab, string result)
    {
        var row = Row($"study_number,last_visit_on,labs\nA-1,2024-05-02,\"{lab}\"\n");
        row.Reasons.ShouldBeEmpty();
        row.Entries.OfType<LabMeasured>().ShouldHaveSingleItem().Result.ToString().ShouldBe(result);
    }

    [Theory]
    [InlineData("PLT 1.212.000 /uL")]
    [InlineData("PLT 212 000 /uL")]
    [InlineData("PLT 212'000 /uL")]
    [InlineData("PLT 212,000 /uL")]
    public void thousands_of_the_number_itself_are_refused_as_before(string lab) =>
        Row($"study_number,last_visit_on,labs\nA-1,2024-05-02,\"{lab}\"\n").Reasons.ShouldHaveSingleItem().Column.ShouldBe("labs");

    [Fact]
    public void what_nobody_reported_is_said_by_nothing_and_stays_nothing()
    {
        foreach (var cell in new[] { "", "-", "n/a", "unknown", "not reported", "not assessed" })
            Row($"study_number,mjoa,serum_igg4\nA-1,{cell},{cell}\n").Entries.ShouldBeEmpty(cell);
    }

    [Fact]
    public void a_list_of_results_and_of_what_was_not_assessed_says_both()
    {
        var row = Row(
            "study_number,last_visit_on,labs,labs_on,mjoa,scim,not_assessed,EQ-5D-5L\n"
            + "A-1,2024-05-02,C3 0.7 g/L; CSF protein: 1.1 g/L; CRP <0.5 mg/L; csf-igg4 refused; IgE not done,2024-05-01,14,88,"
            + "nurick not-done; responder index not possible,21232\n");
        row.Reasons.ShouldBeEmpty();
        row.Entries.OfType<LabMeasured>().Select(lab => (lab.Analyte, lab.Result.ToString(), lab.DrawnOn.ToString())).ShouldBe(
        [
            (Analyte.ComplementC3, "0.7 g/L", "2024-05-01"), (Analyte.CsfProtein, "1.1 g/L", "2024-05-01"),
            (Analyte.CReactiveProtein, "<0.5 mg/L", "2024-05-01"),
        ]);
        row.Entries.OfType<LabMissed>().ShouldHaveSingleItem().NotMeasured.ShouldBe(
            [new(Analyte.CsfIgG4, MissingReason.Refused), new(Analyte.SerumIgE, MissingReason.NotDone)]);
        row.Entries.OfType<StatusAssessed>().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            status => (status.Mjoa, status.ScimTotal, status.Eq5dProfile).ShouldBe((14, 88, "21232")),
            status => status.NotAssessed.ShouldBe(
                [new(StatusItem.Nurick, MissingReason.NotDone), new(StatusItem.ResponderIndex, MissingReason.NotPossible)]));
    }

    [Theory]
    [InlineData("labs", "C3 low")]
    [InlineData("labs", "C3 0.7")]
    [InlineData("labs", "C3 0.7 U/L")]
    [InlineData("labs", "unicorn 3 mg/L")]
    [InlineData("labs", "C3 0.7 g/L; C3 refused")]
    [InlineData("labs", "albumin 40 g/L")]
    [InlineData("not_assessed", "mjoa")]
    [InlineData("not_assessed", "mjoa 12")]
    [InlineData("not_assessed", "horoscope refused")]
    [InlineData("eq5d_profile", "11116")]
    [InlineData("scim_total", "101")]
    public void what_is_not_understood_is_refused_by_its_column(string field, string cell) =>
        Row($"study_number,last_visit_on,{field}\nA-1,2024-05-02,{cell}\n").Reasons.ShouldHaveSingleItem().Column.ShouldBe(field);

    [Fact]
    public async Task a_missing_result_reaches_the_record_its_export_and_the_table_of_analysts_and_no_table_of_results()
    {
        using var clinic = service.Client(clinic: "missing-reasons");
        using var sent = await clinic.ImportAsync(Encoding.UTF8.GetBytes(
            "study_number,sex,last_visit_on,serum_igg4,labs,consent_data_reuse,consent_on\n"
            + "M-1,F,2024-05-02,refused,C3 not-done; C4 0.2 g/L,given,2024-05-02\n"));
        sent.StatusCode.ShouldBe(HttpStatusCode.OK, await sent.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var id = (await clinic.VersionsAsync()).Keys.ShouldHaveSingleItem();
        using var recorded = await clinic.PostAsync(
            $"/api/patients/{id}/labs-missed",
            """{ "missedOn": "2024-06-10", "notMeasured": [ { "analyte": "serum-igg4", "reason": "not-possible" } ] }""");
        recorded.StatusCode.ShouldBe(HttpStatusCode.Created);
        using var twice = await clinic.PostAsync(
            $"/api/patients/{id}/labs-missed",
            """
            { "missedOn": "2024-06-10", "notMeasured": [ { "analyte": "serum-igg4", "reason": "refused" },
              { "analyte": "serum-igg4", "reason": "not-done" } ] }
            """);
        twice.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        using var none = await clinic.PostAsync($"/api/patients/{id}/labs-missed", """{ "missedOn": "2024-06-10", "notMeasured": [] }""");
        none.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);

        using var other = service.Client(clinic: "missing-reasons-again");
        using var round = await other.ImportAsync(ImportRequests.Utf8(await clinic.ExportAsync(id)), contentType: ImportRequests.Lines);
        round.StatusCode.ShouldBe(HttpStatusCode.OK, await round.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        await service.SettledAsync();
        await using var connection = await service.ConnectAsync();
        (await connection.ScalarAsync<string[]>("""
            select array(select concat_ws(' ', missed_on_earliest, analyte, reason) from analytics.labs_missed
                         where clinic = 'missing-reasons' order by missed_on_earliest, analyte)
            """)).ShouldBe(
            ["2024-05-02 complement-c3 not-done", "2024-05-02 serum-igg4 refused", "2024-06-10 serum-igg4 not-possible"]);
        (await connection.ScalarAsync<string[]>(
            "select array(select analyte from analytics.labs where clinic = 'missing-reasons')")).ShouldBe(["complement-c4"]);
    }

    private static ImportedCase Row(string csv)
    {
        var read = CaseFile.Read(Encoding.UTF8.GetBytes(csv));
        read.Problem.ShouldBeNull();
        return read.Rows.ShouldHaveSingleItem();
    }
}
