using System.Collections.Immutable;
using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Therapy;

/// <summary>What ended a course.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<CourseEnd>))]
public enum CourseEnd
{
    /// <summary>Nothing recorded: the course goes on as far as is known.</summary>
    Open,

    /// <summary>A recorded stop.</summary>
    Stopped,

    /// <summary>The patient's death.</summary>
    Death,

    /// <summary>Follow-up ended while it went on: it may have been stopped or changed on any later day.</summary>
    FollowUpEnded,
}

/// <summary>A glucocorticoid course with its dose over time.</summary>
public sealed record SteroidCourse
{
    /// <summary>Entry id of the start, which is the course's id.</summary>
    public required Guid CourseId { get; init; }

    /// <summary>Drug; null when not reported, and then no equivalent exists.</summary>
    public required Glucocorticoid? Drug { get; init; }

    /// <summary>Route.</summary>
    public required SteroidRoute Route { get; init; }

    /// <summary>Day of the first dose.</summary>
    public required DaySpan FirstDose { get; init; }

    /// <summary>Day of the last dose; without a bound while the course is open.</summary>
    public required DaySpan LastDose { get; init; }

    /// <summary>What ended it.</summary>
    public required CourseEnd EndedBy { get; init; }

    /// <summary>Entry id of the stop; null when none is recorded.</summary>
    public required Guid? StopId { get; init; }

    /// <summary>Its daily dose in milligrams of prednisone.</summary>
    [JsonIgnore]
    public required DoseSteps Dose { get; init; }

    /// <summary>
    /// True for the oral, intravenous and intramuscular routes, for which the equivalents hold. Local routes are recorded but
    /// count nothing (house default).
    /// </summary>
    /// <param name="route">The route.</param>
    public static bool IsSystemic(SteroidRoute route) =>
        route is SteroidRoute.Oral or SteroidRoute.Intravenous or SteroidRoute.Intramuscular;

    internal static SteroidCourse Of(
        SteroidCourseStarted start, List<SteroidDoseChanged>? changes, SteroidCourseStopped? stop, FollowUpEnded? end,
        PrednisoneEquivalents factors)
    {
        var firstEarliest = start.StartedOn.Earliest.DayNumber;
        var (endedBy, lastEarliest, lastLatest) = End(stop, end);
        var doses = new DatedDose[(changes?.Count ?? 0) + 1];
        var firstLatest = Math.Min(start.StartedOn.Latest.DayNumber, lastLatest);
        lastEarliest = Math.Max(lastEarliest, firstEarliest);

        // A change lies between start and stop, which narrows partial dates on both sides.
        for (var i = 1; i < doses.Length; i++)
        {
            var change = changes![i - 1];
            var earliest = Math.Max(change.ChangedOn.Earliest.DayNumber, firstEarliest);
            var latest = Math.Max(earliest, Math.Min(change.ChangedOn.Latest.DayNumber, lastLatest));
            doses[i] = new(earliest, latest, Equivalent(start.Drug, change.DailyDoseMg, factors));
            firstLatest = Math.Min(firstLatest, latest);
            lastEarliest = Math.Max(lastEarliest, earliest);
        }

        firstLatest = Math.Max(firstLatest, firstEarliest);
        lastLatest = Math.Max(lastLatest, lastEarliest);
        doses[0] = new(firstEarliest, firstLatest, Equivalent(start.Drug, start.DailyDoseMg, factors));
        return new()
        {
            CourseId = start.EntryId,
            Drug = start.Drug,
            Route = start.Route,
            FirstDose = Span(firstEarliest, firstLatest),
            LastDose = Span(lastEarliest, lastLatest),
            EndedBy = endedBy,
            StopId = stop?.EntryId,
            Dose = Steps(doses, lastEarliest, lastLatest),
        };
    }

    private static DaySpan Span(int earliest, int latest) => new(DateOnly.FromDayNumber(earliest), DateOnly.FromDayNumber(latest));

    private static (CourseEnd By, int Earliest, int Latest) End(SteroidCourseStopped? stop, FollowUpEnded? end)
    {
        var never = DateOnly.MaxValue.DayNumber;
        var died = end?.Reason == FollowUpEndReason.Died;
        if (stop is not null)
        {
            var latest = stop.LastDoseOn.Latest.DayNumber;
            return (CourseEnd.Stopped, stop.LastDoseOn.Earliest.DayNumber, died ? Math.Min(latest, end!.EndedOn.Latest.DayNumber) : latest);
        }

        return end is null ? (CourseEnd.Open, never, never)
            : died ? (CourseEnd.Death, end.EndedOn.Earliest.DayNumber, end.EndedOn.Latest.DayNumber)
            : (CourseEnd.FollowUpEnded, end.EndedOn.Earliest.DayNumber, never);
    }

    private static Fraction? Equivalent(Glucocorticoid? drug, decimal? milligrams, PrednisoneEquivalents factors) =>
        drug is { } known && milligrams is { } dose ? Fraction.Of(dose) * factors[known] : null;

    // The dose on a day is that of the last change on or before it. With partial dates several changes may be the last one:
    // all that began by then, except those that another change has certainly followed by then.
    private static DoseSteps Steps(DatedDose[] doses, int lastEarliest, int lastLatest)
    {
        Array.Sort(doses, 1, doses.Length - 1, DatedDose.ByEarliest);
        var steps = ImmutableArray.CreateBuilder<DoseStep>(doses.Length + 1);
        if (lastEarliest == lastLatest && AreOneByOne(doses))
        {
            foreach (var dose in doses)
                DoseSteps.Emit(steps, dose.Earliest, new(dose.Milligrams ?? Fraction.Zero, dose.Milligrams));
            if (lastLatest != DateOnly.MaxValue.DayNumber) DoseSteps.Emit(steps, lastLatest + 1, DoseRange.None);
            return new(steps.DrainToImmutable());
        }

        // Places among the doses, in order; the first one is that of the start.
        var candidates = new List<int> { 0 };
        var (next, follower) = (1, int.MinValue);
        foreach (var day in Breakpoints(doses, lastEarliest, lastLatest))
        {
            while (next < doses.Length && doses[next].Earliest <= day) candidates.Add(next++);
            foreach (var dose in candidates)
            {
                if (dose > 0 && doses[dose].Latest <= day) follower = Math.Max(follower, doses[dose].Earliest);
            }

            if (follower != int.MinValue && candidates[0] == 0) candidates.RemoveAt(0);
            for (var i = candidates.Count - 1; i >= 0; i--)
            {
                if (candidates[i] > 0 && doses[candidates[i]].Latest < follower) candidates.RemoveAt(i);
            }

            var mayBeOff = day < doses[0].Latest || day > lastEarliest;
            DoseSteps.Emit(steps, day, day > lastLatest ? DoseRange.None : Range(doses, candidates, mayBeOff));
        }

        return new(steps.DrainToImmutable());
    }

    // Whether the day of each is known, and no two are of one day: then each holds until the next.
    private static bool AreOneByOne(DatedDose[] doses)
    {
        for (var i = 0; i < doses.Length; i++)
        {
            if (doses[i].Earliest != doses[i].Latest || (i > 0 && doses[i].Earliest <= doses[i - 1].Earliest)) return false;
        }

        return true;
    }

    private static DoseRange Range(DatedDose[] doses, List<int> candidates, bool mayBeOff)
    {
        Fraction? least = null, most = null;
        var unknown = false;
        foreach (var candidate in candidates)
        {
            if (doses[candidate].Milligrams is not { } dose)
            {
                unknown = true;
                continue;
            }

            if (least is null || dose < least) least = dose;
            if (most is null || dose > most) most = dose;
        }

        return new(mayBeOff || unknown ? Fraction.Zero : least ?? Fraction.Zero, unknown ? null : most ?? Fraction.Zero);
    }

    private static List<int> Breakpoints(DatedDose[] doses, int lastEarliest, int lastLatest)
    {
        var days = new List<int>(2 * doses.Length + 2);
        foreach (var dose in doses)
        {
            days.Add(dose.Earliest);
            if (dose.Latest != dose.Earliest) days.Add(dose.Latest);
        }

        // Nothing follows the last day of the calendar.
        if (lastEarliest != DateOnly.MaxValue.DayNumber) days.Add(lastEarliest + 1);
        if (lastLatest != lastEarliest && lastLatest != DateOnly.MaxValue.DayNumber) days.Add(lastLatest + 1);
        days.Sort();
        var kept = 0;
        for (var i = 0; i < days.Count; i++)
        {
            if (i == 0 || days[i] != days[i - 1]) days[kept++] = days[i];
        }

        days.RemoveRange(kept, days.Count - kept);
        return days;
    }

    private readonly record struct DatedDose(int Earliest, int Latest, Fraction? Milligrams)
    {
        public static readonly Comparer<DatedDose> ByEarliest = Comparer<DatedDose>.Create((left, right) =>
            left.Earliest.CompareTo(right.Earliest));
    }
}
