using Marten;
using Weasel.Core;

namespace IgG4FollowUp.Api.Webhooks;

/// <summary>How webhooks and their deliveries are stored.</summary>
public static class WebhookDocuments
{
    public static void Configure(StoreOptions options)
    {
        options.Schema.For<Webhook>()
            .UseNumericRevisions(true)
            .Metadata(metadata => metadata.Revision.MapTo(webhook => webhook.Revision));
        options.Schema.For<WebhookDelivery>()
            .UseNumericRevisions(true)
            .Metadata(metadata => metadata.Revision.MapTo(delivery => delivery.Revision))
            // The log goes with its webhook, and nothing is queued for a webhook that is being deleted.
            .ForeignKey<Webhook>(delivery => delivery.WebhookId, key => key.DeleteAction = CascadeAction.Cascade)
            .Index([delivery => delivery.WebhookId, delivery => delivery.CreatedAt])
            .Duplicate(delivery => delivery.CompletedAt, configure: index => index.Predicate = "completed_at is not null");
    }
}
