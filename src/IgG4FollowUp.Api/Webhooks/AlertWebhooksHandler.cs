using System.Text.Json;
using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Domain;
using Marten;
using Wolverine;
using Wolverine.Runtime.Handlers;

namespace IgG4FollowUp.Api.Webhooks;

/// <summary>Queues a delivery to each of the clinic's webhooks that wants to be told of a change.</summary>
public static class AlertWebhooksHandler
{
    public static void Configure(HandlerChain chain) => chain.KeepTrying();

    public static async Task<OutgoingMessages> HandleAsync(
        AlertsChanged news, IDocumentSession session, TimeProvider time, CancellationToken cancellation)
    {
        var messages = new OutgoingMessages();
        var webhooks = await session.Query<Webhook>().Where(webhook => webhook.Enabled).ToListAsync(cancellation);
        var wanted = (from change in news.Changes
                      from webhook in webhooks
                      where webhook.EventTypes.Contains(change.Change, StringComparer.Ordinal)
                      select (Id: WebhookMessage.Identity(change.ChangeId, webhook.Id), Webhook: webhook.Id, Change: change))
                      .ToDictionary(item => item.Id);
        // The same change may be told twice.
        foreach (var known in await session.LoadManyAsync<WebhookDelivery>(cancellation, wanted.Keys)) wanted.Remove(known.Id);
        foreach (var (deliveryId, webhookId, change) in wanted.Values)
        {
            var body = WebhookMessage.Body(change.Change, change.At, new { alertId = change.AlertId });
            session.Insert(WebhookDelivery.Queued(deliveryId, webhookId, change.Change, change.AlertId, body, time.GetUtcNow()));
            messages.Add(new DeliverWebhook(deliveryId, 1));
        }

        return messages;
    }
}

/// <summary>What receivers get: what happened, when, and the identity to ask with. No patient, no rule, no clinic.</summary>
public static class WebhookMessage
{
    /// <summary>Type of the message that a clinic sends to try a webhook.</summary>
    public const string Test = "webhook.test";

    public static string Body(string type, DateTimeOffset at, object data) =>
        JsonSerializer.Serialize(new { type, timestamp = at.UtcDateTime, data }, JsonSerializerOptions.Web);

    /// <summary>Identity of the delivery of a change to a webhook.</summary>
    public static Guid Identity(Guid changeId, Guid webhookId) => NameBasedId.Of($"webhook-delivery/{changeId:N}/{webhookId:N}");
}
