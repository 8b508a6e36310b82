using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Patients;

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
}

/// <summary>A worsening in the course of the disease.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Episode">Its signs, dates and certainty; numbers run within kind and certainty.</param>
/// <param name="Timeline">The timeline, and so the definition, that it was found under.</param>
public sealed record CourseEvent(CourseEventKind Kind, Episode Episode, RecurrenceTimeline Timeline)
{
    /// <summary>Whether something confirms it; an early deterioration is told as found.</summary>
    public bool IsSuspected => Episode.Status == EpisodeStatus.Suspected
        || (Kind == CourseEventKind.EarlyDeterioration && Episode.ConfirmedBy == Confirmations.None);
}

/// <summary>Everything that worsened, told once: recurrences, progression and early deterioration, confirmed or suspected.</summary>
public static class CourseEvents
{
    /// <summary>The worsenings of a chart under the current clinical and radiological definitions, in order of when they were first seen.</summary>
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
                .OrderBy(told => told.Episode.Interval.By.Earliest).ThenBy(told => told.Episode.Entries[0]),
        ];
    }

    private static IEnumerable<CourseEvent> Told(CourseEventKind kind, RecurrenceTimeline timeline, ImmutableArray<Episode> episodes) =>
        episodes.Select(episode => new CourseEvent(kind, episode, timeline));
}

/// <summary>A worsening as the definitions tell it: shown with the entry at which it was first seen.</summary>
/// <param name="Event">Recurrence, progression or early deterioration.</param>
/// <param name="Number">1 for the first of its kind and certainty.</param>
/// <param name="Suspected">True while nothing confirms it: told, and not counted.</param>
/// <param name="ConfirmedBy">What confirms it; empty while nothing does.</param>
/// <param name="Signs">How it showed itself.</param>
/// <param name="Definition">Definition it was found under, such as <c>composite/4</c>.</param>
public sealed record CourseEventFact(
    CourseEventKind Event, int Number, bool Suspected, ImmutableArray<Confirmations> ConfirmedBy, ImmutableArray<RecurrenceSigns> Signs, string Definition)
    : DerivedFact;

/// <summary>What the course tells beside the entries.</summary>
internal static class CourseFacts
{
    public static void Add(TimelineFacts facts, ChartReading reading)
    {
        var events = CourseEvents.Of(reading);
        if (events.IsEmpty) return;
        // Whether it had been quiet, and when treatment began, follows from everything that says something of disease or treatment.
        Guid[] behind =
        [
            .. reading.Chart.Entries.Where(entry => entry is not (PatientEnrolled or PresentationRecorded or LabMeasured or BiopsyReported))
                .Select(entry => entry.EntryId),
        ];
        foreach (var told in events)
        {
            var entries = told.Episode.Entries;
            facts.Add(new CourseEventFact(
                told.Kind, told.Episode.Ordinal, told.IsSuspected, Each(told.Episode.ConfirmedBy), Each(told.Episode.Signs), told.Timeline.Definition.Id)
            {
                RestsOn = [.. entries, .. behind.Where(entry => !entries.Contains(entry))],
            });
        }
    }

    private static ImmutableArray<T> Each<T>(T flags)
        where T : struct, Enum => [.. Enum.GetValues<T>().Where(flag => Convert.ToInt32(flag, CultureInfo.InvariantCulture) != 0 && flags.HasFlag(flag))];
}
