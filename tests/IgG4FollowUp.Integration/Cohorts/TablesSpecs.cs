using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using CsvHelper;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Analytics.Export;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Recurrence;

namespace IgG4FollowUp.Integration.Cohorts;

/// <summary>Rows, conditions, forms and the package.</summary>
public sealed class TablesSpecs(CohortService cohort) : IClassFixture<CohortService>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task every_table_is_the_same_as_json_as_csv_and_line_by_line()
    {
        foreach (var table in AnalystTables.All)
        {
            var expected = cohort.Published45.SelectMany(table.Rows).Count();
            var json = (await cohort.GetAsync($"tables/{table.Name}?clinic=synthetic-45")).AsObject()
                .Single(member => member.Value is JsonArray).Value!.AsArray();
            json.Count.ShouldBe(expected, table.Name);

            using var csv = await cohort.SendAsync($"tables/{table.Name}?clinic=synthetic-45", "text/csv");
            csv.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
            var text = await csv.Content.ReadAsStringAsync(Cancellation);
            text.ShouldEndWith("\r\n");
            text.Replace("\r\n", "", StringComparison.Ordinal).ShouldNotContain("\n");
            var rows = Read(text);
            rows.Count.ShouldBe(expected, table.Name);

            using var lines = await cohort.SendAsync($"tables/{table.Name}?clinic=synthetic-45", "application/x-ndjson");
            var objects = (await lines.Content.ReadAsStringAsync(Cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonNode.Parse(line)!).ToList();
            objects.Count.ShouldBe(expected, table.Name);
            foreach (var (line, row) in objects.Zip(rows)) line["patientId"]!.GetValue<string>().ShouldBe(row["patient_id"]);
            foreach (var (line, item) in objects.Zip(json)) line["lastSequence"]!.GetValue<long>()
                .ShouldBe(item!["lastSequence"]!.GetValue<long>());
        }
    }

    [Fact]
    public async Task an_empty_table_keeps_its_header()
    {
        using var csv = await cohort.SendAsync("tables/labs?clinic=synthetic&drawn_on_earliest=1900-01-01", "text/csv");
        var text = await csv.Content.ReadAsStringAsync(Cancellation);
        text.ShouldBe(string.Join(',', AnalystTables.Find("labs")!.Columns.Select(column => column.Name))
            + ",filter,sequence,known_at,consent_refused,consent_not_given,consent_withdrawn"
            + ",clinic_patients,published_patients,synthetic_patients\r\n");
        using var curve = await cohort.SendAsync("survival?clinic=synthetic&birth_year=1850", "text/csv");
        (await curve.Content.ReadAsStringAsync(Cancellation)).ShouldStartWith("group,time,at_risk,events,censored,");
    }

    [Theory]
    [InlineData("tables/patients?sex=male", 0)]
    [InlineData("tables/patients?sex=male&sex=female", 45 + CohortService.OthersWhoAgree)]
    [InlineData("tables/patients?lesion_pattern=&clinic=synthetic-45", 7)]
    [InlineData("tables/patients?lesion_pattern=&lesion_pattern=ventral&clinic=synthetic-45", 13)]
    [InlineData("tables/patients?lesion_sacral=true&clinic=synthetic-45", 1)]
    [InlineData("tables/patients?lesion_levels=male')%20or%201%3D1--", -1)]
    [InlineData("tables/patients?clinic=synthetic-45&birth_year=1850", -1)]
    public async Task conditions_are_alternatives_within_a_column_and_combined_across_columns(string address, int expected)
    {
        var rows = (await cohort.GetAsync(address.Replace("?", "?origin=synthetic&", StringComparison.Ordinal)))["patients"]!.AsArray()
            .Where(row => row!["clinic"]!.GetValue<string>() != CohortService.Altered).ToList();
        if (expected > 0) rows.Count.ShouldBe(expected);
        else if (expected < 0) rows.ShouldBeEmpty();
        else rows.ShouldAllBe(row => row!["sex"]!.GetValue<string>() == "male");
    }

    [Theory]
    [InlineData("survival?pattern=dorsal", "lesion_pattern")]
    [InlineData("survival?by=patient_name", "lesion_pattern")]
    [InlineData("survival?definition=mine", "treatment-escalation/1")]
    [InlineData("survival?origin=birth", "first-symptom")]
    [InlineData("survival?conftype=arcsin", "log-log")]
    [InlineData("survival?table=bars", "curve, groups")]
    [InlineData("tables/labs?sex=male", "analyte")]
    [InlineData("tables/labs?\"analyte\"=x", "analyte")]
    [InlineData("tables/patients?sex=male')%20or%201%3D1--", "female")]
    [InlineData("transitions?definition=composite", "baseline_grade")]
    [InlineData("tables/patients?birth_year=old", "a whole number")]
    [InlineData("tables/patients?patient_id=1", "a UUID")]
    [InlineData("log-rank?by=sex&weight=mine", "fleming-harrington")]
    public async Task what_is_not_on_the_list_is_refused_and_the_answer_names_what_is(string address, string named)
    {
        using var response = await cohort.SendAsync(address);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await response.Content.ReadAsStringAsync(Cancellation)).ShouldContain(named);
    }

    [Theory]
    [InlineData("tables/mt_events")]
    [InlineData("tables/pg_roles")]
    [InlineData("tables/patients;drop")]
    public async Task a_table_that_is_not_for_analysts_does_not_exist(string address)
    {
        using var response = await cohort.SendAsync(address);
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await response.Content.ReadAsStringAsync(Cancellation)).ShouldContain("recurrence_free_intervals");
    }

    [Fact]
    public async Task the_preferred_form_is_sent_and_an_unknown_one_is_refused()
    {
        using var preferred = await cohort.SendAsync("rates?clinic=synthetic", "application/json;q=0.2, text/csv;q=0.9");
        preferred.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        using var any = await cohort.SendAsync("rates?clinic=synthetic", "*/*");
        any.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        using var none = await cohort.SendAsync("rates?clinic=synthetic", "image/png");
        none.StatusCode.ShouldBe(HttpStatusCode.NotAcceptable);
    }

    [Fact]
    public async Task a_statistic_as_csv_says_in_every_row_what_it_rests_on()
    {
        using var response = await cohort.SendAsync("survival?clinic=synthetic&by=sex&table=groups&origin=presentation", "text/csv");
        var rows = Read(await response.Content.ReadAsStringAsync(Cancellation));
        rows.Count.ShouldBe(2);
        foreach (var row in rows)
        {
            row["definition"].ShouldBe("composite");
            row["definition_version"].ShouldBe("5");
            row["origin"].ShouldBe("presentation");
            row["sequence"].ShouldNotBeEmpty();
            row["analysed"].ShouldNotBeEmpty();
        }
    }

    [Fact]
    public async Task what_a_table_rests_on_can_be_left_to_the_json_that_a_link_names()
    {
        foreach (var form in new[] { "text/csv", "application/x-ndjson" })
        {
            using var response = await cohort.SendAsync("survival?clinic=synthetic&by=sex&table=groups&about=none", form);
            var text = await response.Content.ReadAsStringAsync(Cancellation);
            text.ShouldNotContain("composite");
            text.Split(["\r\n", "\n"], StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(form == "text/csv" ? 3 : 2);
            var link = response.Headers.GetValues("Link").Single();
            link.ShouldEndWith("; rel=\"describedby\"; type=\"application/json\"");
            var answer = await cohort.GetAsync(link.Split('<', '>')[1]["/api/cohort/".Length..]);
            answer["definition"]!.GetValue<string>().ShouldBe("composite");
            answer["groups"]!.AsArray().Count.ShouldBe(2);
        }
    }

    [Fact]
    public async Task lines_without_a_row_are_an_empty_body_and_a_link_says_what_they_rest_on()
    {
        using var response = await cohort.SendAsync("survival?clinic=synthetic&birth_year=1850&table=curve", "application/x-ndjson");
        response.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync(Cancellation)).ShouldBeEmpty();
        var link = response.Headers.GetValues("Link").Single();
        var answer = await cohort.GetAsync(link.Split('<', '>')[1]["/api/cohort/".Length..]);
        answer["definition"]!.GetValue<string>().ShouldBe("composite");
        answer["curve"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task the_dictionary_is_the_comments_in_the_database()
    {
        var columns = (await cohort.GetAsync("tables"))["columns"]!.AsArray();
        columns.Count.ShouldBe(AnalystTables.All.Sum(table => table.Columns.Count));
        foreach (var column in columns)
            column!["description"]!.GetValue<string>().Length.ShouldBeGreaterThan(3, column["column"]!.GetValue<string>());
    }

    [Fact]
    public async Task the_package_holds_every_table_with_a_field_and_a_description_per_column()
    {
        using var response = await cohort.SendAsync("package");
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/zip");
        await using var body = await response.Content.ReadAsStreamAsync(Cancellation);
        using var zip = new ZipArchive(body, ZipArchiveMode.Read);
        var descriptor = JsonNode.Parse(await TextAsync(zip, "datapackage.json"))!;
        var resources = descriptor["resources"]!.AsArray();
        resources.Count.ShouldBe(AnalystTables.All.Count + 1);
        foreach (var resource in resources)
        {
            var text = await TextAsync(zip, resource!["path"]!.GetValue<string>());
            var fields = resource["schema"]!["fields"]!.AsArray();
            text[..text.IndexOf('\r', StringComparison.Ordinal)].Split(',')
                .ShouldBe(fields.Select(field => field!["name"]!.GetValue<string>()));
            fields.ShouldAllBe(field => field!["description"] != null);
            if (AnalystTables.Find(Path.GetFileNameWithoutExtension(resource["path"]!.GetValue<string>())) is { } table)
                Read(text).Count
                    .ShouldBe(cohort.Published45.Concat(cohort.Others).Concat(cohort.Published45.Skip(1)).SelectMany(table.Rows).Count());
        }
    }

    private static readonly TimeZero[] Origins = [TimeZero.FirstSymptom, TimeZero.Presentation, TimeZero.Surgery, TimeZero.TreatmentStart];

    [Fact]
    public async Task times_to_recurrence_carry_both_the_censoring_and_the_event_column()
    {
        using var response = await cohort.SendAsync("adtte?clinic=synthetic", "text/csv");
        var rows = Read(await response.Content.ReadAsStringAsync(Cancellation));
        rows.Count.ShouldBe(
            cohort.Others.Sum(facts => facts.Recurrences.Sum(timeline => Origins.Count(origin => timeline.FreeInterval(origin).IsExact))));
        foreach (var row in rows)
        {
            (row["CNSR"] == "0").ShouldBe(row["event"] == "1");
            (row["CNSR"] == "0").ShouldBe(row["EVNTDESC"] == "recurrence");
            (row["CNSR"] == "5").ShouldBe(row["cause"] == "2");
            row["ORIGIN"].ShouldBe("synthetic");
        }

        rows.Select(row => row["CNSR"]).Distinct().Count().ShouldBeGreaterThan(3);
        rows.ShouldAllBe(row => row["AVAL"].Length > 0 && row["STARTDT"].Length > 0 && row["ADT"].Length > 0 && row["SEX"].Length == 1);
        rows.Select(row => row["SEX"]).Distinct().Order().ShouldBe(["F", "M"]);
        // One code for one parameter, and one row of it for one patient.
        rows.Select(row => row["PARAMCD"]).Distinct().Count().ShouldBe(RecurrenceDefinition.All.Count * Origins.Length);
        rows.ShouldAllBe(row => row["PARAMCD"].Length <= 8 && char.IsAsciiLetterUpper(row["PARAMCD"][0]));
        rows.GroupBy(row => row["PARAMCD"]).ShouldAllBe(code => code.Select(row => row["PARAM"]).Distinct().Count() == 1);
        rows.GroupBy(row => row["PARAM"]).ShouldAllBe(parameter => parameter.Select(row => row["PARAMCD"]).Distinct().Count() == 1);
        rows.Select(row => (row["USUBJID"], row["PARAMCD"])).ShouldBeUnique();
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+49 30 1", "'+49 30 1")]
    [InlineData("-2", "-2")]
    [InlineData("-2.5e3", "-2.5e3")]
    [InlineData("-2+cmd|' /C calc'!A0", "'-2+cmd|' /C calc'!A0")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\tx", "'\tx")]
    [InlineData("\rx", "\"'\rx\"")]
    [InlineData("\nx", "\"'\nx\"")]
    [InlineData("\n=1+1", "\"'\n=1+1\"")]
    [InlineData(" =1+1", "' =1+1")]
    [InlineData("\u00a0\u3000@x", "'\u00a0\u3000@x")]
    [InlineData("\ufeff=1+1", "'\ufeff=1+1")]
    [InlineData("\u200b+x", "'\u200b+x")]
    [InlineData("\u0001-x", "'\u0001-x")]
    [InlineData("＝1+1", "'＝1+1")]
    [InlineData("﹦1+1", "'﹦1+1")]
    [InlineData("﹢1+1", "'﹢1+1")]
    [InlineData("﹣1+1", "'﹣1+1")]
    [InlineData("﹫1", "'﹫1")]
    [InlineData("⁼1+1", "'⁼1+1")]
    [InlineData("₊1+1", "'₊1+1")]
    [InlineData("＋1+1", "'＋1+1")]
    [InlineData("－x", "'－x")]
    [InlineData("＠SUM(A1)", "'＠SUM(A1)")]
    [InlineData(" plain = text", " plain = text")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("=\"a\"", "\"'=\"\"a\"\"\"")]
    [InlineData("line\r\nbreak", "\"line\r\nbreak\"")]
    [InlineData("plain - text", "plain - text")]
    [InlineData("", "\"\"")]
    [InlineData(null, "")]
    [InlineData(-1.5, "-1.5")]
    [InlineData(double.NaN, "")]
    [InlineData(true, "true")]
    public void a_text_that_a_spreadsheet_would_carry_out_is_made_harmless_and_nothing_else_is_touched(object? cell, string field) =>
        Csv.Field(cell).ShouldBe(field);

    private static List<Dictionary<string, string>> Read(string text)
    {
        using var csv = CsvReader.Create(Encoding.UTF8.GetBytes(text),
            new CsvReaderOptions { HasHeader = false, MalformedData = CsvMalformedDataHandling.Throw });
        var lines = new List<string[]>();
        while (csv.Read()) lines.Add([.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)]);
        lines.ShouldAllBe(line => line.Length == lines[0].Length);
        return [.. lines.Skip(1).Select(line => lines[0].Zip(line).ToDictionary(cell => cell.First, cell => cell.Second))];
    }

    private static async Task<string> TextAsync(ZipArchive zip, string name)
    {
        using var reader = new StreamReader(await zip.GetEntry(name)!.OpenAsync(Cancellation));
        return await reader.ReadToEndAsync(Cancellation);
    }
}
