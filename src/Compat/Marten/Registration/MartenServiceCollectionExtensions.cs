using JasperFx.Events.Daemon;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Marten;

public static partial class MartenServiceCollectionExtensions
{
    public static MartenConfigurationExpression AddMarten(this IServiceCollection services) => services.AddMarten(_ => new StoreOptions());

    public static MartenConfigurationExpression AddMarten(this IServiceCollection services, string connectionString) =>
        services.AddMarten(options => options.Connection(connectionString));

    public static MartenConfigurationExpression AddMarten(this IServiceCollection services, Action<StoreOptions> configure) =>
        services.AddMarten(_ =>
        {
            var options = new StoreOptions();
            configure(options);
            return options;
        });

    public static MartenConfigurationExpression AddMarten(this IServiceCollection services, Func<IServiceProvider, StoreOptions> optionSource)
    {
        services.AddSingleton(provider =>
        {
            var options = optionSource(provider);
            foreach (var configuration in provider.GetServices<StoreConfiguration>()) configuration.Apply(provider, options);
            return options;
        });
        services.AddSingleton(static provider => new DocumentStore(provider.GetRequiredService<StoreOptions>()));
        services.AddSingleton<IDocumentStore>(static provider => provider.GetRequiredService<DocumentStore>());
        services.TryAddScoped(static provider => provider.GetRequiredService<IDocumentStore>().LightweightSession());
        services.TryAddScoped(static provider => provider.GetRequiredService<IDocumentStore>().QuerySession());
        return new MartenConfigurationExpression(services);
    }

    public static IServiceCollection ConfigureMarten(this IServiceCollection services, Action<StoreOptions> configure) =>
        services.ConfigureMarten((_, options) => configure(options));

    public static IServiceCollection ConfigureMarten(this IServiceCollection services, Action<IServiceProvider, StoreOptions> configure) =>
        services.AddSingleton(new StoreConfiguration(configure));

    public partial class MartenConfigurationExpression
    {
        internal MartenConfigurationExpression(IServiceCollection services) => Services = services;

        public IServiceCollection Services { get; }

        /// <summary>Sessions are lightweight whatever is said: there is no other kind here.</summary>
        public MartenConfigurationExpression UseLightweightSessions() => this;

        public MartenConfigurationExpression ApplyAllDatabaseChangesOnStartup()
        {
            Services.AddHostedService<ApplySchemaAtStart>();
            return this;
        }

        public MartenConfigurationExpression UseNpgsqlDataSource(object? serviceKey = null)
        {
            Services.ConfigureMarten((provider, options) => options.Connection(serviceKey is null
                ? provider.GetRequiredService<NpgsqlDataSource>()
                : provider.GetRequiredKeyedService<NpgsqlDataSource>(serviceKey)));
            return this;
        }

        public MartenConfigurationExpression AddAsyncDaemon(DaemonMode mode)
        {
            RegisterDaemon(mode);
            return this;
        }

        /// <summary>Filled in where the daemon lives.</summary>
        partial void RegisterDaemon(DaemonMode mode);
    }
}

internal sealed record StoreConfiguration(Action<IServiceProvider, StoreOptions> Apply);

/// <summary>Before any other hosted service starts, so that nothing polls tables that are not there yet.</summary>
internal sealed class ApplySchemaAtStart(DocumentStore store) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) =>
        store.Schema.ApplyAllAsync(store.Configuration.AutoCreateSchemaObjects, cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
