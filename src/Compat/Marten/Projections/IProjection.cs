using JasperFx.Events;

namespace Marten.Events.Projections;

public interface IProjection
{
    Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation);
}
