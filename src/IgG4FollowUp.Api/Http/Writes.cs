using System.Text.Json.Nodes;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Storage;
using JasperFx;
using Marten;
using Wolverine;

namespace IgG4FollowUp.Api.Http;

/// <summary>
/// A command: a wish that a handler may refuse. It says nothing of its content where it is printed, since frameworks print commands that
/// fail into logs.
/// </summary>
public abstract record Command
{
    public sealed override string ToString() => GetType().Name;
}

/// <summary>Says what a command would do, where an endpoint lets it be tried.</summary>
/// <param name="AnswerAsync">Says it.</param>
public sealed record TriedWrite(Func<HttpContext, Command, Task<IResult>> AnswerAsync)
{
    /// <summary>How to try what a request asks for; null when it is to be done.</summary>
    public static TriedWrite? Of(HttpContext http) =>
        http.Request.Query["dryRun"] == "true" ? http.GetEndpoint()?.Metadata.GetMetadata<TriedWrite>() : null;
}

/// <summary>
/// What every write has in common: reading the request, sending the command it makes, answering. A repeated request gets the first answer.
/// </summary>
public static class Writes
{
    /// <summary>Carries out a request with a body.</summary>
    public static async Task<IResult> SendAsync(
        HttpContext http, JsonShape shape, Func<JsonObject, WriteRequest, Command> command, bool versionRequired = false)
    {
        var body = await Body.ReadAsync(http.Request, shape, http.RequestAborted);
        return body.Problem ?? await SendAsync(http, body.Fingerprint, request => command(body.Json!, request), versionRequired);
    }

    /// <summary>Carries out a request without a body.</summary>
    public static Task<IResult> SendAsync(HttpContext http, Func<WriteRequest, Command> command) =>
        SendAsync(http, Body.FingerprintOf(http.Request, []), command, versionRequired: false);

    /// <summary>Carries out a request whose body, if it has one, was read.</summary>
    /// <returns>A <see cref="Reply"/>, unless the headers are refused.</returns>
    public static async Task<IResult> SendAsync(HttpContext http, byte[] fingerprint, Func<WriteRequest, Command> command,
        bool versionRequired)
    {
        if (!Versions.TryIfMatch(http.Request, out var ifMatch))
            return Problem.InvalidParameter(Versions.Parameter.Name, Versions.Expected);
        if (versionRequired && ifMatch is null) return Problem.VersionRequired();
        if (!Idempotency.TryKey(http.Request, out var key)) return Problem.InvalidParameter(Idempotency.Header, Idempotency.Expected);

        var request = new WriteRequest(http.User.UserName(), ifMatch, key, fingerprint);
        if (TriedWrite.Of(http) is { } tried) return await tried.AnswerAsync(http, command(request));
        var (clinic, store) = (http.User.Clinic(), http.RequestServices.GetRequiredService<IDocumentStore>());
        if (await KeptReply.FindAsync(store, clinic, request, http.RequestAborted) is { } first) return first;
        var reply = await InvokeAsync(http, clinic, command(request));
        // What refuses it may be what the same request did a moment ago: of two with one key that arrive at once the other one was first.
        return reply.Failed ? await KeptReply.FindAsync(store, clinic, request, http.RequestAborted) ?? reply : reply;
    }

    private static async Task<Reply> InvokeAsync(HttpContext http, string clinic, Command command)
    {
        try
        {
            var bus = http.RequestServices.GetRequiredService<IMessageContext>();
            bus.UserName = http.User.UserName();
            return await bus.InvokeForTenantAsync<Reply>(clinic, command, http.RequestAborted);
        }
        catch (Exception e) when (LostRace.ProblemOf(e) is { } problem)
        {
            return Reply.Of(problem);
        }
        catch (DocumentAlreadyExistsException)
        {
            return Reply.Of(LostRace.Changed());
        }
    }
}
