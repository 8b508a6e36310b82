using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Patients;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Domain.Patients;
using Marten;

namespace IgG4FollowUp.Api.Webhooks;

/// <summary>One message on its way to one webhook.</summary>
/// <param name="DeliveryId">Identity, made from change and webhook: the same change makes no second delivery.</param>
/// <param name="MessageId">The <c>webhook-id</c> that every attempt carries.</param>
/// <param name="EventType">What the message tells.</param>
/// <param name="AlertId">The alert; null for a test message.</param>
/// <param name="Body">What is sent.</param>
/// <param name="CreatedAt">When it was queued.</param>
/// <param name="State">pending, delivered or failed.</param>
/// <param name="Attempts">Attempts made.</param>
/// <param name="NextAttemptAt">When the next attempt is due; null when there is none.</param>
/// <param name="LastStatus">HTTP status of the last attempt; null when there was no answer.</param>
/// <param name="LastOutcome">How the last attempt ended.</param>
/// <param name="CompletedAt">When it was delivered or given up.</param>
public sealed record Delivery(
    Guid DeliveryId, string MessageId, string EventType, Guid? AlertId, string Body, DateTimeOffset CreatedAt, string State, int Attempts,
    DateTimeOffset? NextAttemptAt, int? LastStatus, string? LastOutcome, DateTimeOffset? CompletedAt)
{
    public static Delivery Of(WebhookDelivery delivery) => new(
        delivery.Id, WebhookSignature.MessageId(delivery.Id), delivery.EventType, delivery.AlertId, delivery.Body, delivery.CreatedAt,
        delivery.State, delivery.History.Count, delivery.NextAttemptAt, delivery.History.LastOrDefault()?.Status, delivery.LastOutcome,
        delivery.CompletedAt);
}

/// <summary>A line of the delivery log.</summary>
/// <param name="Delivery">The delivery.</param>
/// <param name="History">Its attempts in order.</param>
public sealed record DeliveryWithAttempts(Delivery Delivery, IReadOnlyList<Attempt> History);

/// <summary>The delivery log of a webhook.</summary>
public static class Deliveries
{
    public static string Address(Guid webhookId, Guid deliveryId) => $"/api/webhooks/{webhookId}/deliveries/{deliveryId}";

    public static void Map(IEndpointRouteBuilder webhooks)
    {
        webhooks.MapGet("/{webhookId:guid}/deliveries", ListAsync)
            .DescribeRead<Page<Delivery>>("listWebhookDeliveries", "List a webhook's deliveries, the newest first, page by page")
            .Takes(
                new("state", "How they stand; any unless given.") { Values = DeliveryStates.All },
                PatientParameters.After, PatientParameters.Limit with { Description = "Most deliveries on the page; 50 unless given." });
        webhooks.MapGet("/{webhookId:guid}/deliveries/{deliveryId:guid}", GetAsync)
            .DescribeRead<DeliveryWithAttempts>("getWebhookDelivery", "Read a delivery with its attempts");
    }

    private static async Task<IResult> ListAsync(
        Guid webhookId, HttpContext http, IDocumentStore store, string? state, string? cursor, string? limit)
    {
        if (!Cursor.TryParse(cursor, limit, out var after, out var size, out var problem)) return problem;
        await using var session = store.QuerySession(http.User.Clinic());
        if (await session.LoadAsync<Webhook>(webhookId, http.RequestAborted) is null) return Problem.NotFound();

        var log = session.Query<WebhookDelivery>().Where(delivery => delivery.WebhookId == webhookId);
        if (state is not null) log = log.Where(delivery => delivery.State == state);
        if (cursor is not null)
        {
            if (await session.LoadAsync<WebhookDelivery>(after, http.RequestAborted) is not { } last) return Answer([], null);
            log = log.Where(delivery =>
                delivery.CreatedAt < last.CreatedAt || (delivery.CreatedAt == last.CreatedAt && delivery.Id < last.Id));
        }

        var found = await log.OrderByDescending(delivery => delivery.CreatedAt).ThenByDescending(delivery => delivery.Id)
            .Take(size + 1).ToListAsync(http.RequestAborted);
        return Answer(found.Take(size), found.Count > size ? Cursor.Text(found[size - 1].Id) : null);
    }

    private static async Task<IResult> GetAsync(Guid webhookId, Guid deliveryId, HttpContext http, IDocumentStore store)
    {
        await using var session = store.QuerySession(http.User.Clinic());
        return await session.LoadAsync<WebhookDelivery>(deliveryId, http.RequestAborted) is { } delivery && delivery.WebhookId == webhookId
            ? TypedResults.Json(new DeliveryWithAttempts(Delivery.Of(delivery), delivery.History), EntryJson.Options)
            : Problem.NotFound();
    }

    private static IResult Answer(IEnumerable<WebhookDelivery> deliveries, string? next) =>
        TypedResults.Json(new Page<Delivery>([.. deliveries.Select(Delivery.Of)], next), EntryJson.Options);
}
