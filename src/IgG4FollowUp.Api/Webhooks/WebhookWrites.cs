using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;

namespace IgG4FollowUp.Api.Webhooks;

/// <summary>What every write to a webhook has in common: reading the request, sending the command, answering.</summary>
public static class WebhookWrites
{
    // People copy the secret out of the text of the answer, where an escaped plus sign would be six wrong characters.
    private static readonly JsonSerializerOptions Copyable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Sends the command that a request with a body makes; a repeated request gets the first answer.</summary>
    public static async Task<IResult> SendAsync(
        HttpContext http, JsonShape shape, Func<JsonObject, WriteRequest, Command> command, bool versionRequired = false)
    {
        var body = await Body.ReadAsync(http.Request, shape, http.RequestAborted);
        if (body.Problem is not null) return body.Problem;
        // The address is judged outside the handler: asking for a name may take seconds.
        if (body.Json!["url"]?.GetValue<string>() is { } url
            && await http.RequestServices.GetRequiredService<WebhookTargets>().RefuseAsync(url, http.RequestAborted) is { } refused)
            return refused;
        return Unsealed(http, await Writes.SendAsync(http, body.Fingerprint, request => command(body.Json!, request), versionRequired));
    }

    /// <summary>Sends the command that a request without a body makes; a repeated request gets the first answer.</summary>
    public static async Task<IResult> SendAsync(HttpContext http, Func<WriteRequest, Command> command) =>
        Unsealed(http, await Writes.SendAsync(http, command));

    /// <summary>Describes a write.</summary>
    public static RouteHandlerBuilder Describe<T>(this RouteHandlerBuilder endpoint, string name, string summary, int status) =>
        endpoint.WithName(name).WithSummary(summary).Produces<T>(status)
            .Produces<Problem>(400, Problem.ContentType).Produces<Problem>(404, Problem.ContentType)
            .Produces<Problem>(409, Problem.ContentType)
            .Produces<Problem>(412, Problem.ContentType).Produces<Problem>(422, Problem.ContentType)
            .Produces<Problem>(503, Problem.ContentType);

    // Answers are kept for repeated requests, and a secret must not lie there in the clear: it is opened on its way out, and only the
    // first time. Whoever repeats a request because its answer was lost has the secret rotated.
    private static IResult Unsealed(HttpContext http, IResult result)
    {
        if (result is not Reply { Failed: false } reply) return result;
        if (reply.Status == StatusCodes.Status204NoContent) return TypedResults.NoContent();
        if (JsonNode.Parse(reply.Body) is not JsonObject answer || answer["secret"]?.GetValue<string>() is not { } @sealed) return reply;
        if (reply.Repeated)
        {
            answer.Remove("secret");
            return reply with { Body = JsonSerializer.SerializeToUtf8Bytes(answer, Copyable) };
        }

        var owner = Webhook.Owner(http.User.Clinic(), answer["webhook"]!["webhookId"]!.GetValue<Guid>());
        answer["secret"] = http.RequestServices.GetRequiredService<SecretBox>().TryOpen(@sealed, owner);
        return reply with { Body = JsonSerializer.SerializeToUtf8Bytes(answer, Copyable) };
    }
}
