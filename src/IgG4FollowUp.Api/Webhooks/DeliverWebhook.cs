using IgG4FollowUp.Api.Hosting;
using JasperFx;
using Marten;
using Marten.Patching;
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
        DeliverWebhook attempt, Envelope envelope, IDocumentSession session, IDocumentStore store, WebhookSender sender, SecretBox box,
        TimeProvider time, CancellationToken cancellation)
    {
        var claimed = await ClaimAsync(store, session.TenantId, attempt, envelope.Id, cancellation);
        if (claimed is null || await session.LoadAsync<Webhook>(claimed.WebhookId, cancellation) is not { } webhook) return [];
        var begun = time.GetUtcNow();
        if (!webhook.Enabled)
        {
            session.UpdateRevision(claimed.GivenUp(DeliveryOutcome.WebhookDisabled, begun), claimed.Revision + 1);
            return [];
        }

        var result = await SendAsync(session.TenantId, claimed, webhook, sender, box, begun, cancellation);
        // Read again: while the receiver was waited for, the webhook may have been deleted or a new round begun.
        var delivery = await session.LoadAsync<WebhookDelivery>(claimed.Id, cancellation);
        if (delivery is null || !delivery.Awaits(attempt.Attempt)) return [];
        var now = time.GetUtcNow();
        var wait = result.Outcome is DeliveryOutcome.Delivered or DeliveryOutcome.Gone
            ? null
            : RetrySchedule.DelayAfter(attempt.Attempt - delivery.RoundFrom, Random.Shared.NextDouble(), result.RetryAfter);
        var made = new Attempt(attempt.Attempt, begun, (int)result.Duration.TotalMilliseconds, result.Status, result.Outcome);
        NoteOn(session, webhook, result.Outcome, now);
        session.UpdateRevision(delivery.After(made, now, wait), delivery.Revision + 1);
        var messages = new OutgoingMessages();
        // The scheduler goes by the machine's clock, so it is told how long, not when.
        if (wait is { } delay) messages.Delay(attempt with { Attempt = attempt.Attempt + 1 }, delay);
        return messages;
    }

    /// <summary>
    /// Takes an attempt for one envelope, at once: of two messages for the same attempt only one is sent, and a message that
    /// comes again after a crash finds its own claim.
    /// </summary>
    /// <returns>Null when the attempt was made already, or is another's, or is wanted no longer.</returns>
    private static async Task<WebhookDelivery?> ClaimAsync(
        IDocumentStore store, string clinic, DeliverWebhook attempt, Guid envelopeId, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession(clinic);
        var delivery = await session.LoadAsync<WebhookDelivery>(attempt.DeliveryId, cancellation);
        if (delivery is null || !delivery.Awaits(attempt.Attempt)) return null;
        if (delivery.ClaimedBy is { } other) return other == envelopeId ? delivery : null;
        var claimed = delivery with { ClaimedBy = envelopeId, Revision = delivery.Revision + 1 };
        session.UpdateRevision(claimed, claimed.Revision);
        try
        {
            await session.SaveChangesAsync(cancellation);
            return claimed;
        }
        catch (ConcurrencyException)
        {
            // Another message was quicker, or a new round has begun, which has a message of its own.
            return null;
        }
    }

    private static async Task<SendResult> SendAsync(
        string clinic, WebhookDelivery delivery, Webhook webhook, WebhookSender sender, SecretBox box, DateTimeOffset now,
        CancellationToken cancellation)
    {
        var owner = Webhook.Owner(clinic, webhook.Id);
        var secrets = new List<string>();
        foreach (var secret in Webhook.Signing(webhook.Secrets, now))
        {
            if (box.TryOpen(secret.Sealed, owner) is not { } opened) return new(DeliveryOutcome.SecretUnreadable, null, TimeSpan.Zero);
            secrets.Add(opened);
        }

        return await sender.SendAsync(new Uri(webhook.Url), WebhookSignature.MessageId(delivery.Id), delivery.Body, secrets, cancellation);
    }

    /// <summary>Notes on the webhook how its receiver answered, unless it has another receiver by now.</summary>
    private static void NoteOn(IDocumentSession session, Webhook webhook, string outcome, DateTimeOffset now)
    {
        var (id, url) = (webhook.Id, webhook.Url);
        // Patches: deliveries to one receiver end at the same time, and none may be sent again because another was quicker.
        if (outcome == DeliveryOutcome.Delivered)
            session.Patch<Webhook>(w => w.Id == id && w.Url == url).Set(w => w.LastDeliveredAt, now).Delete(w => w.FailingSince);
        else
            session.Patch<Webhook>(w => w.Id == id && w.Url == url && w.FailingSince == null).Set(w => w.FailingSince, now);
        if (outcome != DeliveryOutcome.Gone) return;
        session.Patch<Webhook>(w => w.Id == id && w.Url == url && w.Enabled)
            .Set(w => w.Enabled, false).Set(w => w.DisabledReason, DeliveryOutcome.Gone).Increment(w => w.Version);
    }
}
