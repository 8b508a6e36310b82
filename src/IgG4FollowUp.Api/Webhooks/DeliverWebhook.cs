using IgG4FollowUp.Api.Hosting;
using Marten;
using Wolverine;
using Wolverine.Runtime.Handlers;

namespace IgG4FollowUp.Api.Webhooks;

/// <summary>Make an attempt at a delivery.</summary>
/// <param name="DeliveryId">The delivery.</param>
/// <param name="Attempt">Which attempt, from 1: a message for one that was made already does nothing.</param>
public sealed record DeliverWebhook(Guid DeliveryId, int Attempt);

/// <summary>
/// Sends first and records afterwards, in one transaction with the next attempt: a process that dies between the two sends again,
/// with the same <c>webhook-id</c>. No transaction is open while the receiver is waited for.
/// </summary>
public static class DeliverWebhookHandler
{
    // What is left for these is the service's own trouble, such as a database that is away: it must not cost the delivery.
    public static void Configure(HandlerChain chain) => chain.KeepTrying();

    public static async Task<OutgoingMessages> HandleAsync(
        DeliverWebhook attempt, Envelope envelope, IDocumentSession session, DeliveryTable deliveries, WebhookSender sender, SecretBox box,
        TimeProvider time, CancellationToken cancellation)
    {
        var claimed = await deliveries.ClaimAsync(session.TenantId, attempt, envelope.Id, cancellation);
        if (claimed is null) return [];
        var begun = time.GetUtcNow();
        if (!claimed.Enabled)
        {
            DeliveryTable.QueueGivenUp(session, attempt, Outcomes.WebhookDisabled, begun);
            return [];
        }

        var result = await SendAsync(session.TenantId, attempt, claimed, sender, box, begun, cancellation);
        var now = time.GetUtcNow();
        DeliveryTable.QueueAttempt(session, attempt, begun, result);
        DeliveryTable.QueueHealth(session, claimed, result, now);
        if (result.Outcome is Outcomes.Delivered or Outcomes.Gone)
        {
            var state = result.Outcome == Outcomes.Delivered ? DeliveryStates.Delivered : DeliveryStates.Failed;
            DeliveryTable.QueueState(session, attempt, state, result, now, next: null);
            return [];
        }

        var delay = RetrySchedule.DelayAfter(attempt.Attempt - claimed.RoundFrom, Random.Shared.NextDouble(), result.RetryAfter);
        DeliveryTable.QueueState(session, attempt, delay is null ? DeliveryStates.Failed : DeliveryStates.Pending, result, now, now + delay);
        var messages = new OutgoingMessages();
        // The scheduler goes by the machine's clock, so it is told how long, not when.
        if (delay is { } wait) messages.Delay(attempt with { Attempt = attempt.Attempt + 1 }, wait);
        return messages;
    }

    private static async Task<SendResult> SendAsync(
        string clinic, DeliverWebhook attempt, ClaimedDelivery claimed, WebhookSender sender, SecretBox box, DateTimeOffset now, CancellationToken cancellation)
    {
        var owner = Webhook.Owner(clinic, claimed.WebhookId);
        var secrets = new List<string>();
        foreach (var secret in Webhook.Signing(claimed.Secrets, now))
        {
            if (box.TryOpen(secret.Sealed, owner) is not { } opened) return new(Outcomes.SecretUnreadable, null, TimeSpan.Zero);
            secrets.Add(opened);
        }

        return await sender.SendAsync(new Uri(claimed.Url), WebhookSignature.MessageId(attempt.DeliveryId), claimed.Body, secrets, cancellation);
    }
}
