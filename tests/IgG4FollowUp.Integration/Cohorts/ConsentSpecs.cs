using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Analytics;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.Integration.Http;
using Microsoft.Extensions.DependencyInjection;

namespace IgG4FollowUp.Integration.Cohorts;

/// <summary>Who refuses reuse of the data is in no answer to an analyst, whatever it is about and whenever it was known.</summary>
public sealed partial class ConsentSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private static readonly string[] Counting =
        ["table-one", "survival", "cumulative-incidence", "mean-cumulative-function", "rates", "transitions", "transitions?atMonths=12",
            "log-rank?by=sex", "swimmer", "adtte", "tables/patients", "tables/outcomes", "treatment-responses"];

    [Fact]
    public async Task who_refuses_is_in_no_table_and_no_answer_and_every_answer_counts_them()
    {
        var refusing = await EnrolAsync("counted", reuse: "false");
        var silent = await EnrolAsync("counted", reuse: "null");
        var agreeing = await EnrolAsync("counted", reuse: "true");
        await service.SettledAsync();

        foreach (var address in Counting)
        {
            var answer = await GetAsync($"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}clinic=counted");
            answer["consentRefused"]!.GetValue<int>().ShouldBe(1, address);
            answer["consentWithdrawn"]!.GetValue<int>().ShouldBe(0, address);
            if (answer["patients"] is JsonValue patients) patients.GetValue<int>().ShouldBe(2, address);
            answer.ToJsonString().ShouldNotContain(refusing);
        }

        var list = await GetAsync("patients?clinic=counted");
        list["leftOut"]!.GetValue<int>().ShouldBe(1);
        list["items"]!.AsArray().Select(item => item!["patientId"]!.GetValue<string>()).ShouldBe([silent, agreeing], ignoreOrder: true);
        (await StatusAsync($"patients/{refusing}/timeline")).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync($"patients/{silent}/timeline")).ShouldBe(HttpStatusCode.OK);
        var difference = await GetAsync("diff?from=0");
        difference["leftOut"]!.GetValue<int>().ShouldBeGreaterThanOrEqualTo(1);
        difference.ToJsonString().ShouldNotContain(refusing);
        (await PackageAsync()).ShouldNotContain(refusing);

        var live = await service.DumpAsync();
        string.Concat(AnalystTables.All.Select(table => live[table.Name])).ShouldNotContain(refusing);
        live[AnalystTables.Refusals.Name].ShouldContain(refusing);
        await service.Host.Services.GetRequiredService<AnalystRebuild>().RunAsync(null, TestContext.Current.CancellationToken);
        (await service.DumpAsync()).ShouldBe(live);
        (await service.Host.Services.GetRequiredService<Reconciliation>().RunAsync(TestContext.Current.CancellationToken))!.Tables
            .ShouldAllBe(table => table.Missing == 0 && table.Unexpected == 0);
    }

    [Fact]
    public async Task a_withdrawal_holds_for_answers_as_known_earlier_too_and_a_later_consent_gives_them_back()
    {
        await EnrolAsync("withdrawn", reuse: "true");
        var changing = await EnrolAsync("withdrawn", reuse: "true");
        await service.SettledAsync();
        var before = await service.PresentAsync();
        var asItWas = await GetAsync($"table-one?clinic=withdrawn&knownAt=sequence:{before}");
        asItWas["patients"]!.GetValue<int>().ShouldBe(2);

        await ConsentAsync("withdrawn", changing, reuse: "false", version: 1);
        await service.SettledAsync();
        var refused = await service.PresentAsync();
        foreach (var address in Counting)
        {
            var answer =
                await GetAsync(
                    $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}clinic=withdrawn&knownAt=sequence:{before}");
            Counts(answer).ShouldBe((0, 1), address);
            answer.ToJsonString().ShouldNotContain(changing);
        }

        Counts(await GetAsync("table-one?clinic=withdrawn")).ShouldBe((1, 0));
        (await StatusAsync($"patients/{changing}/timeline?knownAt=sequence:{before}")).ShouldBe(HttpStatusCode.NotFound);
        (await GetAsync($"patients?clinic=withdrawn&knownAt=sequence:{before}")).ToJsonString().ShouldNotContain(changing);
        (await GetAsync($"diff?from={before - 1}&to={before}")).ToJsonString().ShouldNotContain(changing);
        (await service.DumpAsync())["patients"].ShouldNotContain(changing);

        await ConsentAsync("withdrawn", changing, reuse: "true", version: 2);
        await service.SettledAsync();
        (await GetAsync($"table-one?clinic=withdrawn&knownAt=sequence:{before}")).ToJsonString().ShouldBe(asItWas.ToJsonString());
        var then = await GetAsync($"table-one?clinic=withdrawn&knownAt=sequence:{refused}");
        (then["patients"]!.GetValue<int>(), Counts(then)).ShouldBe((1, (1, 0)));
        (await StatusAsync($"patients/{changing}/timeline?knownAt=sequence:{refused}")).ShouldBe(HttpStatusCode.NotFound);
        (await GetAsync($"patients?clinic=withdrawn&knownAt=sequence:{refused}"))["leftOut"]!.GetValue<int>().ShouldBe(1);
        (await GetAsync("table-one?clinic=withdrawn"))["patients"]!.GetValue<int>().ShouldBe(2);
        await service.TablesEqualTheEventsAsync();
    }

    [Fact]
    public async Task who_withdraws_is_gone_from_every_read_an_analyst_has_in_every_form_at_present_and_as_known_before()
    {
        const string Clinic = "everywhere";
        var reads = (await service.OperationsAsync(Clinic)).Where(operation => operation is { Role: Roles.Analyst, Method: "GET" })
            .ToList();
        reads.Count.ShouldBeGreaterThan(14);
        var patient = reads.Select(read => InAddress().Match(read.Address)).First(match => match.Success).Groups["id"].Value;
        await service.SettledAsync();
        var before = await service.PresentAsync();
        (await ShowingAsync("")).Count.ShouldBeGreaterThan(8);

        await ConsentAsync(Clinic, patient, reuse: "false", version: 1);
        await service.SettledAsync();
        (await ShowingAsync("")).ShouldBeEmpty();
        (await ShowingAsync($"knownAt=sequence:{before}")).ShouldBeEmpty();

        // Reads, by form, whose answers name the patient.
        async Task<List<string>> ShowingAsync(string known)
        {
            using var analyst = service.Client(Roles.Analyst, clinic: null);
            var showing = new List<string>();
            foreach (var read in reads)
            {
                var address = known.Length > 0 && read.Parameters.Any(parameter => parameter.Name == AsOfRequest.Parameter)
                    ? read.With(known)
                    : read.Address;
                foreach (var form in new[] { "application/json", "text/csv", "application/x-ndjson", "image/svg+xml", "application/zip" })
                {
                    using var request = new HttpRequestMessage(HttpMethod.Get, address);
                    request.Headers.Add("Accept", form);
                    using var response = await analyst.SendAsync(request, TestContext.Current.CancellationToken);
                    if (response.StatusCode is HttpStatusCode.NotAcceptable or HttpStatusCode.NotFound) continue;
                    response.StatusCode.ShouldBe(HttpStatusCode.OK, $"{address} as {form}");
                    var text = response.Content.Headers.ContentType?.MediaType == "application/zip"
                        ? await UnpackedAsync(response)
                        : await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                    if (text.Contains(patient, StringComparison.Ordinal)) showing.Add($"{form} {address}");
                }
            }

            return showing;
        }
    }

    [Fact]
    public async Task how_many_refuse_is_not_told_to_whoever_may_not_see_single_people()
    {
        await EnrolAsync("small", reuse: "false");
        await service.SettledAsync();
        using var protection = service.Host.Protected();
        using var analyst = service.Client(Roles.Analyst, clinic: null);
        foreach (var address in new[] { "rates?clinic=small", "rates?clinic=nowhere", "table-one?dataOrigin=clinic" })
        {
            using var response = await analyst.GetAsync("/api/cohort/" + address, TestContext.Current.CancellationToken);
            response.StatusCode.ShouldBe(HttpStatusCode.Forbidden, address);
        }

        var madeUp = await GetAsync("rates?dataOrigin=synthetic");
        madeUp["consentRefused"].ShouldBeNull();
        madeUp["consentWithdrawn"].ShouldBeNull();
    }

    private static (int Refused, int Withdrawn) Counts(JsonNode answer) =>
        (answer["consentRefused"]!.GetValue<int>(), answer["consentWithdrawn"]!.GetValue<int>());

    private async Task<string> EnrolAsync(string clinic, string reuse)
    {
        using var client = service.Client(clinic: clinic);
        using var response = await client.PostAsync("/api/patients", $$"""
            { "studyNumber": "{{Guid.NewGuid():N}}", "sex": "female", "enrolledOn": "2024-01-08", "consents": { "followUp": true, "dataReuse": {{reuse}}, "contactAgain": null } }
            """);
        response.StatusCode.ShouldBe(HttpStatusCode.Created,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return response.Headers.Location!.ToString().Split('/')[^1];
    }

    private async Task ConsentAsync(string clinic, string patient, string reuse, int version)
    {
        using var client = service.Client(clinic: clinic);
        var chart = await client.GetJsonAsync($"/api/patients/{patient}");
        var enrolment = chart["chart"]!["entries"]!.AsArray()[0]!;
        using var response = await client.PostAsync(
            $"/api/patients/{patient}/entries/{enrolment["entryId"]}/correction", $$"""
            { "replacement": { "kind": "{{enrolment["kind"]}}", "studyNumber": "{{enrolment["studyNumber"]}}", "sex": "female", "enrolledOn": "2024-01-08",
              "consents": { "followUp": true, "dataReuse": {{reuse}}, "contactAgain": null } }, "reason": "The patient said so." }
            """, ifMatch: $"\"{version}\"");
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private async Task<JsonNode> GetAsync(string address)
    {
        using var analyst = service.Client(Roles.Analyst, clinic: null);
        return await analyst.GetJsonAsync("/api/cohort/" + address);
    }

    private async Task<HttpStatusCode> StatusAsync(string address)
    {
        using var analyst = service.Client(Roles.Analyst, clinic: null);
        using var response = await analyst.GetAsync("/api/cohort/" + address, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private async Task<string> PackageAsync()
    {
        using var analyst = service.Client(Roles.Analyst, clinic: null);
        using var response = await analyst.GetAsync("/api/cohort/package", TestContext.Current.CancellationToken);
        return await UnpackedAsync(response);
    }

    [GeneratedRegex("/patients/(?<id>[0-9a-f-]{36})", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InAddress();

    private static async Task<string> UnpackedAsync(HttpResponseMessage response)
    {
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await using var zip = await ZipArchive.CreateAsync(body, ZipArchiveMode.Read, leaveOpen: false, entryNameEncoding: null,
            TestContext.Current.CancellationToken);
        var text = "";
        foreach (var entry in zip.Entries)
        {
            using var reader = new StreamReader(await entry.OpenAsync(TestContext.Current.CancellationToken));
            text += await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        }

        return text;
    }
}
