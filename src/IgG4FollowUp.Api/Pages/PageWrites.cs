using System.Text.Json;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Web.Pages;
using Microsoft.Net.Http.Headers;

namespace IgG4FollowUp.Api.Pages;

/// <summary>
/// Records what a form says by the one way of writes: as the request that a program would send, with the version that the page showed and
/// the key that the form was given, so that what is pressed twice is done once.
/// </summary>
public static class PageWrites
{
    public static async Task<FormOutcome> SendAsync(
        HttpContext http, IFormCollection form, JsonObject body, Type shape, Func<JsonObject, WriteRequest, Command> command)
    {
        var request = http.Request;
        foreach (var member in body.Where(member => member.Value is null).Select(member => member.Key).ToList()) body.Remove(member);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body);
        (request.Body, request.ContentLength, request.ContentType) = (new MemoryStream(bytes), bytes.Length, "application/json");
        if (form[FormOutcome.VersionField] is [{ } version]) request.Headers[HeaderNames.IfMatch] = $"\"{version}\"";
        if (form[FormOutcome.KeyField] is [{ } key]) request.Headers[Idempotency.Header] = key;
        return await Writes.SendAsync(http, JsonShapes.Of(shape), command) switch
        {
            Reply { Failed: false } reply => new(reply.Status, null, new Dictionary<string, string>(), Address(reply)),
            Reply reply => Of(JsonSerializer.Deserialize<Problem>(reply.Body, Problem.Json)!),
            Problem problem => Of(problem),
            var other => throw new InvalidOperationException($"A write is not answered by {other.GetType().Name}."),
        };
    }

    /// <summary>Text of a field; null when nothing was written into it.</summary>
    public static string? Text(this IFormCollection form, string field) =>
        form[field].ToString().Trim() is { Length: > 0 } text ? text : null;

    private static string? Address(Reply reply) => reply.Location?["/api".Length..];

    private static FormOutcome Of(Problem problem) => new(
        problem.Status, problem.Detail ?? problem.Title,
        (problem.Errors ?? []).Where(error => error.Pointer is not null).GroupBy(error => error.Pointer!.TrimStart('#', '/'))
            .ToDictionary(group => group.Key, group => string.Join(' ', group.Select(error => error.Detail))),
        null);
}
