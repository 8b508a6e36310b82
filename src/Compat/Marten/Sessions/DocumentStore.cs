using System.Collections.Concurrent;
using System.Data;
using System.Reflection;
using JasperFx;
using JasperFx.Events.Projections;
using Marten.Documents;
using Marten.Events;
using Marten.Events.Projections;
using Marten.Schema;
using Marten.Services;
using Marten.Sessions;
using Npgsql;

namespace Marten;

public partial class DocumentStore : IDocumentStore, IMartenStorage
{
    private static readonly MethodInfo MakeStorageMethod = typeof(DocumentStore).GetMethod(nameof(MakeStorage), BindingFlags.Static | BindingFlags.NonPublic)!;

    private readonly ConcurrentDictionary<Type, DocumentStorage> _storage = new();

    internal DocumentStore(StoreOptions options)
    {
        Configuration = options;
        DataSource = options.DataSource ?? throw new InvalidOperationException("No database connection is configured for this store.");
        options.EventOptions.AssertSupported();
        EventColumns = new EventColumns(options.EventOptions, () => options.Serializer);
        EventWrites = new EventWrites(options.EventOptions, () => options.Serializer);
        EventPages = new EventPages(EventColumns, DataSource, CommandTimeout);
        Events.Daemon.Shards.DeadLetters.Map(options);
        Schema = new StoreSchema(this);
        Advanced = new AdvancedOperations(this);
        foreach (var projection in options.Projections.All)
        {
            projection.AssertValid();
            foreach (var type in projection.IncludedTypes) options.EventOptions.AddEventType(type);
            if (projection.DocumentType is { } document) AggregateTypes.Add(document);
        }
    }

    public IReadOnlyStoreOptions Options => Configuration;
    public IMartenStorage Storage => this;
    public AdvancedOperations Advanced { get; }

    internal StoreOptions Configuration { get; }
    internal NpgsqlDataSource DataSource { get; }
    internal int CommandTimeout => Configuration.CommandTimeout;
    internal EventColumns EventColumns { get; }
    internal EventWrites EventWrites { get; }
    internal EventPages EventPages { get; }
    internal StoreSchema Schema { get; }
    internal AggregateTypes AggregateTypes { get; } = new();

    public static DocumentStore For(string connectionString) => For(options => options.Connection(connectionString));

    public static DocumentStore For(Action<StoreOptions> configure)
    {
        var options = new StoreOptions();
        configure(options);
        return new DocumentStore(options);
    }

    public IDocumentSession LightweightSession(IsolationLevel isolationLevel = IsolationLevel.ReadCommitted) =>
        LightweightSession(new SessionOptions { IsolationLevel = isolationLevel });

    public IDocumentSession LightweightSession(string tenantId, IsolationLevel isolationLevel = IsolationLevel.ReadCommitted) =>
        LightweightSession(new SessionOptions { TenantId = tenantId, IsolationLevel = isolationLevel });

    public IDocumentSession LightweightSession(SessionOptions options) => new DocumentSession(this, options);

    public IQuerySession QuerySession() => QuerySession(new SessionOptions());

    public IQuerySession QuerySession(string tenantId) => QuerySession(new SessionOptions { TenantId = tenantId });

    public IQuerySession QuerySession(SessionOptions options) => new Sessions.QuerySession(this, options);

    Task IMartenStorage.ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate? @override) =>
        Schema.ApplyAllAsync(@override ?? Configuration.AutoCreateSchemaObjects, CancellationToken.None);

    public void Dispose()
    {
        if (Configuration.OwnsDataSource) DataSource.Dispose();
        GC.SuppressFinalize(this);
    }

    public async ValueTask DisposeAsync()
    {
        if (Configuration.OwnsDataSource) await DataSource.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal DocumentStorage<T> StorageFor<T>() where T : notnull =>
        (DocumentStorage<T>)_storage.GetOrAdd(typeof(T), static (_, o) => MakeStorage<T>(o), Configuration);

    internal DocumentStorage StorageFor(Type type) =>
        _storage.GetOrAdd(type, static (t, o) => (DocumentStorage)MakeStorageMethod.MakeGenericMethod(t).Invoke(null, [o])!, Configuration);

    /// <exception cref="InvalidProjectionException">No projection is registered for the aggregate.</exception>
    internal IAggregateFold<T> FoldOf<T>() where T : notnull =>
        Configuration.Projections.FindAggregate(typeof(T))?.Instance as IAggregateFold<T>
        ?? throw new InvalidProjectionException($"No single-stream projection is registered for {typeof(T).FullName}.");

    private static DocumentStorage MakeStorage<T>(StoreOptions options) where T : notnull =>
        new DocumentStorage<T>(options.Documents.For(typeof(T)), options);
}
