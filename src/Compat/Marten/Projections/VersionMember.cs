using System.Linq.Expressions;
using System.Reflection;
using JasperFx;

namespace Marten.Events.Projections;

/// <summary>An aggregate's own <c>Version</c> is the version of the last event folded into it.</summary>
internal static class VersionMember
{
    public static Action<T, long>? For<T>()
    {
        if (typeof(T).IsValueType) return null;
        if (typeof(ILongVersioned).IsAssignableFrom(typeof(T))) return static (d, v) => ((ILongVersioned)d!).Version = v;
        if (typeof(IRevisioned).IsAssignableFrom(typeof(T))) return static (d, v) => ((IRevisioned)d!).Version = (int)v;

        var property = typeof(T).GetProperty("Version", BindingFlags.Public | BindingFlags.Instance);
        if (property is not { CanWrite: true } || (property.PropertyType != typeof(long) && property.PropertyType != typeof(int))) return null;

        var document = Expression.Parameter(typeof(T));
        var version = Expression.Parameter(typeof(long));
        var assign = Expression.Assign(Expression.Property(document, property), Expression.Convert(version, property.PropertyType));
        return Expression.Lambda<Action<T, long>>(assign, document, version).Compile();
    }
}
