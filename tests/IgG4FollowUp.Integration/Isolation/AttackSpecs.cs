using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Alerts;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.Integration.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IgG4FollowUp.Integration.Isolation;

/// <summary>Attacks that the service has withstood, made again.</summary>
public sealed partial class AttackSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private static readonly string[] Fragments =
    [
        "' or 1=1 --", "'; drop schema followup cascade; --", "1) union select data from followup.mt_events --",
        "\\'; select pg_sleep(9); --", "$1", "{0}", "%' or '%'='",
        "1;select/**/1", "x\" = \"x",
    ];

    [Fact]
    public async Task sql_in_any_parameter_of_any_read_is_a_value_or_a_refusal_and_changes_nothing()
    {
        var operations = (await service.OperationsAsync("attacked")).Where(operation => operation.Method == "GET" && !operation.IsLive)
            .ToList();
        var clients = new Dictionary<string, HttpClient>
        {
            [""] = service.Host.Server.CreateClient(),
            [Roles.Clinician] = service.Client(clinic: "attacked"),
            [Roles.Analyst] = service.Client(Roles.Analyst, clinic: null),
            [Roles.Admin] = service.Client(Roles.Admin, clinic: null),
            [Roles.Monitor] = service.Client(Roles.Monitor, "attacked"),
        };
        await service.SettledAsync();
        var before = await EventsAsync();
        // A condition on a column is one parameter wherever it is taken, and is tried once.
        var (tried, seen) = (0, new HashSet<string>());
        foreach (var read in operations)
        {
            foreach (var parameter in read.Parameters.Where(parameter =>
                !parameter.InHeader && read.Address.IndexOf($"{parameter.Name}=", StringComparison.Ordinal) < 0
                    && (parameter.Shared is null || seen.Add(parameter.Shared))))
            {
                foreach (var fragment in Fragments)
                {
                    using var response = await clients.AskAsync(read, read.With($"{parameter.Name}={Uri.EscapeDataString(fragment)}"));
                    ((int)response.StatusCode).ShouldBeLessThan(500, $"{read.Address} {parameter.Name}={fragment}");
                    tried++;
                }
            }
        }

        tried.ShouldBeGreaterThan(500);
        (await EventsAsync()).ShouldBe(before);
        foreach (var client in clients.Values) client.Dispose();
    }

    [Theory]
    [InlineData("*")]
    [InlineData("*DEFAULT*")]
    [InlineData("%")]
    [InlineData("North")]
    [InlineData("n\u043erth")]
    [InlineData("north,south")]
    [InlineData("north\n")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task a_clinic_that_no_clinic_can_be_called_opens_no_clinic(string clinic)
    {
        using var client = service.Client(Roles.Clinician, clinic);
        using var response = await client.GetAsync("/api/patients", TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task a_token_in_the_address_or_in_another_header_signs_nobody_in()
    {
        var token = service.Token(Roles.Clinician, "north");
        foreach (var change in new Action<HttpRequestMessage>[]
        {
            request => request.Headers.TryAddWithoutValidation("X-Authorization", $"Bearer {token}"),
            request => request.Headers.TryAddWithoutValidation("Authorization", token),
            request => request.Headers.Authorization = new AuthenticationHeaderValue("Basic", token),
            request => request.Headers.TryAddWithoutValidation("Cookie", $"access_token={token}"),
            request => request.RequestUri = new Uri($"/api/patients?access_token={token}", UriKind.Relative),
        })
        {
            using var client = service.Host.Server.CreateClient();
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/patients");
            change(request);
            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task a_header_that_names_another_clinic_user_method_or_address_is_not_believed()
    {
        using var north = service.Client(clinic: "north");
        var patient = await north.EnrolAsync();
        using var south = service.Client(clinic: "south");
        foreach (var (name, value) in new[] { ("X-Tenant", "north"), ("tenant-id", "north"), ("X-Forwarded-User", "admin"),
            ("X-Original-URL", "/api/admin/rebuild"), ("X-HTTP-Method-Override", "DELETE"), ("X-Rewrite-URL", "/health/live") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, patient);
            request.Headers.TryAddWithoutValidation(name, value);
            using var response = await south.SendAsync(request, TestContext.Current.CancellationToken);
            response.StatusCode.ShouldBe(HttpStatusCode.NotFound, name);
        }
    }

    [Fact]
    public async Task a_cursor_that_was_changed_or_is_another_clinics_shows_nothing_of_another_clinic()
    {
        using var own = service.Client(clinic: "cursors-own");
        using var other = service.Client(clinic: "cursors-other");
        var (ours, theirs) = (await TwoAsync(own), await TwoAsync(other));
        using var analyst = service.Client(Roles.Analyst, clinic: null);
        foreach (var (address, isOfClinic) in new[] { ("/api/patients", true), ("/api/alerts", true), ("/api/clinic/calendar", true),
            ("/api/cohort/patients?clinic=cursors-own", false) })
        {
            var sender = isOfClinic ? own : analyst;
            var first = address + (address.Contains('?', StringComparison.Ordinal) ? '&' : '?') + "limit=1";
            var right = await NextAsync(sender, first);
            var foreign = await NextAsync(isOfClinic ? other : analyst,
                first.Replace("cursors-own", "cursors-other", StringComparison.Ordinal));
            var wrong = Enumerable.Range(0, right.Length).Select(i => right[..i] + (right[i] == 'A' ? 'z' : 'A') + right[(i + 1)..])
                .Concat(
                    [foreign, right + "A", right[..^1], right[1..], right.ToUpperInvariant(), new string('_', right.Length), "' or 1=1 --",
                        "../" + right, new string('A', 400)]);
            foreach (var cursor in wrong)
            {
                using var response = await sender.GetAsync($"{first}&cursor={Uri.EscapeDataString(cursor)}",
                    TestContext.Current.CancellationToken);
                var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                response.StatusCode.ShouldBeOneOf([HttpStatusCode.OK, HttpStatusCode.BadRequest], $"{address} {cursor}: {text}");
                theirs.ShouldAllBe(id => !text.Contains(id, StringComparison.Ordinal), $"{address} {cursor}");
            }

            (await sender.GetStringAsync($"{first}&cursor={right}", TestContext.Current.CancellationToken))
                .ShouldContain(ours[1], customMessage: address);
        }

        async Task<string[]> TwoAsync(HttpClient clinic)
        {
            string[] ids = [(await clinic.EnrolAsync()).Split('/')[^1], (await clinic.EnrolAsync()).Split('/')[^1]];
            // A patient without a visit has an alert as soon as the service has looked.
            foreach (var id in ids)
                await AlertRequests.UntilAsync(() => clinic.AlertsAsync(Guid.Parse(id), "visit-overdue"), alerts => alerts.Count > 0);
            return ids;
        }

        static async Task<string> NextAsync(HttpClient client, string address) =>
            (await client.GetJsonAsync(address))["next"]!.GetValue<string>();
    }

    [Fact]
    public async Task a_key_that_another_clinic_used_gives_nothing_of_its_answer_and_records_as_if_it_were_new()
    {
        const string Body = """{ "studyNumber": "KEY-1", "sex": "male", "enrolledOn": "2024-01-08" }""";
        var patients = new List<string>();
        foreach (var name in new[] { "keys-a", "keys-b" })
        {
            using var clinic = service.Client(clinic: name);
            using var first = await clinic.PostAsync("/api/patients", Body, idempotencyKey: "the-same");
            using var again = await clinic.PostAsync("/api/patients", Body, idempotencyKey: "the-same");
            (first.StatusCode, again.StatusCode).ShouldBe((HttpStatusCode.Created, HttpStatusCode.Created));
            again.Headers.Location.ShouldBe(first.Headers.Location);
            patients.Add(first.Headers.Location!.ToString());
            using var visit = await clinic.PostAsync($"{patients[^1]}/visits", """{ "visitedOn": "2024-02-01" }""",
                idempotencyKey: "of-a-visit");
            visit.StatusCode.ShouldBe(HttpStatusCode.Created);
        }

        patients.Distinct(StringComparer.Ordinal).Count().ShouldBe(2);
        using var stranger = service.Client(clinic: "keys-c");
        using var taken = await stranger.PostAsync($"{patients[0]}/visits", """{ "visitedOn": "2024-02-01" }""",
            idempotencyKey: "of-a-visit");
        taken.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task a_page_lets_nothing_run_nothing_be_kept_and_nobody_else_frame_it()
    {
        using var browser = service.Host.Server.CreateClient();
        using var clinic = service.Client(clinic: "framed");
        var patient = (await clinic.EnrolAsync("FRAMED-1")).Split('/')[^1];
        using var start = await browser.GetAsync("/", TestContext.Current.CancellationToken);
        var form = await start.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        using var forged = new FormUrlEncodedContent([new("role", Roles.Clinician), new("clinic", "framed")]);
        using var unasked = await browser.PostAsync("/sign-in", forged, TestContext.Current.CancellationToken);
        unasked.StatusCode.ShouldBe(HttpStatusCode.BadRequest, "without the secret of the form");
        using var right = new HttpRequestMessage(HttpMethod.Post, "/sign-in")
        {
            Content =
                new FormUrlEncodedContent(
                    [
                        new("role", Roles.Clinician), new("clinic", "framed"),
                        new("__RequestVerificationToken", FormSecret().Match(form).Groups["secret"].Value),
                    ]),
        };
        right.Headers.Add("Cookie", start.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]));
        using var signedIn = await browser.SendAsync(right, TestContext.Current.CancellationToken);
        var session = signedIn.Headers.GetValues("Set-Cookie")
            .Single(cookie => !cookie.StartsWith("followup-form", StringComparison.Ordinal));
        session.ShouldSatisfyAllConditions(
            cookie => cookie.ShouldContain("httponly", Case.Insensitive), cookie =>
                cookie.ShouldContain("samesite=strict", Case.Insensitive));

        foreach (var address in new[] { "/patients", $"/patients/{patient}", $"/patients/{patient}/history", "/alerts", "/no-such-page" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Add("Cookie", session.Split(';')[0]);
            request.Headers.Add("Accept", "text/html");
            using var response = await browser.SendAsync(request, TestContext.Current.CancellationToken);
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            var policy = string.Join(' ', response.Headers.GetValues("Content-Security-Policy"));
            policy.ShouldContain("default-src 'none'", customMessage: address);
            policy.ShouldContain("frame-ancestors 'none'", customMessage: address);
            policy.ShouldNotContain("script-src", customMessage: address);
            policy.ShouldNotContain("unsafe", customMessage: address);
            response.Headers.CacheControl!.NoStore.ShouldBeTrue(address);
            response.Headers.GetValues("Cross-Origin-Opener-Policy").ShouldBe(["same-origin"], address);
            text.ShouldNotContain("<script", Case.Insensitive, address);
            Title().Match(text).Value.ShouldNotContain("FRAMED-1", customMessage: address);
        }
    }

    [GeneratedRegex("""name="__RequestVerificationToken"[^>]* value="(?<secret>[^"]+)""", RegexOptions.None,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex FormSecret();

    [GeneratedRegex("<title>[^<]*</title>", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Title();

    private Task<long> EventsAsync() =>
        service.Host.Services.GetRequiredService<NpgsqlDataSource>().ScalarAsync<long>("select count(*) from followup.mt_events");
}
