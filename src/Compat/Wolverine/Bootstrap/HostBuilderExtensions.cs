using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Wolverine.Marten;
using Wolverine.Runtime;

namespace Wolverine;

public enum ExtensionDiscovery
{
    Automatic,
    ManualOnly,
}

public static class HostBuilderExtensions
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static IHostBuilder UseWolverine(
        this IHostBuilder builder, Action<WolverineOptions>? overrides = null, ExtensionDiscovery discovery = ExtensionDiscovery.Automatic)
    {
        var application = Assembly.GetCallingAssembly();
        return builder.ConfigureServices(services => Register(services, application, overrides));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static IHostApplicationBuilder UseWolverine(this IHostApplicationBuilder builder, Action<WolverineOptions>? configure)
    {
        Register(builder.Services, Assembly.GetCallingAssembly(), configure);
        return builder;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static IServiceCollection AddWolverine(this IServiceCollection services, Action<WolverineOptions>? configure) =>
        Register(services, Assembly.GetCallingAssembly(), configure);

    public static IServiceCollection ConfigureWolverine(this IServiceCollection services, Action<WolverineOptions> configure) =>
        services.AddSingleton(new OptionsChange(configure));

    public static IMessageBus MessageBus(this IHost host) => new MessageContext(host.Services.GetRequiredService<WolverineRuntime>());

    public static IServiceCollection DisableAllExternalWolverineTransports(this IServiceCollection services) => services;

    public static IServiceCollection RunWolverineInSoloMode(this IServiceCollection services) =>
        services.ConfigureWolverine(static o => o.Durability.Mode = DurabilityMode.Solo);

    public static IServiceCollection UseWolverineSoloMode(this IServiceCollection services) => services.RunWolverineInSoloMode();

    private static IServiceCollection Register(IServiceCollection services, Assembly application, Action<WolverineOptions>? configure)
    {
        var options = new WolverineOptions { ApplicationAssembly = application, Services = services };
        configure?.Invoke(options);

        services.AddSingleton(provider =>
        {
            foreach (var change in provider.GetServices<OptionsChange>()) change.Apply(options);
            return options;
        });
        services.AddSingleton<WolverineRuntime>();
        services.AddHostedService(provider => provider.GetRequiredService<WolverineRuntime>());
        services.TryAddScoped(provider => new MessageContext(provider.GetRequiredService<WolverineRuntime>()));
        services.TryAddScoped<IMessageContext>(provider => provider.GetRequiredService<MessageContext>());
        services.TryAddScoped<IMessageBus>(provider => provider.GetRequiredService<MessageContext>());
        services.TryAddScoped<ICommandBus>(provider => provider.GetRequiredService<MessageContext>());
        services.TryAddScoped<IMartenOutbox>(provider => new MartenOutbox(provider.GetRequiredService<WolverineRuntime>()));
        return services;
    }

    /// <summary>Said about the options from elsewhere, and applied when all of it is known.</summary>
    private sealed record OptionsChange(Action<WolverineOptions> Apply);
}
