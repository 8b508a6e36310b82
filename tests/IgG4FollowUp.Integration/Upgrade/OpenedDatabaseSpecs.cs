using System.Net;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Integration.Alerts;
using IgG4FollowUp.Integration.Analytics;
using IgG4FollowUp.Integration.Hosting;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace IgG4FollowUp.Integration.Upgrade;

/// <summary>A database that the version before this one has written is opened, and nothing of it is lost or told otherwise.</summary>
public sealed class OpenedDatabaseSpecs(UpgradedService service) : IClassFixture<UpgradedService>
{
    // Byte for byte what the former version's client sent.
    private const string FirstVisit =
        """{ "visitedOn": "2024-03-11", "mode": "in-person", "nextVisitDueOn": "2024-04-11", "asiaGrade": { "grade": "C" },"""
        + """ "lesions": [ { "lesionPresent": true, "levels": "C5-T4", "compartment": "dura", "pattern": "dorsal","""
        + """ "shape": "fusiform" } ],"""
        + """ "labs": [ { "analyte": "serum-igg4", "result": "2.12 g/L", "upperLimitOfNormal": "121 mg/dL", "assay": "nephelometry" } ],"""
        + """ "steroidCourses": [ { "entryId": "01980000-0000-7000-8000-0000000000c1", "drug": "prednisolone", "dailyDoseMg": 40 } ] }""";

    [Theory]
    [InlineData("timeline", FormerVersion.Patient + "/timeline", Roles.Clinician)]
    [InlineData("history", FormerVersion.Patient + "/history", Roles.Clinician)]
    [InlineData("table-one", "/api/cohort/table-one?dataOrigin=clinic,published,synthetic", Roles.Analyst)]
    public async Task what_the_former_version_answered_is_answered_again_word_for_word(string name, string address, string role)
    {
        using var client = role == Roles.Analyst ? service.Node.Client(role, clinic: null) : service.Clinician();

        var answer = await client.GetJsonAsync(address);

        // The timeline goes by the clinic's own days of grace now, as its alerts always did.
        var former = JsonNode.Parse(FormerVersion.Answer(name).ToJsonString()
            .Replace("\"graceDays\":14", "\"graceDays\":21", StringComparison.Ordinal))!;
        // Alerts of rules that say something else now are restated, which moves the log on.
        foreach (var told in new[] { former, answer }.OfType<JsonObject>()) told.Remove("sequence");
        // Who is made up is asked for now, and so stands in the filter.
        foreach (var told in new[] { former, answer }.OfType<JsonObject>()) told.Remove("filter");
        Of(former, answer)!.ToJsonString().ShouldBe(former.ToJsonString());
    }

    [Fact]
    public async Task alerts_of_rules_that_say_the_same_are_told_word_for_word_and_no_other_is_lost()
    {
        using var clinic = service.Clinician();

        var alerts = await clinic.GetJsonAsync("/api/alerts?limit=200&status=all");

        var former = FormerVersion.Answer("alerts");
        FormerVersion.OfUnchangedRules(alerts).ShouldBe(FormerVersion.OfUnchangedRules(former));
        Ids(former).Except(Ids(alerts)).ShouldBeEmpty();

        static IEnumerable<string> Ids(JsonNode answer) =>
            answer["items"]!.AsArray().Select(alert => alert!["alertId"]!.GetValue<string>());
    }

    // What is said besides is new, and no other word for what was said.
    private static JsonNode? Of(JsonNode? former, JsonNode? now)
    {
        if (former is JsonObject members && now is JsonObject all)
            return new JsonObject(all.Where(member => members.ContainsKey(member.Key))
                .Select(member => KeyValuePair.Create(member.Key, Of(members[member.Key], member.Value))));
        if (former is not JsonArray items || now is not JsonArray answered) return now?.DeepClone();
        var others = answered.Where(item => !IsNew(item)).ToList();
        return items.Count == others.Count ? new JsonArray([.. items.Zip(others, Of)]) : now.DeepClone();
    }

    // A fact of a kind that the former version did not know, or a variable that its first table did not have.
    private static bool IsNew(JsonNode? item) => item is JsonObject line
        && (line["fact"]?["kind"]?.GetValue<string>() is "treatment-response" or "course-event" or "quiet-interval" or "remission"
                or "prozone-suspected" or "scores-compared"
            || line["variable"]?.GetValue<string>() is "symptom" or "other-organs" or "other-organ" or "t1-signal" or "t2-signal"
                or "cord-compression" or "cord-cavity" or "serum-igg4-raised" or "igg4-cells" or "igg4-igg-percent" or "storiform-fibrosis"
                or "obliterative-phlebitis" or "last-ais" or "ais-improved" or "recurrence" or "stated-follow-up");

    [Fact]
    public async Task a_request_repeated_with_its_key_gets_the_former_versions_answer_and_records_nothing()
    {
        using var clinic = service.Clinician();
        var before = await EventsAsync();

        using var repeated = await clinic.PostAsync($"{FormerVersion.Patient}/visits", FirstVisit, idempotencyKey: "visit-1");

        repeated.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await repeated.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe(service.FirstAnswer);
        repeated.Headers.ETag!.Tag.ShouldBe("\"6\"");
        (await EventsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task another_request_with_a_key_of_the_former_version_is_refused()
    {
        using var clinic = service.Clinician();

        using var other = await clinic.PostAsync(
            $"{FormerVersion.Patient}/visits", """{ "visitedOn": "2024-03-12" }""", idempotencyKey: "visit-1");

        other.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await other.JsonAsync())["type"]!.GetValue<string>().ShouldEndWith(":idempotency-key-reused");
    }

    [Fact]
    public async Task a_study_number_that_the_former_version_gave_is_taken()
    {
        using var clinic = service.Clinician();

        using var enrolment = await clinic.PostAsync("/api/patients", """{ "studyNumber": "RSP-001", "enrolledOn": "2025-01-08" }""");

        enrolment.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await enrolment.JsonAsync())["type"]!.GetValue<string>().ShouldEndWith(":study-number-taken");
    }

    [Fact]
    public async Task the_clinics_own_thresholds_are_in_force_and_who_chose_them_is_known()
    {
        using var clinic = service.Clinician();

        var rules = await clinic.GetJsonAsync("/api/alert-rules");

        var grace = rules["thresholds"]!.AsArray().Single(threshold => threshold!["name"]!.GetValue<string>() == "visit-grace")!;
        grace["value"]!.GetValue<decimal>().ShouldBe(21);
        rules["settings"]!["reason"]!.GetValue<string>().ShouldBe("Public holidays.");
        rules["settings"]!["version"]!.GetValue<long>().ShouldBe(1);
    }

    [Fact]
    public async Task an_alert_shows_who_acknowledged_or_snoozed_it_and_why()
    {
        using var clinic = service.Clinician();

        var acknowledged = (await clinic.GetJsonAsync("/api/alerts/cd258d0f-7b48-8af1-8b75-a894e3768d6a"))["alert"]!;
        var snoozed = (await clinic.GetJsonAsync("/api/alerts/31381d80-0ab5-8bf6-b5fa-bb3a3d028366"))["alert"]!;

        acknowledged["acknowledged"]!["by"]!.GetValue<string>().ShouldBe("developer");
        acknowledged["acknowledged"]!["note"]!.GetValue<string>().ShouldBe("Called.");
        snoozed["snoozedUntil"]!.GetValue<string>().ShouldBe("2027-01-15");
    }

    [Fact]
    public async Task the_webhook_is_still_there_with_the_delivery_that_waits()
    {
        using var clinic = service.Clinician();
        const string Address = "/api/webhooks/01a22295-db7e-7abc-ae22-941a2df9c051";

        var webhook = (await clinic.GetJsonAsync("/api/webhooks"))["items"]!.AsArray().ShouldHaveSingleItem()!;
        var deliveries = (await clinic.GetJsonAsync($"{Address}/deliveries"))["items"]!.AsArray().ToList();
        // What rules of later versions found since is told as well.
        var delivery = deliveries.Where(each => each!["eventType"]!.GetValue<string>() is not ("alert.raised" or "alert.escalated"))
            .ShouldHaveSingleItem()!;

        webhook["webhookId"]!.GetValue<string>().ShouldBe(Address.Split('/')[^1]);
        webhook["url"]!.GetValue<string>().ShouldBe("https://receiver.example/igg4-alerts");
        webhook["eventTypes"]!.AsArray().Select(type => type!.GetValue<string>()).ShouldBe(["alert.raised", "alert.escalated"]);
        delivery["eventType"]!.GetValue<string>().ShouldBe("webhook.test");
        delivery["state"]!.GetValue<string>().ShouldBe("pending");
    }

    [Fact]
    public async Task a_calendar_program_goes_on_reading_its_feed_at_the_address_it_was_given()
    {
        using var program = service.Node.Anyone();
        using var clinic = service.Clinician();

        var calendar = await program.GetStringAsync(
            "/feeds/4TlZQ0XVArZI2y7aookNGd4xNp_NuU1VNOFfJmoFHFc/calendar.ics", TestContext.Current.CancellationToken);

        calendar.ShouldContain("BEGIN:VEVENT");
        var feed = (await clinic.GetJsonAsync("/api/clinic/calendar/feeds"))["items"]!.AsArray().ShouldHaveSingleItem()!;
        feed["name"]!.GetValue<string>().ShouldBe("Ward calendar");
    }

    [Fact]
    public async Task the_calendar_keeps_of_every_patient_how_the_disease_went_which_the_former_version_did_not() =>
        (await service.Node.Database.ScalarAsync<bool>(
            "select count(*) > 0 and bool_and(data #> '{dates,course,doses}' is not null) from followup.mt_doc_calendarpatient"))
        .ShouldBeTrue();

    [Fact]
    public async Task a_simulation_keeps_its_report()
    {
        using var clinic = service.Clinician();

        var simulation = await clinic.GetJsonAsync("/api/alert-rules/simulations/01a22295-e8d1-717c-8deb-5e9cde87c3db");

        simulation["state"]!.GetValue<string>().ShouldBe("done");
        simulation["report"].ShouldNotBeNull();
    }

    [Fact]
    public async Task former_tables_that_have_a_successor_are_gone()
    {
        string[] former =
        [
            .. service.Node.Services.GetServices<IFormerTable>().Select(table => table.Name),
            "followup.study_numbers", "followup.idempotency_keys", "followup.alerts", "followup.alert_timers",
        ];

        var left = await service.Node.Database.ScalarAsync<string[]>(
            $"select array(select name from unnest('{{{string.Join(',', former)}}}'::text[]) name where to_regclass(name) is not null)");

        left.ShouldBeEmpty();
    }

    [Fact]
    public async Task the_schema_is_the_one_that_a_new_database_gets() =>
        await service.Node.Services.GetRequiredService<IDocumentStore>().Storage.Database.AssertDatabaseMatchesConfigurationAsync(
            TestContext.Current.CancellationToken);

    [Fact]
    public Task the_tables_for_analysts_say_what_the_events_say() => Cohort.TablesEqualTheEventsAsync(service.Node.Database);

    [Fact]
    public async Task it_is_ready_and_nothing_went_wrong_on_the_way()
    {
        using var anyone = service.Node.Anyone();

        using var ready = await anyone.GetAsync("/health/ready", TestContext.Current.CancellationToken);

        (await ready.JsonAsync())["status"]!.GetValue<string>().ShouldBe("healthy");
        service.Log.Errors.ShouldBeEmpty();
    }

    private Task<long> EventsAsync() => service.Node.Database.ScalarAsync<long>("select count(*) from followup.mt_events");
}
