using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using IgG4FollowUp.Integration.Hosting;
using Npgsql;

namespace IgG4FollowUp.Integration.Calendar;

public sealed class FeedSpecs(CalendarService service) : IClassFixture<CalendarService>
{
    private const string Feeds = "/api/clinic/calendar/feeds";

    [Fact]
    public async Task a_calendar_program_reads_how_many_are_due_on_which_day_and_nothing_of_patients()
    {
        using var clinic = service.Client("feed-days");
        var due = service.Today.AddDays(40);
        List<string> patients = [];
        foreach (var number in new[] { "SECRET-1", "SECRET-2" })
        {
            var patient = await clinic.EnrolAsync(number);
            patients.Add(patient.Split('/')[^1]);
            using var visit = await clinic.PostAsync(
                $"{patient}/visits",
                $$"""{ "visitedOn": "{{Iso(service.Today)}}", "nextVisitDueOn": "{{Iso(due)}}", "lesions": [ { "lesionPresent": false } ] }""");
            visit.StatusCode.ShouldBe(HttpStatusCode.Created, await visit.Content.ReadAsStringAsync());
        }

        await clinic.EnrolAsync("SECRET-3");
        await service.SettledAsync();
        var address = (await OpenAsync(clinic))["address"]!.GetValue<string>();

        using var program = service.Host.Server.CreateClient();
        using var response = await program.GetAsync(address, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/calendar; charset=utf-8");
        var text = await response.Content.ReadAsStringAsync();
        var events = EventsOf(text);
        events.Select(e => (e["DTSTART;VALUE=DATE"], e["SUMMARY"])).ShouldBe(
        [
            (service.Today.ToString("yyyyMMdd", CultureInfo.InvariantCulture), "Follow-up visits overdue: 1"),
            (due.ToString("yyyyMMdd", CultureInfo.InvariantCulture), "Follow-up visits due: 2"),
            (service.Today.AddDays(365).ToString("yyyyMMdd", CultureInfo.InvariantCulture), "MRI studies due: 2"),
        ]);
        events.Select(e => e["UID"]).ShouldBeUnique();
        foreach (var secret in patients.Concat(["SECRET", "feed-days"])) text.ShouldNotContain(secret, Case.Insensitive);

        (await clinic.GetStringAsync("/api/clinic/calendar.ics", TestContext.Current.CancellationToken)).Split("\r\n")
            .Where(line => !line.StartsWith("DTSTAMP"))
            .ShouldBe(text.Split("\r\n").Where(line => !line.StartsWith("DTSTAMP")));
    }

    [Fact]
    public async Task what_has_not_changed_is_not_sent_again_and_what_has_keeps_its_uid()
    {
        using var clinic = service.Client("feed-etag");
        var due = service.Today.AddDays(30);
        var visit = $$"""{ "visitedOn": "{{Iso(service.Today)}}", "nextVisitDueOn": "{{Iso(due)}}" }""";
        using (await clinic.PostAsync($"{await clinic.EnrolAsync()}/visits", visit))
            await service.SettledAsync();
        var address = (await OpenAsync(clinic))["address"]!.GetValue<string>();
        using var program = service.Host.Server.CreateClient();
        using var first = await program.GetAsync(address, TestContext.Current.CancellationToken);
        var before = EventsOf(await first.Content.ReadAsStringAsync()).ShouldHaveSingleItem();
        program.DefaultRequestHeaders.IfNoneMatch.Add(first.Headers.ETag!);
        first.Headers.ETag!.IsWeak.ShouldBeTrue();
        using var again = await program.GetAsync(address, TestContext.Current.CancellationToken);
        again.StatusCode.ShouldBe(HttpStatusCode.NotModified);

        using (await clinic.PostAsync($"{await clinic.EnrolAsync()}/visits", visit))
            await service.SettledAsync();
        using var changed = await program.GetAsync(address, TestContext.Current.CancellationToken);
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        var after = EventsOf(await changed.Content.ReadAsStringAsync()).ShouldHaveSingleItem();
        (after["UID"], after["SUMMARY"]).ShouldBe((before["UID"], "Follow-up visits due: 2"));
    }

    [Fact]
    public async Task a_revoked_feed_is_not_found_and_stays_in_the_list()
    {
        using var clinic = service.Client("feed-revoked");
        var opened = await OpenAsync(clinic, "The ward's telephone");
        var (address, id) = (opened["address"]!.GetValue<string>(), opened["feed"]!["feedId"]!.GetValue<string>());
        (await StatusAsync(address)).ShouldBe(HttpStatusCode.OK);

        (await clinic.GetJsonAsync($"{Feeds}/{id}")).ToJsonString().ShouldBe(opened["feed"]!.ToJsonString());
        using var other = service.Client("feed-other");
        using (var unknown = await other.GetAsync($"{Feeds}/{id}", TestContext.Current.CancellationToken))
            unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await other.GetJsonAsync(Feeds))["items"]!.AsArray().ShouldBeEmpty();
        using (var refused = await other.DeleteAsync($"{Feeds}/{id}", TestContext.Current.CancellationToken))
            refused.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(address)).ShouldBe(HttpStatusCode.OK);

        for (var i = 0; i < 2; i++)
        {
            using var revoked = await clinic.DeleteAsync($"{Feeds}/{id}", TestContext.Current.CancellationToken);
            revoked.StatusCode.ShouldBe(HttpStatusCode.NoContent);
            (await StatusAsync(address)).ShouldBe(HttpStatusCode.NotFound);
        }

        var listed = (await clinic.GetJsonAsync(Feeds))["items"]!.AsArray().ShouldHaveSingleItem()!;
        (listed["name"]!.GetValue<string>(), listed["createdBy"]!.GetValue<string>(), listed["revokedBy"]!.GetValue<string>())
            .ShouldBe(("The ward's telephone", "dr-test", "dr-test"));
        listed["revokedAt"].ShouldNotBeNull();
    }

    [Fact]
    public async Task a_wrong_secret_finds_nothing()
    {
        using var clinic = service.Client("feed-wrong");
        var address = (await OpenAsync(clinic))["address"]!.GetValue<string>();
        var secret = SecretOf(address);
        string[] wrong = [secret[..^1], secret + "A", (secret[0] == 'A' ? 'B' : 'A') + secret[1..], secret.ToUpperInvariant(), new('!', 43),
            "x", new('A', 43), new('A', 4000)];
        foreach (var guess in wrong)
            (await StatusAsync(address.Replace(secret, Uri.EscapeDataString(guess)))).ShouldBe(HttpStatusCode.NotFound, guess);
        (await StatusAsync(address)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task the_secret_is_neither_stored_nor_logged_nor_shown_again()
    {
        using var clinic = service.Client("feed-secret");
        var address = (await OpenAsync(clinic))["address"]!.GetValue<string>();
        var secret = SecretOf(address);
        secret.Length.ShouldBe(43);
        (await StatusAsync(address)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(address.Replace("calendar.ics", "nothing"))).ShouldBe(HttpStatusCode.Unauthorized);

        (await clinic.GetStringAsync(Feeds, TestContext.Current.CancellationToken)).ShouldNotContain(secret);
        await using var connection = new NpgsqlConnection(service.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var dump = new NpgsqlCommand(
            """
            select string_agg(f::text, ' ') || (select string_agg(k::text, ' ') from followup.mt_doc_feedkey k)
              || (select coalesce(string_agg(k::text, ' '), '') from followup.mt_doc_keptreply k)
            from followup.mt_doc_calendarfeed f
            """, connection);
        var stored = (string)(await dump.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        stored.ShouldNotContain(secret);
        stored.ShouldNotContain(Convert.ToHexStringLower(System.Buffers.Text.Base64Url.DecodeFromChars(secret)));

        // The book is open: other messages of the same requests are in it.
        service.Log.Messages.ShouldContain(message => message.StartsWith("Microsoft.AspNetCore.Authorization"));
        service.Log.Messages.Where(message => message.Contains(secret)).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_feed_ends_on_the_day_that_the_list_names_and_counts_as_open_no_more()
    {
        using var clinic = service.Client("feed-ending");
        var address = (await OpenAsync(clinic))["address"]!.GetValue<string>();
        for (var i = 1; i < 20; i++) await OpenAsync(clinic);
        var ends = (await clinic.GetJsonAsync(Feeds))["items"]![0]!["expiresAt"]!.GetValue<DateTimeOffset>();
        (ends - service.Clock.GetUtcNow()).ShouldBe(TimeSpan.FromDays(366), TimeSpan.FromMinutes(5));
        try
        {
            service.Clock.Forward(365);
            (await StatusAsync(address)).ShouldBe(HttpStatusCode.OK);
            service.Clock.Forward(366);
            (await StatusAsync(address)).ShouldBe(HttpStatusCode.NotFound);
            await OpenAsync(clinic);
        }
        finally
        {
            service.Clock.Forward(0);
        }
    }

    [Fact]
    public async Task a_clinic_has_a_limited_number_of_open_feeds()
    {
        using var clinic = service.Client("feed-many");
        for (var i = 0; i < 20; i++) await OpenAsync(clinic);
        using (var refused = await clinic.PostAsync(Feeds, """{ "name": "One more" }"""))
            refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var id = (await clinic.GetJsonAsync(Feeds))["items"]![0]!["feedId"]!.GetValue<string>();
        using (await clinic.DeleteAsync($"{Feeds}/{id}", TestContext.Current.CancellationToken)) await OpenAsync(clinic);
    }

    private async Task<HttpStatusCode> StatusAsync(string address)
    {
        using var program = service.Host.Server.CreateClient();
        using var response = await program.GetAsync(address, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private static async Task<JsonNode> OpenAsync(HttpClient clinic, string name = "Ward calendar")
    {
        using var response = await clinic.PostAsync(Feeds, $$"""{ "name": "{{name}}" }""");
        response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        response.Headers.CacheControl.ShouldBe(new CacheControlHeaderValue { NoStore = true });
        var opened = await response.JsonAsync();
        response.Headers.Location!.ToString().ShouldBe($"{Feeds}/{opened["feed"]!["feedId"]}");
        return opened;
    }

    private static string SecretOf(string address) => new Uri(address).Segments[^2].TrimEnd('/');

    /// <summary>
    /// Reads a calendar as RFC 5545 has it: lines end in CR LF, folded ones are joined, and everything stands in its component.
    /// </summary>
    private static List<Dictionary<string, string>> EventsOf(string text)
    {
        text.ShouldEndWith("\r\n");
        text.Replace("\r\n", "").ShouldNotContain("\n");
        text.Split("\r\n").ShouldAllBe(line => Encoding.UTF8.GetByteCount(line) <= 75);
        var lines = text.Replace("\r\n ", "").Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        (lines[0], lines[1], lines[^1]).ShouldBe(("BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR"));
        List<Dictionary<string, string>> events = [];
        foreach (var line in lines)
        {
            if (line == "BEGIN:VEVENT") events.Add([]);
            else if (events.Count > 0 && !line.StartsWith("END:")) events[^1].Add(line.Split(':', 2)[0], line.Split(':', 2)[1]);
        }

        events.ShouldAllBe(e => e.ContainsKey("UID") && e.ContainsKey("DTSTAMP"));
        return events;
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
