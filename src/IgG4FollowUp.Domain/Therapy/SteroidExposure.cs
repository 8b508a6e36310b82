using System.Collections.Immutable;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Therapy;

/// <summary>
/// Exposure to systemic glucocorticoids in milligrams of prednisone, as a function of time. Pure and exact: no clock, no
/// rounding. A dose holds from its first day; the last dose counts. Nothing is invented about partial dates: a result that
/// depends on them is a range, <see cref="Caveats"/> says why.
/// </summary>
public sealed class SteroidExposure
{
    private readonly ExposureSettings _settings;

    private SteroidExposure(
        PrednisoneEquivalents factors, ExposureSettings settings, ImmutableArray<SteroidCourse> systemic,
        ImmutableArray<SteroidCourse> local,
        ImmutableArray<ExposureCaveat> caveats)
    {
        (Factors, _settings, Systemic, Local, Caveats) = (factors, settings, systemic, local, caveats);
        Dose = DoseSteps.Add([.. systemic.Select(course => course.Dose)]);
    }

    /// <summary>The table of equivalents in use; print its id next to every dose.</summary>
    public PrednisoneEquivalents Factors { get; }

    /// <summary>Systemic courses by first possible day; concurrent ones add up.</summary>
    public ImmutableArray<SteroidCourse> Systemic { get; }

    /// <summary>Courses by a local route; they count nothing.</summary>
    public ImmutableArray<SteroidCourse> Local { get; }

    /// <summary>What keeps the exposure from being exact, systemic courses only.</summary>
    public ImmutableArray<ExposureCaveat> Caveats { get; }

    /// <summary>The daily dose of all systemic courses together.</summary>
    public DoseSteps Dose { get; }

    /// <summary>Exposure of a patient.</summary>
    /// <param name="chart">The patient's chart.</param>
    /// <param name="factors">Table of equivalents; the house default when null.</param>
    /// <param name="settings">Limits; the house defaults when null.</param>
    public static SteroidExposure Of(PatientChart chart, PrednisoneEquivalents? factors = null, ExposureSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(chart);
        return Of([.. chart.Of<SteroidCourseStarted>()], chart.Of<SteroidDoseChanged>(), chart.Of<SteroidCourseStopped>(), chart.End,
            factors, settings);
    }

    /// <summary>Exposure by some courses.</summary>
    /// <param name="starts">Their starts, in clinical order.</param>
    /// <param name="doses">Changes of dose, in clinical order; those of other courses count nothing.</param>
    /// <param name="ends">Stops, in clinical order; those of other courses count nothing.</param>
    /// <param name="end">The end of follow-up in force.</param>
    /// <param name="factors">Table of equivalents; the house default when null.</param>
    /// <param name="settings">Limits; the house defaults when null.</param>
    internal static SteroidExposure Of(
        List<SteroidCourseStarted> starts, IEnumerable<SteroidDoseChanged> doses, IEnumerable<SteroidCourseStopped> ends,
        FollowUpEnded? end,
        PrednisoneEquivalents? factors = null, ExposureSettings? settings = null)
    {
        factors ??= PrednisoneEquivalents.HouseDefault;
        settings ??= ExposureSettings.HouseDefault;
        if (starts.Count == 0) return new(factors, settings, [], [], []);
        var changes = new Dictionary<Guid, List<SteroidDoseChanged>>(starts.Count);
        foreach (var change in doses)
        {
            if (changes.TryGetValue(change.CourseId, out var others)) others.Add(change);
            else changes[change.CourseId] = [change];
        }

        var stops = new Dictionary<Guid, SteroidCourseStopped>(starts.Count);
        foreach (var stop in ends) stops[stop.CourseId] = stop;
        var systemic = ImmutableArray.CreateBuilder<SteroidCourse>();
        var local = ImmutableArray.CreateBuilder<SteroidCourse>();
        var caveats = ImmutableArray.CreateBuilder<ExposureCaveat>();
        foreach (var start in starts)
        {
            changes.TryGetValue(start.EntryId, out var own);
            stops.TryGetValue(start.EntryId, out var stop);
            var course = SteroidCourse.Of(start, own, stop, end, factors);
            if (!SteroidCourse.IsSystemic(start.Route))
            {
                local.Add(course);
                continue;
            }

            systemic.Add(course);
            ExposureCaveats.Add(caveats, start, own, stop, course.EndedBy);
        }

        return new(factors, settings, systemic.ToImmutable(), local.ToImmutable(), caveats.ToImmutable());
    }

    /// <summary>The dose on a day, mg of prednisone.</summary>
    /// <param name="day">The day.</param>
    public DoseRange DoseOn(DateOnly day) => Dose.On(day);

    /// <summary>The cumulative dose of an interval, mg of prednisone.</summary>
    /// <param name="from">First day.</param>
    /// <param name="to">Last day, inclusive.</param>
    public DoseRange Cumulative(DateOnly from, DateOnly to) => Dose.Sum(from, to);

    /// <summary>The cumulative dose since ever; its upper bound is not determinable when no start date is reported.</summary>
    /// <param name="day">Last day, inclusive.</param>
    public DoseRange CumulativeUntil(DateOnly day) => Until(Dose, day);

    internal static DoseRange Until(DoseSteps dose, DateOnly day)
    {
        var sum = dose.Sum(DateOnly.MinValue, day);
        return dose.On(DateOnly.MinValue) == DoseRange.None ? sum : sum with { AtMost = null };
    }

    /// <summary>Whether any systemic glucocorticoid was taken on a day, at a known dose or not.</summary>
    /// <param name="day">The day.</param>
    public Determination TreatedOn(DateOnly day)
    {
        var answer = Determination.No;
        foreach (var course in Systemic)
        {
            if (day >= course.FirstDose.Latest && day <= course.LastDose.Earliest) return Determination.Yes;
            if (day >= course.FirstDose.Earliest && day <= course.LastDose.Latest) answer = Determination.NotDeterminable;
        }

        return answer;
    }

    /// <summary>Day of the first systemic dose; null when none was given.</summary>
    public DaySpan? FirstStart
    {
        get
        {
            DaySpan? first = null;
            foreach (var course in Systemic)
            {
                var (earliest, latest) = course.FirstDose;
                first = first is not { } f
                    ? course.FirstDose
                    : new(earliest < f.Earliest ? earliest : f.Earliest, latest < f.Latest ? latest : f.Latest);
            }

            return first;
        }
    }

    /// <summary>Last dose of the systemic course that was stopped last; null when none was.</summary>
    public DaySpan? LastStop
    {
        get
        {
            DaySpan? last = null;
            foreach (var course in Systemic)
            {
                if (course.EndedBy != CourseEnd.Stopped) continue;
                var (earliest, latest) = course.LastDose;
                last = last is not { } l
                    ? course.LastDose
                    : new(earliest > l.Earliest ? earliest : l.Earliest, latest > l.Latest ? latest : l.Latest);
            }

            return last;
        }
    }

    /// <summary>
    /// First day without systemic glucocorticoid since the last stop; null when none was given or a course was not stopped.
    /// </summary>
    public DaySpan? SteroidFreeSince =>
        LastStop is { } last && Systemic.All(course => course.EndedBy == CourseEnd.Stopped) ? DayAfter(last) : null;

    /// <summary>Gaps between systemic courses, in order.</summary>
    public ImmutableArray<SteroidInterruption> Interruptions => ExposurePatterns.Interruptions(Systemic);

    /// <summary>Short intravenous high-dose treatments, by course.</summary>
    public ImmutableArray<SteroidPulse> Pulses => ExposurePatterns.Pulses(Systemic, _settings);

    internal static DaySpan DayAfter(DaySpan day) => new(Next(day.Earliest), Next(day.Latest));

    private static DateOnly Next(DateOnly day) => day == DateOnly.MaxValue ? day : day.AddDays(1);
}
