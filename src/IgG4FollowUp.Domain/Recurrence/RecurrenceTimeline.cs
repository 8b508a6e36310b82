using System.Collections.Immutable;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>
/// A patient's recurrences under one named definition, with the remissions between them and the time free of recurrence. A pure function of
/// the chart: derived signs count only after treatment began, a recurrence that a clinician recorded always does.
/// </summary>
public sealed class RecurrenceTimeline
{
    private readonly RecurrenceReading _view;
    private RecurrenceTimeline? _followed;

    private RecurrenceTimeline(RecurrenceReading view, RecurrenceDefinition definition) => (_view, Definition) = (view, definition);

    /// <summary>The definition; print its id and that of its settings next to every result.</summary>
    public RecurrenceDefinition Definition { get; }

    /// <summary>Id of the table of prednisone equivalents behind the doses.</summary>
    public string Equivalents => _view.Exposure.Factors.Id;

    /// <summary>How far the patient is followed.</summary>
    public FollowUpPeriod FollowUp => _view.Period;

    /// <summary>Episodes that count, in order; undated ones stand last.</summary>
    public ImmutableArray<Episode> Episodes => field.IsDefault
        ? field =
        [
            .. Counted.Select(outline =>
                EpisodeBuilder.Describe(_view, outline) with { Phase = Recurrence.Remissions.Phase(_view, outline, Remissions) }),
        ]
        : field;

    /// <summary>Suspected recurrences, in order: told, and not counted.</summary>
    public ImmutableArray<Episode> Suspected => Described(EpisodeStatus.Suspected);

    /// <summary>Early deteriorations, in order: told, and never counted.</summary>
    public ImmutableArray<Episode> EarlyDeteriorations => Described(EpisodeStatus.EarlyDeterioration);

    /// <summary>
    /// Worsenings of which partial dates leave open whether they were recurrence, progression, early deterioration or the untreated
    /// disease, in order: told, and not counted.
    /// </summary>
    public ImmutableArray<Episode> NotDeterminable => Described(EpisodeStatus.NotDeterminable);

    /// <summary>Remissions in order, by the remission definition of the settings.</summary>
    public ImmutableArray<Remission> Remissions => field.IsDefault ? field = Recurrence.Remissions.Find(_view, Counted) : field;

    /// <summary>Quiet intervals, and what of them was remission by each of the definitions in use.</summary>
    internal QuietCourse Quiet => field ??= QuietCourse.Of(_view, Counted);

    /// <summary>When the episodes were that count, without what else is told of them.</summary>
    internal List<EpisodeOutline> Counted => field ??= Outlines.FindAll(outline => outline.Counts);

    /// <summary>Every group of signs, also those that are only suspected or deteriorated early.</summary>
    internal List<EpisodeOutline> Outlines => field ??= [.. Build()];

    /// <summary>
    /// Entries that would be signs of recurrence, of any kind, if their partial dates did not leave open whether they came after the start
    /// of treatment. They are not counted.
    /// </summary>
    public ImmutableArray<Guid> Unplaced => [.. _view.Unplaced];

    /// <summary>Recurrences under one definition.</summary>
    /// <param name="chart">The patient's chart.</param>
    /// <param name="definition">The definition.</param>
    public static RecurrenceTimeline Of(PatientChart chart, RecurrenceDefinition definition) =>
        new ChartReading(chart).Recurrence(definition);

    /// <summary>Recurrences under several definitions side by side; the chart is read once per set of thresholds.</summary>
    /// <param name="chart">The patient's chart.</param>
    /// <param name="definitions">The definitions, such as <see cref="RecurrenceDefinition.All"/>.</param>
    /// <returns>One timeline per definition, in their order.</returns>
    public static ImmutableArray<RecurrenceTimeline> Of(PatientChart chart, IReadOnlyList<RecurrenceDefinition> definitions)
    {
        ArgumentNullException.ThrowIfNull(definitions);
        var reading = new ChartReading(chart);
        return [.. definitions.Select(reading.Recurrence)];
    }

    internal static RecurrenceTimeline Of(ChartReading reading, RecurrenceDefinition definition) =>
        new(reading.Under(definition.Settings), definition);

    /// <summary>
    /// Time from a chosen origin to the first recurrence that did not certainly come before it; death competes; lost, withdrawn and
    /// transferred patients are censored apart, and everyone else at the last contact. What was certainly seen after the end of follow-up
    /// does not count, see <see cref="FollowUpPeriod"/>.
    /// </summary>
    /// <param name="zero">From when time is counted.</param>
    public TimeToEvent FreeInterval(TimeZero zero)
    {
        // What came after the end of follow-up is not even evidence for when something vague before it was.
        if (Followed != this) return Followed.FreeInterval(zero);
        var origin = _view.Origin(zero);
        var later = Counted.FindAll(
            outline =>
                (origin is not { } from || outline.Interval.By.Latest >= from.Earliest)
                    && FollowUp.Covers(outline.Interval.By) != Determination.No);
        // An undated episode may be the first one: it widens the bounds instead of being left out.
        var seen = later.Count == 0 ? (DaySpan?)null : later.Select(outline => outline.Interval.By).Aggregate(DaySpans.First);
        var grown = Definition.ProgressionCompetes ? Progressed : null;
        var time = grown is { } progressed && !ComesNotAfter(seen, progressed)
            ? TimeToEvent.Of(_view.Reading, zero, origin, AtOrAfter(origin, progressed), lastFree: null, ObservationEnd.Progression)
            : TimeToEvent.Of(_view.Reading, zero, origin, seen,
                seen is not null && seen == later[0].Interval.By ? later[0].Interval.After : null);
        // Who may have recurred or progressed before is known to be free of neither from then on.
        if (LeftOpen(origin) is { By: var open, After: var free } && !ComesNotAfter(seen, open) && !ComesNotAfter(grown, open))
        {
            time = time with
            {
                End = new(open.Earliest, time.End?.Latest ?? DateOnly.MaxValue),
                LastFree = time.EndedBy == ObservationEnd.Event ? free : null,
                IsLeftOpen = true,
            };
        }

        return time with { CountsFromOrigin = !_view.Settings.NothingCountsBeforeOrigin };

        static bool ComesNotAfter(DaySpan? day, DaySpan other) => day is { } known && !other.IsCertainlyBefore(known);
    }

    /// <summary>
    /// The last assessment within the follow-up that could have shown an event of this definition, those that showed one among them, see
    /// <see cref="Assessments"/>; null when none with a date is on record.
    /// </summary>
    public DaySpan? LastAssessed => field ??= Assessments.Last(
        Followed._view, Definition.Signs, Followed.Counted.Select(outline => outline.Interval.By).Where(by => by.HasBounds()));

    /// <summary>
    /// The same time, of whoever had no event up to the last assessment that could have shown one; an event, death and progression keep
    /// their day. Months that a source states in place of dates are those of a visit.
    /// </summary>
    /// <param name="free">A <see cref="FreeInterval"/> of this timeline.</param>
    public TimeToEvent ToLastAssessment(TimeToEvent free)
    {
        ArgumentNullException.ThrowIfNull(free);
        return free.IsLeftOpen || free.EndedBy is ObservationEnd.Event or ObservationEnd.Death or ObservationEnd.Progression
            ? free
            : free with { End = LastAssessed, StatedDays = Assessments.AreVisits(Definition.Signs) ? free.StatedDays : null };
    }

    /// <summary>Whether an episode was seen within the follow-up of the patient, where alone it counts in rates and curves.</summary>
    /// <param name="episode">One of <see cref="Episodes"/>.</param>
    public Determination WithinFollowUp(Episode episode)
    {
        ArgumentNullException.ThrowIfNull(episode);
        return FollowUp.Covers(episode.Interval.By);
    }

    /// <summary>Whether a recurrence is on record that was certainly seen after the end of follow-up, where it does not count.</summary>
    public bool RecurredAfterFollowUp => Counted.Exists(outline => FollowUp.Covers(outline.Interval.By) == Determination.No);

    /// <summary>
    /// Days from a chosen origin to each episode, in order, for recurrent-event analysis; null where not determinable, 0 for one that
    /// came before it.
    /// </summary>
    /// <param name="zero">From when time is counted.</param>
    public ImmutableArray<DayCount?> DaysFrom(TimeZero zero)
    {
        var origin = _view.Origin(zero);
        return
        [
            .. Counted.Select(outline => outline.Interval.By)
                .Select(by => origin is not { } from || !by.HasBounds() ? null
                    : by.IsCertainlyBefore(from) || !_view.Settings.NothingCountsBeforeOrigin ? DaySpans.Days(from, by)
                    : DaySpans.Since(from, by)),
        ];
    }

    private RecurrenceTimeline Followed =>
        _followed ??= ReferenceEquals(_view.Followed, _view) ? this : new(_view.Followed, Definition);

    /// <summary>When progression was first seen within the follow-up; null when it was not.</summary>
    private DaySpan? Progressed =>
        new RecurrenceTimeline(
            _view, Definition with { Events = DiseaseEvents.Progression, Signs = RecurrenceSigns.Clinical | RecurrenceSigns.Radiological })
        .Counted.Find(outline => FollowUp.Covers(outline.Interval.By) != Determination.No)?.Interval.By;

    // When a worsening that partial dates leave open was first seen, not certainly before the origin.
    private RecurrenceInterval? LeftOpen(DaySpan? origin) =>
        Outlines.Find(outline => outline.Status == EpisodeStatus.NotDeterminable && outline.Group.DisprovedOn is null
            && outline.Group.Signs.Exists(sign => sign.ConfirmedBy != Confirmations.None)
            && (origin is not { } from || outline.Interval.By.Latest >= from.Earliest)
            && FollowUp.Covers(outline.Interval.By) != Determination.No)?.Interval;

    // Who had progressed before the origin was never at risk from it.
    private static DaySpan AtOrAfter(DaySpan? origin, DaySpan day) => origin is { } from && day.Latest < from.Earliest ? from : day;

    private ImmutableArray<Episode> Described(EpisodeStatus status) =>
        [.. Outlines.Where(outline => outline.Status == status).Select(outline => EpisodeBuilder.Describe(_view, outline))];

    private IEnumerable<EpisodeOutline> Build()
    {
        var signs = _view.SignsOf(Definition.Signs).ToList();
        // What confirms one worsening and is the first look at another is told once, with the one of which more is known.
        var known = new Dictionary<Guid, SignOf>(signs.Count);
        foreach (var sign in signs)
        {
            if (!(known.TryGetValue(sign.EntryId, out var most) && most <= sign.Of)) known[sign.EntryId] = sign.Of;
        }

        foreach (var outline in Build(signs.FindAll(sign => Counts(sign.Of)))) yield return outline;
        foreach (var outline in Uncounted(SignOf.EarlyDeterioration, EpisodeStatus.EarlyDeterioration)) yield return outline;
        foreach (var outline in Uncounted(SignOf.NotDeterminable, EpisodeStatus.NotDeterminable)) yield return outline;

        IEnumerable<EpisodeOutline> Uncounted(SignOf of, EpisodeStatus status) =>
            signs.FindAll(sign => sign.Of == of && !IsToldAs(sign)) is { Count: > 0 } found
                ? Build(found).Select(outline => outline with { Status = status })
                : [];

        bool IsToldAs(Sign sign) => _view.Settings.FurtherLooksBelongToTheEpisode && known[sign.EntryId] < sign.Of;
    }

    private IEnumerable<EpisodeOutline> Build(List<Sign> signs)
    {
        var asks = _view.Settings.AsksForConfirmation
            && (Definition.Signs & (RecurrenceSigns.Clinical | RecurrenceSigns.Radiological)) != RecurrenceSigns.None;
        DaySpan? former = null, controlled = null;
        int counted = 0, suspected = 0;
        foreach (var group in EpisodeMerger.Merge(_view, signs))
        {
            var status = !asks ? EpisodeStatus.AsFound
                : group.Signs.Exists(sign => sign.ConfirmedBy != Confirmations.None) ? EpisodeStatus.Confirmed
                : EpisodeStatus.Suspected;
            var outline = EpisodeBuilder.Outline(
                _view.Settings, group, status == EpisodeStatus.Suspected ? ++suspected : ++counted, status, former, controlled);
            if (status != EpisodeStatus.Suspected && outline.Interval.By.HasBounds())
                (former, controlled) = (outline.Interval.By, EpisodeMerger.ResolvedOn(_view, group) ?? controlled);
            yield return outline;
        }
    }

    private bool Counts(SignOf sign) => sign switch
    {
        SignOf.Recurrence => Definition.Events.HasFlag(DiseaseEvents.Recurrence),
        SignOf.Progression => Definition.Events.HasFlag(DiseaseEvents.Progression),
        _ => false,
    };
}

/// <summary>The recurrences of a chart that was read.</summary>
public static class RecurrencesOfReading
{
    extension(ChartReading reading)
    {
        /// <summary>Recurrences under a definition.</summary>
        /// <param name="definition">The definition.</param>
        public RecurrenceTimeline Recurrence(RecurrenceDefinition definition)
        {
            ArgumentNullException.ThrowIfNull(definition);
            return reading.Once(definition, RecurrenceTimeline.Of);
        }

        /// <summary>The chart under some thresholds.</summary>
        internal RecurrenceReading Under(RecurrenceSettings settings) =>
            reading.Once(settings, static (chart, thresholds) => new RecurrenceReading(chart, thresholds));
    }
}
