using System.Collections.Concurrent;
using System.Reflection;
using Wolverine.Attributes;

namespace Wolverine;

/// <summary>The name under which a message is stored: it outlives the process, so it is never guessed twice.</summary>
internal static class MessageTypeNames
{
    private static readonly ConcurrentDictionary<Type, string> Names = new();

    public static string For(Type type) => Names.GetOrAdd(type, static t =>
        t.GetCustomAttribute<MessageIdentityAttribute>(inherit: false)?.GetName() ?? FullName(t));

    private static string FullName(Type type)
    {
        if (type.IsGenericType)
        {
            var arguments = string.Join(',', type.GetGenericArguments().Select(For));
            return $"{type.Namespace}.{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{arguments}>";
        }

        return type.IsNested ? $"{type.DeclaringType!.Name}_{type.FullName}" : type.FullName ?? type.Name;
    }
}
