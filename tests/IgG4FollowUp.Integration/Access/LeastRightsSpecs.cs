using System.Net;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Integration.Alerts;
using IgG4FollowUp.Integration.Analytics;
using IgG4FollowUp.Integration.Durability;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.TestSupport;
using Npgsql;

namespace IgG4FollowUp.Integration.Access;

/// <summary>The service under a login of its own, which owns nothing that was recorded.</summary>
public sealed class LeastRightsSpecs : IAsyncLifetime
{
    // Roles belong to the whole server.
    private readonly PostgresServer _server = new();
    private readonly string _dataFolder = Path.Combine(Path.GetTempPath(), "igg4-rights-" + Guid.NewGuid().ToString("N")[..10]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    [Fact]
    public async Task under_its_own_login_the_service_does_all_it_must_and_can_neither_change_nor_remove_what_happened()
    {
        var administrator = new NpgsqlConnectionStringBuilder(await _server.CreateDatabaseAsync());
        await using var connection = new NpgsqlConnection(administrator.ConnectionString);
        await connection.OpenAsync(Cancellation);
        await connection.ExecuteAsync(
            $"create role clinic_owner login password 'owner'; alter database {administrator.Database} owner to clinic_owner");
        await DatabaseAsync("apply", As(administrator, "clinic_owner", "owner"));
        await DatabaseAsync("roles", administrator.ConnectionString, "--apply");
        await connection.ExecuteAsync(
            $"alter role {DatabaseRoles.Service} password 'service'; alter role {DatabaseRoles.Auditor} password 'auditor'");
        // An upgrade gives the same rights again.
        await DatabaseAsync("apply", As(administrator, "clinic_owner", "owner"));

        await using (var service = new ServiceProcess(
            _dataFolder, As(administrator, DatabaseRoles.Service, "service"), logLevel: "Warning"))
        {
            await service.StartAsync();
            await WorkAsync(service);
            service.Logged.Where(line => line.Contains("42501", StringComparison.Ordinal)
                || line.Contains(" fail: ", StringComparison.Ordinal)).ShouldBeEmpty();
        }

        await using var own = new NpgsqlConnection(As(administrator, DatabaseRoles.Service, "service"));
        await own.OpenAsync(Cancellation);
        foreach (var statement in new[]
        {
            $"update {StorageNames.Events} set data = '{{}}'", $"delete from {StorageNames.Events}", $"truncate {StorageNames.Events}",
            $"alter table {StorageNames.Events} disable trigger all", $"drop table {StorageNames.Events}",
            $"update {AccessRows.Name} set user_name = 'nobody'", $"delete from {AccessRows.Name}", $"truncate {AccessRows.Name}",
            $"drop table {AccessRows.Name}", $"update {SealedLog.LeafTable} set sequence = 0", $"delete from {SealedLog.NodeTable}",
            $"delete from {SealedLog.CheckpointTable}", $"truncate {SealedLog.LeafTable}",
            "create table followup.mine (id int)", "create table public.mine (id int)",
            "create function followup.mine() returns int language sql as 'select 1'", "set role clinic_owner",
            $"set role {DatabaseRoles.Auditor}", "select * from pg_authid", "copy (select 1) to program 'true'", "create role mine",
            "alter role current_user superuser", "create database mine", "select pg_read_file('/etc/passwd')",
        })
            (await RefusedAsync(own, statement)).ShouldBe(PostgresErrorCodes.InsufficientPrivilege, statement);
        await RefusedOnEveryPartAsync(own);

        await using var auditor = new NpgsqlConnection(As(administrator, DatabaseRoles.Auditor, "auditor"));
        await auditor.OpenAsync(Cancellation);
        (await auditor.ScalarAsync<long>($"select count(*) from {AccessRows.Name} where endpoint = 'getTimeline'")).ShouldBe(1);
        foreach (var table in new[] { StorageNames.Events, StorageNames.Charts, "analytics.patients" })
            (await RefusedAsync(auditor, $"select * from {table}")).ShouldBe(PostgresErrorCodes.InsufficientPrivilege, table);
        await auditor.ExecuteAsync("set default_transaction_read_only = off");
        (await RefusedAsync(auditor, $"delete from {AccessRows.Name}")).ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        if (Directory.Exists(_dataFolder)) Directory.Delete(_dataFolder, recursive: true);
    }

    // Everything that writes somewhere else: records, alerts, tables for analysts, documents, messages, the access record.
    private static async Task WorkAsync(ServiceProcess service)
    {
        var patient = await service.Http.EnrolAsync();
        using var visit = await service.Http.PostAsync($"{patient}/visits",
            """{ "visitedOn": "2024-02-07", "nextVisitDueOn": "2024-05-07", "asiaGrade": { "grade": "C" } }""", idempotencyKey: "once");
        visit.StatusCode.ShouldBe(HttpStatusCode.Created);
        using var stale = await service.Http.PostAsync(
            $"{patient}/asia-grades", """{ "assessedOn": "2024-03-07", "grade": "D" }""", "\"1\"");
        stale.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        var id = Guid.Parse(patient.Split('/')[^1]);
        var alerts = await AlertRequests.UntilAsync(() => service.Http.AlertsAsync(id), alerts => alerts.Count > 0);
        var alert = $"/api/alerts/{alerts[0]["alertId"]!.GetValue<string>()}";
        using var webhook = await service.Http.PostAsync("/api/webhooks",
            """{ "url": "https://receiver.example/", "eventTypes": ["alert.raised"] }""");
        using var feed = await service.Http.PostAsync("/api/clinic/calendar/feeds", """{ "name": "Ward" }""");
        using var simulation = await service.Http.PostAsync("/api/alert-rules/simulations", """{ "thresholds": {} }""");
        foreach (var done in new[] { webhook, feed, simulation }) ((int)done.StatusCode).ShouldBeInRange(200, 202);
        foreach (var address in new[]
        {
            patient, $"{patient}/timeline", $"{patient}/history", "/api/patients", alert, "/api/clinic/calendar",
        })
            (await service.Http.GetAsync(address, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK, address);

        using var admin = service.Client(Roles.Admin, clinic: null);
        using var rebuild = await admin.PostAsync("/api/admin/rebuild", null, Cancellation);
        ((int)rebuild.StatusCode).ShouldBeInRange(200, 202);
        using var analyst = service.Client(Roles.Analyst, clinic: null);
        await AlertRequests.UntilAsync(
            async () => (await analyst.GetAsync("/api/cohort/table-one?clinic=crash-test", Cancellation)).StatusCode,
            status => status == HttpStatusCode.OK);
        (await analyst.GetAsync("/api/cohort/table-one?knownAt=3", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var monitor = service.Client(Roles.Monitor, "crash-test");
        (await monitor.GetJsonAsync("/api/access-record?endpoint=getTimeline"))["items"]!.AsArray().Count.ShouldBe(1);
        await AlertRequests.UntilAsync(
            async () => (await service.Http.GetAsync("/health/ready", Cancellation)).StatusCode, status => status == HttpStatusCode.OK);
    }

    private static async Task RefusedOnEveryPartAsync(NpgsqlConnection own)
    {
        var parts = await own.ScalarAsync<string[]>(
            $"select array_agg(relid::text) from pg_partition_tree('{AccessRows.Name}') where isleaf");
        parts.Length.ShouldBeGreaterThan(5);
        foreach (var part in parts)
            (await RefusedAsync(own, $"delete from {part}")).ShouldBe(PostgresErrorCodes.InsufficientPrivilege, part);
    }

    private async Task DatabaseAsync(string what, string database, params string[] options)
    {
        var ended = await CommandProcess.RunAsync(
            ["database", what, "--data-folder", _dataFolder, .. options], new() { ["ConnectionStrings__Postgres"] = database });
        ended.Code.ShouldBe(0, string.Join('\n', ended.Error.Concat(ended.Output.TakeLast(20))));
    }

    private static string As(NpgsqlConnectionStringBuilder database, string user, string password) =>
        new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = user, Password = password }.ConnectionString;

    private static async Task<string?> RefusedAsync(NpgsqlConnection connection, string statement)
    {
        try
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync(Cancellation);
            return null;
        }
        catch (PostgresException e)
        {
            return e.SqlState;
        }
    }
}
