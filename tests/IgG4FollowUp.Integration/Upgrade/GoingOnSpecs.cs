using System.Net;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.Proof;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Alerts;
using IgG4FollowUp.Integration.Analytics;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.Integration.Webhooks;
using IgG4FollowUp.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IgG4FollowUp.Integration.Upgrade;

/// <summary>Work goes on in a database of the former version as if this one had written it.</summary>
public sealed class GoingOnSpecs(PostgresServer postgres)
{
    // The alert that a visit is overdue; it was open when the former version stopped.
    private const string Overdue = "/api/alerts/fe0bf233-f092-8851-be92-d0ef8834bd04";

    private const string AllAlerts = "/api/alerts?limit=200&status=all";

    // As if the former version had been killed before it handled any of its messages, and all of its timers had come due since.
    private const string Unhandled = """
        update followup.wolverine_incoming_envelopes set status = 'Incoming', owner_id = 1, keep_until = null where status = 'Handled';
        update followup.wolverine_incoming_envelopes set execution_time = now() - interval '1 minute' where status = 'Scheduled';
        """;

    [Fact]
    public async Task a_new_visit_is_recorded_behind_the_former_ones_and_closes_the_alert_that_it_answers()
    {
        var log = new KeptLog();
        await using var node = await ServiceNode.StartAsync(await FormerVersion.RestoreAsync(postgres), log, FormerVersion.Clock());
        using var clinic = node.Client(Roles.Clinician, FormerVersion.Clinic);
        (await clinic.GetJsonAsync(Overdue))["status"]!.GetValue<string>().ShouldBe("open");

        using var visit = await clinic.PostAsync(
            $"{FormerVersion.Patient}/visits", """{ "visitedOn": "2026-11-27", "asiaGrade": { "grade": "E" } }""", ifMatch: "\"13\"");

        visit.StatusCode.ShouldBe(HttpStatusCode.Created, await visit.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        (await visit.JsonAsync())["version"]!.GetValue<long>().ShouldBe(15);
        await node.Services.SettledAsync();
        (await clinic.GetJsonAsync(Overdue))["status"]!.GetValue<string>().ShouldBe("closed");
        (await clinic.GetJsonAsync($"{FormerVersion.Patient}/history")).AsArray().Count.ShouldBe(15);
        await Cohort.TablesEqualTheEventsAsync(node.Database);
        log.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_second_start_finds_nothing_to_move()
    {
        var (log, clock, database) = (new KeptLog(), FormerVersion.Clock(), await FormerVersion.RestoreAsync(postgres));
        Dictionary<string, long> first;
        await using (var node = await ServiceNode.StartAsync(database, log, clock))
        {
            await node.Services.SettledAsync();
            await SealedAsync(node);
            first = await RowsAsync(node.Database);
        }

        await using var again = await ServiceNode.StartAsync(database, log, clock);
        await again.Services.SettledAsync();
        await SealedAsync(again);

        (await RowsAsync(again.Database)).ShouldBe(first);
        using var clinic = again.Client(Roles.Clinician, FormerVersion.Clinic);
        FormerVersion.OfUnchangedRules(await clinic.GetJsonAsync(AllAlerts))
            .ShouldBe(FormerVersion.OfUnchangedRules(FormerVersion.Answer("alerts")));
        log.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task messages_of_the_former_version_that_nobody_handled_end_quietly_and_change_nothing()
    {
        var (log, database) = (new KeptLog(), await FormerVersion.RestoreAsync(postgres));
        Guid[] messages;
        await using (var source = NpgsqlDataSource.Create(database))
        {
            await using var command = source.CreateCommand(Unhandled);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            messages = await source.ScalarAsync<Guid[]>("select array(select id from followup.wolverine_incoming_envelopes)");
        }

        await using var node = await ServiceNode.StartAsync(
            database, log, FormerVersion.Clock(), new Dictionary<string, string> { [Messaging.NodeSilentAfter] = "3" });
        var waiting = messages.Length;
        await WebhookRequests.UntilAsync(
            async () => (waiting = await WaitingAsync()) == 0, () => $"{waiting} of {messages.Length} wait", minutes: 1);
        await node.Services.SettledAsync();

        (await node.Database.ScalarAsync<long>("select count(*) from followup.wolverine_dead_letters")).ShouldBe(0);
        log.Errors.ShouldBeEmpty();
        using var clinic = node.Client(Roles.Clinician, FormerVersion.Clinic);
        FormerVersion.OfUnchangedRules(await clinic.GetJsonAsync(AllAlerts))
            .ShouldBe(FormerVersion.OfUnchangedRules(FormerVersion.Answer("alerts")));

        async Task<int> WaitingAsync() => messages.Intersect(await node.Database.ScalarAsync<Guid[]>(
            "select array(select id from followup.wolverine_incoming_envelopes where status <> 'Handled')")).Count();
    }

    /// <summary>How many rows each table holds, apart from what every start of a node writes.</summary>
    // Once a minute the log is sealed up to its mark, whichever node is at it.
    private static async Task SealedAsync(ServiceNode node) =>
        await node.Services.GetRequiredService<SealLog>().RunAsync(TestContext.Current.CancellationToken);

    private static async Task<Dictionary<string, long>> RowsAsync(NpgsqlDataSource database)
    {
        var tables = await database.ScalarAsync<string[]>("""
            select array(select format('%I.%I', schemaname, tablename) from pg_tables
                         where schemaname in ('followup', 'analytics') and tablename not like 'wolverine%' order by 1)
            """);
        var rows = new Dictionary<string, long>();
        foreach (var table in tables) rows.Add(table, await database.ScalarAsync<long>($"select count(*) from {table}"));
        return rows;
    }
}
