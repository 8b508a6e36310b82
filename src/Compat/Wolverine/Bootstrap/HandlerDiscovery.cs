using System.Reflection;

namespace Wolverine.Configuration;

public class HandlerDiscovery
{
    private readonly HashSet<Assembly> _assemblies = [];
    private readonly List<Type> _types = [];
    private bool _conventional = true;

    internal HandlerDiscovery()
    {
    }

    public HandlerDiscovery IncludeAssembly(Assembly assembly)
    {
        _assemblies.Add(assembly);
        return this;
    }

    public HandlerDiscovery IncludeType<T>() => IncludeType(typeof(T));

    public HandlerDiscovery IncludeType(Type type)
    {
        if (!_types.Contains(type)) _types.Add(type);
        return this;
    }

    public HandlerDiscovery DisableConventionalDiscovery(bool value = true)
    {
        _conventional = !value;
        return this;
    }

    /// <summary>The classes to look at, in a stable order: it is also the order in which handlers of one message run.</summary>
    internal IReadOnlyList<Type> FindHandlerClasses(Assembly? application)
    {
        var found = new List<Type>();
        if (_conventional)
        {
            var assemblies = application is null ? _assemblies : _assemblies.Prepend(application).Distinct();
            found.AddRange(assemblies
                .SelectMany(a => a.GetExportedTypes())
                .Where(Runtime.Handlers.HandlerConventions.IsHandlerClass)
                .OrderBy(t => t.FullName, StringComparer.Ordinal));
        }

        found.AddRange(_types.Where(t => !found.Contains(t)));
        return found;
    }
}
