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
    [InlineData("\"dr\\u202etset\"")]
    [InlineData("\"dr\\u2066-test\\u2069\"")]
    [InlineData("\"dr\\u00adtest\"")]
    [InlineData("\"dr\\u2028test\"")]
    [InlineData("\"dr\\u00a0test\"")]
    [InlineData("\"dr\\udb40\\udc41test\"")]
    [InlineData("\"dr-test \"")]
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

    [Fact]
    public async Task a_name_that_would_turn_the_page_is_shown_without_what_turns_it()
    {
        using var response = await AnswerAsync(Claims(clinic: "\"north\",\"name\":\"Dr. \\u202eknalB\""), "/patients");
        var page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        page.ShouldContain("Dr. knalB");
        page.ShouldNotContain("\u202e");
    }

    [Fact]
    public async Task why_a_token_is_not_taken_is_said_in_the_header_and_in_the_problem_alike()
    {
        const string Area = "/api/patients";
        await SaysAsync(Claims(from: -7200, until: -3600), Area, "expired");
        await SaysAsync(Claims(from: 3600, until: 7200), Area, "not valid yet");
        await SaysAsync(Claims(from: 7200, until: 3600), Area, "ends before it begins");
        await SaysAsync(Claims(until: null), Area, "until when");
        await SaysAsync(Claims(issuer: "somebody-else"), Area, "issuer");
        await SaysAsync(Claims(audience: "something-else"), Area, "audience");
        await SaysAsync(Claims(), Area, "signed", broken: true);
        await SaysAsync(Claims("\"dr\\u202etset\""), Area, "subject");
        await SaysAsync(Claims("\"dr-a\",\"sub\":\"dr-b\""), Area, "twice");
        // Within the leeway: it is taken, but a feed would end at once.
        (await StatusAsync(Claims(until: -5, from: -600), Area)).ShouldBe(HttpStatusCode.OK);
        await SaysAsync(Claims(until: -5, from: -600), "/api/alerts/feed", "expired");

        async Task SaysAsync(string claims, string area, string reason, bool broken = false)
        {
            using var response = await AnswerAsync(claims, area, broken: broken);
            response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            var detail = (await response.JsonAsync())["detail"]!.GetValue<string>();
            detail.ShouldContain(reason);
            response.Headers.WwwAuthenticate.ShouldHaveSingleItem().ToString()
                .ShouldBe($"Bearer error=\"invalid_token\", error_description=\"{detail}\"");
        }
    }

    private static string Claims(
        string? subject = "\"dr-test\"", string role = "\"clinician\"", string? clinic = "\"north\"", int from = -60, int? until = 600,
        string issuer = DevelopmentTokens.Issuer, string audience = DevelopmentTokens.Audience)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var members = new List<string>
        {
            $"\"iss\":\"{issuer}\"", $"\"aud\":\"{audience}\"", $"\"nbf\":{now + from}", $"\"role\":{role}",
        };
        if (until is not null) members.Add($"\"exp\":{now + until}");
        if (subject is not null) members.Add($"\"sub\":{subject}");
        if (clinic is not null) members.Add($"\"clinic\":{clinic}");
        return $"{{{string.Join(',', members)}}}";
    }

    private async Task<HttpStatusCode> StatusAsync(string claims, string address, string header = Usual)
    {
        using var response = await AnswerAsync(claims, address, header);
        return response.StatusCode;
    }

    private async Task<HttpResponseMessage> AnswerAsync(string claims, string address, string header = Usual, bool broken = false)
    {
        var key = ((SymmetricSecurityKey)service.Host.Services.GetRequiredService<DevelopmentTokens>().Key).Key;
        var signed =
            $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        var signature = HMACSHA256.HashData(broken ? [.. key.Reverse()] : key, Encoding.ASCII.GetBytes(signed));
        using var client = service.Host.Server.CreateClient();
        client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", $"{signed}.{Base64Url.EncodeToString(signature)}");
        return await client.GetAsync(address, TestContext.Current.CancellationToken);
    }
}
