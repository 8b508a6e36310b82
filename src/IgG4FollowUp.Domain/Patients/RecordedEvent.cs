namespace IgG4FollowUp.Domain.Patients;

/// <summary>An event with the time at which it was recorded, which may be long after it happened.</summary>
/// <param name="RecordedAt">When it was recorded, UTC.</param>
/// <param name="Event">A clinical entry, a correction or a retraction.</param>
public readonly record struct RecordedEvent(DateTimeOffset RecordedAt, object Event);
