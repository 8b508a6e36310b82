using System.Text.Json.Serialization;

namespace IgG4FollowUp.Domain.Patients;

/// <summary>
/// Organ or tissue that IgG4-related disease can involve, the spinal meninges among them; finer than <see cref="Organ"/>, whose members
/// with the same name mean the same.
/// </summary>
[JsonConverter(typeof(KebabCaseEnumConverter<Site>))]
public enum Site
{
    /// <summary>Spinal pachymeninges, with the epidural tissue.</summary>
    SpinalMeninges,

    /// <summary>Cranial pachymeninges.</summary>
    CranialMeninges,

    /// <summary>Pituitary.</summary>
    Pituitary,

    /// <summary>Orbit, without the lacrimal gland.</summary>
    Orbit,

    /// <summary>Lacrimal glands.</summary>
    LacrimalGland,

    /// <summary>Parotid glands.</summary>
    ParotidGland,

    /// <summary>Submandibular glands.</summary>
    SubmandibularGland,

    /// <summary>Sublingual glands.</summary>
    SublingualGland,

    /// <summary>Major salivary glands, which of them not reported.</summary>
    SalivaryGland,

    /// <summary>Paranasal sinus or nasal cavity.</summary>
    ParanasalSinus,

    /// <summary>Thyroid.</summary>
    Thyroid,

    /// <summary>Lymph node.</summary>
    LymphNode,

    /// <summary>Lung or pleura.</summary>
    Lung,

    /// <summary>Soft tissue beside the thoracic spine, outside the canal.</summary>
    ParavertebralTissue,

    /// <summary>Aorta.</summary>
    Aorta,

    /// <summary>Coronary artery.</summary>
    CoronaryArtery,

    /// <summary>Pericardium.</summary>
    Pericardium,

    /// <summary>Retroperitoneum.</summary>
    Retroperitoneum,

    /// <summary>Pancreas.</summary>
    Pancreas,

    /// <summary>Bile duct.</summary>
    BileDuct,

    /// <summary>Liver.</summary>
    Liver,

    /// <summary>Kidney.</summary>
    Kidney,

    /// <summary>Prostate.</summary>
    Prostate,

    /// <summary>Mesentery.</summary>
    Mesentery,

    /// <summary>Skin.</summary>
    Skin,

    /// <summary>Spinal cord.</summary>
    SpinalCord,

    /// <summary>Vertebra.</summary>
    Vertebra,

    /// <summary>Another organ or tissue.</summary>
    Other,

    /// <summary>Mastoid or middle ear.</summary>
    MiddleEar,

    /// <summary>Nasal cavity, where it is told apart from the sinuses.</summary>
    NasalCavity,

    /// <summary>Pharynx, larynx or tonsil.</summary>
    Throat,

    /// <summary>Mediastinum.</summary>
    Mediastinum,

    /// <summary>A large blood vessel other than the aorta and the coronary arteries.</summary>
    LargeVessel,

    /// <summary>Heart muscle or valve.</summary>
    Heart,

    /// <summary>Gallbladder.</summary>
    Gallbladder,

    /// <summary>Testis or epididymis.</summary>
    Testis,

    /// <summary>Breast.</summary>
    Breast,
}
