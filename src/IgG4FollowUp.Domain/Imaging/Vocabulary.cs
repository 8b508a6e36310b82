using System.Text.Json.Serialization;

namespace IgG4FollowUp.Domain.Imaging;

/// <summary>Compartment of a lesion, exactly one (Yang 2023).</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<Compartment>))]
public enum Compartment
{
    /// <summary>Dura mater.</summary>
    Dura,

    /// <summary>Epidural space.</summary>
    Epidural,

    /// <summary>Intradural, outside the cord.</summary>
    IntraduralExtramedullary,

    /// <summary>Within the cord.</summary>
    Intramedullary,
}

/// <summary>Position of the mass outside the dura relative to the cord, judged in a sagittal plane (Yang 2023).</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<LesionPattern>))]
public enum LesionPattern
{
    /// <summary>Ventral.</summary>
    Ventral,

    /// <summary>Dorsal.</summary>
    Dorsal,

    /// <summary>Ventral and dorsal.</summary>
    Homogeneous,
}

/// <summary>Shape of a lesion (Yang 2023).</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<LesionShape>))]
public enum LesionShape
{
    /// <summary>Striated.</summary>
    Striated,

    /// <summary>Fusiform.</summary>
    Fusiform,

    /// <summary>Lobulated oval.</summary>
    LobulatedOval,
}

/// <summary>Signal relative to the cord.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<SignalIntensity>))]
public enum SignalIntensity
{
    /// <summary>Hypointense.</summary>
    Hypointense,

    /// <summary>Isointense.</summary>
    Isointense,

    /// <summary>Slightly hyperintense.</summary>
    SlightlyHyperintense,

    /// <summary>Hyperintense.</summary>
    Hyperintense,

    /// <summary>Mixed.</summary>
    Mixed,
}

/// <summary>Enhancement after gadolinium.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<Enhancement>))]
public enum Enhancement
{
    /// <summary>Homogeneous.</summary>
    Homogeneous,

    /// <summary>Heterogeneous.</summary>
    Heterogeneous,

    /// <summary>Peripheral (Fukuda 2017).</summary>
    Peripheral,

    /// <summary>None.</summary>
    None,
}

/// <summary>Change of the enhancement of a lesion or of the dura since the prior study, apart from its size.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<EnhancementChange>))]
public enum EnhancementChange
{
    /// <summary>Enhances where nothing did.</summary>
    New,

    /// <summary>Enhances more or over a greater extent.</summary>
    Increased,

    /// <summary>Unchanged.</summary>
    Unchanged,

    /// <summary>Enhances less.</summary>
    Decreased,

    /// <summary>Enhances no longer.</summary>
    Resolved,
}

/// <summary>Change of a lesion since the prior study.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<LesionChange>))]
public enum LesionChange
{
    /// <summary>New.</summary>
    New,

    /// <summary>Larger; where nothing is said of the change of enhancement it may also mean newly enhancing.</summary>
    Larger,

    /// <summary>Unchanged.</summary>
    Unchanged,

    /// <summary>Smaller.</summary>
    Smaller,

    /// <summary>Gone.</summary>
    Resolved,
}

/// <summary>How the spine was imaged.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ImagingModality>))]
public enum ImagingModality
{
    /// <summary>Magnetic resonance.</summary>
    [JsonStringEnumMemberName("mri")]
    Mri,

    /// <summary>Computed tomography.</summary>
    [JsonStringEnumMemberName("ct")]
    Ct,

    /// <summary>Computed tomography with contrast in the cerebrospinal fluid.</summary>
    [JsonStringEnumMemberName("ct-myelography")]
    CtMyelography,

    /// <summary>Radiograph.</summary>
    Radiograph,
}

/// <summary>Part that was imaged.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ImagedRegion>))]
public enum ImagedRegion
{
    /// <summary>Brain.</summary>
    Brain,

    /// <summary>Cervical spine.</summary>
    Cervical,

    /// <summary>Thoracic spine.</summary>
    Thoracic,

    /// <summary>Lumbar and sacral spine.</summary>
    Lumbosacral,
}

/// <summary>Signal of the cord on T2-weighted images.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<CordSignal>))]
public enum CordSignal
{
    /// <summary>Normal.</summary>
    Normal,

    /// <summary>Faintly or diffusely hyperintense.</summary>
    FaintHyperintensity,

    /// <summary>Intensely hyperintense.</summary>
    IntenseHyperintensity,
}

/// <summary>Who read a study.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ImagingReader>))]
public enum ImagingReader
{
    /// <summary>A radiologist.</summary>
    Radiologist,

    /// <summary>A neuroradiologist.</summary>
    Neuroradiologist,

    /// <summary>Who treats the patient.</summary>
    TreatingClinician,

    /// <summary>Several readers who agreed.</summary>
    SeveralReaders,
}

/// <summary>Why a study could not be done.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ImagingObstacle>))]
public enum ImagingObstacle
{
    /// <summary>A device or a foreign body.</summary>
    ImplantedDevice,

    /// <summary>Fear of narrow spaces.</summary>
    Claustrophobia,

    /// <summary>Function of the kidneys.</summary>
    KidneyFunction,

    /// <summary>A reaction to contrast.</summary>
    ContrastReaction,

    /// <summary>Pregnancy.</summary>
    Pregnancy,

    /// <summary>The patient was too ill or in too much pain.</summary>
    TooIll,

    /// <summary>Nowhere to be had.</summary>
    Unavailable,

    /// <summary>Another reason.</summary>
    Other,
}
