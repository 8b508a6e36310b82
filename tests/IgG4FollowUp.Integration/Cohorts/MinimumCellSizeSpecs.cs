using System.Net;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Analytics.Questions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace IgG4FollowUp.Integration.Cohorts;

/// <summary>What a minimum cell size hides in answers by groups, and what the switch for single people closes.</summary>
public sealed class MinimumCellSizeSpecs(CohortService cohort) : IClassFixture<CohortService>
{
    private const int Minimum = 9;

    private static readonly string[] ByGroup = ["survival", "cumulative-incidence", "mean-cumulative-function", "rates", "log-rank"];

    [Fact]
    public async Task a_group_that_is_too_small_is_withheld_with_one_that_would_give_it_away_and_the_answer_names_both()
    {
        // Compartments of the 45: 18, 17, 9 and 1.
        foreach (var statistic in ByGroup)
        {
            var open = await cohort.GetAsync($"{statistic}?clinic=synthetic-45&by=lesion_compartment");
            open["withheldGroups"]!.GetValue<string>().ShouldBeEmpty();
            open["withheldBecause"].ShouldBeNull();
            Groups(open).Count.ShouldBe(4, statistic);
        }

        await cohort.WithMinimumCellSizeAsync(Minimum, async () =>
        {
            foreach (var statistic in ByGroup)
            {
                var answer = await cohort.GetAsync($"{statistic}?clinic=synthetic-45&by=lesion_compartment");
                answer["minimumCellSize"]!.GetValue<int>().ShouldBe(Minimum);
                answer["withheldGroups"]!.GetValue<string>().ShouldBe("intradural-extramedullary, intramedullary", statistic);
                answer["withheldBecause"]!.GetValue<string>().ShouldContain("minimum cell size");
                Groups(answer).ShouldBe(["dura", "epidural"], ignoreOrder: true, statistic);
                answer["patients"]!.GetValue<int>().ShouldBe(45);
            }
        });
    }

    [Fact]
    public async Task a_curve_ends_where_fewer_than_the_minimum_are_at_risk_and_its_totals_do_not_tell_the_rest() =>
        await cohort.WithMinimumCellSizeAsync(Minimum, async () =>
        {
            foreach (var statistic in ByGroup.Except(["rates", "log-rank"]))
            {
                var rows = (await cohort.GetAsync($"{statistic}?clinic=synthetic&by=sex"))["curve"]!.AsArray();
                rows.ShouldNotBeEmpty(statistic);
                rows.ShouldAllBe(row => row!["atRisk"]!.GetValue<int>() >= Minimum);
            }

            foreach (var statistic in new[] { "survival", "cumulative-incidence" })
            {
                var answer = await cohort.GetAsync($"{statistic}?clinic=synthetic&by=sex&atMonths=6,600");
                foreach (var row in answer["atMonths"]!.AsArray())
                {
                    var isLate = row!["months"]!.GetValue<int>() == 600;
                    row["text"]?.GetValue<string>().ShouldBe("suppressed");
                    (row["text"] is not null).ShouldBe(isLate);
                    string[] said = isLate
                        ? ["group", "cause", "months", "time", "text"]
                        : [.. row.AsObject().Select(member => member.Key)];
                    row.AsObject().Where(member => member.Value is not null).ShouldAllBe(member => said.Contains(member.Key));
                    (row[statistic == "survival" ? statistic : "incidence"] is null).ShouldBe(isLate);
                }
            }

            foreach (var group in (await cohort.GetAsync("survival?clinic=synthetic&by=sex"))["groups"]!.AsArray())
            {
                group!["suppressed"]!.GetValue<bool>().ShouldBeTrue("some are followed longest");
                group["events"].ShouldBeNull();
                group["censored"].ShouldBeNull();
                group["patients"].ShouldBeNull();
                group["eventsOfAnalysed"]!.GetValue<string>().ShouldBe("suppressed");
                group["analysed"]!.GetValue<int>().ShouldBeGreaterThanOrEqualTo(Minimum);
            }
        });

    [Fact]
    public async Task a_cohort_that_is_too_small_is_not_counted_at_all_and_parts_do_not_tell_a_small_one() =>
        await cohort.WithMinimumCellSizeAsync(Minimum, async () =>
        {
            foreach (var statistic in ByGroup.Except(["log-rank"]))
            {
                var answer = await cohort.GetAsync($"{statistic}?clinic=synthetic-45&lesion_compartment=intramedullary");
                foreach (var count in new[] { "patients", "analysed", "notDeterminable", "neverAtRisk", "syntheticPatients" })
                    answer[count].ShouldBeNull($"{statistic} {count}");
                Groups(answer).ShouldBeEmpty(statistic);
            }

            var all = await cohort.GetAsync("survival?clinic=synthetic");
            string[] parts = ["analysed", "notDeterminable", "neverAtRisk"];
            var shown = parts.Where(part => all[part] is not null).Sum(part => all[part]!.GetValue<int>());
            var hidden = all["patients"]!.GetValue<int>() - shown;
            (hidden == 0 || hidden >= Minimum).ShouldBeTrue();
            parts.ShouldAllBe(part => all[part] == null || all[part]!.GetValue<int>() == 0 || all[part]!.GetValue<int>() >= Minimum);
        });

    [Fact]
    public async Task the_owner_can_refuse_reads_of_single_people_and_statistics_go_on()
    {
        string[] single =
        [
            "tables/patients", "tables/labs", "adtte", "package", "swimmer?clinic=synthetic", "patients",
            $"patients/{cohort.Others[0].PatientId}/timeline", "diff?from=0",
        ];
        var configuration = cohort.Service.Host.Services.GetRequiredService<IConfiguration>();
        configuration[RowLevelReads.Setting] = "false";
        try
        {
            foreach (var address in single)
            {
                using var response = await cohort.SendAsync(address);
                response.StatusCode.ShouldBe(HttpStatusCode.Forbidden, address);
                (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("single people");
            }

            foreach (var address in new[] { "tables", "table-one", "transitions", "survival", "rates", "treatment-responses" })
                (await cohort.GetAsync(address)).ShouldNotBeNull();
        }
        finally
        {
            configuration[RowLevelReads.Setting] = null;
        }

        foreach (var address in single.Except([single[^2]]))
        {
            using var response = await cohort.SendAsync(address);
            response.StatusCode.ShouldBe(HttpStatusCode.OK, address);
        }
    }

    private static List<string> Groups(JsonNode answer) =>
        [.. new[] { "curve", "groups", "rates" }.SelectMany(table => answer[table]?.AsArray() ?? [])
            .Select(row => row!["group"]!.GetValue<string>()).Distinct()];
}
