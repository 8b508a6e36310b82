using JasperFx.Events.Daemon;
using Marten.Events.Daemon.Coordination;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using IProjectionCoordinator = Marten.Events.Daemon.Coordination.IProjectionCoordinator;

namespace Marten;

public static partial class MartenServiceCollectionExtensions
{
    public partial class MartenConfigurationExpression
    {
        partial void RegisterDaemon(DaemonMode mode)
        {
            Services.ConfigureMarten(options => options.Projections.AsyncMode = mode);
            if (mode is not (DaemonMode.Solo or DaemonMode.HotCold)) return;

            Services.AddSingleton<IProjectionCoordinator>(static provider =>
            {
                var store = provider.GetRequiredService<DocumentStore>();
                var configured = store.Configuration.Projections.AsyncMode;
                var mode = configured == DaemonMode.HotCold && provider.GetService<HostExtensions.SoloOverride>() is not null ? DaemonMode.Solo : configured;
                return new ProjectionCoordinator(store, mode, provider.GetRequiredService<ILogger<ProjectionCoordinator>>());
            });
            Services.AddSingleton<JasperFx.Events.Daemon.IProjectionCoordinator>(static provider => provider.GetRequiredService<IProjectionCoordinator>());
            Services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<IProjectionCoordinator>());
        }
    }
}
