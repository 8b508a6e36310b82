using IgG4FollowUp.Api.Analytics.Tables;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Analytics;

/// <summary>Every table for analysts.</summary>
public static class AnalystTables
{
    /// <summary>The column of <see cref="Refusals"/> that says why.</summary>
    public const string Reason = "reason";

    /// <summary>In the order in which they are written; the first one is what a rebuild and the projection meet at.</summary>
    public static IReadOnlyList<AnalystTable> All { get; } =
    [
        .. PatientTables.All, ConsentTable.Consents, .. FindingTables.All, .. TherapyTables.All, .. SafetyTables.All,
        .. DiagnosisTables.All, PlanTable.Plans,
        .. CourseTables.All, .. ResponseTables.All,
    ];

    /// <summary>
    /// Whose data may not be reused. Kept like the other tables and replaced with them, so that an answer can say how many it leaves out,
    /// and so that a refusal holds for answers as known earlier too.
    /// </summary>
    public static AnalystTable Refusals { get; } =
        new AnalystTable<PatientFacts>("analyst_refusals",
            "One row per patient whose data may not be reused and who is in no table for analysts.", [], p => [p],
            [Columns.Code<PatientFacts, ReuseBar>(Reason, "Why.", p => p.Bar, required: true)])
        { OfRefusals = true };

    /// <summary>Everything the projection keeps.</summary>
    public static IReadOnlyList<AnalystTable> Kept { get; } = [.. All, Refusals];

    public static AnalystTable? Find(string name) => All.FirstOrDefault(table => table.Name == name);
}
