using System.Net;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Hosting;

namespace IgG4FollowUp.Integration.Patients;

/// <summary>A whole ISNCSCI examination in a visit. Examinations and their results: InSTeP training cases 3, 5 and 8.</summary>
public sealed class ExaminationSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private const string Case3 =
        "LT-R 2222222 222222222222 11100 0011; LT-L 2222222 222222222222 21100 0011; PP-R 2222222 222222222222 11000 0011; "
        + "PP-L 2222222 222222222222 21100 0012; M-R 55555 30000; M-L 55555 40000; VAC No; DAP No";

    private const string Case5 =
        "LT-R 2222222 222222222222 11000 0000; LT-L 2222222 222222222222 11000 0000; PP-R 2222222 222222222222 11000 0000; "
        + "PP-L 2222222 222222222222 11000 0000; M-R 55555 10000; M-L 55555 31000; VAC No; DAP Yes";

    private const string Case8 =
        "LT-R 2222222 222222222222 00000 0000; LT-L 2222222 222222222222 11110 0000; PP-R 2222222 222222222222 00000 0000; "
        + "PP-L 2222222 222222222222 00000 0000; M-R 55555 00000; M-L 55555 21100; VAC No; DAP Yes";

    [Fact]
    public async Task an_examination_is_classified_without_being_stored_and_explains_itself()
    {
        using var analyst = service.Client(Roles.Analyst, clinic: null);

        using var response = await analyst.PostAsync("/api/neurology/classification",
            new JsonObject { ["examination"] = Case3 }.ToJsonString());

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var answer = await response.JsonAsync();
        answer["grade"]!.GetValue<string>().ShouldBe("B");
        answer["neurologicalLevel"]!.GetValue<string>().ShouldBe("T12");
        answer["sensoryLevel"]!["left"]!.GetValue<string>().ShouldBe("L1");
        answer["motorZone"]!["right"]!.GetValue<string>().ShouldBe("L2");
        answer["totals"]!["lowerExtremityMotor"]!.GetValue<int>().ShouldBe(7);
        answer["edition"]!.GetValue<string>().ShouldBe("isncsci-2019");
        answer["reasons"]!.AsArray().ShouldContain(reason => reason!["cells"]!.AsArray().Count > 0);
    }

    [Fact]
    public async Task a_visit_takes_an_examination_instead_of_a_grade_and_the_timeline_compares_what_follows_from_it()
    {
        using var clinic = service.Client();
        var patient = await clinic.EnrolAsync();
        await RecordAsync(clinic, patient, "2024-03-11", new JsonObject { ["examination"] = Case5 });
        await RecordAsync(clinic, patient, "2024-06-10", new JsonObject { ["examination"] = Case8 });

        var view = await clinic.GetJsonAsync(patient);
        view["chart"]!["entries"]!.AsArray().Where(entry => entry!["kind"]!.GetValue<string>() == "asia-grade")
            .Select(entry => entry!["edition"]!.GetValue<string>()).ShouldBe(["isncsci-2019", "isncsci-2019"]);
        var change = (await clinic.GetJsonAsync($"{patient}/timeline"))["items"]!.AsArray()
            .Select(item => item!["fact"]).Single(fact => fact?["kind"]?.GetValue<string>() == "asia-change")!;
        change["grade"]!.GetValue<string>().ShouldBe("C");
        change["previous"]!["grade"]!.GetValue<string>().ShouldBe("B");
        change["previous"]!["change"]!.GetValue<string>().ShouldBe("improved");
    }

    [Fact]
    public async Task a_grade_that_disagrees_with_the_examination_is_kept_and_warned_about()
    {
        using var clinic = service.Client();
        var patient = await clinic.EnrolAsync();

        var warnings = await RecordAsync(clinic, patient, "2024-03-11", new JsonObject { ["grade"] = "D", ["examination"] = Case8 });

        warnings.Select(warning => warning!["code"]!.GetValue<string>()).ShouldContain("grade-disagrees");
        warnings.Select(warning => warning!["pointer"]!.GetValue<string>()).ShouldContain("#/asiaGrade/grade");
        var kept = (await clinic.GetJsonAsync(patient))["chart"]!["entries"]!.AsArray()
            .Single(entry => entry!["kind"]!.GetValue<string>() == "asia-grade")!;
        kept["grade"]!.GetValue<string>().ShouldBe("D");
        kept["examination"]!.GetValue<string>().ShouldBe(Case8);
    }

    [Fact]
    public async Task an_examination_with_untestable_parts_announces_every_possible_grade()
    {
        using var clinic = service.Client();
        var patient = await clinic.EnrolAsync();
        var untestable = Case8.Replace("VAC No", "VAC NT", StringComparison.Ordinal)
            .Replace("M-L 55555 21100", "M-L 55555 21NT00", StringComparison.Ordinal);

        var warnings = await RecordAsync(clinic, patient, "2024-03-11", new JsonObject { ["examination"] = untestable });

        warnings.Select(warning => warning!["code"]!.GetValue<string>()).ShouldContain("grade-undetermined");
        using var response = await clinic.PostAsync("/api/neurology/classification",
            new JsonObject { ["examination"] = untestable }.ToJsonString());
        (await response.JsonAsync())["grade"]!.GetValue<string>().ShouldBe("B,C");
    }

    [Fact]
    public async Task an_entry_without_grade_and_without_examination_is_refused_and_a_broken_examination_names_line_and_position()
    {
        using var clinic = service.Client();
        var patient = await clinic.EnrolAsync();

        using var empty = await clinic.PostAsync($"{patient}/asia-grades", """{ "assessedOn": "2024-03-11" }""");
        using var broken = await clinic.PostAsync($"{patient}/asia-grades",
            new JsonObject { ["assessedOn"] = "2024-03-11", ["examination"] = Case8[..^8] + "DAP Maybe" }.ToJsonString());

        empty.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await empty.JsonAsync())["errors"]![0]!["pointer"]!.GetValue<string>().ShouldBe("#/grade");
        broken.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var error = (await broken.JsonAsync())["errors"]![0]!;
        error["pointer"]!.GetValue<string>().ShouldBe("#/examination");
        error["detail"]!.GetValue<string>().ShouldContain("Line 8, position 5");
    }

    [Fact]
    public async Task two_examinations_are_compared_by_what_was_gained_and_lost()
    {
        using var clinic = service.Client();

        using var response = await clinic.PostAsync("/api/neurology/comparison",
            new JsonObject { ["earlier"] = Case5, ["later"] = Case8 }.ToJsonString());

        var answer = await response.JsonAsync();
        answer["comparable"]!.GetValue<bool>().ShouldBeTrue();
        answer["gradeSteps"]!.GetValue<int>().ShouldBe(1);
        answer["lowerExtremityMotorPoints"]!.GetValue<int>().ShouldBe(-1);
        answer["pinPrickPoints"]!.GetValue<int>().ShouldBe(-4);
        answer["neurologicalLevelSegments"]!.GetValue<int>().ShouldBe(0);
    }

    private static async Task<JsonArray> RecordAsync(HttpClient clinic, string patient, string visitedOn, JsonObject grade)
    {
        using var response = await clinic.PostAsync($"{patient}/visits",
            new JsonObject { ["visitedOn"] = visitedOn, ["asiaGrade"] = grade }.ToJsonString());
        response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        return (await response.JsonAsync())["warnings"]!.AsArray();
    }
}
