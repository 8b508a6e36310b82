using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Integration.Alerts;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.TestSupport;
using Npgsql;

namespace IgG4FollowUp.Integration.Analytics;

public sealed class PageTurnSpecs(PostgresServer postgres)
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task a_rebuild_begins_once_the_page_that_has_begun_is_stored()
    {
        await using var node = await ServiceNode.StartAsync(await postgres.CreateDatabaseAsync(), new KeptLog());
        var turn = new PageTurn(node.Database);
        await turn.BeginAsync(longest: null, TestContext.Current.CancellationToken);

        await using var rebuild = await node.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await rebuild.BeginTransactionAsync(TestContext.Current.CancellationToken);
        var held = HoldAsync(rebuild);
        await WaitingAsync(node.Database);
        held.IsCompleted.ShouldBeFalse();

        await turn.EndAsync();
        await held;
    }

    [Fact]
    public async Task a_page_that_was_given_up_keeps_a_rebuild_waiting_only_as_long_as_a_turn_lasts_and_another_page_can_follow()
    {
        await using var node = await ServiceNode.StartAsync(await postgres.CreateDatabaseAsync(), new KeptLog());
        var turn = new PageTurn(node.Database);
        await turn.BeginAsync(Moment, TestContext.Current.CancellationToken);

        await using (var rebuild = await node.Database.OpenConnectionAsync(TestContext.Current.CancellationToken))
        await using (await rebuild.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            await HoldAsync(rebuild);
        }

        await turn.BeginAsync(longest: null, TestContext.Current.CancellationToken);
        await turn.EndAsync();
    }

    [Fact]
    public async Task the_turn_of_a_page_ends_with_it()
    {
        await using var node = await ServiceNode.StartAsync(await postgres.CreateDatabaseAsync(), new KeptLog());
        using var clinic = node.Client();
        await clinic.EnrolAsync();
        await node.Services.SettledAsync();

        (await node.Database.ScalarAsync<bool>($"select pg_try_advisory_xact_lock({ShardProgress.Held})")).ShouldBeTrue();
    }

    private static Task<long?> HoldAsync(NpgsqlConnection connection) =>
        ShardProgress.HoldAsync(connection, AnalystRowsProjection.ShardName, TestContext.Current.CancellationToken);

    private static Task WaitingAsync(NpgsqlDataSource database) => AlertRequests.UntilAsync(
        () => database.ScalarAsync<bool>(
            $"select exists (select from pg_locks where locktype = 'advisory' and objid = {ShardProgress.Held} and not granted)"),
        waits => waits);
}
