namespace IgG4FollowUp.Domain.Patients;

/// <summary>What an operation was.</summary>
public static class Surgeries
{
    /// <summary>
    /// True for an operation that was more than taking tissue: a laminectomy with biopsy is, whatever was taken of the lesion.
    /// </summary>
    /// <param name="surgery">The operation.</param>
    public static bool IsTreatment(this SurgeryPerformed surgery)
    {
        ArgumentNullException.ThrowIfNull(surgery);
        return surgery.Procedures.Any(OpensCanal) || (surgery.Extent != ResectionExtent.BiopsyOnly
            && !(surgery.Procedures.Count > 0 && surgery.Procedures.All(procedure => procedure == Procedure.Biopsy)));
    }

    /// <summary>Whether a procedure makes room in the canal, whatever becomes of the lesion.</summary>
    internal static bool OpensCanal(Procedure procedure) =>
        procedure is Procedure.Laminectomy or Procedure.Laminoplasty or Procedure.Vertebrectomy;
}
