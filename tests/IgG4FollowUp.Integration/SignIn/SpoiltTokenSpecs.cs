using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.Integration.Http;
using IgG4FollowUp.Web.Pages;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace IgG4FollowUp.Integration.SignIn;

/// <summary>Tokens that are right but for one thing, tried at every protected endpoint of the running service's own list.</summary>
public sealed partial class SpoiltTokenSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private static readonly Dictionary<string, Action<Token>> Spoilt = new()
    {
        ["no algorithm, and no signature"] = token => (token.Header["alg"], token.Sign) = ("none", (_, _) => []),
        ["no algorithm, and the right signature"] = token => token.Header["alg"] = "none",
        ["no algorithm in other letters"] = token => (token.Header["alg"], token.Sign) = ("nOnE", (_, _) => []),
        ["an algorithm that is not said"] = token => token.Header.Remove("alg"),
        ["HS384"] = token => (token.Header["alg"], token.Sign) = ("HS384", HMACSHA384.HashData),
        ["HS512"] = token => (token.Header["alg"], token.Sign) = ("HS512", HMACSHA512.HashData),
        ["HS256, and a signature of HS512"] = token => token.Sign = HMACSHA512.HashData,
        ["another key"] = token => token.Sign = (_, text) => HMACSHA256.HashData(new byte[32], text),
        ["an empty key"] = token => token.Sign = (_, text) => HMACSHA256.HashData(Array.Empty<byte>(), text),
        ["an empty signature"] = token => token.Sign = (_, _) => [],
        ["half a signature"] = token => token.Sign = (key, text) => HMACSHA256.HashData(key, text)[..16],
        ["a signature of other words"] = token => token.Sign = (key, text) => HMACSHA256.HashData(key, text[1..]),
        ["valid in an hour"] = token => token.Claims["nbf"] = Now + 3600,
        ["no end"] = token => token.Claims.Remove("exp"),
        ["an end that is text"] = token => token.Claims["exp"] = "never",
        ["an end that is null"] = token => token.Claims["exp"] = null,
        ["an end an hour ago"] = token => (token.Claims["nbf"], token.Claims["exp"]) = (Now - 7200, Now - 3600),
        ["another issuer"] = token => token.Claims["iss"] = "https://login.example",
        ["the issuer in other letters"] = token => token.Claims["iss"] = DevelopmentTokens.Issuer.ToUpperInvariant(),
        ["no issuer"] = token => token.Claims.Remove("iss"),
        ["another audience"] = token => token.Claims["aud"] = "another-service",
        ["other audiences"] = token => token.Claims["aud"] = new JsonArray("another-service", DevelopmentTokens.Audience + "-2"),
        ["no audience"] = token => token.Claims.Remove("aud"),
    };

    private static readonly Dictionary<string, Action<Token>> WithoutRole = new()
    {
        ["the role as an object"] = token => token.Claims["role"] = new JsonObject { [token.Role] = true },
        ["the role as the member of an object"] = token => token.Claims["role"] = new JsonObject { ["role"] = token.Role },
        ["the role in a list within a list"] = token => token.Claims["role"] = new JsonArray(new JsonArray(token.Role)),
        ["the role in another claim"] = token => Rename(token.Claims, "roles"),
        ["the role in a claim in other letters"] = token => Rename(token.Claims, "Role"),
        ["the role in the claim of another dialect"] =
            token => Rename(token.Claims, "http://schemas.microsoft.com/ws/2008/06/identity/claims/role"),
        ["the role in other letters"] = token => token.Claims["role"] = token.Role.ToUpperInvariant(),
        ["the role among others in one text"] = token => token.Claims["role"] = $"{token.Role} {token.Role}",
        ["no role"] = token => token.Claims.Remove("role"),
    };

    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    public static TheoryData<string> OfNobody => [.. Spoilt.Keys];

    public static TheoryData<string> OfNoRole => [.. WithoutRole.Keys];

    [Fact]
    public async Task a_token_made_like_these_of_which_nothing_is_spoilt_is_taken()
    {
        using var client = service.Host.Server.CreateClient();
        foreach (var (address, role) in new[] { ("/api/patients", Roles.Clinician), ("/api/cohort/patients", Roles.Analyst) })
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Made(role, _ => { }));
            (await client.GetAsync(address, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK, address);
        }
    }

    [Theory]
    [MemberData(nameof(OfNobody))]
    public Task with_one_thing_that_makes_it_nobodys_it_opens_nothing(string fault) =>
        OpensNothingAsync(Spoilt[fault], HttpStatusCode.Unauthorized);

    [Theory]
    [MemberData(nameof(OfNoRole))]
    public Task with_a_role_that_is_not_said_as_it_must_be_it_opens_nothing(string fault) =>
        OpensNothingAsync(WithoutRole[fault], HttpStatusCode.Forbidden);

    private async Task OpensNothingAsync(Action<Token> spoil, HttpStatusCode expected)
    {
        using var client = service.Host.Server.CreateClient();
        var tried = 0;
        foreach (var endpoint in service.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null))
        {
            var path = "/" + endpoint.RoutePattern.RawText!.Trim('/');
            client.DefaultRequestHeaders.Authorization =
                new AuthenticationHeaderValue("Bearer", Made(Operation.RoleOf(path), spoil));
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                var address = Place().Replace(path, part => part.Value == "{table}" ? "patients" : Guid.NewGuid().ToString());
                using var request = new HttpRequestMessage(new HttpMethod(method), address);
                if (endpoint.Metadata.GetMetadata<WriteDescription>() is { } write)
                    request.Content = new StringContent(write.Example.ToJsonString(), Encoding.UTF8, "application/json");
                using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
                // Whoever is nobody is led from a page to the start.
                response.StatusCode.ShouldBe(
                    expected == HttpStatusCode.Unauthorized && endpoint.Metadata.GetMetadata<PageRoute>() is not null
                        ? HttpStatusCode.Redirect
                        : expected,
                    $"{method} {address}");
                tried++;
            }
        }

        tried.ShouldBeGreaterThan(90);
    }

    private string Made(string role, Action<Token> spoil)
    {
        var token = new Token(role);
        spoil(token);
        var key = ((SymmetricSecurityKey)service.Host.Services.GetRequiredService<DevelopmentTokens>().Key).Key;
        var signed = $"{Encoded(token.Header)}.{Encoded(token.Claims)}";
        return $"{signed}.{Base64Url.EncodeToString(token.Sign(key, Encoding.ASCII.GetBytes(signed)))}";

        static string Encoded(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
    }

    private static void Rename(JsonObject claims, string name)
    {
        claims[name] = claims["role"]!.DeepClone();
        claims.Remove("role");
    }

    [GeneratedRegex("{[^}]+}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();

    private sealed class Token(string role)
    {
        public string Role => role;

        public JsonObject Header { get; } = new() { ["alg"] = "HS256", ["typ"] = "JWT" };

        public JsonObject Claims { get; } = new()
        {
            ["iss"] = DevelopmentTokens.Issuer,
            ["aud"] = DevelopmentTokens.Audience,
            ["sub"] = "dr-test",
            ["role"] = role,
            ["clinic"] = "north",
            ["nbf"] = Now - 60,
            ["exp"] = Now + 600,
        };

        public Func<byte[], byte[], byte[]> Sign { get; set; } = HMACSHA256.HashData;
    }
}
