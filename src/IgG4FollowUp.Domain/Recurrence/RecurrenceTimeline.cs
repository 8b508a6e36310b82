using System.Collections.Immutable;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>
/// A patient's recurrences under one named definition, with the remissions between them and the time free of recurrence. A pure function of
/// the chart: derived signs count only after treatment began, a recurrence that a clinician recorded always does.
/// </summary>
public sealed class RecurrenceTimeline
{
    private readonly PatientChart _chart;
    private RecurrenceTimeline? _followed;

    private RecurrenceTimeline(ChartView view, RecurrenceDefinition definition, IEnumerable<Sign> signs)
    {
        (_chart, FollowUp, Definition, Equivalents) = (view.Chart, view.Period, definition, view.Exposure.Factors.Id);
        var episodes = new List<Episode>();
        DaySpan? former = null;
        foreach (var group in EpisodeMerger.Merge(view, signs.Where(sign => (sign.Kinds & definition.Signs) != RecurrenceSigns.None)))
        {
            var episode = EpisodeBuilder.Build(view, group, episodes.Count + 1, former);
            if (episode.Interval.By.HasBounds()) former = episode.Interval.By;
            episodes.Add(episode);
        }

        Remissions = Recurrence.Remissions.Find(view, episodes);
        Episodes = [.. episodes.Select(episode => episode with { Phase = Recurrence.Remissions.Phase(view, episode, Remissions) })];
        Unplaced = [.. view.Unplaced];
    }

    /// <summary>The definition; print its id and that of its settings next to every result.</summary>
    public RecurrenceDefinition Definition { get; }

    /// <summary>Id of the table of prednisone equivalents behind the doses.</summary>
    public string Equivalents { get; }

    /// <summary>How far the patient is followed.</summary>
    public FollowUpPeriod FollowUp { get; }

    /// <summary>Episodes in order; undated ones stand last.</summary>
    public ImmutableArray<Episode> Episodes { get; }

    /// <summary>Remissions in order, by the remission definition of the settings.</summary>
    public ImmutableArray<Remission> Remissions { get; }

    /// <summary>
    /// Entries that would be signs of recurrence, of any kind, if their partial dates did not leave open whether they came after the start of
    /// treatment. They are not counted.
    /// </summary>
    public ImmutableArray<Guid> Unplaced { get; }

    /// <summary>Recurrences under one definition.</summary>
    /// <param name="chart">The patient's chart.</param>
    /// <param name="definition">The definition.</param>
    public static RecurrenceTimeline Of(PatientChart chart, RecurrenceDefinition definition) => Of(chart, [definition])[0];

    /// <summary>Recurrences under several definitions side by side; the chart is read once per set of thresholds.</summary>
    /// <param name="chart">The patient's chart.</param>
    /// <param name="definitions">The definitions, such as <see cref="RecurrenceDefinition.All"/>.</param>
    /// <returns>One timeline per definition, in their order.</returns>
    public static ImmutableArray<RecurrenceTimeline> Of(PatientChart chart, IReadOnlyList<RecurrenceDefinition> definitions)
    {
        ArgumentNullException.ThrowIfNull(chart);
        ArgumentNullException.ThrowIfNull(definitions);
        var read = new Dictionary<RecurrenceSettings, (ChartView View, List<Sign> Signs)>();
        var timelines = ImmutableArray.CreateBuilder<RecurrenceTimeline>(definitions.Count);
        foreach (var definition in definitions)
        {
            if (!read.TryGetValue(definition.Settings, out var found))
            {
                var view = new ChartView(chart, definition.Settings);
                found = read[definition.Settings] = (view,
                [
                    .. RecordedSigns.Find(view), .. ConfirmedSigns.Find(view), .. ClinicalSigns.Find(view), .. RadiologicalSigns.Find(view),
                    .. SerologicalSigns.Find(view), .. EscalationSigns.Find(view),
                ]);
            }

            timelines.Add(new RecurrenceTimeline(found.View, definition, found.Signs));
        }

        return timelines.MoveToImmutable();
    }

    /// <summary>
    /// Time from a chosen origin to the first recurrence that did not certainly come before it; death competes; lost, withdrawn and
    /// transferred patients are censored apart, and everyone else at the last contact. What was certainly seen after the end of follow-up does
    /// not count, see <see cref="FollowUpPeriod"/>.
    /// </summary>
    /// <param name="zero">From when time is counted.</param>
    public TimeToEvent FreeInterval(TimeZero zero)
    {
        // What came after the end of follow-up is not even evidence for when something vague before it was.
        _followed ??= FollowUp.Within(_chart) is var within && ReferenceEquals(within, _chart) ? this : Of(within, Definition);
        if (_followed != this) return _followed.FreeInterval(zero);
        var origin = TimeZeros.Find(_chart, zero);
        var later = Episodes.Where(episode => (origin is not { } from || episode.Interval.By.Latest >= from.Earliest)
            && WithinFollowUp(episode) != Determination.No).ToList();
        if (later.Count == 0) return TimeToEvent.Of(_chart, zero, origin, seen: null, lastFree: null);
        // An undated episode may be the first one: it widens the bounds instead of being left out.
        var seen = later.Select(episode => episode.Interval.By).Aggregate(DaySpans.First);
        return TimeToEvent.Of(_chart, zero, origin, seen, seen == later[0].Interval.By ? later[0].Interval.After : null);
    }

    /// <summary>Whether an episode was seen within the follow-up of the patient, where alone it counts in rates and curves.</summary>
    /// <param name="episode">One of <see cref="Episodes"/>.</param>
    public Determination WithinFollowUp(Episode episode)
    {
        ArgumentNullException.ThrowIfNull(episode);
        return FollowUp.Covers(episode.Interval.By);
    }

    /// <summary>Days from a chosen origin to each episode, in order, for recurrent-event analysis; null where not determinable.</summary>
    /// <param name="zero">From when time is counted.</param>
    public ImmutableArray<DayCount?> DaysFrom(TimeZero zero)
    {
        var origin = TimeZeros.Find(_chart, zero);
        return [.. Episodes.Select(episode => origin is { } from && episode.Interval.By.HasBounds() ? DaySpans.Days(from, episode.Interval.By) : (DayCount?)null)];
    }
}
