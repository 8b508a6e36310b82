using System.Net;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Integration.Hosting;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace IgG4FollowUp.Integration.Patients;

public sealed class LoggingVisitsSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    [Fact]
    public async Task a_visit_sent_twice_without_a_key_is_warned_about_as_a_visit_before_all_else()
    {
        using var clinic = service.Client(clinic: "sent-twice");
        var patient = await clinic.EnrolAsync();
        const string Visit = """
            { "visitedOn": "2024-06-10", "asiaGrade": { "grade": "D" }, "labs": [ { "analyte": "serum-igg4", "result": "1.35 g/L" } ] }
            """;
        (await WarningsAsync(Visit)).ShouldBeEmpty();
        (await WarningsAsync(Visit))[0].ShouldBe(("#/visitedOn", "visit-repeated"));
        (await WarningsAsync(Visit.Replace("1.35", "1.36", StringComparison.Ordinal)))
            .ShouldNotContain(warning => warning.Code == "visit-repeated");
        (await WarningsAsync(Visit.Replace("06-10", "06-11", StringComparison.Ordinal)))
            .ShouldNotContain(warning => warning.Code == "visit-repeated");

        async Task<List<(string Pointer, string Code)>> WarningsAsync(string visit)
        {
            using var response = await clinic.PostAsync($"{patient}/visits", visit);
            response.StatusCode.ShouldBe(HttpStatusCode.Created);
            return [.. (await response.JsonAsync())["warnings"]!.AsArray()
                .Select(w => (w!["pointer"]!.GetValue<string>(), w["code"]!.GetValue<string>()))];
        }
    }

    [Theory]
    [InlineData("follow-up-ends", """{ "endedOn": "2024-05-01", "reason": "died" }""", "date-after-death", 0)]
    [InlineData("follow-up-ends", """{ "endedOn": "2024-05-01", "reason": "withdrew" }""", "date-after-withdrawal", 0)]
    [InlineData("steroid-stops", """{ "lastDoseOn": "2024-05-01" }""", "course-stopped", 1)]
    public async Task what_an_entry_on_record_contradicts_is_refused_by_the_body_and_the_id_of_that_entry(
        string what, string body, string code, int recorded)
    {
        using var clinic = service.Client(clinic: "contradicted");
        var patient = await clinic.EnrolAsync();
        using var first = await clinic.PostAsync($"{patient}/visits", """
            { "visitedOn": "2024-01-10",
              "steroidCourses": [ { "entryId": "01980000-0000-7000-8000-0000000000c1", "drug": "prednisolone", "dailyDoseMg": 40 } ] }
            """);
        using var later = await clinic.PostAsync($"{patient}/visits", """
            { "visitedOn": "2024-06-10",
              "steroidDoses": [ { "courseId": "01980000-0000-7000-8000-0000000000c1", "dailyDoseMg": 20 } ] }
            """);
        var ids = (await later.JsonAsync())["entries"]!.AsArray().ToLookup(
            entry => entry!["kind"]!.GetValue<string>() == "visit" ? 0 : 1, entry => entry!["entryId"]!.GetValue<string>());

        using var refused = await clinic.PostAsync($"{patient}/{what}", body);

        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var errors = (await refused.JsonAsync())["errors"]!.AsArray();
        errors.Select(error => error!["pointer"]!.GetValue<string>()).Distinct().ShouldBe(["#"]);
        errors.ShouldContain(error =>
            error!["code"]!.GetValue<string>() == code && error["entryId"]!.GetValue<string>() == ids[recorded].Single());
    }

    [Fact]
    public async Task a_study_number_that_looks_like_another_patients_is_warned_about_when_it_is_given_and_when_it_is_corrected()
    {
        using var clinic = service.Client(clinic: "alike");
        await clinic.EnrolAsync("IM-002");
        using var enrolled = await clinic.PostAsync("/api/patients", """{ "studyNumber": "im_OO2", "enrolledOn": "2024" }""");
        var warning = (await enrolled.JsonAsync())["warnings"]!.AsArray().ShouldHaveSingleItem()!;
        (warning["pointer"]!.GetValue<string>(), warning["code"]!.GetValue<string>()).ShouldBe(("#/studyNumber", "study-number-alike"));

        using var other = await clinic.PostAsync("/api/patients", """{ "studyNumber": "IM-003", "enrolledOn": "2024" }""");
        (await other.JsonAsync())["warnings"]!.AsArray().ShouldBeEmpty();
        var entryId = (await other.JsonAsync())["entryIds"]![0];
        using var corrected = await clinic.PostAsync(
            $"{other.Headers.Location}/entries/{entryId}/correction",
            """{ "replacement": { "kind": "enrolment", "studyNumber": "IM-0O2", "enrolledOn": "2024" }, "reason": "A slip." }""",
            ifMatch: "\"1\"");
        corrected.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await corrected.JsonAsync())["warnings"]!.AsArray().ShouldHaveSingleItem()!["code"]!.GetValue<string>()
            .ShouldBe("study-number-alike");

        using var elsewhere = service.Client(clinic: "alike-elsewhere");
        using var free = await elsewhere.PostAsync("/api/patients", """{ "studyNumber": "im-002", "enrolledOn": "2024" }""");
        (await free.JsonAsync())["warnings"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task a_clinic_enrols_a_patient_logs_three_visits_corrects_a_grade_and_reads_the_timeline()
    {
        using var clinic = service.Client();
        var patient = await clinic.EnrolAsync();

        var first = await VisitAsync(clinic, patient, """
            { "visitedOn": "2024-01-08", "mode": "in-person", "nextVisitDueOn": "2024-02-08",
              "asiaGrade": { "grade": "C" },
              "lesions": [ { "lesionPresent": true, "levels": "C5-T4", "compartment": "dura", "pattern": "dorsal" } ],
              "labs": [ { "analyte": "serum-igg4", "result": "212 mg/dL", "upperLimitOfNormal": "121 mg/dL" } ],
              "steroidCourses": [ { "entryId": "01980000-0000-7000-8000-0000000000c1", "drug": "prednisolone", "dailyDoseMg": 40 } ] }
            """);
        var second = await VisitAsync(clinic, patient, """
            { "visitedOn": "2024-02-07", "asiaGrade": { "entryId": "01980000-0000-7000-8000-0000000000a2", "grade": "D" },
              "steroidDoses": [ { "courseId": "01980000-0000-7000-8000-0000000000c1", "dailyDoseMg": 20 } ] }
            """);
        var third = await VisitAsync(clinic, patient, """
            { "visitedOn": "2024-05-06", "asiaGrade": { "grade": "D" },
              "steroidDoses": [ { "courseId": "01980000-0000-7000-8000-0000000000c1", "dailyDoseMg": 7.5 } ] }
            """);
        first.ShouldBe(6);
        second.ShouldBe(9);
        third.ShouldBe(12);

        using var correction = await clinic.PostAsync(
            $"{patient}/entries/01980000-0000-7000-8000-0000000000a2/correction",
            """{ "replacement": { "kind": "asia-grade", "assessedOn": "2024-02-07", "grade": "C" }, "reason": "The letter of the examiner says C." }""",
            ifMatch: "\"12\"");
        correction.StatusCode.ShouldBe(HttpStatusCode.OK, await correction.Content.ReadAsStringAsync());
        correction.Headers.ETag!.Tag.ShouldBe("\"13\"");

        var view = await clinic.GetJsonAsync(patient);
        view["version"]!.GetValue<long>().ShouldBe(13);
        view["chart"]!["entries"]!.AsArray().Where(e => e!["kind"]!.GetValue<string>() == "asia-grade")
            .Select(e => e!["grade"]!.GetValue<string>())
            .ShouldBe(["C", "C", "D"]);
        view["chart"]!["superseded"]!.AsArray().Count.ShouldBe(1);

        var before = await clinic.GetJsonAsync($"{patient}?version=12");
        before["chart"]!["entries"]!.AsArray().Where(e => e!["kind"]!.GetValue<string>() == "asia-grade")
            .Select(e => e!["grade"]!.GetValue<string>())
            .ShouldBe(["C", "D", "D"]);

        var history = (await clinic.GetJsonAsync($"{patient}/history")).AsArray();
        history.Count.ShouldBe(13);
        var corrected = history[^1]!;
        corrected["type"]!.GetValue<string>().ShouldBe("corrected");
        corrected["recordedBy"]!.GetValue<string>().ShouldBe("dr-test");
        corrected["before"]!["grade"]!.GetValue<string>().ShouldBe("D");
        corrected["entry"]!["grade"]!.GetValue<string>().ShouldBe("C");
        corrected["reason"]!.GetValue<string>().ShouldBe("The letter of the examiner says C.");

        (await clinic.GetJsonAsync($"{patient}/timeline")).ToJsonString().ShouldContain("The letter of the examiner says C.");
    }

    [Fact]
    public async Task a_refused_visit_leaves_no_trace()
    {
        using var clinic = service.Client();
        var patient = await clinic.EnrolAsync();

        using var response = await clinic.PostAsync($"{patient}/visits", """
            { "visitedOn": "2024-02-07", "asiaGrade": { "grade": "D" },
              "steroidDoses": [ { "courseId": "01980000-0000-7000-8000-0000000000ff", "dailyDoseMg": 20 } ] }
            """);

        response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var problem = await response.JsonAsync();
        problem["errors"]![0]!["pointer"]!.GetValue<string>().ShouldBe("#/steroidDoses/0/courseId");
        (await clinic.GetJsonAsync(patient))["version"]!.GetValue<long>().ShouldBe(1);
    }

    [Fact]
    public async Task the_same_idempotency_key_gives_the_first_answer_and_records_nothing_again()
    {
        using var clinic = service.Client();
        var patient = await clinic.EnrolAsync();
        const string visit = """{ "visitedOn": "2024-02-07", "asiaGrade": { "grade": "D" } }""";

        using var first = await clinic.PostAsync($"{patient}/visits", visit, idempotencyKey: "visit-1");
        using var again = await clinic.PostAsync($"{patient}/visits", visit, idempotencyKey: "visit-1");
        using var other = await clinic.PostAsync($"{patient}/visits", """{ "visitedOn": "2024-02-08" }""", idempotencyKey: "visit-1");

        again.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await again.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
        again.Headers.ETag.ShouldBe(first.Headers.ETag);
        other.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await clinic.GetJsonAsync(patient))["version"]!.GetValue<long>().ShouldBe(3);
    }

    [Fact]
    public async Task answers_are_forgotten_after_the_days_they_are_kept_and_not_before()
    {
        using var clinic = service.Client();
        var patient = await clinic.EnrolAsync();
        foreach (var key in new[] { "forget-old", "forget-new" })
            (await clinic.PostAsync($"{patient}/visits", """{ "visitedOn": "2024-02-07" }""", idempotencyKey: key)).Dispose();
        await using var session = service.Host.Services.GetRequiredService<IDocumentStore>().LightweightSession("north");
        var old = (await session.LoadAsync<KeptReply>("forget-old"))!;
        session.Store(old with { KeptAt = old.KeptAt.AddDays(-31) });
        await session.SaveChangesAsync();

        await service.Host.Services.GetRequiredService<Cleanup>().ForgetAsync(TestContext.Current.CancellationToken);

        (await session.Query<KeptReply>().Where(reply => reply.Id.StartsWith("forget-")).Select(reply => reply.Id).ToListAsync())
            .ShouldBe(["forget-new"]);
    }

    [Fact]
    public async Task an_enrolment_repeated_with_its_key_answers_as_the_first_time_although_the_study_number_is_taken_now()
    {
        using var clinic = service.Client();
        const string body = """{ "studyNumber": "R-1", "enrolledOn": "2024" }""";
        using var first = await clinic.PostAsync("/api/patients", body, idempotencyKey: "enrol-r-1");
        using var again = await clinic.PostAsync("/api/patients", body, idempotencyKey: "enrol-r-1");
        using var other = await clinic.PostAsync("/api/patients", body);

        again.StatusCode.ShouldBe(HttpStatusCode.Created);
        again.Headers.Location.ShouldBe(first.Headers.Location);
        other.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await other.JsonAsync())["errors"]![0]!["pointer"]!.GetValue<string>().ShouldBe("#/studyNumber");
    }

    [Fact]
    public async Task a_stale_if_match_is_refused_and_a_missing_one_too_where_something_is_replaced()
    {
        using var clinic = service.Client();
        var patient = await clinic.EnrolAsync();
        var grade = await clinic.PostAsync($"{patient}/asia-grades", """{ "assessedOn": "2024-02-07", "grade": "C" }""");
        var entryId = (await grade.JsonAsync())["entryIds"]![0]!.GetValue<string>();

        using var stale = await clinic.PostAsync($"{patient}/visits", """{ "visitedOn": "2024-02-07" }""", ifMatch: "\"1\"");
        using var missing = await clinic.PostAsync($"{patient}/entries/{entryId}/retraction", """{ "reason": "duplicate" }""");
        using var right = await clinic.PostAsync($"{patient}/entries/{entryId}/retraction", """{ "reason": "duplicate" }""",
            ifMatch: "\"2\"");

        stale.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        missing.StatusCode.ShouldBe((HttpStatusCode)428);
        right.StatusCode.ShouldBe(HttpStatusCode.OK, await right.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task the_history_says_why_an_entry_was_retracted_in_the_words_that_a_retraction_takes()
    {
        using var clinic = service.Client();
        var (patient, version) = (await clinic.EnrolAsync(), 1);
        foreach (var reason in StoredName.All<RetractionReason>())
        {
            using var grade = await clinic.PostAsync($"{patient}/asia-grades", """{ "assessedOn": "2024-02-07", "grade": "C" }""");
            var entryId = (await grade.JsonAsync())["entryIds"]![0]!.GetValue<string>();
            version += 2;
            using var retracted = await clinic.PostAsync(
                $"{patient}/entries/{entryId}/retraction", $$"""{ "reason": "{{reason}}", "explanation": "As told." }""",
                ifMatch: $"\"{version - 1}\"");
            retracted.StatusCode.ShouldBe(HttpStatusCode.OK, reason);
            var last = (await clinic.GetJsonAsync($"{patient}/history")).AsArray()[^1]!;
            last["reason"]!.GetValue<string>().ShouldBe($"{reason}: As told.");
        }
    }

    [Fact]
    public async Task fifty_writers_with_if_match_leave_a_gapless_stream_and_every_other_gets_412()
    {
        using var clinic = service.Client();
        var patient = await clinic.EnrolAsync();
        var accepted = 0;
        var refused = 0;

        await Task.WhenAll(Enumerable.Range(0, 50).Select(async writer =>
        {
            // Each writer reads a version and tries once on it, until one of its own tries is accepted or ten were refused.
            for (var attempt = 0; attempt < 10; attempt++)
            {
                var version = (await clinic.GetJsonAsync(patient))["version"]!.GetValue<long>();
                using var response = await clinic.PostAsync(
                    $"{patient}/asia-grades", $$"""{ "assessedOn": "2024-02", "grade": "C", "note": "writer {{writer}}" }""",
                    ifMatch: $"\"{version}\"");
                if (response.StatusCode == HttpStatusCode.Created)
                {
                    Interlocked.Increment(ref accepted);
                    response.Headers.ETag!.Tag.ShouldBe($"\"{version + 1}\"");
                    return;
                }

                response.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed, await response.Content.ReadAsStringAsync());
                Interlocked.Increment(ref refused);
            }
        }));

        var history = (await clinic.GetJsonAsync($"{patient}/history")).AsArray();
        history.Select(item => item!["version"]!.GetValue<long>()).ShouldBe(Enumerable.Range(1, accepted + 1).Select(n => (long)n));
        refused.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task concurrent_visits_without_if_match_are_all_recorded()
    {
        using var clinic = service.Client();
        var patient = await clinic.EnrolAsync();

        var answers = await Task.WhenAll(Enumerable.Range(1, 4).Select(month =>
            clinic.PostAsync($"{patient}/visits", $$"""{ "visitedOn": "2024-0{{month}}-15" }""")));

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.Created);
        (await clinic.GetJsonAsync(patient))["version"]!.GetValue<long>().ShouldBe(5);
    }

    private static async Task<long> VisitAsync(HttpClient clinic, string patient, string visit)
    {
        using var response = await clinic.PostAsync($"{patient}/visits", visit);
        response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        return (await response.JsonAsync())["version"]!.GetValue<long>();
    }
}
