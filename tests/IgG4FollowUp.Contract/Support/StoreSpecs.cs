using IgG4FollowUp.TestSupport;
using JasperFx.Events;
using JasperFx.Events.Daemon;
using JasperFx.MultiTenancy;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using IProjectionCoordinator = Marten.Events.Daemon.Coordination.IProjectionCoordinator;

namespace IgG4FollowUp.Contract.Support;

/// <summary>Stores and nodes on an empty database, set up as the service sets up its own, only more impatient.</summary>
public abstract class StoreSpecs(PostgresServer postgres) : IAsyncLifetime
{
    protected const string North = "north";
    protected const string South = "south";

    protected static readonly TimeSpan Stale = TimeSpan.FromMilliseconds(700);

    private readonly Stack<IAsyncDisposable> _open = new();

    protected Database Database { get; private set; } = null!;

    public async ValueTask InitializeAsync() => _open.Push(Database = new Database(await postgres.CreateDatabaseAsync()));

    public async ValueTask DisposeAsync()
    {
        foreach (var open in _open) await open.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A store without a daemon.</summary>
    protected async Task<DocumentStore> StoreAsync(Action<StoreOptions>? configure = null)
    {
        var store = DocumentStore.For(options =>
        {
            Configure(options);
            configure?.Invoke(options);
        });
        _open.Push(store);
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        return store;
    }

    /// <summary>A store whose shards run here or on another node, as in the service.</summary>
    protected async Task<IHost> NodeAsync(Action<StoreOptions> configure)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddMarten(options =>
        {
            Configure(options);
            configure(options);
        }).UseLightweightSessions().ApplyAllDatabaseChangesOnStartup().AddAsyncDaemon(DaemonMode.HotCold);
        return await StartAsync(builder);
    }

    protected async Task<IHost> StartAsync(HostApplicationBuilder builder)
    {
        var host = builder.Build();
        _open.Push(new Running(host));
        await host.StartAsync();
        return host;
    }

    protected void Configure(StoreOptions options)
    {
        options.Connection(Database.ConnectionString);
        options.Events.TenancyStyle = TenancyStyle.Conjoined;
        options.Policies.AllDocumentsAreMultiTenanted();
        options.Events.MetadataConfig.CorrelationIdEnabled = true;
        options.Events.MetadataConfig.CausationIdEnabled = true;
        options.Events.MetadataConfig.UserNameEnabled = true;
        options.Events.AddEventTypes([typeof(Opened), typeof(Deposited), typeof(Poisoned)]);
        options.Projections.Errors.SkipApplyErrors = false;
        options.Projections.Errors.SkipSerializationErrors = false;
        options.Projections.Errors.SkipUnknownEvents = false;
        options.Projections.FastPollingTime = TimeSpan.FromMilliseconds(50);
        options.Projections.SlowPollingTime = TimeSpan.FromMilliseconds(100);
        options.Projections.HealthCheckPollingTime = TimeSpan.FromMilliseconds(300);
        options.Projections.AgentPauseTime = TimeSpan.FromMilliseconds(200);
        options.Projections.LeadershipPollingTime = 200;
        options.Projections.StaleSequenceThreshold = Stale;
    }

    /// <summary>Stops a host, then lets go of it.</summary>
    private sealed class Running(IHost host) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await host.StopAsync();
            host.Dispose();
        }
    }
}

internal static class StoreExtensions
{
    public static IDocumentStore Store(this IHost host) => host.Services.GetRequiredService<IDocumentStore>();

    public static IProjectionDaemon Daemon(this IHost host) =>
        host.Services.GetRequiredService<IProjectionCoordinator>().DaemonForMainDatabase();

    public static async Task<Guid> StartStreamAsync(this IDocumentStore store, string tenant, params object[] events)
    {
        var id = Guid.NewGuid();
        await using var session = store.LightweightSession(tenant);
        session.Events.StartStream<Account>(id, events);
        await session.SaveChangesAsync();
        return id;
    }

    public static async Task AppendAsync(this IDocumentStore store, string tenant, Guid id, params object[] events)
    {
        await using var session = store.LightweightSession(tenant);
        session.Events.Append(id, events);
        await session.SaveChangesAsync();
    }

    public static async Task<T?> LoadAsync<T>(this IDocumentStore store, string tenant, Guid id) where T : notnull
    {
        await using var session = store.QuerySession(tenant);
        return await session.LoadAsync<T>(id);
    }

    public static async Task<IReadOnlyList<object>> EventsAsync(this IDocumentStore store, string tenant, Guid id)
    {
        await using var session = store.QuerySession(tenant);
        return [.. (await session.Events.FetchStreamAsync(id)).Select((IEvent e) => e.Data)];
    }
}
