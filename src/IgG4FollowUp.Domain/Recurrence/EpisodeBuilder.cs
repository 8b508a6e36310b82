using System.Collections.Immutable;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>A group of signs as an episode: when it was, and whether it counts.</summary>
/// <param name="Group">The signs.</param>
/// <param name="Ordinal">1 for the first of its status.</param>
/// <param name="Status">How sure it is.</param>
/// <param name="Interval">When it happened.</param>
internal sealed record EpisodeOutline(SignGroup Group, int Ordinal, EpisodeStatus Status, RecurrenceInterval Interval)
{
    public bool Counts => Status is EpisodeStatus.AsFound or EpisodeStatus.Confirmed;

    /// <summary>How it showed itself.</summary>
    public RecurrenceSigns Signs => Group.Signs.Aggregate(RecurrenceSigns.None, (signs, sign) => signs | sign.Kinds);
}

/// <summary>Describes a group of signs as an episode: when, where, and on what treatment.</summary>
internal static class EpisodeBuilder
{
    public static EpisodeOutline Outline(
        RecurrenceSettings settings, SignGroup group, int ordinal, EpisodeStatus status, DaySpan? formerBy, DaySpan? controlled)
    {
        DaySpan? first = null;
        foreach (var sign in group.Signs)
        {
            if (sign.By.HasBounds()) first = first is { } former ? DaySpans.First(former, sign.By) : sign.By;
        }

        var by = first ?? group.Signs[0].By;
        return new(group, ordinal, status, new(After(settings, group, by, formerBy, controlled), by));
    }

    public static Episode Describe(RecurrenceReading view, EpisodeOutline outline)
    {
        var (group, interval, by) = (outline.Group, outline.Interval, outline.Interval.By);
        var recorded = group.Signs.Select(sign => sign.Recorded).OfType<RecurrenceRecorded>().ToList();
        var studies = group.Signs.Select(sign => sign.Study).OfType<LesionImaged>().ToList();
        var pattern = recorded.Select(r => r.Pattern).Concat(studies.Select(s => s.Pattern)).FirstOrDefault(p => p is not null);
        var eve = by.HasBounds() ? by.Shift(-1) : (DaySpan?)null;
        return new()
        {
            Ordinal = outline.Ordinal,
            Status = outline.Status,
            Signs = outline.Signs,
            ConfirmedBy = group.Signs.Aggregate(Confirmations.None, (all, sign) => all | sign.ConfirmedBy),
            DisprovedOn = group.DisprovedOn,
            Entries = [.. group.Signs.Select(sign => sign.EntryId)],
            Interval = interval,
            ResolvedOn = EpisodeMerger.ResolvedOn(view, group),
            Levels = recorded.Select(r => r.Levels).Concat(studies.Select(s => s.Levels)).FirstOrDefault(l => l is not null),
            Pattern = pattern,
            PatternChange = pattern is { } to && eve is not null && PatternBefore(view.Reading, by) is { } from && from != to
                ? new(from, to)
                : null,
            PrednisoneMgPerDay = eve is { } days && !view.Exposure.Systemic.IsEmpty ? view.Exposure.Dose.Over(days) : null,
            StatedPrednisoneMgPerDay = recorded.Select(r => r.StatedPrednisoneMgPerDay).FirstOrDefault(dose => dose is not null),
            DaysSinceSteroidStop = eve is { } off ? SinceStop(view.Exposure, off, by) : null,
            SparingAgents = eve is null ? [] : Agents(view.Reading, by),
            AgentsInEffect = eve is { } before ? InEffect(view.Reading, before) : [],
            Caveats = [.. Caveats(view, group, recorded, interval)],
        };
    }

    private static DaySpan? After(RecurrenceSettings settings, SignGroup group, DaySpan by, DaySpan? formerBy, DaySpan? controlled)
    {
        DaySpan? earliest = null;
        foreach (var sign in group.Signs)
        {
            if (FreeBefore(sign.LastFree, by) is null) continue;
            var free = sign.LastFree!.Value;
            if (earliest is not { } former || free.Earliest < former.Earliest
                || (settings.OrderOfEntryDecidesNothing && free.Earliest == former.Earliest && free.Latest < former.Latest))
                earliest = free;
        }

        var last = FreeBefore(earliest, by);
        // The second recurrence came after the first, whatever was last examined.
        if (last is { } known && formerBy is { } first && known.Earliest < first.Earliest) last = FreeBefore(first, by) ?? last;
        // And after that had come under control.
        return settings.IntervalsBeginAtTheLastLook && FreeBefore(controlled, by) is { } since
            ? last is { } seen ? DaySpans.Last(seen, since) : since
            : last;
    }

    // L lies before R, which narrows a partial date of last freedom that overlaps the detection.
    private static DaySpan? FreeBefore(DaySpan? free, DaySpan by) => free is { } known && known.Earliest < by.Latest
        ? new DaySpan(known.Earliest, known.Latest < by.Latest ? known.Latest : DaySpans.Shift(by.Latest, -1))
        : null;

    private static LesionPattern? PatternBefore(ChartReading reading, DaySpan by) =>
        reading.Patterned.LastBefore(by) switch
        {
            LesionImaged study => study.Pattern,
            RecurrenceRecorded recurrence => recurrence.Pattern,
            _ => null,
        };

    private static DayCount? SinceStop(SteroidExposure exposure, DaySpan eve, DaySpan by)
    {
        DaySpan? last = null;
        foreach (var course in exposure.Systemic)
        {
            if (course.FirstDose.Earliest > eve.Latest) continue;
            if (course.EndedBy != CourseEnd.Stopped || !course.LastDose.IsCertainlyBefore(by)) return null;
            last = last is { } former ? DaySpans.Last(former, course.LastDose) : course.LastDose;
        }

        return last is { } stopped ? DaySpans.Days(stopped, by) : null;
    }

    private static ImmutableArray<AgentInUse> Agents(ChartReading reading, DaySpan by)
    {
        var agents = ImmutableArray.CreateBuilder<AgentInUse>();
        foreach (var start in reading.AgentStarts)
        {
            if (start.Indication == Indication.Other || start.StartedOn.Earliest >= by.Latest) continue;
            var stopped = reading.AgentEnds.GetValueOrDefault(start.EntryId)?.LastDoseOn;
            if (stopped is { } end && end.Latest < by.Earliest) continue;
            agents.Add(
                new(start.Agent, Certain: start.StartedOn.Latest < by.Earliest && (stopped is not { } last || last.Earliest >= by.Latest)));
        }

        return agents.ToImmutable();
    }

    private static ImmutableArray<AgentInUse> InEffect(ChartReading reading, DaySpan eve) =>
    [
        .. from agent in reading.Treatments.Agents.Select(use => use.Agent).Distinct()
           let acts = reading.Treatments.On(agent, eve)
           where acts != Determination.No
           select new AgentInUse(agent, Certain: acts == Determination.Yes),
    ];

    private static IEnumerable<EpisodeCaveat> Caveats(
        RecurrenceReading view, SignGroup group, List<RecurrenceRecorded> recorded, RecurrenceInterval interval)
    {
        if (recorded.Exists(recurrence => recurrence.Kinds.Count == 0) || group.Signs.TrueForAll(sign => sign.ConfirmedAtVisit))
            yield return EpisodeCaveat.KindNotReported;
        if (!interval.By.HasBounds()) yield return EpisodeCaveat.DateNotReported;
        else if (!interval.By.IsExact) yield return EpisodeCaveat.PartialDate;
        if (interval.After is null) yield return EpisodeCaveat.LastFreeNotReported;
        if (view.Settings.VisitsOfOneDayMayDisagree && group.Signs.Exists(sign => IsRuledOutThatDay(view, sign)))
            yield return EpisodeCaveat.VisitsDisagree;
        if (group.Signs.Exists(sign => sign.Study is { } study && view.IsOutweighing(study))) yield return EpisodeCaveat.StudiesDisagree;
    }

    private static bool IsRuledOutThatDay(RecurrenceReading view, Sign sign) => (sign.ConfirmedAtVisit || sign.Recorded is not null)
        && sign.By.IsExact && view.FreeVisits.AnyWithin(sign.By);
}
