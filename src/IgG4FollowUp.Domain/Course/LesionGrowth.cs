using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Course;

/// <summary>
/// What one study says of the course of the lesion, size and enhancement read apart. A study that says nothing of change proves nothing.
/// </summary>
internal static class LesionGrowth
{
    /// <summary>Millimetres of thickness that are a change, unless a clinic chooses otherwise. House default.</summary>
    public const decimal DefaultMm = 2m;

    /// <summary>New, larger, newly enhancing, or enhancing more.</summary>
    /// <param name="study">The study.</param>
    public static bool IsActive(this LesionImaged study) =>
        study.LesionPresent && (study.ChangeSincePrior is LesionChange.New or LesionChange.Larger || EnhancesMore(study));

    /// <summary>Whether the cord is compressed, which nothing does where no lesion is; null when the study does not say.</summary>
    /// <param name="study">The study.</param>
    public static bool? ShowsCompression(this LesionImaged study) => study.LesionPresent ? study.CordCompression : false;

    /// <summary>No lesion, or one that is neither larger nor enhances more.</summary>
    /// <param name="study">The study.</param>
    public static bool IsQuiet(this LesionImaged study) =>
        !study.LesionPresent
        || (study.ChangeSincePrior is LesionChange.Unchanged or LesionChange.Smaller or LesionChange.Resolved && !EnhancesMore(study));

    /// <summary>
    /// Active, and the reader does not call the lesion new: then it is growth, which an earlier study must have been free of to be told.
    /// </summary>
    /// <param name="study">The study.</param>
    public static bool HasOnlyGrown(this LesionImaged study) => IsActive(study) && study.ChangeSincePrior != LesionChange.New;

    /// <summary>Whether it is said that nothing enhances.</summary>
    /// <param name="study">The study.</param>
    public static bool EnhancesNowhere(this LesionImaged study) =>
        !study.LesionPresent || study.Enhancement == Enhancement.None || study.EnhancementSincePrior == EnhancementChange.Resolved;

    /// <summary>Whether a lesion is seen of which the reader does not say whether its size changed.</summary>
    /// <param name="study">The study.</param>
    public static bool IsSilent(this LesionImaged study) => study is { LesionPresent: true, ChangeSincePrior: null };

    /// <summary>Millimetres by which the lesion is thicker than at an earlier study; null where one of the two does not say.</summary>
    /// <param name="study">The study.</param>
    /// <param name="former">The earlier study; null when there is none.</param>
    public static decimal? Thickened(this LesionImaged study, LesionImaged? former) => study.ThicknessMm - former?.ThicknessMm;

    private static bool EnhancesMore(LesionImaged study) =>
        study.EnhancementSincePrior is EnhancementChange.New or EnhancementChange.Increased;
}
