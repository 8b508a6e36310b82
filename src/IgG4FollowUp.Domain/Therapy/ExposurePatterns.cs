using System.Collections.Immutable;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Therapy;

/// <summary>Pulses and interruptions, read off the courses.</summary>
internal static class ExposurePatterns
{
    public static ImmutableArray<SteroidInterruption> Interruptions(ImmutableArray<SteroidCourse> systemic)
    {
        var gaps = ImmutableArray.CreateBuilder<SteroidInterruption>();
        if (systemic.IsEmpty) return [];
        var (last, (earliest, latest)) = (systemic[0], systemic[0].LastDose);
        foreach (var course in systemic.AsSpan()[1..])
        {
            var most = course.FirstDose.Latest.DayNumber - earliest.DayNumber - 1;
            if (most >= 1)
            {
                var least = course.FirstDose.Earliest.DayNumber - latest.DayNumber - 1;
                gaps.Add(
                    new(last.CourseId, course.CourseId,
                        new(Math.Max(0, least), course.FirstDose.Latest == DateOnly.MaxValue ? null : most)));
            }

            if (course.LastDose.Latest >= latest) last = course;
            earliest = course.LastDose.Earliest > earliest ? course.LastDose.Earliest : earliest;
            latest = course.LastDose.Latest > latest ? course.LastDose.Latest : latest;
        }

        return gaps.ToImmutable();
    }

    public static ImmutableArray<SteroidPulse> Pulses(ImmutableArray<SteroidCourse> systemic, ExposureSettings settings)
    {
        var pulses = ImmutableArray.CreateBuilder<SteroidPulse>();
        var limit = Fraction.Of(settings.PulseMgPerDay);
        foreach (var course in systemic)
        {
            if (course is not { Route: SteroidRoute.Intravenous, Drug: { } drug }) continue;
            var steps = course.Dose.Steps;
            for (var first = 0; first < steps.Length; first++)
            {
                if (!Reaches(steps[first].Dose, limit)) continue;
                var after = first + 1;
                while (after < steps.Length && Reaches(steps[after].Dose, limit)) after++;
                if (Pulse(course, drug, steps[first..after], after < steps.Length ? steps[after].From : null, limit, settings) is { } pulse)
                    pulses.Add(pulse);
                first = after;
            }
        }

        return pulses.ToImmutable();
    }

    private static bool Reaches(DoseRange dose, Fraction limit) => dose.AtMost is { } most && most >= limit;

    private static SteroidPulse? Pulse(
        SteroidCourse course, Glucocorticoid drug, ImmutableArray<DoseStep> steps, DateOnly? end, Fraction limit, ExposureSettings settings)
    {
        var peak = steps.Max(step => step.Dose.AtMost!.Value);
        if (end is not { } after || steps[0].From == DateOnly.MinValue)
        {
            // An open course may become a pulse or a long treatment, and so may one without a start; it lasts a day at least.
            return new(course.CourseId, drug, peak, new(1, null), new(steps[0].Dose.AtLeast, null), Certain: false);
        }

        var last = after.AddDays(-1);
        // A course lasts a day at least, even when partial dates leave open which day.
        var days = new DayCount(
            Math.Max(1, course.Dose.DaysAtLeast(limit, steps[0].From, last).AtLeast), after.DayNumber - steps[0].From.DayNumber);
        return days.AtLeast > settings.PulseDays
            ? null
            : new(course.CourseId, drug, peak, days, course.Dose.Sum(steps[0].From, last), days.AtMost <= settings.PulseDays);
    }
}
