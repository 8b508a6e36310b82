using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Course;

/// <summary>What somebody is exposed to.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ExposureKind>))]
public enum ExposureKind
{
    /// <summary>An operation that was more than taking tissue; it never ends.</summary>
    Surgery,

    /// <summary>Systemic glucocorticoid at one dose, all courses together.</summary>
    Glucocorticoid,

    /// <summary>A steroid-sparing agent.</summary>
    SparingAgent,
}

/// <summary>A stretch of treatment of this disease.</summary>
/// <param name="Kind">What was given.</param>
/// <param name="Agent">The steroid-sparing agent; null for other kinds.</param>
/// <param name="Starts">First day; without bounds when no date is given.</param>
/// <param name="Stops">Last day on which it acts; null for an operation, and while it goes on.</param>
/// <param name="PrednisoneMgPerDay">Daily dose of systemic glucocorticoid, mg of prednisone; null for other kinds.</param>
public sealed record TreatmentStretch(
    ExposureKind Kind, SparingAgent? Agent, DaySpan Starts, DaySpan? Stops, DoseRange? PrednisoneMgPerDay);

/// <summary>Treatment of this disease as stretches of time, so that whoever analyses it reconstructs nothing.</summary>
public static class TreatmentStretches
{
    /// <summary>
    /// Operations, then glucocorticoid, then agents, each by first possible day. A dose whose dates are partial is a stretch of the days on
    /// which it may have been, with bounds of the dose; days certainly without glucocorticoid have no stretch. An agent that may have worn
    /// off between two doses has a stretch for each: the first ends, and the second begins, no earlier than it must have worn off and no
    /// later than it certainly acted again.
    /// </summary>
    /// <param name="treatments">What was given for this disease.</param>
    public static IEnumerable<TreatmentStretch> Of(DiseaseTreatments treatments)
    {
        ArgumentNullException.ThrowIfNull(treatments);
        foreach (var surgery in treatments.Begun.Where(one => one.Kind == TreatmentKind.Surgery).OrderBy(one => one.BegunOn.Earliest))
            yield return new(ExposureKind.Surgery, null, surgery.BegunOn, null, null);
        var steps = treatments.Dose.Steps;
        for (var i = 0; i < steps.Length; i++)
        {
            if (steps[i].Dose == DoseRange.None) continue;
            DaySpan? stops = i + 1 < steps.Length && steps[i + 1].From.AddDays(-1) is var last ? new(last, last) : null;
            // What has no date may have been given from the first day on.
            var starts = new DaySpan(steps[i].From, steps[i].From == DateOnly.MinValue ? DateOnly.MaxValue : steps[i].From);
            yield return new(ExposureKind.Glucocorticoid, null, starts, stops, steps[i].Dose);
        }

        foreach (var use in treatments.Agents.OrderBy(use => use.From.Earliest))
        {
            foreach (var (from, until) in Stretches(use))
                yield return new(ExposureKind.SparingAgent, use.Agent, from, until.Earliest == DateOnly.MaxValue ? null : until, null);
        }
    }

    // Where it may have worn off between two stretches in which it certainly acted, each has an end and a beginning of its own.
    private static IEnumerable<(DaySpan From, DaySpan Until)> Stretches(AgentUse use)
    {
        var (from, acted) = (use.From, (DateOnly?)null);
        foreach (var certain in use.Certain.OrderBy(stretch => stretch.Earliest))
        {
            if (acted is { } last && DaySpans.Shift(last, 1) < certain.Earliest)
            {
                yield return (from, new(last, DaySpans.Shift(certain.Earliest, -1)));
                from = new(DaySpans.Shift(last, 1), certain.Earliest);
            }

            if (!(acted >= certain.Latest)) acted = certain.Latest;
        }

        yield return (from, use.Until);
    }
}
