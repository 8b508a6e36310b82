using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>
/// Falls of AIS, UEMS, LEMS, their sum, voluntary anal contraction and single key muscles. The level a patient falls from is the best that
/// was reached under treatment, outside the early window, at an examination no worse than the one before it. Without such a level, a fall
/// against both the last examination and the last one outside the window is progression. One pass in clinical order.
/// </summary>
internal sealed class NeurologicalCourse
{
    private readonly RecurrenceReading _view;
    private readonly List<Levels> _levels = [];
    private readonly Queue<DaySpan> _settled = [];
    private readonly List<Fallen> _fallen = [];
    private readonly List<(DaySpan Day, Guid EntryId)> _quiet = [];

    private NeurologicalCourse(RecurrenceReading view)
    {
        _view = view;
        foreach (var measure in Measures.OfTheWhole)
        {
            // Where nobody was examined there are grades and nothing else; what AIS E tells besides, it tells by itself.
            if ((measure == Measure.EnteredGrade || view.Reading.MuscleFalls.Length > 0) && view.Settings.StepsDown(measure) is { } points)
                _levels.Add(new(measure, points, view.Settings));
        }

        if (view.Settings.MuscleGradesDown is not { } grades) return;
        foreach (var day in SettledDays.Of(view.Reading)) _settled.Enqueue(day);
        foreach (var muscle in Worsening.MusclesThatFell(view.Reading, grades))
            _levels.Add(new(muscle, grades, view.Settings));
    }

    /// <summary>The signs, and the examinations that were stable or better under treatment.</summary>
    public static (List<Sign> Signs, List<(DaySpan Day, Guid EntryId)> Quiet) Read(RecurrenceReading view)
    {
        var course = new NeurologicalCourse(view);
        if (view.Treatment is null && !view.MayBeTreatedAnyDay) return ([], []);
        foreach (var examined in view.Settings.PhaseOrdersOneDay ? view.Reading.ExaminationsByPhase : view.Reading.Examinations)
        {
            if (examined.On.IsReported && (!view.Settings.WhatMeasuresNothingSaysNothing || course.MeasuresAnything(examined)))
                course.Examine(examined);
        }

        return (course._fallen.ConvertAll(course.Told), course._quiet);
    }

    private void Examine(Measured examined)
    {
        var entry = examined.Entry;
        var day = entry.AssessedOn.Span();
        var placement = _view.Place(entry);
        Fallen? fallen = null, early = null, undated = null, going = null, still = null;
        List<Fallen>? stood = null;
        bool stable = false, derived = false, open = false, stands = false;
        var compared = !_view.Settings.QuietNeedsComparison || examined.Grade == AsiaGrade.E;
        var settled = SettledBefore(day);
        var atRest = _settled.TryPeek(out var next) && !day.IsCertainlyBefore(next);
        foreach (var measure in _levels)
        {
            measure.Settle(examined);
            // What is left of a deficit when the disease was under control is what later examinations are held against.
            if (settled is { } control) measure.AcceptLast(SettledDays.DeficitOf(_view.Reading, control));
            if (atRest && measure.Tells(examined))
            {
                measure.Accept(examined);
                measure.EarlyFall = null;
                measure.Add(new(day, examined) { Outside = placement is Placement.After or Placement.Before });
                continue;
            }

            if (!measure.Tells(examined) || (measure.Measure == Measure.EnteredGrade && derived && !IsNormal(examined))) continue;
            if (measure.Measure == Measure.DerivedGrade) derived = measure.Last is not null && examined[Measure.DerivedGrade] is not null;
            compared |= measure.Last is not null;
            if (measure.EarlyFall is { } soon && soon.First.Entry.AssessedOn.IsCertainlyBefore(entry.AssessedOn))
            {
                stands = measure.IsBelow(soon.Level, examined);
                if (stands && soon.First.Of == SignOf.NotDeterminable) going ??= measure.EarlyIsTheLevel ? null : soon.First;
                else if (stands) early ??= soon.First;
                else
                {
                    measure.EarlyFall = null;
                    soon.First.Back(day);
                }
            }

            // What a clinician ruled out is the level from then on, not what came after it.
            if (_view.Settings.RuledOutIsTheLevel && measure.Fall is { } ruledOut
                && ruledOut.First.Entry.AssessedOn.IsCertainlyBefore(entry.AssessedOn)
                && RuledOut(ruledOut.First.Entry, day))
            {
                measure.Accept(ruledOut.At);
            }

            if (stands && placement == Placement.After) measure.KeepEarly(examined);
            stands = false;
            var unseen = !measure.HasStandard;
            var (of, level, worse) = measure.Judge(examined, placement);
            open |= of is not null && placement == Placement.Open;
            var seen = new Seen(day, examined)
            {
                Outside = placement is Placement.After or Placement.Before,
                Before = placement == Placement.Before,
                Open = placement == Placement.Open && (_view.IsUnderTreatment(entry) || _view.MayBeUnderTreatment(entry)),
            };
            if (of is { } sign && placement is Placement.After or Placement.Early)
            {
                fallen ??= new(entry) { Of = sign };
                fallen.Begins = true;
                fallen.IsFirstLook &= unseen;
                // What is certain of one measure is told.
                if (sign < fallen.Of) fallen.Of = sign;
                // What is lost in the first days is lost since the last look, whatever had been lost before it.
                var since = placement == Placement.Early && _view.Settings.IntervalsBeginAtTheLastLook ? measure.Last : measure.LastGood;
                fallen.From(since?.Day);
                seen.Fell = true;
                if (placement == Placement.Early) Begin(ref measure.EarlyFall, fallen, measure);
                else Begin(ref measure.Fall, fallen, measure);
            }
            else if (of is not null && placement == Placement.Open && _view.Settings.PartialDatesLeaveKindOpen)
            {
                undated ??= new(entry) { Of = SignOf.NotDeterminable, Begins = true };
                undated.From(measure.LastGood?.Day);
                seen.Fell = true;
                Begin(ref measure.EarlyFall, undated, measure);
            }
            else if (measure.Fall is { } fall && placement == Placement.After && measure.IsBelow(fall.Level, examined)
                && fall.First.Entry.AssessedOn.IsCertainlyBefore(entry.AssessedOn))
            {
                // Who is still below the level is not back, whatever was ruled out.
                if (RuledOut(fall.First.Entry, day)) measure.Accept(examined);
                else
                {
                    var agrees = measure.Confirms(fall.Level, examined);
                    fall.First.Seen |= agrees;
                    fallen ??= new(entry) { Of = fall.First.Of };
                    fallen.Seen |= agrees && !fallen.Begins;
                    fallen.Continues ??= fall.First.Entry.EntryId;
                    fallen.Levels.Add((measure, fall.Level));
                    fallen.From(measure.LastGood?.Day);
                    seen.Fell = true;
                    // A second look that is no worse than the first settles the new level.
                    if (!worse) measure.Accept(measure.Settled(fall.At, examined));
                }
            }
            else if (_view.Settings.FurtherLooksBelongToTheEpisode && placement == Placement.Early && !worse
                && measure.Fall is { } before && measure.IsBelow(before.Level, examined)
                && before.First.Entry.AssessedOn.IsCertainlyBefore(entry.AssessedOn))
            {
                // Who is no worse after an operation than before it has what led to it, and no level to fall from.
                still ??= new(entry) { Of = before.First.Of, Seen = true, Continues = before.First.Entry.EntryId };
                still.Levels.Add((measure, before.Level));
                still.From(measure.LastGood?.Day);
                (stood ??= []).Add(before.First);
                seen.Fell = true;
            }
            else if (placement == Placement.After && !worse)
            {
                // What may have come before the fall does not disprove it.
                var back = measure.Fall is { } over && over.First.Entry.AssessedOn.IsCertainlyBefore(entry.AssessedOn);
                if (back) measure.Fall!.Value.First.Back(day);
                if (back || !_view.Settings.BackNeedsLaterExamination) measure.Fall = null;
                seen.Level = true;
                stable = true;
            }

            measure.Add(seen);

            void Begin(ref (Fallen First, Measured Level, Measured At)? standing, Fallen begun, Levels fell)
            {
                if (standing is not null) return;
                standing = (begun, level!, examined);
                if (begun.Of is SignOf.EarlyDeterioration or SignOf.NotDeterminable) fell.EarlyIsTheLevel = false;
                begun.Standing++;
                begun.Levels.Add((fell, standing.Value.Level));
            }
        }

        // What is worse in another respect may be what the operation did.
        if (fallen is null && undated is null && still is not null)
        {
            fallen = still;
            foreach (var former in stood!) former.Seen = true;
        }

        if (going is not null) going.Seen = true;
        if (fallen is null && undated is null && going is not null)
        {
            undated = new(entry) { Of = SignOf.NotDeterminable, Seen = true, Continues = going.Entry.EntryId };
        }

        if (fallen is not null) _fallen.Add(fallen);
        else if (open || undated is not null)
        {
            _view.LeaveOpen(entry.EntryId);
            if (undated is not null) _fallen.Add(undated);
        }
        else if (stable && compared && !(_view.Settings.QuietNeedsComparison && LeavesAnythingOpen(examined)))
            _quiet.Add((day, entry.EntryId));
        // Not back from a fall of the first days: a second look confirms that, and is at the new level by itself.
        if (early is null or { Seen: true }) return;
        early.Seen = true;
        if (fallen is null) _fallen.Add(new(entry) { Of = SignOf.EarlyDeterioration, Seen = true, Continues = early.Entry.EntryId });
    }

    // Whoever is normal on examination is so by letter, from which later letters fall.
    private bool IsNormal(Measured examined) => _view.Settings.MuscleGradesDown is not null && examined.Grade == AsiaGrade.E
        && examined[Measure.EnteredGrade] is null or (int)AsiaGrade.E;

    private bool MeasuresAnything(Measured examined)
    {
        foreach (var measure in _levels)
        {
            if (measure.Tells(examined)) return true;
        }

        return false;
    }

    private bool LeavesAnythingOpen(Measured examined)
    {
        foreach (var measure in _levels)
        {
            if (measure.IsLeftOpen(examined)) return true;
        }

        return false;
    }

    private static Measured? StillBelow(Fallen fallen)
    {
        foreach (var (measure, level) in fallen.Levels)
        {
            if (measure.IsBelowSince(level, fallen.Entry)) return level;
        }

        return null;
    }

    private DaySpan? SettledBefore(DaySpan day)
    {
        DaySpan? settled = null;
        while (_settled.TryPeek(out var next) && next.IsCertainlyBefore(day)) settled = _settled.Dequeue();
        return settled;
    }

    private bool RuledOut(AsiaGradeRecorded fell, DaySpan again) =>
        _view.FreeVisits.AnyWithin(new(fell.AssessedOn.Earliest, again.Earliest));

    private Sign Told(Fallen fallen)
    {
        var by = fallen.Entry.AssessedOn.Span();
        var free = fallen.LastFree;
        if (_view.FreeVisitBefore(by) is { } visit) free = free is { } seen ? DaySpans.Last(seen, visit) : visit;
        var confirmed = Confirmed(by, fallen.Of) | (fallen.Seen ? Confirmations.Examination : Confirmations.None);
        return new(RecurrenceSigns.Clinical, by, free, fallen.Entry.EntryId)
        {
            Continues = fallen.Continues,
            ShowsMore = fallen.Begins,
            IsFirstLook = fallen is { Begins: true, IsFirstLook: true },
            Of = fallen.Of,
            ConfirmedBy = confirmed,
            Below = StillBelow(fallen),
            DisprovedOn = confirmed != Confirmations.None || !_view.Settings.BackIsDisproved ? null
                : fallen.DisprovedOn is { } back && IsSoon(by, back, fallen.Of) && !IsTreatedBetween(by, back) ? back
                : RuledOutOn(fallen, by),
        };
    }

    // A visit rules out what nobody found again at an examination since; what came early is no recurrence that it could rule out.
    private DaySpan? RuledOutOn(Fallen fallen, DaySpan by)
    {
        if (fallen.Of == SignOf.EarlyDeterioration) return null;
        if (_view.FreeVisits.FirstAfter(by)?.Date.Span() is not { } visit) return null;
        return IsTreatedBetween(by, visit) || fallen.Levels.Exists(lost => lost.Measure.IsBelowAgain(lost.Level, fallen.Entry))
            ? null
            : visit;
    }

    // Who is back much later recovered.
    private bool IsSoon(DaySpan fell, DaySpan back, SignOf of) => back.Earliest.DayNumber - fell.Latest.DayNumber
        <= (of == SignOf.EarlyDeterioration ? _view.Settings.EarlyDays : _view.Settings.MergeWithinDays);

    // Who is back after treatment was begun or raised responded to it.
    private bool IsTreatedBetween(DaySpan fell, DaySpan back) => _view.Reading.Treatments.MayBegin(new(fell.Earliest, back.Latest));

    private Confirmations Confirmed(DaySpan by, SignOf of)
    {
        var within = _view.Settings.MergeWithinDays;
        // What was seen before an operation may be why it was done, and says nothing of what came after it.
        var since = of == SignOf.EarlyDeterioration && _view.Settings.EarlyIsConfirmedAfterTreatment ? _view.WindowOf(by) : null;
        return (Any(_view.GrownStudies) ? Confirmations.Mri : Confirmations.None)
            | (Any(_view.ConfirmedVisits) || Any(_view.Diagnosed) ? Confirmations.Clinician : Confirmations.None);

        bool Any<T>(List<T> entries)
            where T : ClinicalEntry => entries.AnyNear(by, within, since?.Earliest ?? DateOnly.MinValue);
    }

    /// <summary>One examination of one measure.</summary>
    private sealed class Seen(DaySpan day, Measured at)
    {
        public DaySpan Day { get; } = day;

        public Measured At { get; } = at;

        public bool Outside { get; init; }

        public bool Before { get; init; }

        /// <summary>Whether partial dates leave open whether it was under treatment, or outside the early window.</summary>
        public bool Open { get; init; }

        public bool Fell { get; set; }

        /// <summary>Whether it is a level that a patient can fall from.</summary>
        public bool Level { get; set; }
    }

    private sealed class Fallen(AsiaGradeRecorded entry)
    {
        private DaySpan? _back;

        public AsiaGradeRecorded Entry => entry;

        public SignOf Of { get; set; }

        /// <summary>Whether a second examination saw it.</summary>
        public bool Seen { get; set; }

        /// <summary>Whether a measure fell at this examination, rather than only had not come back.</summary>
        public bool Begins { get; set; }

        /// <summary>Whether nobody had measured what fell under treatment before, outside the early window.</summary>
        public bool IsFirstLook { get; set; } = true;

        public Guid? Continues { get; set; }

        public DaySpan? LastFree { get; private set; }

        /// <summary>In how many measures it began to stand, and nothing has shown the patient back.</summary>
        public int Standing { get; set; }

        /// <summary>What was lost, and the levels it was lost from.</summary>
        public List<(Levels Measure, Measured Level)> Levels { get; } = [];

        /// <summary>When the patient was seen to be back in every measure that had fallen.</summary>
        public DaySpan? DisprovedOn => Standing == 0 ? _back : null;

        public void Back(DaySpan day) => (Standing, _back) = (Standing - 1, _back is { } former ? DaySpans.Last(former, day) : day);

        // Of several measures the earliest freedom makes the widest interval.
        public void From(DaySpan? free) =>
            LastFree = free is { } day && (LastFree is not { } former || day.Earliest < former.Earliest) ? day : LastFree;
    }

    /// <summary>The course of one measure.</summary>
    private sealed class Levels(Measure measure, int points, RecurrenceSettings settings)
    {
        private readonly List<Seen> _open = [];
        // The best level, or the best that two examinations on end have reached, the last one, and the last one of a day before that.
        private Measured? _best, _last, _former;

        // Every examination of it, in order.
        private readonly List<Measured> _examined = [];

        // Fields, since one begins in either by reference.
        public (Fallen First, Measured Level, Measured At)? Fall;

        /// <summary>
        /// A fall within the early window, or of which partial dates leave the place open, that the patient is not known to be back from.
        /// </summary>
        public (Fallen First, Measured Level, Measured At)? EarlyFall;

        /// <summary>Whether what was left of it at a second look has become the level.</summary>
        public bool EarlyIsTheLevel { get; set; }

        public Measure Measure => measure;

        /// <summary>Whether it was measured under treatment, outside the early window, or a level was accepted.</summary>
        public bool HasStandard => Standard is not null;

        /// <summary>
        /// The last examination that certainly came before, the last one outside the early window, the last one before treatment, and the
        /// last one that was no fall.
        /// </summary>
        public Seen? Last { get; private set; }

        public Seen? LastOutside { get; private set; }

        public Seen? LastBefore { get; private set; }

        public Seen? LastGood { get; private set; }

        /// <summary>The last one that was no fall, and of which partial dates leave open whether it was under treatment.</summary>
        private Seen? LastOpen { get; set; }

        public bool Tells(Measured examined) =>
            settings.MuscleGradesDown is not null ? Worsening.Tells(examined, measure) : examined[measure] is not null;

        public bool IsBelow(Measured level, Measured now) => Lost(level, now) >= points;

        /// <summary>
        /// Whether an examination confirms a fall: of some twenty scores and muscles one is read too high every now and then, and later as
        /// it always was. So it has to be below the best level that two examinations on end have reached, too, where there is one, unless
        /// the fall, or the rise before it, was twice what counts.
        /// </summary>
        public bool Confirms(Measured level, Measured now) => !settings.BestNeedsTwoExaminations || _best is null
            || measure is Measure.DerivedGrade or Measure.EnteredGrade or Measure.AnalContraction
            || Lost(_best, now) >= points || Lost(level, now) >= 2 * points || Lost(level, _best) >= 2 * points;

        /// <summary>Takes in what certainly came before some days; what overlaps them proves no order.</summary>
        public void Settle(Measured now)
        {
            var kept = 0;
            for (var i = 0; i < _open.Count; i++)
            {
                var seen = _open[i];
                if (!(settings.PhaseOrdersOneDay ? seen.At.IsBefore(now) : seen.At.On.IsCertainlyBefore(now.On)))
                {
                    _open[kept++] = seen;
                    continue;
                }

                if (Follows(Last, seen)) Last = seen;
                if (seen.Outside && Follows(LastOutside, seen)) LastOutside = seen;
                if (seen.Before && Follows(LastBefore, seen)) LastBefore = seen;
                if (!seen.Fell && Follows(LastGood, seen)) LastGood = seen;
                if (seen is { Open: true, Fell: false } && Follows(LastOpen, seen)) LastOpen = seen;
                if (seen.Level) Reach(seen.At);
            }

            _open.RemoveRange(kept, _open.Count - kept);
        }

        // Of two on one day nobody knows which came first: the patient falls from the better one.
        private bool Follows(Seen? former, Seen seen) => former is not { } last || (last.Day.Earliest <= seen.Day.Earliest
            && !(settings.BetterOfOneDayIsTheLevel && last.At.IsSameDay(seen.At) && !last.At.IsBefore(seen.At)
                && Lost(last.At, seen.At) > 0));

        /// <summary>Whether it had fallen, and an examination cannot say whether the patient is back.</summary>
        public bool IsLeftOpen(Measured examined) => (Fall is not null || EarlyFall is not null) && !Tells(examined);

        public void Add(Seen seen)
        {
            // What cannot even be compared with itself is nothing to fall from.
            if (Lost(seen.At, seen.At) is not null) _open.Add(seen);
            _examined.Add(seen.At);
        }

        /// <summary>
        /// Whether every examination of it from one on lies below a level. Of two of one day nobody knows which came first: who is below
        /// it at one of them is not known to be back.
        /// </summary>
        public bool IsBelowSince(Measured level, AsiaGradeRecorded since)
        {
            for (var i = _examined.Count - 1; i >= 0 && (IsBelow(level, _examined[i]) || IsBelowThatDay(level, i)); i--)
            {
                if (_examined[i].Entry.EntryId == since.EntryId) return true;
            }

            return false;
        }

        private bool IsBelowThatDay(Measured level, int examined)
        {
            var seen = _examined[examined];
            for (var i = examined - 1; i >= 0 && _examined[i].IsSameDay(seen); i--)
            {
                if (!_examined[i].IsBefore(seen) && IsBelow(level, _examined[i])) return true;
            }

            return false;
        }

        /// <summary>Whether an examination of it later than one lies below a level, too.</summary>
        public bool IsBelowAgain(Measured level, AsiaGradeRecorded than)
        {
            for (var i = _examined.Count - 1; i >= 0 && _examined[i].Entry.EntryId != than.EntryId; i--)
            {
                if (IsBelow(level, _examined[i])) return true;
            }

            return false;
        }

        /// <summary>The level at which two looks settle a deficit.</summary>
        public Measured Settled(Measured first, Measured second) =>
            settings.BetterOfTwoLooksSettles && Lost(first, second) > 0 ? first : second;

        /// <summary>
        /// Makes the last examination that certainly came before the level, where there was one under treatment and since the deficit that
        /// is under control now; where there was none since that, the next examination is the first to tell a level.
        /// </summary>
        public void AcceptLast(DaySpan? deficit)
        {
            EarlyFall = null;
            if (deficit is { } found && Last?.Day.IsCertainlyBefore(found) == true)
                (_best, _last, _former, Fall, Last, LastOutside, LastBefore, LastGood) = (null, null, null, null, null, null, null, null);
            else if (Last is { Before: false } last) Accept(last.At);
        }

        /// <summary>A level that has become the patient's own.</summary>
        public void Accept(Measured level) => (_best, _last, _former, Fall, LastBefore) = (level, level, level, null, null);

        /// <summary>What an examination is a sign of by itself, the level it is below, and whether it is worse than the last one.</summary>
        public (SignOf? Of, Measured? Level, bool Worse) Judge(Measured now, Placement placement)
        {
            var worse = Last is { } last && IsBelow(last.At, now);
            if (placement == Placement.Early) return worse ? (SignOf.EarlyDeterioration, Last!.At, worse) : (null, null, worse);
            if (placement == Placement.Before || Fall is not null) return (null, null, worse);
            if (Standard is { } best && IsBelow(best, now)) return (SignOf.Recurrence, best, worse);
            // Where the level before may have been one under treatment, it may have been a recurrence, else it was progression.
            if (settings.PartialDatesLeaveKindOpen && Standard is null && LastOpen is { } undated && IsBelow(undated.At, now))
                return (SignOf.NotDeterminable, undated.At, worse);
            if (Standard is null && worse && (LastOutside is { } outside ? IsBelow(outside.At, now) : settings.ProgressesFromEarlyLevel))
                return (SignOf.Progression, Last!.At, worse);
            // What was lost in the first days and stayed lost is told as that.
            return settings.SmallStepsAddUpToProgression && EarlyFall is null && LastBefore is { } before && IsBelow(before.At, now)
                ? (SignOf.Progression, before.At, worse)
                : (null, null, worse);
        }

        /// <summary>Makes what is left of an early deficit at a second look, that is no worse, the level.</summary>
        public void KeepEarly(Measured now)
        {
            if (!settings.EarlyDeficitIsTheLevel || EarlyIsTheLevel || Fall is not null) return;
            if (Last is { } last && IsBelow(last.At, now)) return;
            Accept(now);
            EarlyIsTheLevel = true;
        }

        // One lucky examination is no standard for ever.
        private Measured? Standard => !settings.BestNeedsTwoExaminations || (_best is not null && Lost(_best, _last!) > 0) ? _best : _last;

        private void Reach(Measured level)
        {
            if (settings.BestNeedsTwoExaminations)
            {
                // Of two on one day the better one is the level, and the other one no second examination.
                if (!IsOfTheDay(level)) _former = _last;
                else if (!(Lost(_last!, level) < 0)) return;
                var reached = _former is null ? null : Lost(_former, level) > 0 ? level : _former;
                if (reached is not null && (_best is null || Lost(_best, reached) <= 0)) _best = reached;
                _last = level;
            }
            else if (_best is null || Lost(_best, level) <= 0) _best = level;
        }

        private bool IsOfTheDay(Measured level) =>
            settings.BetterOfOneDayIsTheLevel && _last?.IsSameDay(level) == true && !_last.IsBefore(level);

        private int? Lost(Measured from, Measured to) =>
            settings.MuscleGradesDown is not null ? Worsening.Fall(from, to, measure) : Worsening.Steps(from, to, measure);
    }
}
