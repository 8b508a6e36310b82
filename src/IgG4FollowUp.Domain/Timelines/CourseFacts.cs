using System.Collections.Immutable;
using System.Globalization;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;

namespace IgG4FollowUp.Domain.Timelines;

/// <summary>A worsening as the definitions tell it: shown with the entry at which it was first seen.</summary>
/// <param name="Event">Recurrence, progression or early deterioration.</param>
/// <param name="Number">1 for the first of its kind and certainty.</param>
/// <param name="Suspected">True while nothing confirms it: told, and not counted.</param>
/// <param name="ConfirmedBy">What confirms it; empty while nothing does.</param>
/// <param name="Signs">How it showed itself.</param>
/// <param name="Definition">Definition it was found under, such as <c>composite/4</c>.</param>
public sealed record CourseEventFact(
    CourseEventKind Event, int Number, bool Suspected, ImmutableArray<Confirmations> ConfirmedBy, ImmutableArray<RecurrenceSigns> Signs,
    string Definition)
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
                told.Kind, told.Episode.Ordinal, told.IsSuspected, Each(told.Episode.ConfirmedBy), Each(told.Episode.Signs),
                told.Timeline.Definition.Id)
            {
                RestsOn = [.. entries, .. behind.Where(entry => !entries.Contains(entry))],
            });
        }
    }

    private static ImmutableArray<T> Each<T>(T flags)
        where T : struct, Enum =>
        [.. Enum.GetValues<T>().Where(flag => Convert.ToInt32(flag, CultureInfo.InvariantCulture) != 0 && flags.HasFlag(flag))];
}
