using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Serialization.Metadata;
using IgG4FollowUp.Domain.Dates;

namespace IgG4FollowUp.Domain.Patients;

/// <summary>What holds for every entry of one kind.</summary>
/// <param name="Type">The record that holds such an entry.</param>
/// <param name="Tag">Value of <c>kind</c> where entries of several kinds stand side by side.</param>
/// <param name="EventName">Name of the stored event; stays when the record is renamed.</param>
/// <param name="DateMember">JSON name of the member that holds the clinical date.</param>
public sealed record EntryKind(Type Type, string Tag, string EventName, string DateMember)
{
    /// <summary>Place in the order of a patient's life: among entries of one date the lower comes first.</summary>
    public int Rank { get; internal init; }

    /// <summary>The entry that one of this kind belongs to or takes the place of; null when it stands by itself.</summary>
    public EntryLink? PartOf { get; internal init; }

    /// <summary>What there can be only one of; null when there may be any number.</summary>
    public EntryLimit? AtMostOne { get; internal init; }

    /// <summary>
    /// Whether the patient was certainly followed on its date; a plan can be made without them, a consent withdrawn by letter, and a sample
    /// or a study missed by staying away.
    /// </summary>
    public bool IsContact { get; internal init; } = true;

    /// <summary>
    /// Whether recurrences, remissions and responses may follow from it, other than by its being a contact; no plan and nothing of safety
    /// does.
    /// </summary>
    public bool BearsOnCourse { get; internal init; } = true;

    /// <summary>Further clinical dates of an entry, by JSON name; null where not given.</summary>
    public Func<ClinicalEntry, ImmutableArray<(string Member, ClinicalDate? Date)>> OtherDates { get; internal init; } = _ => [];

    /// <summary>What cannot be true of an entry by itself, beyond its dates and links.</summary>
    public Func<ClinicalEntry, IEnumerable<Contradiction>> Contradictions { get; internal init; } = _ => [];
}

/// <summary>A link from an entry to the one that it belongs to, which cannot have begun later.</summary>
/// <param name="Member">JSON name of the member that holds the id.</param>
/// <param name="To">The kind of entry that the id must name.</param>
/// <param name="What">That kind in words.</param>
/// <param name="IdOf">The id that an entry gives; null when it names none.</param>
public sealed record EntryLink(string Member, Type To, string What, Func<ClinicalEntry, Guid?> IdOf)
{
    /// <summary>
    /// An entry with another id there, so that whoever records it may leave the id out where one alone can be meant; null where leaving it
    /// out says that there is none.
    /// </summary>
    public Func<ClinicalEntry, Guid, ClinicalEntry>? Joined { get; init; }
}

/// <summary>Of the entries with one key, only the first may stand.</summary>
/// <param name="Member">JSON name of the member at which a second one is refused.</param>
/// <param name="Code">Code of the refusal.</param>
/// <param name="Detail">What is wrong and what would be right.</param>
/// <param name="KeyOf">The key of an entry; null when this entry is not limited.</param>
public sealed record EntryLimit(string Member, string Code, string Detail, Func<ClinicalEntry, Guid?> KeyOf);

/// <summary>
/// Every kind of clinical entry, in the order of a patient's life. Decisions, the clinical order and the store read it here.
/// </summary>
public static class EntryKinds
{
    /// <summary>All kinds; a course starts before its dose changes and stops after them, also when all have one date.</summary>
    public static ImmutableArray<EntryKind> All { get; } = InOrder(
        Kind<PatientEnrolled>("enrolment", "patient_enrolled", "enrolledOn"),
        Kind<ConsentRecorded>("consent", "consent_recorded", "decidedOn") with
        {
            IsContact = false,
            BearsOnCourse = false,
            Contradictions = ConsentRecorded.Contradictions,
        },
        Kind<PresentationRecorded>("presentation", "presentation_recorded", "presentedOn") with
        {
            AtMostOne = Once<PresentationRecorded>(
                "presentedOn", "presentation-exists", "The presentation is already recorded; correct it instead.", _ => Guid.Empty),
            OtherDates = entry => entry is PresentationRecorded e
                ? [("onsetOn", e.OnsetOn), ("neurologicalOnsetOn", e.NeurologicalOnsetOn), ("deteriorationOn", e.DeteriorationOn)]
                : [],
        },
        Kind<FollowUpResumed>("follow-up-resumption", "follow_up_resumed", "resumedOn"),
        Kind<RiskRecorded>("risk", "risk_recorded", "notedOn") with
        {
            BearsOnCourse = false,
            OtherDates = entry => entry is RiskRecorded e ? [("since", e.Since)] : [],
            Contradictions = RiskRecorded.Contradictions,
        },
        Kind<AsiaGradeRecorded>("asia-grade", "asia_grade_recorded", "assessedOn"),
        Kind<StatusAssessed>("status", "status_assessed", "assessedOn") with { Contradictions = StatusAssessed.Contradictions },
        Kind<LesionImaged>("lesion", "lesion_imaged", "imagedOn") with
        {
            Contradictions = entry => CordCavities.Contradictions(entry).Concat(ItemsNotAssessed.OfStudy(entry)),
        },
        Kind<ImagingMissed>("imaging-missed", "imaging_missed", "missedOn") with
        {
            IsContact = false,
            BearsOnCourse = false,
            Contradictions = ImagingMissed.Contradictions,
        },
        Kind<ResponderIndexScored>("responder-index", "responder_index_scored", "scoredOn") with
        {
            BearsOnCourse = false,
            Contradictions = ResponderIndexScored.Contradictions,
        },
        Kind<LabMeasured>("lab", "lab_measured", "drawnOn"),
        Kind<LabMissed>("lab-missed", "lab_missed", "missedOn") with
        {
            IsContact = false,
            BearsOnCourse = false,
            Contradictions = LabMissed.Contradictions,
        },
        Kind<SafetyChecked>("safety-check", "safety_checked", "checkedOn") with
        {
            BearsOnCourse = false,
            Contradictions = SafetyChecked.Contradictions,
        },
        Kind<BiopsyReported>("biopsy", "biopsy_reported", "reportedOn") with
        {
            OtherDates = entry => entry is BiopsyReported e ? [("sampledOn", e.SampledOn)] : [],
            Contradictions = ItemsNotAssessed.OfHistology,
        },
        Kind<DifferentialChecked>("differential", "differential_checked", "checkedOn") with
        {
            BearsOnCourse = false,
            Contradictions = DifferentialChecked.Contradictions,
        },
        Kind<OrganAssessed>("organ", "organ_assessed", "assessedOn") with
        {
            BearsOnCourse = false,
            Contradictions = OrganAssessed.Contradictions,
        },
        Kind<DiagnosisMade>("diagnosis", "diagnosis_made", "diagnosedOn") with
        {
            BearsOnCourse = false,
            Contradictions = DiagnosisMade.Contradictions,
        },
        Kind<RecurrenceRecorded>("recurrence", "recurrence_recorded", "detectedOn") with
        {
            OtherDates = entry => entry is RecurrenceRecorded e ? [("lastKnownFreeOn", e.LastKnownFreeOn)] : [],
        },
        Kind<SurgeryPerformed>("surgery", "surgery_performed", "performedOn"),
        Kind<SteroidCourseStarted>("steroid-course", "steroid_course_started", "startedOn") with
        {
            Contradictions = PrescribedDose.Contradictions,
        },
        Kind<SteroidDoseChanged>("steroid-dose", "steroid_dose_changed", "changedOn") with
        {
            Contradictions = PrescribedDose.Contradictions,
            PartOf = Link<SteroidDoseChanged, SteroidCourseStarted>(
                "courseId", "steroid course", e => e.CourseId, (e, id) => e with { CourseId = id }),
        },
        Kind<SteroidCourseStopped>("steroid-stop", "steroid_course_stopped", "lastDoseOn") with
        {
            PartOf = Link<SteroidCourseStopped, SteroidCourseStarted>(
                "courseId", "steroid course", e => e.CourseId, (e, id) => e with { CourseId = id }),
            AtMostOne = Once<SteroidCourseStopped>(
                "courseId", "course-stopped", "The course is already stopped; correct that entry instead.", e => e.CourseId),
        },
        Kind<SparingAgentStarted>("sparing-agent", "sparing_agent_started", "startedOn"),
        Kind<AgentDoseChanged>("sparing-agent-dose", "agent_dose_changed", "changedOn") with
        {
            PartOf = Link<AgentDoseChanged, SparingAgentStarted>(
                "treatmentId", "sparing-agent treatment", e => e.TreatmentId, (e, id) => e with { TreatmentId = id }),
        },
        Kind<AgentAdministered>("administration", "agent_administered", "givenOn") with
        {
            PartOf = Link<AgentAdministered, SparingAgentStarted>(
                "treatmentId", "sparing-agent treatment", e => e.TreatmentId, (e, id) => e with { TreatmentId = id }),
        },
        Kind<SparingAgentStopped>("sparing-agent-stop", "sparing_agent_stopped", "lastDoseOn") with
        {
            PartOf = Link<SparingAgentStopped, SparingAgentStarted>(
                "treatmentId", "sparing-agent treatment", e => e.TreatmentId, (e, id) => e with { TreatmentId = id }),
            AtMostOne = Once<SparingAgentStopped>(
                "treatmentId", "treatment-stopped", "The treatment is already stopped; correct that entry instead.", e => e.TreatmentId),
        },
        Kind<PreventionGiven>("prevention", "prevention_given", "startedOn") with
        {
            BearsOnCourse = false,
            OtherDates = entry => entry is PreventionGiven e ? [("stoppedOn", e.StoppedOn)] : [],
            Contradictions = PreventionGiven.Contradictions,
        },
        Kind<AdverseEventReported>("adverse-event", "adverse_event_reported", "startedOn") with
        {
            BearsOnCourse = false,
            OtherDates = entry => entry is AdverseEventReported e ? [("endedOn", e.EndedOn)] : [],
            Contradictions = AdverseEventReported.Contradictions,
        },
        Kind<RecurrenceResolved>("recurrence-resolution", "recurrence_resolved", "resolvedOn") with
        {
            PartOf = Link<RecurrenceResolved, RecurrenceRecorded>(
                "recurrenceId", "recurrence", e => e.RecurrenceId, (e, id) => e with { RecurrenceId = id }),
            AtMostOne = Once<RecurrenceResolved>(
                "recurrenceId", "recurrence-resolved", "The recurrence is already resolved; correct that entry instead.", e =>
                    e.RecurrenceId),
        },
        Kind<PlanMade>("plan", "plan_made", "plannedOn") with
        {
            PartOf = Link<PlanMade, PlanMade>("replaces", "plan", e => e.Replaces),
            IsContact = false,
            BearsOnCourse = false,
            Contradictions = PlanMade.Contradictions,
        },
        Kind<PlanSettled>("plan-outcome", "plan_settled", "settledOn") with
        {
            PartOf = Link<PlanSettled, PlanMade>(
                "planId", "plan", e => e.PlanId, (e, id) => e with { PlanId = id }),
            IsContact = false,
            BearsOnCourse = false,
            AtMostOne = Once<PlanSettled>(
                "planId", "plan-settled", "What became of the plan is already recorded; correct that entry instead.", e => e.PlanId),
            Contradictions = PlanSettled.Contradictions,
        },
        Kind<VisitLogged>("visit", "visit_logged", "visitedOn"),
        Kind<FollowUpEnded>("follow-up-end", "follow_up_ended", "endedOn") with
        {
            AtMostOne = Once<FollowUpEnded>(
                "reason", "death-exists", "The death is already recorded; correct it instead.",
                e => e.Reason == FollowUpEndReason.Died ? Guid.Empty : null),
        });

    private static readonly FrozenDictionary<Type, EntryKind> ByType = All.ToFrozenDictionary(kind => kind.Type);

    /// <summary>Name of the member that says of which kind an entry is.</summary>
    public const string TagMember = "kind";

    /// <summary>The kind of an entry.</summary>
    /// <param name="entry">The entry.</param>
    public static EntryKind Of(ClinicalEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return ByType[entry.GetType()];
    }

    /// <summary>The kind of the entries that a record holds.</summary>
    /// <param name="type">The record's type.</param>
    public static EntryKind Of(Type type) => ByType[type];

    /// <summary>Lets an entry of any kind be written and read by its tag.</summary>
    /// <param name="type">The type about to be described to the serializer.</param>
    internal static void Tagged(JsonTypeInfo type)
    {
        if (type.Type != typeof(ClinicalEntry)) return;
        type.PolymorphismOptions = new() { TypeDiscriminatorPropertyName = TagMember };
        foreach (var kind in All) type.PolymorphismOptions.DerivedTypes.Add(new(kind.Type, kind.Tag));
    }

    private static ImmutableArray<EntryKind> InOrder(params ReadOnlySpan<EntryKind> kinds)
    {
        var ranked = ImmutableArray.CreateBuilder<EntryKind>(kinds.Length);
        foreach (var kind in kinds) ranked.Add(kind with { Rank = ranked.Count });
        return ranked.MoveToImmutable();
    }

    private static EntryKind Kind<T>(string tag, string eventName, string dateMember)
        where T : ClinicalEntry => new(typeof(T), tag, eventName, dateMember);

    private static EntryLink Link<T, TStart>(string member, string what, Func<T, Guid?> idOf, Func<T, Guid, T>? joined = null)
        where T : ClinicalEntry
        where TStart : ClinicalEntry => new(member, typeof(TStart), what, entry => idOf((T)entry))
        {
            Joined = joined is null ? null : (entry, id) => joined((T)entry, id),
        };

    private static EntryLimit Once<T>(string member, string code, string detail, Func<T, Guid?> keyOf)
        where T : ClinicalEntry => new(member, code, detail, entry => keyOf((T)entry));
}
