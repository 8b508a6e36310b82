using IgG4FollowUp.Api.Http;
using Marten;

namespace IgG4FollowUp.Api.Webhooks;

/// <summary>Sign with a new secret, and for a while with the former ones too.</summary>
public sealed record RotateSecret(Guid WebhookId, TimeSpan? Overlap, WriteRequest Request) : Command;

public static class RotateSecretHandler
{
    /// <summary>Secrets that sign one message at most: each is a signature of 47 bytes in a header.</summary>
    public const int MaximumSigning = 5;

    public static async Task<Reply> HandleAsync(
        RotateSecret command, IDocumentSession session, SecretBox box, WebhookSettings settings, TimeProvider time,
        CancellationToken cancellation)
    {
        if (!box.CanSeal) return Reply.Of(WebhookProblems.NoKey());
        if (await session.LoadAsync<Webhook>(command.WebhookId, cancellation) is not { } webhook) return Reply.Of(Problem.NotFound());
        if (command.Request.IsStale(webhook.Version)) return Reply.Of(Problem.Stale(webhook.Version));

        var now = time.GetUtcNow();
        var until = now + (command.Overlap ?? settings.Overlap);
        var former = Webhook.Signing(webhook.Secrets.Select(secret => secret.ExpiresAt < until ? secret : secret with { ExpiresAt = until })
            .ToList(), now).ToList();
        if (former.Count >= MaximumSigning) return Reply.Of(WebhookProblems.TooManySecrets(MaximumSigning));

        var secret = box.Seal(WebhookSignature.NewSecret(), Webhook.Owner(session.TenantId, webhook.Id));
        var changed = webhook with
        {
            Secrets = [new SigningSecret(secret, now, null), .. former],
            Version = webhook.Version + 1,
            ChangedBy = command.Request.User,
        };
        session.UpdateRevision(changed, webhook.Revision + 1);
        var reply = new WebhookWithSecret(WebhookView.Of(changed, settings, now), secret).Reply();
        KeptReply.Of(command.Request, reply, time.Instant()).Execute(session);
        return reply;
    }

    public static void Map(IEndpointRouteBuilder webhooks) =>
        webhooks.MapPost("/{webhookId:guid}/secrets", (Guid webhookId, HttpContext http) => WebhookWrites.SendAsync(
                http, WebhookShapes.Rotation,
                (json, request) =>
                    new RotateSecret(webhookId, json["overlapHours"] is { } hours ? TimeSpan.FromHours(hours.GetValue<int>()) : null,
                        request)))
            .WithMetadata(new WriteDescription(WebhookShapes.Rotation, WebhookShapes.RotationExample, VersionRequired: false))
            .Describe<WebhookWithSecret>("rotateWebhookSecret", "Sign with a new secret; the former ones go on signing for a while", 201);
}
