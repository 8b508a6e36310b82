using System.Text.Json;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Domain.Patients;
using Marten;

namespace IgG4FollowUp.Api.Webhooks;

/// <summary>Send a message of type <c>webhook.test</c>, whatever event types the webhook wants.</summary>
public sealed record SendTestMessage(Guid WebhookId, Guid MessageId, WriteRequest Request) : Command;

public static class SendTestMessageHandler
{
    public static async Task<(Reply, DeliverWebhook?)> HandleAsync(
        SendTestMessage command, IDocumentSession session, TimeProvider time, CancellationToken cancellation)
    {
        var webhook = await session.LoadAsync<Webhook>(command.WebhookId, cancellation);
        if (webhook is null) return (Reply.Of(Problem.NotFound()), null);
        if (!webhook.Enabled) return (Reply.Of(WebhookProblems.Disabled()), null);

        var now = time.GetUtcNow();
        var id = WebhookMessage.Identity(command.MessageId, webhook.Id);
        var body = WebhookMessage.Body(WebhookMessage.Test, now, new { webhookId = webhook.Id });
        var delivery = WebhookDelivery.Queued(id, webhook.Id, WebhookMessage.Test, null, body, now);
        session.Insert(delivery);
        var answer = JsonSerializer.SerializeToUtf8Bytes(Delivery.Of(delivery), EntryJson.Options);
        var reply = new Reply(202, answer, Location: Deliveries.Address(webhook.Id, id));
        KeptReply.Of(command.Request, reply, time.Instant()).Execute(session);
        return (reply, new DeliverWebhook(id, 1));
    }

    public static void Map(IEndpointRouteBuilder webhooks) =>
        webhooks.MapPost("/{webhookId:guid}/test-messages", (Guid webhookId, HttpContext http, TimeProvider time) =>
                WebhookWrites.SendAsync(http, request => new SendTestMessage(webhookId, Guid.CreateVersion7(time.GetUtcNow()), request)))
            .RequireRateLimiting(Limits.TestMessages)
            .Describe<Delivery>("sendWebhookTestMessage", "Send a test message", 202).Takes(Idempotency.Parameter);
}
