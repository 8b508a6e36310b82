using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
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
/// <param name="Definition">Definition it was found under, such as <c>composite/5</c>.</param>
public sealed record CourseEventFact(
    CourseEventKind Event, int Number, bool Suspected, ImmutableArray<Confirmations> ConfirmedBy, ImmutableArray<RecurrenceSigns> Signs,
    string Definition)
    : DerivedFact
{
    /// <summary>
    /// Last day by which the next examination showed the patient back, or a visit ruled it out, of what nothing had confirmed; null while
    /// that is undecided.
    /// </summary>
    public DateOnly? DisprovedBy { get; init; }

    /// <summary>True where a visit of the day on which a clinician diagnosed it ruled it out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool VisitsDisagree { get; init; }

    /// <summary>True where another study of the day of one that shows it shows the same lesion quiet.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool StudiesDisagree { get; init; }
}

/// <summary>A remission: established by looking at examination and MRI, never by silence.</summary>
/// <param name="Definition">Definition it was found under, such as <c>low-dose/2</c>.</param>
/// <param name="Number">1 for the first under this definition.</param>
/// <param name="EndedByRecurrence">Number of the recurrence that ended it; null while it lasts.</param>
public sealed record RemissionFact(string Definition, int Number, int? EndedByRecurrence) : DerivedFact;

/// <summary>A stretch in which whatever was looked at was quiet; less than a remission. Shown with the first quiet look.</summary>
/// <param name="LastSeenEarliest">First day on which it can have been seen quiet last.</param>
/// <param name="LastSeenLatest">Last day on which it can have been.</param>
/// <param name="EndedByLatest">Last day by which something active was seen; null while none was.</param>
public sealed record QuietIntervalFact(DateOnly LastSeenEarliest, DateOnly LastSeenLatest, DateOnly? EndedByLatest) : DerivedFact
{
    /// <summary>True while what ended it is only suspected: were it disproved, the interval would go on.</summary>
    public bool EndIsSuspected { get; init; }
}

/// <summary>
/// A serum IgG4 that may read falsely low by excess of antigen (prozone effect): not known to have been diluted, and far below its
/// neighbours on the assay, or not raised beside a new or larger lesion. Neither a nadir nor proof of a fall; a house default.
/// </summary>
public sealed record ProzoneSuspected : DerivedFact;

/// <summary>What the course tells beside the entries.</summary>
internal static class CourseFacts
{
    public static void Add(TimelineFacts facts, ChartReading reading)
    {
        foreach (var lab in Prozone.Suspected(reading))
        {
            facts.Add(new ProzoneSuspected
            {
                RestsOn =
                [
                    lab.EntryId,
                    .. reading.Labs.Select(other => other.EntryId).Concat(reading.Studies.Select(study => study.EntryId))
                        .Where(entryId => entryId != lab.EntryId),
                ],
            });
        }

        var (events, quiet) = (CourseEvents.Of(reading), QuietCourse.Of(reading));
        if (events.IsEmpty && quiet.Intervals.IsEmpty) return;
        // Whether it had been quiet, and when treatment began, follows from everything that says something of disease or treatment.
        Guid[] behind = [.. reading.Chart.Entries.Where(IsBehind).Select(entry => entry.EntryId)];
        foreach (var told in events)
        {
            var entries = told.Episode.Entries;
            facts.Add(new CourseEventFact(
                told.Kind, told.Episode.Ordinal, told.IsSuspected, Each(told.Episode.ConfirmedBy), Each(told.Episode.Signs),
                told.Timeline.Definition.Id)
            {
                DisprovedBy = told.Episode.DisprovedOn?.Latest,
                VisitsDisagree = told.Episode.Caveats.Contains(EpisodeCaveat.VisitsDisagree),
                StudiesDisagree = told.Episode.Caveats.Contains(EpisodeCaveat.StudiesDisagree),
                RestsOn = [.. entries, .. behind.Where(entry => !entries.Contains(entry))],
            });
        }

        foreach (var interval in quiet.Intervals)
        {
            facts.Add(new QuietIntervalFact(interval.LastSeen.Earliest, interval.LastSeen.Latest, interval.EndedOn?.Latest)
            {
                EndIsSuspected = interval.EndIsSuspected,
                RestsOn = With(interval.EntryId),
            });
        }

        foreach (var (definition, number, remission) in quiet.Remissions)
            facts.Add(new RemissionFact(definition.Id, number, remission.EndedByEpisode) { RestsOn = With(remission.EntryId) });

        ImmutableArray<Guid> With(Guid shown) => [shown, .. behind.Where(entry => entry != shown)];
    }

    /// <summary>
    /// Whether recurrences, remissions and responses may follow from an entry; of a status they do from the weight alone, for doses by it.
    /// </summary>
    internal static bool IsBehind(ClinicalEntry entry) => EntryKinds.Of(entry).BearsOnCourse
        && entry is not (PatientEnrolled or PresentationRecorded or LabMeasured or BiopsyReported or StatusAssessed { WeightKg: null });

    private static ImmutableArray<T> Each<T>(T flags)
        where T : struct, Enum =>
        [.. Enum.GetValues<T>().Where(flag => Convert.ToInt32(flag, CultureInfo.InvariantCulture) != 0 && flags.HasFlag(flag))];
}
