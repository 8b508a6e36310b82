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

    /// <summary>Whether it is a magnetic resonance study that stands for one of the spine, as far as it says what was imaged.</summary>
    /// <param name="study">The study.</param>
    public static bool IsSpinalMri(this LesionImaged study) => study.IsMri() && !study.IsOfTheBrainAlone();

    /// <summary>Whether nothing of the spine was imaged: such a study says nothing of a spinal lesion.</summary>
    /// <param name="study">The study.</param>
    public static bool IsOfTheBrainAlone(this LesionImaged study)
    {
        ArgumentNullException.ThrowIfNull(study);
        if (study.Levels is not null || study.Regions is not { Count: > 0 } regions) return false;
        foreach (var region in regions)
        {
            if (region != ImagedRegion.Brain) return false;
        }

        return true;
    }
}
