using JasperFx.Events;
using Npgsql;

namespace Marten.Exceptions;

public class MartenException : Exception
{
    internal MartenException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

public class MartenCommandException : MartenException
{
    internal MartenCommandException(NpgsqlBatchCommand? command, Exception innerException)
        : base($"Marten command failure: {innerException.Message}{Environment.NewLine}{command?.CommandText}", innerException)
    {
    }
}

public class ConcurrentUpdateException : MartenException
{
    internal ConcurrentUpdateException(Exception innerException)
        : base("Write collision detected while commiting the transaction.", innerException)
    {
    }
}

public class ExistingStreamIdCollisionException : MartenException
{
    internal ExistingStreamIdCollisionException(object id, Type? aggregateType, Exception innerException)
        : base($"Stream #{id} already exists in the database", innerException)
    {
        Id = id;
        AggregateType = aggregateType;
    }

    public object Id { get; }

    internal Type? AggregateType { get; }
}

public class NonExistentStreamException : MartenException
{
    internal NonExistentStreamException(object id)
        : base($"Attempt to append to a nonexistent event stream with id '{id}'") => Id = id;

    public object Id { get; }
}

public class InvalidStreamOperationException : MartenException
{
    internal InvalidStreamOperationException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

public class StreamLockedException : MartenException
{
    internal StreamLockedException(object streamId, Exception innerException)
        : base($"Stream '{streamId}' may be locked for updates", innerException)
    {
    }
}

public class EventDeserializationFailureException : MartenException
{
    internal EventDeserializationFailureException(long sequence, Exception innerException)
        : base($"Event deserialization error on sequence = {sequence}", innerException) => Sequence = sequence;

    public long Sequence { get; }
}

public class UnknownEventTypeException : MartenException
{
    internal UnknownEventTypeException(string eventTypeName)
        : base($"Unknown event type name alias '{eventTypeName}'. You may need to register this event type through StoreOptions.Events.AddEventType(type), or by specifying the event type as a projection parameter.") =>
        EventTypeName = eventTypeName;

    public string EventTypeName { get; }
}

public class ApplyEventException : MartenException
{
    internal ApplyEventException(IEvent @event, Exception innerException)
        : base($"Failure to apply event #{@event.Sequence} Id({@event.Id})", innerException)
    {
    }
}
