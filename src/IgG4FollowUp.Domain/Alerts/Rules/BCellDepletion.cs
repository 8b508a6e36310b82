using System.Collections.Immutable;
using IgG4FollowUp.Domain.Calendar;
using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Settings;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Domain.Alerts.Rules;

/// <summary>A dose of an agent that depletes B cells.</summary>
/// <param name="Start">The start of its treatment.</param>
/// <param name="Dose">The entry of the dose: the start itself, a later dose, or the stop that dates the last one.</param>
internal sealed record DepletingDose(SparingAgentStarted Start, ClinicalEntry Dose);

/// <summary>Antibodies that deplete B cells, begun or planned, for whatever disease: what several rules ask, read once.</summary>
/// <param name="Given">Treatments that were begun, in clinical order.</param>
/// <param name="Planned">Infusions that are planned and open, by due day.</param>
/// <param name="LastDose">The last day on which any of them may have been given; the first of all days when none was begun.</param>
/// <param name="Last">The last dose with a date; null where none is on record.</param>
internal sealed record BCellDepletion(
    List<SparingAgentStarted> Given, List<PlannedContact> Planned, DateOnly LastDose, DepletingDose? Last)
{
    /// <summary>Reads a chart under a clinic's limits.</summary>
    public static BCellDepletion Of(RuleInput input) => input.Reading.Once(input.Settings, Read);

    public bool IsOnRecord => Given.Count > 0 || Planned.Count > 0;

    /// <summary>That it was done, or that it is planned, in words.</summary>
    public string Words => Given.Count > 0
        ? $"B cells were depleted by {StoredName.Of(Given[^1].Agent)} from {Given[^1].StartedOn} on"
        : $"An infusion of {StoredName.Of(Planned[0].Agent!.Value)} is planned for {RuleText.Iso(Planned[0].DueOn)}";

    /// <summary>While an infusion is planned, and so many days after the last dose.</summary>
    public DayWindow Within(int days) =>
        Planned.Count > 0 ? DayWindow.Always : new(DateOnly.MinValue, DaySpans.Shift(LastDose, days + 1));

    /// <summary>The treatments, then planned infusions, as many as are asked for.</summary>
    public ImmutableArray<Evidence> RestsOn(int planned) =>
    [
        .. Given.Select(start => new Evidence(EvidenceKind.SparingAgent, start.EntryId, start.StartedOn, StoredName.Of(start.Agent))),
        .. Planned.Take(planned).Select(plan =>
            new Evidence(EvidenceKind.DueDay, plan.StatedBy, RuleText.Date(plan.DueOn), RuleText.Iso(plan.DueOn))),
    ];

    /// <summary>Fewer days after the last dose, where these decide.</summary>
    /// <param name="limit">The setting that counts them.</param>
    /// <param name="today">The day on which one asks.</param>
    public IEnumerable<Counterfactual> FewerDays(Threshold limit, DateOnly today) => Planned.Count > 0 || LastDose == DateOnly.MaxValue
        ? [] : [OtherThreshold.Of(limit, today.DayNumber - LastDose.DayNumber - 1)];

    /// <summary>The last day on which a treatment may have been given.</summary>
    public static DateOnly LastDoseOf(ChartReading reading, SparingAgentStarted start)
    {
        var last = start.StartedOn.Latest;
        foreach (var dose in DosesOf(reading, start))
        {
            if (dose.Date.Latest > last) last = dose.Date.Latest;
        }

        return last;
    }

    // A stop without a date says of no day that anything was given on it.
    private static IEnumerable<ClinicalEntry> DosesOf(ChartReading reading, SparingAgentStarted start)
    {
        yield return start;
        foreach (var given in reading.AdministrationsOf[start.EntryId]) yield return given;
        if (reading.AgentEnds.TryGetValue(start.EntryId, out var stop) && stop.LastDoseOn.IsReported) yield return stop;
    }

    private static BCellDepletion Read(ChartReading reading, ClinicSettings settings)
    {
        var given = reading.AgentStarts.FindAll(start => AgentWindow.DepletesBCells(start.Agent));
        var possible = DateOnly.MinValue;
        DepletingDose? last = null;
        foreach (var start in given)
        {
            foreach (var dose in DosesOf(reading, start))
            {
                if (dose.Date.Latest > possible) possible = dose.Date.Latest;
                if (dose.Date.IsReported && !(dose.Date.Latest <= last?.Dose.Date.Latest)) last = new(start, dose);
            }
        }

        return new(given, reading.OpenPlans(settings).FindAll(IsPlanned), possible, last);
    }

    private static bool IsPlanned(PlannedContact plan) =>
        plan is { What: PlannedKind.Infusion, Agent: { } agent } && AgentWindow.DepletesBCells(agent);
}
