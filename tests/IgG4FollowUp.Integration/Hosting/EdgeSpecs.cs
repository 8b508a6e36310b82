using System.Net;
using System.Net.Http.Headers;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Alerts;
using IgG4FollowUp.Integration.Analytics;
using IgG4FollowUp.TestSupport;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IgG4FollowUp.Integration.Hosting;

/// <summary>The service behind a clinic's proxy, with narrow limits.</summary>
public sealed class NarrowService(PostgresServer postgres) : IAsyncLifetime
{
    private ServiceNode? _node;

    internal ServiceNode Node => _node!;

    public string ConnectionString { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await postgres.CreateDatabaseAsync();
        _node = await ServiceNode.StartAsync(ConnectionString, new KeptLog(), settings: new Dictionary<string, string>
        {
            ["Http:PublicAddress"] = "https://follow-up.clinic.example",
            ["Limits:RefusedPerMinute"] = "5",
            ["Limits:UserPerMinute"] = "400",
            ["Limits:TestMessagesPerMinute"] = "2",
            ["Limits:RebuildsPerHour"] = "2",
            ["Limits:PastReadsAtOnce"] = "1",
            ["Limits:PastReadsWaiting"] = "1",
            ["Limits:FeedsAtOnce"] = "2",
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is not null) await _node.DisposeAsync();
    }
}

/// <summary>Where the service meets the network: addresses, hosts, limits, streams, and addresses at which there is nothing.</summary>
public sealed class EdgeSpecs(NarrowService service) : IClassFixture<NarrowService>
{
    private const string Feed = "/api/alerts/feed";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task an_address_that_is_handed_out_is_the_public_one_whatever_the_request_says()
    {
        using var clinic = service.Node.Client(clinic: "addressed");
        clinic.DefaultRequestHeaders.Host = "localhost:81";
        clinic.DefaultRequestHeaders.Add("X-Forwarded-Host", "evil.example");

        using var opened = await clinic.PostAsync("/api/clinic/calendar/feeds", """{ "name": "Ward" }""");

        (await opened.JsonAsync())["address"]!.GetValue<string>().ShouldStartWith("https://follow-up.clinic.example/feeds/");
        (await clinic.GetJsonAsync("/openapi/v1.json"))["servers"]!.ToJsonString()
            .ShouldBe("""[{"url":"https://follow-up.clinic.example"}]""");
    }

    [Fact]
    public async Task the_description_is_made_once_for_all()
    {
        using var clinic = service.Node.Client();
        using var anyone = service.Node.Anyone();

        var first = await anyone.GetByteArrayAsync("/openapi/v1.json", Cancellation);
        using var again = await clinic.GetAsync("/openapi/v1.json?again=1", Cancellation);

        (await again.Content.ReadAsByteArrayAsync(Cancellation)).ShouldBe(first);
        again.Headers.Age.ShouldNotBeNull();
        using var same = new HttpRequestMessage(HttpMethod.Get, "/openapi/v1.json") { Headers = { IfNoneMatch = { again.Headers.ETag! } } };
        (await StatusAsync(anyone.SendAsync(same, Cancellation))).ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task nobody_waits_for_another_clients_description_whose_leaving_would_spoil_it()
    {
        var context = new OutputCacheContext { HttpContext = new DefaultHttpContext() };
        await new KeptForAll().CacheRequestAsync(context, Cancellation);
        context.AllowLocking.ShouldBeFalse();
        context.EnableOutputCaching.ShouldBeTrue();
    }

    [Theory]
    [InlineData("evil.example", HttpStatusCode.BadRequest)]
    [InlineData("follow-up.clinic.example.evil.example", HttpStatusCode.BadRequest)]
    [InlineData("follow-up.clinic.example", HttpStatusCode.OK)]
    [InlineData("127.0.0.1:8080", HttpStatusCode.OK)]
    public async Task only_its_own_hosts_are_answered(string host, HttpStatusCode expected)
    {
        using var anyone = service.Node.Anyone();
        anyone.DefaultRequestHeaders.Host = host;

        using var response = await anyone.GetAsync("/health/live", Cancellation);

        response.StatusCode.ShouldBe(expected);
        if (expected != HttpStatusCode.OK) response.Content.Headers.ContentType!.MediaType.ShouldBe(Problem.ContentType);
    }

    [Fact]
    public async Task tokens_that_are_not_valid_are_limited_and_valid_ones_are_not()
    {
        using var forger = service.Node.Anyone();
        forger.DefaultRequestHeaders.Authorization = new("Bearer", "x.y.z");
        await LimitedAsync(() => forger.GetAsync("/api/patients", Cancellation), HttpStatusCode.Unauthorized, after: 5);

        using var clinic = service.Node.Client();
        (await StatusAsync(clinic.GetAsync("/api/patients", Cancellation))).ShouldBe(HttpStatusCode.OK);
        using var anyone = service.Node.Anyone();
        (await StatusAsync(anyone.GetAsync("/api/patients", Cancellation))).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task requests_of_one_user_are_limited_and_neither_those_of_others_nor_health()
    {
        using var busy = service.Node.Client(user: "busy");
        await LimitedAsync(() => busy.GetAsync("/api/webhooks/none", Cancellation), expected: null, after: 400);

        using var other = service.Node.Client(user: "quiet");
        (await StatusAsync(other.GetAsync("/api/patients", Cancellation))).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(busy.GetAsync("/health/live", Cancellation))).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task sign_ins_on_the_pages_are_limited()
    {
        using var anyone = service.Node.Anyone();

        await LimitedAsync(() => anyone.PostAsync("/sign-in", new FormUrlEncodedContent([new("token", "x")]), Cancellation),
            HttpStatusCode.BadRequest, after: 5);
    }

    [Fact]
    public async Task test_messages_to_webhooks_are_limited_for_each_user()
    {
        using var one = service.Node.Client(clinic: "testing", user: "one");
        using var other = service.Node.Client(clinic: "testing", user: "other");
        var address = $"/api/webhooks/{Guid.NewGuid()}/test-messages";

        await LimitedAsync(() => one.PostAsync(address, null, Cancellation), HttpStatusCode.NotFound, after: 2);

        (await StatusAsync(other.PostAsync(address, null, Cancellation))).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task rebuilds_are_limited()
    {
        using var admin = service.Node.Client(Roles.Admin, clinic: null);

        await StartedAsync(admin);
        await StartedAsync(admin);
        // The first one may still be told as done while the second has only been accepted.
        var runner = service.Node.Services.GetRequiredService<RebuildRunner>();
        await AlertRequests.UntilAsync(() => Task.FromResult(runner.IsRunning), running => !running);
        await LimitedAsync(() => admin.PostAsync("/api/admin/rebuild", null, Cancellation), null, after: 0);

        (await StatusAsync(admin.GetAsync("/api/admin/rebuild", Cancellation))).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task a_rebuild_that_is_refused_since_another_goes_on_is_none_that_was_started()
    {
        using (var clinic = service.Node.Client(clinic: "rebuilt")) await clinic.EnrolAsync();
        await service.Node.Services.SettledAsync();
        using var admin = service.Node.Client(Roles.Admin, clinic: null, user: "impatient");
        await using var connection = new NpgsqlConnection(service.ConnectionString);
        await connection.OpenAsync(Cancellation);
        await connection.ExecuteAsync("begin; lock table followup.mt_events in access exclusive mode");
        var first = await RebuildAsync(admin);
        for (var i = 0; i < 5; i++) (await RebuildAsync(admin)).ShouldBe(HttpStatusCode.Conflict);
        await connection.ExecuteAsync("commit");

        if (first == HttpStatusCode.Conflict) await StartedAsync(admin);
        await StartedAsync(admin);
        (await AlertRequests.UntilAsync(() => RebuildAsync(admin), status => status != HttpStatusCode.Conflict))
            .ShouldBe(HttpStatusCode.TooManyRequests);
    }

    private static Task<HttpStatusCode> RebuildAsync(HttpClient admin) =>
        StatusAsync(admin.PostAsync("/api/admin/rebuild", null, Cancellation));

    // One that goes on is waited for.
    private static async Task StartedAsync(HttpClient admin) =>
        (await AlertRequests.UntilAsync(() => RebuildAsync(admin), status => status != HttpStatusCode.Conflict))
            .ShouldBe(HttpStatusCode.Accepted);

    [Theory]
    [InlineData("/api/cohort/survival?knownAt=1")]
    [InlineData("/api/cohort/diff?from=0&to=1")]
    public async Task reads_of_the_past_of_one_user_wait_for_each_other_and_no_more_than_some_do(string address)
    {
        using (var clinic = service.Node.Client(clinic: "past")) await clinic.EnrolAsync();
        await service.Node.Services.SettledAsync();
        using var analyst = service.Node.Client(Roles.Analyst, clinic: null, user: address);
        using var other = service.Node.Client(Roles.Analyst, clinic: null, user: "other");
        await using var connection = new NpgsqlConnection(service.ConnectionString);
        await connection.OpenAsync(Cancellation);
        await connection.ExecuteAsync("begin; lock table followup.mt_events in access exclusive mode");
        var sent = Enumerable.Range(0, 3).Select(_ => StatusAsync(analyst.GetAsync(address, Cancellation))).ToList();

        (await await Task.WhenAny(sent)).ShouldBe(HttpStatusCode.TooManyRequests);
        (await StatusAsync(analyst.GetAsync("/api/cohort/survival", Cancellation))).ShouldBe(HttpStatusCode.OK);
        await connection.ExecuteAsync("commit");

        (await Task.WhenAll(sent)).Count(status => status == HttpStatusCode.OK).ShouldBe(2);
        (await StatusAsync(other.GetAsync(address, Cancellation))).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task a_live_feed_is_not_held_up_by_a_proxy_and_a_user_has_only_so_many_open()
    {
        using var clinic = service.Node.Client(user: "many");
        using var first = await OpenAsync(clinic);
        using (var second = await OpenAsync(clinic))
        {
            second.StatusCode.ShouldBe(HttpStatusCode.OK);
            second.Headers.GetValues("X-Accel-Buffering").ShouldBe(["no"]);
            using var third = await OpenAsync(clinic);
            third.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            third.Headers.RetryAfter.ShouldNotBeNull();
        }

        await AlertRequests.UntilAsync(
            async () =>
            {
                using var again = await OpenAsync(clinic);
                return again.StatusCode;
            },
            status => status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task a_live_feed_ends_with_the_token_it_was_opened_with()
    {
        using var clinic = Client(TimeSpan.FromSeconds(3));
        using var response = await OpenAsync(clinic);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);

        // Returns at the end of the stream.
        await response.Content.ReadAsStringAsync(Cancellation);

        using var outlived = Client(TimeSpan.FromSeconds(-1));
        (await StatusAsync(OpenAsync(outlived))).ShouldBe(HttpStatusCode.Unauthorized);

        HttpClient Client(TimeSpan left)
        {
            var client = service.Node.Anyone();
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer",
                service.Node.Services.GetRequiredService<DevelopmentTokens>()
                .Create(Roles.Clinician, "north", "ending", TimeProvider.System.GetUtcNow() - DevelopmentTokens.Lifetime + left));
            return client;
        }
    }

    [Theory]
    [InlineData("9999999999")]
    [InlineData("9223372036854775807")]
    [InlineData("99999999999999999999")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1.0")]
    [InlineData("0x1")]
    [InlineData("١")]
    [InlineData("x")]
    public async Task a_position_that_the_log_has_not_come_to_is_refused_wherever_one_is_taken(string position)
    {
        using var clinic = service.Node.Client(user: "position");
        clinic.DefaultRequestHeaders.TryAddWithoutValidation("Last-Event-ID", position);
        using var analyst = service.Node.Client(Roles.Analyst, clinic: null, user: "position");
        var sent = Uri.EscapeDataString(position);

        (await StatusAsync(OpenAsync(clinic))).ShouldBe(HttpStatusCode.BadRequest);
        foreach (var address in new[] { "patients", "survival", "tables/patients" })
            (await StatusAsync(analyst.GetAsync($"/api/cohort/{address}?knownAt={sent}", Cancellation)))
                .ShouldBe(HttpStatusCode.BadRequest, address);
        (await StatusAsync(analyst.GetAsync($"/api/cohort/diff?from=0&to={sent}", Cancellation))).ShouldBe(HttpStatusCode.BadRequest);
        (await StatusAsync(analyst.GetAsync($"/api/cohort/diff?from={sent}&to=0", Cancellation))).ShouldBe(HttpStatusCode.BadRequest);
        (await StatusAsync(clinic.GetAsync($"/api/patients?knownAt={sent}", Cancellation))).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("/openapi/v2.json")]
    [InlineData("/openapi/v1.yaml")]
    [InlineData("/openapi/%3Cb%3E.json")]
    [InlineData("/openapi/")]
    [InlineData("/api/nothing")]
    [InlineData("/health/nothing")]
    [InlineData("/feeds/nothing/calendar.ics")]
    public async Task what_is_not_there_is_told_as_a_problem_to_whoever_is_signed_in(string address)
    {
        using var clinic = service.Node.Client(user: "nowhere");
        using var response = await clinic.GetAsync(address, Cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await response.JsonAsync())["detail"]!.GetValue<string>().ShouldContain(
            address.StartsWith("/feeds/", StringComparison.Ordinal) ? "open another feed" : "/openapi/v1.json describes");
    }

    [Fact]
    public async Task an_empty_position_is_none()
    {
        using var clinic = service.Node.Client(user: "empty");
        clinic.DefaultRequestHeaders.TryAddWithoutValidation("Last-Event-ID", "");

        (await StatusAsync(OpenAsync(clinic))).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/nowhere")]
    [InlineData("/patients/none")]
    [InlineData("/patients/01980000-0000-7000-8000-0000000000c1/nowhere")]
    [InlineData("/sign-out")]
    public async Task a_browser_that_asks_for_what_is_not_there_is_answered_with_a_page_or_led_to_the_start(string address)
    {
        using var browser = service.Node.Anyone();
        browser.DefaultRequestHeaders.Accept.ParseAdd("text/html,application/xhtml+xml,*/*;q=0.8");
        using (var stranger = await browser.GetAsync(address, Cancellation))
            stranger.Headers.Location.ShouldBe(new Uri("/", UriKind.Relative));

        browser.DefaultRequestHeaders.Add("Cookie", await service.Node.Services.PageCookieAsync(Roles.Clinician, "north"));
        using var page = await browser.GetAsync(address, Cancellation);

        page.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        page.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        using var program = await browser.GetAsync("/api" + address, Cancellation);
        program.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        program.Content.Headers.ContentType!.MediaType.ShouldBe(Problem.ContentType);
    }

    private static Task<HttpResponseMessage> OpenAsync(HttpClient client) =>
        client.GetAsync(Feed, HttpCompletionOption.ResponseHeadersRead, Cancellation);

    private static async Task<HttpStatusCode> StatusAsync(Task<HttpResponseMessage> sent)
    {
        using var response = await sent;
        return response.StatusCode;
    }

    // So many are answered as ever, and the next is told when to come again.
    private static async Task LimitedAsync(Func<Task<HttpResponseMessage>> send, HttpStatusCode? expected, int after)
    {
        for (var n = 0; n < after; n++)
        {
            var status = await StatusAsync(send());
            if (expected is not null) status.ShouldBe(expected.Value);
            status.ShouldNotBe(HttpStatusCode.TooManyRequests);
        }

        using var limited = await send();
        limited.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        limited.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        (await limited.JsonAsync())["type"]!.GetValue<string>().ShouldBe("urn:igg4-follow-up:problem:too-many-requests");
    }
}
