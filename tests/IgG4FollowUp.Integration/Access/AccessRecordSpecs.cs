using System.Net;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Access;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Integration.Alerts;
using IgG4FollowUp.Integration.Analytics;
using IgG4FollowUp.Integration.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IgG4FollowUp.Integration.Access;

/// <summary>Who did what and when is on record, whoever it was, and nothing of what was read.</summary>
public sealed class AccessRecordSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("getPatient", "")]
    [InlineData("getTimeline", "/timeline")]
    [InlineData("getHistory", "/history")]
    [InlineData("getResponses", "/responses")]
    [InlineData("getClassificationCriteria", "/classification-criteria")]
    [InlineData("whyNoAlert", "/alerts/why-not")]
    public async Task a_read_of_a_patient_is_on_record_before_its_answer_ends(string endpoint, string below)
    {
        using var clinic = service.Client(clinic: "a-reads");
        var patient = await clinic.EnrolAsync();

        using var answer = await clinic.GetAsync(patient + below, Cancellation);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var entry = (await EntriesAsync($"endpoint={endpoint}&patientId={IdOf(patient)}")).ShouldHaveSingleItem();
        Text(entry, "kind").ShouldBe("read");
        Text(entry, "user").ShouldBe("dr-test");
        Text(entry, "role").ShouldBe("clinician");
        Text(entry, "clinic").ShouldBe("a-reads");
        Text(entry, "right").ShouldBe("clinic-records");
        entry["outcome"]!.GetValue<int>().ShouldBe(200);
        entry["patients"]!.AsArray().Single()!.GetValue<string>().ShouldBe(IdOf(patient));
        DateTimeOffset.Parse(Text(entry, "at"), null).ShouldBe(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task lists_the_inbox_an_alert_a_search_and_the_calendar_are_on_record_with_every_patient_of_whom_they_tell()
    {
        using var clinic = service.Client(clinic: "a-lists");
        var patients = new[] { await clinic.EnrolAsync("LIST-1"), await clinic.EnrolAsync() };
        using var visit = await clinic.PostAsync($"{patients[1]}/visits",
            """{ "visitedOn": "2024-02-07", "nextVisitDueOn": "2024-05-07" }""");
        var first = Guid.Parse(IdOf(patients[0]));
        var alerts = await AlertRequests.UntilAsync(() => clinic.AlertsAsync(first), alerts => alerts.Count > 0);
        var alert = alerts[0]["alertId"]!.GetValue<string>();
        await service.Host.Services.SettledAsync();

        foreach (var address in new[]
        {
            "/api/patients", "/patients", "/api/alerts?limit=200", "/alerts", "/api/clinic/calendar?limit=200", $"/api/alerts/{alert}",
            $"/api/alerts/{alert}/why", $"/api/alerts/{alert}/history",
        })
        {
            using var answer = await clinic.GetAsync(address, Cancellation);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, address);
            var told = patients.Select(IdOf).Where((await answer.Content.ReadAsStringAsync(Cancellation)).Contains).ToList();

            var entry = (await EntriesAsync("clinic=a-lists&limit=1"))[0];

            Patients(entry).Intersect(patients.Select(IdOf))
                .ShouldBe(told.Count > 0 ? told : [IdOf(patients[0])], ignoreOrder: true, address);
        }

        using var found = await clinic.PostAsync("/api/patients/search", """{ "studyNumber": "LIST-1" }""");
        found.StatusCode.ShouldBe(HttpStatusCode.OK);
        Patients((await EntriesAsync("endpoint=findPatient&clinic=a-lists"))[0]).ShouldBe([IdOf(patients[0])]);
        using var table = new HttpRequestMessage(HttpMethod.Get, "/api/clinic/calendar");
        table.Headers.Add("Accept", "text/csv");
        (await clinic.SendAsync(table, Cancellation)).Dispose();
        Text((await EntriesAsync("endpoint=getClinicCalendar&clinic=a-lists"))[0], "kind").ShouldBe("export");
    }

    [Fact]
    public async Task an_answer_about_a_cohort_is_on_record_with_the_question_and_rows_of_patients_with_their_ids()
    {
        using var clinic = service.Client(clinic: "a-cohort");
        var patient = await clinic.EnrolAsync();
        using var analyst = service.Client(Roles.Analyst, clinic: null);
        await service.Host.Services.SettledAsync();

        foreach (var (address, endpoint, question) in new[]
        {
            ("/api/cohort/rates?definition=clinical&clinic=a-cohort", "getCohortRates", "definition=clinical&clinic=a-cohort"),
            ("/api/cohort/table-one", "getCohortTableOne", null),
            ("/api/cohort/patients?clinic=a-cohort", "listCohortPatients", "clinic=a-cohort"),
        })
        {
            using var answer = await analyst.GetAsync(address, Cancellation);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Cancellation));
            var entry = (await EntriesAsync($"endpoint={endpoint}&limit=1"))[0];
            (Text(entry, "role"), Text(entry, "right"), (string?)entry["question"]).ShouldBe(("analyst", "cohort", question ?? ""));
            if (endpoint == "getCohortRates") entry["count"]!.GetValue<int>().ShouldBe(1, "one patient was counted");
            else if (endpoint == "getCohortTableOne") entry["count"].ShouldNotBeNull();
        }

        Patients((await EntriesAsync("endpoint=listCohortPatients&limit=1"))[0]).ShouldContain(IdOf(patient));
        using var wrong = await analyst.GetAsync("/api/cohort/rates?definition=MRS-ROE", Cancellation);
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await EntriesAsync("limit=200")).ShouldAllBe(entry => !entry.ToJsonString().Contains("MRS-ROE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task a_count_of_a_clinics_data_quality_is_on_record_with_the_question_and_the_number_of_patients_and_tells_of_none()
    {
        using var clinic = service.Client(clinic: "a-quality");
        var patients = new[] { await clinic.EnrolAsync(), await clinic.EnrolAsync() };
        await clinic.GetJsonAsync("/api/clinic/data-quality");
        await clinic.GetJsonAsync("/api/clinic/data-quality/patients");

        var counted = await EntriesAsync("endpoint=getClinicDataQuality&clinic=a-quality");
        counted.Select(entry => (Text(entry, "question"), entry["count"]!.GetValue<int>(), Patients(entry).Count())).ShouldBe([("", 2, 0)]);
        var listed = (await EntriesAsync("endpoint=listPatientDataQuality&clinic=a-quality"))[0];
        Patients(listed).ShouldBe(patients.Select(IdOf), ignoreOrder: true);
        listed["count"].ShouldBeNull();
    }

    [Fact]
    public async Task what_is_refused_is_on_record_with_the_reason_and_never_with_what_a_token_claims_that_nobody_has_vouched_for()
    {
        using var anyone = service.Host.Server.CreateClient();
        (await anyone.GetAsync("/api/patients", Cancellation)).Dispose();
        using var analyst = service.Client(Roles.Analyst, clinic: null);
        (await analyst.GetAsync("/api/patients", Cancellation)).Dispose();
        var genuine = service.Token(Roles.Clinician, "a-refused", "dr-forged");
        anyone.DefaultRequestHeaders.Authorization = new("Bearer", genuine[..^4] + (genuine[^1] == 'A' ? "BBBB" : "AAAA"));
        (await anyone.GetAsync("/api/patients", Cancellation)).Dispose();
        anyone.DefaultRequestHeaders.Authorization = new("Bearer", service.Host.Services.GetRequiredService<DevelopmentTokens>()
            .Create(Roles.Clinician, "a-refused", "dr-late", TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(1)));
        (await anyone.GetAsync("/api/patients", Cancellation)).Dispose();

        var refused = await UntilAsync("kind=refused&endpoint=listPatients", found => found.Count >= 2);
        refused.ShouldContain(entry => Text(entry, "reason") == "no-token" && entry["outcome"]!.GetValue<int>() == 401);
        refused.ShouldContain(entry => (string?)entry["user"] == "dr-test" && (string?)entry["role"] == "analyst"
            && entry["outcome"]!.GetValue<int>() == 403);
        var invalid = await UntilAsync("kind=invalid-token&endpoint=listPatients", found => found.Count >= 2);
        invalid.Select(entry => Text(entry, "reason")).ShouldBe(["expired", "signature"], ignoreOrder: true);
        invalid.ShouldAllBe(entry => entry["user"] == null && entry["clinic"] == null);
    }

    [Fact]
    public async Task what_is_changed_is_on_record_settings_too()
    {
        using var clinic = service.Client(clinic: "a-changes");
        var patient = await clinic.EnrolAsync();
        using var visit = await clinic.PostAsync($"{patient}/visits", """{ "visitedOn": "2024-02-07" }""");
        using var feed = await clinic.PostAsync("/api/clinic/calendar/feeds", """{ "name": "Ward" }""");

        var changes = await UntilAsync("clinic=a-changes&kind=change", found => found.Count >= 3);

        changes.Select(entry => Text(entry, "endpoint")).ShouldBe(["openCalendarFeed", "logVisit", "enrolPatient"], ignoreOrder: true);
        Patients(changes.Single(entry => Text(entry, "endpoint") == "logVisit")).ShouldBe([IdOf(patient)]);
    }

    [Fact]
    public async Task a_monitor_of_a_clinic_reads_that_clinics_record_and_no_other()
    {
        foreach (var name in new[] { "a-one", "a-two" })
        {
            using var clinic = service.Client(clinic: name);
            await clinic.EnrolAsync();
            (await clinic.GetAsync("/api/patients", Cancellation)).Dispose();
        }

        using var monitor = service.Client(Roles.Monitor, "a-one");
        var own = (await monitor.GetJsonAsync("/api/access-record?limit=200"))["items"]!.AsArray();
        own.Count.ShouldBeGreaterThan(0);
        own.ShouldAllBe(entry => entry!["clinic"]!.GetValue<string>() == "a-one");
        (await monitor.GetJsonAsync("/api/access-record?clinic=a-two"))["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task who_saw_a_patient_is_told_to_the_clinics_administrator_and_monitor_whoever_it_was()
    {
        using var clinic = service.Client(clinic: "a-owner");
        var patient = await clinic.EnrolAsync();
        using var other = service.Client(clinic: "a-stranger");
        (await other.GetAsync(patient, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var analyst = service.Client(Roles.Analyst, clinic: null);
        await service.Host.Services.SettledAsync();
        (await analyst.GetAsync($"/api/cohort/patients/{IdOf(patient)}/timeline", Cancellation)).Dispose();
        (await clinic.GetAsync(patient, Cancellation)).Dispose();

        foreach (var role in new[] { Roles.Admin, Roles.Monitor })
        {
            using var asks = service.Client(role, "a-owner");
            var seen = (await asks.GetJsonAsync($"{patient}/access-record"))["items"]!.AsArray();
            seen.Select(entry => ((string?)entry!["clinic"], Text(entry, "endpoint"), entry["outcome"]!.GetValue<int>())).Where(entry =>
                    entry.Item2 is "getPatient" or "getCohortTimeline")
                .ShouldBe([("a-owner", "getPatient", 200), (null, "getCohortTimeline", 200), ("a-stranger", "getPatient", 404)]);
            using var stranger = service.Client(role, "a-stranger");
            (await stranger.GetAsync($"{patient}/access-record", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        // To ask is on record, too.
        (await EntriesAsync($"endpoint=whoSawPatient&patientId={IdOf(patient)}")).Count.ShouldBe(4);
    }

    [Fact]
    public async Task pages_follow_each_other_without_a_gap_and_the_same_comes_as_csv_and_as_audit_events()
    {
        using var clinic = service.Client(clinic: "a-pages");
        var patient = await clinic.EnrolAsync();
        for (var i = 0; i < 5; i++) (await clinic.GetAsync($"{patient}/timeline", Cancellation)).Dispose();
        using var monitor = service.Client(Roles.Monitor, "a-pages");

        const string Asked = "/api/access-record?kind=read&endpoint=getTimeline";
        var ids = new List<string>();
        for (string? next = "", cursor = ""; next is not null; cursor = next is null ? "" : $"&cursor={next}")
        {
            var page = await monitor.GetJsonAsync($"{Asked}&limit=2{cursor}");
            ids.AddRange(page["items"]!.AsArray().Select(entry => Text(entry!, "id")));
            next = (string?)page["next"];
        }

        var all = (await monitor.GetJsonAsync($"{Asked}&limit=200"))["items"]!.AsArray();
        ids.ShouldBe(all.Select(entry => Text(entry!, "id")));
        ids.Count.ShouldBe(5);

        using var csv = await AcceptingAsync(monitor, Asked + "&limit=4", "text/csv");
        csv.Headers.GetValues("Link").Single().ShouldContain("cursor=");
        var lines = (await csv.Content.ReadAsStringAsync(Cancellation)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldStartWith("at,kind,endpoint,outcome,user,role,clinic,right,patients,");
        lines.Length.ShouldBe(5);
        lines[1].ShouldContain($",read,getTimeline,200,dr-test,clinician,a-pages,clinic-records,{IdOf(patient)},");

        foreach (var (version, accept) in new[] { ("4.0", "application/fhir+json"), ("5.0", "application/fhir+json; fhirVersion=5.0") })
        {
            using var fhir = await AcceptingAsync(monitor, Asked, accept);
            fhir.Content.Headers.ContentType!.ToString().ShouldContain($"fhirVersion={version}");
            var bundle = await fhir.JsonAsync();
            Text(bundle, "resourceType").ShouldBe("Bundle");
            var one = bundle["entry"]![0]!["resource"]!;
            Text(one, "resourceType").ShouldBe("AuditEvent");
            Text(one, "action").ShouldBe("R");
            Text(one["entity"]![0]!["what"]!, "reference").ShouldBe($"Patient/{IdOf(patient)}");
            Text(one["agent"]![0]!["who"]!["identifier"]!, "value").ShouldBe("dr-test");
            (version == "4.0" ? Text(one["type"]!, "code") : Text(one["category"]![0]!["coding"]![0]!, "code")).ShouldBe("rest");
            (version == "4.0" ? one["outcome"]!.GetValue<string>() : Text(one["outcome"]!["code"]!, "code")).ShouldBe("0");
        }

        using var other = await AcceptingAsync(monitor, Asked, "application/fhir+json; fhirVersion=3.0");
        other.StatusCode.ShouldBe(HttpStatusCode.NotAcceptable);
    }

    [Fact]
    public async Task the_page_of_the_record_shows_a_monitor_the_same()
    {
        using var clinic = service.Client(clinic: "a-page");
        var patient = await clinic.EnrolAsync();
        (await clinic.GetAsync(patient, Cancellation)).Dispose();
        using var monitor = service.Client(Roles.Monitor, "a-page");

        var page = await monitor.GetStringAsync($"/access-record?user=dr-test&kind=read&patient={IdOf(patient)}", Cancellation);

        page.ShouldContain("dr-test, clinician, a-page");
        page.ShouldContain("getPatient");
        page.ShouldContain(IdOf(patient));
        (await monitor.GetAsync("/access-record?kind=other", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await clinic.GetAsync("/access-record", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task nothing_that_was_read_or_recorded_is_in_the_table()
    {
        const string Sentinel = "SENTINEL-ACCESS";
        using var clinic = service.Client(clinic: "a-sentinel");
        var patient = await clinic.EnrolAsync(Sentinel);
        using var visit = await clinic.PostAsync($"{patient}/visits", $$"""{ "visitedOn": "2024-02-07", "note": "{{Sentinel}}" }""");
        using var search = await clinic.PostAsync("/api/patients/search", $$"""{ "studyNumber": "{{Sentinel}}" }""");
        foreach (var below in new[] { "", "/timeline", "/history" }) (await clinic.GetAsync(patient + below, Cancellation)).Dispose();
        await UntilAsync("clinic=a-sentinel", found => found.Count >= 6);

        await using var database = NpgsqlDataSource.Create(service.ConnectionString);
        await using var rows = database.CreateCommand($"select count(*) from {AccessRows.Name} r where r::text like '%{Sentinel}%'");
        ((long)(await rows.ExecuteScalarAsync(Cancellation))!).ShouldBe(0);
    }

    [Fact]
    public async Task what_the_database_does_not_take_waits_and_nothing_is_read_once_no_place_is_left()
    {
        using var clinic = service.Client(clinic: "a-broken");
        var patient = await clinic.EnrolAsync();
        await using var connection = new NpgsqlConnection(service.ConnectionString);
        await connection.OpenAsync(Cancellation);
        var writer = service.Host.Services.GetRequiredService<AccessWriter>();
        var refusals = 0;

        await connection.ExecuteAsync($"alter table {AccessRows.Name} add constraint closed check (false) not valid");
        (await clinic.GetAsync(patient, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
        // Refusals, however many, leave places to reads.
        for (; refusals < AccessWriter.Places; refusals++) writer.Write(AccessEntry.Now(AccessKind.Refused, "full", 401));
        (await clinic.GetAsync(patient, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
        while (writer.TryWrite(AccessEntry.Now(AccessKind.Read, "full", 200)))
        {
        }

        using var refused = await clinic.GetAsync(patient, Cancellation);
        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await refused.Content.ReadAsStringAsync(Cancellation)).ShouldNotContain("studyNumber");
        await connection.ExecuteAsync($"alter table {AccessRows.Name} drop constraint closed");

        await AlertRequests.UntilAsync(
            async () => (await clinic.GetAsync(patient, Cancellation)).StatusCode, status => status == HttpStatusCode.OK);
        (await EntriesAsync($"endpoint=getPatient&patientId={IdOf(patient)}")).Count.ShouldBe(3);
        var lost = (await UntilAsync("kind=lost", found => found.Count > 0)).Sum(entry => entry["count"]!.GetValue<int>());
        (lost + await connection.ScalarAsync<long>($"select count(*) from {AccessRows.Name} where endpoint = 'full' and kind = 'refused'"))
            .ShouldBe(refusals);
    }

    [Fact]
    public async Task where_the_journal_cannot_be_written_no_patient_is_read_and_what_is_recorded_is_answered()
    {
        var noFolder = Directory.CreateTempSubdirectory("igg4-journal-").FullName;
        await using var node = await ServiceNode.StartAsync(
            service.ConnectionString, new KeptLog(),
            settings: new Dictionary<string, string> { ["AccessRecord:JournalFolder"] = noFolder });
        using var clinic = node.Client(clinic: "a-journal");
        Directory.Delete(noFolder, recursive: true);
        await File.WriteAllTextAsync(noFolder, "", Cancellation);

        var patient = await clinic.EnrolAsync();
        using var refused = await clinic.GetAsync(patient, Cancellation);
        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        refused.Headers.RetryAfter.ShouldNotBeNull();

        File.Delete(noFolder);
        (await clinic.GetAsync(patient, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task a_month_is_dropped_when_it_has_been_kept_long_enough_and_the_months_ahead_are_there()
    {
        await using var connection = new NpgsqlConnection(service.ConnectionString);
        await connection.OpenAsync(Cancellation);
        await connection.ExecuteAsync($"""
            create table followup.access_record_old partition of {AccessRows.Name} for values from ('2001-01-01Z') to ('2001-02-01Z');
            insert into {AccessRows.Name} (at, id, kind, endpoint, outcome) values ('2001-01-15Z', gen_random_uuid(), 'read', 'old', 200)
            """);

        await service.Host.Services.GetRequiredService<Cleanup>().ForgetAsync(Cancellation);

        (await EntriesAsync("endpoint=old")).ShouldBeEmpty();
        (await connection.ScalarAsync<bool>("select to_regclass('followup.access_record_old') is null")).ShouldBeTrue();
        var months =
            await connection.ScalarAsync<long>($"select count(*) from pg_inherits where inhparent = '{AccessRows.Name}'::regclass");
        months.ShouldBeGreaterThanOrEqualTo(7);
        new AccessRetention(3).OldestAt(new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero)).ShouldBe(new(2026, 8, 1, 0, 0, 0, TimeSpan.Zero));
    }

    private static string IdOf(string patient) => patient.Split('/')[^1];

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();

    private static IEnumerable<string> Patients(JsonNode entry) =>
        entry["patients"]!.AsArray().Select(id => id!.GetValue<string>());

    private static async Task<HttpResponseMessage> AcceptingAsync(HttpClient client, string address, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return await client.SendAsync(request, Cancellation);
    }

    private async Task<List<JsonNode>> EntriesAsync(string asked)
    {
        using var monitor = service.Client(Roles.Monitor, clinic: null);
        return [.. (await monitor.GetJsonAsync($"/api/access-record?{asked}"))["items"]!.AsArray().Select(entry => entry!)];
    }

    private Task<List<JsonNode>> UntilAsync(string asked, Func<List<JsonNode>, bool> isThere) =>
        AlertRequests.UntilAsync(() => EntriesAsync(asked), isThere);
}
