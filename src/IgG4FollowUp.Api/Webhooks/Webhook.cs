namespace IgG4FollowUp.Api.Webhooks;

/// <summary>A secret as it is stored.</summary>
/// <param name="Sealed">The secret, sealed.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it stops signing; null for the current one.</param>
public sealed record SigningSecret(string Sealed, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt);

/// <summary>Where a clinic wants to be told about changes of its alerts.</summary>
/// <param name="Id">Identity.</param>
/// <param name="Url">Where messages go.</param>
/// <param name="EventTypes">Changes it wants to be told of.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Enabled">Whether messages are sent.</param>
/// <param name="DisabledReason">Why not; null while it is enabled.</param>
/// <param name="Secrets">Its secrets, the newest first.</param>
/// <param name="Version">Counts what was decided about it; its ETag.</param>
/// <param name="ChangedBy">Who changed it last.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="LastDeliveredAt">Last attempt that succeeded.</param>
/// <param name="FailingSince">First failed attempt since the last that succeeded.</param>
/// <param name="Revision">Counts every change, what deliveries note on it included; given by the store.</param>
public sealed record Webhook(
    Guid Id, string Url, IReadOnlyList<string> EventTypes, string? Description, bool Enabled, string? DisabledReason,
    IReadOnlyList<SigningSecret> Secrets, long Version, string ChangedBy, DateTimeOffset CreatedAt, DateTimeOffset? LastDeliveredAt,
    DateTimeOffset? FailingSince, long Revision = 0)
{
    /// <summary>What its secrets are sealed for.</summary>
    public static string Owner(string clinic, Guid id) => $"{clinic}/{id}";

    /// <summary>Secrets that sign at a moment.</summary>
    public static IEnumerable<SigningSecret> Signing(IReadOnlyList<SigningSecret> secrets, DateTimeOffset now) =>
        secrets.Where(secret => secret.ExpiresAt is null || secret.ExpiresAt > now);
}
