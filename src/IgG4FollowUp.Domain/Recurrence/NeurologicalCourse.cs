using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>
/// Falls of AIS, UEMS, LEMS, their sum and voluntary anal contraction. The level a patient falls from is the best that was reached under
/// treatment, outside the early window, at an examination no worse than the one before it. Without such a level, a fall against both the
/// last examination and the last one outside the window is progression. One pass in clinical order.
/// </summary>
internal sealed class NeurologicalCourse
{
    private static readonly Measure[] Measures = Enum.GetValues<Measure>();

    private readonly ChartView _view;
    private readonly int?[] _falls;
    private readonly Levels[] _levels;
    private readonly List<Fallen> _fallen = [];
    private readonly List<(DaySpan Day, Guid EntryId)> _quiet = [];

    private NeurologicalCourse(ChartView view)
    {
        _view = view;
        _falls = Array.ConvertAll(Measures, view.Settings.StepsDown);
        _levels = [.. _falls.Select(_ => new Levels())];
    }

    /// <summary>The signs, and the examinations that were stable or better under treatment.</summary>
    public static (List<Sign> Signs, List<(DaySpan Day, Guid EntryId)> Quiet) Read(ChartView view)
    {
        var course = new NeurologicalCourse(view);
        if (view.Treatment is null) return ([], []);
        foreach (var examined in view.Reading.Examinations)
        {
            if (examined.On.IsReported) course.Examine(examined);
        }

        return (course._fallen.ConvertAll(course.Told), course._quiet);
    }

    private void Examine(Measured examined)
    {
        var entry = examined.Entry;
        var day = entry.AssessedOn.Span();
        var placement = _view.Place(entry);
        Fallen? fallen = null, early = null;
        bool stable = false, derived = false, open = false;
        foreach (var measured in Measures)
        {
            var measure = _levels[(int)measured];
            measure.Settle(day);
            if (examined[measured] is not { } now || _falls[(int)measured] is not { } points
                || (measured == Measure.EnteredGrade && derived)) continue;
            if (measured == Measure.DerivedGrade) derived = measure.Last is not null;
            if (measure.EarlyFall is { } soon && soon.First.Entry.AssessedOn.IsCertainlyBefore(entry.AssessedOn))
            {
                if (Worsening.IsBy(points, soon.Level, now)) early ??= soon.First;
                else measure.EarlyFall = null;
            }

            var (of, worse) = measure.Judge(now, points, placement);
            open |= of is not null && placement == Placement.Open;
            Seen? seen = new(day, now) { Outside = placement is Placement.After or Placement.Before };
            if (of is { } sign && placement is Placement.After or Placement.Early)
            {
                fallen ??= new(entry) { Of = sign };
                if (sign == SignOf.Recurrence) fallen.Of = sign;
                fallen.From(measure.LastGood?.Day);
                seen = seen with { Fell = true };
                if (placement == Placement.Early) measure.EarlyFall ??= (fallen, measure.Level(sign));
                else if (measure.Fall is null) measure.Fall = (fallen, measure.Level(sign));
            }
            else if (measure.Fall is { } fall && placement == Placement.After && Worsening.IsBy(points, fall.Level, now)
                && fall.First.Entry.AssessedOn.IsCertainlyBefore(entry.AssessedOn))
            {
                if (RuledOut(fall.First.Entry, day))
                {
                    measure.Accept(now);
                }
                else
                {
                    fall.First.Seen = true;
                    fallen ??= new(entry) { Of = fall.First.Of, Seen = true };
                    fallen.Continues ??= fall.First.Entry.EntryId;
                    fallen.From(measure.LastGood?.Day);
                    seen = seen with { Fell = true };
                    // A second look that is no worse than the first settles the new level.
                    if (!worse) measure.Accept(now);
                }
            }
            else if (placement == Placement.After && !worse)
            {
                measure.Fall = null;
                seen = seen with { Level = true };
                stable = true;
            }

            measure.Add(seen);
        }

        if (fallen is not null) _fallen.Add(fallen);
        else if (open) _view.LeaveOpen(entry);
        else if (stable) _quiet.Add((day, entry.EntryId));
        // Not back from a fall of the first days: a second look confirms that, and is at the new level by itself.
        if (early is null or { Seen: true }) return;
        early.Seen = true;
        if (fallen is null) _fallen.Add(new(entry) { Of = SignOf.EarlyDeterioration, Seen = true, Continues = early.Entry.EntryId });
    }

    private bool RuledOut(AsiaGradeRecorded fell, DaySpan again) =>
        _view.FreeVisits.AnyWithin(new(fell.AssessedOn.Earliest, again.Earliest));

    private Sign Told(Fallen fallen)
    {
        var by = fallen.Entry.AssessedOn.Span();
        var free = fallen.LastFree;
        if (_view.FreeVisitBefore(by) is { } visit) free = free is { } seen ? DaySpans.Last(seen, visit) : visit;
        return new(RecurrenceSigns.Clinical, by, free, fallen.Entry.EntryId)
        {
            Continues = fallen.Continues,
            Of = fallen.Of,
            ConfirmedBy = Confirmed(by) | (fallen.Seen ? Confirmations.Examination : Confirmations.None),
        };
    }

    private Confirmations Confirmed(DaySpan by)
    {
        var within = _view.Settings.MergeWithinDays;
        var diagnosed = _view.ConfirmedVisits.AnyNear(by, within) || _view.Diagnosed.AnyNear(by, within);
        return (_view.GrownStudies.AnyNear(by, within) ? Confirmations.Mri : Confirmations.None)
            | (diagnosed ? Confirmations.Clinician : Confirmations.None);
    }

    /// <summary>One value of one measure.</summary>
    private sealed record Seen(DaySpan Day, int Value)
    {
        public bool Outside { get; init; }

        public bool Fell { get; init; }

        /// <summary>Whether it is a level that a patient can fall from.</summary>
        public bool Level { get; init; }
    }

    private sealed class Fallen(AsiaGradeRecorded entry)
    {
        public AsiaGradeRecorded Entry => entry;

        public SignOf Of { get; set; }

        /// <summary>Whether a second examination saw it.</summary>
        public bool Seen { get; set; }

        public Guid? Continues { get; set; }

        public DaySpan? LastFree { get; private set; }

        // Of several measures the earliest freedom makes the widest interval.
        public void From(DaySpan? free) =>
            LastFree = free is { } day && (LastFree is not { } former || day.Earliest < former.Earliest) ? day : LastFree;
    }

    /// <summary>The course of one measure.</summary>
    private sealed class Levels
    {
        private readonly List<Seen> _open = [];
        private int? _best;

        /// <summary>
        /// The last value that certainly came before, the last one outside the early window, and the last one that was no fall.
        /// </summary>
        public Seen? Last { get; private set; }

        public Seen? LastOutside { get; private set; }

        public Seen? LastGood { get; private set; }

        public (Fallen First, int Level)? Fall { get; set; }

        /// <summary>A fall within the early window that the patient is not known to be back from.</summary>
        public (Fallen First, int Level)? EarlyFall { get; set; }

        /// <summary>Takes in what certainly came before some days; what overlaps them proves no order.</summary>
        public void Settle(DaySpan day)
        {
            var kept = 0;
            for (var i = 0; i < _open.Count; i++)
            {
                var seen = _open[i];
                if (!seen.Day.IsCertainlyBefore(day))
                {
                    _open[kept++] = seen;
                    continue;
                }

                if (Last is null || Last.Day.Earliest <= seen.Day.Earliest) Last = seen;
                if (seen.Outside && (LastOutside is null || LastOutside.Day.Earliest <= seen.Day.Earliest)) LastOutside = seen;
                if (!seen.Fell && (LastGood is null || LastGood.Day.Earliest <= seen.Day.Earliest)) LastGood = seen;
                if (seen.Level && !(_best > seen.Value)) _best = seen.Value;
            }

            _open.RemoveRange(kept, _open.Count - kept);
        }

        public void Add(Seen seen) => _open.Add(seen);

        /// <summary>A level that has become the patient's own.</summary>
        public void Accept(int level) => (_best, Fall) = (level, null);

        public int Level(SignOf of) => of == SignOf.Recurrence ? _best!.Value : Last!.Value;

        /// <summary>What a value is a sign of by itself, and whether it is worse than the last one.</summary>
        public (SignOf? Of, bool Worse) Judge(int now, int points, Placement placement)
        {
            var worse = Last is { } last && Worsening.IsBy(points, last.Value, now);
            SignOf? of = placement == Placement.Early ? (worse ? SignOf.EarlyDeterioration : null)
                : placement == Placement.Before || Fall is not null ? null
                : _best is { } best && Worsening.IsBy(points, best, now) ? SignOf.Recurrence
                : _best is null && worse && LastOutside is { } outside && Worsening.IsBy(points, outside.Value, now) ? SignOf.Progression
                : null;
            return (of, worse);
        }
    }
}
