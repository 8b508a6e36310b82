using IgG4FollowUp.Api.Webhooks;
using IgG4FollowUp.Domain.Alerts;
using Marten;
using Wolverine;

namespace IgG4FollowUp.Api.Alerts;

/// <summary>Tells of changes of alerts where anybody listens: one message for everything that one transaction changes.</summary>
public sealed class AlertListeners(TimeProvider time)
{
    /// <summary>The messages to send with a transaction: none in a clinic without a webhook that is enabled.</summary>
    public async Task<OutgoingMessages> PublishAsync(
        IQuerySession session, IReadOnlyCollection<AlertChange> changes, CancellationToken cancellation)
    {
        var messages = new OutgoingMessages();
        if (changes.Count > 0 && await session.Query<Webhook>().AnyAsync(webhook => webhook.Enabled, cancellation))
            messages.Add(AlertStore.NewsOf(changes, time.Instant()));
        return messages;
    }
}
