using Wolverine.Configuration;

namespace Wolverine.Marten;

/// <summary>Events to append to the stream of the aggregate being handled.</summary>
public class Events : List<object>, IWolverineReturnType
{
    public Events()
    {
    }

    public Events(IEnumerable<object> collection) : base(collection)
    {
    }

    public static Events operator +(Events events, object @event)
    {
        events.Add(@event);
        return events;
    }
}

/// <summary>Answers the caller with the aggregate as it is after the events.</summary>
public class UpdatedAggregate<T>;
