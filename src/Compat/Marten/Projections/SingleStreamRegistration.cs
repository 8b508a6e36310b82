using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten.Documents;
using Marten.Sessions;

namespace Marten.Events.Projections;

/// <summary>A single-stream projection at work, inline or in the daemon.</summary>
internal sealed class SingleStreamRegistration<TDoc>(ProjectionBase source, IAggregateFold<TDoc> fold, Action assertValid) : RegisteredProjection
    where TDoc : notnull
{
    public override string Name => source.Name;
    public override uint Version => source.Version;
    public override ProjectionLifecycle Lifecycle => source.Lifecycle;
    public override AsyncOptions Options => source.Options;
    public override object Instance => source;
    public override Type DocumentType => typeof(TDoc);
    public override IReadOnlySet<Type> IncludedTypes => source.IncludedTypes;
    public override bool IncludesArchivedEvents => source.IncludeArchivedEvents;

    public override void AssertValid() => assertValid();

    public override async Task ApplyAsync(DocumentSession session, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        var slices = events.GroupBy(e => e.StreamId).Select(g => (Id: g.Key, Events: g.ToList())).ToList();
        var snapshots = await session.LoadByIdsAsync<TDoc>([.. slices.Select(s => (object)s.Id)], cancellation);
        foreach (var (id, slice) in slices)
        {
            var existed = snapshots.TryGetValue(id, out var snapshot);
            Write(session, id, existed, fold.Fold(snapshot, id, slice), slice[^1].Version);
        }
    }

    public override async Task ApplyInlineAsync(DocumentSession session, IReadOnlyList<StreamAction> streams, CancellationToken cancellation)
    {
        foreach (var tenant in streams.Where(s => AppliesTo(s.Events)).GroupBy(s => s.TenantId, StringComparer.Ordinal))
            await ApplyInlineAsync(session.Within(tenant.Key), tenant.ToList(), cancellation);
    }

    private async Task ApplyInlineAsync(DocumentSession session, List<StreamAction> streams, CancellationToken cancellation)
    {
        var unknown = streams
            .Where(s => s.ActionType == StreamActionType.Append && session.Work.Fetched<TDoc>(s.TenantId, s.Id) is null)
            .Select(s => (object)s.Id)
            .ToList();
        var loaded = await session.LoadByIdsAsync<TDoc>(unknown, cancellation);

        foreach (var stream in streams)
        {
            var snapshot = session.Work.Fetched<TDoc>(stream.TenantId, stream.Id);
            var existed = snapshot is not null || loaded.TryGetValue(stream.Id, out snapshot);
            var last = stream.Events[^1].Version;
            Write(session, stream.Id, existed, fold.Fold(snapshot, stream.Id, stream.Events), last == 0 ? null : last);
            if (stream.Events.Any(static e => e.EventType == typeof(Archived))) session.Events.ArchiveStream(stream.Id);
        }
    }

    /// <param name="session">Of the document's tenant.</param>
    /// <param name="id">Of stream and document.</param>
    /// <param name="existed">There is a document to delete.</param>
    /// <param name="document">Null deletes.</param>
    /// <param name="version">Of the stream, or null when only the server will know it.</param>
    private static void Write(DocumentSession session, Guid id, bool existed, TDoc? document, long? version)
    {
        var storage = session.DocumentStore.StorageFor<TDoc>();
        if (document is null)
        {
            if (existed) session.Queue(storage, new DeleteDocument<TDoc>(storage, id, session.TenantId));
            return;
        }

        session.Queue(storage, new WriteDocument<TDoc>(storage, document, session.TenantId)
        {
            VersionSource = version is null ? DocumentVersion.OfStream : DocumentVersion.Given,
            Version = version ?? 0,
            StreamsAreConjoined = session.DocumentStore.Configuration.EventOptions.IsConjoined,
        });
    }
}
