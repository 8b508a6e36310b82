using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Patients;

namespace IgG4FollowUp.Api.Http;

/// <summary>An example body for every write; a test sends each of them.</summary>
public static class Examples
{
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
        { "replacement": { "kind": "asia-grade", "assessedOn": "2024-06-10", "grade": "C" },
          "reason": "The letter of the examiner says C." }
        """)!;

    public static JsonNode Retraction { get; } =
        JsonNode.Parse("""{ "reason": "wrong-patient", "explanation": "Result of a namesake." }""")!;

    /// <summary>The example of one kind of entry.</summary>
    public static JsonNode Of(Type kind) => JsonNode.Parse(EntryRoutes.Of(kind).Example)!;
}
