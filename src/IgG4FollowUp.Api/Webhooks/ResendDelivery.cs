using System.Text.Json;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Domain.Patients;
using Marten;

namespace IgG4FollowUp.Api.Webhooks;

/// <summary>Send a delivery again at once, with the same <c>webhook-id</c> and a new round of retries.</summary>
public sealed record ResendDelivery(Guid WebhookId, Guid DeliveryId, WriteRequest Request) : Command;

public static class ResendDeliveryHandler
{
    public static async Task<(Reply, DeliverWebhook?)> HandleAsync(
        ResendDelivery command, IDocumentSession session, WebhookTable webhooks, DeliveryTable deliveries, TimeProvider time, CancellationToken cancellation)
    {
        var webhook = await webhooks.FindAsync(session.TenantId, command.WebhookId, cancellation);
        var delivery = await deliveries.FindAsync(session.TenantId, command.WebhookId, command.DeliveryId, cancellation);
        if (webhook is null || delivery is null) return (Reply.Of(Problem.NotFound()), null);
        if (!webhook.Enabled) return (Reply.Of(WebhookProblems.Disabled()), null);

        var now = time.GetUtcNow();
        DeliveryTable.QueueNewRound(session, delivery, now);
        var again = delivery with { State = DeliveryStates.Pending, NextAttemptAt = now, CompletedAt = null };
        var reply = new Reply(202, JsonSerializer.SerializeToUtf8Bytes(again, EntryText.Options), Location: Deliveries.Address(webhook.Id, delivery.DeliveryId));
        KeptReply.Of(command.Request, reply, time.Instant()).Execute(session);
        return (reply, new DeliverWebhook(delivery.DeliveryId, delivery.Attempts + 1));
    }

    public static void Map(IEndpointRouteBuilder webhooks) =>
        webhooks.MapPost("/{webhookId:guid}/deliveries/{deliveryId:guid}/resends", (Guid webhookId, Guid deliveryId, HttpContext http) =>
                WebhookWrites.SendAsync(http, request => new ResendDelivery(webhookId, deliveryId, request)))
            .Describe<Delivery>("resendWebhookDelivery", "Send a delivery again", 202).TakesIdempotencyKey();
}
