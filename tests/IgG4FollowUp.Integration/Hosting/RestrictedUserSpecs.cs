using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Integration.Analytics;
using IgG4FollowUp.Integration.Durability;
using IgG4FollowUp.TestSupport;
using Npgsql;

namespace IgG4FollowUp.Integration.Hosting;

/// <summary>A clinic's server whose administrator gave the service a database and nothing else.</summary>
public sealed class RestrictedUserSpecs : IAsyncLifetime
{
    private const string NoRole = "The database role 'analyst' could not be created or granted";

    // Roles belong to the whole server: on that of the other specs the role exists.
    private readonly PostgresServer _server = new();
    private readonly string _dataFolder = Path.Combine(Path.GetTempPath(), "igg4-restricted-" + Guid.NewGuid().ToString("N")[..10]);

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    [Fact]
    public async Task a_database_user_who_may_not_create_roles_runs_the_service_which_says_so_until_an_administrator_has_created_the_role()
    {
        var database = new NpgsqlConnectionStringBuilder(await _server.CreateDatabaseAsync());
        await using var administrator = new NpgsqlConnection(database.ConnectionString);
        await administrator.OpenAsync(TestContext.Current.CancellationToken);
        await administrator.ExecuteAsync($"create role clinic login password 'clinic'; alter database {database.Database} owner to clinic");
        database.Username = database.Password = "clinic";

        await using (var service = new ServiceProcess(_dataFolder, database.ConnectionString, logLevel: "Warning"))
        {
            await service.StartAsync();
            await service.Http.EnrolAsync();
            service.Output.ShouldContain(NoRole);
            (await administrator.ScalarAsync<bool>($"select exists (select from pg_roles where rolname = '{AnalystSchema.Role}')"))
                .ShouldBeFalse();
        }

        await administrator.ExecuteAsync($"create role {AnalystSchema.Role} nologin");
        await using var next = new ServiceProcess(_dataFolder, database.ConnectionString, logLevel: "Warning");
        await next.StartAsync();
        next.Output.ShouldNotContain(NoRole);
        await administrator.ExecuteAsync($"set role {AnalystSchema.Role}");
        (await administrator.ScalarAsync<long>("select count(*) from analytics.patients")).ShouldBeInRange(0, 1);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        if (Directory.Exists(_dataFolder)) Directory.Delete(_dataFolder, recursive: true);
    }
}
