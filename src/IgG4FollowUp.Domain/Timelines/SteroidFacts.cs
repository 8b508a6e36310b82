using System.Collections.Immutable;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Timelines;

/// <summary>What follows from glucocorticoid courses: doses, pulses, intervals without, and the dose at each recurrence.</summary>
internal static class SteroidFacts
{
    public static void Add(TimelineFacts facts, ChartReading reading, TimelineSettings settings)
    {
        var chart = reading.Chart;
        var exposure = SteroidExposure.Of(
            reading.CourseStarts, reading.DoseChanges, reading.CourseStops, reading.End, settings.Factors, settings.Exposure);
        var behind = new DoseSources(chart, exposure);
        AddDoses(facts, chart, exposure, behind);
        AddPulses(facts, exposure, behind);
        AddFreeIntervals(facts, exposure, behind);
        AddRecurrences(facts, chart, exposure, behind);
    }

    private static void AddDoses(TimelineFacts facts, PatientChart chart, SteroidExposure exposure, DoseSources behind)
    {
        if (exposure.Systemic.IsEmpty && exposure.Local.IsEmpty) return;
        var courses = new Dictionary<Guid, SteroidCourse>(exposure.Systemic.Length + exposure.Local.Length);
        foreach (var course in exposure.Systemic) courses[course.CourseId] = course;
        foreach (var course in exposure.Local) courses[course.CourseId] = course;
        foreach (var entry in chart.Entries)
        {
            var (courseId, milligrams) = entry switch
            {
                SteroidCourseStarted start => (start.EntryId, start.DailyDoseMg),
                SteroidDoseChanged change => (change.CourseId, change.DailyDoseMg),
                SteroidCourseStopped stop => (stop.CourseId, 0m),
                _ => (Guid.Empty, default(decimal?)),
            };
            if (courses.TryGetValue(courseId, out var course)) facts.Add(Dose(entry, course, milligrams, chart, exposure, behind));
        }
    }

    private static SteroidDoseFact Dose(
        ClinicalEntry entry, SteroidCourse course, decimal? milligrams, PatientChart chart, SteroidExposure exposure, DoseSources behind)
    {
        var systemic = SteroidCourse.IsSystemic(course.Route);
        decimal? ownDose = milligrams == 0m ? 0m
            : systemic && milligrams is { } dose && course.Drug is { } drug ? (Fraction.Of(dose) * exposure.Factors[drug]).Round(2)
            : null;
        MgRange? total = null, cumulative = null;
        IEnumerable<Guid> restsOn = [entry.EntryId, course.CourseId];
        if (systemic && entry.Date.IsReported)
        {
            var (first, last) = (entry.Date.Earliest, entry.Date.Latest);
            var day = entry is SteroidCourseStopped ? last.AddDays(1) : first;
            if (first == last) total = MgRange.Of(exposure.DoseOn(day));
            cumulative = MgRange.Of(first != last && entry is SteroidCourseStarted start
                ? SumAtStart(start, course, chart, exposure)
                : exposure.CumulativeUntil(last) with { AtLeast = exposure.CumulativeUntil(first).AtLeast });
            restsOn = [.. restsOn, .. behind.SumUntil(last), .. first == last ? behind.DoseOn(day) : []];
        }

        return new(systemic, ownDose, total, cumulative, exposure.Factors.Id)
        {
            RestsOn = [.. restsOn.Distinct()],
        };
    }

    // On the day of its first dose a course has given the dose of one day, whichever day a partial date means. A change that may be of that
    // day may have set it.
    private static DoseRange SumAtStart(SteroidCourseStarted start, SteroidCourse course, PatientChart chart, SteroidExposure exposure)
    {
        var own = chart.Of<SteroidDoseChanged>()
            .Where(change => change.CourseId == start.EntryId && change.ChangedOn.Earliest <= course.FirstDose.Latest)
            .Select(change => change.DailyDoseMg).Prepend(start.DailyDoseMg)
            .Select(milligrams =>
                milligrams is { } dose && course.Drug is { } drug ? Fraction.Of(dose) * exposure.Factors[drug] : (Fraction?)null).ToList();
        var others = DoseSteps.Add([.. exposure.Systemic.Where(other => other.CourseId != course.CourseId).Select(other => other.Dose)]);
        var before = SteroidExposure.Until(others, course.FirstDose.Earliest);
        var until = SteroidExposure.Until(others, course.FirstDose.Latest);
        var known = own.OfType<Fraction>().ToList();
        return new(
            before.AtLeast + (known.Count < own.Count ? Fraction.Zero : known.Aggregate((least, dose) => dose < least ? dose : least)),
            known.Count < own.Count ? null : until.AtMost + known.Aggregate((most, dose) => dose > most ? dose : most));
    }

    private static void AddPulses(TimelineFacts facts, SteroidExposure exposure, DoseSources behind)
    {
        foreach (var pulse in exposure.Pulses)
        {
            var course = exposure.Systemic.First(c => c.CourseId == pulse.CourseId);
            facts.Add(
                new SteroidPulseFact(pulse.Peak.Round(2), pulse.Days, MgRange.Of(pulse.Cumulative), pulse.Certain, exposure.Factors.Id)
                {
                    RestsOn = [.. new[] { course.CourseId, course.StopId }.OfType<Guid>(), .. behind.Ending([course], DateOnly.MaxValue)],
                });
        }
    }

    private static void AddFreeIntervals(TimelineFacts facts, SteroidExposure exposure, DoseSources behind)
    {
        if (exposure.Interruptions is var gaps && gaps.IsEmpty && exposure.SteroidFreeSince is null) return;
        var courses = exposure.Systemic.ToDictionary(course => course.CourseId);
        foreach (var (after, before, days) in gaps)
        {
            var former = courses[after];
            ImmutableArray<Guid> restsOn = former.StopId is { } stop ? [stop, before, after] : [before, after];
            var earlier = exposure.Systemic.TakeWhile(course => course.CourseId != before).ToList();
            facts.Add(Free(SteroidExposure.DayAfter(former.LastDose), days, [.. restsOn.Concat(behind.Ends(earlier)).Distinct()]));
        }

        if (exposure.SteroidFreeSince is { } since)
        {
            var last = exposure.Systemic.MaxBy(course => course.LastDose.Latest)!;
            facts.Add(
                Free(since, null, [.. new[] { last.StopId!.Value, last.CourseId }.Concat(behind.Ends(exposure.Systemic)).Distinct()]));
        }
    }

    private static SteroidFreeInterval Free(DaySpan since, DayCount? days, ImmutableArray<Guid> restsOn) => new(
        since.Earliest == DateOnly.MinValue ? null : since.Earliest,
        since.Latest == DateOnly.MaxValue ? null : since.Latest,
        days)
    {
        RestsOn = restsOn,
    };

    private static void AddRecurrences(TimelineFacts facts, PatientChart chart, SteroidExposure exposure, DoseSources behind)
    {
        Dictionary<Guid, RecurrenceResolved>? resolutions = null;
        foreach (var entry in chart.Entries)
        {
            if (entry is RecurrenceResolved end) (resolutions ??= [])[end.RecurrenceId] = end;
        }

        var recurrences = new List<Guid>();
        foreach (var entry in chart.Entries)
        {
            if (entry is not RecurrenceRecorded recurrence) continue;
            RecurrenceResolved? resolved = null;
            resolutions?.TryGetValue(recurrence.EntryId, out resolved);
            var exact = recurrence.DetectedOn.Precision == DatePrecision.Day;
            IEnumerable<Guid> restsOn = [recurrence.EntryId, .. resolved is null ? [] : new[] { resolved.EntryId }, .. recurrences];
            recurrences.Add(recurrence.EntryId);
            facts.Add(new RecurrenceEpisode(
                recurrences.Count,
                resolved is null ? RecurrenceState.Open : RecurrenceState.Resolved,
                resolved?.ResolvedOn,
                TimelineFacts.Days(recurrence.DetectedOn, resolved?.ResolvedOn),
                TimelineFacts.Days(recurrence.LastKnownFreeOn, recurrence.DetectedOn),
                exact ? MgRange.Of(exposure.DoseOn(recurrence.DetectedOn.Earliest)) : null,
                exposure.Factors.Id)
            {
                RestsOn = [.. restsOn, .. exact ? behind.DoseOn(recurrence.DetectedOn.Earliest) : []],
            });
        }
    }
}
