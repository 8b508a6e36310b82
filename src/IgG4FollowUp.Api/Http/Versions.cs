using System.Globalization;

namespace IgG4FollowUp.Api.Http;

/// <summary>The version of a patient's stream as a strong entity tag: <c>"7"</c>.</summary>
public static class Versions
{
    public static string Tag(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>Reads <c>If-Match</c>.</summary>
    /// <returns>False when the header is there but is not one version; a missing header or <c>*</c> asks for no check.</returns>
    public static bool TryIfMatch(HttpRequest request, out long? version)
    {
        version = null;
        var header = request.Headers.IfMatch;
        if (header.Count == 0 || header is ["*"]) return true;
        if (header.Count != 1 || header[0] is not ['"', .. var text, '"']
            || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed))
            return false;
        version = parsed;
        return true;
    }

    public static bool NotModified(HttpRequest request, long version) =>
        request.Headers.IfNoneMatch.Any(tags => tags?.Split(',', StringSplitOptions.TrimEntries).Contains(Tag(version), StringComparer.Ordinal) == true);
}
