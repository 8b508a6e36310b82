using System.Collections.Concurrent;
using JasperFx;
using Marten.Documents;

namespace Marten.Schema;

/// <summary>Creates what is used when it is first used, once per store, and everything on request.</summary>
internal sealed class StoreSchema(DocumentStore store)
{
    private readonly ConcurrentDictionary<object, Lazy<Task>> _ready = new();

    public ValueTask EnsureAsync(DocumentStorage storage, CancellationToken cancellation) =>
        EnsureAsync(storage, () => [storage.ToTable()], static () => [], cancellation);

    public ValueTask EnsureEventsAsync(CancellationToken cancellation)
    {
        var events = store.Configuration.EventOptions;
        return EnsureAsync(events, () => EventSchema.Tables(events), () => EventFunctions.All(events), cancellation);
    }

    /// <summary>Everything the configuration names. The event tables only when the store knows an event type or a projection.</summary>
    public async Task ApplyAllAsync(AutoCreate autoCreate, CancellationToken cancellation)
    {
        var options = store.Configuration;
        var tables = new List<Table>();
        var functions = new List<Function>();
        if (options.EventOptions.Types.Any || options.Projections.All.Count > 0)
        {
            tables.AddRange(EventSchema.Tables(options.EventOptions));
            functions.AddRange(EventFunctions.All(options.EventOptions));
        }

        tables.AddRange(options.Documents.All.Select(d => store.StorageFor(d.Type).ToTable()));
        await new SchemaMigrator(store.DataSource).ApplyAsync(tables, functions, autoCreate == AutoCreate.None ? AutoCreate.CreateOrUpdate : autoCreate, cancellation);
    }

    public void Forget() => _ready.Clear();

    private async ValueTask EnsureAsync(
        object key, Func<IReadOnlyList<Table>> tables, Func<IReadOnlyList<Function>> functions, CancellationToken cancellation)
    {
        if (_ready.TryGetValue(key, out var known) && known.IsValueCreated && known.Value.IsCompletedSuccessfully) return;
        var autoCreate = store.Configuration.AutoCreateSchemaObjects;
        if (autoCreate == AutoCreate.None) return;

        // Shared by every waiter, so that one caller's cancellation does not fail the others.
        var work = _ready.GetOrAdd(key, _ => new Lazy<Task>(() =>
            new SchemaMigrator(store.DataSource).ApplyAsync(tables(), functions(), autoCreate, CancellationToken.None)));
        try
        {
            await work.Value.WaitAsync(cancellation);
        }
        catch when (work.Value.IsFaulted)
        {
            _ready.TryRemove(new(key, work));
            throw;
        }
    }
}
