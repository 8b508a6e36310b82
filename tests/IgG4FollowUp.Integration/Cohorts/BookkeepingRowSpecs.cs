using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Alerts;
using IgG4FollowUp.Integration.Analytics;
using IgG4FollowUp.Integration.Hosting;
using Npgsql;

namespace IgG4FollowUp.Integration.Cohorts;

/// <summary>
/// The store keeps rows of its own among the events. As known at such a row, every answer is the one as known at the event before it, and
/// is judged by the same day.
/// </summary>
public sealed class BookkeepingRowSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private const string Clinic = "rows";

    private static readonly string[] Questions =
    [
        "tables", "diff", "patients", "adtte", "survival", "log-rank?by=sex", "cumulative-incidence", "mean-cumulative-function", "rates",
        "swimmer", "table-one", "treatment-responses", "transitions", "transitions?atMonths=12&windowDays=3",
        .. AnalystTables.All.Select(table => $"tables/{table.Name}"),
    ];

    [Fact]
    public async Task a_statistic_asked_at_a_row_of_the_stores_own_is_the_one_at_the_event_before_it()
    {
        await service.AppendAsync(Cohort.Generate(8, seed: 77), seed: 77, Clinic);
        await service.SettledAsync();
        await using var connection = await service.ConnectAsync();
        await connection.ExecuteAsync(
            "update followup.mt_events set timestamp = timestamp - interval '3 days' where type not in ('tombstone')");
        var last = await service.PresentAsync();
        var before = await FailedAppendAsync(connection, last);
        await service.AppendAsync(Cohort.Generate(2, seed: 78), seed: 78, Clinic);
        await service.SettledAsync();
        var latest = await connection.ScalarAsync<long>("select max(seq_id) from followup.mt_events where type <> 'tombstone'");
        var rows = before.Select(row => (Row: row, Event: last))
            .Concat((await FailedAppendAsync(connection, latest)).Select(row => (Row: row, Event: latest))).ToList();
        // Besides tombstones: a type that nobody knows with a time of its own, and an archived row.
        await connection.ExecuteAsync($"""
            update followup.mt_events set type = 'of_another_program', timestamp = '2001-01-01' where seq_id = {before[0]};
            update followup.mt_events set type = 'patient_enrolled', timestamp = '2001-01-01', is_archived = true where seq_id = {before[1]}
            """);

        using var analyst = service.Client(Roles.Analyst, clinic: null);
        using var clinic = service.Client(clinic: Clinic);
        foreach (var question in Questions)
        {
            foreach (var (row, real) in rows)
                await AreEqualAsync(analyst, $"/api/cohort/{question}", row, real);
        }

        foreach (var (row, real) in rows) await AreEqualAsync(clinic, "/api/patients", row, real);
        var between = await analyst.GetJsonAsync($"/api/cohort/diff?from={Asked(last)}&to={Asked(before[^1])}");
        between["patientsWithEvents"]!.GetValue<int>().ShouldBe(0);
        var day = (await analyst.GetJsonAsync($"/api/cohort/transitions?dataOrigin=synthetic&knownAt={Asked(before[^1])}"))["asOf"]!;
        DateOnly.Parse(day.GetValue<string>()).ShouldBeGreaterThan(new DateOnly(2020, 1, 1));
    }

    [Fact]
    public async Task a_statistic_asked_at_a_moment_that_falls_on_a_row_of_the_stores_own_is_the_one_at_the_event_before_it()
    {
        await service.AppendAsync(Cohort.Generate(8, seed: 80), seed: 80, Clinic);
        await service.SettledAsync();
        await using var connection = await service.ConnectAsync();
        await connection.ExecuteAsync(
            "update followup.mt_events set timestamp = timestamp - interval '3 days' where type not in ('tombstone')");
        var last = await connection.ScalarAsync<long>("select max(seq_id) from followup.mt_events where type <> 'tombstone'");
        var row = (await FailedAppendAsync(connection, last))[^1];
        // Whatever is recorded next is later than this, so that the moment falls on the last row before it.
        var moment = await connection.ScalarAsync<DateTime>("select clock_timestamp()");
        using var clinic = service.Client(clinic: Clinic);
        await clinic.EnrolAsync();
        await service.SettledAsync();

        using var analyst = service.Client(Roles.Analyst, clinic: null);
        var at = Uri.EscapeDataString(moment.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture));
        using (var answer = await analyst.GetAsync($"/api/cohort/patients?knownAt={at}", TestContext.Current.CancellationToken))
            answer.Headers.GetValues(AsOfSequences.Header).ShouldBe([row.ToString(CultureInfo.InvariantCulture)]);
        foreach (var question in Questions) await AreEqualAsync(analyst, $"/api/cohort/{question}", at, Asked(last));
        await AreEqualAsync(clinic, "/api/patients", at, Asked(last));
        var day = (await analyst.GetJsonAsync($"/api/cohort/transitions?atMonths=12&dataOrigin=synthetic&knownAt={at}"))["asOf"]!;
        DateOnly.Parse(day.GetValue<string>(), CultureInfo.InvariantCulture).ShouldBeGreaterThan(new DateOnly(2020, 1, 1));
    }

    private static Task AreEqualAsync(HttpClient client, string address, long row, long real) =>
        AreEqualAsync(client, address, Asked(row), Asked(real));

    private static async Task AreEqualAsync(HttpClient client, string address, string row, string real)
    {
        var query = address.EndsWith("/diff", StringComparison.Ordinal)
            ? "?from=sequence:1&to="
            : $"{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{(Takes(address) ? "dataOrigin=synthetic&" : "")}knownAt=";
        var at = await AnswerAsync(client, $"{address}{query}{row}");
        var then = await AnswerAsync(client, $"{address}{query}{real}");
        JsonNode.DeepEquals(at, then).ShouldBeTrue($"{address} at {row} and {real}: {at.ToJsonString()} {then.ToJsonString()}");
    }

    private static bool Takes(string address) => address.StartsWith("/api/cohort/", StringComparison.Ordinal)
        && !address.Contains("/tables", StringComparison.Ordinal) && !address.Contains("/patients", StringComparison.Ordinal);

    private static async Task<JsonNode> AnswerAsync(HttpClient client, string address)
    {
        using var response = await client.GetAsync(address, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, address);
        var answer = await response.JsonAsync();
        // What names the sequence itself.
        foreach (var name in new[] { "knownAt", "sequence", "to" }) answer.AsObject().Remove(name);
        return answer;
    }

    private static string Asked(long sequence) => AsOfRequest.SequencePrefix + sequence;

    /// <inheritdoc cref="FailedAppend.FailedAppendAsync"/>
    /// <returns>The rows that the store filled the numbers with, when the mark has come to them.</returns>
    private async Task<long[]> FailedAppendAsync(NpgsqlConnection connection, long after)
    {
        var rows = await service.FailedAppendAsync(connection, Clinic, after);
        await AlertRequests.UntilAsync(() => service.PresentAsync(), mark => mark >= rows[^1]);
        return rows;
    }
}
