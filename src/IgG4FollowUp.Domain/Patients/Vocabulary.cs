using System.Text.Json.Serialization;

namespace IgG4FollowUp.Domain.Patients;

/// <summary>Sex as recorded.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<Sex>))]
public enum Sex
{
    /// <summary>Female.</summary>
    Female,

    /// <summary>Male.</summary>
    Male,

    /// <summary>Neither.</summary>
    Other,
}

/// <summary>Where a record comes from.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<DataOrigin>))]
public enum DataOrigin
{
    /// <summary>A clinic's own patient.</summary>
    Clinic,

    /// <summary>Taken from a publication, with its citation.</summary>
    Published,

    /// <summary>Made up for demonstration and tests.</summary>
    Synthetic,
}

/// <summary>Diagnosis that brought the patient into the registry.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<Diagnosis>))]
public enum Diagnosis
{
    /// <summary>IgG4-related spinal pachymeningitis (ORPHA:449427).</summary>
    [JsonStringEnumMemberName("igg4-related-spinal-pachymeningitis")]
    IgG4RelatedSpinalPachymeningitis,

    /// <summary>IgG4-related disease of another site, such as myelitis or a vertebra.</summary>
    [JsonStringEnumMemberName("other-igg4-related-disease")]
    OtherIgG4RelatedDisease,

    /// <summary>Hypertrophic pachymeningitis without a cause found.</summary>
    IdiopathicHypertrophicPachymeningitis,

    /// <summary>Inflammatory pseudotumour or inflammatory myofibroblastic tumour.</summary>
    InflammatoryPseudotumour,

    /// <summary>Another disease.</summary>
    Other,
}

/// <summary>Symptom at presentation.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<Symptom>))]
public enum Symptom
{
    /// <summary>Neck pain.</summary>
    NeckPain,

    /// <summary>Back pain.</summary>
    BackPain,

    /// <summary>Radicular pain.</summary>
    RadicularPain,

    /// <summary>Weakness of a limb.</summary>
    LimbWeakness,

    /// <summary>Loss of sensation or numbness.</summary>
    SensoryLoss,

    /// <summary>Disturbed gait.</summary>
    GaitDisturbance,

    /// <summary>Bladder or bowel dysfunction.</summary>
    SphincterDysfunction,

    /// <summary>Headache.</summary>
    Headache,

    /// <summary>Palsy of a cranial nerve.</summary>
    CranialNervePalsy,

    /// <summary>Fever.</summary>
    Fever,

    /// <summary>Another symptom.</summary>
    Other,
}

/// <summary>Course until presentation.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ClinicalCourse>))]
public enum ClinicalCourse
{
    /// <summary>Progressive worsening.</summary>
    Progressive,

    /// <summary>Unchanged.</summary>
    Stable,

    /// <summary>Better and worse by turns.</summary>
    Fluctuating,

    /// <summary>Getting better.</summary>
    Improving,
}

/// <summary>
/// Organ involved by IgG4-related disease besides the spinal meninges. The 2019 ACR/EULAR criteria name as typical, for example, pancreas,
/// salivary glands, bile ducts, orbits, kidney, lung, aorta, retroperitoneum, pachymeninges and thyroid (Riedel); the others are no entry
/// organ of theirs.
/// </summary>
[JsonConverter(typeof(KebabCaseEnumConverter<Organ>))]
public enum Organ
{
    /// <summary>Cranial pachymeninges.</summary>
    CranialMeninges,

    /// <summary>Lacrimal gland.</summary>
    LacrimalGland,

    /// <summary>Orbit.</summary>
    Orbit,

    /// <summary>Major salivary gland.</summary>
    SalivaryGland,

    /// <summary>Pituitary.</summary>
    Pituitary,

    /// <summary>Thyroid.</summary>
    Thyroid,

    /// <summary>Lung or pleura.</summary>
    Lung,

    /// <summary>Pancreas.</summary>
    Pancreas,

    /// <summary>Bile duct.</summary>
    BileDuct,

    /// <summary>Kidney.</summary>
    Kidney,

    /// <summary>Aorta.</summary>
    Aorta,

    /// <summary>Retroperitoneum.</summary>
    Retroperitoneum,

    /// <summary>Lymph node.</summary>
    LymphNode,

    /// <summary>Another organ.</summary>
    Other,

    /// <summary>Paranasal sinus or nasal cavity.</summary>
    ParanasalSinus,

    /// <summary>Prostate.</summary>
    Prostate,

    /// <summary>Skin.</summary>
    Skin,

    /// <summary>Liver.</summary>
    Liver,

    /// <summary>Mesentery.</summary>
    Mesentery,

    /// <summary>Coronary artery.</summary>
    CoronaryArtery,

    /// <summary>Pericardium.</summary>
    Pericardium,
}

/// <summary>How much of a histological feature is seen.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<HistologyGrade>))]
public enum HistologyGrade
{
    /// <summary>Looked for, none.</summary>
    None,

    /// <summary>A few.</summary>
    Few,

    /// <summary>A prominent feature.</summary>
    Prominent,
}

/// <summary>
/// What excludes IgG4-related disease in a biopsy (2019 ACR/EULAR criteria); prominent granulomas and neutrophils are graded apart.
/// </summary>
[JsonConverter(typeof(KebabCaseEnumConverter<HistologyExclusion>))]
public enum HistologyExclusion
{
    /// <summary>An infiltrate that is suspicious of malignancy and was not sufficiently looked into.</summary>
    SuspiciousInfiltrate,

    /// <summary>Markers of an inflammatory myofibroblastic tumour, such as ALK1 or ROS.</summary>
    MyofibroblasticTumourMarkers,

    /// <summary>Necrotising vasculitis.</summary>
    NecrotisingVasculitis,

    /// <summary>Prominent necrosis.</summary>
    ProminentNecrosis,

    /// <summary>A disorder of macrophages or histiocytes, such as S100-positive macrophages with emperipolesis.</summary>
    HistiocyticDisorder,
}

/// <summary>Operative procedure.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<Procedure>))]
public enum Procedure
{
    /// <summary>Laminectomy (SNOMED CT 387731002).</summary>
    Laminectomy,

    /// <summary>Laminoplasty.</summary>
    Laminoplasty,

    /// <summary>Resection of lesion or dura.</summary>
    Resection,

    /// <summary>Biopsy.</summary>
    Biopsy,

    /// <summary>Durotomy or duraplasty.</summary>
    Durotomy,

    /// <summary>Internal fixation.</summary>
    Fixation,

    /// <summary>Shunt of cerebrospinal fluid.</summary>
    [JsonStringEnumMemberName("csf-shunt")]
    CsfShunt,

    /// <summary>Removal of a vertebra.</summary>
    Vertebrectomy,

    /// <summary>Another procedure.</summary>
    Other,
}

/// <summary>Extent of a resection.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ResectionExtent>))]
public enum ResectionExtent
{
    /// <summary>Tissue for diagnosis only.</summary>
    BiopsyOnly,

    /// <summary>Partial.</summary>
    Partial,

    /// <summary>Subtotal.</summary>
    Subtotal,

    /// <summary>Complete.</summary>
    Complete,
}

/// <summary>How soon an operation had to be done, as the surgeon stated it.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<SurgeryUrgency>))]
public enum SurgeryUrgency
{
    /// <summary>At once: within hours.</summary>
    Emergency,

    /// <summary>Within days, before the patient goes home.</summary>
    Urgent,

    /// <summary>Planned for a day that suits.</summary>
    Elective,
}

/// <summary>How a visit took place.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<VisitMode>))]
public enum VisitMode
{
    /// <summary>In person.</summary>
    InPerson,

    /// <summary>By telephone or video.</summary>
    Remote,
}

/// <summary>What the clinician said about recurrence.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<RecurrenceAssessment>))]
public enum RecurrenceAssessment
{
    /// <summary>No recurrence.</summary>
    None,

    /// <summary>Suspected, not confirmed.</summary>
    Suspected,

    /// <summary>Confirmed.</summary>
    Confirmed,
}

/// <summary>How a recurrence showed itself.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<RecurrenceKind>))]
public enum RecurrenceKind
{
    /// <summary>New or worse deficit.</summary>
    Clinical,

    /// <summary>New or larger lesion, or new enhancement.</summary>
    Radiological,

    /// <summary>Rise of serum IgG4.</summary>
    Serological,
}

/// <summary>Why follow-up ended.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<FollowUpEndReason>))]
public enum FollowUpEndReason
{
    /// <summary>Death; a competing event.</summary>
    Died,

    /// <summary>Lost to follow-up.</summary>
    Lost,

    /// <summary>Consent withdrawn: nothing later is recorded.</summary>
    Withdrew,

    /// <summary>Care taken over elsewhere.</summary>
    Transferred,
}

/// <summary>Why an entry was retracted.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<RetractionReason>))]
public enum RetractionReason
{
    /// <summary>Entered in error.</summary>
    EnteredInError,

    /// <summary>Belongs to another patient.</summary>
    WrongPatient,

    /// <summary>Entered twice.</summary>
    Duplicate,

    /// <summary>The patient withdrew consent for it.</summary>
    ConsentWithdrawn,
}

/// <summary>On which side of treatment something was found, for sources that give no dates.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<TreatmentPhase>))]
public enum TreatmentPhase
{
    /// <summary>Before treatment began.</summary>
    BeforeTreatment,

    /// <summary>After treatment.</summary>
    AfterTreatment,
}

/// <summary>Why an operation was done.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<SurgicalIndication>))]
public enum SurgicalIndication
{
    /// <summary>Compression of the cord.</summary>
    CordCompression,

    /// <summary>A deficit that worsened.</summary>
    ProgressiveDeficit,

    /// <summary>Compression of roots.</summary>
    RootCompression,

    /// <summary>Pain.</summary>
    Pain,

    /// <summary>To take tissue.</summary>
    Diagnosis,

    /// <summary>Instability or deformity.</summary>
    Instability,

    /// <summary>Disturbed flow or leak of cerebrospinal fluid.</summary>
    [JsonStringEnumMemberName("csf-disturbance")]
    CsfDisturbance,

    /// <summary>Another reason.</summary>
    Other,
}

/// <summary>What replaced or covered dura.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<DuralGraft>))]
public enum DuralGraft
{
    /// <summary>Nothing: it was closed or left open.</summary>
    None,

    /// <summary>Tissue of the patient.</summary>
    Autologous,

    /// <summary>Tissue of another person.</summary>
    Allogeneic,

    /// <summary>Tissue of an animal.</summary>
    Xenogeneic,

    /// <summary>Synthetic material.</summary>
    Synthetic,
}

/// <summary>Complication of an operation.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<SurgicalComplication>))]
public enum SurgicalComplication
{
    /// <summary>Leak of cerebrospinal fluid.</summary>
    [JsonStringEnumMemberName("csf-leak")]
    CsfLeak,

    /// <summary>Haematoma.</summary>
    Haematoma,

    /// <summary>Infection of the wound.</summary>
    WoundInfection,

    /// <summary>Meningitis.</summary>
    Meningitis,

    /// <summary>Worse deficit after the operation.</summary>
    NeurologicalDeterioration,

    /// <summary>Instability or deformity of the spine.</summary>
    SpinalInstability,

    /// <summary>Thrombosis or embolism.</summary>
    Thrombosis,

    /// <summary>Great loss of blood.</summary>
    GreatBloodLoss,

    /// <summary>Another complication.</summary>
    Other,
}

/// <summary>Why a patient was operated on again.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ReoperationReason>))]
public enum ReoperationReason
{
    /// <summary>Recurrence.</summary>
    Recurrence,

    /// <summary>What was left of the lesion.</summary>
    ResidualLesion,

    /// <summary>Leak of cerebrospinal fluid.</summary>
    [JsonStringEnumMemberName("csf-leak")]
    CsfLeak,

    /// <summary>Haematoma.</summary>
    Haematoma,

    /// <summary>Infection.</summary>
    Infection,

    /// <summary>Instability or deformity.</summary>
    Instability,

    /// <summary>Another reason.</summary>
    Other,
}
