using System.Collections.Immutable;
using IgG4FollowUp.Domain.Calendar;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Settings;
using IgG4FollowUp.Domain.Timelines;

namespace IgG4FollowUp.Web.Patients;

/// <summary>A patient as the page tells of them on a day. What is computed is computed by the domain, once; the page presents it.</summary>
public sealed class PatientReading
{
    /// <param name="chart">The chart.</param>
    /// <param name="settings">The clinic's intervals and thresholds.</param>
    /// <param name="today">The day that is told of.</param>
    public PatientReading(PatientChart chart, ClinicSettings settings, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(chart);
        (Chart, Settings, Today, Reading) = (chart, settings, today, new(chart));
        Timeline = Timeline.Of(chart, new() { FollowUp = settings });
        Events = CourseEvents.Of(Reading);
        Heard = chart.LastContact is { IsReported: true } contact ? contact.Latest : null;
        IsFollowed = FollowUpCalendar.IsFollowed(chart) && chart.End is null;
        Open = IsFollowed ? FollowUpCalendar.OpenOf(Reading.Dates, settings) : [];
    }

    public PatientChart Chart { get; }

    public ClinicSettings Settings { get; }

    public DateOnly Today { get; }

    public ChartReading Reading { get; }

    public Timeline Timeline { get; }

    /// <summary>What worsened, in order.</summary>
    public ImmutableArray<CourseEvent> Events { get; }

    /// <summary>What is planned and open, visit before study before all else.</summary>
    public ImmutableArray<PlannedContact> Open { get; }

    /// <summary>Last day on which the patient was heard of; null when no entry has a date.</summary>
    public DateOnly? Heard { get; }

    /// <summary>Whether a clinic waits for the patient.</summary>
    public bool IsFollowed { get; }

    /// <summary>
    /// The day up to which the course goes on: today, or where follow-up ended; nobody follows whom a publication tells of.
    /// </summary>
    public DateOnly Until => IsFollowed ? Heard > Today ? Heard.Value : Today
        : Chart.End?.Date is { IsReported: true } end && !(Heard > end.Latest) ? end.Latest
        : Heard ?? Today;

    /// <summary>Facts of a kind, each with when.</summary>
    public IEnumerable<(TimelineItem Item, T Fact)> Facts<T>()
        where T : DerivedFact => Timeline.Items.Where(item => item.Fact is T).Select(item => (item, (T)item.Fact!));

    /// <summary>Steps of tapers that stand or stood, in order; what was moved, given up or lifted was never to be taken.</summary>
    public IEnumerable<PlanDue> Taper => Facts<PlanDue>().Select(pair => pair.Fact)
        .Where(fact => fact.What == PlannedKind.Taper && fact.Fate is not (PlanFate.Moved or PlanFate.GivenUp or PlanFate.Lifted))
        .OrderBy(fact => fact.DueOn);
}
