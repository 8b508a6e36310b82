using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Domain.Recurrence;

namespace IgG4FollowUp.Integration.Cohorts;

/// <summary>Conditions other than a single value: ranges, months and years, what is known and what is not.</summary>
public sealed class ConditionSpecs(CohortService cohort) : IClassFixture<CohortService>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_range_lets_through_the_rows_whose_value_lies_between_its_ends_or_is_one_of_them()
    {
        var random = new Random(5);
        foreach (var (table, columns) in Ordered())
        {
            // One definition, in every version, has as many kinds of values as all.
            var of = table.Columns.Any(column => column.Codes.Contains(RecurrenceDefinition.Composite.Name)) ? "&definition=composite" : "";
            var parsed = (await RowsAsync(table.Name, of)).ConvertAll(row => JsonNode.Parse(row)!);
            var rows = await LinesAsync(table, of);
            rows.Count.ShouldBe(parsed.Count, table.Name);
            foreach (var column in columns)
            {
                var told = parsed.ConvertAll(row => Text(row, column));
                var values = told.OfType<string>().Distinct(StringComparer.Ordinal).Order(Order(column)).ToArray();
                if (values.Length < 2) continue;
                var (first, last) = (random.Next(values.Length), random.Next(values.Length));
                var (from, to) = (values[Math.Min(first, last)], values[Math.Max(first, last)]);
                await AskAsync($"{from}..{to}", value => IsBetween(value, from, to));
                await AskAsync($"{from}..", value => IsBetween(value, from, null));
                await AskAsync($"..{to}", value => IsBetween(value, null, to));
                await AskAsync($"..{from}&{column.Name}={to}..", value => IsBetween(value, null, from) || IsBetween(value, to, null));
                await AskAsync("..", value => value is not null);
                if (!column.Required)
                    await AskAsync($"&{column.Name}={to}", value => value is null || Order(column).Compare(value, to) == 0);

                async Task AskAsync(string asked, Func<string?, bool> passes) =>
                    (await LinesAsync(table, $"{of}&{column.Name}={asked}")).ShouldBe(
                        rows.Where((_, i) => passes(told[i])), $"{table.Name} {column.Name}={asked}");

                bool IsBetween(string? value, string? least, string? most) =>
                    value is not null && (least is null || Order(column).Compare(value, least) >= 0)
                        && (most is null || Order(column).Compare(value, most) <= 0);
            }
        }
    }

    [Fact]
    public async Task a_month_and_a_year_stand_for_all_their_days()
    {
        var rows = await RowsAsync("labs", "");
        var drawn = AnalystTables.Find("labs")!.Column("drawn_on_earliest")!;
        var days = rows.ConvertAll(row => Text(JsonNode.Parse(row)!, drawn));
        var year = days.OfType<string>().First()[..4];
        await AskAsync(year, day => day[..4] == year);
        await AskAsync($"{year}-02", day => day[..7] == $"{year}-02");
        await AskAsync($"{year}-02..{year}-04", day => Within(day[..7], $"{year}-02", $"{year}-04"));
        await AskAsync($"..{year}", day => Within(day[..4], "0000", year));
        await AskAsync($"{year}-11-15..", day => Within(day, $"{year}-11-15", "9999"));

        async Task AskAsync(string asked, Func<string, bool> passes)
        {
            var found = await RowsAsync("labs", $"&drawn_on_earliest={asked}");
            found.ShouldBe(rows.Where((_, i) => days[i] is { } day && passes(day)), asked);
            found.ShouldNotBeEmpty(asked);
        }

        static bool Within(string text, string least, string most) =>
            string.CompareOrdinal(text, least) >= 0 && string.CompareOrdinal(text, most) <= 0;
    }

    [Fact]
    public async Task two_dots_ask_any_column_that_may_be_null_for_what_is_known()
    {
        foreach (var table in AnalystTables.All)
        {
            var rows = (await RowsAsync(table.Name, "")).ConvertAll(row => JsonNode.Parse(row)!);
            foreach (var column in table.Columns.Where(column => !column.Required))
                (await LinesAsync(table, $"&{column.Name}=..")).Count
                    .ShouldBe(rows.Count(row => Text(row, column) is not null), $"{table.Name} {column.Name}");
        }
    }

    [Theory]
    [InlineData("age_years=60..40", "a range such as 18..40")]
    [InlineData("age_years=60..40", "the lesser end first")]
    [InlineData("enrolled_on_earliest=2021..2020-03", "the earlier end first")]
    [InlineData("age_years=..x", "a range such as 18..40")]
    [InlineData("age_years=1..2..3", "a range such as 18..40")]
    [InlineData("age_years=..99999999999", "a range such as 18..40")]
    [InlineData("age_years=%2B1..4", "a range such as 18..40")]
    [InlineData("enrolled_on_earliest=2021..2020-12", "a month or a year stands for all its days")]
    [InlineData("enrolled_on_earliest=2021-13", "a month or a year stands for all its days")]
    [InlineData("enrolled_on_earliest=0000", "a month or a year stands for all its days")]
    [InlineData("enrolled_on_earliest=2021-02-30..", "a month or a year stands for all its days")]
    [InlineData("sex=a..z", "one of: ")]
    [InlineData("clinic=..", "synthetic-45")]
    public async Task a_range_that_none_can_be_in_is_refused_with_what_would_be_right(string condition, string expected)
    {
        foreach (var address in new[] { "tables/patients", "survival", "table-one" })
        {
            using var response = await cohort.SendAsync($"{address}?{condition}");
            response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, $"{address} {condition}");
            (await response.Content.ReadAsStringAsync(Cancellation)).ShouldContain(expected);
        }
    }

    [Fact]
    public async Task a_statistic_is_asked_of_a_range_as_of_the_same_values_one_by_one()
    {
        var range = await cohort.GetAsync("survival?clinic=synthetic&birth_year=1950..1953");
        var alternatives = await cohort.GetAsync(
            "survival?clinic=synthetic&birth_year=1950&birth_year=1951&birth_year=1952&birth_year=1953");
        range["patients"]!.GetValue<int>().ShouldBeGreaterThan(3);
        range["curve"]!.ToJsonString().ShouldBe(alternatives["curve"]!.ToJsonString());
        range["filter"]!.GetValue<string>().ShouldContain("birth_year in (1950..1953)");
    }

    [Fact]
    public async Task made_up_patients_are_in_a_statistic_only_where_the_origin_or_a_clinic_asks_for_them()
    {
        foreach (var statistic in new[] { "survival?", "log-rank?by=sex&", "cumulative-incidence?", "mean-cumulative-function?", "rates?",
            "transitions?", "treatment-responses?", "table-one?", "swimmer?", "adtte?" })
        {
            var unasked = await cohort.GetAsync(statistic);
            unasked["syntheticPatients"]!.GetValue<int>().ShouldBe(0, statistic);
            unasked["filter"]!.GetValue<string>().ShouldBe("origin in (clinic, published)", statistic);
            foreach (var condition in new[] { "dataOrigin=synthetic", "dataOrigin=clinic,synthetic", "clinic=synthetic-45" })
                (await cohort.GetAsync(statistic + condition))["syntheticPatients"]!.GetValue<int>().ShouldBeGreaterThan(44, statistic);
        }
    }

    private static IEnumerable<(AnalystTable Table, List<Column> Columns)> Ordered() =>
        AnalystTables.All.Select(table => (table, table.Columns.Where(column => column.Type.IsOrdered).ToList()));

    private async Task<List<string>> RowsAsync(string table, string conditions)
    {
        var answer = (await cohort.GetAsync($"tables/{table}?clinic=synthetic-45{conditions}")).AsObject();
        return [.. answer.Single(member => member.Value is JsonArray).Value!.AsArray().Select(row => row!.ToJsonString())];
    }

    // As CSV, a tenth of the work of reading JSON: the cells of the table, without what every row repeats of the question.
    private async Task<List<string>> LinesAsync(AnalystTable table, string conditions)
    {
        using var response = await cohort.SendAsync($"tables/{table.Name}?clinic=synthetic-45{conditions}", "text/csv");
        response.StatusCode.ShouldBe(HttpStatusCode.OK, $"{table.Name} {conditions}");
        return
        [
            .. (await response.Content.ReadAsStringAsync(Cancellation)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1)
                .Select(line => string.Join(',', line.Split(',').Take(table.Columns.Count))),
        ];
    }

    private static string? Text(JsonNode row, Column column) => row[Camel(column.Name)]?.ToString();

    private static string Camel(string name) => string.Concat(
        name.Split('_').Select((part, i) => i == 0 || part.Length == 0 ? part : char.ToUpperInvariant(part[0]) + part[1..]));

    private static Comparer<string> Order(Column column) => Comparer<string>.Create((left, right) => column.Type == CellType.Date
        ? string.CompareOrdinal(left, right)
        : decimal.Parse(left, CultureInfo.InvariantCulture).CompareTo(decimal.Parse(right, CultureInfo.InvariantCulture)));
}
