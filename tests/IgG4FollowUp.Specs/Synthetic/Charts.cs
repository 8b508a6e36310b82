using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Synthetic;

namespace IgG4FollowUp.Specs.Synthetic;

internal static class Charts
{
    private static readonly Lazy<IReadOnlyList<PatientChart>> Sample =
        new(() => [.. SyntheticCohort.Generate(400, 2025, new DateOnly(2025, 12, 31)).Select(Of)]);

    /// <summary>Four hundred made-up charts, made once.</summary>
    public static IReadOnlyList<PatientChart> Synthetic => Sample.Value;

    public static PatientChart Of(SyntheticPatient patient) => PatientChart.FoldAll(patient.Id, patient.Events.Select(e => e.Event))!;
}
