using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Integration.Alerts;
using IgG4FollowUp.Integration.Hosting;
using IgG4FollowUp.TestSupport;
using Npgsql;

namespace IgG4FollowUp.Integration.Upgrade;

/// <summary>The service after it has opened the former version's database and come to rest.</summary>
public sealed class UpgradedService(PostgresServer postgres) : IAsyncLifetime
{
    private ServiceNode? _node;

    internal ServiceNode Node => _node!;

    internal KeptLog Log { get; } = new();

    /// <summary>The answer that the former version gave to its client's first visit.</summary>
    public string FirstAnswer { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var database = await FormerVersion.RestoreAsync(postgres);
        await using (var former = NpgsqlDataSource.Create(database))
        {
            FirstAnswer = await former.ScalarAsync<string>(
                "select convert_from(body, 'UTF8') from followup.idempotency_keys where key = 'visit-1'");
        }

        _node = await ServiceNode.StartAsync(database, Log, FormerVersion.Clock());
        await _node.Services.SettledAsync();
    }

    /// <summary>A client of the clinic whose database it is.</summary>
    public HttpClient Clinician() => Node.Client(Roles.Clinician, FormerVersion.Clinic, "developer");

    public async ValueTask DisposeAsync()
    {
        if (_node is not null) await _node.DisposeAsync();
    }
}
