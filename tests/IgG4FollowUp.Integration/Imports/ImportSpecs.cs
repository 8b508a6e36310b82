using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Imports;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace IgG4FollowUp.Integration.Imports;

public sealed class ImportSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private static readonly Dictionary<string, string> Good = new()
    {
        ["citation"] = "Good A et al. IgG4-related pachymeningitis. Journal 2020",
        ["age"] = "50",
        ["sex"] = "F",
        ["levels"] = "T4",
    };
    private static readonly Dictionary<string, string> Bad = new() { ["citation"] = "Bad B et al. Journal 2021", ["age"] = "fifty" };

    [Fact]
    public async Task the_published_cases_are_recorded_once_and_importing_them_again_changes_nothing()
    {
        using var clinic = service.Client(clinic: "published-once");
        using var first = await clinic.ImportAsync(ImportRequests.Published);
        var report = await first.ReportAsync();
        (report.Summary.Applied, report.Summary.Rows, report.Summary.Refused, report.Summary.Duplicates).ShouldBe((true, 25, 0, 0));
        (report.Summary.Accepted + report.Summary.AcceptedWithWarnings).ShouldBe(25);
        var versions = await clinic.VersionsAsync();
        versions.Keys.ShouldBe(report.Rows.Select(row => row.PatientId!.Value), ignoreOrder: true);

        foreach (var mode in new[] { "all-or-nothing", "row-by-row" })
        {
            using var again = await clinic.ImportAsync(ImportRequests.Published, $"?mode={mode}");
            var second = await again.ReportAsync();
            second.Rows.ShouldAllBe(row => row.Outcome == RowOutcome.Duplicate && row.PatientId == null);
            second.Rows.Select(row => row.DuplicateOf!.PatientId).ShouldBe(report.Rows.Select(row => row.PatientId));
        }

        (await clinic.VersionsAsync()).ShouldBe(versions);
    }

    [Fact]
    public async Task a_dry_run_says_the_same_and_records_nothing()
    {
        using var clinic = service.Client(clinic: "dry-run");
        var file = CaseCsv.File(Good, Bad, Good);
        foreach (var mode in new[] { "all-or-nothing", "row-by-row" })
        {
            using var dry = await clinic.ImportAsync(file, $"?mode={mode}&dryRun=true");
            var rehearsed = await dry.ReportAsync();
            (await clinic.VersionsAsync()).ShouldBeEmpty();
            rehearsed.Summary.ShouldSatisfyAllConditions(summary => summary.DryRun.ShouldBeTrue(), summary =>
                summary.Applied.ShouldBeFalse());
            rehearsed.Rows.ShouldAllBe(row => row.PatientId == null);
            rehearsed.Rows.Select(row => row.Outcome).ShouldBe([RowOutcome.Accepted, RowOutcome.Refused, RowOutcome.Duplicate]);
        }

        using var real = await clinic.ImportAsync(file, "?mode=row-by-row");
        (await real.ReportAsync()).Rows.Select(row => row.Outcome)
            .ShouldBe([RowOutcome.Accepted, RowOutcome.Refused, RowOutcome.Duplicate]);
        (await clinic.VersionsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task all_or_nothing_records_nothing_when_one_row_is_refused_and_row_by_row_records_the_rest()
    {
        using var clinic = service.Client(clinic: "one-bad-row");
        var file = CaseCsv.File(Good, Bad, new() { ["citation"] = "Other C et al. Journal 2022" });
        using var refused = await clinic.ImportAsync(file);
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var report = await refused.ReportAsync();
        report.Summary.Applied.ShouldBeFalse();
        var reason = report.Rows[1].Reasons.ShouldHaveSingleItem();
        (report.Rows[1].Row, report.Rows[1].Line, reason.Column, reason.Code).ShouldBe((2, 3L, "age", "wrong-value"));
        (await clinic.VersionsAsync()).ShouldBeEmpty();

        using var rest = await clinic.ImportAsync(file, "?mode=row-by-row");
        rest.StatusCode.ShouldBe(HttpStatusCode.OK);
        var summary = (await rest.ReportAsync()).Summary;
        (summary.Applied, summary.Refused, summary.Accepted + summary.AcceptedWithWarnings).ShouldBe((true, 1, 2));
        (await clinic.VersionsAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task a_row_that_says_something_else_about_a_recorded_patient_is_refused_and_names_both()
    {
        using var clinic = service.Client(clinic: "changed-row");
        using var first = await clinic.ImportAsync(CaseCsv.File(Good));
        var patient = (await first.ReportAsync()).Rows.Single().PatientId;
        using var changed = await clinic.ImportAsync(CaseCsv.File(new Dictionary<string, string>(Good) { ["age"] = "51" }));
        var row = (await changed.ReportAsync()).Rows.Single();
        row.Outcome.ShouldBe(RowOutcome.Refused);
        var reason = row.Reasons.ShouldHaveSingleItem();
        (reason.Column, reason.Code, reason.OtherPatientId).ShouldBe(("age", "recorded-differently", patient));
    }

    [Fact]
    public async Task a_file_that_says_the_same_in_other_writing_is_recognised_and_one_that_says_something_else_is_not()
    {
        using var clinic = service.Client(clinic: "written-otherwise");
        (await OutcomeAsync("RSP-1,female,286 mg/dL,Laminectomy C4-C6,first seen elsewhere")).ShouldBe(RowOutcome.Accepted);
        (await OutcomeAsync("RSP-1,f,2.86 g/L,laminectomy  C4-C6,First seen elsewhere")).ShouldBe(RowOutcome.Duplicate);
        (await OutcomeAsync("RSP-1,f,2860mg/l,laminectomy C4-C6,first seen elsewhere")).ShouldBe(RowOutcome.Duplicate);
        (await OutcomeAsync("RSP-1,f,287 mg/dL,laminectomy C4-C6,first seen elsewhere")).ShouldBe(RowOutcome.Refused);

        async Task<RowOutcome> OutcomeAsync(string row)
        {
            var file = Encoding.UTF8.GetBytes($"study_number,sex,serum_igg4,surgery,notes\n{row}\n");
            using var response = await clinic.ImportAsync(file, "?mode=row-by-row");
            return (await response.ReportAsync()).Rows.ShouldHaveSingleItem().Outcome;
        }
    }

    [Fact]
    public async Task an_entry_that_was_corrected_since_still_makes_its_row_a_duplicate()
    {
        using var clinic = service.Client(clinic: "corrected");
        using var first = await clinic.ImportAsync(CaseCsv.File(Good));
        var patient = (await first.ReportAsync()).Rows.Single().PatientId;
        var lesion = (await clinic.GetJsonAsync($"/api/patients/{patient}"))["chart"]!["entries"]!.AsArray()
            .Single(entry => entry!["kind"]!.GetValue<string>() == "lesion")!;
        var entryId = lesion["entryId"]!.GetValue<string>();
        using var correction = await clinic.PostAsync(
            $"/api/patients/{patient}/entries/{entryId}/correction",
            """{ "replacement": { "kind": "lesion", "imagedOn": "not-reported", "lesionPresent": true, "levels": "T5" }, "reason": "The full text says T5." }""", ifMatch: "\"3\"");
        correction.StatusCode.ShouldBe(HttpStatusCode.OK, await correction.Content.ReadAsStringAsync());

        using var again = await clinic.ImportAsync(CaseCsv.File(Good));
        (await again.ReportAsync()).Rows.Single().Outcome.ShouldBe(RowOutcome.Duplicate);
    }

    [Fact]
    public async Task two_imports_of_one_file_at_once_record_each_patient_once()
    {
        using var clinic = service.Client(clinic: "at-once");
        var reports = await Task.WhenAll(Enumerable.Range(0, 6).Select(async number =>
        {
            // Those that come while another is running are told to come again.
            while (true)
            {
                using var response = await clinic.ImportAsync(ImportRequests.Published, number % 2 == 0 ? "?mode=row-by-row" : "");
                if (response.StatusCode != HttpStatusCode.TooManyRequests) return await response.ReportAsync();
            }
        }));

        var patients = (await clinic.VersionsAsync()).Keys;
        patients.Count().ShouldBe(25);
        reports.SelectMany(report => report.Rows).Where(row => row.PatientId is not null).Select(row => row.PatientId!.Value)
            .ShouldBe(patients, ignoreOrder: true);
        reports.Sum(report => report.Summary.Duplicates).ShouldBe(5 * 25);
    }

    [Fact]
    public async Task an_import_that_was_cut_off_is_completed_by_repeating_it()
    {
        using var clinic = service.Client(clinic: "cut-off");
        var file = ImportRequests.Utf8(Enumerable.Range(1, 500)
            .Select(number => $$"""{ "enrolment": { "studyNumber": "CUT-{{number}}", "enrolledOn": "2024" } }"""));
        await using (var scope = service.Host.Services.CreateAsyncScope())
        {
            var cutOff = scope.ServiceProvider.GetRequiredService<Importer>().RunAsync(
                new("cut-off", ImportMode.RowByRow, DryRun: false, new WriteRequest("dr-test", null, null, [])),
                PatientLines.Read(file, TimeProvider.System).Rows, _ => throw new OperationCanceledException(), CancellationToken.None);
            await Should.ThrowAsync<OperationCanceledException>(cutOff);
        }

        var early = (await clinic.VersionsAsync()).Count;
        early.ShouldBeInRange(1, 499);
        using var repeated = await clinic.ImportAsync(file, "?mode=row-by-row", ImportRequests.Lines);
        var report = await repeated.ReportAsync();
        report.Summary.ShouldSatisfyAllConditions(summary => summary.Refused.ShouldBe(0), summary => summary.Duplicates.ShouldBe(early));
        var versions = await clinic.VersionsAsync();
        versions.Count.ShouldBe(500);
        versions.Values.ShouldAllBe(version => version == 1);
    }

    [Fact]
    public async Task rows_stream_as_lines_and_the_summary_comes_last()
    {
        using var clinic = service.Client(clinic: "lines");
        using var response = await clinic.ImportAsync(ImportRequests.Published, "?mode=row-by-row", accept: ImportRequests.Lines);
        response.Content.Headers.ContentType!.MediaType.ShouldBe(ImportRequests.Lines);
        var lines = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!).ToList();
        lines.Count.ShouldBe(26);
        lines.Take(25).Select(line => line["row"]!.GetValue<int>()).ShouldBe(Enumerable.Range(1, 25));
        lines[25]["summary"]!["applied"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task a_repeated_request_with_the_same_key_gets_the_first_answer_and_another_request_is_refused()
    {
        using var clinic = service.Client(clinic: "keys");
        foreach (var (mode, citation) in new[] { ("row-by-row", "One A et al. 2020"), ("all-or-nothing", "Two B et al. 2020") })
        {
            var file = CaseCsv.File(new Dictionary<string, string> { ["citation"] = citation });
            using var first = await clinic.ImportAsync(file, $"?mode={mode}", idempotencyKey: mode);
            using var second = await clinic.ImportAsync(file, $"?mode={mode}", idempotencyKey: mode);
            second.StatusCode.ShouldBe(HttpStatusCode.OK);
            (await second.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
            using var lines = await clinic.ImportAsync(file, $"?mode={mode}", accept: ImportRequests.Lines, idempotencyKey: mode);
            (await lines.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
            using var other = await clinic.ImportAsync(CaseCsv.File(Good), $"?mode={mode}", idempotencyKey: mode);
            other.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
            (await other.JsonAsync())["type"]!.GetValue<string>().ShouldEndWith("idempotency-key-reused");
        }

        (await clinic.VersionsAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task what_is_read_back_as_ndjson_makes_the_same_patients_in_another_clinic_and_duplicates_in_the_same()
    {
        using var clinic = service.Client(clinic: "export-from");
        using var other = service.Client(clinic: "export-to");
        using var import = await clinic.ImportAsync(ImportRequests.Published);
        import.StatusCode.ShouldBe(HttpStatusCode.OK);
        var lines = new List<string>();
        foreach (var patient in (await clinic.VersionsAsync()).Keys) lines.Add(await clinic.ExportAsync(patient));

        using var same = await clinic.ImportAsync(ImportRequests.Utf8(lines), contentType: ImportRequests.Lines);
        (await same.ReportAsync()).Rows.ShouldAllBe(row => row.Outcome == RowOutcome.Duplicate);

        using var moved = await other.ImportAsync(ImportRequests.Utf8(lines), contentType: ImportRequests.Lines);
        (await moved.ReportAsync()).Summary
            .ShouldSatisfyAllConditions(summary => summary.Applied.ShouldBeTrue(), summary => summary.Rows.ShouldBe(25));
        var copies = new List<string>();
        foreach (var patient in (await other.VersionsAsync()).Keys) copies.Add(await other.ExportAsync(patient));
        copies.ShouldBe(lines, ignoreOrder: true);
    }

    [Fact]
    public async Task a_line_may_hold_visits_and_entries_without_ids_are_recognised_by_their_place()
    {
        using var clinic = service.Client(clinic: "visits");
        var line = """
            { "enrolment": { "studyNumber": "V-1", "sex": "male", "enrolledOn": "2024-01-08" },
              "entries": [ { "kind": "presentation", "presentedOn": "2024-01-08", "ageYears": 55 } ],
              "visits": [ { "visitedOn": "2024-03-01", "asiaGrade": { "grade": "C" }, "steroidCourses": [ { "drug": "prednisolone", "dailyDoseMg": 40 } ] },
                          { "visitedOn": "2024-06-01", "asiaGrade": { "grade": "D" } } ] }
            """.ReplaceLineEndings(" ");
        using var first = await clinic.ImportAsync(ImportRequests.Utf8("", line, ""), contentType: ImportRequests.Lines);
        var row = (await first.ReportAsync()).Rows.ShouldHaveSingleItem();
        (row.Outcome, row.Line, row.StudyNumber).ShouldBe((RowOutcome.Accepted, 2L, "V-1"));
        var entries = (await clinic.GetJsonAsync($"/api/patients/{row.PatientId}"))["chart"]!["entries"]!.AsArray();
        entries.Select(entry => entry!["kind"]!.GetValue<string>()).ShouldBe(
            ["enrolment", "presentation", "asia-grade", "steroid-course", "visit", "asia-grade", "visit"]);
        entries[4]!["recorded"]!.AsArray().Count.ShouldBe(2);

        using var again = await clinic.ImportAsync(ImportRequests.Utf8(line), contentType: ImportRequests.Lines);
        (await again.ReportAsync()).Rows.Single().Outcome.ShouldBe(RowOutcome.Duplicate);
    }

    [Fact]
    public async Task study_numbers_that_look_alike_are_warned_about_within_the_file_and_against_the_clinic()
    {
        using var clinic = service.Client(clinic: "alike");
        var recorded = Guid.Parse((await clinic.EnrolAsync("QX-O7")).Split('/')[^1]);
        var file = ImportRequests.Utf8(
            "study_number,sex", "qx-o7.,m", "QW-I5,f", "QW--l5,f", "QW-6,f");
        foreach (var query in new[] { "?dryRun=true", "" })
        {
            using var response = await clinic.ImportAsync(file, query);
            var rows = (await response.ReportAsync()).Rows;
            rows.Select(row => row.Warnings.SingleOrDefault(warning => warning.Code == "study-number-alike"))
                .Select(warning => (warning?.Column, warning?.OtherRow, warning?.OtherPatientId))
                .ShouldBe([("study_number", null, recorded), ("study_number", 3, null), ("study_number", 2, null), (null, null, null)],
                    query);
        }

        (await clinic.VersionsAsync()).Count.ShouldBe(5);
        using var again = await clinic.ImportAsync(file);
        (await again.ReportAsync()).Rows.ShouldAllBe(row => row.Outcome == RowOutcome.Duplicate && row.Warnings.Count == 0);
    }

    [Fact]
    public async Task a_wrong_line_is_refused_with_a_pointer_and_the_others_are_recorded()
    {
        using var clinic = service.Client(clinic: "wrong-lines");
        using var response = await clinic.ImportAsync(
            ImportRequests.Utf8(
                """{ "enrolment": { "studyNumber": "L-1", "enrolledOn": "2024" } }""",
                """{ "enrolment": { "studyNumber": "L-2", "enrolledOn": "2024" }, "entries": [ { "kind": "asia-grade", "assessedOn": "2024-02", "grade": "F" } ] }""",
                """{ "enrolment": { "studyNumber": "L-3", "enrolledOn": "2024" }, "visits": [ { "visitedOn": "2024", "labs": [ { "analyte": "serum-igg4", "result": "3 mm/h" } ] } ] }""",
                """{ "enrolment": { "studyNumber": "L-4", "enrolledOn": "2024" }, "name": "?" }""",
                "{",
                """{ "enrolment": { "studyNumber": "L-5", "enrolledOn": "2099-01-01" } }"""),
            "?mode=row-by-row", ImportRequests.Lines);
        var rows = (await response.ReportAsync()).Rows;
        rows[0].Outcome.ShouldBe(RowOutcome.Accepted);
        rows.Skip(1).ShouldAllBe(row => row.Outcome == RowOutcome.Refused);
        rows.Skip(1).Select(row => row.Reasons[0].Pointer)
            .ShouldBe(["#/entries/0/grade", "#/visits/0/labs/0/result", "#/name", "#", "#/enrolment/enrolledOn"]);
        (await clinic.VersionsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task what_is_no_import_at_all_is_a_problem_and_records_nothing()
    {
        using var clinic = service.Client(clinic: "broken");
        var file = CaseCsv.File(Good);
        (byte[] Body, string Query, string Type, int Status)[] requests =
        [
            (file, "?mode=some", ImportRequests.Csv, 400),
            (file, "?dryRun=maybe", ImportRequests.Csv, 400),
            (file, "", "application/json", 415),
            (file, "", "text/csv; charset=latin1", 415),
            ([], "", ImportRequests.Csv, 400),
            ([], "", ImportRequests.Lines, 400),
            (Encoding.Latin1.GetBytes("{ \"é\": 1 }"), "", ImportRequests.Lines, 400),
            ("citation,year\r\n"u8.ToArray(), "", ImportRequests.Csv, 400),
            (new byte[Service.MaximumBody + 1], "", ImportRequests.Csv, 413),
        ];
        foreach (var (body, query, type, status) in requests)
        {
            using var response = await clinic.ImportAsync(body, query, type);
            ((int)response.StatusCode).ShouldBe(status, $"{query} {type}");
            response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        }

        using var badKey = await clinic.ImportAsync(file, idempotencyKey: new string('k', 201));
        badKey.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await clinic.VersionsAsync()).ShouldBeEmpty();
        using var utf8 = await clinic.ImportAsync(file, contentType: "text/csv; charset=UTF-8; header=present");
        utf8.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task a_line_whose_member_has_a_name_that_is_no_text_is_refused_and_the_others_come_in()
    {
        using var clinic = service.Client(clinic: "surrogates");
        using var response = await clinic.ImportAsync(
            ImportRequests.Utf8(
                """{ "enrolment": { "studyNumber": "S-1", "enrolledOn": "2024" } }""",
                """{ "enrolment": { "studyNumber": "S-2", "enrolledOn": "2024" }, "x\ud800": 1 }""",
                """{ "enrolment": { "studyNumber": "S-3", "enrolledOn": "2024", "\udc00": { "\ud800": [] } } }""",
                """{ "enrolment": { "studyNumber": "S-4", "enrolledOn": "2024" } }"""),
            "?mode=row-by-row", ImportRequests.Lines);
        (await response.ReportAsync()).Rows.Select(row => row.Outcome)
            .ShouldBe([RowOutcome.Accepted, RowOutcome.Refused, RowOutcome.Refused, RowOutcome.Accepted]);
    }

    [Fact]
    public async Task one_import_of_a_clinic_runs_at_a_time_and_another_clinic_does_not_wait()
    {
        using var busy = service.Client(clinic: "busy");
        using var idle = service.Client(clinic: "idle");
        var turns = service.Host.Services.GetRequiredService<ImportTurns>();
        using (turns.TryTake("busy"))
        {
            using var refused = await busy.ImportAsync(CaseCsv.File(Good));
            refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            refused.Headers.RetryAfter.ShouldNotBeNull();
            (await refused.JsonAsync())["type"]!.GetValue<string>().ShouldEndWith("import-running");
            using var other = await idle.ImportAsync(CaseCsv.File(Good));
            other.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        foreach (var file in new[] { "x"u8.ToArray(), CaseCsv.File(Good), CaseCsv.File(Good) })
        {
            using var next = await busy.ImportAsync(file);
            next.StatusCode.ShouldNotBe(HttpStatusCode.TooManyRequests);
        }
    }

    [Fact]
    public async Task an_import_whose_client_has_left_stops_before_it_records_anything()
    {
        using var clinic = service.Client(clinic: "left");
        using var left = new CancellationTokenSource();
        await left.CancelAsync();
        var lines = ImportRequests.Utf8("""{ "enrolment": { "studyNumber": "G-1", "enrolledOn": "2024" } }""");
        Should.Throw<OperationCanceledException>(() => CaseFile.Read(CaseCsv.File(Good), null, left.Token));
        Should.Throw<OperationCanceledException>(() => PatientLines.Read(lines, TimeProvider.System, left.Token));
        await using var scope = service.Host.Services.CreateAsyncScope();
        await Should.ThrowAsync<OperationCanceledException>(scope.ServiceProvider.GetRequiredService<Importer>().RunAsync(
            new("left", ImportMode.RowByRow, DryRun: false, new WriteRequest("dr-test", null, null, [])),
            PatientLines.Read(lines, TimeProvider.System).Rows, _ => Task.CompletedTask, left.Token));
        (await clinic.VersionsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_spreadsheet_is_refused_by_its_name_with_what_to_do()
    {
        using var clinic = service.Client(clinic: "spreadsheets");
        (byte[] Body, string Type, int Status)[] files =
        [
            ("PK\u0003\u0004 and so on"u8.ToArray(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 415),
            ([0xd0, 0xcf, 0x11, 0xe0], "application/vnd.ms-excel", 415),
            ("PK\u0003\u0004 and so on"u8.ToArray(), ImportRequests.Csv, 400),
            ([0xd0, 0xcf, 0x11, 0xe0], ImportRequests.Csv, 400),
            ("PK\u0003\u0004 and so on"u8.ToArray(), ImportRequests.Lines, 400),
            ([0xff, 0xfe, 0x41, 0x00], ImportRequests.Csv, 400),
        ];
        foreach (var (body, type, status) in files)
        {
            using var response = await clinic.ImportAsync(body, contentType: type);
            ((int)response.StatusCode).ShouldBe(status, type);
            (await response.JsonAsync())["detail"]!.GetValue<string>().ShouldContain("CSV UTF-8");
        }
    }

    [Fact]
    public async Task clinicians_and_administrators_of_a_clinic_import_and_analysts_do_not()
    {
        using var admin = service.Client(Roles.Admin, "roles");
        using var analyst = service.Client(Roles.Analyst, "roles");
        using var nowhere = service.Client(Roles.Admin, clinic: null);
        using var allowed = await admin.ImportAsync(CaseCsv.File(Good));
        allowed.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var forbidden = await analyst.ImportAsync(CaseCsv.File(Good));
        forbidden.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var without = await nowhere.ImportAsync(CaseCsv.File(Good));
        without.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await without.JsonAsync())["detail"]!.GetValue<string>().ShouldContain("names no clinic");
        (await forbidden.JsonAsync())["detail"]!.GetValue<string>().ShouldContain("role clinician or admin");
    }

    [Fact]
    public async Task the_description_names_both_forms_and_the_shape_of_a_line()
    {
        using var anyone = service.Host.Server.CreateClient();
        var operation = (await anyone.GetJsonAsync("/openapi/v1.json"))["paths"]!["/api/imports"]!["post"]!;
        var content = operation["requestBody"]!["content"]!;
        content.AsObject().Select(form => form.Key).ShouldBe([ImportRequests.Csv, ImportPatients.Tsv, ImportRequests.Lines]);
        foreach (var table in new[] { ImportRequests.Csv, ImportPatients.Tsv })
            content[table]!["schema"]!["description"]!.GetValue<string>().ShouldContain("serum_igg4_mg_dl");
        content[ImportRequests.Lines]!["schema"]!["properties"]!.AsObject().Select(property => property.Key)
            .ShouldBe(["enrolment", "entries", "visits"]);
        operation["parameters"]!.AsArray().Select(parameter => parameter!["name"]!.GetValue<string>())
            .ShouldBe(["mode", "dryRun", "map", "Idempotency-Key"]);
    }
}
