using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Domain.Wording;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Microsoft.OpenApi;

namespace IgG4FollowUp.Api.SignIn;

/// <summary>
/// Reads a token as it is written, where the library reads what it can: a member given twice is no member, an extension that must be
/// understood is not passed over, another kind of token is not an access token, and who acts has a name.
/// </summary>
public sealed class StrictTokenHandler : JsonWebTokenHandler
{
    private const int LongestSubject = 255;

    private static readonly string[] Types = ["JWT", "at+jwt", "application/at+jwt"];

    private static readonly JsonShape AnyObject = new AnyObjectShape();

    private readonly ClaimMapping _mapping;
    private readonly bool _severalClinics;

    /// <param name="mapping">Where the provider says what of somebody.</param>
    /// <param name="severalClinics">Whether a token may list clinics, of which the person chooses one.</param>
    public StrictTokenHandler(ClaimMapping mapping, bool severalClinics = false)
    {
        (_mapping, _severalClinics) = (mapping, severalClinics);
        MapInboundClaims = false;
    }

    /// <summary>True for what may stand for somebody on record: two that look alike would be taken for one.</summary>
    public static bool IsSubject(string subject) => subject.Length <= LongestSubject && WrittenText.IsSeenWhole(subject);

    public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
    {
        var result = await base.ValidateTokenAsync(token, validationParameters);
        if (!result.IsValid || result.SecurityToken is not JsonWebToken read) return result;
        var (header, claims) = (ObjectOf(read.EncodedHeader), ObjectOf(read.EncodedPayload));
        if (Fault(header, claims) is { } fault) return new() { IsValid = false, Exception = new TokenFaultException(fault) };
        _mapping.Apply(result.ClaimsIdentity, claims!, _severalClinics);
        return result;
    }

    private static string? Fault(JsonObject? header, JsonObject? claims) =>
        header is null || claims is null ? "The token is not JSON, or gives a member twice."
        : header.ContainsKey("crit") ? "The token has an extension that this service does not know."
        : header["typ"] is { } type && !(IsText(type) && Types.Contains(type.GetValue<string>(), StringComparer.OrdinalIgnoreCase))
            ? "The token is no access token."
        : !IsText(claims["sub"]) || !IsSubject(claims["sub"]!.GetValue<string>())
            ? $"The token needs a subject of 1 to {LongestSubject} characters that can be seen, with single spaces between them at most."
        : null;

    private static bool IsText(JsonNode? value) => value?.GetValueKind() == JsonValueKind.String;

    private static JsonObject? ObjectOf(string part) => StrictJson.Read(Base64Url.DecodeFromChars(part), AnyObject).Json;

    // What else a token says is its issuer's affair, but every string in it is text.
    private sealed record AnyObjectShape : JsonShape
    {
        public override void Check(JsonElement value, string pointer, List<ProblemItem> errors)
        {
            if (value.ValueKind != JsonValueKind.Object) Wrong(errors, pointer, "wrong-type", "This must be an object.");
            else
            {
                foreach (var member in value.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.String))
                    TryText(member.Value, pointer, errors, out _);
            }
        }

        protected override OpenApiSchema Keywords() => new() { Type = JsonSchemaType.Object };
    }
}
