using Microsoft.Extensions.DependencyInjection;

namespace Wolverine.Runtime.Handlers;

internal sealed record ServiceRegistration(ServiceLifetime Lifetime, Type? ImplementationType);

/// <summary>What the container knows, read from its registrations so that no scope has to be opened for a message.</summary>
internal sealed class ChainServices(WolverineOptions options, IServiceCollection registrations, IServiceProvider provider)
{
    private readonly ILookup<Type, ServiceDescriptor> _byType =
        registrations.Where(d => !d.IsKeyedService).ToLookup(d => d.ServiceType);

    public WolverineOptions Options => options;

    public IServiceProvider Provider => provider;

    public ServiceRegistration? Find(Type type)
    {
        if (type == typeof(IServiceProvider)) return new ServiceRegistration(ServiceLifetime.Scoped, null);
        if (type == typeof(IServiceScopeFactory)) return new ServiceRegistration(ServiceLifetime.Singleton, null);
        if (_byType[type].LastOrDefault() is { } exact) return Describe(exact, exact.ImplementationType);
        if (type.IsGenericType && _byType[type.GetGenericTypeDefinition()].LastOrDefault() is { ImplementationType: { } open } generic)
        {
            return Describe(generic, open.MakeGenericType(type.GetGenericArguments()));
        }

        return null;
    }

    public object Singleton(Type type) => Activator.CreateInstance(typeof(SingletonReference<>).MakeGenericType(type), provider)!;

    private static ServiceRegistration Describe(ServiceDescriptor descriptor, Type? implementation) =>
        new(descriptor.Lifetime, implementation);
}

/// <summary>Resolved at the first message, because a singleton may need a host that is still starting.</summary>
internal sealed class SingletonReference<T>(IServiceProvider provider) where T : notnull
{
    private T? _value;

    public T Value => _value ??= provider.GetRequiredService<T>();
}
