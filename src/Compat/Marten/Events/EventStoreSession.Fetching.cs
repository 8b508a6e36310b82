using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten.Documents;
using Marten.Events.Projections;
using Marten.Exceptions;
using Marten.Sessions;
using Npgsql;

namespace Marten.Events;

/// <summary>Fetching an aggregate together with its stream's version, in one round trip whatever the lifecycle.</summary>
internal sealed partial class EventStoreSession
{
    public Task<IEventStream<T>> FetchForWriting<T>(Guid id, CancellationToken cancellation = default) where T : class =>
        FetchAsync<T>(id, null, forUpdate: false, cancellation);

    public Task<IEventStream<T>> FetchForWriting<T>(Guid id, long expectedVersion, CancellationToken cancellation = default) where T : class =>
        FetchAsync<T>(id, expectedVersion, forUpdate: false, cancellation);

    public async Task<IEventStream<T>> FetchForExclusiveWriting<T>(Guid id, CancellationToken cancellation = default) where T : class
    {
        await session.Connection.BeginAsync(cancellation);
        try
        {
            return await FetchAsync<T>(id, null, forUpdate: true, cancellation);
        }
        catch (MartenCommandException e) when (IsLockTimeout(e))
        {
            await session.Connection.ReleaseAsync();
            throw new StreamLockedException(id, e.InnerException!);
        }
    }

    public async ValueTask<T?> FetchLatest<T>(Guid id, CancellationToken cancellation = default) where T : class
    {
        var fold = Store.FoldOf<T>();
        if (fold.Lifecycle == ProjectionLifecycle.Inline)
            return Work.Fetched<T>(Session.TenantId, id) ?? (await ReadAsync(id, fold, forUpdate: false, cancellation)).Aggregate;

        var (_, _, aggregate) = await ReadAsync(id, fold, forUpdate: false, cancellation);
        var pending = Work.FindStream(Session.TenantId, id);
        return pending is { Events.Count: > 0 } ? fold.Fold(aggregate, id, pending.Events) : aggregate;
    }

    private async Task<IEventStream<T>> FetchAsync<T>(Guid id, long? expectedVersion, bool forUpdate, CancellationToken cancellation) where T : class
    {
        var fold = Store.FoldOf<T>();
        var (version, archived, aggregate) = await ReadAsync(id, fold, forUpdate, cancellation);
        if (expectedVersion is { } expected && expected != version)
        {
            throw new ConcurrencyException(
                $"Optimistic concurrency check failed for {typeof(T).FullName} #{id}: expected version {expected}, but was {version}", typeof(T), id);
        }

        if (archived) aggregate = null;
        if (fold.Lifecycle == ProjectionLifecycle.Inline && Store.Configuration.EventOptions.UseIdentityMapForAggregates)
        {
            // The fetched instance is the one that is saved: a second fetch must not put another in its place.
            aggregate = Work.Fetched<T>(Session.TenantId, id) ?? aggregate;
            if (aggregate is not null) Work.RememberFetched(Session.TenantId, id, aggregate);
        }

        var action = Work.FindStream(Session.TenantId, id);
        if (action is null)
        {
            action = new StreamAction(id, version == 0 ? StreamActionType.Start : StreamActionType.Append, Session.TenantId);
            Work.Add(action);
        }

        if (action.ActionType == StreamActionType.Append && action.Events.Count == 0) action.ExpectedVersionOnServer = version;
        action.AggregateType ??= typeof(T);
        return new EventStream<T>(Types, action, aggregate, version, cancellation);
    }

    private async Task<(long Version, bool Archived, T? Aggregate)> ReadAsync<T>(
        Guid id, IAggregateFold<T> fold, bool forUpdate, CancellationToken cancellation) where T : class
    {
        await Store.Schema.EnsureEventsAsync(cancellation);
        var batch = QuerySession.Batch(Store.EventWrites.ForStream(Lock(forUpdate), id, Session.TenantId));
        DocumentStorage<T>? storage = null;
        if (fold.Lifecycle != ProjectionLifecycle.Live)
        {
            storage = await Session.StorageAsync<T>(cancellation);
            batch.BatchCommands.Add(Session.ForTenant(storage, new NpgsqlBatchCommand(storage.Sql.Load).WithId(id)));
        }

        if (fold.Lifecycle == ProjectionLifecycle.Live) batch.BatchCommands.Add(StreamCommand(id));
        if (fold.Lifecycle == ProjectionLifecycle.Async) batch.BatchCommands.Add(NewerThanDocumentCommand(id, storage!));

        return await Session.Connection.QueryAsync(
            batch,
            (Me: this, Id: id, Fold: fold, Storage: storage),
            static async (s, reader, token) =>
            {
                var (version, archived) = await reader.ReadAsync(token) ? (reader.GetInt64(0), reader.GetBoolean(1)) : (0L, false);
                await reader.NextResultAsync(token);
                T? aggregate = null;
                if (s.Storage is not null)
                {
                    if (await reader.ReadAsync(token)) aggregate = s.Storage.Read(reader);
                    if (s.Fold.Lifecycle == ProjectionLifecycle.Inline) return (version, archived, aggregate);
                    await reader.NextResultAsync(token);
                }

                var events = await s.Me.ReadEventsAsync(reader, token);
                return (version, archived, events.Count == 0 ? aggregate : s.Fold.Fold(aggregate, s.Id, events));
            },
            cancellation);
    }
}
