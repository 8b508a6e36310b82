using System.Net;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Hosting;

namespace IgG4FollowUp.Integration.Patients;

/// <summary>A result beyond the measuring range, from the request to the analyst.</summary>
public sealed class BeyondRangeSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    [Fact]
    public async Task its_comparator_is_kept_as_written_beside_the_printed_form_and_is_a_column_of_its_own_for_analysts()
    {
        using var clinic = service.Client(clinic: "range");
        var patient = await clinic.EnrolAsync();
        foreach (var (day, result) in new[] { ("2024-03-11", "1.5 g/L"), ("2024-04-11", "≤ 3 mg/dl"), ("2024-05-11", ">1000 mg/dL") })
        {
            using var response = await clinic.PostAsync(
                $"{patient}/labs",
                $$"""{ "drawnOn": "{{day}}", "analyte": "serum-igg4", "result": "{{result}}", "upperLimitOfNormal": "135 mg/dL", "assay": "nephelometry" }""");
            response.StatusCode.ShouldBe(HttpStatusCode.Created,
                await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        var timeline = (await clinic.GetJsonAsync($"{patient}/timeline"))["items"]!.AsArray().Select(item => item!["entry"])
            .Where(entry => entry?["kind"]?.GetValue<string>() == "lab").ToList();
        timeline.Select(entry => entry!["result"]!.GetValue<string>()).ShouldBe(["1.5 g/L", "<=3 mg/dL", ">1000 mg/dL"]);
        timeline[1]!["resultAsGiven"]!.GetValue<string>().ShouldBe("≤ 3 mg/dl");

        await service.SettledAsync();
        using var analyst = service.Client(Roles.Analyst, clinic: null);
        var rows = (await analyst.GetJsonAsync("/api/cohort/tables/labs"))["labs"]!.AsArray()
            .OrderBy(row => row!["drawnOnEarliest"]!.GetValue<string>(), StringComparer.Ordinal).ToList();
        rows.Select(row => row!["comparator"]?.GetValue<string>()).ShouldBe([null, "<=", ">"]);
        rows.Select(row => row!["value"]!.GetValue<decimal>()).ShouldBe([1.5m, 3m, 1000m]);
        rows.Select(row => row!["aboveUpperLimit"]?.GetValue<bool>()).ShouldBe([true, false, true]);
        (await analyst.GetJsonAsync("/api/cohort/tables/labs?comparator=%3C%3D"))["labs"]!.AsArray().Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("result", "<0 mg/dL")]
    [InlineData("result", "<<3 mg/dL")]
    [InlineData("upperLimitOfNormal", "<135 mg/dL")]
    public async Task a_comparator_where_it_means_nothing_is_refused_at_its_place(string member, string text)
    {
        using var clinic = service.Client(clinic: "range");
        var patient = await clinic.EnrolAsync();
        var (result, limit) = member == "result" ? (text, "135 mg/dL") : ("200 mg/dL", text);
        using var response = await clinic.PostAsync(
            $"{patient}/labs",
            $$"""{ "drawnOn": "2024-03-11", "analyte": "serum-igg4", "result": "{{result}}", "upperLimitOfNormal": "{{limit}}" }""");
        response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await response.JsonAsync())["errors"]!.AsArray().ShouldHaveSingleItem()!["pointer"]!.GetValue<string>().ShouldBe($"#/{member}");
    }
}
