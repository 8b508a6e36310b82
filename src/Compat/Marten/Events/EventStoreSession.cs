using JasperFx.Events;
using Marten.Exceptions;
using Marten.Sessions;
using Npgsql;

namespace Marten.Events;

/// <summary>Appending, within a unit of work.</summary>
internal sealed partial class EventStoreSession(DocumentSession session) : QueryEventStore(session), IEventStoreOperations
{
    private UnitOfWork Work => session.Work;

    private EventTypes Types => Store.Configuration.EventOptions.Types;

    public StreamAction Append(Guid stream, IEnumerable<object> events) => AddTo(Touch(stream), events);

    public StreamAction Append(Guid stream, params object[] events) => AddTo(Touch(stream), events);

    public StreamAction Append(Guid stream, long expectedVersion, IEnumerable<object> events)
    {
        var given = events.ToList();
        var action = Touch(stream);
        var before = expectedVersion - action.Events.Count - given.Count;
        if (before < 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(expectedVersion), "The expected version is the one after the append and cannot be less than the number of events.");
        }

        action.ExpectedVersionOnServer = before;
        return AddTo(action, given);
    }

    public StreamAction Append(Guid stream, long expectedVersion, params object[] events) => Append(stream, expectedVersion, (IEnumerable<object>)events);

    public StreamAction StartStream<TAggregate>(Guid id, IEnumerable<object> events) where TAggregate : class => Start(typeof(TAggregate), id, events);

    public StreamAction StartStream<TAggregate>(Guid id, params object[] events) where TAggregate : class => Start(typeof(TAggregate), id, events);

    public StreamAction StartStream(Type aggregateType, Guid id, IEnumerable<object> events) => Start(aggregateType, id, events);

    public StreamAction StartStream(Type aggregateType, Guid id, params object[] events) => Start(aggregateType, id, events);

    public StreamAction StartStream(Guid id, IEnumerable<object> events) => Start(null, id, events);

    public StreamAction StartStream(Guid id, params object[] events) => Start(null, id, events);

    public StreamAction StartStream<TAggregate>(IEnumerable<object> events) where TAggregate : class =>
        Start(typeof(TAggregate), Guid.CreateVersion7(), events);

    public StreamAction StartStream<TAggregate>(params object[] events) where TAggregate : class =>
        Start(typeof(TAggregate), Guid.CreateVersion7(), events);

    public Task AppendOptimistic(Guid streamId, params object[] events) => AppendOptimistic(streamId, default, events);

    public async Task AppendOptimistic(Guid streamId, CancellationToken token, params object[] events)
    {
        var version = await VersionAsync(streamId, forUpdate: false, token) ?? throw new NonExistentStreamException(streamId);
        AppendAt(streamId, version, events);
    }

    public Task AppendExclusive(Guid streamId, params object[] events) => AppendExclusive(streamId, default, events);

    public async Task AppendExclusive(Guid streamId, CancellationToken token, params object[] events)
    {
        await session.Connection.BeginAsync(token);
        long? version;
        try
        {
            version = await VersionAsync(streamId, forUpdate: true, token);
        }
        catch (MartenCommandException e) when (IsLockTimeout(e))
        {
            await session.Connection.ReleaseAsync();
            throw new StreamLockedException(streamId, e.InnerException!);
        }

        if (version is null)
        {
            await session.Connection.ReleaseAsync();
            throw new NonExistentStreamException(streamId);
        }

        AppendAt(streamId, version.Value, events);
    }

    public void ArchiveStream(Guid streamId) => Work.AddToEvents(new ArchiveStreamOperation(Store.EventWrites, streamId, Session.TenantId));

    public IEvent BuildEvent(object data) => Types.Wrap(data);

    private static bool IsLockTimeout(MartenCommandException e) => e.InnerException is
        NpgsqlException { InnerException: TimeoutException }
        or PostgresException { SqlState: PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable };

    private void AppendAt(Guid streamId, long version, object[] events)
    {
        var action = Touch(streamId);
        if (action.Events.Count == 0) action.ExpectedVersionOnServer = version;
        AddTo(action, events);
    }

    private StreamAction Start(Type? aggregateType, Guid id, IEnumerable<object> events)
    {
        if (id == Guid.Empty) throw new ArgumentOutOfRangeException(nameof(id), "Cannot use an empty Guid as the stream id");
        var given = events.ToList();
        if (given.Count == 0) throw new EmptyEventStreamException(id);
        if (aggregateType is not null) Store.AggregateTypes.Add(aggregateType);

        var action = Work.FindStream(Session.TenantId, id);
        if (action is null) Work.Add(action = new StreamAction(id, StreamActionType.Start, Session.TenantId, aggregateType));
        return AddTo(action, given);
    }

    private StreamAction Touch(Guid id)
    {
        var action = Work.FindStream(Session.TenantId, id);
        if (action is null) Work.Add(action = new StreamAction(id, StreamActionType.Append, Session.TenantId));
        return action;
    }

    private StreamAction AddTo(StreamAction action, IEnumerable<object> events)
    {
        foreach (var e in events) action.Add(Types.Wrap(e));
        return action;
    }

    private async Task<long?> VersionAsync(Guid streamId, bool forUpdate, CancellationToken cancellation)
    {
        await Store.Schema.EnsureEventsAsync(cancellation);
        return await Session.Connection.QueryAsync(
            QuerySession.Batch(Store.EventWrites.ForStream(Lock(forUpdate), streamId, Session.TenantId)),
            0,
            static async (_, reader, token) => await reader.ReadAsync(token) ? reader.GetInt64(0) : (long?)null,
            cancellation);
    }

    private string Lock(bool forUpdate) => forUpdate ? Store.EventWrites.StreamVersion + " for update" : Store.EventWrites.StreamVersion;
}
