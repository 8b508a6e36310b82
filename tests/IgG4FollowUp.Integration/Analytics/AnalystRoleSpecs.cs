using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Integration.Alerts;
using IgG4FollowUp.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace IgG4FollowUp.Integration.Analytics;

/// <summary>A server that holds databases of several services, which share its roles.</summary>
public sealed class AnalystRoleSpecs : IAsyncLifetime
{
    private const int Services = 8;

    // On the server of the other specs the role exists.
    private readonly PostgresServer _server = new();

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    [Fact]
    public async Task services_of_several_databases_that_start_at_once_all_start_and_grant_the_one_role()
    {
        var databases = new List<NpgsqlDataSource>();
        for (var n = 0; n < Services; n++) databases.Add(NpgsqlDataSource.Create(await _server.CreateDatabaseAsync()));

        await Task.WhenAll(databases.Select(database => Task.Run(
            () => new AnalystSchema(database, NullLogger<AnalystSchema>.Instance).StartAsync(TestContext.Current.CancellationToken))));

        foreach (var database in databases)
        {
            (await database.ScalarAsync<bool>($"select has_table_privilege('{AnalystSchema.Role}', 'analytics.patients', 'select')"))
                .ShouldBeTrue();
            await database.DisposeAsync();
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
