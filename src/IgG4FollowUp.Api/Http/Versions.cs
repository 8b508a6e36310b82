using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Primitives;
using EntityTag = Microsoft.Net.Http.Headers.EntityTagHeaderValue;

namespace IgG4FollowUp.Api.Http;

/// <summary>The versions that a write may build upon: those its client has read.</summary>
/// <param name="Tags">Entity tags as <c>If-Match</c> lists them; the one that is <c>*</c> stands for every version.</param>
public sealed record ReadVersions(IReadOnlyList<EntityTag> Tags)
{
    /// <summary>Whether a version is one of them: strong comparison (RFC 9110, 8.8.3.2), so that a weak tag names none.</summary>
    public bool Have(long version) =>
        Tags.Any(tag => tag.Equals(EntityTag.Any) || tag.Compare(new EntityTag(Versions.Tag(version)), useStrongComparison: true));
}

/// <summary>
/// The version of a record as a strong entity tag, <c>"7"</c>, and the conditions that requests make upon it (RFC 9110, 13).
/// </summary>
public static partial class Versions
{
    public const string Expected = "entity tags such as \"3\", or * alone.";

    // A blank within a tag is none of ours, and no reason to refuse the list.
    private const string OneTag = "(?:W/)?\"[ !#-~\\u0080-\\uffff]*\"";

    // A list may have empty elements (RFC 9110, 5.6.1); "*" stands alone (13.1.1).
    private const string Tags = $@"(?:\*|(?:[ \t]*,)*[ \t]*{OneTag}(?:[ \t]*,(?:[ \t]*{OneTag})?)*[ \t]*)";

    public static ReadParameter Parameter { get; } = new("If-Match", "ETag of the record that was read; 412 when it has changed since.")
    {
        InHeader = true,
        Pattern = $"^{Tags}$",
    };

    public static string Tag(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>Reads <c>If-Match</c>.</summary>
    /// <returns>False when the header is there but is no list of entity tags; a missing header asks for no check.</returns>
    public static bool TryIfMatch(HttpRequest request, out ReadVersions? versions)
    {
        versions = null;
        if (request.Headers.IfMatch.Count == 0) return true;
        if (!TryTags(request.Headers.IfMatch, out var tags)) return false;
        versions = new(tags);
        return true;
    }

    private static bool TryTags(StringValues header, out IReadOnlyList<EntityTag> tags)
    {
        tags = IsListOfTags().IsMatch(header.ToString()) && EntityTag.TryParseStrictList(header!, out var read) ? [.. read] : [];
        return tags.Count > 0;
    }

    [GeneratedRegex($@"^{Tags}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex IsListOfTags();

    /// <summary>
    /// Answers a read with 304 or 412 instead when its client says so (RFC 9110, 13.1). <c>If-None-Match</c> compares weakly, since a proxy
    /// that compresses makes every tag weak. An answer without a tag is there, so that <c>*</c> means it and no tag does. What is not
    /// answered with success is judged by no condition (13.2.1).
    /// </summary>
    public static async ValueTask<object?> ConditionalAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var answer = await next(context);
        if (answer is Reply { Failed: false, Version: { } version }) context.HttpContext.Response.Headers.ETag = Tag(version);
        return context.HttpContext.Response is { HasStarted: true } or { StatusCode: >= 300 }
            ? answer
            : Judged(context.HttpContext, answer);
    }

    /// <summary>What <see cref="ConditionalAsync"/> does, for an answer that is sent before its handler ends.</summary>
    public static async Task SendAsync(HttpContext http, IResult answer) => await ((IResult)Judged(http, answer)!).ExecuteAsync(http);

    private static object? Judged(HttpContext http, object? answer)
    {
        var (request, response) = (http.Request, http.Response);
        if (!HttpMethods.IsGet(request.Method) || answer is IStatusCodeHttpResult { StatusCode: >= 300 }) return answer;
        _ = EntityTag.TryParse(response.Headers.ETag.ToString(), out var current);
        if (request.Headers.IfMatch.Count > 0)
        {
            if (!TryIfMatch(request, out var read)) return Problem.InvalidParameter(Parameter.Name, Expected);
            if (!Mean(read!.Tags, strongly: true)) return current is null ? Problem.Untagged() : Problem.Stale(current.ToString());
        }

        // What is no list of tags names no copy that the client has.
        return TryTags(request.Headers.IfNoneMatch, out var known) && Mean(known, strongly: false)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : answer;

        bool Mean(IReadOnlyList<EntityTag> tags, bool strongly) =>
            tags.Any(tag => tag.Equals(EntityTag.Any) || (current is not null && tag.Compare(current, useStrongComparison: strongly)));
    }
}
