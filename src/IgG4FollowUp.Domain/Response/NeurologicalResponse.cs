using System.Collections.Immutable;
using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;

namespace IgG4FollowUp.Domain.Response;

/// <summary>What an examination says of the deficit that an event brought.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<NeurologicalResponse>))]
public enum NeurologicalResponse
{
    /// <summary>Lower than when treatment began.</summary>
    Worse,

    /// <summary>The deficit is as it was when treatment began.</summary>
    Unchanged,

    /// <summary>Better than when treatment began, and not back to what it was before the event.</summary>
    Improved,

    /// <summary>Back to what it was before the event.</summary>
    Regained,

    /// <summary>The event brought no deficit, and there is none.</summary>
    NothingLost,
}

/// <summary>The examinations around an event: before it, when treatment began, after.</summary>
/// <param name="Before">What the patient was like before the event; empty when that is not on record.</param>
/// <param name="AtStart">
/// What the patient was like when treatment began, by how well an examination tells it: the last one up to then first, unless it is old;
/// then those of the first days of treatment, which may show what an operation did.
/// </param>
/// <param name="After">Later, and before the next recurrence; in order.</param>
/// <param name="OrderOpen">True when partial dates leave open where one of them belongs.</param>
internal sealed record Examinations(
    IReadOnlyList<Measured> Before, IReadOnlyList<Measured> AtStart, IReadOnlyList<Measured> After, bool OrderOpen)
{
    // AIS of one method, derived ones first, UEMS, LEMS and voluntary anal contraction.
    private static readonly Measure[][] Measures = [[Measure.DerivedGrade, Measure.EnteredGrade], [Measure.UpperMotor],
        [Measure.LowerMotor], [Measure.AnalContraction]];

    // What a recurrence may have brought although none of these was lost.
    private static readonly Measure[] Finer = [Measure.TotalMotor, .. Course.Measures.Muscles];

    /// <summary>Whether an examination measured anything that is looked at here.</summary>
    public static bool Compares(Measured one) => Array.Exists(Measures, alike => Array.Exists(alike, measure => one[measure] is not null));

    public static Examinations Around(
        ImmutableArray<Measured> all, TreatedEvent happened, DaySpan since, DaySpan? next, ResponseSettings settings, bool open)
    {
        List<Measured> before = [], atStart = [], after = [];
        var admission = DaySpans.Shift(since.Earliest, settings.AdmissionDays);
        foreach (var one in all)
        {
            var on = one.On.Span();
            if (next is { } recurred && on.Earliest >= recurred.Latest) continue;
            if (next is { } overlapping && on.Latest >= overlapping.Earliest) open = true;
            else if (happened.IsInitial ? on.Latest <= since.Earliest && !IsAfterOn(one, since) : on.Latest < happened.On.Earliest)
                before.Add(one);
            else if (on.Earliest > DaySpans.Shift(since.Latest, settings.AdmissionDays)) after.Add(one);
            else if (on.Latest <= admission && (IsOfEvent(on) || IsAfterOn(one, since))) atStart.Add(one);
            else open = true;
        }

        // What says that it came after the treatment of its day shows what that did.
        static bool IsAfterOn(Measured one, DaySpan since) => since.IsExact && one.On.Span() == since
            && one.Entry.TreatmentPhase == Patients.TreatmentPhase.AfterTreatment;

        bool IsOfEvent(DaySpan day) => day.Earliest > since.Latest || (!happened.IsInitial && day.Earliest >= happened.On.Latest);

        var last = Last(before, ref open);
        if (happened.IsInitial)
        {
            var recent = DaySpans.Shift(since.Earliest, -settings.AdmissionDays);
            return last.Exists(one => one.On.Latest >= recent)
                ? new([Measured.Normal], [.. last, .. atStart], after, open)
                : new([Measured.Normal], [.. atStart, .. last], after, open);
        }

        var upToStart = atStart.FindAll(one => one.On.Earliest <= since.Latest);
        upToStart.Reverse();
        return new(last, [.. upToStart, .. atStart.FindAll(one => one.On.Earliest > since.Latest)], after, open);
    }

    /// <summary>
    /// What an examination after the start of treatment says, with those of its day; null when it can be compared with nothing, or when two
    /// of them of which nothing says which came first say different things.
    /// </summary>
    public NeurologicalResponse? Judge(Measured now, ResponseSettings settings) =>
        Said(now, settings) is [var response] ? response : null;

    /// <summary>
    /// Whether two examinations of the day of one, or of a day that it is held against, say different things, and nothing says which came
    /// first.
    /// </summary>
    public bool Disagree(Measured now, ResponseSettings settings) => Said(now, settings).Count > 1
        || Array.Exists(Measures, alike => Disagree(First(Before, now, alike)) || Disagree(First(AtStart, now, alike)));

    private IReadOnlyList<Measured> Partial { get; } = [.. After.Where(one => !one.On.Span().IsExact)];

    /// <summary>
    /// Whether partial dates leave open that an examination was done on the day of another one that says something else, so that neither
    /// would show a response.
    /// </summary>
    public bool MayDisagree(Measured now, ResponseSettings settings)
    {
        NeurologicalResponse? said = null;
        // Of two that are dated to the day nothing is open.
        foreach (var other in now.On.Span().IsExact ? Partial : After)
        {
            if (other == now || now.On.IsCertainlyBefore(other.On) || other.On.IsCertainlyBefore(now.On)) continue;
            if ((said ??= JudgeOne(now, settings)) is null) return false;
            if (JudgeOne(other, settings) is { } too && too != said) return true;
        }

        return false;
    }

    private static bool Disagree(List<Measured?> ofOneDay) => ofOneDay.Exists(one => Array.Exists(Measures, alike =>
        one is not null && ofOneDay[0] is { } first && Gained(first, one, alike) is not (null or 0)));

    private List<NeurologicalResponse> Said(Measured now, ResponseSettings settings)
    {
        List<Measured> sitting = [now, .. After.Where(one => one != now && one.IsSameDay(now))];
        return
        [
            .. sitting.Where(one => !sitting.Exists(one.IsBefore)).Select(one => JudgeOne(one, settings)).OfType<NeurologicalResponse>()
                .Distinct(),
        ];
    }

    private NeurologicalResponse? JudgeOne(Measured now, ResponseSettings settings) =>
        JudgeByScores(now, settings) is var said && said == NeurologicalResponse.NothingLost ? JudgeByWhatWasLost(now, settings) : said;

    // An examination that cannot speak of what was lost does not show the patient back.
    private NeurologicalResponse? JudgeByWhatWasLost(Measured now, ResponseSettings settings)
    {
        var least = NeurologicalResponse.NothingLost;
        foreach (var measure in Finer)
        {
            if (Before.FirstOrDefault(one => one.Implied(measure) is not null) is not { } former) continue;
            if (AtStart.FirstOrDefault(one => one.Implied(measure) is not null) is not { } start) continue;
            var limit = measure == Measure.TotalMotor ? settings.TotalMotorPoints : settings.MuscleGrades;
            if (!(Worsening.Fall(former, start, measure) >= limit)) continue;
            if (Worsening.Fall(former, now, measure) is not { } left || Worsening.Fall(start, now, measure) is not { } since) return null;
            var response = left < limit ? NeurologicalResponse.Regained
                : since >= limit ? NeurologicalResponse.Worse
                : since <= -limit ? NeurologicalResponse.Improved
                : NeurologicalResponse.Unchanged;
            if (response < least) least = response;
        }

        return least;
    }

    private NeurologicalResponse? JudgeByScores(Measured now, ResponseSettings settings)
    {
        var found = new List<NeurologicalResponse>(Measures.Length);
        var undecided = false;
        foreach (var alike in Measures)
        {
            var none = alike[0] switch
            {
                Measure.UpperMotor => settings.UpperMotorPoints - 1,
                Measure.LowerMotor => settings.LowerMotorPoints - 1,
                _ => 0,
            };
            if (Judge(now, alike, none, ref undecided) is { } response) found.Add(response);
        }

        if (found.Contains(NeurologicalResponse.Worse)) return NeurologicalResponse.Worse;
        if (found.Count == 0 || undecided) return null;
        var back = found.TrueForAll(response => response >= NeurologicalResponse.Regained);
        return (back, found.Contains(NeurologicalResponse.Regained)) switch
        {
            (true, true) => NeurologicalResponse.Regained,
            (true, false) => NeurologicalResponse.NothingLost,
            (false, true) => NeurologicalResponse.Improved,
            _ => found.Contains(NeurologicalResponse.Improved) ? NeurologicalResponse.Improved : NeurologicalResponse.Unchanged,
        };
    }

    // Of those of one day that the examination can be compared with, every one has to say the same.
    private NeurologicalResponse? Judge(Measured now, Measure[] alike, int none, ref bool undecided)
    {
        var (said, open) = (new HashSet<NeurologicalResponse?>(), false);
        foreach (var former in First(Before, now, alike))
        {
            foreach (var start in First(AtStart, now, alike)) said.Add(Judge(now, former, start, alike, none, ref open));
        }

        undecided |= open || said.Count > 1;
        return said.Count == 1 ? said.Single() : null;
    }

    // The first that compares, and those of its day of which nothing says which came first; null alone where none does.
    private static List<Measured?> First(IReadOnlyList<Measured> earlier, Measured now, Measure[] alike)
    {
        if (earlier.FirstOrDefault(one => Gained(one, now, alike) is not null) is not { } first) return [null];
        return
        [
            .. earlier.Where(one => one == first || (one.IsSameDay(first) && !one.IsBefore(first) && !first.IsBefore(one)
                && Gained(one, now, alike) is not null)),
        ];
    }

    private NeurologicalResponse? Judge(
        Measured now, Measured? former, Measured? start, Measure[] alike, int none, ref bool undecided)
    {
        var beforehand = former is null ? null : Gained(former, now, alike);
        var sinceStart = start is null ? null : Gained(start, now, alike);
        if (beforehand is { } kept ? kept >= -none : IsFull(now, alike) && sinceStart is not null)
        {
            var lost = sinceStart > none || (start is not null && Before.Any(earlier => Gained(earlier, start, alike) < -none));
            return lost ? NeurologicalResponse.Regained : NeurologicalResponse.NothingLost;
        }

        if (sinceStart is not { } gained)
        {
            // It is below what it was, and nothing says since when.
            undecided |= beforehand is not null;
            return null;
        }

        return gained < -none && !IsWithinError(start!, now, alike) ? NeurologicalResponse.Worse
            : gained > none ? NeurologicalResponse.Improved
            : NeurologicalResponse.Unchanged;
    }

    // Steps up since an earlier examination, in the first measure that both have.
    private static int? Gained(Measured earlier, Measured now, Measure[] alike)
    {
        foreach (var measure in alike)
        {
            if (Worsening.Steps(earlier, now, measure) is { } lost) return -lost;
        }

        return null;
    }

    // Whether a few points make a derived grade one worse.
    private static bool IsWithinError(Measured start, Measured now, Measure[] alike) => alike[0] == Measure.DerivedGrade
        && Worsening.Steps(start, now, Measure.DerivedGrade) == 1 && Worsening.IsWithinError(start, now);

    // Whether nothing is left to gain.
    private static bool IsFull(Measured now, Measure[] alike)
    {
        foreach (var measure in alike)
        {
            if (now[measure] is { } value) return value == Measured.Normal[measure];
        }

        return false;
    }

    // The last of several, all of one day; which that is stays open when the date of one is partial and it overlaps another.
    private static List<Measured> Last(List<Measured> all, ref bool open)
    {
        if (all.Count == 0) return all;
        var latest = all.Max(one => one.On.Earliest);
        var last = all.FindAll(one => one.On.Latest >= latest);
        open |= last.Count > 1 && last.Exists(one => !one.On.Span().IsExact);
        return last;
    }
}
