namespace JasperFx.Events
{
    public interface IEventStream<out T>
    {
        T? Aggregate { get; }
        long? StartingVersion { get; }
        long? CurrentVersion { get; }
        CancellationToken Cancellation { get; }
        Guid Id { get; }
        string? Key { get; }
        IReadOnlyList<IEvent> Events { get; }
        bool AlwaysEnforceConsistency { get; set; }

        void AppendOne(object @event);
        void AppendMany(params object[] events);
        void AppendMany(IEnumerable<object> events);
    }

    public interface IEventOperations
    {
        StreamAction Append(Guid stream, IEnumerable<object> events);
        StreamAction Append(Guid stream, params object[] events);
        StreamAction Append(Guid stream, long expectedVersion, params object[] events);
        StreamAction StartStream<TAggregate>(Guid id, params object[] events) where TAggregate : class;
        StreamAction StartStream(Type aggregateType, Guid id, IEnumerable<object> events);
        StreamAction StartStream(Type aggregateType, Guid id, params object[] events);
        StreamAction StartStream(Guid id, IEnumerable<object> events);
        StreamAction StartStream(Guid id, params object[] events);
        StreamAction StartStream<TAggregate>(IEnumerable<object> events) where TAggregate : class;
        StreamAction StartStream<TAggregate>(params object[] events) where TAggregate : class;
    }

    public interface IEventStoreOperations : IEventOperations, IQueryEventStore
    {
        IEvent BuildEvent(object data);
        StreamAction Append(Guid stream, long expectedVersion, IEnumerable<object> events);
        StreamAction StartStream<TAggregate>(Guid id, IEnumerable<object> events) where TAggregate : class;
        Task AppendOptimistic(Guid streamId, CancellationToken token, params object[] events);
        Task AppendOptimistic(Guid streamId, params object[] events);
        Task AppendExclusive(Guid streamId, CancellationToken token, params object[] events);
        Task AppendExclusive(Guid streamId, params object[] events);
        void ArchiveStream(Guid streamId);
        Task<IEventStream<T>> FetchForWriting<T>(Guid id, CancellationToken cancellation = default) where T : class;
        Task<IEventStream<T>> FetchForWriting<T>(Guid id, long expectedVersion, CancellationToken cancellation = default) where T : class;
        Task<IEventStream<T>> FetchForExclusiveWriting<T>(Guid id, CancellationToken cancellation = default) where T : class;
        ValueTask<T?> FetchLatest<T>(Guid id, CancellationToken cancellation = default) where T : class;
    }

    public interface IQueryEventStore
    {
        Task<IReadOnlyList<IEvent>> FetchStreamAsync(
            Guid streamId, long version = 0, DateTimeOffset? timestamp = null, long fromVersion = 0, CancellationToken token = default);

        Task<T?> AggregateStreamAsync<T>(
            Guid streamId, long version = 0, DateTimeOffset? timestamp = null, T? state = null, long fromVersion = 0, CancellationToken token = default)
            where T : class;

        Task<IEvent?> LoadAsync(Guid id, CancellationToken token = default);
        Task<StreamState?> FetchStreamStateAsync(Guid streamId, CancellationToken token = default);
    }
}

namespace Marten.Events
{
    public interface IEventOperations : JasperFx.Events.IEventOperations;

    public interface IEventStoreOperations : JasperFx.Events.IEventStoreOperations, IEventOperations, IQueryEventStore;

    public interface IQueryEventStore : JasperFx.Events.IQueryEventStore;
}
