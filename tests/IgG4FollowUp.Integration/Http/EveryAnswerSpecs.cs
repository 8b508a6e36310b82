using System.Net;
using System.Text;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.Web.Pages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IgG4FollowUp.Integration.Http;

/// <summary>What every answer has, whether something was written or refused, and what is said of an answer without its body.</summary>
public sealed class EveryAnswerSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private const string Clinic = "answers";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task no_answer_to_a_write_or_to_what_is_refused_may_be_kept_by_a_cache()
    {
        var operations = await service.OperationsAsync(Clinic);
        var clients = new Dictionary<string, HttpClient>
        {
            [""] = service.Host.Server.CreateClient(),
            [Roles.Clinician] = service.Client(clinic: Clinic),
            [Roles.Analyst] = service.Client(Roles.Analyst, clinic: null),
            [Roles.Admin] = service.Client(Roles.Admin, clinic: null),
            [Roles.Monitor] = service.Client(Roles.Monitor, Clinic),
        };
        using var nobody = service.Host.Server.CreateClient();
        using var stranger = service.Client(clinic: null);
        var statuses = new HashSet<HttpStatusCode>();
        foreach (var operation in operations)
        {
            // What ends something comes last, so that the others find it.
            if (operation.Method != "GET")
            {
                foreach (var (tag, body, type) in new[]
                {
                    ("\"99\"", Body(operation), "application/json"), (null, Body(operation), "application/json"),
                    (null, "{", "application/json"), (null, "x", "text/plain"), ("\"1\"", Body(operation), "application/json"),
                    ("*", Body(operation), "application/json"),
                })
                {
                    await IsNotKeptAsync(clients.AskAsync(operation, change: request =>
                    {
                        request.Content = new StringContent(body, Encoding.UTF8, type);
                        if (tag is not null) request.Headers.TryAddWithoutValidation("If-Match", tag);
                    }));
                }
            }

            await IsNotKeptAsync(clients.AskAsync(operation, operation.With("no_such_parameter=1")));
            await IsNotKeptAsync(clients.AskAsync(operation, method: "PROPFIND"));
            if (operation.IsAnonymous) continue;
            await IsNotKeptAsync(nobody.SendAsync(new(new(operation.Method), operation.Address), Cancellation));
            await IsNotKeptAsync(stranger.SendAsync(new(new(operation.Method), operation.Address), Cancellation));
        }

        await IsNotKeptAsync(stranger.GetAsync("/api/no-such-address", Cancellation));
        await IsNotKeptAsync(nobody.GetAsync("/feeds/no-such-secret/calendar.ics", Cancellation));
        foreach (var client in clients.Values) client.Dispose();
        foreach (var status in new[] { 200, 201, 202, 204, 400, 401, 403, 404, 405, 409, 412, 415, 422, 428 })
            statuses.ShouldContain((HttpStatusCode)status);

        async Task IsNotKeptAsync(Task<HttpResponseMessage> sent)
        {
            using var response = await sent;
            statuses.Add(response.StatusCode);
            var what = $"{response.RequestMessage!.Method} {response.RequestMessage.RequestUri} {response.StatusCode}";
            response.Headers.CacheControl?.ToString().ShouldBe("no-store", what);
            response.Headers.CacheControl.ShouldNotBeNull(what);
        }
    }

    [Fact]
    public async Task head_of_a_page_is_answered_as_get_without_the_body()
    {
        using var clinic = service.Client(clinic: Clinic);
        var patient = (await clinic.EnrolAsync()).Split('/')[^1];
        await service.SettledAsync();
        var tried = 0;
        foreach (var page in service.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<PageRoute>() is not null
                && endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") == true))
        {
            var path = "/" + page.RoutePattern.RawText!.Trim('/');
            var address = path.Replace("{patientId:guid}", patient, StringComparison.Ordinal)
                .Replace("{alertId:guid}", Guid.NewGuid().ToString(), StringComparison.Ordinal);
            address.ShouldNotContain("{");
            foreach (var role in new[] { null, Roles.Clinician, Roles.Monitor })
            {
                await IsAsGetAsync(
                    address, role is null ? null : await service.Host.Services.PageCookieAsync(role, Clinic), $"{role} {address}");
                tried++;
            }
        }

        tried.ShouldBeGreaterThan(20);
        foreach (var open in new[] { "/", "/pages.css", "/health/live", "/health/ready" }) await IsAsGetAsync(open, null, open);
    }

    [Fact]
    public async Task head_of_the_description_is_answered_as_get_without_the_body_and_whichever_comes_first_spoils_no_later_one()
    {
        // Kept answers are the node's own, so that each order needs a node to which nothing has been said.
        foreach (var order in new[] { new[] { "HEAD", "GET", "HEAD", "GET" }, ["GET", "HEAD", "GET", "HEAD"] })
        {
            await using var node = await service.StartNodeAsync();
            using var client = node.Server.CreateClient();
            var (bodies, tags) = (new List<int>(), new List<string?>());
            foreach (var method in order)
            {
                using var response = await client.SendAsync(new(new(method), "/openapi/v1.json"), Cancellation);
                response.StatusCode.ShouldBe(HttpStatusCode.OK, method);
                response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json", method);
                tags.Add(response.Headers.ETag?.ToString());
                var length = (await response.Content.ReadAsByteArrayAsync(Cancellation)).Length;
                if (method == "HEAD") length.ShouldBe(0);
                else bodies.Add(length);
            }

            tags.Distinct().Count().ShouldBe(1);
            tags[0].ShouldNotBeNull();
            bodies.Distinct().Count().ShouldBe(1);
            bodies[0].ShouldBeGreaterThan(100_000);
        }
    }

    private async Task IsAsGetAsync(string address, string? cookie, string what)
    {
        using var client = service.Host.Server.CreateClient();
        if (cookie is not null) client.DefaultRequestHeaders.Add("Cookie", cookie);
        using var get = await client.GetAsync(address, Cancellation);
        using var head = await client.SendAsync(new(HttpMethod.Head, address), Cancellation);
        head.StatusCode.ShouldBe(get.StatusCode, what);
        head.Content.Headers.ContentType?.ToString().ShouldBe(get.Content.Headers.ContentType?.ToString(), what);
        head.Headers.CacheControl?.ToString().ShouldBe(get.Headers.CacheControl?.ToString(), what);
        head.Headers.Location.ShouldBe(get.Headers.Location, what);
        (await head.Content.ReadAsByteArrayAsync(Cancellation)).ShouldBeEmpty(what);
    }

    private static string Body(Operation operation) =>
        operation.Endpoint.Metadata.GetMetadata<WriteDescription>()?.Example.ToJsonString() ?? "{}";
}
