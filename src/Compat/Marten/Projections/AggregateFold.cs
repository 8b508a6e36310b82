using JasperFx.Events;
using JasperFx.Events.Projections;

namespace Marten.Events.Projections;

/// <summary>How a stream becomes an aggregate.</summary>
internal interface IAggregateFold<TDoc> where TDoc : notnull
{
    ProjectionLifecycle Lifecycle { get; }

    /// <exception cref="JasperFx.Events.Daemon.ApplyEventException">The application's code threw.</exception>
    TDoc? Fold(TDoc? snapshot, Guid id, IReadOnlyList<IEvent> events);
}
