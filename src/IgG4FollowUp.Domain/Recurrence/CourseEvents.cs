using System.Collections.Immutable;
using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Course;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>What kind of worsening it is.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<CourseEventKind>))]
public enum CourseEventKind
{
    /// <summary>The disease came back after it had been quiet under treatment.</summary>
    Recurrence,

    /// <summary>Lesion or deficit grew on treatment without ever having been quiet.</summary>
    Progression,

    /// <summary>Worse within days after treatment began or after an operation; never a recurrence.</summary>
    EarlyDeterioration,

    /// <summary>Worse, and partial dates leave open which of these it was, or whether treatment had begun.</summary>
    Worsening,
}

/// <summary>A worsening in the course of the disease.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Episode">Its signs, dates and certainty; numbers run within kind and certainty.</param>
/// <param name="Timeline">The timeline, and so the definition, that it was found under.</param>
public sealed record CourseEvent(CourseEventKind Kind, Episode Episode, RecurrenceTimeline Timeline)
{
    /// <summary>Whether something confirms it; an early deterioration is told as found.</summary>
    public bool IsSuspected => Episode.Status == EpisodeStatus.Suspected
        || (Kind is CourseEventKind.EarlyDeterioration or CourseEventKind.Worsening && Episode.ConfirmedBy == Confirmations.None);
}

/// <summary>Everything that worsened, told once: recurrences, progression and early deterioration, confirmed or suspected.</summary>
public static class CourseEvents
{
    /// <summary>
    /// The worsenings of a chart under the current clinical and radiological definitions, in order of when they were first seen.
    /// </summary>
    /// <param name="reading">The chart, read.</param>
    public static ImmutableArray<CourseEvent> Of(ChartReading reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        var composite = reading.Recurrence(RecurrenceDefinition.Composite);
        var progression = reading.Recurrence(RecurrenceDefinition.Progression);
        return
        [
            .. Told(CourseEventKind.Recurrence, composite, [.. composite.Episodes, .. composite.Suspected])
                .Concat(Told(CourseEventKind.Progression, progression, [.. progression.Episodes, .. progression.Suspected]))
                .Concat(Told(CourseEventKind.EarlyDeterioration, composite, composite.EarlyDeteriorations))
                .Concat(Told(CourseEventKind.Worsening, composite, composite.NotDeterminable))
                .OrderBy(told => told.Episode.Interval.By.Earliest).ThenBy(told => told.Episode.Entries[0]),
        ];
    }

    private static IEnumerable<CourseEvent> Told(CourseEventKind kind, RecurrenceTimeline timeline, ImmutableArray<Episode> episodes) =>
        episodes.Select(episode => new CourseEvent(kind, episode, timeline));
}
