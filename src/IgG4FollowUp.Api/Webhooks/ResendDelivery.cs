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
        ResendDelivery command, IDocumentSession session, TimeProvider time, CancellationToken cancellation)
    {
        var webhook = await session.LoadAsync<Webhook>(command.WebhookId, cancellation);
        var delivery = await session.LoadAsync<WebhookDelivery>(command.DeliveryId, cancellation);
        if (webhook is null || delivery?.WebhookId != webhook.Id) return (Reply.Of(Problem.NotFound()), null);
        if (!webhook.Enabled) return (Reply.Of(WebhookProblems.Disabled()), null);

        var again = delivery.Again(time.GetUtcNow());
        session.UpdateRevision(again, delivery.Revision + 1);
        var body = JsonSerializer.SerializeToUtf8Bytes(Delivery.Of(again), EntryJson.Options);
        var reply = new Reply(202, body, Location: Deliveries.Address(webhook.Id, delivery.Id));
        KeptReply.Of(command.Request, reply, time.Instant()).Execute(session);
        return (reply, new DeliverWebhook(delivery.Id, delivery.History.Count + 1));
    }

    public static void Map(IEndpointRouteBuilder webhooks) =>
        webhooks.MapPost("/{webhookId:guid}/deliveries/{deliveryId:guid}/resends", (Guid webhookId, Guid deliveryId, HttpContext http) =>
                WebhookWrites.SendAsync(http, request => new ResendDelivery(webhookId, deliveryId, request)))
            .Describe<Delivery>("resendWebhookDelivery", "Send a delivery again", 202).Takes(Idempotency.Parameter);
}
