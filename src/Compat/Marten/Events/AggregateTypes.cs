using System.Collections.Concurrent;

namespace Marten.Events;

/// <summary>Which type an alias in <c>mt_streams.type</c> stands for, as far as this store has met it.</summary>
internal sealed class AggregateTypes
{
    private readonly ConcurrentDictionary<string, Type> _byAlias = new(StringComparer.Ordinal);

    public void Add(Type type) => _byAlias.TryAdd(TypeNames.SnakeCase(type), type);

    public Type? Find(string alias) => _byAlias.GetValueOrDefault(alias);
}
