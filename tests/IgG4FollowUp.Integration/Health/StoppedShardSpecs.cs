using System.Net;
using System.Text.Json.Nodes;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Alerts;
using IgG4FollowUp.Integration.Analytics;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.Integration.Webhooks;
using IgG4FollowUp.TestSupport;

namespace IgG4FollowUp.Integration.Health;

/// <summary>A projection that stands still is named, and started again.</summary>
public sealed class StoppedShardSpecs(PostgresServer postgres)
{
    // Somebody who moves the row of progress under the store's hands, as a second node would that projects as well.
    private const string Move =
        $"update followup.mt_event_progression set last_seq_id = last_seq_id {{0}} where name = '{AnalystRowsProjection.ShardName}'";

    // Nobody gets to move the row: every page finds it moved by somebody else.
    private const string Hide = $"""
        create function hide() returns trigger language plpgsql as $f$
          begin return case when new.name = '{AnalystRowsProjection.ShardName}' then null else new end; end $f$;
        create trigger hide before update on followup.mt_event_progression for each row execute function hide();
        """;

    [Fact]
    public async Task a_shard_whose_progress_was_moved_back_goes_on_by_itself()
    {
        await using var node = await ServiceNode.StartAsync(await postgres.CreateDatabaseAsync(), new KeptLog());
        using var clinic = node.Client();
        await clinic.EnrolAsync();
        await node.Services.SettledAsync();
        await using var connection = await node.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync(string.Format(null, Move, "- 1"));

        await clinic.EnrolAsync();

        await node.Services.SettledAsync();
        await Cohort.TablesEqualTheEventsAsync(node.Database);
    }

    [Fact]
    public async Task a_page_whose_progress_another_node_has_moved_on_meanwhile_writes_no_row()
    {
        var log = new KeptLog();
        await using var node = await ServiceNode.StartAsync(await postgres.CreateDatabaseAsync(), log);
        using var clinic = node.Client();
        await clinic.EnrolAsync();
        await node.Services.SettledAsync();
        await using var connection = await node.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync(string.Format(null, Move, "+ 1000"));

        await clinic.EnrolAsync();

        await WebhookRequests.UntilAsync(
            () => log.Errors.Any(line => line.Contains(AnalystRowsProjection.ShardName, StringComparison.Ordinal)));
        (await connection.ScalarAsync<long>("select count(*) from analytics.patients")).ShouldBe(1);
    }

    [Fact]
    public async Task a_shard_that_stops_again_and_again_is_named_by_readiness_within_a_minute_until_it_moves()
    {
        var log = new KeptLog();
        await using var node = await ServiceNode.StartAsync(await postgres.CreateDatabaseAsync(), log);
        using var clinic = node.Client();
        using var admin = node.Client(Roles.Admin, clinic: null);
        await clinic.EnrolAsync();
        await node.Services.SettledAsync();
        await using var connection = await node.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync(Hide);

        await clinic.EnrolAsync();

        var unready = await UntilAsync(admin, HttpStatusCode.ServiceUnavailable, log);
        unready["checks"]!["database"]!["description"]!.GetValue<string>().ShouldBe($"{AnalystRowsProjection.ShardName} does not move");
        await connection.ExecuteAsync("drop function hide cascade");
        await UntilAsync(admin, HttpStatusCode.OK, log);
        await node.Services.SettledAsync();
        await Cohort.TablesEqualTheEventsAsync(node.Database);
    }

    [Fact]
    public async Task a_shard_whose_first_page_fails_is_named_although_it_has_come_to_nowhere_yet()
    {
        var log = new KeptLog();
        await using var node = await ServiceNode.StartAsync(
            await postgres.CreateDatabaseAsync(), log, settings: new Dictionary<string, string> { ["Health:StandstillSeconds"] = "2" });
        using var clinic = node.Client();
        using var admin = node.Client(Roles.Admin, clinic: null);
        await using var connection = await node.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync("alter table analytics.patients add constraint no_room check (false) not valid");

        await clinic.EnrolAsync();

        var unready = await UntilAsync(admin, HttpStatusCode.ServiceUnavailable, log);
        unready["checks"]!["database"]!["description"]!.GetValue<string>().ShouldBe($"{AnalystRowsProjection.ShardName} does not move");
        await connection.ExecuteAsync("alter table analytics.patients drop constraint no_room");
        await UntilAsync(admin, HttpStatusCode.OK, log);
        await node.Services.SettledAsync();
        await Cohort.TablesEqualTheEventsAsync(node.Database);
    }

    /// <summary>Asks until readiness answers as expected.</summary>
    private static async Task<JsonNode> UntilAsync(HttpClient client, HttpStatusCode expected, KeptLog log)
    {
        JsonNode? answer = null;
        await WebhookRequests.UntilAsync(
            async () =>
            {
                using var response = await client.GetAsync("/health/ready", TestContext.Current.CancellationToken);
                answer = await response.JsonAsync();
                return response.StatusCode == expected;
            },
            () => $"{answer} {string.Join('\n', log.Errors)}", minutes: 1);
        return answer!;
    }
}
