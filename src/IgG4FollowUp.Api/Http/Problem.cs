using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Patients;
using Microsoft.AspNetCore.WebUtilities;

namespace IgG4FollowUp.Api.Http;

/// <summary>One thing that is wrong with a request.</summary>
/// <param name="Pointer">JSON Pointer to the member, as a URI fragment (RFC 6901, section 6); null when no member is at fault.</param>
/// <param name="Code">Stable code in kebab case.</param>
/// <param name="Detail">What is wrong and what would be right; never a value from the request.</param>
public sealed record ProblemItem(string? Pointer, string Code, string Detail)
{
    /// <summary>The entry on record that it concerns, where that is none of the body's; the pointer then names the body.</summary>
    public Guid? EntryId { get; init; }
}

/// <summary>Problem details (RFC 9457) with a stable type and one item for each wrong member.</summary>
/// <param name="Type">Stable URI of the kind of problem.</param>
/// <param name="Title">The kind of problem in words.</param>
/// <param name="Status">HTTP status code.</param>
/// <param name="Detail">What is wrong here, without clinical data.</param>
/// <param name="Errors">The wrong members.</param>
public sealed record Problem(string Type, string Title, int Status, string? Detail, IReadOnlyList<ProblemItem>? Errors = null)
    : IResult, IStatusCodeHttpResult, IContentTypeHttpResult
{
    int? IStatusCodeHttpResult.StatusCode => Status;

    string? IContentTypeHttpResult.ContentType => ContentType;

    public const string ContentType = "application/problem+json";

    /// <summary>After how many seconds the same request may succeed; null when trying again does not help.</summary>
    [JsonIgnore]
    public int? RetryAfter { get; init; }

    /// <summary>Codings of content that are taken; null when that is not the problem.</summary>
    [JsonIgnore]
    public string? AcceptEncoding { get; init; }

    /// <summary>How to sign in, as the header <c>WWW-Authenticate</c> says it; null when that is not the problem.</summary>
    [JsonIgnore]
    public string? Challenge { get; init; }

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private const string Prefix = "urn:igg4-follow-up:problem:";

    public static Problem BrokenJson(string detail) => new(Prefix + "broken-json", "The body is not valid JSON", 400, detail);

    public static Problem BadRequest(string detail) => new(Prefix + "bad-request", "The request is not understood", 400, detail);

    public static Problem Invalid(IReadOnlyList<ProblemItem> errors) =>
        new(Prefix + "invalid-members", "Members of the body are not valid", 422, "Each wrong member is named in 'errors'.", errors);

    public static Problem InvalidParameter(string name, string expected) => new(
        Prefix + "invalid-parameter", "A parameter is not valid", 400, $"Parameter '{name}': {expected}");

    /// <summary>A column that cannot divide people at the time from which it is counted, with what can be asked instead.</summary>
    public static Problem ImmortalTime(string name, string reason) => new(
        Prefix + "immortal-time", "The question would mislead: immortal time", 400, $"Parameter '{name}': {reason}");

    /// <summary>A parameter that an address does not take. Its name is repeated only when it can be one.</summary>
    public static Problem UnknownParameter(string name, IReadOnlyList<string> allowed)
    {
        var meant = allowed.FirstOrDefault(other => Letters(other).Equals(Letters(name), StringComparison.OrdinalIgnoreCase));
        var given = name.Length is > 0 and <= 40 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.')
            ? $"Parameter '{name}'"
            : "A parameter";
        return new(
            Prefix + "unknown-parameter", "A parameter is not known here", 400,
            $"{given} is not known here{(meant is null ? "" : $"; '{meant}' may be meant")}. Allowed: "
                + $"{(allowed.Count == 0 ? "none" : string.Join(", ", allowed))}.");

        static string Letters(string text) => string.Concat(text.Where(char.IsAsciiLetterOrDigit));
    }

    public static Problem Refused(IReadOnlyList<ProblemItem> errors) =>
        new(Prefix + "refused", "The record would contradict itself", 422, "Nothing was recorded; each reason is named in 'errors'.",
            errors);

    /// <summary>What happened while the patient agreed to no follow-up.</summary>
    public static Problem NoFollowUpConsent(IReadOnlyList<ProblemItem> errors) =>
        new(Prefix + PatientDecisions.NoFollowUpConsent, "The patient does not agree to follow-up", 422,
            "Nothing was recorded. Corrections, consents, the end of follow-up and what happened before can be recorded.", errors);

    /// <summary>A request without a token where one is needed.</summary>
    public static Problem Unauthenticated() => new(Prefix + "unauthenticated", "Sign-in is required", 401, "Send a bearer token.")
    {
        Challenge = "Bearer",
    };

    /// <summary>A request with a token that is not taken; the answer says why in both of its places (RFC 6750, 3).</summary>
    /// <param name="reason">Why, in a sentence of printable ASCII without quotation marks; never of the token's own words.</param>
    public static Problem InvalidToken(string reason) => Unauthenticated() with
    {
        Detail = reason,
        Challenge = $"Bearer error=\"invalid_token\", error_description=\"{reason}\"",
    };

    public static Problem Forbidden() =>
        new(Prefix + "forbidden", "The role does not allow this", 403, "The token's role or clinic does not allow this.");

    /// <summary>What no release tells, whatever it would be: too few persons and none are refused alike.</summary>
    public static Problem NotReleased(string detail) => new(Prefix + "not-released", "The release does not tell this", 403, detail);

    /// <summary>Where the description of the service is.</summary>
    public const string Description = "/openapi/v1.json";

    /// <summary>An address that leads to nothing that is on record, for all that whoever asks may know.</summary>
    public static Problem NotFound() => NotFound(
        "Nothing that may be read here has this id; take ids as answers give them, and check that it is of your own clinic.");

    /// <summary>The same where a parameter asks for an earlier state, which may be what there is nothing at.</summary>
    /// <param name="name">The parameter.</param>
    public static Problem NotFoundAt(string name) => NotFound(
        $"Nothing that may be read here has this id, or its record does not have what parameter '{name}' asks for; take both as answers "
            + "give them, and check that it is of your own clinic.");

    /// <summary>An address that the service does not have.</summary>
    public static Problem NoSuchAddress() => NotFound(
        $"The service has no such address; {Description} describes those it has. An id in an address is a UUID in lower case, with "
            + "hyphens.");

    private static Problem NotFound(string detail) => new(Prefix + "not-found", "Nothing is found here", 404, detail);

    /// <summary>What is on record already and has no leaf in the log's tree, or no checkpoint over it.</summary>
    public static Problem NotSealedYet(TimeSpan every) => new(
        Prefix + "not-sealed-yet", "The log is not sealed that far yet", 404, "What is recorded is sealed soon; ask again.")
    {
        RetryAfter = (int)Math.Ceiling(every.TotalSeconds),
    };

    /// <summary>A method that an address does not have.</summary>
    /// <param name="allowed">Those it has, as the header <c>Allow</c> names them.</param>
    public static Problem MethodNotAllowed(string allowed) => new(
        Prefix + "method-not-allowed", "The method is not allowed here", 405,
        $"This address takes {allowed}; {Description} says what for.");

    /// <summary>A request that the framework refuses and nothing here knows more of.</summary>
    public static Problem OfStatus(int status) => new(
        "about:blank", "The request is refused", status,
        $"It was answered with {status} ({ReasonPhrases.GetReasonPhrase(status)}); "
            + $"{Description} says what each address takes.");

    public static Problem NotAcceptable(string offered) =>
        new(Prefix + "not-acceptable", "No accepted media type is offered", 406, offered);

    public static Problem Conflict(string detail, IReadOnlyList<ProblemItem>? errors = null) =>
        new(Prefix + "conflict", "Somebody else changed the record", 409, detail, errors) { RetryAfter = 1 };

    /// <summary>There are as many of something as there may be.</summary>
    public static Problem TooMany(string what, string title, string detail) => new($"{Prefix}too-many-{what}", title, 409, detail);

    public static Problem RebuildRunning() =>
        new(Prefix + "rebuild-running", "A rebuild is running", 409, "The rebuild that is running writes every table; wait for it.");

    public static Problem StudyNumberTaken() => new(
        Prefix + "study-number-taken", "The study number is already enrolled", 409, "A study number is enrolled once in a clinic.",
        [new("#/studyNumber", "study-number-taken", "The study number is already enrolled in this clinic.")]);

    public static Problem KeyReused() => new(
        Prefix + "idempotency-key-reused", "The Idempotency-Key belongs to another request", 422,
        "This Idempotency-Key was used with another body or address; use a new key.");

    public static Problem Stale(long current) => Stale(Versions.Tag(current));

    public static Problem Stale(string current) => new(
        Prefix + "stale", "The record has changed since it was read", 412,
        "If-Match names another version than the present one, "
            + $"{current}. A weak tag, as a compressing proxy makes it, names none: send it without W/.");

    public static Problem Untagged() => new(
        Prefix + "stale", "What is asked for carries no version", 412,
        "If-Match names a version, and this answer has none: leave the header out, or send *.");

    public static Problem VersionRequired() => new(
        Prefix + "version-required", "The version read must be given", 428, "Send If-Match with the ETag of the record that was read.");

    public static Problem TooLarge(long limit) =>
        new(Prefix + "too-large", "The body is too large", 413, $"The body may have at most {limit} bytes.");

    public static Problem UnsupportedMediaType(string expected) =>
        new(Prefix + "unsupported-media-type", "The media type is not supported", 415, $"Send {expected}.");

    /// <summary>Content in a coding; the answer names the only one that is taken (RFC 9110, 12.5.3).</summary>
    public static Problem UnsupportedCoding() => new(
        Prefix + "unsupported-coding", "The content coding is not supported", 415, "Send the body as it is, without Content-Encoding.")
    {
        AcceptEncoding = "identity",
    };

    public static Problem UnsupportedTransferCoding() => new(
        Prefix + "unsupported-coding", "The transfer coding is not supported", 501,
        "Send the body chunked or as it is, in no other coding.");

    public static Problem DatabaseAway() =>
        Unavailable("The database does not answer; repeat the request, with the same Idempotency-Key.") with { RetryAfter = 2 };

    public static Problem NoRecord() =>
        Unavailable("Reads cannot be put on record at present, and are not answered without.") with { RetryAfter = 5 };

    public static Problem ProviderAway() =>
        Unavailable("The provider of sign-in does not answer, and without it no token can be judged.") with { RetryAfter = 5 };

    public static Problem TooManyRequests(int seconds) => new(
        Prefix + "too-many-requests", "Too many requests", 429, $"This is limited; try again in {seconds} s, as Retry-After says.");

    public static Problem Unavailable(string detail) => new(Prefix + "unavailable", "The service cannot answer now", 503, detail);

    public static Problem Unexpected() =>
        new(Prefix + "unexpected", "The service failed", 500, "The failure was logged; nothing was recorded.");

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Status;
        httpContext.Response.ContentType = ContentType;
        if (RetryAfter is { } seconds) httpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (Challenge is not null) httpContext.Response.Headers.WWWAuthenticate = Challenge;
        if (AcceptEncoding is not null) httpContext.Response.Headers.AcceptEncoding = AcceptEncoding;
        await JsonSerializer.SerializeAsync(httpContext.Response.Body, this, Json, httpContext.RequestAborted);
    }
}
