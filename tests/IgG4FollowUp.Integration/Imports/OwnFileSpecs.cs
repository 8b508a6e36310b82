using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Imports;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Integration.Hosting;

namespace IgG4FollowUp.Integration.Imports;

/// <summary>A site's own spreadsheet comes in as it is.</summary>
public sealed class OwnFileSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private const string Map = """
        { "columns": { "Pat-Nr": "study_number", "IgG4": { "field": "serum_igg4", "unit": "g/L" }, "Blut am": "serum_igg4_on", "MRT am": "mri_on",
                       "Station": "ignore", "Beginn GC": "steroid_on", "Zweitlinie": "sparing_agent" }, "decimal": "comma" }
        """;

    private const string German =
        "Pat-Nr;Geschlecht;Geburtsdatum;MRT am;Segmente;Kompartiment;Lage;IgG4;Blut am;Beginn "
        + "GC;Kortison;Zweitlinie;Rezidiv;Station;Name\r\n"
        + "RSP-1;männlich;24.12.1968;11.03.2024;Th5-8;dural;Dorsal;2,86;12.3.2024;15.03.2024;Prednisolon 40 mg/d;MTX;nein;B3;Muster\r\n"
        + "RSP-2;w;1971;2024-04;C4 to T2;epidural;anterior;-;;;keine;k.A.;ja;B3;Beispiel\r\n"
        + ";;;;;;;;;;;;;;\r\n\r\n";

    [Fact]
    public async Task a_clinics_own_table_is_recorded_as_its_own_patients_with_dates_units_and_words()
    {
        using var clinic = service.Client(clinic: "own-table");
        using var response = await clinic.ImportAsync(Encoding.UTF8.GetBytes(German), $"?map={Uri.EscapeDataString(Map)}");
        var report = await response.ReportAsync();
        report.Summary.ShouldSatisfyAllConditions(summary => summary.Applied.ShouldBeTrue(), summary => summary.Rows.ShouldBe(2), summary =>
            summary.Refused.ShouldBe(0));
        report.Rows.Select(row => row.StudyNumber).ShouldBe(["RSP-1", "RSP-2"]);
        report.Columns.ShouldNotBeNull().Single(column => column.Column == "Name").ShouldSatisfyAllConditions(
            column => column.Source.ShouldBe(ColumnSource.Identifying), column => column.Field.ShouldBeNull());
        report.Columns!.ShouldAllBe(column => column.Values == null);

        var chart = await ChartAsync(clinic, report.Rows[0]);
        (chart.Enrolment.Origin, chart.Enrolment.Sex, chart.Enrolment.BirthYear).ShouldBe((DataOrigin.Clinic, Sex.Male, 1968));
        chart.Of<LesionImaged>().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            lesion => lesion.ImagedOn.ShouldBe(ClinicalDate.Parse("2024-03-11")),
            lesion => lesion.Levels.ShouldBe(SpinalLevels.Parse("T5-T8")),
            lesion => lesion.Compartment.ShouldBe(Compartment.Dura), lesion => lesion.Pattern.ShouldBe(LesionPattern.Dorsal),
            lesion => lesion.SourceWording.ShouldBe("Levels: Th5-8\nCompartment: dural\nPattern: Dorsal"));
        chart.Of<LabMeasured>().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            lab => lab.Result.ToString().ShouldBe("2.86 g/L"), lab => lab.ResultAsGiven.ShouldBe("2,86"), lab =>
                lab.DrawnOn.ShouldBe(ClinicalDate.Parse("2024-03-12")));
        chart.Of<SteroidCourseStarted>().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            course => course.Drug.ShouldBe(Glucocorticoid.Prednisolone), course => course.DailyDoseMg.ShouldBe(40), course =>
                course.StartedOn.ShouldBe(ClinicalDate.Parse("2024-03-15")));
        chart.Of<SparingAgentStarted>().ShouldHaveSingleItem().Agent.ShouldBe(SparingAgent.Methotrexate);
        chart.Of<VisitLogged>().ShouldHaveSingleItem().RecurrenceAssessment.ShouldBe(RecurrenceAssessment.None);

        var second = await ChartAsync(clinic, report.Rows[1]);
        second.Of<LesionImaged>().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            lesion => lesion.Levels.ShouldBe(SpinalLevels.Parse("C4-T2")), lesion => lesion.Pattern.ShouldBe(LesionPattern.Ventral));
        second.Of<SteroidCourseStarted>().ShouldBeEmpty();
        second.Of<LabMeasured>().ShouldBeEmpty();
        second.Of<RecurrenceRecorded>().ShouldHaveSingleItem();

        using var again = await clinic.ImportAsync(Encoding.UTF8.GetBytes(German), $"?map={Uri.EscapeDataString(Map)}");
        (await again.ReportAsync()).Rows.ShouldAllBe(row => row.Outcome == RowOutcome.Duplicate);
    }

    [Fact]
    public async Task what_came_in_as_a_table_goes_out_and_in_again_as_ndjson()
    {
        using var clinic = service.Client(clinic: "table-out");
        using var response = await clinic.ImportAsync(Encoding.UTF8.GetBytes(German), $"?map={Uri.EscapeDataString(Map)}");
        var lines = new List<string>();
        foreach (var row in (await response.ReportAsync()).Rows) lines.Add(await clinic.ExportAsync(row.PatientId!.Value));
        using var same = await clinic.ImportAsync(ImportRequests.Utf8(lines), contentType: ImportRequests.Lines);
        (await same.ReportAsync()).Rows.ShouldAllBe(row => row.Outcome == RowOutcome.Duplicate);
    }

    [Fact]
    public async Task a_dry_run_shows_for_each_column_what_was_understood()
    {
        using var clinic = service.Client(clinic: "own-dry");
        using var response = await clinic.ImportAsync(Encoding.UTF8.GetBytes(German), $"?dryRun=true&map={Uri.EscapeDataString(Map)}");
        var columns = (await response.ReportAsync()).Columns.ShouldNotBeNull();
        columns.Select(column => column.Field).ShouldBe(
            ["study_number", "sex", "birth_year", "mri_on", "levels", "compartment", "pattern", "serum_igg4", "serum_igg4_on", "steroid_on",
                "steroid", "sparing_agent", "recurrence", null, null]);
        Column("Geschlecht").ShouldSatisfyAllConditions(
            column => column.Source.ShouldBe(ColumnSource.Guessed), column =>
                column.Values.ShouldBe([new("männlich", "male", 1), new("w", "female", 1)]));
        Column("Segmente").Values.ShouldBe([new("Th5-8", "T5-T8", 1), new("C4 to T2", "C4-T2", 1)]);
        Column("IgG4").ShouldSatisfyAllConditions(
            column => column.Unit.ShouldBe("g/L"), column => (column.Filled, column.StatedAbsent, column.NotReported).ShouldBe((1, 0, 1)),
            column => column.Values.ShouldNotBeNull().ShouldContain(new UnderstoodValue("2,86", "2.86 g/L", 1)));
        Column("Kortison").Values.ShouldNotBeNull().ShouldContain(new UnderstoodValue("keine", "stated absent", 1));
        Column("Name").Values.ShouldBeNull();
        Column("Geburtsdatum").Values.ShouldBeNull();
        Column("Station").Source.ShouldBe(ColumnSource.Ignored);

        ImportColumn Column(string header) => columns.Single(column => column.Column == header);
    }

    [Theory]
    [InlineData(",")]
    [InlineData(";")]
    [InlineData("\t")]
    [InlineData("|")]
    public void comma_semicolon_tab_and_bar_separate(string separator)
    {
        var text = "study_number,sex,age,IgG4 (mg/dL)\nA-1,male,55,286\n".Replace(",", separator, StringComparison.Ordinal);
        foreach (var file
            in new[] { text, "\uFEFF" + text, text.Replace("\n", "\r\n", StringComparison.Ordinal), $"sep={separator}\r\n{text}" })
        {
            var row = Read(file).Rows.ShouldHaveSingleItem();
            row.Reasons.ShouldBeEmpty();
            row.Entries.OfType<LabMeasured>().ShouldHaveSingleItem().Result.ToString().ShouldBe("286 mg/dL");
        }
    }

    [Theory]
    [InlineData("male", Sex.Male)]
    [InlineData("M", Sex.Male)]
    [InlineData("m", Sex.Male)]
    [InlineData("♂", Sex.Male)]
    [InlineData("Female", Sex.Female)]
    [InlineData("♀", Sex.Female)]
    [InlineData("weiblich", Sex.Female)]
    [InlineData("weibl.", Sex.Female)]
    [InlineData("女", Sex.Female)]
    [InlineData("other", Sex.Other)]
    public void sex_is_understood_in_the_words_of_the_field(string cell, Sex sex) => Cell("sex", cell).Enrolment!.Sex.ShouldBe(sex);

    [Theory]
    [InlineData("followup_months", "1 year", 12)]
    [InlineData("followup_months", "2,5 Jahre", 30)]
    [InlineData("followup_months", "18m", 18)]
    [InlineData("followup_months", "3 weeks", null)]
    [InlineData("age", "55y", 55)]
    [InlineData("age", "55 months", null)]
    [InlineData("steroid_dose_mg", "0.5 g", 500)]
    [InlineData("steroid_dose_mg", "40 mg/day", 40)]
    [InlineData("steroid_dose_mg", "40 months", null)]
    [InlineData("birth_year", "1968.0", 1968)]
    public void a_number_is_taken_in_the_unit_it_is_given_in_or_refused(string field, string cell, int? value)
    {
        var row = Cell(field, cell);
        if (value is null)
        {
            row.Reasons.ShouldHaveSingleItem().Column.ShouldBe(field);
            return;
        }

        row.Reasons.ShouldBeEmpty();
        decimal? read = field switch
        {
            "age" => row.Entries.OfType<PresentationRecorded>().Single().AgeYears,
            "birth_year" => row.Enrolment!.BirthYear,
            "steroid_dose_mg" => row.Entries.OfType<SteroidCourseStarted>().Single().DailyDoseMg,
            _ => row.Entries.OfType<VisitLogged>().Single().StatedFollowUpMonths,
        };
        read.ShouldBe(value);
    }

    [Fact]
    public void words_that_name_no_operation_are_recorded_with_a_warning()
    {
        Cell("surgery", "see letter").Warnings.ShouldHaveSingleItem().Code.ShouldBe("procedure-unknown");
        Cell("surgery", "yes").Warnings.ShouldBeEmpty();
        Cell("surgery", "laminectomy").Warnings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("MTX", SparingAgent.Methotrexate)]
    [InlineData("mtx 15 mg weekly", SparingAgent.Methotrexate)]
    [InlineData("RTX", SparingAgent.Rituximab)]
    [InlineData("AZA", SparingAgent.Azathioprine)]
    [InlineData("MMF", SparingAgent.Mycophenolate)]
    [InlineData("Cyclosporine", SparingAgent.Ciclosporin)]
    [InlineData("mycophenolic acid", SparingAgent.Mycophenolate)]
    public void agents_are_understood_by_their_short_names(string cell, SparingAgent agent) =>
        Cell("sparing_agent", cell).Entries.OfType<SparingAgentStarted>().ShouldHaveSingleItem().Agent.ShouldBe(agent);

    [Fact]
    public void several_agents_in_one_cell_are_as_many_treatments() =>
        Cell("sparing_agent", "AZA, then rituximab").Entries.OfType<SparingAgentStarted>().Select(start => start.Agent)
            .ShouldBe([SparingAgent.Azathioprine, SparingAgent.Rituximab]);

    [Theory]
    [InlineData("2024-03-11", "2024-03-11")]
    [InlineData("2024/3/11", "2024-03-11")]
    [InlineData("11.03.2024", "2024-03-11")]
    [InlineData("11.3.2024 00:00:00", "2024-03-11")]
    [InlineData("2024-03-11T00:00:00", "2024-03-11")]
    [InlineData("11 Mar 2024", "2024-03-11")]
    [InlineData("11/Mar/2024", "2024-03-11")]
    [InlineData("March 11, 2024", "2024-03-11")]
    [InlineData("11. März 2024", "2024-03-11")]
    [InlineData("3. Dezember 2024", "2024-12-03")]
    [InlineData("2024-03-11T10:00:00+01:00", "2024-03-11")]
    [InlineData("25/03/2024", "2024-03-25")]
    [InlineData("03/25/2024", "2024-03-25")]
    [InlineData("03/2024", "2024-03")]
    [InlineData("March 2024", "2024-03")]
    [InlineData("2024年3月11日", "2024-03-11")]
    [InlineData("2024", "2024")]
    public void dates_are_read_as_spreadsheets_write_them(string cell, string date) =>
        Cell("mri_on", cell, ("levels", "T4")).Entries.OfType<LesionImaged>().ShouldHaveSingleItem().ImagedOn
            .ShouldBe(ClinicalDate.Parse(date));

    [Theory]
    [InlineData("03/04/2024")]
    [InlineData("45361")]
    [InlineData("31.02.2024")]
    [InlineData("11.03.24")]
    [InlineData("yesterday")]
    public void a_date_that_is_none_or_may_be_two_is_refused_by_its_column_with_the_value(string cell)
    {
        var reason = Cell("mri_on", cell, ("levels", "T4")).Reasons.ShouldHaveSingleItem();
        (reason.Column, reason.Value).ShouldBe(("mri_on", cell));
    }

    [Fact]
    public void one_date_that_tells_day_from_month_tells_it_for_the_file()
    {
        Read("study_number,mri_on,levels\nA-1,03/04/2024,T4\nA-2,25/04/2024,T4\n").Rows[0].Entries.OfType<LesionImaged>().Single().ImagedOn
            .ShouldBe(ClinicalDate.Parse("2024-04-03"));
        Read("study_number,mri_on,levels\nA-1,03/04/2024,T4\nA-2,04/25/2024,T4\n").Rows[0].Entries.OfType<LesionImaged>().Single().ImagedOn
            .ShouldBe(ClinicalDate.Parse("2024-03-04"));
        Read("study_number,mri_on,levels\nA-1,03/04/2024,T4\n", """{ "dates": "month-first" }""").Rows[0].Entries.OfType<LesionImaged>()
            .Single().ImagedOn.ShouldBe(ClinicalDate.Parse("2024-03-04"));
    }

    [Fact]
    public void a_comma_is_a_decimal_mark_only_where_it_can_be_nothing_else()
    {
        Cell("serum_igg4", "2,86 g/L").Entries.OfType<LabMeasured>().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            lab => lab.Result.ToString().ShouldBe("2.86 g/L"), lab => lab.ResultAsGiven.ShouldBe("2,86 g/L"));
        Cell("followup_months", "12,5").Entries.OfType<VisitLogged>().ShouldHaveSingleItem().StatedFollowUpMonths.ShouldBe(12.5m);
        Cell("serum_igg4", "1,350 mg/L").Reasons.ShouldHaveSingleItem().Column.ShouldBe("serum_igg4");
        Read("study_number;serum_igg4\nA-1;1,350 g/L\n", """{ "decimal": "comma" }""").Rows[0].Entries.OfType<LabMeasured>()
            .ShouldHaveSingleItem().Result.Quantity.Value.ShouldBe(1.350m);
        Cell("serum_igg4", "≤ 3 mg/dL").Entries.OfType<LabMeasured>().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            lab => lab.Result.ShouldBe(LabResult.Parse("<=3 mg/dL")), lab => lab.ResultAsGiven.ShouldBe("≤ 3 mg/dL"));
        Cell("serum_igg4", "286").Reasons.ShouldHaveSingleItem().Detail.ShouldContain("mg/dL, ");
    }

    [Theory]
    [InlineData("IgG4 (g/L)", "g/L")]
    [InlineData("IgG4 [mg/dl]", "mg/dL")]
    [InlineData("IgG4 \uff08mg/dL\uff09", "mg/dL")]
    [InlineData("IgG4 in g/l", "g/L")]
    [InlineData("IgG4, g/L", "g/L")]
    [InlineData("Serum IgG4 g/L", "g/L")]
    [InlineData("IgG4 \u00b5g/mL", "ug/mL")]
    public void a_header_gives_the_unit_of_its_bare_numbers(string header, string unit) =>
        Read($"study_number,\"{header}\"\nA-1,2.86\n").Rows.ShouldHaveSingleItem().Entries.OfType<LabMeasured>().ShouldHaveSingleItem()
            .Result.ToString().ShouldBe($"2.86 {unit}");

    [Theory]
    [InlineData("IgG4 (IU/mL)")]
    [InlineData("IgG4 (normal <135 mg/dL)")]
    [InlineData("IgG4 per year")]
    public void a_header_of_another_kind_of_unit_is_not_understood(string header) =>
        Read($"study_number,\"{header}\"\nA-1,2.86\n").Columns[1].Source.ShouldBe(ColumnSource.NotUnderstood);

    [Fact]
    public void headers_are_one_whatever_keyboard_writes_them()
    {
        const string Given = "Gro\u0308\u00dfe\u00a0 IgG4";
        foreach (var spelling in new[] { Given, "gr\u00f6\u00dfe igg4", "Gr\u00f6\u00dfe\u200b IgG4" })
        {
            var field = new JsonObject { ["field"] = "serum_igg4", ["unit"] = "g/L" };
            var map = new JsonObject { ["columns"] = new JsonObject { [spelling] = field } }.ToJsonString();
            Read($"study_number,{Given}\nA-1,2.86\n", map).Rows.ShouldHaveSingleItem().Entries.OfType<LabMeasured>().ShouldHaveSingleItem();
        }

        string[] doubles = ["sex,sex", "sex,SEX", "sex,se\u200bx", "Gro\u0308\u00dfe,Gr\u00f6\u00dfe", "a b,a\u00a0b", "A\u2011B,a-b"];
        foreach (var twice in doubles)
        {
            var problem = CaseFile.Read(Encoding.UTF8.GetBytes($"study_number,{twice}\nA-1,F,M\n")).Problem.ShouldNotBeNull(twice);
            problem.Detail.ShouldNotBeNull().ShouldContain("Column 3");
        }
    }

    [Fact]
    public void a_column_that_is_not_understood_is_named_with_the_field_it_may_be_and_what_to_do()
    {
        var columns = Read("study_number,compartmnt,favourite colour\nA-1,dura,red\n").Columns
            .Select(column => column.Report(withValues: true)).ToList();
        columns.Skip(1).ShouldAllBe(column => column.Source == ColumnSource.NotUnderstood && column.Values == null);
        columns[1].Detail.ShouldNotBeNull().ShouldContain("compartment");
        columns[2].Detail.ShouldNotBeNull().ShouldContain("ignore");
        CaseFile.Read("sex,age\nmale,55\n"u8.ToArray()).Problem.ShouldNotBeNull().Detail.ShouldNotBeNull().ShouldContain("study_number");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{ "colums": {} }""")]
    [InlineData("""{ "columns": { "a": "sexx" } }""")]
    [InlineData("""{ "columns": { "a": 1 } }""")]
    [InlineData("""{ "columns": { "a": { "field": "age", "unit": "g/L" } } }""")]
    [InlineData("""{ "columns": { "a": { "field": "serum_igg4", "unit": "stones" } } }""")]
    [InlineData("""{ "columns": { "\ud800": "sex" } }""")]
    [InlineData("""{ "columns": { "a": "sex", "A": "age" } }""")]
    [InlineData("""{ "columns": { "not in the file": "sex" } }""")]
    [InlineData("""{ "dates": "yesterday" }""")]
    public async Task a_map_that_is_none_is_refused_and_records_nothing(string map)
    {
        using var clinic = service.Client(clinic: "broken-map");
        using var response = await clinic.ImportAsync("study_number,sex\nA-1,male\n"u8.ToArray(), $"?map={Uri.EscapeDataString(map)}");
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await clinic.VersionsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_member_written_wrong_and_a_unit_of_another_kind_are_answered_with_what_would_be_right()
    {
        using var clinic = service.Client(clinic: "meant");
        var patient = await clinic.EnrolAsync();
        (await DetailAsync("""{ "drawnOn": "2024", "analyt": "serum-igg4", "result": "286 mg/dL" }"""))
            .ShouldContain("Did you mean 'analyte'?");
        (await DetailAsync("""{ "drawn_on": "2024", "analyte": "serum-igg4", "result": "286 mg/dL" }"""))
            .ShouldContain("Did you mean 'drawnOn'?");
        (await DetailAsync("""{ "drawnOn": "2024", "analyte": "eosinophils", "result": "286 mg/dL" }""")).ShouldContain("10*9/L");
        (await DetailAsync("""{ "drawnOn": "2024", "analyte": "serum-igg4", "result": "286" }""")).ShouldContain("mg/dL");
        using var accepted = await clinic.PostAsync($"{patient}/labs",
            """{ "drawnOn": "2024", "analyte": "csf-cell-count", "result": "12 cells/mm³" }""");
        accepted.StatusCode.ShouldBe(HttpStatusCode.Created, await accepted.Content.ReadAsStringAsync());

        async Task<string> DetailAsync(string body)
        {
            using var response = await clinic.PostAsync($"{patient}/labs", body);
            response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
            return await response.Content.ReadAsStringAsync() is var text
                ? JsonDocument.Parse(text).RootElement.GetProperty("errors").ToString().Replace("\\u0027", "'", StringComparison.Ordinal)
                : "";
        }
    }

    private static ImportedCase Cell(string field, string cell, params (string Field, string Cell)[] more)
    {
        var cells = more.Prepend((field, cell)).Prepend((CaseField.StudyNumber, "A-1")).ToList();
        return Read($"{string.Join(',', cells.Select(c => c.Item1))}\n{string.Join(',', cells.Select(c => $"\"{c.Item2}\""))}\n").Rows
            .ShouldHaveSingleItem();
    }

    private static ReadFile Read(string csv, string? map = null)
    {
        var (columns, fault) = map is null ? (ColumnMap.Empty, null) : ColumnMap.Read(map);
        fault.ShouldBeNull();
        var file = CaseFile.Read(Encoding.UTF8.GetBytes(csv), columns);
        file.Problem.ShouldBeNull();
        return file;
    }

    private static async Task<PatientChart> ChartAsync(HttpClient clinic, ImportRow row) =>
        PatientChart.FoldAll(row.PatientId!.Value,
            JsonSerializer.Deserialize<ClinicalEntry[]>(
                (await clinic.GetJsonAsync($"/api/patients/{row.PatientId}"))["chart"]!["entries"]!.ToJsonString(), EntryJson.Options)!)!;
}
