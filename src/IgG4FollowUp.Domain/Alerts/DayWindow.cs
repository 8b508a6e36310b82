namespace IgG4FollowUp.Domain.Alerts;

/// <summary>
/// The days on which a condition holds: from one day, until another one on which it no longer does. Because time enters a rule only
/// through such windows, the day on which a verdict changes by time alone is known exactly.
/// </summary>
internal readonly record struct DayWindow(DateOnly From, DateOnly Until)
{
    public static DayWindow Always => new(DateOnly.MinValue, DateOnly.MaxValue);

    public static DayWindow Never => new(DateOnly.MaxValue, DateOnly.MaxValue);

    public bool IsEmpty => From >= Until;

    public static DayWindow Since(DateOnly day) => new(day, DateOnly.MaxValue);

    public static DayWindow When(bool holds) => holds ? Always : Never;

    public bool Contains(DateOnly day) => From <= day && day < Until;

    public DayWindow And(DayWindow other) => new(From > other.From ? From : other.From, Until < other.Until ? Until : other.Until);

    /// <summary>First day after <paramref name="today"/> on which membership changes; null when it never does.</summary>
    public DateOnly? NextChange(DateOnly today) =>
        IsEmpty ? null
        : today < From ? From
        : today < Until && Until != DateOnly.MaxValue ? Until
        : null;
}
