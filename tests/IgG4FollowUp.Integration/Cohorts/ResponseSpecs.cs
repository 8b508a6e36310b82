using System.Net;
using System.Text.Json;
using IgG4FollowUp.Domain.Response;
using IgG4FollowUp.Statistics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IgG4FollowUp.Integration.Cohorts;

/// <summary>Response to treatment as the service answers it against what the domain says of the same charts.</summary>
public sealed class ResponseSpecs(CohortService cohort) : IClassFixture<CohortService>
{
    [Theory]
    [InlineData("first-treatment", 0)]
    [InlineData("recurrence", 1)]
    public async Task everybody_is_counted_in_one_category_at_each_set_time(string kind, int ordinal)
    {
        var answer = await cohort.GetAsync($"treatment-responses?clinic=synthetic&event={kind}");

        var expected = Responses(ordinal);
        (answer["patients"]!.GetValue<int>(), answer["withoutEvent"]!.GetValue<int>())
            .ShouldBe((CohortService.OthersWhoAgree, CohortService.OthersWhoAgree - expected.Count));
        var rows = answer["responses"]!.AsArray();
        rows.Select(row => row!["months"]!.GetValue<int>()).ShouldBe([1, 3, 6, 12]);
        foreach (var row in rows)
        {
            var at = expected.ConvertAll(response => response.At.Single(at => at.Months == row!["months"]!.GetValue<int>()).Category);
            int Count(string name) => row![name]!.GetValue<int>();
            (Count("complete"), Count("partial"), Count("none")).ShouldBe((
                at.Count(category => category == ResponseCategory.Complete), at.Count(category => category == ResponseCategory.Partial),
                at.Count(category => category == ResponseCategory.None)));
            Count("assessable").ShouldBe(Count("complete") + Count("partial") + Count("none"));
            (Count("assessable") + Count("notYetDue") + Count("notAssessable")).ShouldBe(Count("patients"));
            Count("patients").ShouldBe(expected.Count);
            var share = answer["proportions"]!.AsArray()
                .Single(other =>
                    other!["months"]!.GetValue<int>() == Count("months") && other["outcome"]!.GetValue<string>() == "complete-or-partial")!;
            (share["count"]!.GetValue<int>(), share["denominator"]!.GetValue<int>())
                .ShouldBe((Count("complete") + Count("partial"), Count("assessable")));
            foreach (var reason in answer["reasons"]!.AsArray().Where(other => other!["months"]!.GetValue<int>() == Count("months")))
                reason!["count"]!.GetValue<int>().ShouldBeInRange(1, Count("notAssessable"));
        }

        if (ordinal == 0) rows.Sum(row => row!["assessable"]!.GetValue<int>()).ShouldBeGreaterThan(0);
        (answer["responseSettings"]!.GetValue<string>(), answer["houseDefault"]!.GetValue<bool>(), answer["definition"]!.GetValue<string>())
            .ShouldBe((ResponseSettings.HouseDefault.Id, true, TreatmentResponses.Primary.Name));
    }

    [Fact]
    public async Task the_cumulative_incidence_of_a_response_is_that_over_the_same_charts()
    {
        var answer = await cohort.GetAsync("treatment-responses?clinic=synthetic");
        var times = Responses(0).Where(response => response is { Treated: true, Days.IsExact: true })
            .Select(response => new CompetingTime(response.Days!.Value.AtLeast, (int)response.EndedBy)).ToArray();
        answer["analysed"]!.GetValue<int>().ShouldBe(times.Length);
        var expected = AalenJohansen.Estimate(times, 3)[0].Points;
        var shown = answer["curve"]!.AsArray().Where(row => row!["cause"]!.GetValue<string>() == "response").ToList();
        shown.Count.ShouldBe(expected.Length);
        foreach (var (row, point) in shown.Zip(expected))
        {
            (row!["time"]!.GetValue<double>(), row["atRisk"]!.GetValue<int>(), row["events"]!.GetValue<int>())
                .ShouldBe((point.Time, point.AtRisk, point.Events));
            row["incidence"]!.GetValue<double>().ShouldBe(point.Incidence, 1e-12);
        }
    }

    [Fact]
    public async Task strategies_and_maintenance_are_groups_and_conditions()
    {
        var grouped = await cohort.GetAsync("treatment-responses?clinic=synthetic&by=treatment_strategy");
        var strategies = cohort.Others.Where(facts => facts.Responses.Responses.Any(response => response.Event.IsInitial))
            .CountBy(facts => JsonNamingPolicy.KebabCaseLower.ConvertName(facts.Strategy.ToString())).ToDictionary();
        var shown = grouped["responses"]!.AsArray().Where(row => row!["months"]!.GetValue<int>() == 3)
            .ToDictionary(row => row!["group"]!.GetValue<string>(), row => row!["patients"]!.GetValue<int>());
        shown.ShouldBe(strategies, ignoreOrder: true);
        shown.Count.ShouldBeGreaterThan(2);
        (await cohort.GetAsync("survival?clinic=synthetic&treatment_strategy=steroid"))["patients"]!.GetValue<int>()
            .ShouldBe(cohort.Others.Count(facts => facts.Strategy == TreatmentStrategy.Steroid));
        (await cohort.GetAsync("table-one?clinic=synthetic&maintenance_12_months=maintained"))["patients"]!.GetValue<int>()
            .ShouldBe(cohort.Others.Count(facts => facts.Maintenance.Single(at => at.Months == 12).State == MaintenanceState.Maintained));
    }

    [Fact]
    public async Task the_tables_say_the_same_through_sql()
    {
        await using var connection = await cohort.Service.Host.Services.GetRequiredService<NpgsqlDataSource>()
            .OpenConnectionAsync(TestContext.Current.CancellationToken);
        async Task<long> CountAsync(string what)
        {
            await using var command = new NpgsqlCommand($"select count(*) from analytics.{what}", connection);
            return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        }

        (await CountAsync("treatment_responses where clinic = 'synthetic'"))
            .ShouldBe(cohort.Others.Sum(facts => 4 * facts.Responses.Responses.Length));
        (await CountAsync("treatment_responses where clinic = 'synthetic' and months = 6 and category = 'complete'"))
            .ShouldBe(
                cohort.Others.Sum(facts =>
                    facts.Responses.Responses.Count(response => response.At[2].Category == ResponseCategory.Complete)));
        (await CountAsync(
            "treatment_responses where (category = 'not-assessable') "
                + "= (neurological_response is not null and radiological_response is not null) "
                + "and reasons not like '%dose-not-determinable%' and reasons not like '%recurred-before%' and category <> 'none'"))
            .ShouldBe(0);
        (await CountAsync("treatment_responses where days_to_response_at_most <= 0")).ShouldBe(0);
        (await CountAsync("patients where clinic = 'synthetic' and days_first_symptom_to_decompression_at_least is not null")).ShouldBe(
            cohort.Others.Count(facts => facts.Decompression?.FromFirstSymptom is not null));
        (await CountAsync(
            "patients where clinic = 'synthetic' and ais_before_decompression is not null and decompression_urgency = 'urgent'"))
            .ShouldBeGreaterThan(0);
        (await CountAsync(
            "patients where clinic = 'synthetic' and maintenance_6_months = 'maintained' and prednisone_6_months_per_day_at_least > 0"))
            .ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("event=second")]
    [InlineData("by=lesion")]
    [InlineData("months=6")]
    [InlineData("table=other")]
    [InlineData("treatment_strategy=all")]
    public async Task what_is_no_question_is_refused(string query)
    {
        using var response = await cohort.SendAsync("treatment-responses?" + query);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, query);
    }

    private List<TreatmentResponse> Responses(int ordinal) =>
        [.. cohort.Others.SelectMany(facts => facts.Responses.Responses).Where(response => response.Event.Ordinal == ordinal)];
}
