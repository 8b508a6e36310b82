using IgG4FollowUp.Api.Hosting;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace IgG4FollowUp.Benchmarks.Hosting;

/// <summary>
/// The service's store over a second database of the same PostgreSQL, where no service runs: what is written there costs what writing
/// costs, and no projection or evaluation follows it.
/// </summary>
internal sealed class UnfollowedStore : IAsyncDisposable
{
    private readonly WebApplication _app;

    private UnfollowedStore(WebApplication app, string connectionString) => (_app, ConnectionString) = (app, connectionString);

    public string ConnectionString { get; }

    public IDocumentStore Documents => _app.Services.GetRequiredService<IDocumentStore>();

    public static async Task<UnfollowedStore> CreateAsync(RunningService service)
    {
        // Finds the running server, which belongs to the service.
        var postgres = await PrivatePostgres.StartAsync(new PrivatePostgresOptions(service.Folder, Database: "unfollowed"));
        var app = RunningService.Build(postgres.ConnectionString, service.Folder);
        await RunningService.CreateTablesAsync(app);
        return new(app, postgres.ConnectionString);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
