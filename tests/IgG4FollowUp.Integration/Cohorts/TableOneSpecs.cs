using System.Text.Json.Nodes;
using IgG4FollowUp.Domain.Cohorts;

namespace IgG4FollowUp.Integration.Cohorts;

public sealed class TableOneSpecs(CohortService cohort) : IClassFixture<CohortService>
{
    [Fact]
    public async Task the_first_table_of_synthetic_45_shows_every_published_count_and_percentage_beside_the_published_one()
    {
        var table = await cohort.GetAsync("table-one?clinic=synthetic-45");

        table["patients"]!.GetValue<int>().ShouldBe(45);
        table["syntheticPatients"]!.GetValue<int>().ShouldBe(45);
        table["beside"]!.GetValue<string>().ShouldBe("yang-2023");
        Text(table, "progressive-worsening").ShouldBe(["22/45 (48.9%)"]);
        Text(table, "spinal-level").ShouldBe(["28/45 (62.2%)", "26/45 (57.8%)", "9/45 (20.0%)", "1/45 (2.2%)"]);
        Text(table, "compartment").ShouldBe(["18/45 (40.0%)", "17/45 (37.8%)", "9/45 (20.0%)", "1/45 (2.2%)"]);
        Text(table, "pattern").ShouldBe(["17/38 (44.7%)", "15/38 (39.5%)", "6/38 (15.8%)"]);

        var compared = 0;
        foreach (var measure in PublishedAggregates.Default["yang-2023"].Measures)
        {
            (string Code, PublishedFigure Figure)[] figures =
                [.. measure.Categories.Select(category => (category.Code, category.Figure)),
                    .. measure.Figure is { } one ? new[] { ("", one) } : []];
            foreach (var (code, figure) in figures.Where(f => f.Figure.StatedCount is not null))
            {
                var row = Rows(table, measure.Id).Single(r => r["code"]!.GetValue<string>() == code);
                row["count"]!.GetValue<int>().ShouldBe(figure.Count!.Value, $"{measure.Id} {code}");
                if (figure.Denominator is { } n) row["denominator"]!.GetValue<int>().ShouldBe(n, $"{measure.Id} {code}");
                if (figure.AssertablePercent is { } percent) row["percent"]!.ToString().ShouldBe(percent, $"{measure.Id} {code}");
                row["publishedText"]!.GetValue<string>().ShouldBe(figure.Text);
                row["equalsPublishedCount"]!.GetValue<bool>().ShouldBeTrue($"{measure.Id} {code}");
                (row["equalsPublished"]?.GetValue<bool>()).ShouldBe(figure.Denominator is null ? null : true, $"{measure.Id} {code}");
                compared++;
            }
        }

        compared.ShouldBe(12, "1 course, 4 levels, 4 compartments, 2 patterns, 1 enhancement");
        var ventral = Rows(table, "pattern").Single(row => row["code"]!.GetValue<string>() == "ventral");
        ventral["publishedText"]!.GetValue<string>().ShouldBe("not published", "it is arithmetic");
        ventral["equalsPublished"].ShouldBeNull();
        table["variables"]!.AsArray().Single(v => v!["variable"]!.GetValue<string>() == "pattern")!["missing"]!.GetValue<int>().ShouldBe(7);
    }

    [Fact]
    public async Task the_published_cases_are_told_with_all_that_their_sources_state_and_a_denominator_for_each()
    {
        await cohort.AddPublishedAsync("published-cases");

        var table = await cohort.GetAsync("table-one?clinic=published-cases&dataOrigin=published");

        table["patients"]!.GetValue<int>().ShouldBe(25);
        Text(table, "progressive-worsening").ShouldBe(["4/4 (100.0%)"]);
        Count(table, "symptom", "limb-weakness").ShouldBe((12, 13));
        Text(table, "other-organs").ShouldBe(["5/6 (83.3%)"]);
        Count(table, "other-organ", "cranial-meninges").ShouldBe((3, 6));
        Count(table, "t1-signal", "hypointense").ShouldBe((2, 2));
        Text(table, "cord-compression").ShouldBe(["5/5 (100.0%)"]);
        Text(table, "cord-cavity").ShouldBe(["2/2 (100.0%)"]);
        Text(table, "recurrence").ShouldBe(["4/6 (66.7%)"]);
        var months = table["measurements"]!.AsArray().Single(row => row!["variable"]!.GetValue<string>() == "stated-follow-up")!;
        (months["known"]!.GetValue<int>(), months["median"]!.GetValue<double>()).ShouldBe((4, 12));
    }

    [Fact]
    public async Task a_cohort_with_one_patient_fewer_differs_from_the_published_one_and_says_so()
    {
        var table = await cohort.GetAsync("table-one?clinic=altered");
        table["patients"]!.GetValue<int>().ShouldBe(44);
        table["rows"]!.AsArray().Count(row => row!["equalsPublished"]?.GetValue<bool>() == false).ShouldBeGreaterThan(8);
    }

    [Fact]
    public async Task another_series_can_stand_beside_the_cohort_and_an_unknown_one_is_named_as_such()
    {
        var table = await cohort.GetAsync("table-one?beside=levraut-2019");
        table["besidePatients"]!.GetValue<int>().ShouldBe(60);
        Rows(table, "female")[0]["publishedText"]!.GetValue<string>().ShouldBe("20/60");
        using var unknown = await cohort.SendAsync("table-one?beside=nobody-1900");
        unknown.StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest);
        (await unknown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("yang-2023");
    }

    private static List<JsonNode> Rows(JsonNode table, string variable) =>
        [.. table["rows"]!.AsArray().OfType<JsonNode>().Where(row => row["variable"]!.GetValue<string>() == variable)];

    private static (int Count, int Known) Count(JsonNode table, string variable, string code)
    {
        var row = Rows(table, variable).Single(row => row["code"]!.GetValue<string>() == code);
        return (row["count"]!.GetValue<int>(), row["denominator"]!.GetValue<int>());
    }

    private static IEnumerable<string> Text(JsonNode table, string variable) =>
        Rows(table, variable).Select(row => row["text"]!.GetValue<string>());
}
