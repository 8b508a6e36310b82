using IgG4FollowUp.Api.Hosting;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace IgG4FollowUp.Integration.Durability;

/// <summary>A node that appends and never projects: put together, but not started.</summary>
internal sealed class IdleNode : IAsyncDisposable
{
    private readonly WebApplication _app;

    private IdleNode(WebApplication app) => _app = app;

    public IDocumentStore Store => _app.Services.GetRequiredService<IDocumentStore>();

    public NpgsqlDataSource Database => _app.Services.GetRequiredService<NpgsqlDataSource>();

    public static async Task<IdleNode> CreateAsync(string connectionString, string dataFolder)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
        builder.Logging.ClearProviders();
        var node = new IdleNode(Service.Build(builder, connectionString, dataFolder));
        await node.Store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        return node;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
