namespace IgG4FollowUp.Api.Webhooks;

/// <summary>States of a delivery.</summary>
public static class DeliveryStates
{
    public const string Pending = "pending";
    public const string Delivered = "delivered";
    public const string Failed = "failed";

    public static readonly IReadOnlyList<string> All = [Pending, Delivered, Failed];
}

/// <summary>One attempt at a delivery.</summary>
/// <param name="Number">From 1, over all rounds.</param>
/// <param name="At">When it was begun.</param>
/// <param name="DurationMs">Milliseconds until the answer or the failure.</param>
/// <param name="Status">HTTP status; null when there was no answer.</param>
/// <param name="Outcome">
/// delivered, gone, status, timeout, name-unknown, unreachable, tls-failed, target-refused or secret-unreadable.
/// </param>
public sealed record Attempt(int Number, DateTimeOffset At, int DurationMs, int? Status, string Outcome);

/// <summary>One message on its way to one webhook, with every attempt at it.</summary>
/// <param name="Id">Identity, made from change and webhook: the same change makes no second delivery.</param>
/// <param name="WebhookId">The webhook.</param>
/// <param name="EventType">What the message tells.</param>
/// <param name="AlertId">The alert; null for a test message.</param>
/// <param name="Body">What is sent.</param>
/// <param name="CreatedAt">When it was queued.</param>
/// <param name="State">One of <see cref="DeliveryStates"/>.</param>
/// <param name="History">Attempts made, in order.</param>
/// <param name="RoundFrom">Attempts made before the current round of retries.</param>
/// <param name="ClaimedBy">The envelope that makes the next attempt; null when none has begun.</param>
/// <param name="NextAttemptAt">When the next attempt is due; null when there is none.</param>
/// <param name="LastOutcome">How the last attempt ended, or why there was none.</param>
/// <param name="CompletedAt">When it was delivered or given up.</param>
/// <param name="Revision">Counts every change; given by the store.</param>
public sealed record WebhookDelivery(
    Guid Id, Guid WebhookId, string EventType, Guid? AlertId, string Body, DateTimeOffset CreatedAt, string State,
    IReadOnlyList<Attempt> History, int RoundFrom, Guid? ClaimedBy, DateTimeOffset? NextAttemptAt, string? LastOutcome,
    DateTimeOffset? CompletedAt, long Revision = 0)
{
    /// <summary>A delivery whose first attempt is due.</summary>
    public static WebhookDelivery Queued(Guid id, Guid webhookId, string eventType, Guid? alertId, string body, DateTimeOffset now) =>
        new(id, webhookId, eventType, alertId, body, now, DeliveryStates.Pending, [], 0, null, now, null, null);

    /// <summary>Whether an attempt is the next one.</summary>
    public bool Awaits(int attempt) => State == DeliveryStates.Pending && History.Count == attempt - 1;

    /// <summary>The delivery after an attempt.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="now">When it ended.</param>
    /// <param name="wait">How long until the next one; null when there is none.</param>
    public WebhookDelivery After(Attempt attempt, DateTimeOffset now, TimeSpan? wait) => this with
    {
        State = attempt.Outcome == DeliveryOutcome.Delivered ? DeliveryStates.Delivered
            : wait is null ? DeliveryStates.Failed
            : DeliveryStates.Pending,
        History = [.. History, attempt],
        ClaimedBy = null,
        NextAttemptAt = now + wait,
        LastOutcome = attempt.Outcome,
        CompletedAt = wait is null ? now : null,
    };

    /// <summary>The delivery given up without an attempt.</summary>
    public WebhookDelivery GivenUp(string outcome, DateTimeOffset now) =>
        this with { State = DeliveryStates.Failed, ClaimedBy = null, NextAttemptAt = null, LastOutcome = outcome, CompletedAt = now };

    /// <summary>The delivery at the beginning of a new round of attempts.</summary>
    public WebhookDelivery Again(DateTimeOffset now) =>
        this with { State = DeliveryStates.Pending, RoundFrom = History.Count, ClaimedBy = null, NextAttemptAt = now, CompletedAt = null };
}
