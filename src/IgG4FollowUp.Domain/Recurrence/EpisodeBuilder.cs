using System.Collections.Immutable;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>Describes a group of signs as an episode: when, where, and on what treatment.</summary>
internal static class EpisodeBuilder
{
    public static Episode Build(ChartView view, SignGroup group, int ordinal, DaySpan? formerBy)
    {
        var by = group.Signs.Select(sign => sign.By).Where(span => span.HasBounds()).DefaultIfEmpty(group.Signs[0].By).Aggregate(DaySpans.First);
        var interval = new RecurrenceInterval(After(group, by, formerBy), by);
        var recorded = group.Signs.Select(sign => sign.Recorded).OfType<RecurrenceRecorded>().ToList();
        var studies = group.Signs.Select(sign => sign.Study).OfType<LesionImaged>().ToList();
        var pattern = recorded.Select(r => r.Pattern).Concat(studies.Select(s => s.Pattern)).FirstOrDefault(p => p is not null);
        var eve = by.HasBounds() ? by.Shift(-1) : (DaySpan?)null;
        return new()
        {
            Ordinal = ordinal,
            Signs = group.Signs.Aggregate(RecurrenceSigns.None, (signs, sign) => signs | sign.Kinds),
            ConfirmedBy = group.Signs.Aggregate(Confirmations.None, (all, sign) => all | sign.ConfirmedBy),
            Entries = [.. group.Signs.Select(sign => sign.EntryId)],
            Interval = interval,
            ResolvedOn = EpisodeMerger.Resolutions(view, group).Select(day => (DaySpan?)day).FirstOrDefault(),
            Levels = recorded.Select(r => r.Levels).Concat(studies.Select(s => s.Levels)).FirstOrDefault(l => l is not null),
            Pattern = pattern,
            PatternChange = pattern is { } to && eve is not null && PatternBefore(view.Chart, by) is { } from && from != to ? new(from, to) : null,
            PrednisoneMgPerDay = eve is { } days && !view.Exposure.Systemic.IsEmpty ? view.Exposure.Dose.Over(days) : null,
            StatedPrednisoneMgPerDay = recorded.Select(r => r.StatedPrednisoneMgPerDay).FirstOrDefault(dose => dose is not null),
            DaysSinceSteroidStop = eve is { } off ? SinceStop(view.Exposure, off, by) : null,
            SparingAgents = eve is null ? [] : Agents(view.Chart, by),
            Caveats = [.. Caveats(group, recorded, interval)],
        };
    }

    private static DaySpan? After(SignGroup group, DaySpan by, DaySpan? formerBy)
    {
        // L lies before R, which narrows a partial date of last freedom that overlaps the detection.
        DaySpan? Before(DaySpan? free) => free is { } known && known.Earliest < by.Latest
            ? new DaySpan(known.Earliest, known.Latest < by.Latest ? known.Latest : DaySpans.Shift(by.Latest, -1))
            : null;
        var free = Before(RecordedSigns.Earliest(group.Signs.Select(sign => sign.LastFree).Where(day => Before(day) is not null)));
        // The second recurrence came after the first, whatever was last examined.
        return free is { } known && formerBy is { } former && known.Earliest < former.Earliest ? Before(former) ?? free : free;
    }

    private static LesionPattern? PatternBefore(PatientChart chart, DaySpan by)
    {
        LesionPattern? pattern = null;
        foreach (var entry in chart.Entries)
        {
            var seen = entry switch { LesionImaged study => study.Pattern, RecurrenceRecorded recurrence => recurrence.Pattern, _ => null };
            if (seen is not null && entry.Date.Latest < by.Earliest) pattern = seen;
        }

        return pattern;
    }

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

    private static ImmutableArray<AgentInUse> Agents(PatientChart chart, DaySpan by)
    {
        var agents = ImmutableArray.CreateBuilder<AgentInUse>();
        foreach (var start in chart.Of<SparingAgentStarted>().Where(start => start.Indication != Indication.Other))
        {
            var stopped = chart.Of<SparingAgentStopped>().FirstOrDefault(stop => stop.TreatmentId == start.EntryId)?.LastDoseOn;
            if (start.StartedOn.Earliest >= by.Latest || (stopped is { } end && end.Latest < by.Earliest)) continue;
            agents.Add(new(start.Agent, Certain: start.StartedOn.Latest < by.Earliest && (stopped is not { } last || last.Earliest >= by.Latest)));
        }

        return agents.ToImmutable();
    }

    private static IEnumerable<EpisodeCaveat> Caveats(SignGroup group, List<RecurrenceRecorded> recorded, RecurrenceInterval interval)
    {
        if (recorded.Exists(recurrence => recurrence.Kinds.Count == 0) || group.Signs.TrueForAll(sign => sign.ConfirmedAtVisit)) yield return EpisodeCaveat.KindNotReported;
        if (!interval.By.HasBounds()) yield return EpisodeCaveat.DateNotReported;
        else if (!interval.By.IsExact) yield return EpisodeCaveat.PartialDate;
        if (interval.After is null) yield return EpisodeCaveat.LastFreeNotReported;
    }
}
