using IgG4FollowUp.Api.Http;
using Marten;

namespace IgG4FollowUp.Api.Webhooks;

/// <summary>Delete a webhook, with its log; what is still on its way is not sent.</summary>
public sealed record DeleteWebhook(Guid WebhookId, WriteRequest Request) : Command;

public static class DeleteWebhookHandler
{
    public static async Task<Reply> HandleAsync(DeleteWebhook command, IDocumentSession session, CancellationToken cancellation)
    {
        if (await session.LoadAsync<Webhook>(command.WebhookId, cancellation) is not { } webhook) return Reply.Of(Problem.NotFound());
        if (command.Request.IsStale(webhook.Version)) return Reply.Of(Problem.Stale(webhook.Version));
        session.Delete(webhook);
        return new Reply(204, []);
    }

    public static void Map(IEndpointRouteBuilder webhooks) =>
        webhooks.MapDelete("/{webhookId:guid}", (Guid webhookId, HttpContext http) =>
                WebhookWrites.SendAsync(http, request => new DeleteWebhook(webhookId, request)))
            .WithName("deleteWebhook").WithSummary("Delete a webhook and its delivery log").Produces(204).Takes(Versions.Parameter)
            .Produces<Problem>(404, Problem.ContentType).Produces<Problem>(412, Problem.ContentType);
}
