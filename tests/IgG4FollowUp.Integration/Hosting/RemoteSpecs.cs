using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.TestSupport;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace IgG4FollowUp.Integration.Hosting;

/// <summary>The service with proxies on other machines, and narrow limits.</summary>
public sealed class ProxiedService(PostgresServer postgres) : IAsyncLifetime
{
    private ServiceNode? _node;

    internal ServiceNode Node => _node!;

    public async ValueTask InitializeAsync() =>
        _node = await ServiceNode.StartAsync(await postgres.CreateDatabaseAsync(), new KeptLog(), settings: new Dictionary<string, string>
        {
            ["Http:KnownProxies"] = "10.1.0.0/16, 192.0.2.10, 2001:db8:77::/48",
            ["Limits:RefusedPerMinute"] = "3",
            ["Limits:AnonymousPerMinute"] = "5",
        });

    public async ValueTask DisposeAsync()
    {
        if (_node is not null) await _node.DisposeAsync();
    }
}

/// <summary>Whom the service believes about where a request comes from, and whom it counts the request for.</summary>
public sealed class RemoteSpecs(ProxiedService service) : IClassFixture<ProxiedService>
{
    private const string Feeds = "/api/clinic/calendar/feeds";

    [Theory]
    [InlineData("203.0.113.50", "http")]
    [InlineData("10.2.0.1", "http")]
    [InlineData("192.0.2.11", "http")]
    [InlineData("2001:db8:78::1", "http")]
    [InlineData("10.1.200.3", "https")]
    [InlineData("::ffff:10.1.200.3", "https")]
    [InlineData("192.0.2.10", "https")]
    [InlineData("2001:db8:77:1::5", "https")]
    public async Task the_scheme_that_is_forwarded_is_believed_of_a_known_proxy_alone_and_the_host_of_none(string remote, string scheme)
    {
        var opened = await SendAsync(
            remote, Feeds, """{ "name": "Ward" }""", ("Authorization", "Bearer " + Token()), ("X-Forwarded-Proto", "https"),
            ("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Prefix", "/evil"), ("X-Forwarded-For", "203.0.113.60"),
            ("Forwarded", "for=203.0.113.60;host=evil.example;proto=https"));

        opened.Status.ShouldBe(201, opened.Text);
        JsonNode.Parse(opened.Text)!["address"]!.GetValue<string>().ShouldStartWith($"{scheme}://localhost/feeds/");
    }

    [Theory]
    [InlineData("203.0.113.51")]
    [InlineData("10.2.0.2")]
    [InlineData("2001:db8:78:1::1")]
    public async Task whoever_is_no_known_proxy_is_counted_as_who_it_is_whatever_it_forwards(string remote)
    {
        for (var i = 0; i < 3; i++) (await ForgedAsync(remote, $"198.51.100.{i}")).ShouldBe(401);
        (await ForgedAsync(remote, "198.51.100.9")).ShouldBe(429);
        (await ForgedAsync(remote, "10.1.0.1")).ShouldBe(429);
        (await ForgedAsync(remote, "::1")).ShouldBe(429);
    }

    [Theory]
    [InlineData("10.1.0.1", "203.0.113.7", "203.0.113.8")]
    [InlineData("192.0.2.10", "203.0.113.9", "203.0.113.10")]
    public async Task behind_a_known_proxy_each_is_counted_whom_it_names_and_not_whom_a_client_named_before_it(
        string proxy, string one, string other)
    {
        for (var i = 0; i < 3; i++) (await ForgedAsync(proxy, $"198.51.100.{i}, {one}, 10.1.7.7")).ShouldBe(401);
        (await ForgedAsync(proxy, $"198.51.100.9, {one}")).ShouldBe(429);
        (await ForgedAsync(proxy, other)).ShouldBe(401);
    }

    [Fact]
    public async Task guesses_at_the_address_of_a_calendar_feed_are_limited_for_each_address_and_open_nothing_when_they_are_right_at_last()
    {
        const string Guesser = "203.0.113.70";
        var opened = await SendAsync(Guesser, Feeds, """{ "name": "Ward" }""", ("Authorization", "Bearer " + Token()));
        var feed = new Uri(JsonNode.Parse(opened.Text)!["address"]!.GetValue<string>()).AbsolutePath;
        for (var i = 0; i < 5; i++)
            (await SendAsync(Guesser, $"/feeds/{new string((char)('A' + i), 43)}/calendar.ics")).Status.ShouldBe(404);

        foreach (var forwarded in new[] { "198.51.100.1", "198.51.100.2" })
        {
            var refused = await SendAsync(Guesser, feed, body: null, ("X-Forwarded-For", forwarded));
            refused.Status.ShouldBe(429);
            int.Parse(refused.RetryAfter!).ShouldBeInRange(1, 60);
            refused.Text.ShouldNotContain("VCALENDAR");
        }

        // A token that is none opens another count, which is narrower still.
        for (var i = 0; i < 3; i++) await SendAsync(Guesser, $"/feeds/guess-{i}/calendar.ics", body: null, ("Authorization", "Bearer x"));
        (await SendAsync(Guesser, feed, body: null, ("Authorization", "Bearer x"))).Status.ShouldBe(429);
        (await SendAsync("203.0.113.71", feed)).Status.ShouldBe(200);
    }

    private async Task<int> ForgedAsync(string remote, string forwarded) => (await SendAsync(
        remote, "/api/patients", body: null, ("Authorization", "Bearer x.y.z"), ("X-Forwarded-For", forwarded))).Status;

    private string Token() => service.Node.Services.GetRequiredService<DevelopmentTokens>()
        .Create(Roles.Clinician, "remote", "dr-test", TimeProvider.System.GetUtcNow());

    private async Task<(int Status, string Text, string? RetryAfter)> SendAsync(
        string remote, string address, string? body = null, params (string Name, string Value)[] headers)
    {
        var context = await ((TestServer)service.Node.Services.GetRequiredService<IServer>()).SendAsync(
            http =>
            {
                http.Connection.RemoteIpAddress = IPAddress.Parse(remote);
                http.Request.Method = body is null ? "GET" : "POST";
                (http.Request.Scheme, http.Request.Host, http.Request.Path) = ("http", new HostString("localhost"), address);
                foreach (var (name, value) in headers) http.Request.Headers[name] = value;
                if (body is null) return;
                http.Request.ContentType = "application/json";
                http.Request.ContentLength = Encoding.UTF8.GetByteCount(body);
                http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
            },
            TestContext.Current.CancellationToken);
        using var reader = new StreamReader(context.Response.Body);
        return (context.Response.StatusCode, await reader.ReadToEndAsync(TestContext.Current.CancellationToken),
            context.Response.Headers.RetryAfter.FirstOrDefault());
    }
}
