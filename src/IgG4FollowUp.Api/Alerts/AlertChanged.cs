namespace IgG4FollowUp.Api.Alerts;

/// <summary>
/// What one transaction changed in a clinic's alerts. Sent through the outbox of that transaction; delivered at least once.
/// </summary>
/// <param name="Changes">The changes in order.</param>
public sealed record AlertsChanged(IReadOnlyList<AlertChanged> Changes);

/// <summary>An alert changed.</summary>
/// <param name="ChangeId">Identity of the change: the same when the message comes twice.</param>
/// <param name="AlertId">The alert.</param>
/// <param name="Change">What happened, such as <c>alert.raised</c>.</param>
/// <param name="At">When it was recorded.</param>
public sealed record AlertChanged(Guid ChangeId, Guid AlertId, string Change, DateTimeOffset At)
{
    public const string Raised = "alert.raised";
    public const string Restated = "alert.restated";
    public const string Reopened = "alert.reopened";
    public const string Acknowledged = "alert.acknowledged";
    public const string Snoozed = "alert.snoozed";
    public const string Assigned = "alert.assigned";
    public const string Escalated = "alert.escalated";
    public const string Closed = "alert.closed";

    /// <summary>Every kind of change.</summary>
    public static readonly IReadOnlyList<string> Kinds = [Raised, Restated, Reopened, Acknowledged, Snoozed, Assigned, Escalated, Closed];
}
