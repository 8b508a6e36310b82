using IgG4FollowUp.Api.Analytics.Tables;

namespace IgG4FollowUp.Api.Analytics;

/// <summary>Every table for analysts.</summary>
public static class AnalystTables
{
    /// <summary>In the order in which they are written; the first one is what a rebuild and the projection meet at.</summary>
    public static IReadOnlyList<AnalystTable> All { get; } =
    [
        PatientTables.Patients, FindingTables.AsiaGrades, FindingTables.Lesions, FindingTables.Labs, FindingTables.Surgeries,
        TherapyTables.SteroidDoses, TherapyTables.SparingAgents, FindingTables.Visits, CourseTables.Recurrences, CourseTables.Outcomes,
        CourseTables.RecurrenceFreeIntervals,
    ];

    public static AnalystTable? Find(string name) => All.FirstOrDefault(table => table.Name == name);
}
