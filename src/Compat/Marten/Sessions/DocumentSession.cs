using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten.Documents;
using Marten.Events;
using Marten.Services;
using IEventStoreOperations = Marten.Events.IEventStoreOperations;
using IQueryEventStore = Marten.Events.IQueryEventStore;

namespace Marten.Sessions;

/// <summary>A unit of work for one tenant, with views of the same work for other tenants.</summary>
internal sealed partial class DocumentSession : QuerySession, IDocumentSession, ITenantOperations
{
    private readonly DocumentSession _root;
    private Dictionary<string, DocumentSession>? _tenants;
    private Dictionary<string, object>? _headers;

    internal DocumentSession(DocumentStore store, SessionOptions options)
        : base(store, options)
    {
        _root = this;
        Work = new UnitOfWork();
        Writing = new EventStoreSession(this);
    }

    private DocumentSession(DocumentSession root, string tenantId)
        : base(root.DocumentStore, tenantId, root.Connection, owns: false)
    {
        _root = root;
        Work = root.Work;
        Writing = new EventStoreSession(this);
    }

    public string? LastModifiedBy { get; set; }

    public new IEventStoreOperations Events => Writing;

    IQueryEventStore IQuerySession.Events => Writing;

    internal UnitOfWork Work { get; }

    internal EventStoreSession Writing { get; }

    public new ITenantOperations ForTenant(string tenantId) => Within(tenantId);

    ITenantQueryOperations IQuerySession.ForTenant(string tenantId) => Within(tenantId);

    public void SetHeader(string key, object value) => (_headers ??= [])[key] = value;

    public object? GetHeader(string key) => _headers?.GetValueOrDefault(key);

    public async ValueTask BeginTransactionAsync(CancellationToken token) => await Connection.BeginAsync(token);

    public void EjectAllPendingChanges() => Work.Clear();

    public async Task SaveChangesAsync(CancellationToken token = default)
    {
        if (_root != this)
        {
            await _root.SaveChangesAsync(token);
            return;
        }

        var hasEvents = Work.TouchesEvents;
        if (hasEvents)
        {
            await DocumentStore.Schema.EnsureEventsAsync(token);
            foreach (var stream in Work.Streams) Complete(stream);
            await ProjectInlineAsync(token);
        }

        foreach (var storage in Work.Documents) await DocumentStore.Schema.EnsureAsync(storage, token);
        await Connection.WriteAsync(Work.Operations(DocumentStore.EventWrites.For), DocumentStore.Configuration.UpdateBatchSize, token);
        Work.Clear();
        if (hasEvents) DocumentStore.AnnounceEvents();
        foreach (var callback in Work.TakeCallbacks()) await callback(token);
    }

    /// <summary>The view of this unit of work for a tenant; the same object each time.</summary>
    internal DocumentSession Within(string tenantId)
    {
        if (tenantId == TenantId) return this;
        if (_root != this) return _root.Within(tenantId);
        _tenants ??= new Dictionary<string, DocumentSession>(StringComparer.Ordinal);
        if (!_tenants.TryGetValue(tenantId, out var session)) _tenants[tenantId] = session = new DocumentSession(this, tenantId);
        return session;
    }

    /// <summary>Called once after the next commit.</summary>
    internal void AfterCommit(Func<CancellationToken, Task> callback) => Work.AfterCommit(callback);

    internal void Queue(StorageOperation operation) => Work.Add(operation);

    internal void Queue(DocumentStorage storage, StorageOperation operation)
    {
        Work.Touch(storage);
        Work.Add(operation);
    }

    private void Complete(StreamAction stream)
    {
        var now = DocumentStore.Configuration.EventOptions.TimeProvider.GetUtcNow();
        stream.AssignVersions();
        foreach (var e in stream.Events)
        {
            if (e.Timestamp == default) e.Timestamp = now;
            e.CorrelationId ??= CorrelationId;
            e.CausationId ??= CausationId;
            e.UserName ??= LastModifiedBy;
            if (_headers is null) continue;
            foreach (var (key, value) in _headers) e.SetHeader(key, value);
        }
    }

    private async Task ProjectInlineAsync(CancellationToken cancellation)
    {
        Work.ForgetDerived();
        var inline = DocumentStore.Configuration.Projections.All;
        if (inline.Count == 0) return;
        var streams = Work.Streams.Where(s => s.Events.Count > 0).ToList();
        if (streams.Count == 0) return;

        Work.IsDeriving = true;
        try
        {
            foreach (var projection in inline)
            {
                if (projection.Lifecycle == ProjectionLifecycle.Inline) await projection.ApplyInlineAsync(this, streams, cancellation);
            }
        }
        finally
        {
            Work.IsDeriving = false;
        }
    }
}
