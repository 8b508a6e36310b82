using System.Collections.Immutable;

namespace IgG4FollowUp.Statistics;

/// <summary>A stretch of a person's course, such as a drug being taken.</summary>
/// <param name="Kind">What lasts: one kind is one colour.</param>
/// <param name="Start">When it begins, in the unit of the analysis; may be before time zero.</param>
/// <param name="End">When it ends; null while it lasts.</param>
public readonly record struct SwimmerInterval(string Kind, double Start, double? End);

/// <summary>A moment of a person's course, such as a recurrence.</summary>
/// <param name="Kind">What happened: one kind is one symbol.</param>
/// <param name="Time">In the unit of the analysis.</param>
public readonly record struct SwimmerMark(string Kind, double Time);

/// <summary>One person's course as one lane of a swimmer plot.</summary>
/// <param name="Key">Identifies the person within the plot.</param>
/// <param name="Start">When observation began.</param>
/// <param name="End">When observation ended, or was last known to go on; not before <paramref name="Start"/>.</param>
/// <param name="Ongoing">True when the person was still followed at <paramref name="End"/>: the lane ends in an arrow.</param>
/// <param name="Intervals">Stretches.</param>
/// <param name="Marks">Moments.</param>
public sealed record SwimmerLane(
    string Key, double Start, double End, bool Ongoing,
    ImmutableArray<SwimmerInterval> Intervals, ImmutableArray<SwimmerMark> Marks);

/// <summary>Prepares the data of a swimmer plot: one horizontal lane per person, with intervals and events.</summary>
public static class Swimmer
{
    /// <summary>
    /// Lanes ready to draw: the longest observed first, then by key; stretches of a kind that overlap or touch joined, cut
    /// to the lane and closed at its end; marks by time. A mark outside its lane is kept: what happened is never hidden.
    /// </summary>
    /// <param name="lanes">Lanes in any order.</param>
    /// <exception cref="ArgumentException">A lane or an interval ends before it starts, or a time is not finite.</exception>
    public static ImmutableArray<SwimmerLane> Arrange(IEnumerable<SwimmerLane> lanes) =>
    [
        .. lanes.Select(Arranged)
            .OrderByDescending(lane => lane.End - lane.Start)
            .ThenBy(lane => lane.Key, StringComparer.Ordinal),
    ];

    private static SwimmerLane Arranged(SwimmerLane lane)
    {
        if (!double.IsFinite(lane.Start) || !double.IsFinite(lane.End) || lane.End < lane.Start)
            throw new ArgumentException($"Lane {lane.Key} ends before it starts: {lane.Start} to {lane.End}.");
        if (lane.Intervals.Any(i => !double.IsFinite(i.Start) || (i.End is { } end && !(end >= i.Start && double.IsFinite(end)))))
            throw new ArgumentException($"An interval of lane {lane.Key} ends before it starts.");
        if (lane.Marks.Any(m => !double.IsFinite(m.Time)))
            throw new ArgumentException($"A mark of lane {lane.Key} has no finite time.");
        return lane with
        {
            Intervals =
            [
                .. lane.Intervals.GroupBy(i => i.Kind, StringComparer.Ordinal)
                    .SelectMany(kind => Joined(kind, lane))
                    .OrderBy(i => i.Start).ThenBy(i => i.Kind, StringComparer.Ordinal),
            ],
            Marks = [.. lane.Marks.OrderBy(m => m.Time).ThenBy(m => m.Kind, StringComparer.Ordinal)],
        };
    }

    private static IEnumerable<SwimmerInterval> Joined(IEnumerable<SwimmerInterval> ofOneKind, SwimmerLane lane)
    {
        SwimmerInterval? open = null;
        foreach (var interval in ofOneKind.OrderBy(i => i.Start))
        {
            var cut = interval with
            {
                Start = Math.Max(interval.Start, lane.Start),
                End = Math.Min(interval.End ?? lane.End, lane.End),
            };
            if (cut.End < cut.Start)
                continue;
            if (open is { } previous && cut.Start <= previous.End)
            {
                open = previous with { End = Math.Max(previous.End!.Value, cut.End!.Value) };
                continue;
            }

            if (open is { } done)
                yield return done;
            open = cut;
        }

        if (open is { } last)
            yield return last;
    }
}
