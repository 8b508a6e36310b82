using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using IProjectionCoordinator = Marten.Events.Daemon.Coordination.IProjectionCoordinator;

namespace Marten;

public static class HostExtensions
{
    public static IDocumentStore DocumentStore(this IHost host) => host.Services.DocumentStore();

    public static IDocumentStore DocumentStore(this IServiceProvider services) => services.GetRequiredService<IDocumentStore>();

    public static Task PauseAllDaemonsAsync(this IHost host) => host.Services.PauseAllDaemonsAsync();

    public static Task PauseAllDaemonsAsync(this IServiceProvider services) =>
        services.GetRequiredService<IProjectionCoordinator>().PauseAsync();

    public static Task ResumeAllDaemonsAsync(this IHost host) =>
        host.Services.GetRequiredService<IProjectionCoordinator>().ResumeAsync();

    public static IServiceCollection MartenDaemonModeIsSolo(this IServiceCollection services) => services.AddSingleton<SoloOverride>();

    public static Task CleanAllMartenDataAsync(this IHost host) => host.Services.CleanAllMartenDataAsync();

    public static async Task CleanAllMartenDataAsync(this IServiceProvider services)
    {
        var clean = services.DocumentStore().Advanced.Clean;
        await clean.DeleteAllDocumentsAsync(CancellationToken.None);
        await clean.DeleteAllEventDataAsync(CancellationToken.None);
    }

    public static Task ResetAllMartenDataAsync(this IHost host) => host.Services.ResetAllMartenDataAsync();

    public static async Task ResetAllMartenDataAsync(this IServiceProvider services)
    {
        var coordinator = services.GetService<IProjectionCoordinator>();
        if (coordinator is not null) await coordinator.PauseAsync();
        await services.DocumentStore().Advanced.ResetAllData(CancellationToken.None);
        if (coordinator is not null) await coordinator.ResumeAsync();
    }

    /// <summary>Its presence in the container turns HotCold into Solo.</summary>
    internal sealed class SoloOverride;
}
