using System.Net;
using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.CommandLine;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Integration.Alerts;
using IgG4FollowUp.Integration.Analytics;
using IgG4FollowUp.Integration.Health;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.TestSupport;
using Npgsql;

namespace IgG4FollowUp.Integration.Durability;

/// <summary>
/// Two processes of the service over one database, of which one does what only one may do. Nothing else runs beside them: both of them and
/// eight clients want all there is, and a rebuild that takes longer than a statement may is told in the log.
/// </summary>
[Collection(nameof(Alone))]
public sealed class TwoNodeRebuildSpecs(PostgresServer postgres) : IDisposable
{
    private const int Clients = 8;
    private const string SilentAfterSeconds = "8";

    private static readonly int Rebuilds = LongRun.Rounds(few: 3, many: 10);

    private readonly string _dataFolder = Path.Combine(Path.GetTempPath(), "igg4-nodes-" + Guid.NewGuid().ToString("N")[..10]);

    [Fact]
    public async Task one_node_rebuilds_while_the_other_projects_and_clients_write_and_does_all_the_work_when_the_other_is_killed()
    {
        var connectionString = await postgres.CreateDatabaseAsync();
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using (var writer = await IdleNode.CreateAsync(connectionString, _dataFolder))
            await writer.Store.AppendAsync(Cohort.Generate(60, seed: 71), seed: 71, "north", "south");
        await using var busy = Node(connectionString, "busy");
        await using var other = Node(connectionString, "other");
        // Whoever comes first does it all.
        await busy.StartAsync();
        await CaughtUpAsync(database);
        await other.StartAsync();

        using (var stop = new CancellationTokenSource())
        {
            var clients = Enumerable.Range(0, Clients)
                .Select(client => LogVisitsAsync(client % 2 == 0 ? busy.Http : other.Http, stop.Token)).ToList();
            try
            {
                for (var n = 0; n < Rebuilds; n++) await RebuildAsync(other, clients);
            }
            finally
            {
                await stop.CancelAsync();
            }

            (await Task.WhenAll(clients)).ShouldAllBe(visits => visits > 0);
        }

        await CaughtUpAsync(database);
        await Cohort.TablesEqualTheEventsAsync(database);
        // The message bus of every node takes a lock once a second for a moment.
        await AlertRequests.UntilAsync(() => HeldByAsync(database), nodes => nodes.SequenceEqual([busy.Name]));
        (await database.ScalarAsync<long>("select deadlocks from pg_stat_database where datname = current_database()")).ShouldBe(0);
        busy.Logged.Concat(other.Logged).ShouldBeEmpty();

        await busy.KillAsync();
        await TakesOverAsync(other, database);
        await Cohort.TablesEqualTheEventsAsync(database);
        // It warns that the other one is gone.
        other.Output.ShouldNotContain("fail:");
    }

    [Fact]
    public async Task a_rebuild_that_is_asked_for_before_the_first_page_ends_well_and_leaves_the_work_to_that_page()
    {
        var connectionString = await postgres.CreateDatabaseAsync();
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using (var writer = await IdleNode.CreateAsync(connectionString, _dataFolder))
            await writer.Store.AppendAsync(Cohort.Generate(10, seed: 72), seed: 72, "north");
        await using var node = Node(connectionString, "first");
        await using (var held = await database.OpenConnectionAsync(TestContext.Current.CancellationToken))
        {
            // Progress can be read, and no page gets to write it.
            await held.ExecuteAsync("begin; lock table followup.mt_event_progression in share mode");
            await node.StartAsync();
            await RebuildAsync(node, []);
            (await held.ScalarAsync<long>("select count(*) from analytics.patients")).ShouldBe(0);
            await held.ExecuteAsync("rollback");
        }

        await CaughtUpAsync(database);
        await Cohort.TablesEqualTheEventsAsync(database);
        await RebuildAsync(node, []);
        await Cohort.TablesEqualTheEventsAsync(database);
        node.Logged.ShouldBeEmpty();
    }

    private ServiceProcess Node(string database, string name) => new(_dataFolder, database, name)
    {
        Settings = new()
        {
            [Messaging.NodeSilentAfter.Replace(":", "__", StringComparison.Ordinal)] = SilentAfterSeconds,
        },
    };

    private static async Task RebuildAsync(ServiceProcess node, IEnumerable<Task> clients)
    {
        using var admin = node.Client(Roles.Admin, clinic: null);
        using var console = new StringWriter();
        var rebuild = RebuildCommand.RunAsync(admin, console, TestContext.Current.CancellationToken);
        // A client that failed ends the wait.
        await await Task.WhenAny([rebuild, .. clients]);
        (await rebuild).ShouldBe(0, console.ToString());
    }

    /// <summary>A clinician who logs one visit after the other.</summary>
    /// <returns>How many.</returns>
    private static async Task<int> LogVisitsAsync(HttpClient http, CancellationToken stop)
    {
        var patient = await http.EnrolAsync($"TWO-{Guid.NewGuid():N}"[..20]);
        for (var visits = 0; ; visits++)
        {
            if (stop.IsCancellationRequested) return visits;
            using var response = await http.PostAsync(
                $"{patient}/visits", """{ "visitedOn": "2024-03", "asiaGrade": { "grade": "C" } }""");
            response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync(CancellationToken.None));
        }
    }

    private static async Task CaughtUpAsync(NpgsqlDataSource database)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Cohort.Patience);
        while (!await IsThereAsync()) await Task.Delay(50, patience.Token);

        // A projection that has not had its first page yet has come to nowhere, and is behind nothing.
        async Task<bool> IsThereAsync() =>
            (await LogState.ReadAsync(database, patience.Token)).Shards.ContainsKey(AnalystRowsProjection.ShardName)
            && await database.HasCaughtUpAsync(TimeProvider.System);
    }

    /// <summary>What one node alone does is done by the one that is left: the tables, the reviews that fall due, the sweep.</summary>
    private static async Task TakesOverAsync(ServiceProcess node, NpgsqlDataSource database)
    {
        await using (var command = database.CreateCommand("delete from followup.mt_doc_sweeprecord"))
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var patient = await node.Http.EnrolAsync();
        await CaughtUpAsync(database);
        (await database.ScalarAsync<Guid[]>("select array(select patient_id from analytics.patients)")).ShouldContain(IdOf(patient));
        await AlertRequests.UntilAsync(
            () => database.ScalarAsync<long>(
                $"select count(*) from followup.mt_doc_sweeprecord where tenant_id = '{AlertSweep.AllClinics}'"),
            sweeps => sweeps > 0);
        await AlertRequests.UntilAsync(() => HeldByAsync(database), nodes => nodes.SequenceEqual([node.Name]));
        await AlertRequests.UntilAsync(
            () => database.ScalarAsync<long>("select count(distinct node_id) from followup.wolverine_node_assignments"),
            nodes => nodes == 1);
        using var ready = await node.Http.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        ready.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static Guid IdOf(string patient) => Guid.Parse(patient.Split('/')[^1]);

    /// <summary>Who holds the locks of the store's daemon, by the names the database knows the processes by.</summary>
    /// <remarks>The message store's sessions have names of their own.</remarks>
    private static Task<string[]> HeldByAsync(NpgsqlDataSource database) => database.ScalarAsync<string[]>("""
        select array(
          select distinct activity.application_name from pg_locks held join pg_stat_activity activity using (pid)
          where held.locktype = 'advisory' and held.granted and activity.application_name not like 'wolverine-%'
            and held.database = (select oid from pg_database where datname = current_database()))
        """);

    public void Dispose()
    {
        if (Directory.Exists(_dataFolder)) Directory.Delete(_dataFolder, recursive: true);
    }
}
