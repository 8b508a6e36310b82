using System.Net;
using System.Security.Cryptography;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Integration.Alerts;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.TestSupport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace IgG4FollowUp.Integration.SignIn;

/// <summary>A provider of sign-in that is there, and one that is not.</summary>
public sealed class ProviderSpecs(PostgresServer postgres)
{
    private const string Audience = "follow-up";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task while_the_provider_is_away_no_token_is_called_invalid_and_it_is_on_record_and_its_own_algorithms_alone_sign()
    {
        using var rsa = RSA.Create(2048);
        var key = new RsaSecurityKey(rsa) { KeyId = "one" };
        var up = false;
        await using var provider = Provider(key, () => up);
        await provider.StartAsync(Cancellation);
        var issuer = provider.Urls.First();
        await using var node = await ServiceNode.StartAsync(
            await postgres.CreateDatabaseAsync(), new KeptLog(),
            settings: new Dictionary<string, string> { ["Authentication:Authority"] = issuer, ["Authentication:Audience"] = Audience });

        using (var away = await GetAsync(node, Token(issuer, new(key, SecurityAlgorithms.RsaSha256))))
        {
            away.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            away.Headers.RetryAfter.ShouldNotBeNull();
        }

        var rows = node.Services.GetRequiredService<AccessRows>();
        var told = await AlertRequests.UntilAsync(() => rows.ReadAsync(new(), Cancellation), found => found.Count > 0);
        told.ShouldAllBe(entry => entry.Kind == Api.Access.AccessKind.ProviderUnreachable && entry.Outcome == 503);

        up = true;
        await AlertRequests.UntilAsync(
            async () =>
            {
                using var answer = await GetAsync(node, Token(issuer, new(key, SecurityAlgorithms.RsaSha256)));
                return answer.StatusCode;
            }, status => status == HttpStatusCode.OK);

        // The key that anybody may read is no secret: signed with it as one, a token is nobody's.
        var open = new SymmetricSecurityKey(rsa.ExportSubjectPublicKeyInfo()) { KeyId = "one" };
        using var confused = await GetAsync(node, Token(issuer, new(open, SecurityAlgorithms.HmacSha256)));
        confused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var other = RSA.Create(2048);
        using var forged = await GetAsync(
            node, Token(issuer, new(new RsaSecurityKey(other) { KeyId = "one" }, SecurityAlgorithms.RsaSha256)));
        forged.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task<HttpResponseMessage> GetAsync(ServiceNode node, string token)
    {
        using var client = node.Anyone();
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return await client.GetAsync("/api/patients", Cancellation);
    }

    private static string Token(string issuer, SigningCredentials credentials) => new JsonWebTokenHandler().CreateToken(
        new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = Audience,
            Claims = new Dictionary<string, object>
            {
                ["sub"] = "dr-oidc",
                [Roles.RoleClaim] = Roles.Clinician,
                [Roles.ClinicClaim] = "north",
            },
            Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(10),
            SigningCredentials = credentials,
        });

    private static WebApplication Provider(RsaSecurityKey key, Func<bool> isUp)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapGet("/.well-known/openid-configuration", () => isUp()
            ? Results.Json(new { issuer = app.Urls.First(), jwks_uri = app.Urls.First() + "/keys" })
            : Results.StatusCode(StatusCodes.Status503ServiceUnavailable));
        var open = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(key.Rsa.ExportParameters(false)) { KeyId = key.KeyId });
        app.MapGet("/keys", () => Results.Json(
            new { keys = new[] { new { kty = "RSA", use = "sig", kid = open.Kid, n = open.N, e = open.E } } }));
        return app;
    }
}
