using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace IgG4FollowUp.Domain;

/// <summary>
/// The names of an enumeration's members as they are stored and spoken over HTTP, such as <c>intradural-extramedullary</c>.
/// </summary>
public static class StoredName
{
    private static readonly ConcurrentDictionary<Type, Dictionary<Enum, string>> Known = new();

    /// <summary>The name of a member.</summary>
    /// <exception cref="KeyNotFoundException">The value is no member: a number, or several flags at once.</exception>
    public static string Of<T>(T member)
        where T : struct, Enum => Names<T>.Of[member];

    /// <summary>The name of a member of any enumeration.</summary>
    /// <exception cref="KeyNotFoundException">The value is no member.</exception>
    public static string Of(Enum member)
    {
        ArgumentNullException.ThrowIfNull(member);
        return NamesOf(member.GetType())[member];
    }

    /// <summary>Every name, in order of the members.</summary>
    public static IReadOnlyCollection<string> All<T>()
        where T : struct, Enum => Names<T>.Of.Values;

    /// <summary>Every name of the enumeration, in order of the members.</summary>
    /// <exception cref="ArgumentException">The type is no enumeration.</exception>
    public static IReadOnlyCollection<string> All(Type enumeration) => NamesOf(enumeration).Values;

    /// <summary>The member that has a name.</summary>
    /// <param name="name">The name, as it is stored.</param>
    /// <param name="member">The member.</param>
    public static bool TryRead<T>([NotNullWhen(true)] string? name, out T member)
        where T : struct, Enum
    {
        member = default;
        return name is not null && Names<T>.Members.TryGetValue(name, out member);
    }

    /// <summary>The member that has a name.</summary>
    /// <exception cref="ArgumentException">None has.</exception>
    public static T Read<T>(string name)
        where T : struct, Enum =>
        TryRead<T>(name, out var member) ? member : throw new ArgumentException($"No {typeof(T).Name} is called '{name}'.", nameof(name));

    private static Dictionary<Enum, string> NamesOf(Type enumeration) => Known.GetOrAdd(enumeration, static type =>
        Enum.GetValues(type).Cast<Enum>().Distinct().ToDictionary(
            member => member, member => JsonSerializer.SerializeToElement(member, type).GetString()!));

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> Of = NamesOf(typeof(T)).ToDictionary(pair => (T)pair.Key, pair => pair.Value);

        public static readonly Dictionary<string, T> Members =
            Of.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);
    }
}
