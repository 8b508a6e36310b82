using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Neurology;

namespace IgG4FollowUp.Domain.Patients;

// Everything here is stored for ever: add, never rename, never give a member a new meaning.
// Null always means "not reported", never "no". Order of declaration is the order of a patient's life.

/// <summary>
/// A fact about a patient that carries its own identity and its clinical date. It can be corrected or retracted later; when it
/// was recorded, and by whom, stands in the event's metadata.
/// </summary>
public abstract record ClinicalEntry
{
    /// <summary>Identity of the entry, a version-7 UUID given by the client or by the service.</summary>
    public required Guid EntryId { get; init; }

    /// <summary>Remark in the clinician's own words, at most 4,000 characters.</summary>
    [FreeText, StringLength(4000)]
    public string? Note { get; init; }

    /// <summary>
    /// Day by which this was known, such as that of the letter that tells it: nothing that it gives a year or a month for was later, and a
    /// treatment without a date had begun by then. Where a date of it could still be after the day of recording, and for such a treatment,
    /// the service puts that day here.
    /// </summary>
    public DateOnly? KnownBy { get; init; }

    /// <summary>When it happened to the patient.</summary>
    [JsonIgnore]
    public ClinicalDate Date => When;

    // An override would not inherit JsonIgnore, and the date would be stored twice.
    /// <summary>The member that holds <see cref="Date"/>.</summary>
    protected abstract ClinicalDate When { get; }

    /// <summary>
    /// The entry as it is recorded on a day: what has a month or a year for a date that is not over cannot have happened later, nor can a
    /// treatment without a date have begun later.
    /// </summary>
    /// <param name="day">The day in the clinic.</param>
    public ClinicalEntry RecordedOn(DateOnly day) =>
        (this is SurgeryPerformed or SteroidCourseStarted or SparingAgentStarted && !Date.IsReported && !(KnownBy <= day))
            || EntryKinds.Of(this).OtherDates(this).Select(other => other.Date).Append(Date)
            .Any(date => date is { IsReported: true } given && given.Earliest <= day && day < given.Latest)
            ? this with { KnownBy = day }
            : this;

    /// <summary>A correction of this entry, recorded on a day: the date that both give was known when it was first recorded.</summary>
    /// <param name="replacement">What holds instead.</param>
    /// <param name="day">The day in the clinic.</param>
    public ClinicalEntry CorrectedOn(ClinicalEntry replacement, DateOnly day)
    {
        ArgumentNullException.ThrowIfNull(replacement);
        return (replacement.KnownBy is null && replacement.Date == Date ? replacement with { KnownBy = KnownBy } : replacement)
            .RecordedOn(day);
    }

    /// <summary>A date of this entry, no later than the day by which it was known.</summary>
    /// <param name="date">The date as it was given.</param>
    protected ClinicalDate Bounded(ClinicalDate date) => KnownBy is { } day ? date.NotAfter(day) : date;
}

/// <summary>The patient entered follow-up. There is exactly one; it can be corrected but not retracted.</summary>
public sealed record PatientEnrolled : ClinicalEntry
{
    /// <summary>What a study number looks like.</summary>
    public const string StudyNumberPattern = @"^[A-Za-z0-9][A-Za-z0-9._-]*\z";

    /// <summary>
    /// The clinic's own number for the patient: 1 to 40 letters, digits, dots, hyphens or underscores. Never a name or a record number.
    /// </summary>
    [Identifying, StringLength(40, MinimumLength = 1), RegularExpression(StudyNumberPattern)]
    public required string StudyNumber { get; init; }

    /// <summary>Sex.</summary>
    public Sex? Sex { get; init; }

    /// <summary>Year of birth, 1900 to 2200; the day is never stored.</summary>
    [Range(1900, 2200)]
    public int? BirthYear { get; init; }

    /// <summary>When follow-up began.</summary>
    public required ClinicalDate EnrolledOn { get => Bounded(field); init; }

    /// <summary>What the patient agreed to.</summary>
    public Consents? Consents { get; init; }

    /// <summary>Where the record comes from; synthetic and published patients are never mistaken for a clinic's own.</summary>
    public DataOrigin Origin { get; init; } = DataOrigin.Clinic;

    /// <summary>The publication a published patient was taken from, at most 500 characters.</summary>
    [Identifying, StringLength(500)]
    public string? Citation { get; init; }

    /// <summary>Another publication of the same patient, very probably; counted once by whoever pools the data.</summary>
    [Identifying, StringLength(500)]
    public string? AlsoPublishedAs { get; init; }

    /// <inheritdoc/>
    protected override ClinicalDate When => EnrolledOn;
}

/// <summary>How the disease first showed itself. At most one per patient.</summary>
public sealed record PresentationRecorded : ClinicalEntry
{
    /// <summary>When the patient was first seen with it.</summary>
    public required ClinicalDate PresentedOn { get => Bounded(field); init; }

    /// <summary>First symptom; with <see cref="PresentedOn"/> it gives the duration of symptoms.</summary>
    public ClinicalDate? OnsetOn { get => field is { } date ? Bounded(date) : null; init; }

    /// <summary>Age at presentation in completed years, 0 to 120.</summary>
    [Range(0, 120)]
    public int? AgeYears { get; init; }

    /// <summary>Diagnosis that brought the patient into the registry.</summary>
    public Diagnosis? Diagnosis { get; init; }

    /// <summary>Symptoms, each once.</summary>
    [MaxLength(20)]
    public IReadOnlyList<Symptom>? Symptoms { get; init; }

    /// <summary>Course until presentation.</summary>
    public ClinicalCourse? Course { get; init; }

    /// <summary>
    /// Other organs involved by IgG4-related disease, each once; an empty list says that they were looked for and not found.
    /// </summary>
    [MaxLength(20)]
    public IReadOnlyList<Organ>? OtherOrgans { get; init; }

    /// <summary>
    /// First neurological deficit: weakness, numbness, loss of balance, bladder or bowel; pain alone is none. Not before
    /// <see cref="OnsetOn"/>.
    /// </summary>
    public ClinicalDate? NeurologicalOnsetOn { get => field is { } date ? Bounded(date) : null; init; }

    /// <summary>When the deficit began to worsen so that treatment became pressing; it may follow the presentation.</summary>
    public ClinicalDate? DeteriorationOn { get => field is { } date ? Bounded(date) : null; init; }

    /// <inheritdoc/>
    protected override ClinicalDate When => PresentedOn;
}

/// <summary>An ASIA Impairment Scale grade was assessed.</summary>
public sealed record AsiaGradeRecorded : ClinicalEntry
{
    /// <summary>When the patient was examined.</summary>
    public required ClinicalDate AssessedOn { get => Bounded(field); init; }

    /// <summary>The grade as the examiner gave it; kept also where the examination says otherwise.</summary>
    public AsiaGrade? Grade { get; init; }

    /// <summary>The whole ISNCSCI examination in its text form; the grade that follows from it is derived, never typed.</summary>
    [JsonConverter(typeof(IsncsciExaminationJsonConverter))]
    public IsncsciExamination? Examination { get; init; }

    /// <summary>Edition of the standard that the examination is classified by; the 2019 edition unless stated.</summary>
    public IsncsciEdition? Edition { get; init; }

    /// <summary>Whether the source puts it before or after treatment; it orders grades that no dates put in order.</summary>
    public TreatmentPhase? TreatmentPhase { get; init; }

    /// <inheritdoc/>
    protected override ClinicalDate When => AssessedOn;
}

/// <summary>
/// Magnetic resonance imaging of the spine. Pattern, shape, signals, enhancement and compartment follow the radiological
/// classification of Yang 2023 (doi:10.3389/fonc.2022.1035056).
/// </summary>
public sealed record LesionImaged : ClinicalEntry
{
    /// <summary>When the study was done.</summary>
    public required ClinicalDate ImagedOn { get => Bounded(field); init; }

    /// <summary>Whether a dural or epidural lesion is seen; false is a negative study.</summary>
    public required bool LesionPresent { get; init; }

    /// <summary>Levels involved: a set, since one lesion may span regions.</summary>
    public SpinalLevels? Levels { get; init; }

    /// <summary>The one compartment the lesion lies in.</summary>
    public Compartment? Compartment { get; init; }

    /// <summary>Position of the mass relative to the cord in a sagittal plane.</summary>
    public LesionPattern? Pattern { get; init; }

    /// <summary>Shape.</summary>
    public LesionShape? Shape { get; init; }

    /// <summary>T1 signal.</summary>
    public SignalIntensity? T1Signal { get; init; }

    /// <summary>T2 signal.</summary>
    public SignalIntensity? T2Signal { get; init; }

    /// <summary>Enhancement after gadolinium; not to be confused with the pattern.</summary>
    public Enhancement? Enhancement { get; init; }

    /// <summary>Greatest thickness in millimetres, 0.1 to 100.</summary>
    [Range(0.1, 100)]
    public decimal? ThicknessMm { get; init; }

    /// <summary>Whether the cord is compressed.</summary>
    public bool? CordCompression { get; init; }

    /// <summary>Whether the cord shows a cavity.</summary>
    public bool? CordCavity { get; init; }

    /// <summary>Change since the prior study.</summary>
    public LesionChange? ChangeSincePrior { get; init; }

    /// <summary>Change of enhancement since the prior study, whatever the size.</summary>
    public EnhancementChange? EnhancementSincePrior { get; init; }

    /// <summary>The author's wording where a value above was mapped from other words, at most 500 characters.</summary>
    [FreeText, StringLength(500)]
    public string? SourceWording { get; init; }

    /// <summary>
    /// How it was imaged; magnetic resonance unless stated. What was seen otherwise is kept and shown, but no lesion is compared with it,
    /// and it is no study that was due.
    /// </summary>
    public ImagingModality? Modality { get; init; }

    /// <summary>Whether contrast was given.</summary>
    public bool? ContrastGiven { get; init; }

    /// <summary>What was imaged, each once.</summary>
    [MaxLength(4)]
    public IReadOnlyList<ImagedRegion>? Regions { get; init; }

    /// <summary>Length of the lesion along the spine in millimetres, 1 to 700.</summary>
    [Range(1, 700)]
    public decimal? LengthMm { get; init; }

    /// <summary>How much of the canal's anterior-posterior diameter is lost where it is narrowest, 0 to 100 per cent.</summary>
    [Range(0, 100)]
    public int? CanalCompromisePercent { get; init; }

    /// <summary>Signal of the cord on T2-weighted images.</summary>
    public CordSignal? CordT2Signal { get; init; }

    /// <summary>Length of the cavity in the cord along the spine in millimetres, 0.5 to 700; only where one is seen.</summary>
    [Range(0.5, 700)]
    public decimal? CavityLengthMm { get; init; }

    /// <summary>Change of the cavity in the cord since the prior study, as the reader states it.</summary>
    public LesionChange? CavitySincePrior { get; init; }

    /// <summary>Who read it.</summary>
    public ImagingReader? Reader { get; init; }

    /// <summary>Whether it was done at another place, such as one whose images or report only were seen.</summary>
    public bool? DoneElsewhere { get; init; }

    /// <summary>What was not assessed, and why; each item once. Why no contrast was given is told here.</summary>
    [MaxLength(20)]
    public IReadOnlyList<StudyNotAssessed>? NotAssessed { get; init; }

    /// <inheritdoc/>
    protected override ClinicalDate When => ImagedOn;
}

/// <summary>A laboratory result, with what is needed to compare it: unit, that laboratory's upper limit, and assay.</summary>
public sealed record LabMeasured : ClinicalEntry
{
    /// <summary>When the sample was taken.</summary>
    public required ClinicalDate DrawnOn { get => Bounded(field); init; }

    /// <summary>What was measured.</summary>
    public required Analyte Analyte { get; init; }

    /// <summary>The result with its unit; a value beyond the measuring range with its comparator, such as <c>&lt;3 mg/dL</c>.</summary>
    public required LabResult Result { get; init; }

    /// <summary>
    /// The result as it was written, where that differs from the form it is printed in, at most 60 characters: <c>286mg/dl</c> for 286
    /// mg/dL.
    /// </summary>
    [FreeText, StringLength(Quantity.MaximumGiven)]
    public string? ResultAsGiven { get => field ?? Result.Given; init; }

    /// <summary>That laboratory's upper limit of normal; limits differ between laboratories.</summary>
    public Quantity? UpperLimitOfNormal { get; init; }

    /// <summary>That laboratory's lower limit of normal, where too little is abnormal, such as complement.</summary>
    public Quantity? LowerLimitOfNormal { get; init; }

    /// <summary>The upper limit as it was written, where that differs from the form it is printed in, at most 60 characters.</summary>
    [FreeText, StringLength(Quantity.MaximumGiven)]
    public string? UpperLimitAsGiven { get => field ?? UpperLimitOfNormal?.Given; init; }

    /// <summary>Assay or analyser, at most 80 characters; results are compared only within one assay.</summary>
    [FreeText, StringLength(80)]
    public string? Assay { get; init; }

    /// <summary>Dilution factor, 1 to 100,000: IgG4 can read falsely low undiluted (prozone effect).</summary>
    [Range(1, 100_000)]
    public int? Dilution { get; init; }

    /// <inheritdoc/>
    protected override ClinicalDate When => DrawnOn;
}

/// <summary>Histology.</summary>
public sealed record BiopsyReported : ClinicalEntry
{
    /// <summary>When the report was issued.</summary>
    public required ClinicalDate ReportedOn { get => Bounded(field); init; }

    /// <summary>IgG4-positive plasma cells per high-power field, 0 to 2,000.</summary>
    [Range(0, 2000)]
    public int? IgG4PositiveCellsPerHpf { get; init; }

    /// <summary>IgG4-positive of IgG-positive plasma cells in per cent, 0 to 100.</summary>
    [Range(0, 100)]
    public decimal? IgG4ToIgGPercent { get; init; }

    /// <summary>Dense lymphoplasmacytic infiltrate.</summary>
    public bool? LymphoplasmacyticInfiltrate { get; init; }

    /// <summary>Storiform fibrosis.</summary>
    public bool? StoriformFibrosis { get; init; }

    /// <summary>Obliterative phlebitis.</summary>
    public bool? ObliterativePhlebitis { get; init; }

    /// <summary>Granulomas, graded: "primarily granulomatous" excludes IgG4-RD in the 2019 ACR/EULAR criteria, a few do not.</summary>
    public HistologyGrade? Granulomas { get; init; }

    /// <summary>Neutrophilic inflammation, graded for the same reason.</summary>
    public HistologyGrade? Neutrophils { get; init; }

    /// <summary>When the tissue was taken; not after the report.</summary>
    public ClinicalDate? SampledOn { get => field is { } date ? Bounded(date) : null; init; }

    /// <summary>Where the tissue was taken; counts of cells mean different things in different organs.</summary>
    public Site? Tissue { get; init; }

    /// <summary>Levels of the spine at which it was taken.</summary>
    public SpinalLevels? Levels { get; init; }

    /// <summary>Fibrosis of whatever pattern.</summary>
    public bool? Fibrosis { get; init; }

    /// <summary>False when the tissue is too small or of a kind in which storiform fibrosis cannot be judged.</summary>
    public bool? StoriformAssessable { get; init; }

    /// <summary>What speaks against IgG4-related disease, each once; an empty list says that it was looked for and not found.</summary>
    [MaxLength(10)]
    public IReadOnlyList<HistologyExclusion>? Exclusions { get; init; }

    /// <summary>What was not assessed, and why; each item once.</summary>
    [MaxLength(10)]
    public IReadOnlyList<HistologyNotAssessed>? NotAssessed { get; init; }

    /// <inheritdoc/>
    protected override ClinicalDate When => ReportedOn;
}

/// <summary>An operation.</summary>
public sealed record SurgeryPerformed : ClinicalEntry
{
    /// <summary>When.</summary>
    public required ClinicalDate PerformedOn { get => Bounded(field); init; }

    /// <summary>Procedures, each once; empty when only the fact of surgery is known.</summary>
    [MaxLength(10)]
    public IReadOnlyList<Procedure> Procedures { get; init; } = [];

    /// <summary>Levels operated on.</summary>
    public SpinalLevels? Levels { get; init; }

    /// <summary>Extent of the resection.</summary>
    public ResectionExtent? Extent { get; init; }

    /// <summary>The operation in the author's words, at most 500 characters.</summary>
    [FreeText, StringLength(500)]
    public string? Description { get; init; }

    /// <summary>Whether it relieved the cord or the roots of pressure; where it is not said, the procedures may say so.</summary>
    public bool? Decompression { get; init; }

    /// <summary>How soon it had to be done.</summary>
    public SurgeryUrgency? Urgency { get; init; }

    /// <summary>Why it was done, each once.</summary>
    [MaxLength(8)]
    public IReadOnlyList<SurgicalIndication>? Indications { get; init; }

    /// <summary>Levels at which the cord or the roots were relieved.</summary>
    public SpinalLevels? DecompressedLevels { get; init; }

    /// <summary>Whether dura was resected.</summary>
    public bool? DuraResected { get; init; }

    /// <summary>What replaced or covered dura.</summary>
    public DuralGraft? DuralGraft { get; init; }

    /// <summary>Loss of blood in millilitres, 0 to 30,000.</summary>
    [Range(0, 30_000)]
    public int? BloodLossMl { get; init; }

    /// <summary>
    /// Complications, each once; an empty list says that there was none. How grave one was and when it was over is told by an adverse
    /// event.
    /// </summary>
    [MaxLength(10)]
    public IReadOnlyList<SurgicalComplication>? Complications { get; init; }

    /// <summary>Why the patient was operated on again; null for a first operation.</summary>
    public ReoperationReason? ReoperationFor { get; init; }

    /// <inheritdoc/>
    protected override ClinicalDate When => PerformedOn;
}

/// <summary>A glucocorticoid course began. Its entry id is the course's id.</summary>
public sealed record SteroidCourseStarted : ClinicalEntry
{
    /// <summary>First day of treatment.</summary>
    public required ClinicalDate StartedOn { get => Bounded(field); init; }

    /// <summary>Drug.</summary>
    public Glucocorticoid? Drug { get; init; }

    /// <summary>
    /// Dose of that drug in milligrams a day, 0.01 to 5,000; the mean a day of the dose as prescribed where that is given.
    /// </summary>
    [Range(0.01, 5000)]
    public decimal? DailyDoseMg { get => field ?? Prescribed?.PerDay; init; }

    /// <summary>The dose as prescribed, where that is not so many milligrams each day.</summary>
    public PrescribedDose? Prescribed { get; init; }

    /// <summary>Route; only systemic routes count towards exposure.</summary>
    public SteroidRoute Route { get; init; } = SteroidRoute.Oral;

    /// <summary>What it is given for.</summary>
    public Indication? Indication { get; init; }

    /// <inheritdoc/>
    protected override ClinicalDate When => StartedOn;
}

/// <summary>The dose within a course changed.</summary>
public sealed record SteroidDoseChanged : ClinicalEntry
{
    /// <summary>Entry id of the course.</summary>
    public required Guid CourseId { get; init; }

    /// <summary>First day on the new dose.</summary>
    public required ClinicalDate ChangedOn { get => Bounded(field); init; }

    /// <summary>
    /// New dose of the course's drug in milligrams a day, 0.01 to 5,000; the mean a day of the dose as prescribed where that is given. One
    /// of the two is required; to end treatment, stop the course.
    /// </summary>
    [Range(0.01, 5000)]
    public decimal? DailyDoseMg { get => field ?? Prescribed?.PerDay; init; }

    /// <summary>The dose as prescribed, where that is not so many milligrams each day.</summary>
    public PrescribedDose? Prescribed { get; init; }

    /// <inheritdoc/>
    protected override ClinicalDate When => ChangedOn;
}

/// <summary>A course ended. At most one per course.</summary>
public sealed record SteroidCourseStopped : ClinicalEntry
{
    /// <summary>Entry id of the course.</summary>
    public required Guid CourseId { get; init; }

    /// <summary>Last day on which the drug was taken: a course of one day starts and stops on the same day.</summary>
    public required ClinicalDate LastDoseOn { get => Bounded(field); init; }

    /// <summary>Why it was stopped.</summary>
    public StopReason? Reason { get; init; }

    /// <inheritdoc/>
    protected override ClinicalDate When => LastDoseOn;
}

/// <summary>A steroid-sparing agent was started. Its entry id is the treatment's id.</summary>
public sealed record SparingAgentStarted : ClinicalEntry
{
    /// <summary>First day of treatment.</summary>
    public required ClinicalDate StartedOn { get => Bounded(field); init; }

    /// <summary>Agent.</summary>
    public required SparingAgent Agent { get; init; }

    /// <summary>Dose and schedule, at most 200 characters, such as "1 g twice, fifteen days apart".</summary>
    [FreeText, StringLength(200)]
    public string? Regimen { get; init; }

    /// <summary>What it is given for; an agent given for another disease does not count as steroid-sparing for this one.</summary>
    public Indication? Indication { get; init; }

    /// <summary>Dose and schedule from the first day on, coded; of infusions, what was given on that day.</summary>
    public AgentDose? Dose { get; init; }

    /// <inheritdoc/>
    protected override ClinicalDate When => StartedOn;
}

/// <summary>A steroid-sparing agent was stopped. At most one per treatment.</summary>
public sealed record SparingAgentStopped : ClinicalEntry
{
    /// <summary>Entry id of the treatment.</summary>
    public required Guid TreatmentId { get; init; }

    /// <summary>Last day of treatment.</summary>
    public required ClinicalDate LastDoseOn { get => Bounded(field); init; }

    /// <summary>Why it was stopped.</summary>
    public StopReason? Reason { get; init; }

    /// <inheritdoc/>
    protected override ClinicalDate When => LastDoseOn;
}

/// <summary>A follow-up visit took place.</summary>
public sealed record VisitLogged : ClinicalEntry
{
    /// <summary>When.</summary>
    public required ClinicalDate VisitedOn { get => Bounded(field); init; }

    /// <summary>In person or remote.</summary>
    public VisitMode? Mode { get; init; }

    /// <summary>Entry ids of what the visit recorded.</summary>
    [MaxLength(100)]
    public IReadOnlyList<Guid> Recorded { get; init; } = [];

    /// <summary>What the clinician said about recurrence at this visit; an explicit "none" is information.</summary>
    public RecurrenceAssessment? RecurrenceAssessment { get; init; }

    /// <summary>Day on which the next visit is due; after this visit.</summary>
    public DateOnly? NextVisitDueOn { get; init; }

    /// <summary>Day for which the next MRI is planned.</summary>
    public DateOnly? NextMriPlannedOn { get; init; }

    /// <summary>Months of follow-up as the source states them when it gives no dates, 0 to 1,200.</summary>
    [Range(0, 1200)]
    public decimal? StatedFollowUpMonths { get; init; }

    /// <inheritdoc/>
    protected override ClinicalDate When => VisitedOn;
}

/// <summary>A recurrence was diagnosed.</summary>
public sealed record RecurrenceRecorded : ClinicalEntry
{
    /// <summary>When it was detected.</summary>
    public required ClinicalDate DetectedOn { get => Bounded(field); init; }

    /// <summary>When the patient was last known to be free of it; with <see cref="DetectedOn"/> it bounds the true time.</summary>
    public ClinicalDate? LastKnownFreeOn { get => field is { } date ? Bounded(date) : null; init; }

    /// <summary>How it showed itself, each once; a rise of IgG4 alone is not a recurrence in the primary analysis.</summary>
    [MaxLength(3)]
    public IReadOnlyList<RecurrenceKind> Kinds { get; init; } = [];

    /// <summary>Levels; another level than before is still a recurrence.</summary>
    public SpinalLevels? Levels { get; init; }

    /// <summary>Pattern; it may differ from the first one (Elmaci 2020: dorsal, then ventral).</summary>
    public LesionPattern? Pattern { get; init; }

    /// <summary>Prednisone-equivalent dose at the time as the source states it, mg a day, 0 to 5,000.</summary>
    [Range(0, 5000)]
    public decimal? StatedPrednisoneMgPerDay { get; init; }

    /// <summary>
    /// Where the disease came back, each once, the spinal meninges among the sites; where it did elsewhere alone, that is still a
    /// recurrence, and none of the spine. Null when not reported.
    /// </summary>
    [MaxLength(30)]
    public IReadOnlyList<Site>? Sites { get; init; }

    /// <summary>Whether it is one of other organs alone.</summary>
    internal bool IsElsewhereAlone => Sites is { Count: > 0 } && !Sites.Contains(Site.SpinalMeninges);

    /// <inheritdoc/>
    protected override ClinicalDate When => DetectedOn;
}

/// <summary>A recurrence came under control. At most one per recurrence.</summary>
public sealed record RecurrenceResolved : ClinicalEntry
{
    /// <summary>Entry id of the recurrence.</summary>
    public required Guid RecurrenceId { get; init; }

    /// <summary>When.</summary>
    public required ClinicalDate ResolvedOn { get => Bounded(field); init; }

    /// <inheritdoc/>
    protected override ClinicalDate When => ResolvedOn;
}

/// <summary>Follow-up ended.</summary>
public sealed record FollowUpEnded : ClinicalEntry
{
    /// <summary>When; for a patient lost to follow-up, the last contact.</summary>
    public required ClinicalDate EndedOn { get => Bounded(field); init; }

    /// <summary>Why; the four are never merged, since they censor differently.</summary>
    public required FollowUpEndReason Reason { get; init; }

    /// <summary>Cause of death in the clinician's words, at most 200 characters.</summary>
    [FreeText, StringLength(200)]
    public string? CauseOfDeath { get; init; }

    /// <inheritdoc/>
    protected override ClinicalDate When => EndedOn;
}

/// <summary>Follow-up was taken up again after an end other than death.</summary>
public sealed record FollowUpResumed : ClinicalEntry
{
    /// <summary>When.</summary>
    public required ClinicalDate ResumedOn { get => Bounded(field); init; }

    /// <inheritdoc/>
    protected override ClinicalDate When => ResumedOn;
}

/// <summary>An entry was wrong; the replacement holds from now on, and the former one stays readable.</summary>
/// <param name="EntryId">The entry that was wrong.</param>
/// <param name="Replacement">What holds instead; same kind and same entry id.</param>
/// <param name="Reason">Why, 3 to 500 characters.</param>
public sealed record EntryCorrected(Guid EntryId, ClinicalEntry Replacement, [property: FreeText] string Reason);

/// <summary>An entry should never have been made.</summary>
/// <param name="EntryId">The entry.</param>
/// <param name="Reason">Why.</param>
/// <param name="Explanation">Remark, at most 500 characters.</param>
public sealed record EntryRetracted(Guid EntryId, RetractionReason Reason, [property: FreeText] string? Explanation);
