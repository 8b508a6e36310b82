using System.Net;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Integration.Alerts;
using IgG4FollowUp.Integration.Analytics;
using IgG4FollowUp.Integration.Hosting;
using Npgsql;

namespace IgG4FollowUp.Integration.Cohorts;

/// <summary>A consent is an entry of its own, and holds from the moment at which it is recorded.</summary>
public sealed class ConsentEntrySpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    [Fact]
    public async Task who_withdraws_by_an_entry_is_gone_and_a_correction_of_something_else_brings_nobody_back()
    {
        using var client = service.Client(clinic: "entries");
        var (staying, leaving) = (await client.EnrolAsync(), await client.EnrolAsync());
        await client.ConsentAsync(staying, "data-reuse", "given", "2024-02-01");
        await client.ConsentAsync(leaving, "data-reuse", "given", "2024-02-01");
        await service.SettledAsync();
        (await CountsAsync("entries")).ShouldBe((2, 0, 0, 0));
        var before = await service.PresentAsync();

        await client.ConsentAsync(leaving, "data-reuse", "withdrawn", "2024-03-01");
        await service.SettledAsync();
        (await CountsAsync("entries")).ShouldBe((1, 1, 0, 0));
        (await CountsAsync("entries", before)).ShouldBe((1, 0, 0, 1));

        var enrolment = (await client.GetJsonAsync(leaving))["chart"]!["entries"]![0]!;
        using var corrected = await client.PostAsync(
            $"{leaving}/entries/{enrolment["entryId"]}/correction", $$"""
            { "replacement": { "kind": "enrolment", "studyNumber": "{{enrolment["studyNumber"]}}", "sex": "female", "enrolledOn": "2024-01-08",
              "consents": { "followUp": true, "dataReuse": true, "contactAgain": null } }, "reason": "The sex was wrong." }
            """, ifMatch: "\"3\"");
        corrected.StatusCode.ShouldBe(HttpStatusCode.OK, await corrected.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        await service.SettledAsync();
        (await CountsAsync("entries")).ShouldBe((1, 1, 0, 0));
        await service.TablesEqualTheEventsAsync();
    }

    [Fact]
    public async Task a_withdrawal_holds_at_once_over_http_and_for_sql_logins_while_the_tables_stand_still()
    {
        using var client = service.Client(clinic: "at-once");
        var (staying, leaving) = (await client.EnrolAsync(), await client.EnrolAsync());
        await client.ConsentAsync(leaving, "data-reuse", "given", "2024-02-01");
        await service.SettledAsync();
        var before = await service.PresentAsync();
        var id = leaving.Split('/')[^1];
        await using var held = await service.ConnectAsync();
        await using (await held.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            await ShardProgress.HoldAsync(held, AnalystRowsProjection.ShardName, TestContext.Current.CancellationToken);
            (await SeenBySqlAsync(id)).ShouldBe(1);

            await client.ConsentAsync(leaving, "data-reuse", "withdrawn", "2024-03-01");

            (await held.ScalarAsync<long>($"select count(*) from analytics.patients where patient_id = '{id}'")).ShouldBe(1);
            (await CountsAsync("at-once")).ShouldBe((1, 1, 0, 0));
            (await CountsAsync("at-once", before)).ShouldBe((1, 0, 0, 1));
            using var analyst = service.Client(Roles.Analyst, clinic: null);
            foreach (var address in new[] { "tables/patients", "adtte", "swimmer", "patients", "diff?from=0", $"diff?from=0&to={before}" })
            {
                var answer = await analyst.GetStringAsync("/api/cohort/" + address, TestContext.Current.CancellationToken);
                answer.ShouldNotContain(id, customMessage: address);
                if (address.EndsWith("patients", StringComparison.Ordinal))
                    answer.ShouldContain(staying.Split('/')[^1], customMessage: address);
            }

            (await SeenBySqlAsync(id)).ShouldBe(0);
            (await SeenBySqlAsync(staying.Split('/')[^1])).ShouldBe(1);
        }

        await service.SettledAsync();
        (await SeenBySqlAsync(id)).ShouldBe(0);
        await client.ConsentAsync(leaving, "data-reuse", "given", "2024-04-01");
        await service.SettledAsync();
        (await SeenBySqlAsync(id)).ShouldBe(1);
        (await CountsAsync("at-once")).ShouldBe((2, 0, 0, 0));
    }

    [Fact]
    public async Task what_happened_while_the_patient_agreed_to_no_follow_up_is_refused_with_a_problem_of_its_own()
    {
        using var client = service.Client(clinic: "unfollowed");
        var patient = await client.EnrolAsync();
        await client.ConsentAsync(patient, "follow-up", "withdrawn", "2024-03-01");
        var version = (await client.GetJsonAsync(patient))["version"]!.GetValue<long>();

        using (var refused = await client.PostAsync($"{patient}/visits", """{ "visitedOn": "2024-03-02" }"""))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
            var problem = await refused.JsonAsync();
            problem["type"]!.GetValue<string>().ShouldEndWith("no-follow-up-consent");
            problem["errors"]![0]!["pointer"]!.GetValue<string>().ShouldBe("#/visitedOn");
        }

        (await client.GetJsonAsync(patient))["version"]!.GetValue<long>().ShouldBe(version);
        using (var earlier = await client.PostAsync($"{patient}/visits", """{ "visitedOn": "2024-02-29" }"""))
            earlier.StatusCode.ShouldBe(HttpStatusCode.Created);
        await client.ConsentAsync(patient, "follow-up", "given", "2024-03-02");
        using (var again = await client.PostAsync($"{patient}/visits", """{ "visitedOn": "2024-03-02" }"""))
            again.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    private async Task<(int Patients, int Refused, int NotGiven, int Withdrawn)> CountsAsync(string clinic, long? known = null)
    {
        using var analyst = service.Client(Roles.Analyst, clinic: null);
        var answer = await analyst.GetJsonAsync(
            $"/api/cohort/table-one?clinic={clinic}{(known is { } sequence ? $"&knownAt=sequence:{sequence}" : "")}");
        return ConsentRequests.Counts(answer);
    }

    private async Task<long> SeenBySqlAsync(string patient)
    {
        await using var connection = await service.ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var role = new NpgsqlCommand($"set local role {AnalystSchema.Role}", connection))
            await role.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return await connection.ScalarAsync<long>($"select count(*) from analytics.patients where patient_id = '{patient}'");
    }
}

/// <summary>What clinics say about consent, and what answers say of it.</summary>
internal static class ConsentRequests
{
    public static async Task ConsentAsync(this HttpClient client, string patient, string purpose, string decision, string on)
    {
        using var response = await client.PostAsync(
            $"{patient}/consents", $$"""{ "decidedOn": "{{on}}", "purposes": ["{{purpose}}"], "decision": "{{decision}}", "by": "patient" }""");
        response.StatusCode.ShouldBe(
            HttpStatusCode.Created, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public static (int Patients, int Refused, int NotGiven, int Withdrawn) Counts(JsonNode answer) =>
        (answer["patients"]!.GetValue<int>(), answer["consentRefused"]!.GetValue<int>(), answer["consentNotGiven"]!.GetValue<int>(),
            answer["consentWithdrawn"]!.GetValue<int>());
}
