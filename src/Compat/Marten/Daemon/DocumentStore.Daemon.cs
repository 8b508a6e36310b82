using JasperFx.Events.Daemon;
using Marten.Events.Daemon;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Marten;

public partial interface IDocumentStore
{
    ValueTask<IProjectionDaemon> BuildProjectionDaemonAsync(string? tenantIdOrDatabaseIdentifier = null, ILogger? logger = null);
}

public partial class DocumentStore
{
    /// <summary>A unit of work with events was committed by this process.</summary>
    internal event EventHandler? EventsAppended;

    public ValueTask<IProjectionDaemon> BuildProjectionDaemonAsync(string? tenantIdOrDatabaseIdentifier = null, ILogger? logger = null) =>
        ValueTask.FromResult<IProjectionDaemon>(new ProjectionDaemon(this, logger ?? NullLogger.Instance));

    internal void AnnounceEvents() => EventsAppended?.Invoke(this, EventArgs.Empty);
}
