namespace IgG4FollowUp.Domain.Patients;

/// <summary>What an operation was.</summary>
public static class Surgeries
{
    /// <summary>True for an operation that was more than taking tissue.</summary>
    /// <param name="surgery">The operation.</param>
    public static bool IsTreatment(this SurgeryPerformed surgery)
    {
        ArgumentNullException.ThrowIfNull(surgery);
        return surgery.Extent != ResectionExtent.BiopsyOnly
            && !(surgery.Procedures.Count > 0 && surgery.Procedures.All(procedure => procedure == Procedure.Biopsy));
    }
}
