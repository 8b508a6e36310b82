using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Timelines;
using static IgG4FollowUp.Api.Analytics.Columns;

namespace IgG4FollowUp.Api.Analytics.Tables;

/// <summary>What was planned, and what became of it.</summary>
public static class PlanTable
{
    public static AnalystTable Plans { get; } = new AnalystTable<Planned>(
        "plans", "One row per plan, or per step of a planned taper, and what became of it by the house's days of grace.",
        ["entry_id", "number"], PlansOf,
        [
            Uuid<Planned>("entry_id", "The entry.", p => p.Plan.EntryId, required: true),
            Integer<Planned>("number", "Number of the step of a taper; 1 for all else.", p => p.Number, required: true),
            Code<Planned, PlannedKind>("what", "What was planned.", p => p.Fact.What, required: true),
            .. Date<Planned>("planned_on", "When it was planned", p => p.Plan.PlannedOn),
            Day<Planned>("due_on", "Day on which it was due: the last one of a month or year.", p => p.Fact.DueOn),
            Code<Planned, PlanFate>("fate", "What became of it.", p => p.Fact.Fate, required: true),
            .. Date<Planned>("kept_on", "When it was done in time; of a taper, the first day on the dose", p => p.Fact.KeptOn),
            Integer<Planned>("grace_days", "Days of grace.", p => p.Fact.GraceDays, required: true),
            Code<Planned, SparingAgent>("agent", "Agent of an infusion.", p => p.Plan.Agent),
            Code<Planned, Analyte>("analyte", "What a laboratory test was to measure.", p => p.Plan.Analyte),
            Numeric<Planned>("planned_mg_per_day", "Planned dose, milligrams of prednisone a day.", p => p.Fact.PlannedMgPerDay),
            Numeric<Planned>("taken_mg_per_day_at_least", "Dose that was taken on that day for this disease, at least.",
                p => p.Fact.TakenMgPerDay?.AtLeast),
            Numeric<Planned>("taken_mg_per_day_at_most", "The same at most; null when not determinable.",
                p => p.Fact.TakenMgPerDay?.AtMost),
            Numeric<Planned>("deviation_mg_per_day_at_least", "Taken less planned, at least.", p => p.Fact.DeviationMgPerDay?.AtLeast),
            Numeric<Planned>("deviation_mg_per_day_at_most", "The same at most; null when not determinable.",
                p => p.Fact.DeviationMgPerDay?.AtMost),
            Text<Planned>("equivalents", "Table of equivalents used; null unless a dose was planned.", p => p.Fact.Factors),
        ]);

    private static IEnumerable<Planned> PlansOf(PatientFacts patient)
    {
        var (number, former) = (0, Guid.Empty);
        foreach (var fact in PlanFacts.Of(patient.Reading, TimelineSettings.HouseDefault))
        {
            number = fact.RestsOn[0] == former ? number + 1 : 1;
            former = fact.RestsOn[0];
            if (patient.Chart.Find(former) is PlanMade plan) yield return new(plan, number, fact);
        }
    }

    private sealed record Planned(PlanMade Plan, int Number, PlanDue Fact);
}
