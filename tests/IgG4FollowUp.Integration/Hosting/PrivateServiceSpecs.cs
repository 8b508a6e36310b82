using System.Net;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Integration.Alerts;
using IgG4FollowUp.Integration.Durability;
using Npgsql;

namespace IgG4FollowUp.Integration.Hosting;

/// <summary>A service with its own database, as somebody starts it who tries it out.</summary>
public sealed class PrivateService : IAsyncLifetime
{
    public string DataFolder { get; } = Path.Combine(Path.GetTempPath(), "igg4-private-" + Guid.NewGuid().ToString("N")[..10]);

    public ServiceProcess Process { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Process = new ServiceProcess(DataFolder);
        await Process.StartAsync();
    }

    /// <summary>Another command on the same folder.</summary>
    public Task<CommandProcess> RunAsync(params string[] command) =>
        CommandProcess.RunAsync([.. command, "--data-folder", DataFolder], new() { ["ConnectionStrings__Postgres"] = null });

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        if (Directory.Exists(DataFolder)) Directory.Delete(DataFolder, recursive: true);
    }
}

public sealed class PrivateServiceSpecs(PrivateService service) : IClassFixture<PrivateService>
{
    [Fact]
    public async Task the_console_tells_where_it_answers_and_how_to_sign_in_with_the_key_of_its_folder()
    {
        var output = await AlertRequests.UntilAsync(
            () => Task.FromResult(service.Process.Output), output => output.Contains("Ctrl-C", StringComparison.Ordinal));

        output.ShouldContain("answers on http://127.0.0.1:");
        output.ShouldContain($"./followup token --role clinician --clinic published-cases --data-folder '{service.DataFolder}'");
        output.ShouldNotContain("WARNING: the database is the one named");
    }

    [Fact]
    public async Task a_second_service_on_its_folder_is_refused_and_leaves_its_database_alone()
    {
        var second = await service.RunAsync("run", "--port", "0");

        second.Code.ShouldBe(1);
        second.Error.ShouldHaveSingleItem()
            .ShouldBe($"Another service runs on the data folder {service.DataFolder}: stop it, or name another with --data-folder.");
        second.Output.ShouldNotContain("Stopping PostgreSQL");
        await service.Process.Http.EnrolAsync();
    }

    [Fact]
    public async Task a_start_that_ended_before_its_password_was_written_or_its_cluster_whole_keeps_no_later_one_from_starting()
    {
        var folder = Path.Combine(Path.GetTempPath(), "igg4-unfinished-" + Guid.NewGuid().ToString("N")[..10]);
        var unfinished = Path.Combine(folder, "postgres.making-1");
        Directory.CreateDirectory(unfinished);
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "postgres-password"), "", TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(unfinished, "PG_VERSION"), "15\n", TestContext.Current.CancellationToken);

            await using var server = await PrivatePostgres.StartAsync(new PrivatePostgresOptions(folder, Durable: false));
            await using var connection = new NpgsqlConnection(server.ConnectionString);
            await connection.OpenAsync(TestContext.Current.CancellationToken);

            new NpgsqlConnectionStringBuilder(server.ConnectionString).Password!.Length.ShouldBe(48);
            Directory.Exists(unfinished).ShouldBeFalse();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void its_database_is_this_users_alone_listens_on_this_machine_and_asks_everybody_for_a_password()
    {
        const UnixFileMode ForItself = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        var cluster = Path.Combine(service.DataFolder, "postgres");
        File.GetUnixFileMode(cluster).ShouldBe(ForItself);
        File.ReadLines(Path.Combine(cluster, "pg_hba.conf")).Where(line => line.Length > 0 && line[0] != '#')
            .ShouldAllBe(line => line.EndsWith(" scram-sha-256", StringComparison.Ordinal));
        File.ReadAllLines(Path.Combine(cluster, "postmaster.pid"))[5].ShouldBe("127.0.0.1");
        // The keys and passwords beside it; what is empty is a lock.
        var beside = Directory.EnumerateDirectories(service.DataFolder).Where(folder => folder != cluster)
            .SelectMany(folder => Directory.EnumerateFiles(folder)).Concat(Directory.EnumerateFiles(service.DataFolder))
            .Where(file => new FileInfo(file).Length > 0).ToList();
        beside.Count.ShouldBeGreaterThan(2);
        foreach (var file in beside) File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
    }

    [Fact]
    public async Task a_login_for_an_analyst_reads_the_tables_for_analysts_and_nothing_else_until_it_is_taken_away()
    {
        var made = await service.RunAsync("analyst", "anna");
        made.Code.ShouldBe(0, string.Join('\n', made.Error));
        var login = made.Output.Select(line => line.Split('=', 2)).ToDictionary(line => line[0], line => line[1], StringComparer.Ordinal);
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = login["PGHOST"],
            Port = int.Parse(login["PGPORT"]),
            Database = login["PGDATABASE"],
            Username = login["PGUSER"],
            Password = login["PGPASSWORD"],
            Pooling = false,
        };
        await using (var analyst = new NpgsqlConnection(settings.ConnectionString))
        {
            await analyst.OpenAsync(TestContext.Current.CancellationToken);
            (await TryAsync(analyst, "select * from patients")).ShouldBeNull();
            (await TryAsync(analyst, "do $$ begin assert current_setting('statement_timeout') = '10min'; end $$")).ShouldBeNull();
            (await TryAsync(analyst, "create temp table mine ()")).ShouldBe(PostgresErrorCodes.ReadOnlySqlTransaction);
            (await TryAsync(analyst, "set default_transaction_read_only = off")).ShouldBeNull();
            string[] forbidden =
            [
                "select from followup.mt_events", "insert into patients (clinic) values ('x')", "create table public.mine ()",
                "create role other",
                "set role followup", "alter role analyst_anna superuser",
            ];
            foreach (var statement in forbidden)
                (await TryAsync(analyst, statement)).ShouldBe(PostgresErrorCodes.InsufficientPrivilege, statement);
        }

        (await service.RunAsync("analyst", "anna", "--revoke")).Code.ShouldBe(0);

        await using var again = new NpgsqlConnection(settings.ConnectionString);
        var refusal = await Should.ThrowAsync<PostgresException>(() => again.OpenAsync(TestContext.Current.CancellationToken));
        refusal.SqlState.ShouldBe(PostgresErrorCodes.InvalidPassword);
    }

    [Fact]
    public async Task what_a_proxy_on_this_machine_forwards_is_believed_and_limits_count_by_whom_it_names()
    {
        using var clinic = service.Process.Client("clinician", "proxied");
        clinic.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        using (var opened = await clinic.PostAsync("/api/clinic/calendar/feeds", """{ "name": "Ward" }"""))
            (await opened.JsonAsync())["address"]!.GetValue<string>().ShouldStartWith("https://127.0.0.1:");

        using var forger = service.Process.Client("clinician", "proxied");
        forger.DefaultRequestHeaders.Authorization = new("Bearer", "none");
        forger.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        await AlertRequests.UntilAsync(StatusAsync, status => status == HttpStatusCode.TooManyRequests);
        forger.DefaultRequestHeaders.Remove("X-Forwarded-For");
        forger.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.8");
        (await StatusAsync()).ShouldBe(HttpStatusCode.Unauthorized);

        async Task<HttpStatusCode> StatusAsync()
        {
            using var response = await forger.GetAsync("/api/patients", TestContext.Current.CancellationToken);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task a_scheme_that_is_none_of_the_webs_goes_into_no_address()
    {
        foreach (var scheme in new[] { "javascript", "ftp", "https:", "https, javascript", "x", "HTTPS" })
        {
            using var clinic = service.Process.Client("clinician", "schemes");
            clinic.DefaultRequestHeaders.Add("X-Forwarded-Proto", scheme);
            using var opened = await clinic.PostAsync("/api/clinic/calendar/feeds", """{ "name": "Ward" }""");
            new Uri((await opened.JsonAsync())["address"]!.GetValue<string>()).Scheme
                .ShouldBe(scheme == "HTTPS" ? "https" : "http", scheme);
        }
    }

    // The class of the error; null when it is carried out.
    private static async Task<string?> TryAsync(NpgsqlConnection connection, string sql)
    {
        try
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            return null;
        }
        catch (PostgresException e)
        {
            return e.SqlState;
        }
    }
}
