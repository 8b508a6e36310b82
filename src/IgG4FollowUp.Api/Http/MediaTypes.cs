using Microsoft.Net.Http.Headers;

namespace IgG4FollowUp.Api.Http;

/// <summary>Media types with their parameters (RFC 9110, 8.3 and 12.5.1). All text is UTF-8.</summary>
public static class MediaTypes
{
    /// <summary>The form of an answer that a request prefers.</summary>
    /// <param name="request">The request.</param>
    /// <param name="offered">Media types without parameters; the first is sent when nothing is asked for.</param>
    /// <returns>Null when none is accepted.</returns>
    public static string? Preferred(HttpRequest request, params IReadOnlyList<string> offered)
    {
        var ranges = request.GetTypedHeaders().Accept;
        if (ranges.Count == 0) return offered[0];
        // The most specific range speaks for a type; among equals the client's order counts.
        return (from type in offered
                let range = ranges.Where(range => Covers(range, type)).OrderBy(range => range.MatchesAllTypes)
                    .ThenBy(range => range.MatchesAllSubTypes).FirstOrDefault()
                where range is not null && range.Quality != 0
                orderby range.Quality ?? 1 descending, ranges.IndexOf(range)
                select type).FirstOrDefault();
    }

    /// <summary>The media type of a request's content, if it is one of those that are taken, in UTF-8; otherwise null.</summary>
    public static string? Sent(HttpRequest request, params IReadOnlyList<string> taken) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var sent) && IsUtf8(sent)
            ? taken.FirstOrDefault(type => sent.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase))
            : null;

    /// <summary>True when a request's content comes in a coding such as gzip (RFC 9110, 8.4.1), none of which is taken.</summary>
    public static bool IsCoded(HttpRequest request) => request.Headers.GetCommaSeparatedValues(HeaderNames.ContentEncoding)
        .Any(coding => coding.Length > 0 && !coding.Equals("identity", StringComparison.OrdinalIgnoreCase));

    private static bool Covers(MediaTypeHeaderValue range, string type) => range.MatchesMediaType(type) && IsUtf8(range);

    private static bool IsUtf8(MediaTypeHeaderValue type) =>
        !type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase);
}
