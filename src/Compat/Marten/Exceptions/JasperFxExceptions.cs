namespace JasperFx
{
    public class ConcurrencyException : Exception
    {
        public ConcurrencyException(Type docType, object id)
            : this($"Optimistic concurrency check failed for {docType.FullName} #{id}", docType, id)
        {
        }

        internal ConcurrencyException(string message, Type? docType, object? id)
            : base(message)
        {
            DocType = docType?.FullName;
            Id = id;
        }

        internal string? DocType { get; }

        internal object? Id { get; }
    }

    public class DocumentAlreadyExistsException : Exception
    {
        internal DocumentAlreadyExistsException(Exception inner, Type docType, object? id)
            : base($"Document already exists {docType.FullName}: {id}", inner)
        {
        }
    }
}

namespace JasperFx.Events
{
    public class EventStreamUnexpectedMaxEventIdException : ConcurrencyException
    {
        internal EventStreamUnexpectedMaxEventIdException(object id, Type? aggregateType, long expected, long actual)
            : base($"Unexpected starting version number for event stream '{id}', expected {expected} but was {actual}", aggregateType, id)
        {
        }

        internal EventStreamUnexpectedMaxEventIdException(string message, Type? aggregateType, object id)
            : base(message, aggregateType, id)
        {
        }
    }

    public class EmptyEventStreamException : Exception
    {
        internal EmptyEventStreamException(object id)
            : base($"A new event stream ('{id}') cannot be started without any events")
        {
        }
    }
}

namespace JasperFx.Events.Daemon
{
    public class ApplyEventException : Exception
    {
        internal ApplyEventException(IEvent @event, Exception innerException)
            : base($"Failure to apply event #{@event.Sequence} Id({@event.Id})", innerException) => Event = @event;

        public IEvent Event { get; }
    }
}

namespace JasperFx.Events.Projections
{
    public class InvalidProjectionException : Exception
    {
        internal InvalidProjectionException(string message)
            : base(message)
        {
        }
    }
}
