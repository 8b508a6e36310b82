using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.TestSupport;
using Npgsql;

namespace IgG4FollowUp.Integration.Analytics;

public sealed class LongRebuildSpecs(PostgresServer postgres)
{
    // More than the shortest wait that a busy machine needs for other commands.
    private const int MostSecondsPerCommand = 5;

    [Fact]
    public async Task pages_wait_for_a_rebuild_that_takes_longer_than_a_command_may_and_go_on_behind_it_without_a_line_in_the_log()
    {
        var log = new KeptLog();
        var database = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync()) { CommandTimeout = MostSecondsPerCommand };
        await using var node = await ServiceNode.StartAsync(database.ConnectionString, log);
        using var clinic = node.Client();
        await clinic.EnrolAsync();
        await node.Services.SettledAsync();
        var before = log.Lines.Count;
        await using (var rebuild = await node.Database.OpenConnectionAsync(TestContext.Current.CancellationToken))
        await using (var transaction = await rebuild.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            await ShardProgress.HoldAsync(rebuild, AnalystRowsProjection.ShardName, TestContext.Current.CancellationToken);

            await clinic.EnrolAsync();

            await using var passing = new NpgsqlCommand($"select pg_sleep({MostSecondsPerCommand + 3})", rebuild) { CommandTimeout = 0 };
            await passing.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            (await rebuild.ScalarAsync<long>("select count(*) from analytics.patients")).ShouldBe(1);
        }

        await node.Services.SettledAsync();
        await Cohort.TablesEqualTheEventsAsync(node.Database);
        log.Lines.Skip(before).ShouldBeEmpty();
    }
}
