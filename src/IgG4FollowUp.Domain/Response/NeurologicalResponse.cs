using System.Collections.Immutable;
using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Therapy;

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

/// <summary>An examination in the measures that can be compared: AIS derived, AIS entered, UEMS, LEMS; null where not determined.</summary>
internal sealed record Measured(Guid EntryId, DaySpan On, int? Derived, int? Entered, int? Upper, int? Lower)
{
    private const int FullScore = 50;

    /// <summary>Nobody is known to have had a deficit before the disease.</summary>
    public static Measured Normal { get; } = new(Guid.Empty, default, (int)AsiaGrade.E, (int)AsiaGrade.E, FullScore, FullScore);

    public static Measured? Of(AsiaGradeRecorded entry)
    {
        var totals = entry.Examination is { } examination ? IsncsciTotals.Of(examination) : (IsncsciTotals?)null;
        var measured = new Measured(
            entry.EntryId, entry.AssessedOn.Span(), (int?)AsiaGrades.By(GradeMethod.Derived, entry),
            (int?)AsiaGrades.By(GradeMethod.Entered, entry), totals?.UpperExtremity, totals?.LowerExtremity);
        return (measured.Derived ?? measured.Entered ?? measured.Upper ?? measured.Lower) is null ? null : measured;
    }

    /// <summary>
    /// What was gained since an earlier examination in AIS, UEMS and LEMS; null where the two cannot be compared. Only grades of one
    /// method are.
    /// </summary>
    public int?[] Gained(Measured earlier) =>
        [Derived - earlier.Derived ?? Entered - earlier.Entered, Upper - earlier.Upper, Lower - earlier.Lower];

    /// <summary>Whether a measure, by its place in <see cref="Gained"/>, has nothing left to gain.</summary>
    public bool IsFull(int measure) => measure switch
    {
        0 => (Derived ?? Entered) == (int)AsiaGrade.E,
        1 => Upper == FullScore,
        _ => Lower == FullScore,
    };
}

/// <summary>The examinations around an event: before it, when treatment began, after.</summary>
/// <param name="Before">What the patient was like before the event; empty when that is not on record.</param>
/// <param name="AtStart">From the event to the first days of treatment: the deficit that the event brought.</param>
/// <param name="After">Later, and before the next recurrence; in order.</param>
/// <param name="OrderOpen">True when partial dates leave open where one of them belongs.</param>
internal sealed record Examinations(
    IReadOnlyList<Measured> Before, IReadOnlyList<Measured> AtStart, IReadOnlyList<Measured> After, bool OrderOpen)
{
    private const int Measures = 3;

    public static Examinations Around(
        ImmutableArray<Measured> all, TreatedEvent happened, DaySpan since, DaySpan? next, ResponseSettings settings, bool open)
    {
        List<Measured> before = [], atStart = [], after = [];
        var admission = DaySpans.Shift(since.Earliest, settings.AdmissionDays);
        foreach (var one in all.Where(one => one.On.HasBounds()))
        {
            if (next is { } recurred && one.On.Earliest >= recurred.Latest) continue;
            if (next is { } overlapping && one.On.Latest >= overlapping.Earliest) open = true;
            else if (happened.IsInitial ? one.On.Latest <= since.Earliest : one.On.Latest < happened.On.Earliest) before.Add(one);
            else if (one.On.Earliest > DaySpans.Shift(since.Latest, settings.AdmissionDays)) after.Add(one);
            else if (one.On.Latest <= admission && IsOfEvent(one.On)) atStart.Add(one);
            else open = true;
        }

        bool IsOfEvent(DaySpan on) => on.Earliest > since.Latest || (!happened.IsInitial && on.Earliest >= happened.On.Latest);

        var last = Last(before, ref open);
        return happened.IsInitial ? new([Measured.Normal], [.. last, .. atStart], after, open) : new(last, atStart, after, open);
    }

    /// <summary>What an examination after the start of treatment says; null when it can be compared with nothing.</summary>
    public NeurologicalResponse? Judge(Measured now, ResponseSettings settings)
    {
        var found = new List<NeurologicalResponse>(Measures);
        var undecided = false;
        for (var measure = 0; measure < Measures; measure++)
        {
            if (Judge(now, measure, measure == 0 ? 0 : settings.MotorPoints, ref undecided) is { } response) found.Add(response);
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

    private NeurologicalResponse? Judge(Measured now, int measure, int none, ref bool undecided)
    {
        var beforehand = Before.Select(earlier => now.Gained(earlier)[measure]).FirstOrDefault(gained => gained is not null);
        var sinceWorst = AtStart.Max(earlier => now.Gained(earlier)[measure]);
        var lost = AtStart.Any(worst => Before.Any(earlier => worst.Gained(earlier)[measure] < -none)) || sinceWorst > none;
        if (beforehand is { } kept ? kept >= -none : now.IsFull(measure) && sinceWorst is not null)
            return lost ? NeurologicalResponse.Regained : NeurologicalResponse.NothingLost;
        if (sinceWorst is not { } gainedSince)
        {
            // It is below what it was, and nothing says since when.
            undecided |= beforehand is not null;
            return null;
        }

        return gainedSince > none ? NeurologicalResponse.Improved
            : gainedSince < -none ? NeurologicalResponse.Worse
            : NeurologicalResponse.Unchanged;
    }

    // The last of several, all of one day; which that is stays open when the date of one is partial and it overlaps another.
    private static List<Measured> Last(List<Measured> all, ref bool open)
    {
        if (all.Count == 0) return all;
        var latest = all.Max(one => one.On.Earliest);
        var last = all.FindAll(one => one.On.Latest >= latest);
        open |= last.Count > 1 && last.Exists(one => !one.On.IsExact);
        return last;
    }
}
