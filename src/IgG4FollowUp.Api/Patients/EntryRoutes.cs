using System.Collections.Frozen;
using System.Collections.Immutable;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Patients;

/// <summary>How a kind of entry is sent: on a path of its own, or as a member of the visit that produced it.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Path">Last segment of the address under the patient.</param>
/// <param name="Operation">Operation id in the description of the API.</param>
/// <param name="Summary">What the operation does.</param>
/// <param name="Example">An example body, as JSON.</param>
public sealed record EntryRoute(EntryKind Kind, string Path, string Operation, string Summary, string Example)
{
    /// <summary>Member of a visit's body that holds such entries; null when a visit produces none.</summary>
    public string? InVisit { get; init; }

    /// <summary>Whether a visit can produce several.</summary>
    public bool Several { get; init; } = true;
}

/// <summary>
/// How every kind of entry is sent but enrolments and visits, which have endpoints of their own. A test sends each example.
/// </summary>
public static class EntryRoutes
{
    private const string Course = "01980000-0000-7000-8000-000000000001";
    private const string Treatment = "01980000-0000-7000-8000-000000000002";
    private const string Relapse = "01980000-0000-7000-8000-000000000003";
    private const string Plan = "01980000-0000-7000-8000-000000000004";

    public static ImmutableArray<EntryRoute> All { get; } =
    [
        Send<PresentationRecorded>(
            "presentations", "recordPresentation", "Record the presentation",
            """
            { "presentedOn": "2024-03-11", "onsetOn": "2024-01", "ageYears": 55,
              "symptoms": ["neck-pain", "limb-weakness"], "course": "progressive",
              "otherOrgans": [], "neurologicalOnsetOn": "2024-02", "deteriorationOn": "2024-03-09" }
            """) with { InVisit = "presentation", Several = false },
        Send<ConsentRecorded>(
            "consents", "recordConsent", "Record what the patient decided about follow-up and about reuse of the data",
            """
            { "decidedOn": "2024-03-11", "purposes": ["follow-up", "data-reuse"], "decision": "given", "formVersion": "2.1",
              "by": "patient" }
            """) with { InVisit = "consents" },
        Send<RiskRecorded>(
            "risks", "recordRisk", "Record what bears on the risks of treatment: another disease, a drug, a habit, a pregnancy",
            """{ "notedOn": "2024-03-11", "what": "diabetes", "state": "present", "since": "2016" }""") with { InVisit = "risks" },
        Send<AsiaGradeRecorded>(
            "asia-grades", "recordAsiaGrade", "Record an ASIA Impairment Scale grade",
            """{ "assessedOn": "2024-03-11", "grade": "C" }""") with { InVisit = "asiaGrade", Several = false },
        Send<StatusAssessed>(
            "statuses", "recordStatus", "Record how the patient is: pain, walking, bladder and bowel, function, quality of life",
            """
            { "assessedOn": "2024-03-11", "painScore": 6, "painSites": ["neck", "arm"], "walking": "with-aid", "walkingDistanceM": 200,
              "bladder": "urgency", "bowel": "normal", "sensoryLevel": "T6", "weightKg": 62, "mjoa": 12, "eq5dProfile": "32332",
              "notAssessed": [ { "item": "scim", "reason": "not-done" } ] }
            """) with { InVisit = "status", Several = false },
        Send<ImagingMissed>(
            "imaging-missed", "recordImagingMissed", "Record that the spine was not imaged when it should have been, and why",
            """{ "missedOn": "2024-09-12", "reason": "not-possible", "obstacle": "implanted-device" }""") with
            {
                InVisit = "imagingMissed",
            },
        Send<ResponderIndexScored>(
            "responder-indexes", "recordResponderIndex", "Record the IgG4-RD Responder Index, in one version of the instrument",
            """
            { "scoredOn": "2024-03-12", "instrument": "validated-2018", "statedTotal": 6,
              "sites": [ { "site": "spinal-meninges", "score": 2, "urgent": true, "symptomatic": true },
                         { "site": "submandibular-gland", "score": 2, "urgent": false, "damage": false } ] }
            """) with { InVisit = "responderIndex", Several = false },
        Send<LesionImaged>(
            "lesions", "recordLesion", "Record magnetic resonance imaging",
            """
            { "imagedOn": "2024-03-12", "lesionPresent": true, "levels": "C5-T4", "compartment": "dura", "pattern": "ventral",
              "cordCompression": true, "modality": "mri", "contrastGiven": true, "regions": ["cervical", "thoracic"], "lengthMm": 92,
              "canalCompromisePercent": 45, "cordT2Signal": "faint-hyperintensity", "reader": "neuroradiologist",
              "notAssessed": [ { "item": "cord-cavity", "reason": "not-possible" } ] }
            """) with { InVisit = "lesions" },
        Send<LabMeasured>(
            "labs", "recordLab", "Record a laboratory result",
            """{ "drawnOn": "2024-03-12", "analyte": "serum-igg4", "result": "212 mg/dL", "upperLimitOfNormal": "135 mg/dL" }""")
            with { InVisit = "labs" },
        Send<LabMissed>(
            "labs-missed", "recordLabMissed", "Record that laboratory results are missing that were asked for, and why",
            """
            { "missedOn": "2024-06-10", "notMeasured": [ { "analyte": "serum-igg4", "reason": "refused" },
              { "analyte": "complement-c3", "reason": "not-done" } ] }
            """) with { InVisit = "labsMissed" },
        Send<BiopsyReported>(
            "biopsies", "recordBiopsy", "Record histology",
            """
            { "reportedOn": "2024-03-20", "sampledOn": "2024-03-14", "tissue": "spinal-meninges", "levels": "C7-T1",
              "igG4PositiveCellsPerHpf": 62, "igG4ToIgGPercent": 55, "lymphoplasmacyticInfiltrate": true, "fibrosis": true,
              "storiformFibrosis": true, "exclusions": [],
              "notAssessed": [ { "item": "obliterative-phlebitis", "reason": "not-possible" } ] }
            """) with { InVisit = "biopsies" },
        Send<DifferentialChecked>(
            "differentials", "recordDifferential", "Record whether something speaks for another disease, or why it was not looked for",
            """{ "checkedOn": "2024-03-13", "what": "pr3-anca", "result": "absent" }""") with { InVisit = "differentials" },
        Send<OrganAssessed>(
            "organs", "recordOrgan", "Record whether the disease was found in an organ, or why it was not looked for",
            """
            { "assessedOn": "2024-03-13", "site": "submandibular-gland", "result": "involved", "methods": ["clinical", "pet-ct"],
              "bilateral": true, "suvMax": 6.2 }
            """) with { InVisit = "organs" },
        Send<DiagnosisMade>(
            "diagnoses", "recordDiagnosis", "Record the diagnosis, its certainty and the criteria it rests on",
            """
            { "diagnosedOn": "2024-03-21", "diagnosis": "igg4-related-spinal-pachymeningitis", "certainty": "definite",
              "criteria": "comprehensive-2020" }
            """) with { InVisit = "diagnoses" },
        Send<RecurrenceRecorded>(
            "recurrences", "recordRecurrence", "Record a recurrence",
            $$"""
            { "entryId": "{{Relapse}}", "detectedOn": "2025-05-02", "lastKnownFreeOn": "2025-02-10", "kinds": ["clinical", "radiological"],
              "pattern": "ventral" }
            """) with { InVisit = "recurrences" },
        Send<SurgeryPerformed>(
            "surgeries", "recordSurgery", "Record an operation",
            """
            { "performedOn": "2024-03-14", "procedures": ["laminectomy", "biopsy"], "levels": "C6-T2", "extent": "partial",
              "decompression": true, "urgency": "urgent", "indications": ["cord-compression", "diagnosis"], "decompressedLevels": "C6-T2",
              "duraResected": true, "duralGraft": "synthetic", "bloodLossMl": 300, "complications": [] }
            """) with { InVisit = "surgeries" },
        Send<SteroidCourseStarted>(
            "steroid-courses", "startSteroidCourse", "Start a glucocorticoid course",
            $$"""
            { "entryId": "{{Course}}", "startedOn": "2024-03-15", "drug": "prednisolone", "dailyDoseMg": 40, "route": "oral",
              "indication": "igg4-related-disease" }
            """) with { InVisit = "steroidCourses" },
        Send<SteroidDoseChanged>(
            "steroid-doses", "changeSteroidDose", "Change the dose within a course",
            $$"""{ "courseId": "{{Course}}", "changedOn": "2024-06-10", "dailyDoseMg": 7.5 }""") with { InVisit = "steroidDoses" },
        Send<SteroidCourseStopped>(
            "steroid-stops", "stopSteroidCourse", "Stop a course",
            $$"""{ "courseId": "{{Course}}", "lastDoseOn": "2024-12-01", "reason": "remission" }""") with { InVisit = "steroidStops" },
        Send<SparingAgentStarted>(
            "sparing-agents", "startSparingAgent", "Start a steroid-sparing agent",
            $$"""
            { "entryId": "{{Treatment}}", "startedOn": "2024-04-02", "agent": "rituximab", "regimen": "1 g twice, fifteen days apart",
              "dose": { "amount": 1000, "unit": "mg", "route": "intravenous" } }
            """) with { InVisit = "sparingAgents" },
        Send<AgentDoseChanged>(
            "sparing-agent-doses", "changeSparingAgentDose", "Change the dose of a steroid-sparing agent",
            $$"""
            { "treatmentId": "{{Treatment}}", "changedOn": "2024-04-10",
              "dose": { "amount": 500, "unit": "mg", "frequency": "every-six-months", "route": "intravenous" } }
            """) with { InVisit = "sparingAgentDoses" },
        Send<AgentAdministered>(
            "administrations", "recordAdministration", "Record an infusion or injection of a steroid-sparing agent after its first day",
            $$"""
            { "treatmentId": "{{Treatment}}", "givenOn": "2024-04-16", "dose": { "amount": 1000, "unit": "mg", "route": "intravenous" },
              "course": 1 }
            """) with { InVisit = "administrations" },
        Send<SparingAgentStopped>(
            "sparing-agent-stops", "stopSparingAgent", "Stop a steroid-sparing agent",
            $$"""{ "treatmentId": "{{Treatment}}", "lastDoseOn": "2024-04-17", "reason": "completed" }""") with
            {
                InVisit = "sparingAgentStops",
            },
        Send<SafetyChecked>(
            "safety-checks", "recordSafetyCheck", "Record what was looked at for the safety of treatment, or why it was not",
            """{ "checkedOn": "2024-03-13", "what": "hepatitis-b-core-antibody", "result": "negative" }""") with
            {
                InVisit = "safetyChecks",
            },
        Send<PreventionGiven>(
            "preventions", "recordPrevention", "Record a prophylaxis, protection of bone, a vaccination or advice for stress",
            """{ "startedOn": "2024-03-15", "stoppedOn": "2024-06-10", "what": "pneumocystis-prophylaxis" }""") with
            {
                InVisit = "preventions",
            },
        Send<AdverseEventReported>(
            "adverse-events", "reportAdverseEvent", "Report an adverse event",
            """
            { "startedOn": "2024-05-20", "endedOn": "2024-06-03", "term": "infection", "grade": 3, "serious": true,
              "glucocorticoidSuspected": true, "suspectedAgents": ["rituximab"], "outcome": "recovered", "action": "interrupted" }
            """) with { InVisit = "adverseEvents" },
        Send<RecurrenceResolved>(
            "recurrence-resolutions", "resolveRecurrence", "Record that a recurrence came under control",
            $$"""{ "recurrenceId": "{{Relapse}}", "resolvedOn": "2025-07-20" }""") with { InVisit = "recurrenceResolutions" },
        Send<PlanMade>(
            "plans", "makePlan", "Plan a visit, a study, an infusion, an operation, a test, an examination or a glucocorticoid taper",
            $$"""
            { "entryId": "{{Plan}}", "plannedOn": "2024-03-15", "what": "taper", "drug": "prednisolone",
              "steps": [ { "from": "2024-04-12", "dailyDoseMg": 35 }, { "from": "2024-04-26", "dailyDoseMg": 30 } ] }
            """) with { InVisit = "plans" },
        Send<PlanSettled>(
            "plan-outcomes", "settlePlan", "Record that something planned was done, or given up",
            $$"""{ "planId": "{{Plan}}", "settledOn": "2024-04-20", "outcome": "given-up", "reason": "not-needed" }""") with
            {
                InVisit = "planOutcomes",
            },
        Send<FollowUpEnded>(
            "follow-up-ends", "endFollowUp", "End follow-up: died, lost, withdrew or transferred",
            """{ "endedOn": "2025-08-01", "reason": "lost" }"""),
        Send<FollowUpResumed>(
            "follow-up-resumptions", "resumeFollowUp", "Resume follow-up", """{ "resumedOn": "2025-09-01" }"""),
    ];

    private static readonly FrozenDictionary<Type, EntryRoute> ByType = All.ToFrozenDictionary(route => route.Kind.Type);

    /// <summary>How one kind of entry is sent.</summary>
    public static EntryRoute Of(Type kind) => ByType[kind];

    private static EntryRoute Send<T>(string path, string operation, string summary, string example)
        where T : ClinicalEntry => new(EntryKinds.All.Single(kind => kind.Type == typeof(T)), path, operation, summary, example);
}
