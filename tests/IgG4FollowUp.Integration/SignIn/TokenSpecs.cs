using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace IgG4FollowUp.Integration.SignIn;

/// <summary>Tokens that are signed as they should be and still say something that no token may.</summary>
public sealed class TokenSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private const string Usual = """{"alg":"HS256","typ":"JWT"}""";

    private static readonly string[] Areas = ["/api/patients", "/api/cohort/patients", "/api/admin/rebuild", "/api/clinic/calendar",
        "/api/webhooks", "/patients"];

    [Fact]
    public async Task a_token_that_says_what_it_should_is_taken()
    {
        (await StatusAsync(Claims(), "/api/patients")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(Claims(), "/api/patients", """{"alg":"HS256"}""")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(Claims(), "/api/patients", """{"alg":"HS256","typ":"at+jwt"}""")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(Claims(role: "\"analyst\"", clinic: null), "/api/cohort/patients")).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("\"  \"")]
    [InlineData("\"\\u200b\"")]
    [InlineData("\"dr\\u0000test\"")]
    [InlineData("\"dr\\ntest\"")]
    [InlineData("\"dr\\ud800\"")]
    [InlineData("1")]
    [InlineData("true")]
    [InlineData("[\"dr-test\"]")]
    [InlineData("{}")]
    [InlineData("\"dr-a\",\"sub\":\"dr-b\"")]
    public async Task without_a_name_of_one_who_acts_nothing_is_open(string? subject)
    {
        foreach (var role in Roles.All)
        {
            foreach (var area in Areas)
                (await StatusAsync(Claims(subject, $"\"{role}\""), area))
                    .ShouldBe(area == "/patients" ? HttpStatusCode.Redirect : HttpStatusCode.Unauthorized, area);
        }
    }

    [Theory]
    [InlineData("true")]
    [InlineData("1")]
    [InlineData("[\"north\"]")]
    [InlineData("[\"north\",\"south\"]")]
    [InlineData("{\"slug\":\"north\"}")]
    [InlineData("\"north\\n\"")]
    [InlineData("\"\\u043eslo\"")]
    [InlineData("\"clinic-\\u0661\"")]
    [InlineData("\"\"")]
    public async Task a_clinic_that_is_no_name_of_one_is_none(string clinic)
    {
        (await StatusAsync(Claims(clinic: clinic), "/api/patients")).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync(Claims(role: "\"admin\"", clinic: clinic), "/api/webhooks")).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync(Claims(role: "\"monitor\"", clinic: clinic), "/api/access-record")).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("\"north\",\"clinic\":\"south\"")]
    [InlineData("\"north\",\"cl\\u0069nic\":\"south\"")]
    [InlineData("\"north\",\"role\":\"admin\"")]
    [InlineData("\"north\",\"a\\ud800b\":1")]
    public async Task a_member_given_twice_or_named_by_no_text_spoils_the_token(string clinic) =>
        (await StatusAsync(Claims(clinic: clinic), "/api/patients")).ShouldBe(HttpStatusCode.Unauthorized);

    [Theory]
    [InlineData("""{"alg":"HS256","typ":"JWT","crit":["exp"],"exp":1}""")]
    [InlineData("""{"alg":"HS256","typ":"JWT","crit":[]}""")]
    [InlineData("""{"alg":"HS256","typ":"logout+jwt"}""")]
    [InlineData("""{"alg":"HS256","typ":"dpop+jwt"}""")]
    [InlineData("""{"alg":"HS256","typ":7}""")]
    [InlineData("""{"alg":"HS256","alg":"HS256","typ":"JWT"}""")]
    public async Task a_header_that_asks_for_more_than_the_service_knows_is_refused(string header) =>
        (await StatusAsync(Claims(), "/api/patients", header)).ShouldBe(HttpStatusCode.Unauthorized);

    private static string Claims(string? subject = "\"dr-test\"", string role = "\"clinician\"", string? clinic = "\"north\"")
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var members = new List<string>
        {
            $"\"iss\":\"{DevelopmentTokens.Issuer}\"", $"\"aud\":\"{DevelopmentTokens.Audience}\"", $"\"nbf\":{now - 60}",
            $"\"exp\":{now + 600}", $"\"role\":{role}",
        };
        if (subject is not null) members.Add($"\"sub\":{subject}");
        if (clinic is not null) members.Add($"\"clinic\":{clinic}");
        return $"{{{string.Join(',', members)}}}";
    }

    private async Task<HttpStatusCode> StatusAsync(string claims, string address, string header = Usual)
    {
        var key = ((SymmetricSecurityKey)service.Host.Services.GetRequiredService<DevelopmentTokens>().Key).Key;
        var signed =
            $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        using var client = service.Host.Server.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(signed)))}");
        using var response = await client.GetAsync(address, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
