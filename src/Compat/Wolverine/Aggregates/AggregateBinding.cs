using JasperFx.Events;
using Microsoft.Extensions.Logging;
using Wolverine.Runtime.Handlers;

namespace Wolverine.Marten;

/// <summary>The stream of a message's aggregate: how it is found, fetched and appended to, closed over the aggregate's type once.</summary>
internal abstract class AggregateBinding(StreamIdentifier identifier, int aggregateSlot)
{
    public StreamIdentifier Identifier => identifier;

    public int AggregateSlot => aggregateSlot;

    public bool Required { get; set; }

    public abstract Type AggregateType { get; }

    public abstract ValueTask LoadAsync(HandlerExecution execution);

    public abstract ValueTask RespondAsync(HandlerExecution execution);

    protected void StopIfMissing(HandlerExecution execution, object? aggregate)
    {
        if (aggregate is not null || !Required) return;
        execution.Stopped = true;
        execution.Context.Runtime.Logger.LogInformation(
            "{MessageType} {Id} was not handled: there is no {Aggregate}",
            execution.Envelope.MessageType, execution.Envelope.Id, AggregateType.Name);
    }
}

/// <summary>Reads a stream's id and expected version from the message.</summary>
internal sealed class StreamIdentifier
{
    public required string MemberName { get; init; }

    public required Func<object, Guid> Id { get; init; }

    public Func<object, long>? Version { get; init; }
}

internal abstract class WriteBinding(StreamIdentifier identifier, int aggregateSlot, int streamSlot, ConcurrencyStyle style)
    : AggregateBinding(identifier, aggregateSlot)
{
    public int StreamSlot => streamSlot;

    protected ConcurrencyStyle Style => style;

    public abstract Type StreamType { get; }

    public abstract ValueTask AppendAsync(HandlerExecution execution, object? returned, EventShape shape);
}

internal enum EventShape
{
    One,
    Many,
    Async,
}

internal sealed class WriteBinding<T>(StreamIdentifier identifier, int aggregateSlot, int streamSlot, ConcurrencyStyle style)
    : WriteBinding(identifier, aggregateSlot, streamSlot, style) where T : class
{
    public override Type AggregateType => typeof(T);

    public override Type StreamType => typeof(IEventStream<T>);

    public override async ValueTask LoadAsync(HandlerExecution execution)
    {
        var events = execution.Session!.Events;
        var message = execution.Message;
        var cancellation = execution.Cancellation;
        var id = Identifier.Id(message);
        var stream = Style == ConcurrencyStyle.Exclusive ? await events.FetchForExclusiveWriting<T>(id, cancellation)
            : Identifier.Version is { } version ? await events.FetchForWriting<T>(id, version(message), cancellation)
            : await events.FetchForWriting<T>(id, cancellation);
        execution.Slots[StreamSlot] = stream;
        execution.Slots[AggregateSlot] = stream.Aggregate;
        StopIfMissing(execution, stream.Aggregate);
    }

    public override ValueTask AppendAsync(HandlerExecution execution, object? returned, EventShape shape)
    {
        ArgumentNullException.ThrowIfNull(returned);
        var stream = (IEventStream<T>)execution.Slots[StreamSlot]!;
        switch (shape)
        {
            case EventShape.Async:
                return AppendEachAsync(stream, (IAsyncEnumerable<object>)returned, execution.Cancellation);
            case EventShape.Many:
                stream.AppendMany((IEnumerable<object>)returned);
                return default;
            default:
                stream.AppendOne(returned);
                return default;
        }
    }

    public override async ValueTask RespondAsync(HandlerExecution execution)
    {
        var stream = (IEventStream<T>)execution.Slots[StreamSlot]!;
        execution.Context.Response = await execution.Session!.Events.FetchLatest<T>(stream.Id, execution.Cancellation);
    }

    private static async ValueTask AppendEachAsync(
        IEventStream<T> stream, IAsyncEnumerable<object> events, CancellationToken cancellation)
    {
        await foreach (var @event in events.WithCancellation(cancellation)) stream.AppendOne(@event);
    }
}

internal sealed class ReadBinding<T>(StreamIdentifier identifier, int aggregateSlot) : AggregateBinding(identifier, aggregateSlot)
    where T : class
{
    public override Type AggregateType => typeof(T);

    public override async ValueTask LoadAsync(HandlerExecution execution)
    {
        var aggregate = await FetchLatestAsync(execution);
        execution.Slots[AggregateSlot] = aggregate;
        StopIfMissing(execution, aggregate);
    }

    public override async ValueTask RespondAsync(HandlerExecution execution) =>
        execution.Context.Response = await FetchLatestAsync(execution);

    private ValueTask<T?> FetchLatestAsync(HandlerExecution execution) =>
        execution.Session!.Events.FetchLatest<T>(Identifier.Id(execution.Message), execution.Cancellation);
}
