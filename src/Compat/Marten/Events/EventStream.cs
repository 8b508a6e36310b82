using JasperFx.Events;

namespace Marten.Events;

/// <summary>A stream fetched for writing: the aggregate as it stood, and what is to be appended.</summary>
internal sealed class EventStream<T>(EventTypes types, StreamAction action, T? aggregate, long version, CancellationToken cancellation) : IEventStream<T>
    where T : class
{
    public T? Aggregate { get; } = aggregate;
    public long? StartingVersion { get; } = version;
    public long? CurrentVersion => StartingVersion + action.Events.Count;
    public CancellationToken Cancellation { get; } = cancellation;
    public Guid Id => action.Id;
    public string? Key => action.Key;
    public IReadOnlyList<IEvent> Events => action.Events;

    public bool AlwaysEnforceConsistency
    {
        get => action.AlwaysEnforceConsistency;
        set => action.AlwaysEnforceConsistency = value;
    }

    public void AppendOne(object @event) => action.Add(types.Wrap(@event));

    public void AppendMany(params object[] events) => AppendMany((IEnumerable<object>)events);

    public void AppendMany(IEnumerable<object> events)
    {
        foreach (var e in events) AppendOne(e);
    }
}
