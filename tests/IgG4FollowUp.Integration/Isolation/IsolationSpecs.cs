using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Alerts;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.Web.Pages;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IgG4FollowUp.Integration.Isolation;

/// <summary>
/// Role × clinic × endpoint, taken from the running service's own endpoint list: an endpoint that is added is tested, or fails here.
/// </summary>
public sealed partial class IsolationSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private static readonly string[] Anonymous = ["/health/live", "/health/ready", "/openapi/v1.json", "/", "/pages.css",
        "/sign-in", "/sign-out", "/clinic", "/feeds/{secret}/calendar.ics"];

    private static readonly (string Prefix, string[] Roles)[] Allowed =
    [
        ("/api/patients/{patientId:guid}/access-record", [Roles.Monitor, Roles.Admin]),
        ("/api/access-record", [Roles.Monitor]),
        ("/access-record", [Roles.Monitor]),
        ("/api/patients", [Roles.Clinician]),
        ("/patients", [Roles.Clinician]),
        ("/alerts", [Roles.Clinician]),
        ("/missing-data", [Roles.Clinician]),
        ("/api/alerts", [Roles.Clinician]),
        ("/api/alert-rules", [Roles.Clinician]),
        ("/api/imports", [Roles.Clinician, Roles.Admin]),
        ("/api/log", [Roles.Clinician, Roles.Analyst, Roles.Admin, Roles.Monitor]),
        ("/api/neurology", [Roles.Clinician, Roles.Analyst, Roles.Admin, Roles.Monitor]),
        ("/api/cohort", [Roles.Analyst]),
        ("/api/clinic", [Roles.Clinician]),
        ("/api/admin", [Roles.Admin]),
        ("/api/webhooks", [Roles.Clinician, Roles.Admin]),
    ];

    private IEnumerable<(RouteEndpoint Endpoint, string Method, string Pattern)> Endpoints =>
        from endpoint in service.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        select (endpoint, method, Pattern(endpoint));

    [Fact]
    public void every_endpoint_is_either_known_to_be_open_or_belongs_to_an_area_with_known_roles()
    {
        var endpoints = Endpoints.ToList();
        endpoints.Where(e => e.Endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null).Select(e => e.Pattern).Distinct()
            .ShouldBe(Anonymous, ignoreOrder: true);
        foreach (var (endpoint, _, pattern) in Protected())
        {
            RolesOf(pattern).ShouldNotBeEmpty($"{pattern} belongs to no area");
            endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().ShouldNotBeEmpty($"{pattern} names no policy");
        }
    }

    [Fact]
    public async Task without_a_token_every_protected_endpoint_answers_401_and_every_page_leads_to_the_start()
    {
        using var client = service.Host.Server.CreateClient();
        foreach (var endpoint in Protected())
            (await StatusAsync(client, endpoint, Guid.NewGuid(), Guid.NewGuid()))
                .ShouldBe(Unauthenticated(endpoint.Endpoint), endpoint.Pattern);
    }

    [Fact]
    public async Task with_a_forged_or_expired_token_every_protected_endpoint_answers_401_and_every_page_leads_to_the_start()
    {
        using var client = service.Host.Server.CreateClient();
        var tokens = service.Host.Services.GetRequiredService<DevelopmentTokens>();
        var expired = tokens.Create(Roles.Clinician, "north", "dr-test", TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(2));
        var genuine = service.Token(Roles.Clinician, "north");
        var forged = genuine[..^4] + (genuine.EndsWith("AAAA", StringComparison.Ordinal) ? "BBBB" : "AAAA");
        foreach (var endpoint in Protected())
        {
            foreach (var token in new[] { expired, forged })
            {
                client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
                (await StatusAsync(client, endpoint, Guid.NewGuid(), Guid.NewGuid()))
                    .ShouldBe(Unauthenticated(endpoint.Endpoint), endpoint.Pattern);
            }
        }
    }

    [Fact]
    public async Task the_cookie_of_the_pages_opens_every_page_and_no_endpoint_of_the_api()
    {
        using var north = service.Client(clinic: "north");
        var patientId = Guid.Parse((await north.EnrolAsync()).Split('/')[^1]);
        using var client = service.Host.Server.CreateClient();
        var pages = 0;
        foreach (var endpoint in Protected())
        {
            var isPage = endpoint.Endpoint.Metadata.GetMetadata<PageRoute>() is not null;
            if (isPage) pages++;
            client.DefaultRequestHeaders.Remove("Cookie");
            client.DefaultRequestHeaders.Add(
                "Cookie", await service.Host.Services.PageCookieAsync(RolesOf(endpoint.Pattern)[0], "north"));
            (await StatusAsync(client, endpoint, patientId, Guid.NewGuid()))
                .ShouldBe(
                    !isPage ? HttpStatusCode.Unauthorized
                    // A form without the secret of the page, and an alert that there is not.
                    : endpoint.Method == "POST" ? HttpStatusCode.BadRequest
                    : endpoint.Pattern.Contains("{alertId", StringComparison.Ordinal) ? HttpStatusCode.NotFound
                    : HttpStatusCode.OK, endpoint.Pattern);
        }

        pages.ShouldBe(14);
    }

    [Fact]
    public async Task a_page_that_does_more_than_read_takes_a_form_with_the_secret_of_this_service_alone()
    {
        Endpoints.Where(e => e.Endpoint.Metadata.GetMetadata<PageRoute>() is not null && e.Method != "GET")
            .ShouldAllBe(page => page.Method == "POST" && page.Endpoint.Metadata.GetMetadata<IAntiforgeryMetadata>() != null
                && page.Endpoint.Metadata.GetMetadata<IAntiforgeryMetadata>()!.RequiresValidation);
        using var client = service.Host.Server.CreateClient();
        using var response = await client.GetAsync("/patients", TestContext.Current.CancellationToken);
        response.Headers.Location!.ToString().ShouldBe("/");
    }

    [Fact]
    public async Task a_role_that_an_area_does_not_name_gets_403_on_each_of_its_endpoints()
    {
        foreach (var role in Roles.All)
        {
            using var client = service.Client(role);
            foreach (var endpoint in Protected().Where(e => !RolesOf(e.Pattern).Contains(role, StringComparer.Ordinal)))
                (await StatusAsync(client, endpoint, Guid.NewGuid(), Guid.NewGuid()))
                    .ShouldBe(HttpStatusCode.Forbidden, $"{role} {endpoint.Pattern}");
        }
    }

    [Fact]
    public async Task a_role_that_an_area_names_is_refused_by_none_of_its_endpoints()
    {
        foreach (var role in Roles.All)
        {
            using var client = service.Client(role);
            foreach (var endpoint in Protected()
                .Where(e => RolesOf(e.Pattern).Contains(role, StringComparer.Ordinal) && e.Pattern != "/api/alerts/feed"))
            {
                (await StatusAsync(client, endpoint, Guid.NewGuid(), Guid.NewGuid()))
                    .ShouldNotBeOneOf(HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized, HttpStatusCode.Redirect);
            }
        }
    }

    [Fact]
    public async Task a_clinician_without_a_clinic_or_with_two_gets_403()
    {
        foreach (var clinic in new[] { null, "Not A Slug" })
        {
            using var client = service.Client(Roles.Clinician, clinic);
            (await client.GetAsync("/api/patients", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }

        // A monitor of none reads the record of all, one of a clinic that is none reads nothing.
        using var monitor = service.Client(Roles.Monitor, "Not A Slug");
        (await monitor.GetAsync("/api/access-record", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task another_clinics_patient_is_404_on_every_endpoint_that_names_a_patient_and_stays_as_it_was()
    {
        using var north = service.Client(clinic: "north");
        var patient = await north.EnrolAsync();
        using var grade = await north.PostAsync($"{patient}/asia-grades", """{ "assessedOn": "2024-02-07", "grade": "C" }""");
        var entryId = Guid.Parse((await grade.JsonAsync())["entryIds"]![0]!.GetValue<string>());
        var patientId = Guid.Parse(patient.Split('/')[^1]);

        var tried = 0;
        foreach (var endpoint in Protected()
            .Where(e =>
                e.Pattern.Contains("{patientId", StringComparison.Ordinal)
                    && !RolesOf(e.Pattern).Contains(Roles.Analyst, StringComparer.Ordinal)))
        {
            foreach (var role in RolesOf(endpoint.Pattern))
            {
                using var others = service.Client(role, "south");
                using var own = service.Client(role, "north");
                (await StatusAsync(others, endpoint, patientId, entryId)).ShouldBe(HttpStatusCode.NotFound, $"{role} {endpoint.Pattern}");
                (await StatusAsync(own, endpoint, Guid.NewGuid(), entryId)).ShouldBe(HttpStatusCode.NotFound, $"{role} {endpoint.Pattern}");
                tried++;
            }
        }

        tried.ShouldBeGreaterThan(20);
        (await north.GetJsonAsync(patient))["version"]!.GetValue<long>().ShouldBe(2);
    }

    [Fact]
    public async Task another_clinics_alert_is_404_on_every_endpoint_that_names_an_alert_is_in_no_list_and_stays_as_it_was()
    {
        using var north = service.Client(clinic: "north");
        using var south = service.Client(clinic: "south");
        var patientId = Guid.Parse((await north.EnrolAsync()).Split('/')[^1]);
        var alerts = await AlertRequests.UntilAsync(() => north.AlertsAsync(patientId), alerts => alerts.Count > 0);
        var alertId = Guid.Parse(alerts[0]["alertId"]!.GetValue<string>());

        foreach (var endpoint in Protected().Where(e => e.Pattern.Contains("{alertId", StringComparison.Ordinal)))
        {
            // A form without its secret is refused before anything is looked up.
            var isForm = endpoint.Endpoint.Metadata.GetMetadata<IAntiforgeryMetadata>() is not null;
            (await StatusAsync(south, endpoint, patientId, alertId))
                .ShouldBe(isForm ? HttpStatusCode.BadRequest : HttpStatusCode.NotFound, endpoint.Pattern);
            if (isForm) (await PostedFormAsync(endpoint.Pattern, alertId)).ShouldBe(HttpStatusCode.NotFound, endpoint.Pattern);
        }

        (await south.AlertsAsync(patientId)).ShouldBeEmpty();
        (await north.GetJsonAsync($"/api/alerts/{alertId}"))["alert"]!["version"]!.GetValue<long>().ShouldBe(1);
    }

    [Fact]
    public async Task another_clinics_patient_is_in_no_list_and_is_not_found_by_study_number()
    {
        using var north = service.Client(clinic: "north");
        using var south = service.Client(clinic: "south");
        var patient = await north.EnrolAsync("ONLY-NORTH");

        (await south.GetJsonAsync("/api/patients?limit=200")).ToJsonString().ShouldNotContain(patient.Split('/')[^1]);
        using var search = await south.PostAsync("/api/patients/search", """{ "studyNumber": "ONLY-NORTH" }""");
        search.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var same = await south.PostAsync("/api/patients", """{ "studyNumber": "ONLY-NORTH", "enrolledOn": "2024" }""");
        same.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task another_clinics_webhook_is_404_on_every_endpoint_that_names_one_and_stays_as_it_was()
    {
        using var north = service.Client(clinic: "north");
        using var south = service.Client(clinic: "south");
        using var created = await north.PostAsync("/api/webhooks",
            """{ "url": "https://only-north.example/", "eventTypes": ["alert.raised"] }""");
        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        var webhook = created.Headers.Location!.ToString();
        using var test = await north.SendAsync(new HttpRequestMessage(HttpMethod.Post, $"{webhook}/test-messages"),
            TestContext.Current.CancellationToken);
        var (webhookId, deliveryId) = (Guid.Parse(webhook.Split('/')[^1]), (await test.JsonAsync())["deliveryId"]!.GetValue<Guid>());

        var tried = 0;
        foreach (var endpoint in Protected().Where(e => e.Pattern.Contains("{webhookId", StringComparison.Ordinal)))
        {
            (await StatusAsync(south, endpoint, webhookId, deliveryId))
                .ShouldBe(HttpStatusCode.NotFound, $"{endpoint.Method} {endpoint.Pattern}");
            (await StatusAsync(north, endpoint, Guid.NewGuid(), deliveryId))
                .ShouldBe(HttpStatusCode.NotFound, $"{endpoint.Method} {endpoint.Pattern}");
            tried++;
        }

        tried.ShouldBe(8);
        (await south.GetJsonAsync("/api/webhooks")).ToJsonString().ShouldNotContain("only-north");
        (await north.GetJsonAsync(webhook))["version"]!.GetValue<long>().ShouldBe(1);
    }

    [Fact]
    public async Task analysts_see_patients_of_all_clinics_without_study_number_and_without_free_text()
    {
        using var north = service.Client(clinic: "north");
        using var south = service.Client(clinic: "south");
        using var analyst = service.Client(Roles.Analyst, clinic: null);
        var one = await north.EnrolAsync("SECRET-NUMBER-1");
        var two = await south.EnrolAsync("SECRET-NUMBER-2");
        using var grade = await north.PostAsync($"{one}/asia-grades",
            """{ "assessedOn": "2024-02-07", "grade": "C", "note": "Mrs Secret was examined" }""");
        grade.StatusCode.ShouldBe(HttpStatusCode.Created);
        var entryId = (await grade.JsonAsync())["entryIds"]![0]!.GetValue<string>();
        using var correction = await north.PostAsync(
            $"{one}/entries/{entryId}/correction",
            """{ "replacement": { "kind": "asia-grade", "assessedOn": "2024-02-07", "grade": "D" }, "reason": "Secret reason of a person" }""", ifMatch: "\"2\"");
        correction.StatusCode.ShouldBe(HttpStatusCode.OK);

        var seen = (await analyst.GetJsonAsync("/api/cohort/patients?limit=200")).ToJsonString()
            + (await analyst.GetJsonAsync($"/api/cohort/patients/{one.Split('/')[^1]}/timeline")).ToJsonString();

        seen.ShouldContain(one.Split('/')[^1]);
        seen.ShouldContain(two.Split('/')[^1]);
        seen.ShouldNotContain("SECRET", Case.Insensitive);
    }

    private List<(RouteEndpoint Endpoint, string Method, string Pattern)> Protected() =>
        [.. Endpoints.Where(e => e.Endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null)];

    private static string[] RolesOf(string pattern) =>
        Allowed.FirstOrDefault(area => pattern.StartsWith(area.Prefix, StringComparison.Ordinal)).Roles ?? [];

    // A person is led to the start page; a program is told.
    private static HttpStatusCode Unauthenticated(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<PageRoute>() is null ? HttpStatusCode.Unauthorized : HttpStatusCode.Redirect;

    private static string Pattern(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.Trim('/');

    // By somebody of the south whose form has the secret.
    private async Task<HttpStatusCode> PostedFormAsync(string pattern, Guid alertId)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var client = service.Host.Server.CreateClient();
        var session = await service.Host.Services.PageCookieAsync(Roles.Clinician, "south");
        using var opened = new HttpRequestMessage(HttpMethod.Get, "/patients");
        opened.Headers.Add("Cookie", session);
        using var page = await client.SendAsync(opened, cancellation);
        var secret = FormSecret().Match(await page.Content.ReadAsStringAsync(cancellation)).Groups["secret"].Value;
        using var posted = new HttpRequestMessage(
            HttpMethod.Post, pattern.Replace("{alertId:guid}", alertId.ToString(), StringComparison.Ordinal));
        posted.Headers.Add(
            "Cookie", string.Join("; ", page.Headers.GetValues("Set-Cookie").Select(set => set.Split(';')[0]).Prepend(session)));
        posted.Content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = secret,
            ["version"] = "1",
            ["until"] = TimeProvider.System.GetUtcNow().AddDays(7).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["to"] = "dr-test",
            ["reason"] = "acted-on",
        });
        using var response = await client.SendAsync(posted, cancellation);
        return response.StatusCode;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<secret>[^\"]+)\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FormSecret();

    private static async Task<HttpStatusCode> StatusAsync(
        HttpClient client, (RouteEndpoint Endpoint, string Method, string Pattern) endpoint, Guid patientId, Guid entryId)
    {
        var address = endpoint.Pattern.Replace("{patientId:guid}", patientId.ToString(), StringComparison.Ordinal)
            .Replace("{entryId:guid}", entryId.ToString(), StringComparison.Ordinal)
            .Replace("{alertId:guid}", entryId.ToString(), StringComparison.Ordinal)
            .Replace("{feedId:guid}", Guid.NewGuid().ToString(), StringComparison.Ordinal)
            .Replace("{webhookId:guid}", patientId.ToString(), StringComparison.Ordinal)
            .Replace("{deliveryId:guid}", entryId.ToString(), StringComparison.Ordinal)
            .Replace("{messageId:guid}", entryId.ToString(), StringComparison.Ordinal)
            .Replace("{simulationId:guid}", entryId.ToString(), StringComparison.Ordinal)
            .Replace("{table}", "patients", StringComparison.Ordinal);
        address.ShouldNotContain("{", customMessage: "a route parameter that this test does not know");
        using var request = new HttpRequestMessage(new HttpMethod(endpoint.Method), address);
        if (endpoint.Endpoint.Metadata.GetMetadata<WriteDescription>() is { } write)
        {
            request.Content = new StringContent(write.Example.ToJsonString(), Encoding.UTF8, "application/json");
            if (write.VersionRequired) request.Headers.TryAddWithoutValidation("If-Match", "\"2\"");
        }

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        if (response.StatusCode == HttpStatusCode.Unauthorized)
        {
            var why = (await response.JsonAsync())["detail"]!.GetValue<string>();
            response.Headers.WwwAuthenticate.ShouldHaveSingleItem().ToString().ShouldBe(
                client.DefaultRequestHeaders.Authorization is null
                    ? "Bearer"
                    : $"Bearer error=\"invalid_token\", error_description=\"{why}\"",
                endpoint.Pattern);
        }

        return response.StatusCode;
    }
}
