using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Domain.Outcomes;

/// <summary>
/// The time from a chosen origin to an event, to death, or to the end of observation, in days. Partial dates give bounds,
/// never a made-up day; a time that cannot be determined says so.
/// </summary>
public sealed record TimeToEvent
{
    /// <summary>From when time is counted.</summary>
    public required TimeZero TimeZero { get; init; }

    /// <summary>The day of the origin; null when it is not recorded, and then no time can be given.</summary>
    public required DaySpan? Origin { get; init; }

    /// <summary>What ended observation.</summary>
    public required ObservationEnd EndedBy { get; init; }

    /// <summary>
    /// When: for an event the day it was first seen, R of the interval (L, R] it lies in; otherwise the death or the last contact.
    /// Null when the chart gives no date for it.
    /// </summary>
    public required DaySpan? End { get; init; }

    /// <summary>
    /// L of (L, R]: when the patient was last known to be free of the event; null when that was not recorded, or without an event.
    /// </summary>
    public DaySpan? LastFree { get; init; }

    /// <summary>
    /// The months of follow-up that a source states in place of dates, as days: those observed without the event, or within which it
    /// happened. House default: they count from presentation, operation and start of treatment alike. Null where the origin has a date, or
    /// nothing is stated.
    /// </summary>
    public DayCount? StatedDays { get; init; }

    /// <summary>
    /// Days from origin to end; null when either is not determinable and no source states it, and when the end does not follow the origin.
    /// </summary>
    public DayCount? Days => Origin is not { } origin || End is not { } end ? StatedDays
        : CountsFromOrigin ? DaySpans.Days(origin, end)
        : DaySpans.Since(origin, end);

    /// <summary>Whether what ended before the origin ended on it, as in answers of former definitions, which stay what they were.</summary>
    internal bool CountsFromOrigin { get; init; }

    /// <summary>
    /// Whether a worsening that partial dates leave open may have been the event: <see cref="End"/> lies between it and the last day.
    /// </summary>
    internal bool IsLeftOpen { get; init; }

    /// <summary>Days from origin to <see cref="LastFree"/>, for interval-censored analysis; null when either is not determinable.</summary>
    public DayCount? DaysFree => Origin is { } origin && LastFree is { } free ? DaySpans.Days(origin, free) : null;

    /// <summary>
    /// Days from origin to enrolment: what happened earlier was known in retrospect only (left truncation). Null when not determinable.
    /// </summary>
    public DayCount? DaysToEnrolment { get; init; }

    /// <summary>True when the time is a known number of days.</summary>
    public bool IsExact => Days is { IsExact: true };

    /// <summary>
    /// The time for analysis by day of detection: cause 1 the event, cause 2 death, cause 3 progression, 0 censored. Null unless
    /// <see cref="IsExact"/>: whoever drops such patients must count them.
    /// </summary>
    [JsonIgnore]
    public CompetingTime? Exact => Days is { IsExact: true } days
        ? new CompetingTime(days.AtLeast,
            EndedBy switch { ObservationEnd.Event => 1, ObservationEnd.Death => 2, ObservationEnd.Progression => 3, _ => 0 })
        : null;

    /// <summary>
    /// Measures the time to an event that happened or not; one after the end of follow-up does not count, see <see cref="FollowUpPeriod"/>.
    /// </summary>
    /// <param name="reading">The patient's chart.</param>
    /// <param name="zero">What the origin is.</param>
    /// <param name="origin">Its day; null when not recorded.</param>
    /// <param name="seen">First day on which the event was seen; null when it was not.</param>
    /// <param name="lastFree">Last day on which the patient was known to be free of it.</param>
    /// <param name="event">What was seen.</param>
    internal static TimeToEvent Of(
        ChartReading reading, TimeZero zero, DaySpan? origin, DaySpan? seen, DaySpan? lastFree,
        ObservationEnd @event = ObservationEnd.Event)
    {
        var period = reading.Period;
        var within = seen is { } day ? period.Covers(day) : Determination.No;
        var end = within == Determination.No ? period.End
            // Whether the event or the end of follow-up came first is open, and so is the time.
            : within == Determination.NotDeterminable && period.End is { } closed ? DaySpans.Either(seen!.Value, closed)
            : seen;
        var enrolled = reading.Enrolment.EnrolledOn;
        return new()
        {
            TimeZero = zero,
            Origin = origin,
            EndedBy = within == Determination.No ? period.EndedBy : @event,
            End = end,
            LastFree = within == Determination.No ? null : lastFree,
            StatedDays = origin is null ? Stated(reading, zero, seen is not null) : null,
            DaysToEnrolment = origin is { } from && enrolled.IsReported ? DaySpans.Days(from, enrolled.Span()) : null,
        };
    }

    private static DayCount? Stated(ChartReading reading, TimeZero zero, bool happened)
    {
        if (!TimeZeros.IsRecorded(reading, zero) || reading.Visits.Max(visit => visit.StatedFollowUpMonths) is not { } months) return null;
        var days = (int)Math.Round(months * 365.25m / 12m);
        // Where a source says nothing of recurrence, nobody is known to have been free of it.
        return happened ? new(0, days)
            : reading.FreeVisits.Exists(visit => visit.StatedFollowUpMonths == months) ? new(days, days)
            : null;
    }
}
