using IgG4FollowUp.Domain.Imaging;

namespace IgG4FollowUp.Domain.Patients;

/// <summary>What a study was.</summary>
public static class ImagingStudies
{
    /// <summary>True of magnetic resonance, which a study is unless it says otherwise.</summary>
    /// <param name="study">The study.</param>
    public static bool IsMri(this LesionImaged study)
    {
        ArgumentNullException.ThrowIfNull(study);
        return study.Modality is null or ImagingModality.Mri;
    }
}
