using JasperFx.Events;
using Marten.Documents;

namespace Marten.Sessions;

/// <summary>What a session and its tenant views have yet to write, in order.</summary>
internal sealed class UnitOfWork
{
    private readonly List<StreamAction> _streams = [];
    private readonly Dictionary<(string Tenant, Guid Id), StreamAction> _byId = [];
    private readonly List<StorageOperation> _requested = [];
    private readonly List<StorageOperation> _derived = [];
    private readonly HashSet<DocumentStorage> _documents = [];
    private readonly Dictionary<(Type Type, string Tenant, Guid Id), object> _fetched = [];
    private readonly List<Func<CancellationToken, Task>> _afterCommit = [];

    public IReadOnlyList<StreamAction> Streams => _streams;
    public IReadOnlyCollection<DocumentStorage> Documents => _documents;

    /// <summary>Set while inline projections run: what they queue is worked out anew when the save is tried again.</summary>
    public bool IsDeriving { get; set; }

    public bool TouchesEvents { get; private set; }

    public StreamAction? FindStream(string tenantId, Guid id) => _byId.GetValueOrDefault((tenantId, id));

    public void Add(StreamAction stream)
    {
        _byId[(stream.TenantId, stream.Id)] = stream;
        _streams.Add(stream);
        TouchesEvents = true;
    }

    /// <summary>An operation on the event tables that belongs to no stream of this unit of work.</summary>
    public void AddToEvents(StorageOperation operation)
    {
        Add(operation);
        TouchesEvents = true;
    }

    public void Add(StorageOperation operation) => (IsDeriving ? _derived : _requested).Add(operation);

    public void Touch(DocumentStorage storage) => _documents.Add(storage);

    public void ForgetDerived() => _derived.Clear();

    /// <summary>Events first, so that a document may ask for the version its stream has just been given.</summary>
    public List<StorageOperation> Operations(Func<StreamAction, IEnumerable<StorageOperation>> write) =>
        [.. _streams.SelectMany(write), .. _requested, .. _derived];

    public void RememberFetched<T>(string tenantId, Guid id, T aggregate) where T : class => _fetched[(typeof(T), tenantId, id)] = aggregate;

    public T? Fetched<T>(string tenantId, Guid id) => _fetched.TryGetValue((typeof(T), tenantId, id), out var found) ? (T)found : default;

    public void AfterCommit(Func<CancellationToken, Task> callback) => _afterCommit.Add(callback);

    public Func<CancellationToken, Task>[] TakeCallbacks()
    {
        var callbacks = _afterCommit.ToArray();
        _afterCommit.Clear();
        return callbacks;
    }

    public void Clear()
    {
        _streams.Clear();
        _byId.Clear();
        _requested.Clear();
        _derived.Clear();
        _documents.Clear();
        _fetched.Clear();
        TouchesEvents = false;
    }
}
