using System.Text.Json.Nodes;
using IgG4FollowUp.Browser.Hosting;

namespace IgG4FollowUp.Browser.Patients;

/// <summary>A made-up patient: onset, surgery, taper, a corrected grade, a retracted result, recurrence, rituximab.</summary>
public static class Story
{
    public const string Correction = "The examiner's letter says C, D was a slip of the pen.";

    /// <summary>Tells the story to the API.</summary>
    /// <returns>The patient's id.</returns>
    public static async Task<string> TellAsync(HttpClient clinic, string studyNumber)
    {
        var enrolled = await clinic.SayAsync(
            "/api/patients",
            $$"""{ "studyNumber": "{{studyNumber}}", "sex": "male", "birthYear": 1963, "enrolledOn": "2021-02-08", "origin": "synthetic" }""");
        var patientId = enrolled["patientId"]!.GetValue<string>();
        var patient = "/api/patients/" + patientId;
        await Visit("""
            { "visitedOn": "2021-02-08", "mode": "in-person", "nextVisitDueOn": "2021-03-01",
              "presentation": { "onsetOn": "2020-11", "ageYears": 57, "diagnosis": "igg4-related-spinal-pachymeningitis",
                                "symptoms": ["neck-pain", "limb-weakness", "gait-disturbance"], "course": "progressive", "otherOrgans": [] },
              "lesions": [ { "lesionPresent": true, "levels": "C5-T4", "compartment": "dura", "pattern": "dorsal", "shape": "fusiform",
                             "t2Signal": "hypointense", "enhancement": "homogeneous", "thicknessMm": 8, "cordCompression": true } ],
              "labs": [ { "analyte": "serum-igg4", "result": "212 mg/dL", "upperLimitOfNormal": "135 mg/dL", "assay": "nephelometry" } ] }
            """);
        var graded = await clinic.SayAsync($"{patient}/asia-grades", """{ "assessedOn": "2021-02-08", "grade": "D" }""");
        await Correct(graded, """{ "kind": "asia-grade", "assessedOn": "2021-02-08", "grade": "C" }""", Correction);
        await Say("surgeries",
            """{ "performedOn": "2021-02-11", "procedures": ["laminectomy", "biopsy"], "levels": "C5-T4", "extent": "partial" }""");
        await Say("biopsies",
            """{ "reportedOn": "2021-02-19", "igG4PositiveCellsPerHpf": 62, "igG4ToIgGPercent": 55, "storiformFibrosis": true, "obliterativePhlebitis": false }""");
        await Pulse("2021-02-12", "2021-02-14");
        var course = await Course("2021-02-15", 40);
        await Visit("""
            { "visitedOn": "2021-05-03", "mode": "in-person", "recurrenceAssessment": "none", "nextVisitDueOn": "2021-08-02",
              "asiaGrade": { "grade": "D", "note": "Walks 200 m with a stick." },
              "lesions": [ { "lesionPresent": true, "levels": "C6-T2", "pattern": "dorsal", "thicknessMm": 4, "changeSincePrior": "smaller" } ],
              "labs": [ { "analyte": "serum-igg4", "result": "118 mg/dL", "upperLimitOfNormal": "135 mg/dL", "assay": "nephelometry" } ] }
            """);
        await Dose(course, "2021-04-12", 30);
        await Dose(course, "2021-05-10", 20);
        await Dose(course, "2021-07", 10);
        await Dose(course, "2021-10-04", 5);
        var namesake = await clinic.SayAsync($"{patient}/labs",
            """{ "drawnOn": "2021-08-02", "analyte": "serum-igg4", "result": "402 mg/dL", "upperLimitOfNormal": "135 mg/dL", "assay": "nephelometry" }""");
        await Retract(namesake, """{ "reason": "wrong-patient", "explanation": "Result of a namesake." }""");
        await Visit(
            """{ "visitedOn": "2021-08-02", "mode": "remote", "recurrenceAssessment": "none", "nextVisitDueOn": "2022-02-07", "asiaGrade": { "grade": "E" } }""");
        await Visit("""
            { "visitedOn": "2022-02-21", "mode": "in-person", "recurrenceAssessment": "none", "nextVisitDueOn": "2022-08-15",
              "asiaGrade": { "grade": "E" }, "lesions": [ { "lesionPresent": false, "changeSincePrior": "resolved" } ] }
            """);
        await Say("steroid-stops", $$"""{ "courseId": "{{course}}", "lastDoseOn": "2022-02-21", "reason": "remission" }""");
        await Say("asia-grades",
            """{ "assessedOn": "2022-07", "grade": "E", "note": "By letter of the family doctor, who gives no day." }""");
        var relapse = await clinic.SayAsync($"{patient}/recurrences", """
            { "detectedOn": "2022-12-05", "lastKnownFreeOn": "2022-07", "kinds": ["clinical", "radiological"], "levels": "T1-T3", "pattern": "ventral" }
            """);
        await Visit("""
            { "visitedOn": "2022-12-05", "mode": "in-person", "recurrenceAssessment": "confirmed", "nextVisitDueOn": "2023-01-16",
              "asiaGrade": { "grade": "D" },
              "lesions": [ { "lesionPresent": true, "levels": "T1-T3", "pattern": "ventral", "thicknessMm": 5, "changeSincePrior": "new" } ],
              "labs": [ { "analyte": "serum-igg4", "result": "164 mg/dL", "upperLimitOfNormal": "135 mg/dL", "assay": "nephelometry" } ],
              "sparingAgents": [ { "agent": "rituximab", "regimen": "1 g twice, fifteen days apart", "indication": "igg4-related-disease" } ] }
            """);
        var second = await Course("2022-12-06", 30);
        await Dose(second, "2023-02-06", 15);
        await Dose(second, "2023-06-05", 7.5m);
        await Visit("""
            { "visitedOn": "2023-06-05", "mode": "in-person", "recurrenceAssessment": "none", "nextVisitDueOn": "2023-12-04",
              "asiaGrade": { "grade": "E" },
              "lesions": [ { "lesionPresent": true, "levels": "T1-T3", "pattern": "ventral", "thicknessMm": 3, "changeSincePrior": "smaller" } ] }
            """);
        await Say("recurrence-resolutions", $$"""{ "recurrenceId": "{{EntryId(relapse)}}", "resolvedOn": "2023-06-05" }""");
        return patientId;

        Task<JsonNode> Say(string kind, string json) => clinic.SayAsync($"{patient}/{kind}", json);
        Task<JsonNode> Visit(string json) => Say("visits", json);
        Task<JsonNode> Dose(string courseId, string on, decimal mg) =>
            Say("steroid-doses", $$"""{ "courseId": "{{courseId}}", "changedOn": "{{on}}", "dailyDoseMg": {{mg}} }""");
        async Task<string> Course(string on, decimal mg) => EntryId(await Say(
            "steroid-courses",
            $$"""{ "startedOn": "{{on}}", "drug": "prednisolone", "dailyDoseMg": {{mg}}, "route": "oral", "indication": "igg4-related-disease" }"""));
        async Task Pulse(string from, string to)
        {
            var pulse =
                EntryId(
                    await Say("steroid-courses",
                        $$"""{ "startedOn": "{{from}}", "drug": "methylprednisolone", "dailyDoseMg": 500, "route": "intravenous" }"""));
            await Say("steroid-stops", $$"""{ "courseId": "{{pulse}}", "lastDoseOn": "{{to}}", "reason": "completed" }""");
        }

        async Task Correct(JsonNode recorded, string replacement, string reason) => await clinic.SayAsync(
            $"{patient}/entries/{EntryId(recorded)}/correction", $$"""{ "replacement": {{replacement}}, "reason": "{{reason}}" }""",
            Version(recorded));
        async Task Retract(JsonNode recorded, string reason) =>
            await clinic.SayAsync($"{patient}/entries/{EntryId(recorded)}/retraction", reason, Version(recorded));
    }

    private static string EntryId(JsonNode recorded) => recorded["entryIds"]![0]!.GetValue<string>();

    private static string Version(JsonNode recorded) => $"\"{recorded["version"]!.GetValue<long>()}\"";
}
