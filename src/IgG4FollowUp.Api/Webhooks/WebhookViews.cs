using System.Text.Json;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Webhooks;

/// <summary>A webhook as the clinic sees it; its secrets are shown once, when they are made.</summary>
/// <param name="WebhookId">Identity.</param>
/// <param name="Url">Where messages go.</param>
/// <param name="EventTypes">Changes it wants to be told of.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Enabled">Whether messages are sent.</param>
/// <param name="DisabledReason">by-request, or gone when the receiver answered 410; null while it is enabled.</param>
/// <param name="Health">ok, failing (no attempt has succeeded for a day, unless set otherwise) or disabled.</param>
/// <param name="FailingSince">First failed attempt since the last that succeeded.</param>
/// <param name="LastDeliveredAt">Last attempt that succeeded.</param>
/// <param name="SecretCreatedAt">When the current secret was made.</param>
/// <param name="FormerSecretsSignUntil">When rotated secrets stop signing; empty when none does any more.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ChangedBy">Who changed it last.</param>
/// <param name="Version">Version; its ETag.</param>
public sealed record WebhookView(
    Guid WebhookId, string Url, IReadOnlyList<string> EventTypes, string? Description, bool Enabled, string? DisabledReason, string Health,
    DateTimeOffset? FailingSince, DateTimeOffset? LastDeliveredAt, DateTimeOffset SecretCreatedAt,
    IReadOnlyList<DateTimeOffset> FormerSecretsSignUntil, DateTimeOffset CreatedAt, string ChangedBy, long Version)
{
    public static WebhookView Of(Webhook webhook, WebhookSettings settings, DateTimeOffset now) => new(
        webhook.Id, webhook.Url, webhook.EventTypes, webhook.Description, webhook.Enabled, webhook.DisabledReason,
        !webhook.Enabled ? "disabled" : webhook.FailingSince <= now - settings.FailingAfter ? "failing" : "ok",
        webhook.FailingSince, webhook.LastDeliveredAt, webhook.Secrets[0].CreatedAt,
        [.. Webhook.Signing(webhook.Secrets, now).Select(secret => secret.ExpiresAt).OfType<DateTimeOffset>()],
        webhook.CreatedAt, webhook.ChangedBy, webhook.Version);

    public Reply Reply(int status, string? location = null) =>
        new(status, JsonSerializer.SerializeToUtf8Bytes(this, EntryJson.Options), Version, location);
}

/// <summary>A webhook with a new secret, which is shown this once.</summary>
/// <param name="Webhook">The webhook.</param>
/// <param name="Secret">What the receiver checks signatures with; left out of the answer to a repeated request.</param>
public sealed record WebhookWithSecret(WebhookView Webhook, string? Secret = null)
{
    public Reply Reply(string? location = null) =>
        new(201, JsonSerializer.SerializeToUtf8Bytes(this, EntryJson.Options), Webhook.Version, location);
}

/// <summary>Refusals that concern webhooks alone.</summary>
public static class WebhookProblems
{
    private const string Prefix = "urn:igg4-follow-up:problem:";

    public static Problem Disabled() => new(
        Prefix + "webhook-disabled", "The webhook is disabled", 409, "Enable the webhook, then send again.");

    public static Problem TooMany(int most) => new(
        Prefix + "too-many-webhooks", "The clinic has too many webhooks", 409,
        $"A clinic may have {most} webhooks; delete one that is not needed.");

    public static Problem TooManySecrets(int most) => new(
        Prefix + "too-many-secrets", "Too many secrets are signing", 409,
        $"At most {most} secrets sign at a time; wait until one has expired, or rotate without overlap.");

    public static Problem NoKey() => Problem.Unavailable($"Webhooks need the setting {SecretBox.Setting}.");
}
