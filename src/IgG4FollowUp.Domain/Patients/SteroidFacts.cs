using System.Collections.Immutable;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Patients;

/// <summary>What follows from glucocorticoid courses: doses, pulses, intervals without, and the dose at each recurrence.</summary>
internal static class SteroidFacts
{
    public static void Add(FactBook facts, PatientChart chart, TimelineSettings settings)
    {
        var exposure = SteroidExposure.Of(chart, settings.Factors, settings.Exposure);
        AddDoses(facts, chart, exposure);
        AddPulses(facts, exposure);
        AddFreeIntervals(facts, exposure);
        AddRecurrences(facts, chart, exposure);
    }

    private static void AddDoses(FactBook facts, PatientChart chart, SteroidExposure exposure)
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
            if (courses.TryGetValue(courseId, out var course)) facts.Add(Dose(entry, course, milligrams, exposure));
        }
    }

    private static SteroidDoseFact Dose(ClinicalEntry entry, SteroidCourse course, decimal? milligrams, SteroidExposure exposure)
    {
        var systemic = SteroidCourse.IsSystemic(course.Route);
        decimal? ownDose = milligrams == 0m ? 0m
            : systemic && milligrams is { } dose && course.Drug is { } drug ? (Fraction.Of(dose) * exposure.Factors[drug]).Round(2)
            : null;
        MgRange? total = null, cumulative = null;
        if (systemic && entry.Date.IsReported)
        {
            var (first, last) = (entry.Date.Earliest, entry.Date.Latest);
            var sum = exposure.CumulativeUntil(last);
            if (first == last) total = MgRange.Of(exposure.DoseOn(entry is SteroidCourseStopped ? last.AddDays(1) : first));
            else sum = sum with { AtLeast = exposure.CumulativeUntil(first).AtLeast };
            cumulative = MgRange.Of(sum);
        }

        return new(systemic, ownDose, total, cumulative, exposure.Factors.Id)
        {
            RestsOn = entry.EntryId == course.CourseId ? [entry.EntryId] : [entry.EntryId, course.CourseId],
        };
    }

    private static void AddPulses(FactBook facts, SteroidExposure exposure)
    {
        foreach (var pulse in exposure.Pulses)
        {
            var course = exposure.Systemic.First(c => c.CourseId == pulse.CourseId);
            facts.Add(new SteroidPulseFact(pulse.Peak.Round(2), pulse.Days, MgRange.Of(pulse.Cumulative), pulse.Certain, exposure.Factors.Id)
            {
                RestsOn = course.StopId is { } stop ? [course.CourseId, stop] : [course.CourseId],
            });
        }
    }

    private static void AddFreeIntervals(FactBook facts, SteroidExposure exposure)
    {
        if (exposure.Interruptions is var gaps && gaps.IsEmpty && exposure.SteroidFreeSince is null) return;
        var courses = exposure.Systemic.ToDictionary(course => course.CourseId);
        foreach (var (after, before, days) in gaps)
        {
            var former = courses[after];
            ImmutableArray<Guid> restsOn = former.StopId is { } stop ? [stop, before] : [before, after];
            facts.Add(Free(SteroidExposure.DayAfter(former.LastDose), days, restsOn));
        }

        if (exposure.SteroidFreeSince is { } since)
        {
            var last = exposure.Systemic.MaxBy(course => course.LastDose.Latest)!;
            facts.Add(Free(since, null, [last.StopId!.Value, last.CourseId]));
        }
    }

    private static SteroidFreeInterval Free(DaySpan since, DayCount? days, ImmutableArray<Guid> restsOn) => new(
        since.Earliest == DateOnly.MinValue ? null : since.Earliest,
        since.Latest == DateOnly.MaxValue ? null : since.Latest,
        days)
    {
        RestsOn = restsOn,
    };

    private static void AddRecurrences(FactBook facts, PatientChart chart, SteroidExposure exposure)
    {
        Dictionary<Guid, RecurrenceResolved>? resolutions = null;
        foreach (var entry in chart.Entries)
        {
            if (entry is RecurrenceResolved end) (resolutions ??= [])[end.RecurrenceId] = end;
        }

        var number = 0;
        foreach (var entry in chart.Entries)
        {
            if (entry is not RecurrenceRecorded recurrence) continue;
            RecurrenceResolved? resolved = null;
            resolutions?.TryGetValue(recurrence.EntryId, out resolved);
            var exact = recurrence.DetectedOn.Precision == DatePrecision.Day;
            facts.Add(new RecurrenceEpisode(
                ++number,
                resolved is null ? RecurrenceState.Open : RecurrenceState.Resolved,
                resolved?.ResolvedOn,
                FactBook.Days(recurrence.DetectedOn, resolved?.ResolvedOn),
                FactBook.Days(recurrence.LastKnownFreeOn, recurrence.DetectedOn),
                exact ? MgRange.Of(exposure.DoseOn(recurrence.DetectedOn.Earliest)) : null,
                exposure.Factors.Id)
            {
                RestsOn = resolved is null ? [recurrence.EntryId] : [recurrence.EntryId, resolved.EntryId],
            });
        }
    }
}
