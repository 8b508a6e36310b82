using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Patients;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Domain.Patients;
using Marten;

namespace IgG4FollowUp.Api.Webhooks;

/// <summary>The clinic's webhooks.</summary>
public static class ReadWebhooks
{
    public static void Map(IEndpointRouteBuilder webhooks)
    {
        webhooks.MapGet("/", async (HttpContext http, IDocumentStore store, WebhookSettings settings, TimeProvider time) =>
            {
                await using var session = store.QuerySession(http.User.Clinic());
                var all = await session.Query<Webhook>().OrderBy(webhook => webhook.CreatedAt).ThenBy(webhook => webhook.Id)
                    .ToListAsync(http.RequestAborted);
                return TypedResults.Json(
                    new Page<WebhookView>([.. all.Select(webhook => WebhookView.Of(webhook, settings, time.GetUtcNow()))], null),
                    EntryJson.Options);
            })
            .DescribeRead<Page<WebhookView>>("listWebhooks", "List the clinic's webhooks");
        webhooks.MapGet("/{webhookId:guid}", async (
                Guid webhookId, HttpContext http, IDocumentStore store, WebhookSettings settings, TimeProvider time) =>
            {
                await using var session = store.QuerySession(http.User.Clinic());
                return await session.LoadAsync<Webhook>(webhookId, http.RequestAborted) is { } webhook
                    ? (IResult)WebhookView.Of(webhook, settings, time.GetUtcNow()).Reply(200)
                    : Problem.NotFound();
            })
            .DescribeRead<WebhookView>("getWebhook", "Read a webhook");
    }
}
