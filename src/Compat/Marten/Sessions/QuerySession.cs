using System.Diagnostics;
using Marten.Documents;
using Marten.Events;
using Marten.Services;
using Npgsql;

namespace Marten.Sessions;

/// <summary>Reads for one tenant. Every read names its tenant in the statement, never afterwards in memory.</summary>
internal partial class QuerySession : ITenantQueryOperations
{
    private readonly bool _ownsConnection;

    internal QuerySession(DocumentStore store, SessionOptions options)
        : this(store, options.TenantId, new SessionConnection(store.DataSource, options.IsolationLevel, options.Timeout ?? store.CommandTimeout), owns: true)
    {
    }

    internal QuerySession(DocumentStore store, string tenantId, SessionConnection connection, bool owns)
    {
        DocumentStore = store;
        TenantId = tenantId;
        Connection = connection;
        _ownsConnection = owns;
        CorrelationId = Activity.Current?.RootId;
        CausationId = Activity.Current?.ParentId;
        Json = new JsonLoader(this);
    }

    public string TenantId { get; }
    public string? CausationId { get; set; }
    public string? CorrelationId { get; set; }
    public IJsonLoader Json { get; }
    public IQueryEventStore Events => QueryEvents;

    internal DocumentStore DocumentStore { get; }
    internal SessionConnection Connection { get; }
    internal QueryEventStore QueryEvents => field ??= new QueryEventStore(this);

    public ITenantQueryOperations ForTenant(string tenantId) => new QuerySession(DocumentStore, tenantId, Connection, owns: false);

    public void Dispose()
    {
        if (_ownsConnection) Connection.Dispose();
    }

    public ValueTask DisposeAsync() => _ownsConnection ? Connection.DisposeAsync() : ValueTask.CompletedTask;

    /// <summary>Makes sure the table is there, once per store and process.</summary>
    internal async ValueTask<DocumentStorage<T>> StorageAsync<T>(CancellationToken cancellation) where T : notnull
    {
        var storage = DocumentStore.StorageFor<T>();
        await DocumentStore.Schema.EnsureAsync(storage, cancellation);
        return storage;
    }

    internal NpgsqlBatchCommand ForTenant(DocumentStorage storage, NpgsqlBatchCommand command) =>
        storage.IsMultiTenanted ? command.WithText(TenantId) : command;

    internal static NpgsqlBatch Batch(NpgsqlBatchCommand command)
    {
        var batch = new NpgsqlBatch();
        batch.BatchCommands.Add(command);
        return batch;
    }
}
