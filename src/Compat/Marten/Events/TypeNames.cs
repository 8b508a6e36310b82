using System.Collections.Concurrent;
using System.Text;

namespace Marten.Events;

/// <summary>The names that types leave behind in the database.</summary>
internal static class TypeNames
{
    private static readonly ConcurrentDictionary<Type, string> Aliases = new();

    /// <summary>The classic name of an event type, and of an aggregate in <c>mt_streams.type</c>.</summary>
    public static string SnakeCase(Type type) => Aliases.GetOrAdd(type, static t => t.IsGenericType ? CSharpGeneric(t) : SnakeCase(t.Name));

    /// <summary>What <c>mt_dotnet_type</c> of an event holds.</summary>
    public static string WithAssembly(Type type) => $"{type.FullName}, {type.Assembly.GetName().Name}";

    /// <summary>The last part of a document's table name.</summary>
    public static string DocumentAlias(Type type)
    {
        var name = type.Name;
        if (type.IsGenericType)
        {
            var arguments = string.Join("_", type.GetGenericArguments().Select(DocumentAlias));
            name = $"{name[..name.IndexOf('`', StringComparison.Ordinal)]}_{arguments}";
        }

        if (type.DeclaringType is { } outer && !type.IsGenericParameter) name = $"{DocumentAlias(outer)}_{name}";
        return name.ToLowerInvariant();
    }

    internal static string SnakeCase(string name)
    {
        var result = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            if (i > 0 && !char.IsLower(c) && StartsWord(name, i)) result.Append('_');
            result.Append(char.ToLowerInvariant(c));
        }

        return result.ToString();
    }

    // A word starts where a lower-case letter ends, and at the last of a run of other characters when a lower-case letter follows.
    private static bool StartsWord(string name, int i) =>
        char.IsLower(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]));

    private static string CSharpGeneric(Type type)
    {
        var arguments = string.Join(", ", type.GetGenericArguments().Select(CSharpName));
        var name = type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)];
        return type.DeclaringType is { } outer ? $"{outer.Name}.{name}<{arguments}>" : $"{name}<{arguments}>";
    }

    private static string CSharpName(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Int32 => "int",
        TypeCode.Int64 => "long",
        TypeCode.String => "string",
        TypeCode.Boolean => "bool",
        TypeCode.Double => "double",
        TypeCode.Decimal => "decimal",
        _ => type.FullName ?? type.Name,
    };
}
