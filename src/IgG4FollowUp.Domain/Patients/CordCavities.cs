using IgG4FollowUp.Domain.Imaging;

namespace IgG4FollowUp.Domain.Patients;

/// <summary>What a study says of a cavity in the cord.</summary>
public static class CordCavities
{
    /// <summary>Whether a study shows a cavity; null where it does not say.</summary>
    /// <param name="study">The study.</param>
    public static bool? ShowsCavity(this LesionImaged study)
    {
        ArgumentNullException.ThrowIfNull(study);
        return study.CordCavity ?? study.CavitySincePrior switch
        {
            LesionChange.Resolved => false,
            null => study.CavityLengthMm is null ? null : true,
            _ => true,
        };
    }

    /// <summary>
    /// Whether a study looked where another one did, as far as they say: one of the neck tells nothing of a cavity in the thoracic cord.
    /// The levels of a lesion are not those of the cavity.
    /// </summary>
    /// <param name="study">The study.</param>
    /// <param name="other">The other one.</param>
    public static bool LooksWhere(this LesionImaged study, LesionImaged other)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(other);
        if (study.Regions is not { Count: > 0 } looked || other.Regions is not { Count: > 0 } there)
            return study.IsOfTheBrainAlone() == other.IsOfTheBrainAlone();
        foreach (var region in looked)
        {
            if (there.Contains(region)) return true;
        }

        return false;
    }

    /// <summary>What cannot be true of it.</summary>
    internal static IEnumerable<Contradiction> Contradictions(ClinicalEntry entry)
    {
        if (entry is not LesionImaged study) yield break;
        if (study.CordCavity == false
            && (study.CavityLengthMm is not null || study.CavitySincePrior is not (null or LesionChange.Resolved)))
            yield return new(entry.EntryId, "cordCavity", "absent-cavity-described",
                "A cord without a cavity has none to describe; correct one of the two.");
        if (study.CavitySincePrior == LesionChange.Resolved && (study.CordCavity == true || study.CavityLengthMm is not null))
            yield return new(entry.EntryId, "cavitySincePrior", "present-cavity-resolved",
                "A cavity that is gone cannot be seen; say that it is smaller, or that there is none.");
    }
}
