using System.Collections.Immutable;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>
/// A stretch in which whatever was looked at was quiet. It is less than a remission: perhaps only an examination or only a study was done,
/// a lesion still enhances, or the dose was high. What had come back has been seen quiet itself: a lesion on MRI, a deficit at an
/// examination, or either by a visit in person that ruled recurrence out.
/// </summary>
/// <param name="Since">Day of the first quiet look.</param>
/// <param name="LastSeen">Day of the last one.</param>
/// <param name="EndedOn">Day on which something active was seen; null while none was.</param>
/// <param name="EntryId">The entry of the first look.</param>
public sealed record QuietInterval(DaySpan Since, DaySpan LastSeen, DaySpan? EndedOn, Guid EntryId)
{
    /// <summary>True where what ended it is only suspected.</summary>
    public bool EndIsSuspected { get; init; }
}

/// <summary>A remission under one of the definitions in use.</summary>
/// <param name="Definition">The definition.</param>
/// <param name="Number">1 for the first under it.</param>
/// <param name="Remission">When it was established, and what ended it.</param>
public sealed record DefinedRemission(RemissionDefinition Definition, int Number, Remission Remission);

/// <summary>How long the disease was quiet after treatment began, and what of it was remission by which definition.</summary>
/// <param name="Intervals">Quiet intervals, in order.</param>
/// <param name="Remissions">Remissions, by definition and in order.</param>
public sealed record QuietCourse(ImmutableArray<QuietInterval> Intervals, ImmutableArray<DefinedRemission> Remissions)
{
    /// <summary>Reads it from a chart, under the primary definition of recurrence.</summary>
    /// <param name="reading">The chart, read.</param>
    public static QuietCourse Of(ChartReading reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        return reading.Recurrence(RecurrenceDefinition.Composite).Quiet;
    }

    internal static QuietCourse Of(RecurrenceReading view, IReadOnlyList<EpisodeOutline> episodes)
    {
        if (view.Treatment is not { } treatment) return new([], []);
        var looks = Recurrence.Remissions.Looks(view, episodes);
        return new(
            Between(view, looks, treatment),
            [
                .. from definition in RemissionDefinition.Current
                   from found in Recurrence.Remissions.LookedAt(view, looks, treatment, definition).Index()
                   select new DefinedRemission(definition, found.Index + 1, found.Item),
            ]);
    }

    private static ImmutableArray<QuietInterval> Between(RecurrenceReading view, List<Look> looks, DaySpan treatment)
    {
        var intervals = ImmutableArray.CreateBuilder<QuietInterval>();
        var active = treatment;
        var still = default(StillActive);
        QuietInterval? open = null;
        foreach (var look in looks)
        {
            if (!look.Quiet)
            {
                if (open is not null) intervals.Add(open with { EndedOn = look.Day, EndIsSuspected = look.Suspected });
                (active, open) = (DaySpans.Last(active, look.Day), null);
                if (Recurrence.Remissions.AsksAgain(view, look, treatment)) still.Take(look);
            }
            else if (look.Day.Earliest > active.Latest)
            {
                still.Take(look);
                if (still.Any) continue;
                open = open is null
                    ? new(look.Day, look.Day, null, look.EntryId)
                    : open with { Since = DaySpans.First(open.Since, look.Day), LastSeen = DaySpans.Last(open.LastSeen, look.Day) };
            }
        }

        if (open is not null) intervals.Add(open);
        return intervals.ToImmutable();
    }
}
