using System.Text.Json.Nodes;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Http;

/// <summary>An example body for every write; a test sends each of them.</summary>
public static class Examples
{
    private const string Course = "01980000-0000-7000-8000-000000000001";
    private const string Treatment = "01980000-0000-7000-8000-000000000002";
    private const string Relapse = "01980000-0000-7000-8000-000000000003";

    public static JsonNode Enrolment { get; } = JsonNode.Parse("""
        { "studyNumber": "RSP-001", "sex": "male", "birthYear": 1968, "enrolledOn": "2024-03-11",
          "consents": { "followUp": true, "dataReuse": true, "contactAgain": null } }
        """)!;

    public static JsonNode Visit { get; } = JsonNode.Parse("""
        { "visitedOn": "2024-06-10", "mode": "in-person", "recurrenceAssessment": "none", "nextVisitDueOn": "2024-09-10",
          "asiaGrade": { "grade": "D" },
          "lesions": [ { "lesionPresent": true, "levels": "C5-T4", "compartment": "dura", "pattern": "dorsal", "shape": "fusiform",
                         "changeSincePrior": "smaller" } ],
          "labs": [ { "analyte": "serum-igg4", "result": "1.35 g/L", "upperLimitOfNormal": "121 mg/dL", "assay": "nephelometry" } ],
          "steroidCourses": [ { "drug": "prednisolone", "dailyDoseMg": 40, "route": "oral" } ] }
        """)!;

    public static JsonNode Correction { get; } = JsonNode.Parse("""
        { "replacement": { "kind": "asia-grade", "assessedOn": "2024-06-10", "grade": "C" }, "reason": "The letter of the examiner says C." }
        """)!;

    public static JsonNode Retraction { get; } = JsonNode.Parse("""{ "reason": "wrong-patient", "explanation": "Result of a namesake." }""")!;

    /// <summary>The example of one kind of entry.</summary>
    public static JsonNode Of(Type kind) => JsonNode.Parse(kind.Name switch
    {
        nameof(PresentationRecorded) => """{ "presentedOn": "2024-03-11", "onsetOn": "2024-01", "ageYears": 55, "symptoms": ["neck-pain", "limb-weakness"], "course": "progressive", "otherOrgans": [], "neurologicalOnsetOn": "2024-02", "deteriorationOn": "2024-03-09" }""",
        nameof(AsiaGradeRecorded) => """{ "assessedOn": "2024-03-11", "grade": "C" }""",
        nameof(LesionImaged) => """{ "imagedOn": "2024-03-12", "lesionPresent": true, "levels": "C5-T4", "compartment": "dura", "pattern": "ventral", "cordCompression": true }""",
        nameof(LabMeasured) => """{ "drawnOn": "2024-03-12", "analyte": "serum-igg4", "result": "212 mg/dL", "upperLimitOfNormal": "135 mg/dL" }""",
        nameof(BiopsyReported) => """{ "reportedOn": "2024-03-20", "igG4PositiveCellsPerHpf": 62, "igG4ToIgGPercent": 55, "storiformFibrosis": true }""",
        nameof(SurgeryPerformed) => """{ "performedOn": "2024-03-14", "procedures": ["laminectomy", "biopsy"], "levels": "C6-T2", "extent": "partial", "decompression": true, "urgency": "urgent" }""",
        nameof(SteroidCourseStarted) => $$"""{ "entryId": "{{Course}}", "startedOn": "2024-03-15", "drug": "prednisolone", "dailyDoseMg": 40, "route": "oral", "indication": "igg4-related-disease" }""",
        nameof(SteroidDoseChanged) => $$"""{ "courseId": "{{Course}}", "changedOn": "2024-06-10", "dailyDoseMg": 7.5 }""",
        nameof(SteroidCourseStopped) => $$"""{ "courseId": "{{Course}}", "lastDoseOn": "2024-12-01", "reason": "remission" }""",
        nameof(SparingAgentStarted) => $$"""{ "entryId": "{{Treatment}}", "startedOn": "2024-04-02", "agent": "rituximab", "regimen": "1 g twice, fifteen days apart" }""",
        nameof(SparingAgentStopped) => $$"""{ "treatmentId": "{{Treatment}}", "lastDoseOn": "2024-04-17", "reason": "completed" }""",
        nameof(RecurrenceRecorded) => $$"""{ "entryId": "{{Relapse}}", "detectedOn": "2025-05-02", "lastKnownFreeOn": "2025-02-10", "kinds": ["clinical", "radiological"], "pattern": "ventral" }""",
        nameof(RecurrenceResolved) => $$"""{ "recurrenceId": "{{Relapse}}", "resolvedOn": "2025-07-20" }""",
        nameof(FollowUpEnded) => """{ "endedOn": "2025-08-01", "reason": "lost" }""",
        nameof(FollowUpResumed) => """{ "resumedOn": "2025-09-01" }""",
        _ => throw new InvalidOperationException($"{kind.Name} has no example."),
    })!;
}
