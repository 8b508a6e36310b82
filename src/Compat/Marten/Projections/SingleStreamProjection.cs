using System.Runtime.CompilerServices;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten.Events.Projections;
using ApplyEventException = JasperFx.Events.Daemon.ApplyEventException;

namespace Marten.Events.Aggregation;

public class SingleStreamProjection<TDoc, TId>
    : ProjectionBase, IProjectionSource<IDocumentOperations, IQuerySession>, IRegistersItself, IAggregateFold<TDoc>
    where TDoc : notnull
    where TId : notnull
{
    private static readonly Action<TDoc, long>? SetVersion = VersionMember.For<TDoc>();

    public SingleStreamProjection() => Name = typeof(TDoc).Name;

    public virtual TDoc? Evolve(TDoc? snapshot, TId id, IEvent e) =>
        throw new InvalidProjectionException($"{GetType().FullName} does not override {nameof(Evolve)}.");

    RegisteredProjection IRegistersItself.Register(StoreOptions options)
    {
        if (Lifecycle != ProjectionLifecycle.Live)
        {
            var mapping = options.Documents.For(typeof(TDoc));
            mapping.IsProjectionTarget = true;
            mapping.ProjectionVersion = Version;
        }

        return new SingleStreamRegistration<TDoc>(this, this, AssertValid);
    }

    TDoc? IAggregateFold<TDoc>.Fold(TDoc? snapshot, Guid id, IReadOnlyList<IEvent> events)
    {
        var identity = Unsafe.As<Guid, TId>(ref id);
        foreach (var e in events)
        {
            try
            {
                snapshot = Evolve(snapshot, identity, e);
            }
            catch (Exception inner)
            {
                throw new ApplyEventException(e, inner);
            }
        }

        if (snapshot is not null && events.Count > 0) SetVersion?.Invoke(snapshot, events[^1].Version);
        return snapshot;
    }

    // The fold relies on this: a stream's identity is the Guid it reinterprets.
    private void AssertValid()
    {
        if (typeof(TId) != typeof(Guid))
            throw new InvalidProjectionException($"{GetType().FullName} is identified by {typeof(TId).Name}, streams by Guid.");
        var evolve = GetType().GetMethod(nameof(Evolve), [typeof(TDoc), typeof(TId), typeof(IEvent)]);
        if (evolve?.DeclaringType is { IsGenericType: true } declaring && declaring.GetGenericTypeDefinition() == typeof(SingleStreamProjection<,>))
            throw new InvalidProjectionException($"{GetType().FullName} does not override {nameof(Evolve)}.");
    }
}
