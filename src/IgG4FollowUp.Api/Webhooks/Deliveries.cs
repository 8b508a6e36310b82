using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Patients;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Webhooks;

/// <summary>The delivery log of a webhook.</summary>
public static class Deliveries
{
    public static string Address(Guid webhookId, Guid deliveryId) => $"/api/webhooks/{webhookId}/deliveries/{deliveryId}";

    public static void Map(IEndpointRouteBuilder webhooks)
    {
        webhooks.MapGet("/{webhookId:guid}/deliveries", ListAsync)
            .DescribeRead<Page<Delivery>>("listWebhookDeliveries", "List a webhook's deliveries, the newest first; filter with state=pending, delivered or failed");
        webhooks.MapGet("/{webhookId:guid}/deliveries/{deliveryId:guid}", GetAsync)
            .DescribeRead<DeliveryWithAttempts>("getWebhookDelivery", "Read a delivery with its attempts");
    }

    private static async Task<IResult> ListAsync(
        Guid webhookId, HttpContext http, WebhookTable webhooks, DeliveryTable deliveries, string? state, string? cursor, string? limit)
    {
        if (!Cursor.TryParse(cursor, limit, out var after, out var size, out var problem)) return problem;
        if (state is not null && !DeliveryStates.All.Contains(state, StringComparer.Ordinal))
            return Problem.InvalidParameter(nameof(state), $"one of {string.Join(", ", DeliveryStates.All)}.");
        var clinic = http.User.Clinic();
        if (await webhooks.FindAsync(clinic, webhookId, http.RequestAborted) is null) return Problem.NotFound();
        var found = await deliveries.ListAsync(clinic, webhookId, state, after, size + 1, http.RequestAborted);
        var items = found.Take(size).ToList();
        return TypedResults.Json(new Page<Delivery>(items, found.Count > size ? Cursor.Text(items[^1].DeliveryId) : null), EntryText.Options);
    }

    private static async Task<IResult> GetAsync(Guid webhookId, Guid deliveryId, HttpContext http, DeliveryTable deliveries) =>
        await deliveries.FindAsync(http.User.Clinic(), webhookId, deliveryId, http.RequestAborted) is { } delivery
            ? TypedResults.Json(new DeliveryWithAttempts(delivery, await deliveries.AttemptsAsync(deliveryId, http.RequestAborted)), EntryText.Options)
            : Problem.NotFound();
}
