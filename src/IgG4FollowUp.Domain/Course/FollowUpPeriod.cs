using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Course;

/// <summary>
/// How far a patient is followed. Whoever comes back after being lost often comes because the disease did, so what is learnt then would
/// count for those only who recur. One rule therefore holds for everybody: nothing after the end of follow-up counts, neither time nor
/// events nor grades, until a resumption is on record. House default; a later entry alone resumes nothing, and whoever enters it is warned.
/// </summary>
public sealed record FollowUpPeriod
{
    /// <summary>Name and version of the rule, as printed next to every result.</summary>
    public const string RuleId = "end-of-follow-up/2";

    /// <summary>The rule in words.</summary>
    public const string Rule =
        "Nothing after the end of follow-up counts, neither time nor events nor grades, until a resumption is on record; who is still "
        + "followed counts up to the last contact. Where a source gives months of follow-up in place of dates, they count from "
        + "whichever origin.";

    // Day of an end that has one; what cannot be after it lies within.
    private readonly DaySpan? _closed;

    private FollowUpPeriod(ObservationEnd endedBy, DaySpan? end, DaySpan? closed) => (EndedBy, End, _closed) = (endedBy, end, closed);

    /// <summary>How observation ended, whatever the event.</summary>
    public ObservationEnd EndedBy { get; }

    /// <summary>Death, the end of follow-up, or the last contact of who is still followed; null when no date is given.</summary>
    public DaySpan? End { get; }

    /// <summary>How far a patient is followed.</summary>
    /// <param name="chart">The patient's chart.</param>
    public static FollowUpPeriod Of(PatientChart chart) => new ChartReading(chart).Period;

    internal static FollowUpPeriod Of(ChartReading reading)
    {
        var last = LastContact(reading.Chart);
        if (reading.End is not { } end) return new(ObservationEnd.EndOfData, last, closed: null);
        var reason = Reason(end.Reason);
        if (end.EndedOn.IsReported) return new(reason, end.EndedOn.Span(), end.EndedOn.Span());
        // A death without a date came after the last contact, nobody knows how long after.
        return end.Reason == FollowUpEndReason.Died && last is { } contact
            ? new(reason, new DaySpan(contact.Earliest, DateOnly.MaxValue), closed: null)
            : new(reason, last, closed: null);
    }

    /// <summary>
    /// Whether something was seen within the period; not determinable where partial dates leave open on which side of the end it lies.
    /// </summary>
    /// <param name="seen">When it was seen.</param>
    public Determination Covers(DaySpan seen) =>
        _closed is not { } end || seen.Latest <= end.Earliest ? Determination.Yes
        : end.IsCertainlyBefore(seen) ? Determination.No
        // Nothing is seen of the dead, so what a vague date allows to follow a death came before it.
        : EndedBy == ObservationEnd.Death ? Determination.Yes
        : Determination.NotDeterminable;

    /// <summary>The chart without what certainly came after the end; the same chart when nothing did.</summary>
    /// <param name="chart">The chart that the period belongs to.</param>
    public PatientChart Within(PatientChart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        return _closed is { } end && chart.Entries.Any(IsAfter) ? chart with { Entries = chart.Entries.RemoveAll(IsAfter) } : chart;

        bool IsAfter(ClinicalEntry entry) =>
            entry is not (PatientEnrolled or FollowUpEnded or FollowUpResumed) && entry.Date.IsReported
                && end.IsCertainlyBefore(entry.Date.Span());
    }

    // The last of all contacts: no earlier than any of them, and no later than the last day that one of them allows.
    private static DaySpan? LastContact(PatientChart chart)
    {
        DaySpan? last = null;
        // Entries stand by their first possible day, those without a date before all others.
        for (var i = chart.Entries.Length - 1; i >= 0; i--)
        {
            var date = chart.Entries[i].Date;
            if (!date.IsReported || last?.Latest.DayNumber - date.Earliest.DayNumber > ClinicalSearch.LongestDate) break;
            if (!EntryKinds.Of(chart.Entries[i]).IsContact) continue;
            last = last is { } later ? DaySpans.Last(later, date.Span()) : date.Span();
        }

        return last;
    }

    private static ObservationEnd Reason(FollowUpEndReason reason) => reason switch
    {
        FollowUpEndReason.Died => ObservationEnd.Death,
        FollowUpEndReason.Lost => ObservationEnd.Lost,
        FollowUpEndReason.Withdrew => ObservationEnd.Withdrew,
        FollowUpEndReason.Transferred => ObservationEnd.Transferred,
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Not a reason."),
    };
}
