using System.Collections.Immutable;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Response;

/// <summary>
/// Reads how a patient's events responded. Everything that is said holds whichever days partial dates mean: what depends on them is not
/// assessable.
/// Entries without a date show nothing, and nothing after the end of follow-up counts.
/// </summary>
internal sealed class ResponseReader
{
    private readonly RecurrenceTimeline _recurrences;
    private readonly Lazy<List<DaySpan>> _progressions;
    private readonly DiseaseTreatments _treatments;
    private readonly ResponseSettings _settings;
    private readonly ImmutableArray<Measured> _examinations;
    private readonly ImmutableArray<LesionImaged> _studies;

    // Whether one may have been done after the end of follow-up, where it would not count.
    private readonly bool _examinationsOpen;
    private readonly bool _studiesOpen;

    public ResponseReader(ChartReading reading, RecurrenceTimeline recurrences, ResponseSettings settings)
    {
        (_recurrences, _treatments, _settings) = (recurrences, reading.Treatments, settings);
        _progressions = new(() =>
        [
            .. reading.Recurrence(RecurrenceDefinition.Progression).Counted.Select(episode => episode.Interval.By)
                .Where(by => recurrences.FollowUp.Covers(by) != Determination.No),
        ]);
        _examinations = [.. Followed(reading.Examinations, one => one.On, out _examinationsOpen).Where(Examinations.Compares)];
        _studies = [.. Followed(reading.Studies, study => study.ImagedOn, out _studiesOpen)];
    }

    public ImmutableArray<TreatmentResponse> Read() => [.. Events().Select(one => Read(one.Happened, one.Next))];

    /// <summary>The response of the last event whose treatment had begun by a day; null when there is none.</summary>
    public TreatmentResponse? LastBegunBy(DateOnly day)
    {
        var events = Events();
        for (var i = events.Count - 1; i >= 0; i--)
        {
            var (happened, next) = events[i];
            if (Since(happened, GivenOf(happened)) is { } since && since.Earliest <= day) return Read(happened, next);
        }

        return null;
    }

    private List<(TreatedEvent Happened, EpisodeOutline? Next)> Events()
    {
        var events = new List<(TreatedEvent, EpisodeOutline?)>();
        var episodes = _recurrences.Counted.FindAll(episode => _recurrences.FollowUp.Covers(episode.Interval.By) != Determination.No);
        // A recurrence from before the first treatment on record says nothing of the response to that.
        if (Initial() is { } initial)
            events.Add((initial, episodes.Find(episode => episode.Interval.By.Latest > initial.On.Earliest)));
        for (var i = 0; i < episodes.Count; i++)
        {
            var episode = episodes[i];
            var recurred = new TreatedEvent(episode.Ordinal, episode.Group.Signs[0].EntryId, episode.Interval.By);
            events.Add((recurred, i + 1 < episodes.Count ? episodes[i + 1] : null));
        }

        return events;
    }

    private List<T> Followed<T>(List<T> all, Func<T, ClinicalDate> date, out bool open)
    {
        var followed = new List<T>(all.Count);
        open = false;
        foreach (var one in all)
        {
            var within = date(one) is { IsReported: true } on ? _recurrences.FollowUp.Covers(on.Span()) : Determination.No;
            if (within == Determination.Yes) followed.Add(one);
            else if (within == Determination.NotDeterminable) open = true;
        }

        return followed;
    }

    private TreatedEvent? Initial()
    {
        if (_treatments.Begun.IsEmpty) return null;
        var began = _treatments.Begun.Select(treatment => treatment.BegunOn).Aggregate(DaySpans.First);
        // Shown with what can have been the first.
        var first = _treatments.Begun.FirstOrDefault(
            treatment => treatment.BegunOn.HasBounds() && treatment.BegunOn.Earliest <= began.Latest);
        return new(0, (first ?? _treatments.Begun[0]).EntryId, began);
    }

    private TreatmentResponse Read(TreatedEvent happened, EpisodeOutline? recurrence)
    {
        var next = recurrence?.Interval.By;
        // What shows the next recurrence came no earlier than it, however vague their dates.
        bool ShowsNext(Guid entryId) => recurrence?.Group.Signs.Exists(sign => sign.EntryId == entryId) == true;
        var given = GivenOf(happened);
        var since = Since(happened, given);
        var (examinations, studies) = Around(next);
        var progressions = Progressions(examinations is null ? null : since, studies, next, SignsOf(happened));
        // What came after another treatment of disease that had progressed is no response to this one.
        var better = examinations is null ? [] : Better(examinations, studies!).ToList();
        var (progressed, anew) = progressions.Select(by => (By: by, Anew: TreatedAnew(by, given, next, better)))
            .FirstOrDefault(one => one.Anew is not null);
        if (anew is { } again)
        {
            (examinations, studies) = Around(again.Shift(1));
            better = [.. Better(examinations!, studies!)];
        }

        var orderOpen = examinations is { OrderOpen: true } || studies is { OrderOpen: true } or { ChainOpen: true }
            || examinations?.After.Any(one => examinations.MayDisagree(one, _settings)) == true;
        var responded = First(better);
        if (responded is { } seen && orderOpen) responded = seen with { Earliest = since!.Value.Earliest };
        var (endedBy, end) = End(responded, anew is null ? null : progressed, next, orderOpen, IsElsewhere(happened) ? null : since);
        return new()
        {
            Event = happened,
            Treatments = given,
            Since = since,
            At = [.. _settings.Assessments.Select(window => At(window, happened, given, since, anew, next, examinations, studies))],
            RespondedOn = responded,
            Next = Next(First(progressions), LeftOpen(since ?? happened.On, next), next),
            EndedBy = endedBy,
            End = end,
        };

        (Examinations?, Studies?) Around(DaySpan? until) => since is not { } began || !began.HasBounds() || IsElsewhere(happened)
            ? (null, null)
            : (Examinations.Around(
                    _examinations.RemoveAll(one => ShowsNext(one.Entry.EntryId)), happened, began, until, _settings, _examinationsOpen),
                Studies.Around(
                    _studies.RemoveAll(study => ShowsNext(study.EntryId)), began, until, _settings, _studiesOpen, SignsOf(happened),
                    OutlineOf(happened)?.Signs.HasFlag(RecurrenceSigns.Radiological) == true));
    }

    // When treatment was first begun or raised after disease progressed, and before the next recurrence: from the first day on which it may
    // have been to the last by which it was. Null where it was not, or where the patient was seen to be better in between.
    private DaySpan? TreatedAnew(DaySpan progressed, ImmutableArray<GivenTreatment> given, DaySpan? next, List<DaySpan> better)
    {
        DateOnly? earliest = null, latest = null;
        foreach (var (entryId, on, certain) in _treatments.PossiblyBegunOrRaised())
        {
            if (on.Latest < progressed.Earliest || (next is { } recurred && on.Earliest >= recurred.Latest)
                || given.Any(one => one.Certain && one.Treatment.EntryId == entryId)) continue;
            var from = on.Earliest < progressed.Earliest ? progressed.Earliest : on.Earliest;
            if (!(earliest <= from)) earliest = from;
            if (certain && on.Earliest >= progressed.Latest && !(latest <= on.Latest)) latest = on.Latest;
        }

        if (earliest is not { } first) return null;
        var anew = new DaySpan(first, latest ?? DateOnly.MaxValue);
        if (better.Exists(day => progressed.IsCertainlyBefore(day) && day.IsCertainlyBefore(anew))) return null;
        return better.Exists(day => day.Latest > progressed.Earliest && day.Earliest < anew.Latest && !anew.IsCertainlyBefore(day))
            ? anew with { Latest = DateOnly.MaxValue }
            : anew;
    }

    private ImmutableArray<GivenTreatment> GivenOf(TreatedEvent happened)
    {
        if (!happened.On.HasBounds()) return [];
        var within = happened.IsInitial ? _settings.InitialPlanDays : _settings.TreatWithinDays;
        var before = happened.IsInitial ? 0 : -_settings.TreatBeforeDays;
        var given = ImmutableArray.CreateBuilder<GivenTreatment>();
        var first = happened.IsInitial ? null : Initial()?.EntryId;
        // More of an agent is no new treatment of the disease that it was begun for; of one that came back it is.
        foreach (var treatment in happened.IsInitial ? _treatments.Begun : _treatments.BegunOrRaised)
        {
            var on = treatment.BegunOn;
            // What the disease was first treated with before it came back is no treatment of that.
            if (treatment.EntryId == first && on.IsCertainlyBefore(happened.On)) continue;
            if (on.Latest < DaySpans.Shift(happened.On.Earliest, before) || on.Earliest > DaySpans.Shift(happened.On.Latest, within))
                continue;
            var certain = (happened.IsInitial || on.Earliest >= DaySpans.Shift(happened.On.Latest, before))
                && on.Latest <= DaySpans.Shift(happened.On.Earliest, within);
            given.Add(new(treatment, certain));
        }

        return given.ToImmutable();
    }

    // The first of them, and not before the event was seen; open when one that may not be of the event may have been the first.
    private static DaySpan? Since(TreatedEvent happened, ImmutableArray<GivenTreatment> given)
    {
        // Whichever of them came first, the first treatment began then.
        if (happened.IsInitial && happened.On.HasBounds()) return happened.On;
        if (!given.Any(one => one.Certain)) return null;
        var first = given.Where(one => one.Certain).Select(one => one.Treatment.BegunOn).Aggregate(DaySpans.First);
        var since = DaySpans.Last(first, happened.On);
        return given.Any(one => !one.Certain && one.Treatment.BegunOn.Earliest < since.Latest) ? null : since;
    }

    private ResponseAt At(
        AssessmentWindow window, TreatedEvent happened, ImmutableArray<GivenTreatment> given, DaySpan? since, DaySpan? anew, DaySpan? next,
        Examinations? examinations, Studies? studies)
    {
        if (examinations is null || since is not { } began)
        {
            return NotAssessable(
                window,
                IsElsewhere(happened) ? ResponseReason.InAnotherOrgan
                : !happened.On.HasBounds() ? ResponseReason.EventNotDated
                : given.IsEmpty ? ResponseReason.NoTreatment
                : ResponseReason.TreatmentDateOpen);
        }

        var reasons = new List<ResponseReason>();
        var neurological = Neurological(window, began, examinations, reasons);
        var radiological = Radiological(window, began, studies!, reasons);
        var dose = OffEscalation(window, began);
        ResponseAt Is(ResponseCategory category, params ResponseReason[] more) =>
            new(window.Months, category, neurological, radiological, dose, [.. reasons, .. more]);

        if (neurological == NeurologicalResponse.Worse || radiological == RadiologicalResponse.Larger) return Is(ResponseCategory.None);
        if (neurological is null || radiological is null)
        {
            var again = anew is { } day ? Within(DaySpans.Days(began, day), 0, window.Target) : Determination.No;
            if (again == Determination.Yes) return Is(ResponseCategory.None, ResponseReason.TreatedAnewBefore);
            if (again == Determination.NotDeterminable) return Is(ResponseCategory.NotAssessable, ResponseReason.TreatmentDateOpen);
            var recurred = next is { } on ? Within(DaySpans.Days(began, on), 0, window.Target) : Determination.No;
            if (recurred == Determination.Yes) return Is(ResponseCategory.None, ResponseReason.RecurredBefore);
            if (recurred == Determination.NotDeterminable) return Is(ResponseCategory.NotAssessable, ResponseReason.RecurrenceDateOpen);
            return Is(ResponseCategory.NotAssessable, [.. EndedBefore(window, began)]);
        }

        var controlled = neurological >= NeurologicalResponse.Regained
            && (radiological >= RadiologicalResponse.Gone || (_settings.SmallerIsComplete && radiological == RadiologicalResponse.Smaller));
        var better = neurological is NeurologicalResponse.Regained or NeurologicalResponse.Improved
            || radiological is RadiologicalResponse.Gone or RadiologicalResponse.Smaller;
        if (!controlled) return Is(better ? ResponseCategory.Partial : ResponseCategory.None);
        if (window.Months < _settings.MaintenanceFromMonth) return Is(ResponseCategory.Complete);
        return dose switch
        {
            Determination.Yes => Is(ResponseCategory.Complete, ResponseReason.DoseAtOrBelowMaintenance),
            Determination.No => Is(ResponseCategory.Partial, ResponseReason.DoseAboveMaintenance),
            _ => Is(ResponseCategory.NotAssessable, ResponseReason.DoseNotDeterminable),
        };
    }

    private static ResponseAt NotAssessable(AssessmentWindow window, ResponseReason reason) =>
        new(window.Months, ResponseCategory.NotAssessable, null, null, Determination.NotDeterminable, [reason]);

    private NeurologicalResponse? Neurological(
        AssessmentWindow window, DaySpan since, Examinations examinations, List<ResponseReason> reasons)
    {
        var (picked, open) = Pick(examinations.After, one => one.On.Span(), since, window);
        open |= picked is not null && examinations.MayDisagree(picked, _settings);
        if (open || (picked is not null && examinations.OrderOpen)) reasons.Add(ResponseReason.ExaminationDateOpen);
        else if (picked is null) reasons.Add(examinations.OrderOpen ? ResponseReason.ExaminationDateOpen : ResponseReason.NoExamination);
        else if (examinations.Judge(picked, _settings) is { } response)
        {
            reasons.Add(response switch
            {
                NeurologicalResponse.Regained => ResponseReason.DeficitRegained,
                NeurologicalResponse.NothingLost => ResponseReason.NothingLost,
                NeurologicalResponse.Improved => ResponseReason.DeficitImproved,
                NeurologicalResponse.Unchanged => ResponseReason.DeficitUnchanged,
                _ => ResponseReason.DeficitWorse,
            });
            return response;
        }
        else if (examinations.Disagree(picked, _settings)) reasons.Add(ResponseReason.ExaminationsDisagree);
        else reasons.Add(ResponseReason.ExaminationNotComparable);

        return null;
    }

    private RadiologicalResponse? Radiological(AssessmentWindow window, DaySpan since, Studies studies, List<ResponseReason> reasons)
    {
        var (picked, open) = Pick(studies.Telling, study => study.ImagedOn.Span(), since, window);
        // Every study from the start of treatment to this one says what became of the lesion, in order.
        open |= studies.OrderOpen || (picked is not null && studies.After.Any(other => other != picked
            && !other.ImagedOn.IsCertainlyAfter(picked.ImagedOn) && (!other.ImagedOn.Span().IsExact
                || (!picked.ImagedOn.Span().IsExact && !other.ImagedOn.IsCertainlyBefore(picked.ImagedOn)))));
        if (open) reasons.Add(ResponseReason.StudyDateOpen);
        else if (picked is null) reasons.Add(ResponseReason.NoStudy);
        else if (studies.Judge(picked, _settings) is { } response)
        {
            reasons.Add(response switch
            {
                RadiologicalResponse.Gone => ResponseReason.LesionGone,
                RadiologicalResponse.Absent => ResponseReason.NoLesion,
                RadiologicalResponse.Smaller => ResponseReason.LesionSmaller,
                RadiologicalResponse.Unchanged => ResponseReason.LesionUnchanged,
                _ => ResponseReason.LesionLarger,
            });
            return response;
        }
        else if (studies.Disagree(picked, _settings)) reasons.Add(ResponseReason.StudiesDisagree);
        else if (studies.WentBothWays(picked, _settings)) reasons.Add(ResponseReason.LesionLargerAndSmaller);
        else reasons.Add(ResponseReason.LesionChangeNotReported);

        return null;
    }

    // The nearest to the set time within the window, of two equally near the earlier; open when partial dates allow another one.
    private static (T? Picked, bool Open) Pick<T>(IReadOnlyList<T> after, Func<T, DaySpan> on, DaySpan since, AssessmentWindow window)
        where T : class
    {
        T? nearest = null;
        var (distance, count, exact) = (int.MaxValue, 0, since.IsExact);
        foreach (var one in after)
        {
            var days = DaySpans.Days(since, on(one));
            var within = Within(days, window.From, window.To);
            if (within == Determination.No) continue;
            if (within == Determination.NotDeterminable) return (null, true);
            (count, exact) = (count + 1, exact && days.IsExact);
            if (Math.Abs(days.AtLeast - window.Target) >= distance) continue;
            (nearest, distance) = (one, Math.Abs(days.AtLeast - window.Target));
        }

        return count > 1 && !exact ? (null, true) : (nearest, false);
    }

    private static Determination Within(DayCount days, int from, int to) =>
        days.AtLeast >= from && days.AtMost <= to ? Determination.Yes
        : days.AtLeast > to || days.AtMost < from ? Determination.No
        : Determination.NotDeterminable;

    private Determination OffEscalation(AssessmentWindow window, DaySpan since)
    {
        var limit = Fraction.Of(_settings.HighestMaintenanceMgPerDay);
        var dose = _treatments.Dose.Over(since.Shift(window.Target));
        return dose.AtMost is { } most && most <= limit ? Determination.Yes
            : dose.AtLeast > limit ? Determination.No
            : Determination.NotDeterminable;
    }

    private IEnumerable<ResponseReason> EndedBefore(AssessmentWindow window, DaySpan since)
    {
        var period = _recurrences.FollowUp;
        if (period.EndedBy is ObservationEnd.EndOfData or ObservationEnd.Event || period.End is not { } end) yield break;
        if (Within(DaySpans.Days(since, end), 0, window.Target) != Determination.Yes) yield break;
        yield return period.EndedBy == ObservationEnd.Death ? ResponseReason.DiedBefore : ResponseReason.FollowUpEndedBefore;
    }

    // When deficit or lesion was seen to be better.
    private IEnumerable<DaySpan> Better(Examinations examinations, Studies studies)
    {
        // Against what an examination or a study is to be held is open where the order is.
        foreach (var one in examinations.OrderOpen ? [] : examinations.After)
        {
            if (examinations.Judge(one, _settings) is NeurologicalResponse.Regained or NeurologicalResponse.Improved
                && !examinations.MayDisagree(one, _settings))
                yield return one.On.Span();
        }

        foreach (var study in InOrder(studies))
        {
            if (studies.Judge(study, _settings) is RadiologicalResponse.Gone or RadiologicalResponse.Smaller)
                yield return study.ImagedOn.Span();
        }
    }

    // As the course of the disease tells it, so that neither early deterioration nor what nothing confirms is progression; a lesion that
    // thickened from study to study without the reader calling it larger is one, too.
    private List<DaySpan> Progressions(DaySpan? since, Studies? studies, DaySpan? next, ImmutableArray<Guid> signs)
    {
        if (since is not { } began) return [];
        // The study that first shows the event is no growth after it.
        var ofEvent = studies!.After.FirstOrDefault(study => signs.Contains(study.EntryId))?.EntryId;
        var told = _progressions.Value.FindAll(by => began.IsCertainlyBefore(by) && !(next is { } on && !by.IsCertainlyBefore(on)));
        return
        [
            .. told.Concat(
                InOrder(studies).Where(study => !IsToldApart(study) && study.EntryId != ofEvent
                        && studies.Judge(study, _settings) == RadiologicalResponse.Larger)
                    .Select(study => study.ImagedOn.Span())).OrderBy(by => by.Earliest),
        ];
    }

    private ImmutableArray<Guid> SignsOf(TreatedEvent happened) =>
        OutlineOf(happened) is { } recurrence ? [.. recurrence.Group.Signs.Select(sign => sign.EntryId)] : [];

    // What is seen of the spine tells nothing of how another organ responds.
    private bool IsElsewhere(TreatedEvent happened) => OutlineOf(happened)?.Signs == RecurrenceSigns.OtherOrgan;

    private EpisodeOutline? OutlineOf(TreatedEvent happened) =>
        happened.IsInitial ? null : _recurrences.Counted.Find(outline => outline.Ordinal == happened.Ordinal);

    // When a worsening that partial dates leave open was first seen, after the start and before the next recurrence.
    private DaySpan? LeftOpen(DaySpan began, DaySpan? next) => First(_recurrences.Outlines
        .Where(outline => outline.Status == EpisodeStatus.NotDeterminable && outline.Group.DisprovedOn is null
            && outline.Group.Signs.Exists(sign => sign.ConfirmedBy != Confirmations.None))
        .Select(outline => outline.Interval.By)
        .Where(by => !by.IsCertainlyBefore(began) && !(next is { } on && !by.IsCertainlyBefore(on))
            && _recurrences.FollowUp.Covers(by) != Determination.No));

    private bool IsToldApart(LesionImaged study) => _recurrences.Outlines.Exists(outline =>
        outline.Status is EpisodeStatus.EarlyDeterioration or EpisodeStatus.NotDeterminable
        && outline.Group.Signs.Exists(sign => sign.EntryId == study.EntryId));

    private static IReadOnlyList<LesionImaged> InOrder(Studies studies) => studies.OrderOpen || studies.ChainOpen ? [] : studies.Telling;

    private static DaySpan? First(IEnumerable<DaySpan> days)
    {
        DaySpan? first = null;
        foreach (var day in days) first = first is { } former ? DaySpans.First(former, day) : day;
        return first;
    }

    private NextEvent Next(DaySpan? progressed, DaySpan? leftOpen, DaySpan? next)
    {
        if (leftOpen is { } open && !(progressed is { } grown && !open.IsCertainlyBefore(grown)))
            return new(NextEventKind.Worsening, open);
        // What is seen of an event before the next recurrence was seen before it.
        if (progressed is not null) return new(NextEventKind.Progression, progressed);
        if (next is { } recurred) return new(NextEventKind.Recurrence, recurred.HasBounds() ? recurred : null);
        var period = _recurrences.FollowUp;
        return new(
            period.EndedBy switch
            {
                ObservationEnd.Death => NextEventKind.Death,
                ObservationEnd.EndOfData => NextEventKind.StillFollowed,
                _ => NextEventKind.FollowUpEnded,
            },
            period.End);
    }

    private (ResponseEnd By, DaySpan? End) End(
        DaySpan? responded, DaySpan? progressed, DaySpan? next, bool orderOpen, DaySpan? since)
    {
        if (since is null) return (ResponseEnd.Censored, null);
        if (responded is not null) return (ResponseEnd.Response, responded);
        // One of what partial dates leave open may have shown a response.
        if (orderOpen) return (ResponseEnd.Censored, null);
        if (progressed is not null) return (ResponseEnd.Progression, progressed);
        if (next is { } recurred) return (ResponseEnd.Recurrence, recurred.HasBounds() ? recurred : null);
        var period = _recurrences.FollowUp;
        return (period.EndedBy == ObservationEnd.Death ? ResponseEnd.Death : ResponseEnd.Censored, period.End);
    }
}
