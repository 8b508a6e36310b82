using System.Text.Json;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Domain.Patients;
using Marten;

namespace IgG4FollowUp.Api.Webhooks;

/// <summary>Send a message of type <c>webhook.test</c>, whatever event types the webhook wants.</summary>
public sealed record SendTestMessage(Guid WebhookId, Guid MessageId, WriteRequest Request) : Command;

public static class SendTestMessageHandler
{
    public static async Task<(Reply, DeliverWebhook?)> HandleAsync(
        SendTestMessage command, IDocumentSession session, WebhookTable webhooks, TimeProvider time, CancellationToken cancellation)
    {
        if (await webhooks.FindAsync(session.TenantId, command.WebhookId, cancellation) is not { } webhook) return (Reply.Of(Problem.NotFound()), null);
        if (!webhook.Enabled) return (Reply.Of(WebhookProblems.Disabled()), null);

        var now = time.GetUtcNow();
        var id = WebhookMessage.Identity(command.MessageId, webhook.Id);
        var body = WebhookMessage.Body(WebhookMessage.Test, now, new { webhookId = webhook.Id });
        DeliveryTable.QueueInsert(session, id, webhook.Id, WebhookMessage.Test, null, body, now);
        var delivery = new Delivery(
            id, WebhookSignature.MessageId(id), WebhookMessage.Test, null, body, now, DeliveryStates.Pending, 0, now, null, null, null);
        var reply = new Reply(202, JsonSerializer.SerializeToUtf8Bytes(delivery, EntryText.Options), Location: Deliveries.Address(webhook.Id, id));
        KeptReply.Of(command.Request, reply, time.Instant()).Execute(session);
        return (reply, new DeliverWebhook(id, 1));
    }

    public static void Map(IEndpointRouteBuilder webhooks) =>
        webhooks.MapPost("/{webhookId:guid}/test-messages", (Guid webhookId, HttpContext http, TimeProvider time) =>
                WebhookWrites.SendAsync(http, request => new SendTestMessage(webhookId, Guid.CreateVersion7(time.GetUtcNow()), request)))
            .Describe<Delivery>("sendWebhookTestMessage", "Send a test message", 202).TakesIdempotencyKey();
}
