namespace IgG4FollowUp.Api.Http;

/// <summary>Parameters are text: what holds U+0000 is none, and no database takes it. Said once, before any endpoint reads a parameter.</summary>
public static class ReadableQueries
{
    public static void UseReadableQueries(this WebApplication app) => app.Use(static (http, next) =>
        http.Request.Query.Where(static parameter => parameter.Value.Any(IsUnreadable) || IsUnreadable(parameter.Key)).Select(static parameter => parameter.Key)
                .FirstOrDefault() is { } name
            ? (IsUnreadable(name) ? Problem.BadRequest("The name of a parameter holds the character U+0000, which is no text.")
                : Problem.InvalidParameter(name, "text, without the character U+0000.")).ExecuteAsync(http)
            : next(http));

    private static bool IsUnreadable(string? text) => text?.Contains('\0', StringComparison.Ordinal) == true;
}
