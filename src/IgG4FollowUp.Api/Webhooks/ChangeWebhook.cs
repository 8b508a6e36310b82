using IgG4FollowUp.Api.Http;
using Marten;

namespace IgG4FollowUp.Api.Webhooks;

/// <summary>Change where messages go, which, and whether.</summary>
public sealed record ChangeWebhook(Guid WebhookId, string Url, IReadOnlyList<string> EventTypes, string? Description, bool Enabled,
    WriteRequest Request) : Command;

public static class ChangeWebhookHandler
{
    public const string ByRequest = "by-request";

    public static async Task<Reply> HandleAsync(
        ChangeWebhook command, IDocumentSession session, WebhookSettings settings, TimeProvider time, CancellationToken cancellation)
    {
        if (await session.LoadAsync<Webhook>(command.WebhookId, cancellation) is not { } webhook) return Reply.Of(Problem.NotFound());
        if (command.Request.IsStale(webhook.Version)) return Reply.Of(Problem.Stale(webhook.Version));

        var changed = webhook with
        {
            Url = command.Url,
            EventTypes = command.EventTypes,
            Description = command.Description,
            Enabled = command.Enabled,
            DisabledReason = command.Enabled ? null : webhook.DisabledReason ?? ByRequest,
            Version = webhook.Version + 1,
            ChangedBy = command.Request.User,
            // Another receiver, or the same one wanted again: what failed before says nothing about it.
            FailingSince = command.Url == webhook.Url && command.Enabled == webhook.Enabled ? webhook.FailingSince : null,
        };
        session.UpdateRevision(changed, webhook.Revision + 1);
        var reply = WebhookView.Of(changed, settings, time.GetUtcNow()).Reply(200);
        KeptReply.Of(command.Request, reply, time.Instant()).Execute(session);
        return reply;
    }

    public static void Map(IEndpointRouteBuilder webhooks) =>
        webhooks.MapPut("/{webhookId:guid}", (Guid webhookId, HttpContext http) => WebhookWrites.SendAsync(
                http, WebhookShapes.Changed,
                (json, request) => new ChangeWebhook(
                    webhookId, WebhookShapes.Url(json), WebhookShapes.EventTypes(json), WebhookShapes.Description(json),
                    json["enabled"]!.GetValue<bool>(), request),
                versionRequired: true))
            .WithMetadata(new WriteDescription(WebhookShapes.Changed, WebhookShapes.ChangedExample, VersionRequired: true))
            .Describe<WebhookView>("changeWebhook", "Change a webhook, enable or disable it", 200)
            .Produces<Problem>(428, Problem.ContentType);
}
